//! Rows that a commit holds back, why, and what there is to choose.

use crate::model::conflict::{Conflict, Version};
use crate::model::draft::Row;

/// A row that cannot be committed as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The row.
    pub row: Row,
    /// The version of its file that does not take it.
    pub version: Version,
    /// Why not.
    pub trouble: Trouble,
}

/// Why a version of a file does not take a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Fields say something else by now.
    Conflicts(Vec<Conflict>),
    /// The file is not there.
    Deleted,
    /// The file is there, and does not hold the item.
    Missing,
    /// The file cannot be read: the cause.
    Unreadable(String),
    /// The file cannot hold the decision without harm to the rest: the cause.
    Unfit(String),
    /// A merge, a stash or a patch has left several sides of the file in the index.
    Unmerged,
    /// A new item, and there is a file of that name already.
    Taken,
}

impl Held {
    /// The fields to choose about, where that is the trouble.
    pub fn conflicts(&self) -> &[Conflict] {
        match &self.trouble {
            Trouble::Conflicts(conflicts) => conflicts,
            _ => &[],
        }
    }

    /// Whether the row can be committed without touching this version. What the commit itself holds
    /// cannot be left alone.
    pub fn can_leave(&self) -> bool {
        let own = matches!(self.trouble, Trouble::Taken | Trouble::Unmerged);
        self.version != Version::Head && !own
    }

    /// What is in the way, in a sentence without the item and without a full stop.
    pub fn words(&self) -> String {
        let path = &self.row.path;
        let whose = match self.version {
            Version::Head => format!("the last commit's {path}"),
            Version::Index => format!("the staged {path}"),
            Version::WorkTree => path.clone(),
        };
        match (&self.trouble, self.version) {
            (Trouble::Conflicts(conflicts), _) => {
                let words: Vec<String> = conflicts.iter().map(Conflict::words).collect();
                words.join("; ")
            }
            (Trouble::Deleted, Version::Index) => format!("{path} is staged to be deleted"),
            (Trouble::Deleted, Version::Head) => format!("{path} is not in the last commit"),
            (Trouble::Deleted, Version::WorkTree) => format!("{path} is gone"),
            (Trouble::Missing, _) => format!("{whose} does not hold {}", self.row.target),
            (Trouble::Unreadable(cause), _) => format!("{whose} cannot be read: {cause}"),
            (Trouble::Unfit(cause), _) => format!("{whose} cannot take it: {cause}"),
            (Trouble::Unmerged, _) => format!(
                "{path} has conflicts that are not resolved; resolve them and git add it first"
            ),
            (Trouble::Taken, _) => {
                format!("{whose} is there already; write the new item down under another id")
            }
        }
    }
}
