//! How findings say things, so that all of them say them alike.

use std::borrow::Cow;

use crate::model::item::is_placeholder;

/// `a`, `a and b`, `a, b and c`.
pub(super) fn all_of(words: &[impl AsRef<str>]) -> String {
    joined(words, "and")
}

/// `a`, `a or b`, `a, b or c`.
pub(super) fn one_of(words: &[impl AsRef<str>]) -> String {
    joined(words, "or")
}

fn joined(words: &[impl AsRef<str>], before_last: &str) -> String {
    let mut text = String::new();
    for (n, word) in words.iter().enumerate() {
        if n > 0 && n + 1 == words.len() {
            text.push(' ');
            text.push_str(before_last);
            text.push(' ');
        } else if n > 0 {
            text.push_str(", ");
        }
        text.push_str(word.as_ref());
    }
    text
}

/// What a file says, in quotes: its first line, and no more of it than a message can bear.
pub(super) fn quoted(text: &str) -> String {
    const MOST: usize = 60;
    let line = text.lines().next().unwrap_or_default();
    let short: String = line.chars().take(MOST).collect();
    let more = if short.len() < text.trim_end().len() { "..." } else { "" };
    format!("\"{short}{more}\"")
}

/// An id as it is typed after a command: people copy fixes into a shell, and an id is whatever a
/// file says.
pub(super) fn argument(id: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./@:+#,".contains(c);
    if !id.is_empty() && !id.starts_with(['#', '-']) && id.chars().all(plain) {
        Cow::Borrowed(id)
    } else {
        Cow::Owned(format!("'{}'", id.replace('\'', r"'\''")))
    }
}

/// Whether a free text says anything. A `|` makes a word a placeholder, but not a sentence: steps
/// may hold commands with pipes.
pub(super) fn says(text: Option<&str>) -> bool {
    text.map(str::trim)
        .is_some_and(|text| !text.is_empty() && (text.contains('|') || !is_placeholder(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_a_list() {
        assert_eq!(all_of(&["a"]), "a");
        assert_eq!(all_of(&["a", "b"]), "a and b");
        assert_eq!(one_of(&["a", "b", "c"]), "a, b or c");
    }

    #[test]
    fn quotes_are_short() {
        assert_eq!(quoted("soon"), "\"soon\"");
        assert_eq!(quoted("one\ntwo"), "\"one...\"");
        assert_eq!(quoted(&"x".repeat(70)), format!("\"{}...\"", "x".repeat(60)));
    }

    #[test]
    fn a_fix_can_be_pasted_into_a_shell() {
        assert_eq!(argument("SHOP-014@backlog/x.yaml#2"), "SHOP-014@backlog/x.yaml#2");
        assert_eq!(argument("a; rm -rf ~"), "'a; rm -rf ~'");
        assert_eq!(argument("it's"), r"'it'\''s'");
        assert_eq!(argument("#7"), "'#7'");
        assert_eq!(argument("-x"), "'-x'");
    }

    #[test]
    fn a_placeholder_says_nothing() {
        assert!(says(Some("dbt run | tee log")));
        for text in [None, Some(" "), Some("TBD"), Some("<who>")] {
            assert!(!says(text), "{text:?}");
        }
    }
}
