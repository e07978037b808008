//! The head of the page, and why it is GO or NO-GO.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::text::{Text, anchor};
use super::{Page, Section};
use crate::model::date::distance;
use crate::report::gate::{Gate, Located};
use crate::report::page::{Report, subject};

/// Subjects that a reason names; the others are counted.
const NAMED: usize = 24;

impl Page<'_> {
    /// The launch, its verdict, and what the report was made from.
    pub(super) fn masthead(&self, no_go: bool) -> Markup {
        let report = self.report;
        let launch = &report.board.launch;
        let gate = &report.gate;
        html! {
            p.kind { "Launch report" }
            h1 { (Text(report.name())) }
            div class={ "verdict " (if no_go { "no-go" } else { "go" }) } {
                p.word { (gate.verdict.word()) }
                p.tally { (tally(gate)) }
            }
            dl.facts {
                @if let Some(date) = launch.date {
                    div { dt { "Launch" } dd { (day(date)) span.note { (distance(report.day, date)) } } }
                }
                @if let Some(freeze) = launch.freeze {
                    div { dt { "Freeze" } dd { (day(freeze)) span.note { (distance(report.day, freeze)) } } }
                }
                div {
                    dt { "As of" }
                    dd {
                        (day(report.day))
                        span.note { @if report.day_given { "chosen" } @else { "the commit's day" } }
                    }
                }
                div {
                    dt { "Commit" }
                    dd {
                        code { (gate.short_revision().unwrap_or_default()) }
                        span.note { (report.committed.format("%Y-%m-%d %H:%M %:z").to_string()) }
                    }
                }
            }
        }
    }

    /// What holds the launch, and the launch in numbers.
    pub(super) fn verdict(&self) -> Section {
        let report = self.report;
        let reasons = report.reasons();
        let body = html! {
            @if reasons.is_empty() {
                p { "Nothing holds the launch." }
            } @else {
                ol.reasons {
                    @for reason in &reasons {
                        @let subjects = reason.subjects();
                        li {
                            p.reason {
                                strong.many { "Missed " (times(reason.findings.len())) ": " }
                                (reason.rule.summary) " "
                                span.note { (reason.rule.id) }
                            }
                            p.why { (reason.rule.why) }
                            ul.names {
                                @for found in subjects.iter().take(NAMED) { li { (name_of(found)) } }
                                @if subjects.len() > NAMED {
                                    li {
                                        a href="#findings" {
                                            "and " (subjects.len() - NAMED) " more"
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
            (numbers(report))
        };
        let title = if reasons.is_empty() { "Verdict" } else { "What holds the launch" };
        Section { anchor: "verdict", title, body }
    }
}

fn numbers(report: &Report<'_>) -> Markup {
    let packs = report.packs();
    html! {
        h3 { "In numbers" }
        dl.numbers {
            @for (column, items) in report.columns() {
                div { dt { (Text(&column.title)) } dd { (items.len()) span.note { "open" } } }
            }
            div {
                dt { "Done" }
                dd { (report.past(crate::model::item::Status::Closed).len()) span.note { "closed" } }
            }
            @for (standing, count) in Report::standings(&packs) {
                div { dt { "Packs " (standing.word()) } dd { (count) span.note { "of " (packs.len()) } } }
            }
        }
    }
}

fn times(count: usize) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        many => format!("{many} times"),
    }
}

/// `12 findings hold the launch; 37 warnings, 3 waived`.
fn tally(gate: &Gate<'_>) -> String {
    let counts = gate.counts;
    let holding = match counts.block {
        0 => "Nothing holds the launch".to_owned(),
        1 => "1 finding holds the launch".to_owned(),
        many => format!("{many} findings hold the launch"),
    };
    let besides = [
        (counts.warn, "warning", "warnings"),
        (counts.info, "note", "notes"),
        (counts.waived, "waived", "waived"),
    ];
    let besides: Vec<String> = besides
        .iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| format!("{count} {}", if *count == 1 { one } else { many }))
        .collect();
    if besides.is_empty() { holding } else { format!("{holding}; {}", besides.join(", ")) }
}

/// The subject of a finding, as a link to where it stands on the page.
pub(super) fn name_of(found: &Located<'_>) -> Markup {
    let (kind, name) = subject(found.finding);
    html! {
        @if kind == "file" { (Text(name)) }
        @else { a href={ "#" (anchor(kind, name)) } { (Text(name)) } }
    }
}

/// `Tue 12 January 2027`.
fn day(date: NaiveDate) -> String {
    date.format("%a %-d %B %Y").to_string()
}
