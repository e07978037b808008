//! The page: one file that needs no network, no fonts and no other files, in light and dark, on
//! paper, on a phone, by keyboard and read aloud.
//!
//! A policy in its head allows the page's own script and its own styles, by their hashes, and
//! nothing else. Without the script all of it is there, in the order in which it is written.

mod chart;
mod deferrals;
mod findings;
mod items;
mod limitations;
mod packs;
mod runbooks;
mod since;
mod table;
mod text;
mod trend;
mod verdict;

use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::Report;
use crate::model::finding::{Subject, Verdict};
use crate::model::id::{PackId, PersonId};
use crate::model::item::Risk;
use crate::model::order::natural;
use crate::model::target::Target;
use crate::text::html_document;
use text::{Text, anchor, attribute};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// From how many entries on a browser is told to lay out what is in sight alone. Below, it lays out all
/// of it at once, which every screen reader and every search knows best.
const LARGE: usize = 3000;

/// The whole page.
pub fn html(report: &Report<'_>) -> String {
    html_document(&unchecked(report)).into_owned()
}

/// The page without the safety net, which has nothing to do where all texts went through [`Text`].
pub(super) fn unchecked(report: &Report<'_>) -> String {
    let mut out = Page::of(report).document().into_string();
    out.push('\n');
    out
}

/// A report while it becomes a page: with what entries are filtered by.
struct Page<'a> {
    report: &'a Report<'a>,
    /// The packs to choose from, and their numbers.
    packs: Vec<&'a PackId>,
    pack_numbers: HashMap<&'a PackId, usize>,
    /// The owners to choose from, and their numbers.
    owners: Vec<&'a PersonId>,
    owner_numbers: HashMap<&'a PersonId, usize>,
}

/// What an entry of the page is filtered by, as its attributes have it.
struct Keys {
    packs: String,
    owner: Option<usize>,
    risk: Option<u8>,
}

/// A part of the page: its anchor, its heading, and what stands in it.
struct Section {
    anchor: &'static str,
    title: &'static str,
    body: Markup,
}

impl<'a> Page<'a> {
    fn of(report: &'a Report<'a>) -> Self {
        let board = report.board;
        let of_items = board.items().iter().flat_map(|item| &item.packs);
        let mut packs: Vec<&PackId> = board.packs.iter().map(|p| &p.id).chain(of_items).collect();
        packs.sort();
        packs.dedup();
        packs.sort_by(|a, b| natural(a.as_str(), b.as_str()));
        let of_items = board.items().iter().filter_map(|item| item.owner.as_ref());
        let of_packs = board.packs.iter().filter_map(|pack| pack.owner.as_ref());
        let mut owners: Vec<&PersonId> = of_items.chain(of_packs).collect();
        owners.sort();
        owners.dedup();
        owners.sort_by_key(|id| board.name_in_records(id.as_str()).to_lowercase());
        let pack_numbers = packs.iter().enumerate().map(|(n, id)| (*id, n)).collect();
        let owner_numbers = owners.iter().enumerate().map(|(n, id)| (*id, n)).collect();
        Self { report, packs, pack_numbers, owners, owner_numbers }
    }

    fn keys<'p>(
        &self,
        packs: impl IntoIterator<Item = &'p PackId>,
        owner: Option<&PersonId>,
        risk: Option<Risk>,
    ) -> Keys {
        let numbers = packs.into_iter().filter_map(|id| self.pack_numbers.get(id));
        let numbers: Vec<String> = numbers.map(ToString::to_string).collect();
        Keys {
            packs: numbers.join(" "),
            owner: owner.and_then(|owner| self.owner_numbers.get(owner).copied()),
            risk: risk.map(risk_number),
        }
    }

    fn keys_of(&self, subject: &Subject) -> Keys {
        let board = self.report.board;
        match subject {
            Subject::Item(id) => match board.item(id) {
                Some(item) => self.keys(&item.packs, item.owner.as_ref(), item.risk),
                None => self.keys([], None, None),
            },
            Subject::Pack(id) => match board.pack(id) {
                Some(pack) => self.keys([&pack.id], pack.owner.as_ref(), pack.risk),
                None => self.keys([], None, None),
            },
            Subject::File(_) => self.keys([], None, None),
        }
    }

    fn document(&self) -> Markup {
        let report = self.report;
        let sections = [
            self.verdict(),
            self.trend(),
            self.since(),
            self.criteria(),
            self.scope(),
            self.deferrals(),
            self.parked(),
            self.packs(),
            self.waivers(),
            self.runbooks(),
            self.limitations(),
            self.findings(),
        ];
        let no_go = matches!(report.gate.verdict, Verdict::NoGo(_));
        let title = format!("{}: {}", report.gate.verdict.word(), attribute(report.name()));
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(policy());
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="referrer" content="no-referrer";
                    meta name="generator" content=(concat!("gonogo ", env!("CARGO_PKG_VERSION")));
                    title { (title) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    a.skip href="#main" { "Skip to the report" }
                    header.top {
                        div.page {
                            (self.masthead(no_go))
                            nav aria-label="Sections" {
                                ul {
                                    @for section in &sections {
                                        li { a href={ "#" (section.anchor) } { (section.title) } }
                                    }
                                }
                            }
                        }
                    }
                    (self.filter())
                    main #main.page.large[self.is_large()] tabindex="-1" {
                        @for section in &sections {
                            section aria-labelledby=(section.anchor) {
                                h2 id=(section.anchor) { (section.title) }
                                (section.body)
                            }
                        }
                    }
                    footer.page {
                        p { (report.day_words()) }
                        p {
                            "Made by gonogo " (env!("CARGO_PKG_VERSION"))
                            " from commit "
                            code { (report.gate.revision.as_deref().unwrap_or_default()) }
                            ": the same commit gives the same page."
                        }
                    }
                    script { (PreEscaped(SCRIPT)) }
                }
            }
        }
    }

    /// What an entry about an item or pack is filtered by, and its name: a link where it is on the page.
    fn named(&self, target: &Target) -> (Keys, Markup) {
        let (kind, subject) = match target {
            Target::Item(id) => ("item", Subject::Item(id.clone())),
            Target::Pack(id) => ("pack", Subject::Pack(id.clone())),
        };
        let id = target.as_str();
        let name = html! {
            @if self.report.board.has(target) {
                a href={ "#" (anchor(kind, id)) } { (Text(id)) }
            } @else {
                (Text(id))
            }
        };
        (self.keys_of(&subject), name)
    }

    fn is_large(&self) -> bool {
        self.report.board.items().len() + self.report.gate.findings.len() > LARGE
    }

    /// What narrows the page down. It does nothing without the script, which shows it.
    fn filter(&self) -> Markup {
        let board = self.report.board;
        html! {
            div #filter.filter role="search" aria-label="Filter the page" hidden {
                div.page {
                    div.fields {
                        label { span { "Words" } input #words type="search" autocomplete="off"; }
                        label { span { "Pack" }
                            select #pack {
                                option value="" { "All packs" }
                                @for (n, id) in self.packs.iter().enumerate() {
                                    option value=(n) { (attribute(id.as_str())) }
                                }
                            }
                        }
                        label { span { "Owner" }
                            select #owner {
                                option value="" { "All owners" }
                                @for (n, id) in self.owners.iter().enumerate() {
                                    option value=(n) { (attribute(board.name_in_records(id.as_str()))) }
                                }
                            }
                        }
                        label { span { "Risk" }
                            select #risk {
                                option value="" { "Any risk" }
                                @for risk in Risk::ALL.iter().rev() {
                                    option value=(risk_number(*risk)) { (risk.word()) }
                                }
                            }
                        }
                        button #all type="button" disabled { "Show all" }
                    }
                }
            }
            // Outside the bar: it is printed, and the bar is not.
            p #shown.shown.page role="status" {}
        }
    }
}

/// The one policy that lets this page work: its own style and script, and nothing from anywhere.
fn policy() -> String {
    let hash =
        |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())));
    format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

/// Higher is riskier; for sorting and filtering.
fn risk_number(risk: Risk) -> u8 {
    match risk {
        Risk::Low => 1,
        Risk::Medium => 2,
        Risk::High => 3,
    }
}

/// An owner's name, or a word for nobody.
fn owner(name: Option<&str>) -> Markup {
    html! {
        @match name {
            Some(name) => (Text(name)),
            None => span.none { "nobody yet" },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_and_script_cannot_end_early_and_are_what_their_hashes_say() {
        for text in [STYLE, SCRIPT] {
            assert!(text.bytes().all(|byte| matches!(byte, b'\n' | b' '..=b'~')), "only ASCII");
            assert!(!text.contains("</") && !text.contains("<!--"));
        }
        assert!(!STYLE.contains("url(") && !STYLE.contains("@import"));
        assert!(!policy().contains("unsafe"));
    }
}
