//! What a commit changed in an item, whoever made it and with whatever tool.

use chrono::{DateTime, FixedOffset};

use super::field::Field;
use super::id::ItemId;

/// What one commit changed in one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The item.
    pub item: ItemId,
    /// The commit's id, in hex.
    pub commit: String,
    /// Who wrote it.
    pub author: String,
    /// When.
    pub when: DateTime<FixedOffset>,
    /// The first line of its message.
    pub subject: String,
    /// The fields, with what stood there before and after.
    pub fields: Vec<(Field, Option<String>, Option<String>)>,
    /// Whether the item was written down by it.
    pub born: bool,
}

impl Change {
    /// What was changed, in a line. Quotes content: not harmless for a terminal as it is.
    pub fn words(&self) -> String {
        if self.born {
            return "written down".to_owned();
        }
        let mut rationale = "";
        let mut parts = Vec::new();
        for (field, before, after) in &self.fields {
            let (old, new) = (before.as_deref(), after.as_deref());
            match (field, new) {
                (Field::Rationale, Some(text)) => rationale = text,
                (Field::Description, _) => parts.push("description edited".to_owned()),
                (Field::Deferral, Some(text)) => parts.push(format!("deferral: {text}")),
                (Field::Evidence | Field::Notes, Some(text)) => {
                    parts.push(format!("{}: {text}", field.key()));
                }
                _ => parts.push(format!(
                    "{} {} -> {}",
                    field.key().replace('_', " "),
                    old.unwrap_or("none"),
                    new.unwrap_or("none")
                )),
            }
        }
        let mut words = parts.join(", ");
        if !rationale.is_empty() {
            if !words.is_empty() {
                words.push_str(": ");
            }
            words.push_str(rationale);
        }
        words
    }
}
