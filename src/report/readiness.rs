//! How ready each pack is, in the few words of a row: for the packs view and for `gonogo packs`.

use crate::model::board::Board;
use crate::model::finding::{Finding, Severity};
use crate::model::item::{Item, Risk};
use crate::model::pack::{CONDITIONS, Consent, Pack};
use crate::rules::Findings;

/// What a pack's row says first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It does not go out with the launch.
    Held,
    /// Nothing is wrong.
    Ready,
    /// Something must be looked at.
    AtRisk,
    /// Something holds it, or an open item about it.
    NoGo,
}

impl Standing {
    /// The word on the screen.
    pub fn word(self) -> &'static str {
        match self {
            Standing::Held => "held",
            Standing::Ready => "ready",
            Standing::AtRisk => "at risk",
            Standing::NoGo => "NO-GO",
        }
    }
}

/// How one promise stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It is kept.
    Ok,
    /// Something must be looked at.
    Warn,
    /// Something holds the pack.
    Fail,
    /// It is not asked for.
    NotNeeded,
}

impl Mark {
    /// The word in the cell.
    pub fn word(self) -> &'static str {
        match self {
            Mark::Ok => "ok",
            Mark::Warn => "warn",
            Mark::Fail => "FAIL",
            Mark::NotNeeded => "n/a",
        }
    }
}

/// So many of so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// How many are there.
    pub of: usize,
    /// How many are asked for.
    pub all: usize,
}

impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&format!("{}/{}", self.of, self.all))
    }
}

/// The row of one pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readiness {
    /// What it says first.
    pub standing: Standing,
    /// Conditions for which behaviour is defined.
    pub behavior: Share,
    /// The rollback plan.
    pub rollback: Mark,
    /// The kill switch.
    pub kill_switch: Mark,
    /// Documents and files.
    pub docs: Mark,
    /// Conditions that evidence covers.
    pub evidence: Share,
    /// Roles whose go holds for the pack as it is.
    pub signed: Share,
    /// Open items about it.
    pub open: usize,
    /// How many of these have a finding that holds the launch.
    pub blocking: usize,
    /// The finding that weighs most, as rule and message; nothing where none is left.
    pub worst: Option<(&'static str, String)>,
}

impl Readiness {
    /// How ready a pack is.
    pub fn of(board: &Board, findings: &Findings, pack: &Pack) -> Self {
        let found: Vec<&Finding> =
            findings.for_pack(&pack.id).iter().filter(|f| f.waived.is_none()).collect();
        let open = board.items().iter().filter(|i| i.is_open() && i.packs.contains(&pack.id));
        let open: Vec<_> = open.collect();
        let holds = |item: &&&Item| findings.for_item(&item.id).iter().any(Finding::blocks);
        let blocking = open.iter().filter(holds).count();
        let standing = match found.iter().map(|finding| finding.severity).max() {
            _ if !pack.ships() => Standing::Held,
            // A pack goes out with the work on it.
            _ if blocking > 0 => Standing::NoGo,
            Some(Severity::Block) => Standing::NoGo,
            Some(Severity::Warn) => Standing::AtRisk,
            _ => Standing::Ready,
        };
        let mut about_items = open.iter().flat_map(|item| findings.for_item(&item.id));
        // What holds the pack comes first, be it its own or that of an item about it.
        let own = found.first().copied();
        let worst = match own.filter(|own| own.severity == Severity::Block) {
            None if pack.ships() => about_items.find(|found| found.blocks()).or(own),
            None => own,
            block => block,
        };
        let mark = |rules: &[&str]| {
            let own = found.iter().filter(|finding| rules.contains(&finding.rule));
            match own.map(|finding| finding.severity).max() {
                Some(Severity::Block) => Mark::Fail,
                Some(_) => Mark::Warn,
                None => Mark::Ok,
            }
        };
        let risky = pack.risk == Some(Risk::High);
        let if_needed = |there: bool, rules: &[&str]| match mark(rules) {
            Mark::Ok if !risky && !there => Mark::NotNeeded,
            mark => mark,
        };
        let about = findings_of_kill_switch(&found);
        let defined = |condition: &&&str| {
            pack.behavior(condition).is_some_and(|behavior| behavior.show.is_some())
        };
        let covered = |condition: &&&str| {
            pack.evidence.iter().any(|e| e.covers.iter().any(|covers| covers == **condition))
        };
        let content = pack.content(&board.assets);
        let signs = |role: &&String| {
            pack.signoff(role).is_some_and(|signoff| {
                signoff.verdict == Some(Consent::Go) && signoff.content.as_ref() == Some(&content)
            })
        };
        Self {
            standing,
            behavior: Share {
                of: CONDITIONS.iter().filter(defined).count(),
                all: CONDITIONS.len(),
            },
            rollback: if_needed(
                pack.rollback.is_some(),
                if about { &["GNG030", "GNG032", "GNG034"] } else { ROLLBACK },
            ),
            kill_switch: match if_needed(pack.kill_switch.is_some(), &["GNG031"]) {
                Mark::Ok if about => Mark::Warn,
                mark => mark,
            },
            docs: mark(&["GNG050", "GNG051"]),
            evidence: Share {
                of: CONDITIONS.iter().filter(covered).count(),
                all: CONDITIONS.len(),
            },
            signed: Share {
                of: board.signoff_roles.iter().filter(signs).count(),
                all: board.signoff_roles.len(),
            },
            open: open.len(),
            blocking,
            worst: worst.map(|finding| (finding.rule, finding.message.clone())),
        }
    }
}

const ROLLBACK: &[&str] = &["GNG030", "GNG032", "GNG033", "GNG034"];

/// Whether the rehearsals that are missing are those of the switch alone.
fn findings_of_kill_switch(found: &[&Finding]) -> bool {
    let mut rehearsals = found.iter().filter(|finding| finding.rule == "GNG033").peekable();
    rehearsals.peek().is_some()
        && rehearsals.all(|f| f.path.first().is_some_and(|key| key == "kill_switch"))
}
