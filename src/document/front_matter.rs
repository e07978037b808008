//! Markdown with front matter: which bytes are YAML, which are prose, and what the title is.

use std::ops::Range;

use super::problem::Problem;
use super::spans::lex;

/// The parts of a Markdown text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// The YAML between the fences.
    pub front: Range<usize>,
    /// What follows the closing fence.
    pub body: Range<usize>,
}

/// Finds the front matter: the first line is `---`, and a later one is `---` or `...`. A text that
/// does not begin so has none.
///
/// # Errors
/// The opening fence has no closing one.
pub fn split(text: &str) -> Result<Option<Parts>, Problem> {
    let start = lex::bom(text);
    if line(text, start) != "---" {
        return Ok(None);
    }
    let first = lex::next_line(text, lex::line_end(text, start));
    let mut at = first;
    while at < text.len() {
        let end = lex::line_end(text, at);
        let next = lex::next_line(text, end);
        if matches!(line(text, at), "---" | "...") {
            return Ok(Some(Parts { front: first..at, body: next..text.len() }));
        }
        at = next;
    }
    Err(Problem::unreadable(
        (1, 1),
        "the front matter that begins on line 1 is not closed",
        "Write --- on a line of its own after the last key",
    ))
}

/// A line without the blanks at its end.
fn line(text: &str, at: usize) -> &str {
    lex::part(text, at..lex::line_end(text, at)).trim_end_matches([' ', '\t'])
}

/// The first heading of a Markdown text, `# …` or underlined, outside code and comments.
pub fn heading(body: &str) -> Option<&str> {
    let mut fence: Option<(char, usize)> = None;
    let mut in_comment = false;
    let mut paragraph: Option<&str> = None;
    for line in body.lines() {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let trimmed = line.trim();
        if in_comment {
            in_comment = !trimmed.contains("-->");
            continue;
        }
        if let Some((mark, length)) = fence {
            let run = trimmed.chars().take_while(|c| *c == mark).count();
            if run >= length && trimmed.chars().all(|c| c == mark) {
                fence = None;
            }
            continue;
        }
        if trimmed.is_empty() || (indent > 3 && paragraph.is_none()) {
            paragraph = None;
            continue;
        }
        if let Some(opened) = opens_fence(trimmed) {
            fence = Some(opened);
            paragraph = None;
            continue;
        }
        if trimmed.starts_with("<!--") {
            in_comment = !trimmed.contains("-->");
            paragraph = None;
            continue;
        }
        if let Some(title) = atx_heading(trimmed) {
            return Some(title);
        }
        let underline = trimmed.chars().all(|c| c == '=') || trimmed.chars().all(|c| c == '-');
        match paragraph {
            Some(title) if underline => return Some(title),
            _ => paragraph = (!underline && !opens_block(trimmed)).then_some(trimmed),
        }
    }
    None
}

fn opens_fence(line: &str) -> Option<(char, usize)> {
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let run = line.chars().take_while(|c| *c == mark).count();
    let info = line.get(run..).unwrap_or_default();
    (run >= 3 && !(mark == '`' && info.contains('`'))).then_some((mark, run))
}

/// The text of a `# …` line, `None` where it is no heading or an empty one.
fn atx_heading(line: &str) -> Option<&str> {
    let level = line.chars().take_while(|c| *c == '#').count();
    let rest = line.get(level..)?;
    if !(1..=6).contains(&level) || !(rest.is_empty() || rest.starts_with([' ', '\t'])) {
        return None;
    }
    let rest = rest.trim();
    let closed = rest.trim_end_matches('#');
    let title = match closed {
        "" => "",
        closed if closed.ends_with([' ', '\t']) => closed.trim_end(),
        _ => rest,
    };
    (!title.is_empty()).then_some(title)
}

/// Whether a line begins a quote or a list, which no underline turns into a heading.
fn opens_block(line: &str) -> bool {
    line.starts_with('>')
        || ["- ", "* ", "+ "].iter().any(|mark| line.starts_with(mark))
        || line.split_once(['.', ')']).is_some_and(|(number, rest)| {
            rest.starts_with(' ')
                && !number.is_empty()
                && number.bytes().all(|byte| byte.is_ascii_digit())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<(&str, &str)> {
        let found = split(text).unwrap()?;
        Some((&text[found.front], &text[found.body]))
    }

    #[test]
    fn the_parts_of_a_text() {
        for (text, expected) in [
            ("---\nid: A\n---\n# T\n", Some(("id: A\n", "# T\n"))),
            ("---\r\nid: A\r\n---\r\nx", Some(("id: A\r\n", "x"))),
            ("\u{feff}---\nid: A\n...\nx", Some(("id: A\n", "x"))),
            ("--- \nid: A\n---  \nx", Some(("id: A\n", "x"))),
            ("---\n---\nx", Some(("", "x"))),
            ("---\nid: A\n---", Some(("id: A\n", ""))),
            ("---\na: |\n  ---\n  x\n---\ny", Some(("a: |\n  ---\n  x\n", "y"))),
            ("# T\n---\nid: A\n---\n", None),
            ("----\nid: A\n----\n", None),
            ("", None),
        ] {
            assert_eq!(parts(text), expected, "{text:?}");
        }
        let open = split("---\nid: A\n").unwrap_err();
        assert_eq!((open.rule, open.line), ("GNG001", 1));
    }

    #[test]
    fn the_first_heading() {
        for (body, expected) in [
            ("# Title #\n", Some("Title")),
            ("text\n\n## C# and F#\n", Some("C# and F#")),
            ("#no\n# yes\n", Some("yes")),
            ("#\n# yes\n", Some("yes")),
            ("Title\n=====\n", Some("Title")),
            ("Title\n---\n", Some("Title")),
            ("\n---\n# yes\n", Some("yes")),
            ("- item\n---\n# yes\n", Some("yes")),
            ("```\n# no\n```\n# yes\n", Some("yes")),
            ("~~~~\n~~~\n# no\n~~~~\n# yes\n", Some("yes")),
            ("<!--\n# no\n-->\n# yes\n", Some("yes")),
            ("    # code\n\n# yes\n", Some("yes")),
            ("text\n", None),
        ] {
            assert_eq!(heading(body), expected, "{body:?}");
        }
    }
}
