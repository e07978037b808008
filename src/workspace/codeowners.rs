//! CODEOWNERS: who must approve a change of which file.
//!
//! The rules are those of
//! [GitHub](https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners):
//! the last line that matches counts, and a line without owners takes the owners off.

use globset::{GlobBuilder, GlobMatcher};

use super::files::Files;

/// The places that GitHub looks at, in its order; only the first file counts.
pub(super) const PLACES: [&str; 3] = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

/// The text of the file, where there is one.
pub(super) fn text(files: &dyn Files) -> Option<String> {
    PLACES.iter().find_map(|path| files.text(path))
}

/// Whether nobody owns a path.
pub(super) fn is_unowned(text: &str, path: &str) -> bool {
    let lines = text.lines().rev().filter_map(line);
    let matching = lines.into_iter().find(|(pattern, _)| matches(pattern, path));
    matching.is_none_or(|(_, owned)| !owned)
}

/// The pattern of a line, and whether it names owners.
fn line(line: &str) -> Option<(&str, bool)> {
    let line = line.split(" #").next().unwrap_or(line).trim();
    if line.is_empty() || line.starts_with('#') {
        return None;
    }
    let mut words = line.split_whitespace();
    Some((words.next()?, words.next().is_some()))
}

fn matches(pattern: &str, path: &str) -> bool {
    let anchored = pattern.trim_end_matches('/').contains('/');
    let bare = pattern.trim_start_matches('/').trim_end_matches('/');
    let prefix = if anchored { "" } else { "**/" };
    // A folder owns all below it; `docs/*` owns the files right in it and no deeper.
    let deep = !bare.ends_with("/*");
    let globs = [format!("{prefix}{bare}"), format!("{prefix}{bare}/**")];
    let globs = globs.iter().take(if deep { 2 } else { 1 });
    globs.filter_map(|glob| matcher(glob)).any(|glob| glob.is_match(path))
}

fn matcher(glob: &str) -> Option<GlobMatcher> {
    Some(GlobBuilder::new(glob).literal_separator(true).build().ok()?.compile_matcher())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_that_matches_counts() {
        let text = "# all\n* @org/all\n/packs/ @data\n/packs/jira/\n*.md @docs # pages\n";
        for (path, unowned) in [
            ("src/main.rs", false),
            ("packs/shopify/pack.yaml", false),
            ("packs/jira/pack.yaml", true),
            ("packs/jira/quickstart.md", false),
        ] {
            assert_eq!(is_unowned(text, path), unowned, "{path}");
        }
        assert!(is_unowned("/docs/* @a\n", "docs/deep/x.md"));
        assert!(!is_unowned("/docs/* @a\n", "docs/x.md"));
        assert!(is_unowned("", "x"));
    }
}
