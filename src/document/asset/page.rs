//! What a Markdown document speaks of: words in backticks, and words that look like an item's id.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::document::yaml::Lines;
use crate::model::asset::{Mention, Page};

/// Headings that speak of what is not supported, in small letters.
const LIMITS: &[&str] =
    &["not supported", "unsupported", "limitation", "known issue", "does not", "not included"];

/// Reads what a document speaks of. Code blocks and what `gonogo docs` wrote are passed over.
pub(super) fn read(text: &str) -> Page {
    let mut page = Page::default();
    let lines = Lines::of(text);
    let mut heading: Option<(HeadingLevel, String)> = None;
    // The level of the heading under which limits are spoken of.
    let mut limits: Option<HeadingLevel> = None;
    let mut skip = 0;
    let mut generated = false;
    let parser = Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter();
    for (event, range) in parser {
        match event {
            Event::Start(Tag::CodeBlock(_)) => skip += 1,
            Event::End(TagEnd::CodeBlock) => skip -= 1,
            Event::Html(html) => {
                generated |= html.contains("<!-- gonogo:begin");
                generated &= !html.contains("<!-- gonogo:end");
            }
            Event::Start(Tag::Heading { level, .. }) => heading = Some((level, String::new())),
            Event::End(TagEnd::Heading(_)) => {
                if let Some((level, words)) = heading.take() {
                    let words = words.to_lowercase();
                    let speaks = LIMITS.iter().any(|limit| words.contains(limit));
                    if limits.is_none_or(|above| level <= above) {
                        limits = speaks.then_some(level);
                    }
                }
            }
            Event::Code(code) if skip == 0 && !generated => {
                if let Some((_, words)) = &mut heading {
                    words.push_str(&code);
                }
                let at = range.start
                    + text.get(range).map_or(0, |t| t.len() - t.trim_start_matches('`').len());
                mention(&mut page, &lines, at, &code, true, limits.is_some());
            }
            Event::Text(words) if skip == 0 && !generated => {
                if let Some((_, heading)) = &mut heading {
                    heading.push_str(&words);
                }
                for found in ids(text.get(range.clone()).unwrap_or_default()) {
                    let word = text.get(range.start + found.start..range.start + found.end);
                    let at = range.start + found.start;
                    mention(
                        &mut page,
                        &lines,
                        at,
                        word.unwrap_or_default(),
                        false,
                        limits.is_some(),
                    );
                }
            }
            _ => {}
        }
    }
    page
}

fn mention(page: &mut Page, lines: &Lines<'_>, at: usize, word: &str, code: bool, limits: bool) {
    let (line, column) = lines.position(at);
    page.mentions.push(Mention { word: word.trim().to_owned(), line, column, code, limits });
}

/// Words such as `SHOP-014`: capitals and digits, a hyphen, and something behind it.
fn ids(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if !text.contains('-') {
        return found;
    }
    let mut start = 0;
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '#' | '/');
    for word in text.split_inclusive(|c: char| !is_part(c)) {
        let bare = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        if let Some((head, tail)) = bare.split_once('-') {
            let named = head.starts_with(|c: char| c.is_ascii_uppercase())
                && head.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
            let numbered = !tail.is_empty()
                && tail.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
            if named && numbered {
                found.push(start..start + bare.len());
            }
        }
        start += word.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_speaks_of_ids_and_of_what_it_does_not_support() {
        let text = "# Pack `shopify`\n\nSee SHOP-014, not dbt_shopify#70 or UTF-8x.\n\n```\nSHOP-1 `x`\n```\n\n\
            ## Not supported\n\n- **Currencies** (`multi-currency`): see SHOP-031.\n\n### More\n\n`deep`\n\n## Back\n\n`off`\n";
        let found: Vec<_> = read(text)
            .mentions
            .into_iter()
            .map(|m| (m.word, m.line, m.column, m.code, m.limits))
            .collect();
        let mention =
            |word: &str, line, column, code, limits| (word.to_owned(), line, column, code, limits);
        assert_eq!(
            found,
            [
                mention("shopify", 1, 9, true, false),
                mention("SHOP-014", 3, 5, false, false),
                mention("multi-currency", 11, 20, true, true),
                mention("SHOP-031", 11, 42, false, true),
                mention("deep", 15, 2, true, true),
                mention("off", 19, 2, true, false),
            ]
        );
    }

    #[test]
    fn what_was_generated_is_passed_over() {
        let text = "A-1\n\n<!-- gonogo:begin x -->\n\nB-2\n\n<!-- gonogo:end x -->\n\nC-3\n";
        let words: Vec<_> = read(text).mentions.into_iter().map(|m| m.word).collect();
        assert_eq!(words, ["A-1", "C-3"]);
    }
}
