//! What was decided since the last meeting.

use maud::{Markup, html};

use super::table::{Table, cell, row, sorted};
use super::text::Text;
use super::{Page, Section};
use crate::model::history::{Change, Compared};
use crate::report::changes::{kind_title, sections};

impl Page<'_> {
    /// What became of items and packs since the meeting before this commit, and who saw to it.
    pub(super) fn since(&self) -> Section {
        let body = match self.report.since {
            None => html! {
                p.none { "No meeting before this commit is on record." }
            },
            Some(compared) => {
                let changes = sections(compared).into_iter().flat_map(|(_, changes)| changes);
                let rows: Vec<Markup> = changes.map(|change| self.change(change)).collect();
                let table = Table {
                    class: "since",
                    title: "What changed",
                    note: format!("{} in all", rows.len()),
                    heads: &["What", "What changed and why", "Kind", "Who saw to it last", "On"],
                    none: "Nothing changed.",
                };
                html! {
                    (words(compared))
                    (table.of(&rows))
                }
            }
        };
        Section { anchor: "since", title: "Since the last meeting", body }
    }

    fn change(&self, change: &Change) -> Markup {
        let (keys, name) = self.named(&change.target);
        let what = html! {
            (Text(change.title.trim()))
            p.why { (Text(&change.words())) }
        };
        let commit = &change.commit;
        let day = commit.when.format("%Y-%m-%d").to_string();
        let cells = [
            cell(&what),
            cell(&html! { (kind_title(change)) }),
            cell(&html! { (Text(&commit.author)) }),
            sorted(&day, &html! { (day) " " code.note { (commit.short()) } }),
        ];
        row(&keys, None, &name, &cells)
    }
}

fn words(compared: &Compared) -> Markup {
    let Compared { from, to, changes, commits } = compared;
    let (n, c) = (changes.len(), *commits);
    html! {
        p {
            "The last meeting before this commit "
            @if let Some(meeting) = &from.commit.meeting { "(" (Text(meeting)) ") " }
            "is in commit " code { (from.commit.short()) }
            " of " (from.commit.landed.format("%Y-%m-%d").to_string()) ". Since then "
            (n) (if n == 1 { " item or pack has" } else { " items and packs have" }) " changed, in "
            (c) (if c == 1 { " commit" } else { " commits" }) "; the verdict was "
            strong { (from.verdict.to_string()) } " then and is "
            strong { (to.verdict.to_string()) } " now."
        }
    }
}
