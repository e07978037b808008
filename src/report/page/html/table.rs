//! Tables: a caption that is a heading, heads that can be sorted by, and entries that can be
//! filtered.

use maud::{Markup, html};

use super::Keys;
use super::text::{Text, attribute};
use crate::model::item::Risk;

/// A table as the page writes it.
pub(super) struct Table<'a> {
    /// What it looks like on a phone: the class has a label for each column in the style sheet.
    pub(super) class: &'static str,
    /// Its heading. May be a text of a file.
    pub(super) title: &'a str,
    /// What is said beside the heading.
    pub(super) note: String,
    /// The heads of its columns; each can be sorted by.
    pub(super) heads: &'a [&'a str],
    /// What stands in the place of the rows where there are none.
    pub(super) none: &'a str,
}

impl Table<'_> {
    /// The table with its rows.
    pub(super) fn of(&self, rows: &[Markup]) -> Markup {
        html! {
            @if rows.is_empty() {
                h3 { (Text(self.title)) }
                p.none { (self.none) }
            } @else {
                table class=(self.class) {
                    caption {
                        h3 { (Text(self.title)) }
                        span.note { (self.note) span.count {} }
                    }
                    thead {
                        tr { @for head in self.heads { th scope="col" data-sort { (Text(head)) } } }
                    }
                    tbody { @for row in rows { (row) } }
                }
            }
        }
    }

    /// The same where it has too many columns for a narrow screen: it scrolls by itself.
    pub(super) fn wide(&self, rows: &[Markup]) -> Markup {
        html! {
            @if rows.is_empty() {
                (self.of(rows))
            } @else {
                div.wide tabindex="0" role="region" aria-label=(attribute(self.title)) { (self.of(rows)) }
            }
        }
    }
}

/// A row that can be filtered; its first cell names it.
pub(super) fn row(keys: &Keys, anchor: Option<&str>, name: &Markup, cells: &[Markup]) -> Markup {
    html! {
        tr id=[anchor] data-p=(keys.packs) data-o=[keys.owner] data-r=[keys.risk] {
            th scope="row" { (name) }
            @for cell in cells { (cell) }
        }
    }
}

/// A cell.
pub(super) fn cell(content: &Markup) -> Markup {
    html! { td { (content) } }
}

/// A cell that is sorted by something else than its words.
pub(super) fn sorted(key: impl std::fmt::Display, content: &Markup) -> Markup {
    html! { td data-k=(key.to_string()) { (content) } }
}

/// The cell of a risk.
pub(super) fn risk(risk: Option<Risk>) -> Markup {
    match risk {
        Some(risk) => sorted(
            super::risk_number(risk),
            &html! { span class={ "risk " (risk.word()) } { (risk.word()) } },
        ),
        None => sorted("", &html! { span.none { "not said" } }),
    }
}
