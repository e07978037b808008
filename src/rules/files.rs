//! GNG001 to GNG004: files, keys and ids. What cannot be read cannot be decided on.

use crate::model::board::Board;
use crate::model::field::{Field, FieldCause, FieldProblem};
use crate::model::finding::{Mend, Problem, Severity};
use crate::model::item::{Item, is_placeholder};
use crate::model::order::natural;
use crate::model::pack;
use crate::model::pack::Pack;
use crate::model::value::Value;

use super::near_miss::{Known, near_miss_of};
use super::{Check, Context, Reports, Rule};

static KNOWN_IN_ITEMS: Known<{ Field::KEYS.len() }> = Known::new(Field::KEYS);
static KNOWN_IN_PACKS: Known<{ pack::KEYS.len() }> = Known::new(pack::KEYS);

pub(super) static GNG001: Rule = Rule {
    id: "GNG001",
    name: "unreadable-file",
    severity: Severity::Block,
    flag: '?',
    summary: "Every file of the backlog and of the packs can be read.",
    why: "Nobody decides on work that a broken file hides.",
    fix: "Go to the line and column that the message names; everything else works meanwhile.",
    fails: "id: SHOP-014\ntitle: [Refund rate",
    passes: "id: SHOP-014\ntitle: Refund rate",
    parameters: &[],
    checks: &[Check::Board(unreadable)],
};

fn unreadable(context: &Context<'_>, reports: &mut Reports<'_>) {
    // Whatever another rule does not report is reported here: no problem of a file goes unheard.
    report(context.board, reports, |problem| problem.rule != GNG002.id);
}

pub(super) static GNG002: Rule = Rule {
    id: "GNG002",
    name: "duplicate-key",
    severity: Severity::Block,
    flag: '?',
    summary: "No key stands twice in the same mapping.",
    why: "Most tools silently keep one of the two, and not all keep the same one.",
    fix: "Put both values under one key, or take one of the two out. In the Quickstart file of an \
          installed package it is only worth a warning: tell its authors, and try what you rely on.",
    fails: "owner: commerce-lead\ntitle: Refund rate\nowner: platform-lead",
    passes: "owner: commerce-lead\ntitle: Refund rate",
    parameters: &[],
    checks: &[Check::Board(duplicate_keys), Check::Pack(duplicate_variables)],
};

fn duplicate_keys(context: &Context<'_>, reports: &mut Reports<'_>) {
    report(context.board, reports, |problem| problem.rule == GNG002.id);
}

/// A package that names a variable twice loses the tables of one place with every reader that keeps
/// the last: it happened in dbt_hubspot.
fn duplicate_variables(pack: &Pack, context: &Context<'_>, reports: &mut Reports<'_>) {
    let Some(path) = pack.quickstart_path() else { return };
    let Some(quickstart) = context.board.assets.quickstart(&path) else { return };
    for (variable, line, column) in &quickstart.repeated {
        reports.push_at_most(
            Severity::Warn,
            &["package"],
            format!("{}: {path} names the variable {variable} twice", pack.id),
            format!("tell the authors of the package, and try what happens without the tables of {variable}"),
        );
        reports.at(&path, *line, *column);
    }
}

fn report(board: &Board, reports: &mut Reports<'_>, which: fn(&Problem) -> bool) {
    for problem in board.problems.iter().filter(|problem| which(problem)) {
        let Problem { path, line, column, cause, fix, .. } = problem;
        reports.about_file(path);
        reports.push(&[], cause.as_str(), fix.as_str());
        reports.at(path, *line, *column);
    }
}

pub(super) static GNG003: Rule = Rule {
    id: "GNG003",
    name: "misspelt-key",
    severity: Severity::Warn,
    flag: '?',
    summary: "No key is a slip of the pen for one that gonogo knows.",
    why: "Keys that gonogo does not know are left alone, so what stands under a misspelt one \
          counts for nothing.",
    fix: "Write the key that is suggested. A key of your own is fine under a name that is not \
          that close.",
    fails: "title: Refund rate\nownr: commerce-lead",
    passes: "title: Refund rate\nowner: commerce-lead\nteam: commerce",
    parameters: &[],
    checks: &[
        Check::Item(|item, _, reports| {
            let taken =
                |key: &str| Field::from_key(key).is_none_or(|field| item.get(field).is_some());
            misspelt(item.id.as_str(), &item.extra, &KNOWN_IN_ITEMS, taken, reports);
            misspelt_below(item.id.as_str(), &item.problems, reports);
        }),
        Check::Pack(|pack, _, reports| {
            let taken = |key: &str| pack.has_key(key);
            misspelt(pack.id.as_str(), &pack.extra, &KNOWN_IN_PACKS, taken, reports);
            misspelt_below(pack.id.as_str(), &pack.problems, reports);
            misspelt_conditions(pack, reports);
        }),
    ],
};

fn misspelt<const N: usize>(
    id: &str,
    extra: &[(String, Value)],
    known: &Known<N>,
    taken: impl Fn(&str) -> bool,
    reports: &mut Reports<'_>,
) {
    for (key, _) in extra {
        if let Some(meant) = known.near_miss(key) {
            reports.push(
                &[key],
                format!("{id} has the key {key}, which means nothing to gonogo"),
                format!("write {meant}, or choose a name that is less like it"),
            );
            // Where the right key is there too, somebody has to choose.
            if !taken(meant) {
                reports.mended_by(Mend::Rename { from: key.clone(), to: meant.to_owned() });
            }
        }
    }
}

/// The same for keys below another one: `rollback.onwer`.
fn misspelt_below(id: &str, problems: &[FieldProblem], reports: &mut Reports<'_>) {
    for problem in problems {
        let FieldCause::UnknownKey(known) = problem.cause else { continue };
        if let Some(meant) = near_miss_of(&problem.text, known) {
            let path: Vec<&str> = problem.path.iter().map(String::as_str).collect();
            reports.push(
                &path,
                format!("{id} has the key {}, which means nothing to gonogo", path.join(".")),
                format!("write {meant}, or choose a name that is less like it"),
            );
        }
    }
}

/// A pack may have conditions of its own, which its tables then name.
fn misspelt_conditions(pack: &Pack, reports: &mut Reports<'_>) {
    for condition in pack.behavior.iter().map(|behavior| behavior.condition.as_str()) {
        let is_named = pack.sources.iter().any(|s| s.if_missing.as_deref() == Some(condition));
        if let Some(meant) = near_miss_of(condition, pack::CONDITIONS).filter(|_| !is_named) {
            reports.push(
                &["behavior", condition],
                format!("{} has the condition {condition}, which nothing leads to", pack.id),
                format!("write {meant}, or choose a name that is less like it"),
            );
        }
    }
}

pub(super) static GNG004: Rule = Rule {
    id: "GNG004",
    name: "ambiguous-id",
    severity: Severity::Block,
    flag: '?',
    summary: "Every item and pack has an id of its own.",
    why: "Decisions attach to ids: with two of the same, nobody can tell which one was meant.",
    fix: "Give each its own id. A pack in the folder of another name is only worth a warning, and \
          so is a file named after another id than its item's, where both look alike (SHOP-014 in \
          SHOP-041.yaml).",
    fails: "# backlog/refunds.yaml, while backlog/SHOP-014.yaml is there as well\nid: SHOP-014",
    passes: "# backlog/refunds.yaml\nid: SHOP-015",
    parameters: &[],
    checks: &[Check::Item(ambiguous_item), Check::Pack(ambiguous_pack)],
};

fn ambiguous_item(item: &Item, context: &Context<'_>, reports: &mut Reports<'_>) {
    let (id, path) = (item.id.as_str(), &*item.source.path);
    if id.trim().is_empty() || is_placeholder(id) {
        reports.push(&["id"], format!("{path} has no id of its own"), "write a unique id");
    } else if let Some(repeated) = repeated_id(id, path, item.source.index) {
        let other = context.board.item_called(repeated);
        let other = other.map_or("another file", |other| &*other.source.path);
        reports.push(
            &["id"],
            format!("{path} repeats the id {repeated} of {other}"),
            format!("give one of them another id; until then this one is called {id}"),
        );
    } else if item.source.index.is_none()
        && let Some(stem) = stem(path).filter(|stem| is_slip(id, stem))
    {
        reports.push_at_most(
            Severity::Warn,
            &["id"],
            format!("{path} holds {id}, not {stem}"),
            format!("rename the file, or write id: {stem}"),
        );
    }
}

fn ambiguous_pack(pack: &Pack, _: &Context<'_>, reports: &mut Reports<'_>) {
    let (id, path) = (pack.id.as_str(), &*pack.path);
    if id.trim().is_empty() || is_placeholder(id) {
        reports.push(&["id"], format!("{path} has no id of its own"), "write a unique id");
    } else if let Some(repeated) = repeated_id(id, path, None) {
        reports.push(
            &["id"],
            format!("{path} repeats the id {repeated} of another pack"),
            format!("give one of them another id; until then this one is called {id}"),
        );
    } else if path.ends_with("/pack.yaml") || path.ends_with("/pack.yml") {
        let folder = pack.folder().rsplit('/').next().unwrap_or_default();
        if folder != id {
            reports.push_at_most(
                Severity::Warn,
                &["id"],
                format!("{path} holds the pack {id}, not {folder}"),
                format!("rename the folder, or write id: {folder}"),
            );
        }
    }
}

/// The id that a file claims although it is taken: the board then calls its item `id@path`, or
/// `id@path#n` for an entry of a list.
pub(super) fn repeated_id<'a>(id: &'a str, path: &str, index: Option<usize>) -> Option<&'a str> {
    if !id.contains('@') {
        return None;
    }
    let id = match index {
        Some(index) => id.strip_suffix(&format!("#{}", index + 1))?,
        None => id,
    };
    id.strip_suffix(path)?.strip_suffix('@')
}

/// The name of a file without folder and extension.
fn stem(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next()?;
    name.rsplit_once('.').map_or(Some(name), |(stem, _)| Some(stem))
}

/// Whether id and file name follow the same pattern but name different numbers. Any other
/// difference is how this backlog names its files (`kep.yaml`, `refund-rate.yaml`).
fn is_slip(id: &str, stem: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| !c.is_ascii_digit()).flat_map(char::to_lowercase).collect()
    };
    id != stem
        && id.contains(|c: char| c.is_ascii_digit())
        && letters(id) == letters(stem)
        && natural(&id.to_lowercase(), &stem.to_lowercase()).is_ne()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_of_another_pattern_is_no_slip() {
        assert!(is_slip("SHOP-014", "SHOP-041"));
        assert!(is_slip("SHOP-014", "shop-15"));
        for (id, stem) in [
            ("SHOP-014", "SHOP-014"),
            ("SHOP-014", "shop-14"),
            ("1326", "kep"),
            ("kep", "keps"),
            ("SHOP-014", "refund-rate"),
            ("SHOP-014", "SHOP-014-refund-rate"),
            ("SHOP-014", "SHOP"),
        ] {
            assert!(!is_slip(id, stem), "{id} in {stem}");
        }
    }

    #[test]
    fn a_repeated_id_is_known_by_its_ending() {
        assert_eq!(repeated_id("A@b/x.yaml", "b/x.yaml", None), Some("A"));
        assert_eq!(repeated_id("A@b/x.yaml#2", "b/x.yaml", Some(1)), Some("A"));
        assert_eq!(repeated_id("me@example.com", "b/x.yaml", None), None);
        assert_eq!(repeated_id("A@b/x.yaml", "b/x.yaml", Some(1)), None);
    }
}
