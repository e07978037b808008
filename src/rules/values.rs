//! GNG005 and GNG006: values that cannot be taken as they are written.

use crate::model::field::{Field, FieldCause, FieldProblem};
use crate::model::finding::{Mend, Severity};
use crate::model::item::{Item, is_placeholder};
use crate::model::mapping::Mapping;
use crate::model::pack::Pack;

use super::near_miss::near_miss_of;
use super::wording::{argument, one_of, quoted};
use super::{Check, Context, Reports, Rule};

pub(super) static GNG005: Rule = Rule {
    id: "GNG005",
    name: "invalid-value",
    severity: Severity::Block,
    flag: '?',
    summary: "Every value is one that its field knows, and none is a template's leftover.",
    why: "A value that cannot be taken counts as none, so the item is not what its file says.",
    fix: "Write one of the values that the message names. An odd spelling that is understood \
          all the same is only worth a hint.",
    fails: "title: Refund rate\nrisk: low|medium|high",
    passes: "title: Refund rate\nrisk: high",
    parameters: &[],
    checks: &[Check::Item(invalid_in_item), Check::Pack(invalid_in_pack)],
};

fn invalid_in_item(item: &Item, context: &Context<'_>, reports: &mut Reports<'_>) {
    let mapping = context.board.mapping_of(item);
    let words = Words { mapping: Some(mapping), field_of: &Field::from_key };
    for problem in item.problems.iter().filter(|problem| concerns(item, problem)) {
        invalid(item.id.as_str(), problem, &words, reports);
    }
    if let Some(title) = Some(&item.title).filter(|title| is_leftover(title)) {
        leftover(item.id.as_str(), &["title"], mapping.key(Field::Title), title, reports);
    }
    if item.is_open()
        && let Some(scope) = &item.scope
        && context.board.columns.get(scope.as_str()).is_none()
    {
        let columns: Vec<&str> = context.board.columns.iter().map(|c| c.id.as_str()).collect();
        let key = mapping.key(Field::Scope);
        reports.push(
            &["scope"],
            format!("{}: {key} is {}, which names no column", item.id, quoted(scope.as_str())),
            format!(
                "press its digit, or gonogo move {} COLUMN ({})",
                argument(item.id.as_str()),
                one_of(&columns)
            ),
        );
    }
}

fn invalid_in_pack(pack: &Pack, _: &Context<'_>, reports: &mut Reports<'_>) {
    let field_of = |key: &str| (key == Field::Launch.key()).then_some(Field::Launch);
    let words = Words { mapping: None, field_of: &field_of };
    for problem in &pack.problems {
        invalid(pack.id.as_str(), problem, &words, reports);
    }
    pack.for_each_text(|trail, text| {
        if !is_leftover(text) {
            return;
        }
        let path = trail.path();
        if !pack.problems.iter().any(|problem| problem.path == path) {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            leftover(pack.id.as_str(), &path, &path.join("."), text, reports);
        }
    });
}

/// Whether a text for people is what a template left behind. A `|` makes no sentence a leftover, and
/// neither does a variable make one of a text that is made of figures.
fn is_leftover(text: &str) -> bool {
    // Nearly every text is told apart here, without being looked at as a whole.
    if let [first, .., last] = text.as_bytes()
        && text.len() > 10
        && first.is_ascii_alphanumeric()
        && last.is_ascii_graphic()
    {
        return false;
    }
    let text = text.trim();
    let may_be = text.len() <= 10 || text.starts_with(['<', '{', '$']);
    may_be && is_placeholder(text) && !text.contains('|') && !text.starts_with("{{")
}

fn leftover(id: &str, path: &[&str], key: &str, text: &str, reports: &mut Reports<'_>) {
    reports.push(
        path,
        format!("{id}: {key} is still the placeholder {}", quoted(text.trim())),
        format!("write what {key} is, or take the line out"),
    );
}

/// What a file calls things.
struct Words<'a> {
    /// `None` for a pack: those go by gonogo's own names.
    mapping: Option<&'a Mapping>,
    /// The field of a key that decisions change.
    field_of: &'a dyn Fn(&str) -> Option<Field>,
}

impl Words<'_> {
    /// The keys that lead to a value, as the file has them.
    fn name(&self, path: &[&str]) -> String {
        let Some((first, rest)) = path.split_first() else { return String::new() };
        let field = Field::from_key(first);
        let first = self.mapping.zip(field).map_or(*first, |(mapping, field)| mapping.key(field));
        [&[first], rest].concat().join(".")
    }

    /// The words that the file may have there.
    fn known<'w>(&'w self, path: &[&str], words: &[&'w str]) -> Vec<&'w str> {
        match (self.mapping, path) {
            (Some(mapping), [key]) => match Field::from_key(key) {
                Some(field) => mapping.words(field, words),
                None => words.to_vec(),
            },
            _ => words.to_vec(),
        }
    }
}

fn invalid(id: &str, problem: &FieldProblem, words: &Words<'_>, reports: &mut Reports<'_>) {
    let path: Vec<&str> = problem.path.iter().map(String::as_str).collect();
    let (field, text) = (words.name(&path), quoted(&problem.text));
    // What mends a value without a choice, where a decision can change it.
    let mended = |reports: &mut Reports<'_>, word: &str| {
        if let [key] = path[..]
            && let Some(field) = (words.field_of)(key)
        {
            reports.mended_by(Mend::Set { field, value: word.into() });
        }
    };
    match &problem.cause {
        FieldCause::NotOneOf(ours) => {
            let known = words.known(&path, ours);
            let meant = near_miss_of(problem.text.trim(), ours);
            let theirs = meant.map(|meant| words.known(&path, &[meant]));
            let theirs = theirs.as_deref().and_then(<[_]>::first);
            reports.push(
                &path,
                format!("{id}: {field} is {text}, which is not one of {}", known.join(", ")),
                match theirs {
                    Some(theirs) => format!("write {field}: {theirs}"),
                    None => format!("write {field}: {}", one_of(&known)),
                },
            );
            if let Some(meant) = meant {
                mended(reports, meant);
            }
        }
        FieldCause::Placeholder if !is_date(&path) => {
            leftover(id, &path, &field, &problem.text, reports)
        }
        FieldCause::WrongShape(expected) => reports.push(
            &path,
            format!("{id}: {field} is {text}, where {expected} is expected"),
            format!("write {expected} under {field}"),
        ),
        FieldCause::OddSpelling(word) => {
            reports.push_at_most(
                Severity::Info,
                &path,
                format!("{id}: {field} is {text}, taken for {word}"),
                format!("write {field}: {word}"),
            );
            mended(reports, word);
        }
        FieldCause::CutShort => {
            let field = path.split_last().map(|(_, above)| words.name(above)).unwrap_or_default();
            reports.push(
                &path,
                format!("{id}: a text of {field} ends at a comma, before {text}"),
                format!("put the whole text under {field} in quotes"),
            );
        }
        FieldCause::NotADate | FieldCause::Placeholder | FieldCause::UnknownKey(_) => {}
    }
}

pub(super) static GNG006: Rule = Rule {
    id: "GNG006",
    name: "invalid-date",
    severity: Severity::Block,
    flag: 'D',
    summary: "Every date is a day of the calendar.",
    why: "A date that cannot be read is no date: nothing falls due, nothing is looked at again.",
    fix: "Write the date as 2027-02-01.",
    fails: "title: Refund rate\ndue: 2026-02-30",
    passes: "title: Refund rate\ndue: 2026-12-18",
    parameters: &[],
    checks: &[
        Check::Item(|item, context, reports| {
            let mapping = Some(context.board.mapping_of(item));
            let words = Words { mapping, field_of: &Field::from_key };
            for problem in item.problems.iter().filter(|problem| concerns(item, problem)) {
                invalid_date(item.id.as_str(), problem, &words, reports);
            }
        }),
        Check::Pack(|pack, _, reports| {
            let words = Words { mapping: None, field_of: &Field::from_key };
            for problem in &pack.problems {
                invalid_date(pack.id.as_str(), problem, &words, reports);
            }
        }),
    ],
};

fn invalid_date(id: &str, problem: &FieldProblem, words: &Words<'_>, reports: &mut Reports<'_>) {
    let path: Vec<&str> = problem.path.iter().map(String::as_str).collect();
    let (field, text) = (words.name(&path), quoted(&problem.text));
    let message = match problem.cause {
        FieldCause::NotADate => format!("{id}: {field} is {text}, which is no calendar date"),
        FieldCause::Placeholder if is_date(&path) => {
            format!("{id}: {field} is still the placeholder {text}")
        }
        _ => return,
    };
    reports.push(&path, message, "write a date such as 2027-02-01, or take the line out");
}

/// Work that is done or not needed is not asked where it stands and whose it is.
fn concerns(item: &Item, problem: &FieldProblem) -> bool {
    let asked_of_open = [Field::Scope.key(), Field::Owner.key()];
    item.is_open() || problem.path.first().is_none_or(|key| !asked_of_open.contains(&key.as_str()))
}

/// Whether dates stand under this key, of an item or of a pack.
fn is_date(path: &[&str]) -> bool {
    path.last().is_some_and(|key| matches!(*key, "due" | "created" | "revisit" | "on" | "until"))
}
