//! Every "not now" with what users meet until then, and what was accepted for this launch.

use maud::{Markup, html};

use super::items::packs;
use super::table::{Table, cell, risk, row, sorted};
use super::text::{Text, anchor, reference};
use super::verdict::name_of;
use super::{Page, Section, owner};
use crate::model::item::Item;
use crate::report::page::Lateness;

impl Page<'_> {
    /// The open items that were put off.
    pub(super) fn deferrals(&self) -> Section {
        let items = self.report.deferrals();
        let rows: Vec<Markup> = items.iter().map(|item| self.deferral(item)).collect();
        let body = Table {
            class: "deferrals",
            title: "Put off until after the launch",
            note: format!("{} open, what is looked at first on top", items.len()),
            heads: &[
                "Item",
                "What and why",
                "Users meet until then",
                "Packs",
                "Risk",
                "Follow-up",
                "Owner",
                "Looked at again",
            ],
            none: "Nothing was put off.",
        }
        .wide(&rows);
        Section { anchor: "deferrals", title: "Deferrals", body }
    }

    fn deferral(&self, item: &Item) -> Markup {
        let report = self.report;
        let keys = self.keys(&item.packs, item.owner.as_ref(), item.risk);
        let record = item.deferral.clone().unwrap_or_default();
        let until_then = html! {
            @match record.risk.as_deref().map(str::trim) {
                Some(words) if !words.is_empty() => (Text(words)),
                _ => span.none { "nobody has said" },
            }
        };
        let follow_up = html! {
            @match record.link.as_deref().map(str::trim) {
                Some(link) if !link.is_empty() => (reference(link, report.board)),
                _ => span.none { "none" },
            }
        };
        let again = html! {
            @match record.revisit {
                None => span.none { "no day" },
                Some(day) => {
                    (day)
                    @match report.lateness(day) {
                        Lateness::Late => { " " span.late { "overdue" } },
                        Lateness::Today => { " " span.late { "today" } },
                        Lateness::InTime => {},
                    }
                }
            }
        };
        let cells = [
            cell(&self.what(item)),
            cell(&until_then),
            cell(&packs(item)),
            risk(item.risk),
            cell(&follow_up),
            cell(&owner(report.owner(item.owner.as_ref()))),
            sorted(record.revisit.map(|day| day.to_string()).unwrap_or_default(), &again),
        ];
        row(
            &keys,
            Some(&anchor("item", item.id.as_str())),
            &html! { (Text(item.id.as_str())) },
            &cells,
        )
    }

    /// What the last meeting left for later.
    pub(super) fn parked(&self) -> Section {
        let board = self.report.board;
        let rows: Vec<Markup> = self
            .report
            .parked
            .iter()
            .map(|parked| {
                let (keys, name) = self.named(&parked.target);
                let person = Some(parked.person.trim()).filter(|person| !person.is_empty());
                let cells = [
                    cell(&html! { (Text(&parked.question)) }),
                    cell(&owner(person.map(|person| board.name_in_records(person)))),
                ];
                row(&keys, None, &name, &cells)
            })
            .collect();
        let body = Table {
            class: "parked",
            title: "Left open by the last meeting",
            note: format!("{} parked", rows.len()),
            heads: &["What", "Question", "Who finds out"],
            none: "Nothing was parked.",
        }
        .of(&rows);
        Section { anchor: "parked", title: "Parked", body }
    }

    /// Findings that somebody accepted for this launch.
    pub(super) fn waivers(&self) -> Section {
        let report = self.report;
        let rows: Vec<Markup> = report
            .waived()
            .filter_map(|found| {
                let waived = found.finding.waived.as_deref()?;
                let cells = [
                    cell(&html! { (Text(&found.finding.message)) p.why { (found.rule.id) } }),
                    cell(&html! { (Text(&waived.why)) }),
                    cell(&html! { (Text(&waived.compensation)) }),
                    cell(&html! { (Text(report.board.name_in_records(&waived.by))) }),
                    cell(&html! { (waived.until) }),
                ];
                Some(row(&self.keys_of(&found.finding.subject), None, &name_of(found), &cells))
            })
            .collect();
        let body = Table {
            class: "waivers",
            title: "Accepted for this launch",
            note: format!("{} accepted", rows.len()),
            heads: &["What", "Finding", "Why", "What makes up for it", "Accepted by", "Until"],
            none: "No finding was waived.",
        }
        .of(&rows);
        Section { anchor: "waivers", title: "Waivers", body }
    }
}
