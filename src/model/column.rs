//! The scope columns of a launch, and what the rules may know of them.

use serde::{Deserialize, Serialize};

use super::id::ColumnId;

/// What the rules know of a column, whatever its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Not decided yet.
    Inbox,
    /// The launch cannot go without it.
    Required,
    /// Near the launch; it may slip.
    Optional,
    /// After the launch, with a tracked follow-up.
    Deferred,
}

impl Role {
    /// Every role, in the order in which columns usually stand.
    pub const ALL: [Role; 4] = [Role::Inbox, Role::Required, Role::Optional, Role::Deferred];

    /// The word that settings use.
    pub fn word(self) -> &'static str {
        match self {
            Role::Inbox => "inbox",
            Role::Required => "required",
            Role::Optional => "optional",
            Role::Deferred => "deferred",
        }
    }
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// What `scope` says in a file.
    pub id: ColumnId,
    /// What the screen says.
    pub title: String,
    /// What the rules know.
    pub role: Role,
}

/// The columns in the order of their keys: position 0 is the inbox, 1 to 9 the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns(Vec<Column>);

/// Why a set of columns cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ColumnsError {
    /// There must be exactly one inbox.
    #[error("exactly one column must have the role inbox, found {0}")]
    Inbox(usize),
    /// At least one column must be required.
    #[error("no column has the role required")]
    NoRequired,
    /// At least one column must be deferred.
    #[error("no column has the role deferred")]
    NoDeferred,
    /// Digits are the keys, so there can be ten at most.
    #[error("{0} columns, but there are only ten digits to choose them by")]
    TooMany(usize),
    /// Two columns share an id.
    #[error("two columns have the id {0}")]
    Twice(ColumnId),
}

impl Columns {
    /// Puts the inbox first and keeps the order of the others.
    ///
    /// # Errors
    /// When the roles do not add up; see [`ColumnsError`].
    pub fn new(columns: Vec<Column>) -> Result<Self, ColumnsError> {
        if columns.len() > 10 {
            return Err(ColumnsError::TooMany(columns.len()));
        }
        for (n, column) in columns.iter().enumerate() {
            if columns.iter().take(n).any(|other| other.id == column.id) {
                return Err(ColumnsError::Twice(column.id.clone()));
            }
        }
        let (inbox, others): (Vec<_>, Vec<_>) =
            columns.into_iter().partition(|column| column.role == Role::Inbox);
        if inbox.len() != 1 {
            return Err(ColumnsError::Inbox(inbox.len()));
        }
        if !others.iter().any(|column| column.role == Role::Required) {
            return Err(ColumnsError::NoRequired);
        }
        if !others.iter().any(|column| column.role == Role::Deferred) {
            return Err(ColumnsError::NoDeferred);
        }
        Ok(Self(inbox.into_iter().chain(others).collect()))
    }

    /// All columns, the inbox first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Column> + ExactSizeIterator {
        self.0.iter()
    }

    /// How many there are.
    #[expect(clippy::len_without_is_empty, reason = "there are always at least three")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The column under a digit.
    pub fn at(&self, position: usize) -> Option<&Column> {
        self.0.get(position)
    }

    /// The column with this id.
    pub fn get(&self, id: &str) -> Option<&Column> {
        self.0.iter().find(|column| column.id == *id)
    }

    /// The digit of the column with this id.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.0.iter().position(|column| column.id == *id)
    }

    /// The role of the column with this id.
    pub fn role(&self, id: &str) -> Option<Role> {
        self.get(id).map(|column| column.role)
    }

    /// The first column with this role.
    pub fn first(&self, role: Role) -> Option<&Column> {
        self.0.iter().find(|column| column.role == role)
    }

    /// The column that a person means: by id, by digit, by title, or by an unambiguous beginning
    /// of the id, whatever the case.
    pub fn meant(&self, text: &str) -> Option<&Column> {
        let text = text.trim();
        if let Some(column) = self.get(text) {
            return Some(column);
        }
        if let Ok(position) = text.parse::<usize>() {
            return self.at(position);
        }
        let lower = text.to_lowercase();
        if let Some(column) = self
            .0
            .iter()
            .find(|c| c.title.to_lowercase() == lower || c.id.as_str().to_lowercase() == lower)
        {
            return Some(column);
        }
        let mut starting =
            self.0.iter().filter(|c| c.id.as_str().to_lowercase().starts_with(&lower));
        match (starting.next(), starting.next()) {
            (Some(column), None) if !lower.is_empty() => Some(column),
            _ => None,
        }
    }
}

impl Default for Columns {
    /// The four columns a launch has when `gonogo.yaml` names none.
    fn default() -> Self {
        let column =
            |id: &str, title: &str, role| Column { id: id.into(), title: title.into(), role };
        Self(vec![
            column("undecided", "Undecided", Role::Inbox),
            column("launch-critical", "Launch-critical", Role::Required),
            column("launch-adjacent", "Launch-adjacent", Role::Optional),
            column("post-launch", "Post-launch", Role::Deferred),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(id: &str, role: Role) -> Column {
        Column { id: id.into(), title: id.to_uppercase(), role }
    }

    #[test]
    fn settings_read_the_words_of_the_roles() {
        for role in Role::ALL {
            let read: Role = serde_yaml::from_str(role.word()).unwrap();
            assert_eq!(read, role);
        }
    }

    #[test]
    fn the_inbox_comes_first_wherever_it_was_written() {
        let columns = Columns::new(vec![
            column("must", Role::Required),
            column("new", Role::Inbox),
            column("later", Role::Deferred),
        ])
        .unwrap();
        let ids: Vec<_> = columns.iter().map(|c| c.id.as_str()).collect();
        assert_eq!(ids, ["new", "must", "later"]);
    }

    #[test]
    fn roles_that_do_not_add_up_are_refused() {
        let refused = |columns: &[Column]| Columns::new(columns.to_vec()).unwrap_err();
        let (inbox, must, later) =
            (column("i", Role::Inbox), column("m", Role::Required), column("l", Role::Deferred));
        assert_eq!(refused(&[must.clone(), later.clone()]), ColumnsError::Inbox(0));
        assert_eq!(refused(&[inbox.clone(), later.clone()]), ColumnsError::NoRequired);
        assert_eq!(refused(&[inbox.clone(), must.clone()]), ColumnsError::NoDeferred);
        assert_eq!(refused(&[inbox, must.clone(), must, later]), ColumnsError::Twice("m".into()));
    }

    #[test]
    fn a_person_may_name_a_column_in_several_ways() {
        let columns = Columns::default();
        for text in ["launch-critical", "1", "Launch-Critical", "launch-c"] {
            assert_eq!(columns.meant(text).unwrap().id, "launch-critical", "{text}");
        }
        assert_eq!(columns.meant("post").unwrap().id, "post-launch");
        assert!(columns.meant("launch").is_none(), "two columns begin so");
        assert!(columns.meant("").is_none());
        assert!(columns.meant("7").is_none());
    }
}
