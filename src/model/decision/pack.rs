//! What an act changes in a pack.

use chrono::{DateTime, FixedOffset};

use super::{Act, Changes, Decision, DecisionKind, Refusal, filled};
use crate::model::board::Board;
use crate::model::field::{Edit, Field};
use crate::model::finding::Mend;
use crate::model::id::PackId;
use crate::model::item::is_placeholder;
use crate::model::pack::{Consent, Pack, SignOff};
use crate::model::target::Target;
use crate::model::value::Value;

/// Turns an act on a pack into the changes it makes.
pub(super) fn decide(
    board: &Board,
    pack: &PackId,
    act: &Act,
    at: DateTime<FixedOffset>,
) -> Result<Decision, Refusal> {
    let pack = board.pack(pack).ok_or_else(|| Refusal::NoPack(pack.clone()))?;
    let target = Target::Pack(pack.id.clone());
    let get = |field| pack.get(field);
    let mut change = Changes::of(&get);
    let kind = match act {
        Act::Assign(owner) => {
            change.set(Field::Owner, owner.as_ref().map(|owner| owner.as_str().into()));
            DecisionKind::Assign
        }
        Act::Launch(state) => {
            change.set(Field::Launch, Some(state.word().into()));
            DecisionKind::Launch
        }
        Act::SignOff { role, verdict, by, note } => {
            let note = filled(note.as_deref()).map(str::to_owned);
            sign_off(
                board,
                pack,
                &mut change,
                Signature { role, verdict: *verdict, by, note },
                at,
            )?;
            DecisionKind::SignOff
        }
        Act::Waive(waiver) => {
            change.waive(board, &target, pack.owner.as_ref(), waiver, at.date_naive())?;
            DecisionKind::Waive
        }
        Act::Evidence(evidence) => {
            filled(Some(&evidence.reference)).ok_or(Refusal::Missing("the evidence"))?;
            change.append(Field::Evidence, evidence.to_value());
            DecisionKind::Evidence
        }
        Act::Mend(mend) => {
            self::mend(pack, &mut change, mend).ok_or(Refusal::Mended(target.clone()))?;
            DecisionKind::Mend
        }
        _ => return Err(Refusal::NotForPacks(pack.id.clone())),
    };
    let edits = change.edits;
    if edits.is_empty() {
        return Err(Refusal::Nothing(target));
    }
    Ok(Decision { at, target, kind, path: pack.path.to_string(), edits, reverts: None })
}

struct Signature<'a> {
    role: &'a str,
    verdict: Consent,
    by: &'a str,
    note: Option<String>,
}

/// Adds a sign-off of the pack as it stands; what the role signed before gives way to it, and stays
/// in git's history.
fn sign_off(
    board: &Board,
    pack: &Pack,
    change: &mut Changes<'_>,
    signature: Signature<'_>,
    at: DateTime<FixedOffset>,
) -> Result<(), Refusal> {
    let role = signature.role.trim();
    if !board.signoff_roles.iter().any(|known| known == role) {
        let known = board.signoff_roles.join(", ");
        return Err(Refusal::NoRole { role: role.to_owned(), known });
    }
    let by = filled(Some(signature.by)).filter(|by| !is_placeholder(by));
    let by = by.ok_or(Refusal::Missing("who signs"))?;
    if signature.verdict == Consent::NoGo && signature.note.is_none() {
        return Err(Refusal::Missing("the reason for the no-go"));
    }
    let signed = SignOff {
        role: role.to_owned(),
        by: Some(by.to_owned()),
        verdict: Some(signature.verdict),
        note: signature.note,
        on: Some(at.date_naive()),
        content: Some(pack.content(&board.assets)),
    };
    if pack.signoff(role) == Some(&signed) {
        return Ok(());
    }
    let held = match pack.get(Field::Signoffs) {
        Some(Value::List(list)) => list,
        _ => Vec::new(),
    };
    let others: Vec<Value> =
        held.iter().filter(|entry| entry.text("role") != Some(role)).cloned().collect();
    if others.len() == held.len() {
        change.append(Field::Signoffs, signed.to_value());
    } else {
        let after = others.into_iter().chain(signed.to_value()).collect();
        change.set(Field::Signoffs, Some(Value::List(after)));
    }
    Ok(())
}

/// Makes the change that a finding offers; `None` where it is not called for any more.
fn mend(pack: &Pack, change: &mut Changes<'_>, mend: &Mend) -> Option<()> {
    match mend {
        Mend::Rename { from, to } => {
            let (_, value) = pack.extra.iter().find(|(key, _)| key == from)?;
            if pack.has_key(to) {
                return None;
            }
            let (from, to, value) = (from.clone(), to.clone(), value.clone());
            change.edits.push(Edit::Rename { from, to, value });
        }
        Mend::Behavior { condition, show } => {
            if pack.behavior(condition).is_some_and(|behavior| behavior.show.is_some()) {
                return None;
            }
            let mut entries = match pack.get(Field::Behavior) {
                Some(Value::Map(entries)) => entries,
                _ => Vec::new(),
            };
            let said = Value::Map(vec![("show".to_owned(), show.word().into())]);
            match entries.iter_mut().find(|(key, _)| key == condition) {
                Some((_, Value::Map(inner))) => {
                    inner.retain(|(key, _)| key != "show");
                    inner.insert(0, ("show".to_owned(), show.word().into()));
                }
                Some(entry) => entry.1 = said,
                None => entries.push((condition.clone(), said)),
            }
            change.set(Field::Behavior, Some(Value::Map(entries)));
        }
        Mend::Set { field, value } => change.set(*field, Some(value.clone())),
    }
    Some(())
}
