//! The documents that the launch's files already hold, in an order for readers who never saw
//! gonogo: `gonogo docs` writes them.
//!
//! They say nothing that depends on the day they are made on: what is current stays current until
//! a file changes.

mod checklist;
mod deferrals;
mod limitations;
pub mod markers;
mod rollback;
mod scope;

use crate::model::board::Board;
use crate::model::item::{Item, Status};
use crate::model::order::natural;
use crate::model::pack::Pack;
use crate::text::{SafeLink, markdown_text};

/// A generated part of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The file, from the root of the repository.
    pub path: &'static str,
    /// What its markers are called.
    pub name: &'static str,
    /// The title of a file that is written for the first time.
    pub title: &'static str,
    /// The generated Markdown, with a line break at its end.
    pub body: String,
}

/// Every document of the launch.
pub fn all(board: &Board) -> Vec<Document> {
    let document = |path, name, title, body| Document { path, name, title, body };
    vec![
        document("docs/launch-scope.md", "launch-scope", "Launch scope", scope::body(board)),
        document(
            "docs/known-limitations.md",
            "known-limitations",
            "Known limitations",
            limitations::body(board),
        ),
        document("docs/rollback.md", "rollback", "Rollback runbooks", rollback::body(board)),
        document("docs/deferrals.md", "deferrals", "Deferrals", deferrals::body(board)),
        document(
            "docs/launch-checklist.md",
            "launch-checklist",
            "Launch checklist",
            checklist::body(board),
        ),
    ]
}

/// The packs that go out or are held, by id.
fn packs(board: &Board) -> Vec<&Pack> {
    let mut packs: Vec<&Pack> = board.packs.iter().collect();
    packs.sort_by(|a, b| natural(a.id.as_str(), b.id.as_str()));
    packs
}

/// The items with a status that pass a test, by id.
fn items(board: &Board, status: Status, test: impl Fn(&Item) -> bool) -> Vec<&Item> {
    let mut items: Vec<&Item> =
        board.items().iter().filter(|item| item.status == status && test(item)).collect();
    items.sort_by(|a, b| natural(a.id.as_str(), b.id.as_str()));
    items
}

/// `**SHOP-014** Refund rate fails before the first refund`
fn named(item: &Item) -> String {
    format!("**{}** {}", markdown_text(item.id.as_str()), markdown_text(&item.title))
}

/// A heading for a pack: its title, or its id where it has none.
fn heading(pack: &Pack) -> String {
    match pack.title.trim() {
        "" => markdown_text(pack.id.as_str()),
        title => markdown_text(title),
    }
}

fn owner(owner: Option<&crate::model::id::PersonId>, board: &Board) -> String {
    let name = owner.map(|owner| markdown_text(board.name_in_records(owner.as_str())));
    name.unwrap_or_else(|| "nobody yet".to_owned())
}

/// What somebody is called, or the id where that is not known.
pub(super) fn person(id: &str, board: &Board) -> String {
    match board.person(id).map(|person| person.name.trim()) {
        Some(name) if !name.is_empty() => markdown_text(name),
        _ => markdown_text(id),
    }
}

/// A reference as a link, where a tracker knows it, or else as text.
pub(super) fn link(reference: &str, board: &Board) -> String {
    let words = markdown_text(reference);
    let address = board
        .link(reference)
        .ok()
        .and_then(|link| SafeLink::parse(link.url()?).map(|safe| safe.as_str().to_owned()));
    match address {
        Some(address) => {
            let address: String = address
                .chars()
                .map(|c| match c {
                    '(' => "%28".to_owned(),
                    ')' => "%29".to_owned(),
                    '<' => "%3C".to_owned(),
                    '>' => "%3E".to_owned(),
                    ' ' => "%20".to_owned(),
                    c => c.to_string(),
                })
                .collect();
            format!("[{words}]({address})")
        }
        None => words,
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
