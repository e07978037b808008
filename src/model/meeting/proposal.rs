//! A proposal: what the room is asked to agree on, before anything is decided.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::model::board::Board;
use crate::model::column::Role;
use crate::model::decision::{Act, Deferral, Refusal, decide_on};
use crate::model::draft::Step;
use crate::model::id::{ColumnId, CriterionId, PersonId};
use crate::model::item::Item;
use crate::model::target::Target;

/// What is to become of an item or pack.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It stays where it stands.
    #[default]
    Stay,
    /// It goes into a column.
    Move(ColumnId),
    /// It is put off, with all that this needs.
    Defer {
        /// The column; the first deferred one where it is not said.
        to: Option<ColumnId>,
        /// The tracked follow-up, as written.
        link: String,
        /// What users meet until then.
        risk: String,
        /// When it is looked at again.
        revisit: NaiveDate,
    },
    /// It is not needed.
    Withdraw,
}

/// What the room is asked to agree on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// What is to become of it.
    pub change: Change,
    /// Who is to own it; empty takes the owner off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<PersonId>,
    /// When it is to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
    /// The launch behaviour cited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub criterion: Option<CriterionId>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

impl Proposal {
    /// A proposal of a column. What was said before of owner, day and reason stays.
    pub fn column(self, to: ColumnId) -> Self {
        Self { change: Change::Move(to), ..self }
    }

    /// Takes over what a form makes of it; `None` where that is no matter of a proposal.
    pub fn amended(self, act: &Act) -> Option<Self> {
        let mut new = self;
        match act {
            Act::Move { to, why, criterion } => {
                new.change = Change::Move(to.clone());
                new.why = why.clone().or(new.why);
                new.criterion = criterion.clone().or(new.criterion);
            }
            Act::Defer { to, deferral, owner, why } => {
                new.change = Change::Defer {
                    to: to.clone(),
                    link: deferral.link().to_owned(),
                    risk: deferral.risk().to_owned(),
                    revisit: deferral.revisit(),
                };
                new.owner = owner.clone().or(new.owner);
                new.why = why.clone().or(new.why);
            }
            Act::Assign(owner) => new.owner = Some(owner.clone().unwrap_or_else(|| "".into())),
            Act::Due(due) => new.due = Some((*due)?),
            Act::Rationale { text, criterion } => {
                new.why = text.clone().or(new.why);
                new.criterion = criterion.clone().or(new.criterion);
            }
            Act::Withdraw { why } => {
                new.change = Change::Withdraw;
                new.why = Some(why.clone());
            }
            _ => return None,
        }
        Some(new)
    }

    /// The column that an item ends up in, where the proposal names one.
    pub fn goes_to<'a>(&'a self, board: &'a Board) -> Option<&'a ColumnId> {
        match &self.change {
            Change::Move(to) | Change::Defer { to: Some(to), .. } => Some(to),
            Change::Defer { to: None, .. } => board.columns.first(Role::Deferred).map(|c| &c.id),
            Change::Stay | Change::Withdraw => None,
        }
    }

    /// What it still lacks before it is whole, in words: owner, due date, link …
    pub fn lacks(&self, board: &Board, item: &Item) -> Vec<&'static str> {
        let role = match &self.change {
            Change::Withdraw => return Vec::new(),
            Change::Stay => board.role_of(item),
            _ => self
                .goes_to(board)
                .and_then(|id| board.columns.role(id.as_str()))
                .unwrap_or(Role::Inbox),
        };
        let owned = match &self.owner {
            Some(owner) => !owner.as_str().is_empty(),
            None => item.owner.is_some(),
        };
        let mut lacks = Vec::new();
        match role {
            Role::Required => {
                if !owned {
                    lacks.push("an owner");
                }
                if self.due.or(item.due).is_none() {
                    lacks.push("a due date");
                }
                let cites = self.criterion.is_some() || item.criterion.is_some();
                if !board.criteria.is_empty() && !cites {
                    lacks.push("a criterion");
                }
            }
            Role::Deferred => {
                if !matches!(self.change, Change::Defer { .. }) && board.deferral_of(item).is_err()
                {
                    lacks.push("a tracked link, a risk note and a day to revisit it");
                }
                if !owned {
                    lacks.push("an owner");
                }
            }
            Role::Inbox | Role::Optional => {}
        }
        lacks
    }

    /// The acts that it comes to.
    ///
    /// # Errors
    /// When a deferral has become incomplete, as by a tracker that is gone from the settings.
    fn acts(&self, board: &Board, target: &Target) -> Result<Vec<Act>, Refusal> {
        let owner = self.owner.clone();
        let named = owner.clone().filter(|owner| !owner.as_str().is_empty());
        let mut acts = Vec::new();
        match &self.change {
            Change::Stay if self.why.is_some() || self.criterion.is_some() => {
                // Without a text, the act would take the old one off.
                let item = target.item().and_then(|id| board.item(id));
                let text = self.why.clone().or_else(|| item?.rationale.clone());
                acts.push(Act::Rationale { text, criterion: self.criterion.clone() });
            }
            Change::Stay => {}
            Change::Move(to) => acts.push(Act::Move {
                to: to.clone(),
                why: self.why.clone(),
                criterion: self.criterion.clone(),
            }),
            Change::Defer { to, link, risk, revisit } => {
                let deferral = Deferral::new(board.link(link), risk, Some(*revisit))
                    .map_err(Refusal::Incomplete)?;
                acts.push(Act::Defer {
                    to: to.clone(),
                    deferral,
                    owner: named,
                    why: self.why.clone(),
                });
            }
            Change::Withdraw => {
                acts.push(Act::Withdraw { why: self.why.clone().unwrap_or_default() });
            }
        }
        if let (Some(owner), false) = (owner, matches!(self.change, Change::Defer { .. })) {
            acts.push(Act::Assign(Some(owner).filter(|owner| !owner.as_str().is_empty())));
        }
        if let Some(due) = self.due {
            acts.push(Act::Due(Some(due)));
        }
        Ok(acts)
    }

    /// The step that records it: one decision an act, without those that change nothing. `None`:
    /// all of it stands so already.
    ///
    /// # Errors
    /// When a part of it cannot be done.
    pub fn step(
        &self,
        board: &Board,
        target: &Target,
        at: DateTime<FixedOffset>,
    ) -> Result<Option<Step>, Refusal> {
        let mut decisions = Vec::new();
        for act in self.acts(board, target)? {
            match decide_on(board, target, &act, at) {
                Ok(decision) => decisions.push(decision),
                Err(Refusal::Nothing(_)) => {}
                Err(refusal) => return Err(refusal),
            }
        }
        Ok((!decisions.is_empty()).then_some(Step { decisions }))
    }
}
