//! Text made harmless where Markdown is rendered: pull requests, issues, chats, step summaries.
//!
//! A backslash keeps text from being emphasis or a link, but not from being a mention: hosts look
//! for `@name`, `#12`, `!7` or a bare address after the Markdown has become HTML, when the backslash
//! is gone. Only inside code does none of them look. So what comes out of a file is shown as code,
//! and nothing in it has any effect on any host.

use super::record::record;

/// Makes a text one piece of code within a line: no mark-up, no link, no mention, no HTML.
///
/// An empty text becomes `-`, since there is no empty code in Markdown.
pub fn markdown_code(text: &str) -> String {
    code(&record(text))
}

/// As [`markdown_code`], for a cell of a table, whose bounds it cannot break.
///
/// In a table a `|` ends the cell even inside code, and `\|` does not. Programs disagree on what
/// ends a cell in `\\|`; behind a backslash it is therefore shown as its code point.
pub fn markdown_cell(text: &str) -> String {
    let clean = record(text);
    if !clean.contains('|') {
        return code(&clean);
    }
    let mut out = String::with_capacity(clean.len() + 8);
    let mut before = None;
    for c in clean.chars() {
        match c {
            '|' if before == Some('\\') => out.push_str("<7C>"),
            '|' => out.push_str("\\|"),
            c => out.push(c),
        }
        before = Some(c);
    }
    code(&out)
}

/// Keeps a text that the program itself says from being taken for mark-up, also in a table.
///
/// It does not stop a mention and is not meant for what comes out of a file.
pub fn markdown_prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in record(text).chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '$' | '!'
        ) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Makes a text of a file a stretch of prose within a document of the repository: it reads as it was
/// written, and is neither mark-up, link, HTML nor the beginning of a list or a heading.
///
/// For documents that lie in a repository. Where hosts look for mentions (comments, pull requests),
/// [`markdown_code`] is needed.
pub fn markdown_text(text: &str) -> String {
    let clean = record(text);
    let clean = clean.trim();
    let mut out = String::with_capacity(clean.len() + 8);
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    // A row of underscores is judged once, by the last character before it and the first behind.
    let mut before = None;
    let mut row_within_word = None;
    let mut rest = clean.chars().peekable();
    // What stands at the beginning may make the line a heading, a quotation or an entry of a list.
    let digits = clean.len() - clean.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let ends_number = (digits > 0).then_some(digits);
    let mut at = 0;
    while let Some(c) = rest.next() {
        if c != '_' {
            row_within_word = None;
        }
        let special = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '|' | '~' | '$' => true,
            '&' => rest.peek().is_some_and(|next| next.is_alphanumeric() || *next == '#'),
            // Within a word it means itself, and names of columns are full of it.
            '_' => !*row_within_word.get_or_insert_with(|| {
                is_word(before) && is_word(rest.clone().find(|next| *next != '_'))
            }),
            '#' | '-' | '+' | '=' if at == 0 => true,
            '.' | ')' => ends_number == Some(at),
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(c);
        before = Some(c);
        at += 1;
    }
    out
}

/// As [`markdown_cell`], but as prose where the text holds nothing that any host looks for: no
/// mention, no reference, no address, no id of a commit, no emoji by name, no mark-up.
///
/// Most sentences are like that, and a page of sentences in the font of code is hard to read.
pub fn markdown_quiet(text: &str) -> String {
    let clean = record(text);
    if is_quiet(&clean) { markdown_text(&clean) } else { markdown_cell(&clean) }
}

/// Whether nothing in a line is looked for by a host after the Markdown has become HTML.
fn is_quiet(line: &str) -> bool {
    let plain = |c: char| {
        c.is_alphanumeric()
            || matches!(
                c,
                ' ' | '.' | ',' | ';' | '(' | ')' | '\'' | '"' | '-' | '_' | '+' | '=' | '?'
            )
            || matches!(c, ':' | '/' | '%' | '\u{2010}'..='\u{2027}')
    };
    // `GH-3`, `PACK-412`: autolinks that a repository can set up have letters and digits joined.
    let is_reference = |word: &str| {
        word.split_once('-').is_some_and(|(key, number)| {
            key.chars().all(|c| c.is_alphabetic()) && number.starts_with(|c: char| c.is_numeric())
        })
    };
    let is_commit = |word: &str| {
        word.len() >= 7
            && word.chars().all(|c| c.is_ascii_hexdigit())
            && word.contains(|c: char| c.is_ascii_digit())
    };
    let is_emoji_in = |line: &str| {
        let parts: Vec<&str> = line.split(':').collect();
        let between = parts.get(1..parts.len().saturating_sub(1)).unwrap_or_default();
        between.iter().any(|part| !part.is_empty() && !part.contains(' '))
    };
    let words = || line.split(|c: char| !(c.is_alphanumeric() || c == '-'));
    !line.is_empty()
        && line.chars().all(plain)
        && !line.contains("//")
        && !line.to_lowercase().contains("www.")
        // `:name:` is an emoji, `/close` an order, `%1` a milestone.
        && !is_emoji_in(line)
        && !line.starts_with('/')
        && !line.split('%').skip(1).any(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '"'))
        && !words().any(|word| is_reference(word) || is_commit(word))
}

/// Between as many backticks as the text cannot close.
fn code(clean: &str) -> String {
    if clean.is_empty() {
        return "-".to_owned();
    }
    let longest = clean.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let apart = if clean.starts_with('`') || clean.ends_with('`') { " " } else { "" };
    format!("{fence}{apart}{clean}{apart}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_reads_as_it_was_written_and_marks_nothing_up() {
        for (text, shown) in [
            (
                "SHOP-014: 2 % of `x` (see packs.shopify.enabled)",
                "SHOP-014: 2 % of \\`x\\` (see packs.shopify.enabled)",
            ),
            (
                "shopify__daily_shop and _fivetran_synced",
                "shopify__daily_shop and \\_fivetran_synced",
            ),
            // Within a word, and a row that begins or ends one.
            ("a__b __c__ d_ _e", "a__b \\_\\_c\\_\\_ d\\_ \\_e"),
            ("# no heading", "\\# no heading"),
            ("- no entry", "\\- no entry"),
            ("12. no number", "12\\. no number"),
            ("a | b\n<!-- gonogo:end x -->", "a \\| b \\<!-- gonogo:end x --\\>"),
            ("[a](http://b) *c* &lt; R&D", "\\[a\\](http://b) \\*c\\* \\&lt; R\\&D"),
        ] {
            assert_eq!(markdown_text(text), shown);
        }
    }

    #[test]
    fn a_sentence_that_calls_nobody_is_prose() {
        for text in [
            "Net revenue, to the cent: it is the sum of order_adjusted_total.",
            "What is taken back at 18:00 is public again at 02:00.",
            "2 % of tiles (see packs.shopify.enabled); 30 of 60 minutes",
            "Every shop's own currency \u{2013} and/or caf\u{e9}",
        ] {
            assert!(!markdown_quiet(text).starts_with('`'), "{text}");
        }
        assert_eq!(
            markdown_quiet("12. no number, _no_ emphasis"),
            "12\\. no number, \\_no\\_ emphasis"
        );
        for text in [
            "ask @octocat",
            "closes #4",
            "see !7",
            "https://example.com",
            "WWW.example.com",
            "mail bob@example.com",
            "GH-3",
            "PACK-412 later",
            "at 0123abc",
            "now :tada: done",
            "/close",
            "%1 is next",
            "a | b",
            "<b>",
            "*b*",
            "[a](b)",
            "~label",
            "$1",
            "&2",
            "^x",
            "",
            "a\u{202e}b",
        ] {
            assert!(markdown_quiet(text).starts_with('`') || text.is_empty(), "{text}");
        }
    }

    #[test]
    fn what_is_quoted_is_code() {
        assert_eq!(markdown_code("@octocat closes #12"), "`@octocat closes #12`");
        assert_eq!(markdown_code("<img src=x>\n# [a](b)"), "`<img src=x> # [a](b)`");
        assert_eq!(markdown_code("a\u{202e}b\x1b[m"), "`a<202E>b<1B>[m`");
        assert_eq!(markdown_code(" \n "), "-");
    }

    #[test]
    fn code_cannot_be_closed_from_within() {
        assert_eq!(markdown_code("a`b"), "``a`b``");
        assert_eq!(markdown_code("`a``b`"), "``` `a``b` ```");
        assert_eq!(markdown_code("`"), "`` ` ``");
    }

    #[test]
    fn a_cell_cannot_be_left() {
        assert_eq!(markdown_cell("a|b"), "`a\\|b`");
        assert_eq!(markdown_cell("a\\|b"), "`a\\<7C>b`");
        assert_eq!(markdown_cell("a||b"), "`a\\|\\|b`");
        assert_eq!(markdown_cell("a\n| b |"), "`a \\| b \\|`");
    }

    #[test]
    fn own_words_look_as_they_are_written() {
        assert_eq!(markdown_prose("set behavior.missing_column"), "set behavior.missing\\_column");
        assert_eq!(markdown_prose("<b> | *x*"), "\\<b\\> \\| \\*x\\*");
    }
}
