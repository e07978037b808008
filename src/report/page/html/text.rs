//! The only ways for a text into the page: as words, as an attribute, as a link, as an anchor.

use std::borrow::Cow;
use std::fmt::Write;

use maud::{Escaper, Markup, Render, html};

use crate::model::board::Board;
use crate::text::{self, SafeLink, is_right_to_left};

/// A text of a file, as words on the page: cleaned, escaped, and kept apart where it runs from right
/// to left.
pub(super) struct Text<'a>(pub(super) &'a str);

impl Render for Text<'_> {
    fn render_to(&self, page: &mut String) {
        let line = text::html(self.0);
        let apart = is_right_to_left(&line);
        page.push_str(if apart { "<bdi>" } else { "" });
        // Writing to a String cannot fail.
        let _ = Escaper::new(page).write_str(&line);
        page.push_str(if apart { "</bdi>" } else { "" });
    }
}

/// A text of a file for an attribute, or for an element that takes no others; maud escapes it.
pub(super) fn attribute(text: &str) -> Cow<'_, str> {
    text::html(text)
}

/// A reference: a link where a tracker knows it or it is an address, or else words.
pub(super) fn reference(reference: &str, board: &Board) -> Markup {
    let known = board.link(reference).ok();
    let address = known.and_then(|link| SafeLink::parse(link.url()?));
    html! {
        @match address {
            Some(address) => a href=(address.as_str()) rel="noopener noreferrer" { (Text(reference)) },
            None => (Text(reference)),
        }
    }
}

/// Where something stands on the page. No two ids give the same anchor, and none gives one that the
/// page itself uses.
pub(super) fn anchor(kind: &str, id: &str) -> String {
    let mut out = format!("{kind}-");
    for c in id.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_') {
            out.push(c);
        } else {
            let _ = write!(out, "~{:x}~", u32::from(c));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_only_text() {
        let show = |text: &str| Text(text).render().into_string();
        assert_eq!(show("<b>&amp;\"'"), "&lt;b&gt;&amp;amp;&quot;'");
        assert_eq!(show("a\u{202e}b"), "a&lt;202E&gt;b");
        assert_eq!(show("\u{5d0} <i>"), "<bdi>\u{5d0} &lt;i&gt;</bdi>");
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        let board = Board::default();
        let show = |text: &str| reference(text, &board).into_string();
        assert!(
            show("https://example.com/a?b&c")
                .starts_with("<a href=\"https://example.com/a?b&amp;c\" rel")
        );
        for text in
            ["javascript:alert(1)", "data:text/html,x", "//example.com", "https://a@b/", "https:x"]
        {
            assert!(!show(text).contains("<a"), "{text}");
        }
    }

    #[test]
    fn anchors_are_unlike_each_other() {
        assert_eq!(anchor("item", "SHOP-014"), "item-SHOP-014");
        assert_ne!(anchor("item", "a b"), anchor("item", "a_b"));
        assert_ne!(anchor("item", "a~20~b"), anchor("item", "a b"));
    }
}
