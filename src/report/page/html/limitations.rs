//! What packs do not support: what users see, and what they can do.

use maud::{Markup, html};

use super::table::{Table, cell, row};
use super::text::{Text, anchor, reference};
use super::{Page, Section};
use crate::model::id::ItemId;
use crate::report::page::title;

impl Page<'_> {
    /// The cases of all packs.
    pub(super) fn limitations(&self) -> Section {
        let packs = self.report.packs_by_id();
        let rows: Vec<Markup> = packs
            .iter()
            .flat_map(|pack| pack.unsupported.iter().map(move |case| (pack, case)))
            .map(|(pack, case)| {
                let what = case.case.as_deref().unwrap_or(&case.id);
                let cells = [
                    cell(&html! { (Text(what)) }),
                    cell(&words(case.effect.as_deref(), "not said")),
                    cell(&words(case.workaround.as_deref(), "nothing yet")),
                    cell(&self.followed_up(case.item.as_ref())),
                ];
                let keys = self.keys([&pack.id], pack.owner.as_ref(), pack.risk);
                row(&keys, None, &html! { (Text(title(pack))) }, &cells)
            })
            .collect();
        let body = Table {
            class: "limitations",
            title: "What the packs do not support",
            note: format!("{} cases", rows.len()),
            heads: &["Pack", "Case", "What users see", "What they can do", "Followed up in"],
            none: "No limitation is written down.",
        }
        .of(&rows);
        Section { anchor: "limitations", title: "Known limitations", body }
    }

    fn followed_up(&self, id: Option<&ItemId>) -> Markup {
        let board = self.report.board;
        let item = id.and_then(|id| board.item(id));
        let link = item.and_then(|item| item.deferral.as_ref()?.link.as_deref());
        html! {
            @match (id, item) {
                (Some(id), Some(_)) => a href={ "#" (anchor("item", id.as_str())) } { (Text(id.as_str())) },
                (Some(id), None) => (Text(id.as_str())),
                (None, _) => span.none { "nothing" },
            }
            @if let Some(link) = link { ", " (reference(link, board)) }
        }
    }
}

fn words(text: Option<&str>, none: &str) -> Markup {
    html! {
        @match text {
            Some(text) => (Text(text)),
            None => span.none { (none) },
        }
    }
}
