//! Text made harmless for build servers, which take orders from what is printed.
//!
//! GitHub's runner and the agent of Azure Pipelines look for `##[name]` and `##vso[name]` anywhere
//! in a line of a log, TeamCity for `##teamcity[name]`, and do what they find: mask words, set
//! outputs, fold the log. A title in a backlog must not be able to.

use std::borrow::Cow;
use std::fmt::Write;

use super::character::{is_printable, is_wide_or_narrow_space};
use super::display::display;
use super::plain::is_plain_ascii;

/// As [`display`], without orders for a build server.
///
/// GitHub also takes orders from lines that begin with `::`: the first word of a line is never the
/// text's.
pub fn log(text: &str) -> Cow<'_, str> {
    let clean = display(text);
    match replaced(&clean, "<23>") {
        Some(changed) => Cow::Owned(changed),
        None => clean,
    }
}

/// Takes the orders for a build server out of a whole document, which is otherwise harmless already:
/// in place of the second `#` of each stands `hash`, the way in which the document writes one.
pub fn without_orders<'a>(document: &'a str, hash: &str) -> Cow<'a, str> {
    replaced(document, hash).map_or(Cow::Borrowed(document), Cow::Owned)
}

/// Makes written JSON harmless for a terminal and for a build server. It means the same to whoever
/// parses it.
///
/// JSON itself only asks that the first 32 control characters be escaped; terminals obey more of
/// them, and nobody sees the rest.
pub fn json(written: &str) -> Cow<'_, str> {
    let harmless = |c: char| {
        c == '\n' || (' '..='~').contains(&c) || is_printable(c) || is_wide_or_narrow_space(c)
    };
    let is_clean = is_plain_ascii(written.as_bytes()) || written.chars().all(harmless);
    let visible = if is_clean {
        Cow::Borrowed(written)
    } else {
        let mut out = String::with_capacity(written.len() + 16);
        for c in written.chars() {
            if harmless(c) {
                out.push(c);
            } else {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    // Writing to a String cannot fail.
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
        }
        Cow::Owned(out)
    };
    match replaced(&visible, "\\u0023") {
        Some(changed) => Cow::Owned(changed),
        None => visible,
    }
}

/// The text with the second `#` of every order written in another way; `None` where there is none.
fn replaced(text: &str, hash: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = memchr::memmem::find(rest.as_bytes(), b"##") {
        let behind = &rest[at + 2..];
        let word = behind.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
        out.push_str(&rest[..=at]);
        if word.starts_with('[') {
            out.push_str(hash);
            rest = behind;
        } else {
            rest = &rest[at + 1..];
        }
    }
    // Every order has an opening bracket and a second `#` that was not copied as it is.
    if out.is_empty() || !out.contains(hash) {
        return None;
    }
    out.push_str(rest);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_gives_no_orders() {
        assert_eq!(log("a ##[error]b"), "a #<23>[error]b");
        assert_eq!(log("##vso[task.x]##teamcity[y]"), "#<23>vso[task.x]#<23>teamcity[y]");
        assert_eq!(log("###[add-mask]x"), "##<23>[add-mask]x");
        assert_eq!(log("## a heading [x], #12, C##"), "## a heading [x], #12, C##");
        assert_eq!(log("a\n::error::b\x1b[m"), "a ::error::b<1B>[m");
    }

    #[test]
    fn json_means_the_same() {
        let texts = [
            "##[error]x",
            "###[a]",
            "\x1b[m\u{9b}m\u{7f}",
            "\u{202e}\u{200b}\u{feff}",
            "\u{e0001}",
        ];
        for text in texts.into_iter().chain(["caf\u{e9} \u{3000} \u{1f469}", "\\##[x]", "plain"]) {
            let written = serde_json::to_string(text).unwrap();
            let out = json(&written);
            assert_eq!(serde_json::from_str::<String>(&out).unwrap(), text, "{out}");
            assert!(!out.contains("##["), "{out}");
            assert!(!out.contains(['\x1b', '\u{9b}', '\u{7f}', '\u{202e}', '\u{200b}']), "{out}");
        }
        assert!(matches!(json("{\n  \"a\": 1\n}"), Cow::Borrowed(_)));
    }
}
