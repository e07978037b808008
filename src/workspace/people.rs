//! Who can own an item: the roster, CODEOWNERS, git's authors, and who owns something already.

use super::codeowners;
use super::files::Files;
use super::settings::Settings;
use crate::git::Repo;
use crate::model::board::Board;
use crate::model::id::{Names, PersonId};
use crate::model::launch::{Person, PersonOrigin};

/// How many of the newest commits are asked for their authors.
const COMMITS: usize = 500;

/// Everybody, the roster first, each once.
pub(super) fn all(
    files: &dyn Files,
    settings: &Settings,
    repo: &Repo,
    board: &Board,
) -> Vec<Person> {
    let mut people = settings.people.clone();
    let mut add = |person: Person| {
        let known = people.iter().any(|p| {
            p.id == person.id
                || (!person.email.is_empty() && p.email.eq_ignore_ascii_case(&person.email))
        });
        if !known {
            people.push(person);
        }
    };
    for owner in owners_in(&codeowners::text(files).unwrap_or_default()) {
        add(person(&owner, "", PersonOrigin::Codeowners));
    }
    // Without authors the board works all the same.
    for author in repo.authors(COMMITS).unwrap_or_default() {
        let id = author.email.split('@').next().unwrap_or(&author.email).to_owned();
        let mut found = person(&id, &author.email, PersonOrigin::Git);
        found.name = author.name;
        if !id.is_empty() {
            add(found);
        }
    }
    let owners = board.items().iter().filter_map(|item| item.owner.as_ref());
    // Thousands of items have a few owners.
    let mut seen: Names<&PersonId> = Names::default();
    for owner in owners.chain(board.packs.iter().filter_map(|pack| pack.owner.as_ref())) {
        if seen.insert(owner) && !owner.as_str().trim().is_empty() {
            add(person(owner.as_str(), "", PersonOrigin::Backlog));
        }
    }
    people
}

fn person(id: &str, email: &str, origin: PersonOrigin) -> Person {
    Person {
        id: id.into(),
        name: id.to_owned(),
        email: email.to_owned(),
        roles: Vec::new(),
        origin,
    }
}

fn owners_in(text: &str) -> Vec<String> {
    let mut owners: Vec<String> = Vec::new();
    for line in text.lines() {
        let line = line.split(" #").next().unwrap_or(line).trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        for owner in line.split_whitespace().skip(1) {
            let owner = owner.strip_prefix('@').unwrap_or(owner).to_owned();
            if !owner.is_empty() && !owners.contains(&owner) {
                owners.push(owner);
            }
        }
    }
    owners
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_are_read_from_codeowners() {
        let text = "# all\n*  @acme/platform\n/packs/shopify/ @ada bob@example.com # her own\n/packs/cleared/\n";
        assert_eq!(owners_in(text), ["acme/platform", "ada", "bob@example.com"]);
    }
}
