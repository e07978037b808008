//! GNG060 to GNG063: who answers for what goes out.

use crate::model::finding::Severity;
use crate::model::id::PersonId;
use crate::model::item::Item;
use crate::model::pack::Pack;

use super::wording::argument;
use super::{Check, Context, Reports, Rule};

pub(super) static GNG061: Rule = Rule {
    id: "GNG061",
    name: "unknown-owner",
    severity: Severity::Warn,
    flag: 'O',
    summary: "Every owner stands in the roster or in CODEOWNERS, where there is either.",
    why: "A name that nobody goes by gets no mail and does no work.",
    fix: "Correct the name, or add the person under people in gonogo.yaml.",
    fails: "title: Refund rate\nowner: comerce-lead",
    passes: "title: Refund rate\nowner: commerce-lead",
    parameters: &[],
    checks: &[Check::Item(owner_of_item), Check::Pack(owner_of_pack)],
};

fn owner_of_item(item: &Item, context: &Context<'_>, reports: &mut Reports<'_>) {
    if let Some(owner) = unknown(item.owner.as_ref().filter(|_| item.is_open()), context) {
        let id = item.id.as_str();
        let fix = format!("press a, or gonogo assign {} OWNER", argument(id));
        report(id, owner, &fix, reports);
    }
}

fn owner_of_pack(pack: &Pack, context: &Context<'_>, reports: &mut Reports<'_>) {
    if let Some(owner) = unknown(pack.owner.as_ref(), context) {
        report(pack.id.as_str(), owner, &format!("correct owner in {}", pack.path), reports);
    }
}

fn unknown<'a>(owner: Option<&'a PersonId>, context: &Context<'_>) -> Option<&'a PersonId> {
    owner.filter(|owner| context.is_known(owner) == Some(false))
}

fn report(id: &str, owner: &PersonId, fix: &str, reports: &mut Reports<'_>) {
    reports.push(
        &["owner"],
        format!("{id} is owned by {owner}, who is in neither roster nor CODEOWNERS"),
        format!("{fix}, or add {owner} to people in gonogo.yaml"),
    );
}
