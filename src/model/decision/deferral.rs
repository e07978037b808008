//! What a deferral must hold.

use chrono::NaiveDate;

use crate::model::item::is_placeholder;
use crate::model::link::{Link, LinkError};
use crate::model::value::Value;

/// What makes "not now" honest. It cannot be built without a link and a risk note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deferral {
    link: Link,
    risk: String,
    revisit: NaiveDate,
}

/// What a deferral lacks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeferralError {
    /// The link is missing or leads nowhere.
    #[error("the tracked link: {0}")]
    Link(LinkError),
    /// No risk note.
    #[error("the risk note: what do users meet until then?")]
    Risk,
    /// No revisit date.
    #[error("the date to revisit it")]
    Revisit,
}

impl Deferral {
    /// A complete deferral.
    ///
    /// # Errors
    /// The first thing that it lacks.
    pub fn new(
        link: Result<Link, LinkError>,
        risk: &str,
        revisit: Option<NaiveDate>,
    ) -> Result<Self, DeferralError> {
        let link = link.map_err(DeferralError::Link)?;
        let risk = risk.trim();
        if risk.is_empty() || is_placeholder(risk) {
            return Err(DeferralError::Risk);
        }
        let revisit = revisit.ok_or(DeferralError::Revisit)?;
        Ok(Self { link, risk: risk.to_owned(), revisit })
    }

    /// The tracked follow-up, as written.
    pub fn link(&self) -> &str {
        self.link.reference()
    }

    /// What users meet until then.
    pub fn risk(&self) -> &str {
        &self.risk
    }

    /// When it is looked at again.
    pub fn revisit(&self) -> NaiveDate {
        self.revisit
    }

    pub(super) fn to_value(&self) -> Value {
        Value::Map(vec![
            ("link".into(), self.link.reference().into()),
            ("risk".into(), self.risk.as_str().into()),
            ("revisit".into(), self.revisit.to_string().into()),
        ])
    }
}
