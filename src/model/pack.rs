//! A pack: one dashboard pack for one connector, with what it promises.
//!
//! Everything a pack file says may be missing: what must be there is for the rules to say.

use std::sync::Arc;

use chrono::NaiveDate;

use super::field::FieldProblem;
use super::id::{ItemId, PackId, PersonId};
use super::item::{Evidence, Risk, Waiver, words};
use super::value::Value;

words! {
    /// How a pack stands at the launch.
    LaunchState {
        /// Not shipped.
        Held = "held",
        /// Shipped with a warning.
        Preview = "preview",
        /// Shipped.
        Supported = "supported",
    }
}

words! {
    /// What a user sees when a condition holds.
    Show {
        /// The tile is not there.
        Hide = "hide",
        /// A text stands in the tile's place.
        Placeholder = "placeholder",
        /// The tile stands, with a text above it.
        Banner = "banner",
        /// The last good value, with its time.
        LastGood = "last_good",
        /// An error.
        Error = "error",
    }
}

/// The conditions for which a pack defines its behaviour, in the order in which they are shown.
pub const CONDITIONS: &[&str] = &[
    "missing_table",
    "missing_column",
    "stale_warn",
    "stale_error",
    "partial_sync",
    "initial_sync",
    "connection_broken",
    "empty_result",
];

/// Every key of a pack that gonogo knows.
pub const KEYS: &[&str] = &[
    "id",
    "title",
    "connector",
    "package",
    "owner",
    "risk",
    "launch",
    "models",
    "sources",
    "freshness",
    "kpis",
    "narratives",
    "behavior",
    "unsupported",
    "rollback",
    "kill_switch",
    "assets",
    "evidence",
    "signoffs",
    "waivers",
];

/// What the user sees under one condition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Behavior {
    /// The condition, one of [`CONDITIONS`] or the pack's own.
    pub condition: String,
    /// What is shown.
    pub show: Option<Show>,
    /// The text with it.
    pub message: Option<String>,
}

/// A case that the pack does not support, said in the open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unsupported {
    /// Its id within the pack.
    pub id: String,
    /// The case.
    pub case: Option<String>,
    /// What users meet.
    pub effect: Option<String>,
    /// What they can do.
    pub workaround: Option<String>,
    /// The item that will lift it.
    pub item: Option<ItemId>,
}

/// A rehearsal or a test: when, by whom, and what shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rehearsal {
    /// When.
    pub on: Option<NaiveDate>,
    /// Who.
    pub by: Option<String>,
    /// What shows it: a link or a path.
    pub evidence: Option<String>,
}

/// How a published pack is taken back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rollback {
    /// What sets it off, each in one line.
    pub triggers: Vec<String>,
    /// The tag or revision to go back to.
    pub to: Option<String>,
    /// The steps, in order.
    pub steps: Vec<String>,
    /// Who does it.
    pub owner: Option<PersonId>,
    /// Who does it when the owner cannot.
    pub backup: Option<PersonId>,
    /// The time to restore, as written (`30m`).
    pub within: Option<String>,
    /// How one sees that it worked.
    pub verify: Option<String>,
    /// Whether data can be taken back (`reversible`), as written.
    pub data: Option<String>,
    /// Automation that would publish again.
    pub automation_to_pause: Vec<String>,
    /// The last rehearsal.
    pub rehearsed: Option<Rehearsal>,
}

/// How a pack is switched off at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KillSwitch {
    /// flag, `enabled: false`, a paused transformation …
    pub mechanism: Option<String>,
    /// What the switch is called.
    pub name: Option<String>,
    /// Who may flip it.
    pub owner: Option<PersonId>,
    /// How long it takes, as written (`5m`).
    pub effect_within: Option<String>,
    /// What users see when it is off.
    pub off_state: Option<String>,
    /// The last test.
    pub tested: Option<Rehearsal>,
}

/// When data counts as old.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Freshness {
    /// The column that says when a row was loaded.
    pub loaded_at: Option<String>,
    /// As written (`24h`).
    pub warn_after: Option<String>,
    /// As written (`48h`).
    pub error_after: Option<String>,
}

/// A figure on a tile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kpi {
    /// Its id within the pack.
    pub id: String,
    /// What the tile is called.
    pub title: Option<String>,
    /// The model it reads.
    pub model: Option<String>,
}

/// A sentence made of figures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrative {
    /// Its id within the pack.
    pub id: String,
    /// The figures it names.
    pub kpis: Vec<String>,
    /// The sentence.
    pub text: Option<String>,
    /// The variants it has (`no_data`, `stale`, `partial`).
    pub variants: Vec<String>,
}

/// A dashboard pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    /// What items and decisions name it by; unique on the board.
    pub id: PackId,
    /// The file, from the root of the repository, with `/`.
    pub path: Arc<str>,
    /// One line that the room reads.
    pub title: String,
    /// Fivetran's service id.
    pub connector: Option<String>,
    /// The dbt package it stands on, name and version in one line.
    pub package: Option<String>,
    /// The one person answerable.
    pub owner: Option<PersonId>,
    /// What it costs users when it fails.
    pub risk: Option<Risk>,
    /// Why that much.
    pub risk_why: Vec<String>,
    /// How it stands at the launch.
    pub launch: Option<LaunchState>,
    /// When its data counts as old.
    pub freshness: Option<Freshness>,
    /// Its figures.
    pub kpis: Vec<Kpi>,
    /// Its sentences.
    pub narratives: Vec<Narrative>,
    /// What users see when something is wrong with the data.
    pub behavior: Vec<Behavior>,
    /// What it does not support.
    pub unsupported: Vec<Unsupported>,
    /// How it is taken back.
    pub rollback: Option<Rollback>,
    /// How it is switched off.
    pub kill_switch: Option<KillSwitch>,
    /// What shows that it was checked.
    pub evidence: Vec<Evidence>,
    /// Findings accepted.
    pub waivers: Vec<Waiver>,
    /// Keys that gonogo does not know, as they stand.
    pub extra: Vec<(String, Value)>,
    /// Values that could not be taken.
    pub problems: Vec<FieldProblem>,
}

impl Pack {
    /// A pack of which nothing is known but its id and place.
    pub fn new(id: PackId, path: Arc<str>) -> Self {
        Self {
            id,
            path,
            title: String::new(),
            connector: None,
            package: None,
            owner: None,
            risk: None,
            risk_why: Vec::new(),
            launch: None,
            freshness: None,
            kpis: Vec::new(),
            narratives: Vec::new(),
            behavior: Vec::new(),
            unsupported: Vec::new(),
            rollback: None,
            kill_switch: None,
            evidence: Vec::new(),
            waivers: Vec::new(),
            extra: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// What the pack does under a condition.
    pub fn behavior(&self, condition: &str) -> Option<&Behavior> {
        self.behavior.iter().find(|b| b.condition == condition)
    }
}
