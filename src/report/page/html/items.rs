//! The required behaviours of the launch, and the items column by column.

use maud::{Markup, html};

use super::table::{Table, cell, risk, row, sorted};
use super::text::{Text, anchor, reference};
use super::{Page, Section, owner};
use crate::model::column::Role;
use crate::model::item::{Item, Status};
use crate::report::page::Lateness;

impl Page<'_> {
    /// What the launch must do, with the items that serve it.
    pub(super) fn criteria(&self) -> Section {
        let board = self.report.board;
        let count = |id, open: bool| {
            let cites = |item: &&Item| item.criterion.as_ref() == Some(id);
            let stands = |item: &&Item| match open {
                true => item.is_open(),
                false => item.status == Status::Closed,
            };
            board.items().iter().filter(cites).filter(stands).count()
        };
        let body = html! {
            @if board.criteria.is_empty() {
                p.none { "None is written down." }
            } @else {
                table.criteria {
                    caption.quiet { "Required behaviours, with the items that cite them" }
                    thead {
                        tr {
                            @for head in ["Id", "What must be true", "Open", "Done"] {
                                th scope="col" data-sort { (head) }
                            }
                        }
                    }
                    tbody {
                        @for criterion in &board.criteria {
                            tr {
                                th scope="row" { (Text(criterion.id.as_str())) }
                                td { (Text(&criterion.text)) }
                                td { (count(&criterion.id, true)) }
                                td { (count(&criterion.id, false)) }
                            }
                        }
                    }
                }
            }
        };
        Section { anchor: "behaviours", title: "Required behaviours", body }
    }

    /// The open items of each column, then what is done and what is not needed.
    pub(super) fn scope(&self) -> Section {
        let body = html! {
            @for (column, items) in self.report.columns() {
                @if column.role == Role::Deferred {
                    h3 { (Text(&column.title)) }
                    p { (items.len()) " put off: " a href="#deferrals" { "see Deferrals" } "." }
                } @else {
                    ({
                        let rows: Vec<Markup> = items.iter().map(|item| self.open(item)).collect();
                        Table {
                            class: "items",
                            title: &column.title,
                            note: format!("{} open", items.len()),
                            heads: &["Item", "What and why", "Packs", "Risk", "Owner", "Due"],
                            none: "Nothing stands here.",
                        }
                        .of(&rows)
                    })
                }
            }
            (self.past(Status::Closed, "Done", "Shown by", "Nothing is closed yet."))
            (self.past(Status::Withdrawn, "Not needed", "Why", "Nothing was withdrawn."))
        };
        Section { anchor: "scope", title: "Scope", body }
    }

    fn open(&self, item: &Item) -> Markup {
        let report = self.report;
        let keys = self.keys(&item.packs, item.owner.as_ref(), item.risk);
        let due = match item.due {
            None => html! { span.none { "no day" } },
            Some(due) => html! {
                (due)
                @match report.lateness(due) {
                    Lateness::Late => { " " span.late { "overdue" } },
                    Lateness::Today => { " " span.late { "today" } },
                    Lateness::InTime => {},
                }
            },
        };
        let due_key = item.due.map(|day| day.to_string()).unwrap_or_default();
        let cells = [
            cell(&self.what(item)),
            cell(&packs(item)),
            risk(item.risk),
            cell(&owner(report.owner(item.owner.as_ref()))),
            sorted(due_key, &due),
        ];
        row(
            &keys,
            Some(&anchor("item", item.id.as_str())),
            &html! { (Text(item.id.as_str())) },
            &cells,
        )
    }

    /// The title of an item, what holds the launch about it, and why it stands where it stands.
    pub(super) fn what(&self, item: &Item) -> Markup {
        let blocking = self.report.blocking(item);
        html! {
            (Text(title(item)))
            @if let Some(criterion) = &item.criterion { " " span.note { (Text(criterion.as_str())) } }
            @for rule in blocking { " " span.holds { "holds the launch: " (rule) } }
            @if let Some(why) = &item.rationale { p.why { (Text(why)) } }
        }
    }

    fn past(&self, status: Status, title: &str, head: &str, none: &str) -> Markup {
        let items = self.report.past(status);
        let rows: Vec<Markup> = items.iter().map(|item| self.past_row(item)).collect();
        Table {
            class: "past",
            title,
            note: format!("{} in all", items.len()),
            heads: &["Item", "What", head, "Packs"],
            none,
        }
        .of(&rows)
    }

    fn past_row(&self, item: &Item) -> Markup {
        let board = self.report.board;
        let keys = self.keys(&item.packs, item.owner.as_ref(), item.risk);
        let shown = html! {
            @if item.status == Status::Closed {
                @for (n, evidence) in item.evidence.iter().enumerate() {
                    @if n > 0 { ", " }
                    (reference(&evidence.reference, board))
                }
                @if item.evidence.is_empty() { span.none { "no evidence" } }
            } @else if let Some(why) = &item.rationale {
                (Text(why))
            } @else {
                span.none { "no reason given" }
            }
        };
        let cells = [cell(&html! { (Text(self::title(item))) }), cell(&shown), cell(&packs(item))];
        row(
            &keys,
            Some(&anchor("item", item.id.as_str())),
            &html! { (Text(item.id.as_str())) },
            &cells,
        )
    }
}

/// The packs that an item bears on.
pub(super) fn packs(item: &Item) -> Markup {
    html! {
        @for (n, pack) in item.packs.iter().enumerate() {
            @if n > 0 { ", " }
            (Text(pack.as_str()))
        }
        @if item.packs.is_empty() { span.none { "none" } }
    }
}

fn title(item: &Item) -> &str {
    match item.title.trim() {
        "" => "(no title)",
        title => title,
    }
}
