//! The patch of one file, in git's own form, so that `git apply` takes it.

use super::FilePlan;
use crate::git::{GitError, difference};

/// The patch of one file, as git writes them.
///
/// # Errors
/// When a text is too large for git.
pub(super) fn of_file(
    path: &str,
    before: Option<&[u8]>,
    after: &[u8],
) -> Result<FilePlan, GitError> {
    let found = difference(before.unwrap_or_default(), after)?;
    let (from, to) = (quoted("a/", path), quoted("b/", path));
    let mut text = format!("diff --git {from} {to}\n");
    let from = if before.is_none() {
        text.push_str("new file mode 100644\n");
        "/dev/null".to_owned()
    } else {
        from
    };
    if !found.hunks.is_empty() {
        text.push_str(&format!("--- {from}\n+++ {to}\n{}", found.hunks));
    }
    let (added, removed) = (found.added, found.removed);
    Ok(FilePlan { path: path.to_owned(), diff: text, added, removed })
}

/// A path as git writes it in a patch: in quotes with escapes where it holds anything unusual.
fn quoted(prefix: &str, path: &str) -> String {
    let unusual = |byte: u8| !(0x20..0x7f).contains(&byte) || matches!(byte, b'"' | b'\\');
    if !path.bytes().any(unusual) {
        return format!("{prefix}{path}");
    }
    let mut text = format!("\"{prefix}");
    for byte in path.bytes() {
        match byte {
            b'"' => text.push_str("\\\""),
            b'\\' => text.push_str("\\\\"),
            byte if unusual(byte) => text.push_str(&format!("\\{byte:03o}")),
            byte => text.push(char::from(byte)),
        }
    }
    text.push('"');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_is_written_as_git_writes_it() {
        let plan = of_file("b/a.yaml", Some(b"a: 1\nb: 2"), b"a: 1\nb: 3").unwrap();
        assert_eq!(
            plan.diff,
            "diff --git a/b/a.yaml b/b/a.yaml\n--- a/b/a.yaml\n+++ b/b/a.yaml\n@@ -1,2 +1,2 @@\n a: 1\n-b: 2\n\\ No newline at end of file\n+b: 3\n\\ No newline at end of file\n"
        );
        assert_eq!((plan.added, plan.removed), (1, 1));
        let new = of_file("n.yaml", None, b"a: 1\n").unwrap();
        assert!(new.diff.contains("new file mode 100644\n--- /dev/null\n+++ b/n.yaml\n@@ -0,0 +1"));
        assert_eq!(quoted("a/", "ü\"x"), "\"a/\\303\\274\\\"x\"");
    }
}
