//! What differs between two texts, line by line, as git shows it.

use git2::{DiffLineType, DiffOptions, Patch};

use super::GitError;

/// The differences of two texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// The hunks with three lines around each change, without the lines that name the files.
    pub hunks: String,
    /// Lines that are new.
    pub added: usize,
    /// Lines that are gone.
    pub removed: usize,
}

/// Compares two texts, whatever bytes they hold; what is not UTF-8 is shown as well as it can be.
///
/// # Errors
/// When one of them is too large for git.
pub fn difference(before: &[u8], after: &[u8]) -> Result<Difference, GitError> {
    let mut options = DiffOptions::new();
    options.context_lines(3).force_text(true);
    let patch = Patch::from_buffers(before, None, after, None, Some(&mut options))?;
    let mut found = Difference::default();
    for hunk in 0..patch.num_hunks() {
        let (header, lines) = patch.hunk(hunk)?;
        let header = String::from_utf8_lossy(header.header()).into_owned();
        // Git names the function that it stands in, which YAML and prose have none of.
        let end = header.rfind("@@").map_or(header.trim_end().len(), |at| at + 2);
        found.hunks.push_str(header.get(..end).unwrap_or(&header));
        found.hunks.push('\n');
        for line in 0..lines {
            let line = patch.line_in_hunk(hunk, line)?;
            match line.origin_value() {
                DiffLineType::Addition => found.added += 1,
                DiffLineType::Deletion => found.removed += 1,
                _ => {}
            }
            if matches!(line.origin(), ' ' | '+' | '-') {
                found.hunks.push(line.origin());
            }
            found.hunks.push_str(&String::from_utf8_lossy(line.content()));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hunks_are_those_of_git() {
        let found = difference(b"a: 1\nb: 2", b"a: 1\nb: 3").unwrap();
        let end = "\\ No newline at end of file\n";
        assert_eq!(found.hunks, format!("@@ -1,2 +1,2 @@\n a: 1\n-b: 2\n{end}+b: 3\n{end}"));
        assert_eq!((found.added, found.removed), (1, 1));
        assert_eq!(difference(b"a\0\n", b"a\0\n").unwrap(), Difference::default());
        let new = difference(b"", b"a\n").unwrap();
        assert_eq!(new.hunks, "@@ -0,0 +1 @@\n+a\n");
        // A line that ends differently is another line.
        assert_eq!(difference(b"a\r\n", b"a\n").unwrap().added, 1);
    }
}
