//! How each pack is taken back: a page of paper each.

use maud::{Markup, html};

use super::text::{Text, anchor, reference};
use super::{Page, Section, owner};
use crate::model::pack::{KillSwitch, Pack, Rehearsal, Rollback};
use crate::report::page::title;

impl Page<'_> {
    /// A runbook for each pack.
    pub(super) fn runbooks(&self) -> Section {
        let packs = self.report.packs_by_id();
        let body = html! {
            @if packs.is_empty() { p.none { "No pack is written down." } }
            @for pack in packs { (self.runbook(pack)) }
        };
        Section { anchor: "runbooks", title: "Rollback runbooks", body }
    }

    fn runbook(&self, pack: &Pack) -> Markup {
        let keys = self.keys([&pack.id], pack.owner.as_ref(), pack.risk);
        let anchor = anchor("runbook", pack.id.as_str());
        html! {
            article.runbook aria-labelledby=(anchor)
                data-p=(keys.packs) data-o=[keys.owner] data-r=[keys.risk] {
                h3 id=(anchor) { (Text(title(pack))) }
                @if !pack.ships() {
                    p { "Held back: there is nothing to take back." }
                } @else {
                    @if let Some(plan) = &pack.rollback {
                        @if !plan.triggers.is_empty() {
                            h4 { "When" }
                            ul { @for trigger in &plan.triggers { li { (Text(trigger)) } } }
                        }
                    }
                    h4 { "Switch off first" }
                    @match &pack.kill_switch {
                        Some(switch) => (self.switch_off(switch)),
                        None => p.none { "There is no kill switch." },
                    }
                    h4 { "Take back" }
                    @match &pack.rollback {
                        Some(plan) => (self.take_back(plan)),
                        None => p.none { "There is no rollback plan." },
                    }
                }
            }
        }
    }

    fn switch_off(&self, switch: &KillSwitch) -> Markup {
        let report = self.report;
        let name = switch.name.as_deref().or(switch.mechanism.as_deref()).unwrap_or("unnamed");
        let mechanism = switch.mechanism.as_deref().filter(|_| switch.name.is_some());
        html! {
            dl.plan {
                dt { "Switch" }
                dd { (Text(name)) @if let Some(mechanism) = mechanism { " (" (Text(mechanism)) ")" } }
                dt { "Who" } dd { (owner(report.owner(switch.owner.as_ref()))) }
                (fact("Takes effect within", switch.effect_within.as_deref()))
                (fact("Users see then", switch.off_state.as_deref()))
                dt { "Tested" } dd { (self.tried(switch.tested.as_ref())) }
            }
        }
    }

    fn take_back(&self, plan: &Rollback) -> Markup {
        let report = self.report;
        let paused = plan.automation_to_pause.as_ref().map(|automation| automation.join(", "));
        html! {
            dl.plan {
                dt { "Who" }
                dd {
                    (owner(report.owner(plan.owner.as_ref())))
                    @if let Some(backup) = report.owner(plan.backup.as_ref()) {
                        "; when out of reach: " (Text(backup))
                    }
                }
                (fact("Back to", plan.to.as_deref()))
                (fact("Within", plan.within.as_deref()))
                (fact("Data", plan.data.as_deref()))
                (fact("Pause before", paused.as_deref()))
                dt { "Rehearsed" } dd { (self.tried(plan.rehearsed.as_ref())) }
            }
            @if plan.steps.is_empty() {
                p.none { "No steps are written down." }
            } @else {
                ol.steps { @for step in &plan.steps { li { (Text(step)) } } }
            }
            p {
                strong { "It worked when: " }
                @match plan.verify.as_deref() {
                    Some(verify) => (Text(verify)),
                    None => span.none { "nobody has said how one sees that" },
                }
            }
        }
    }

    fn tried(&self, rehearsal: Option<&Rehearsal>) -> Markup {
        let board = self.report.board;
        html! {
            @match rehearsal.and_then(|rehearsal| Some((rehearsal, rehearsal.on?))) {
                None => span.late { "never" },
                Some((rehearsal, on)) => {
                    (on)
                    @if let Some(by) = &rehearsal.by { " by " (Text(board.name_in_records(by))) }
                    @if let Some(evidence) = &rehearsal.evidence { ", " (reference(evidence, board)) }
                }
            }
        }
    }
}

fn fact(label: &str, value: Option<&str>) -> Markup {
    html! {
        @if let Some(value) = value { dt { (label) } dd { (Text(value)) } }
    }
}
