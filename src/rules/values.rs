//! GNG005 and GNG006: values that cannot be taken as they are written.

use crate::model::field::{Field, FieldCause, FieldProblem};
use crate::model::finding::{Mend, Severity};
use crate::model::item::Item;
use crate::model::pack::Pack;

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
    for problem in item.problems.iter().filter(|problem| concerns(item, problem)) {
        invalid(item.id.as_str(), problem, &Field::from_key, reports);
    }
    if item.is_open()
        && let Some(scope) = &item.scope
        && context.board.columns.get(scope.as_str()).is_none()
    {
        let columns: Vec<&str> = context.board.columns.iter().map(|c| c.id.as_str()).collect();
        reports.push(
            &["scope"],
            format!("{}: scope is {}, which names no column", item.id, quoted(scope.as_str())),
            format!(
                "press its digit, or gonogo move {} COLUMN ({})",
                argument(item.id.as_str()),
                one_of(&columns)
            ),
        );
    }
}

fn invalid_in_pack(pack: &Pack, _: &Context<'_>, reports: &mut Reports<'_>) {
    for problem in &pack.problems {
        let field = |key: &str| (key == Field::Launch.key()).then_some(Field::Launch);
        invalid(pack.id.as_str(), problem, &field, reports);
    }
}

/// Reports a value; `field` knows which keys decisions change.
fn invalid(
    id: &str,
    problem: &FieldProblem,
    field_of: &dyn Fn(&str) -> Option<Field>,
    reports: &mut Reports<'_>,
) {
    let path: Vec<&str> = problem.path.iter().map(String::as_str).collect();
    let (field, text) = (path.join("."), quoted(&problem.text));
    match &problem.cause {
        FieldCause::NotOneOf(words) => reports.push(
            &path,
            format!("{id}: {field} is {text}, which is not one of {}", words.join(", ")),
            format!("write {field}: {}", one_of(words)),
        ),
        FieldCause::Placeholder if !is_date(&path) => reports.push(
            &path,
            format!("{id}: {field} is still the placeholder {text}"),
            format!("write what {field} is, or take the line out"),
        ),
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
            if let [key] = path[..]
                && let Some(field) = field_of(key)
            {
                reports.mended_by(Mend::Set { field, value: (*word).into() });
            }
        }
        FieldCause::CutShort => {
            let field = path.split_last().map(|(_, above)| above.join(".")).unwrap_or_default();
            reports.push(
                &path,
                format!("{id}: a text of {field} ends at a comma, before {text}"),
                format!("put the whole text under {field} in quotes"),
            );
        }
        FieldCause::NotADate | FieldCause::Placeholder => {}
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
        Check::Item(|item, _, reports| {
            for problem in item.problems.iter().filter(|problem| concerns(item, problem)) {
                invalid_date(item.id.as_str(), problem, reports);
            }
        }),
        Check::Pack(|pack, _, reports| {
            for problem in &pack.problems {
                invalid_date(pack.id.as_str(), problem, reports);
            }
        }),
    ],
};

fn invalid_date(id: &str, problem: &FieldProblem, reports: &mut Reports<'_>) {
    let path: Vec<&str> = problem.path.iter().map(String::as_str).collect();
    let (field, text) = (path.join("."), quoted(&problem.text));
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
