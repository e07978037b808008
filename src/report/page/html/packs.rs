//! How ready each pack is, what users see when its data is not, and who stands behind it.

use maud::{Markup, html};

use super::table::{Table, cell, row, sorted};
use super::text::{Text, anchor};
use super::{Page, Section, owner};
use crate::model::pack::{Behavior, CONDITIONS, Pack};
use crate::report::page::{Signed, launch_word, own_conditions, spoken, title};
use crate::report::readiness::{Mark, Readiness, Share, Standing};

impl Page<'_> {
    /// The three matrices.
    pub(super) fn packs(&self) -> Section {
        let packs = self.report.packs();
        let ready: Vec<Markup> =
            packs.iter().map(|(pack, row)| self.readiness(pack, row)).collect();
        let body = html! {
            (Table {
                class: "matrix",
                title: "How ready each pack is",
                note: format!("{} packs, what holds the launch on top", packs.len()),
                heads: &["Pack", "Stands", "Goes out as", "Owner", "Behaviour", "Rollback", "Kill switch",
                    "Documents", "Evidence", "Signed", "Open items"],
                none: "No pack is written down.",
            }.wide(&ready))
            (self.behaviour())
            (self.signatures())
        };
        Section { anchor: "packs", title: "Packs", body }
    }

    fn readiness(&self, pack: &Pack, ready: &Readiness) -> Markup {
        let standing = match ready.standing {
            Standing::NoGo => "holds",
            Standing::AtRisk => "late",
            Standing::Ready => "good",
            Standing::Held => "plain",
        };
        let mut cells = vec![
            sorted(
                ready.standing as u8,
                &html! { span class=(standing) { (ready.standing.word()) } },
            ),
            cell(&html! { (launch_word(pack)) }),
            cell(&owner(self.report.owner(pack.owner.as_ref()))),
            share(ready.behavior),
        ];
        cells.extend([ready.rollback, ready.kill_switch, ready.docs].map(mark));
        cells.extend([ready.evidence, ready.signed].map(share));
        cells.push(sorted(
            ready.open,
            &html! {
                (ready.open)
                @if ready.blocking > 0 { " " span.holds { (ready.blocking) " hold it" } }
            },
        ));
        let keys = self.keys([&pack.id], pack.owner.as_ref(), pack.risk);
        let name = html! {
            (Text(title(pack))) " " span.note { (Text(pack.id.as_str())) }
            @if let Some((rule, message)) = &ready.worst { p.why { (rule) ": " (Text(message)) } }
        };
        row(&keys, Some(&anchor("pack", pack.id.as_str())), &name, &cells)
    }

    /// What users see under each condition.
    fn behaviour(&self) -> Markup {
        let spoken: Vec<String> = CONDITIONS.iter().map(|condition| spoken(condition)).collect();
        let conditions = spoken.iter().map(String::as_str);
        let heads: Vec<&str> = ["Pack"].into_iter().chain(conditions).chain(["Besides"]).collect();
        let rows: Vec<Markup> = self
            .report
            .packs_by_id()
            .into_iter()
            .map(|pack| {
                let mut cells: Vec<Markup> = CONDITIONS
                    .iter()
                    .map(|condition| cell(&shown(pack.behavior(condition))))
                    .collect();
                cells.push(cell(&html! {
                    @for (n, own) in own_conditions(pack).enumerate() {
                        @if n > 0 { ", " }
                        (Text(&self::spoken(&own.condition))) ": " (shown(Some(own)))
                    }
                }));
                let keys = self.keys([&pack.id], pack.owner.as_ref(), pack.risk);
                row(&keys, None, &html! { (Text(title(pack))) }, &cells)
            })
            .collect();
        Table {
            class: "matrix",
            title: "What users see when the data is not as it should be",
            note: "hide, placeholder, banner, last good value or error".to_owned(),
            heads: &heads,
            none: "No pack is written down.",
        }
        .wide(&rows)
    }

    /// What each role says to each pack.
    fn signatures(&self) -> Markup {
        let board = self.report.board;
        let roles = board.signoff_roles.iter().map(String::as_str);
        let heads: Vec<&str> = ["Pack"].into_iter().chain(roles).collect();
        let rows: Vec<Markup> = self
            .report
            .packs_by_id()
            .into_iter()
            .map(|pack| {
                let content = pack.content(&board.assets);
                let cells: Vec<Markup> =
                    board.signoff_roles.iter().map(|role| signed(pack, role, &content)).collect();
                let keys = self.keys([&pack.id], pack.owner.as_ref(), pack.risk);
                row(&keys, None, &html! { (Text(title(pack))) }, &cells)
            })
            .collect();
        html! {
            @if !board.signoff_roles.is_empty() {
                (Table {
                    class: "matrix",
                    title: "Sign-offs",
                    note: "what each role says to the pack as it is now".to_owned(),
                    heads: &heads,
                    none: "No pack is written down.",
                }.wide(&rows))
            }
        }
    }
}

fn shown(behavior: Option<&Behavior>) -> Markup {
    html! {
        @match behavior.and_then(|behavior| behavior.show) {
            Some(show) => (spoken(show.word())),
            None => span.none { "undefined" },
        }
    }
}

fn signed(pack: &Pack, role: &str, content: &str) -> Markup {
    let state = Signed::of(pack, role, content);
    let class = match state {
        Signed::Go => "good",
        Signed::NoGo => "holds",
        Signed::Stale => "late",
        Signed::NotYet | Signed::Abstained => "plain",
    };
    let signoff = pack.signoff(role).filter(|_| state != Signed::NotYet);
    cell(&html! {
        span class=(class) { (state.word()) }
        @if let Some(signoff) = signoff {
            @let by = signoff.by.as_deref().unwrap_or("somebody");
            p.why { (Text(by)) @if let Some(on) = signoff.on { ", " (on) } }
            @if let Some(note) = &signoff.note { p.why { (Text(note)) } }
        }
    })
}

fn mark(mark: Mark) -> Markup {
    let (key, class) = match mark {
        Mark::Fail => (0, "holds"),
        Mark::Warn => (1, "late"),
        Mark::Ok => (2, "good"),
        Mark::NotNeeded => (3, "plain"),
    };
    sorted(key, &html! { span class=(class) { (mark.word()) } })
}

fn share(share: Share) -> Markup {
    let class = if share.of >= share.all { "good" } else { "plain" };
    sorted(share.of, &html! { span class=(class) { (share.of) " of " (share.all) } })
}
