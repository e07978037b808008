//! The generated part of a document that people also write in: between two lines, and nowhere else.

use super::Document;

/// Why a generated part cannot be put into a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}:{line}: {cause}")]
pub struct MarkerError {
    /// The file.
    pub path: String,
    /// Counted from 1.
    pub line: usize,
    /// What is wrong, and how to mend it.
    pub cause: String,
}

/// The text with the generated part brought up to date; all else stays byte for byte. A text
/// without markers gets the part at its end; `None` is a file that is not there yet.
///
/// # Errors
/// When the markers are damaged: then nothing can be told to be generated.
pub fn merged(existing: Option<&str>, document: &Document) -> Result<String, MarkerError> {
    let (begin, end) = (begin(document.name), end(document.name));
    let Some(text) = existing.filter(|text| !text.trim().is_empty()) else {
        let note =
            "What stands between the two markers is written by `gonogo docs`; the rest is yours.";
        return Ok(format!(
            "# {}\n\n{note}\n\n{begin}\n\n{}\n{end}\n",
            document.title, document.body
        ));
    };
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let body = document.body.replace('\n', newline);
    let part = format!("{begin}{newline}{newline}{body}{newline}{end}");
    let Some((start, stop)) = find(text, document)? else {
        let gap = match text.ends_with('\n') {
            true => newline.to_owned(),
            false => newline.repeat(2),
        };
        return Ok(format!("{text}{gap}{part}{newline}"));
    };
    let (before, after) = (text.get(..start), text.get(stop..));
    Ok(format!("{}{part}{}", before.unwrap_or_default(), after.unwrap_or_default()))
}

fn begin(name: &str) -> String {
    format!("<!-- gonogo:begin {name} -->")
}

fn end(name: &str) -> String {
    format!("<!-- gonogo:end {name} -->")
}

/// From the first byte of the first marker to the last of the second. Markers in fenced code are
/// examples.
fn find(text: &str, document: &Document) -> Result<Option<(usize, usize)>, MarkerError> {
    let (begin, end) = (begin(document.name), end(document.name));
    let wrong = |line: usize, cause: String| {
        Err(MarkerError { path: document.path.to_owned(), line, cause })
    };
    let mut fence: Option<String> = None;
    let mut at = 0;
    let (mut start, mut found) = (None, None);
    for (n, line) in text.split_inclusive('\n').enumerate() {
        let (number, bare) = (n + 1, line.trim());
        let ticks: String = bare.chars().take_while(|c| matches!(c, '`' | '~')).collect();
        match &fence {
            Some(open) if bare == ticks && ticks.starts_with(open.as_str()) => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 => fence = Some(ticks),
            None if bare == begin => match (start, found) {
                (None, None) => start = Some((number, at + line.find(&begin).unwrap_or(0))),
                _ => {
                    return wrong(
                        number,
                        format!("{begin} stands here a second time; take one out"),
                    );
                }
            },
            None if bare == end => match (start, found) {
                (Some((_, from)), None) => {
                    found = Some((from, at + line.find(&end).unwrap_or(0) + end.len()));
                }
                (None, _) => {
                    return wrong(number, format!("{end} stands here without {begin} before it"));
                }
                (_, Some(_)) => {
                    return wrong(number, format!("{end} stands here a second time; take one out"));
                }
            },
            None => {}
        }
        at += line.len();
    }
    match (start, found) {
        (Some((line, _)), None) => {
            wrong(line, format!("{begin} has no {end} after it; write it where the part ends"))
        }
        (_, found) => Ok(found),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn document(body: &str) -> Document {
        Document { path: "docs/x.md", name: "x", title: "X", body: body.to_owned() }
    }

    #[test]
    fn a_new_file_gets_a_title_and_the_part() {
        let text = merged(None, &document("Body.\n")).unwrap();
        assert!(text.starts_with("# X\n\n") && text.ends_with("Body.\n\n<!-- gonogo:end x -->\n"));
        assert_eq!(merged(Some(&text), &document("Body.\n")).unwrap(), text, "once is enough");
    }

    #[test]
    fn damaged_markers_are_refused() {
        for (text, line) in [
            ("<!-- gonogo:begin x -->\nno end\n", 1),
            ("a\n<!-- gonogo:end x -->\n", 2),
            ("<!-- gonogo:begin x -->\n<!-- gonogo:begin x -->\n<!-- gonogo:end x -->\n", 2),
            ("<!-- gonogo:begin x -->\n<!-- gonogo:end x -->\n<!-- gonogo:end x -->\n", 3),
        ] {
            assert_eq!(merged(Some(text), &document("b\n")).unwrap_err().line, line, "{text}");
        }
    }

    #[test]
    fn markers_in_code_are_examples_and_other_names_are_others() {
        let text = "```\n<!-- gonogo:begin x -->\n```\n<!-- gonogo:begin y -->\n";
        let result = merged(Some(text), &document("b\n")).unwrap();
        assert!(result.starts_with(text), "{result}");
    }

    proptest! {
        #[test]
        fn what_people_wrote_stays(
            before in "([a-z#` é]{0,12}(\n|\r\n)){0,4}",
            after in "((\n|\r\n)[a-z#` é]{0,12}){0,4}",
            old in "[a-z\n]{0,30}",
        ) {
            let fenced = before.lines().any(|line| line.trim().starts_with("```"));
            prop_assume!(!fenced);
            let text = format!("{before}<!-- gonogo:begin x -->\n{old}\n<!-- gonogo:end x -->{after}");
            let result = merged(Some(&text), &document("new\n")).unwrap();
            prop_assert!(result.starts_with(&before) && result.ends_with(&after));
            prop_assert_eq!(merged(Some(&result), &document("new\n")).unwrap(), result);
        }
    }
}
