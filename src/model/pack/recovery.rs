//! How a pack is switched off and taken back, and whether that was tried.

use chrono::NaiveDate;

use crate::model::id::PersonId;

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
    /// Automation that would publish again; `None` where nothing is said of it.
    pub automation_to_pause: Option<Vec<String>>,
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
