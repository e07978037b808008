//! The parts of the JSON documents: field names are those of the files, and a contract with
//! scripts (`docs/json.md`).

use std::borrow::Cow;

use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use super::decisions;
use super::gate::Located;
use super::readiness::{Readiness, Share};
use crate::model::board::Board;
use crate::model::conflict::{Conflict, Version};
use crate::model::draft::Row;
use crate::model::field::Field;
use crate::model::finding::{Finding, Subject, Verdict, Waived};
use crate::model::history::{Change, Fate, FieldChange};
use crate::model::item::Item;
use crate::model::pack::{CONDITIONS, Pack};
use crate::model::target::Target;
use crate::model::value::Value;
use crate::rules::{self, Counts};

/// An item, under gonogo's own names; keys that are not known stand under `extra`.
pub fn item(item: &Item, board: &Board) -> Json {
    let mut map = Map::new();
    for field in Field::ALL {
        let value = match field {
            Field::Scope => json!(board.column_of(item).id),
            field => match item.get(*field) {
                Some(value) => json!(value),
                None => continue,
            },
        };
        map.insert(field.key().to_owned(), value);
    }
    map.insert("file".to_owned(), json!(&*item.source.path));
    if !item.extra.is_empty() {
        let extra: Map<String, Json> =
            item.extra.iter().map(|(key, value)| (key.clone(), json!(value))).collect();
        map.insert("extra".to_owned(), extra.into());
    }
    map.into()
}

/// A decided field that says something else elsewhere by now: `base` when it was decided, `theirs`
/// there now, `ours` as it was decided.
pub fn conflict(conflict: &Conflict) -> Json {
    let Conflict { target, field, version, base, theirs, ours } = conflict;
    let version = match version {
        Version::Head => "head",
        Version::Index => "index",
        Version::WorkTree => "file",
    };
    json!({
        "id": target.as_str(),
        "field": field.key(),
        "in": version,
        "base": base,
        "theirs": theirs,
        "ours": ours,
    })
}

/// A pack, as far as gonogo reads it.
pub fn pack(pack: &Pack) -> Json {
    let lines: Map<String, Json> =
        pack_lines(pack).into_iter().map(|(key, value)| (key, value.into())).collect();
    let mut map = Map::new();
    map.insert("id".to_owned(), json!(pack.id));
    map.insert("title".to_owned(), json!(pack.title));
    map.extend(lines);
    map.into()
}

/// What a pack says, label by label.
pub fn pack_lines(pack: &Pack) -> Vec<(String, String)> {
    let mut lines: Vec<(String, String)> = Vec::new();
    let mut line = |label: &str, value: Option<String>| {
        if let Some(value) = value {
            lines.push((label.to_owned(), value));
        }
    };
    line("connector", pack.connector.clone());
    line("package", pack.package.clone());
    line("owner", pack.owner.as_ref().map(ToString::to_string));
    line("risk", pack.risk.map(|risk| risk.to_string()));
    line("launch", pack.launch.map(|launch| launch.to_string()));
    for condition in CONDITIONS {
        let words = pack.behavior(condition).map(|b| {
            let message =
                b.message.as_deref().map(|m| format!(": {}", m.trim())).unwrap_or_default();
            format!("{}{message}", b.show.map_or("undefined", |show| show.word()))
        });
        line(condition, words.or_else(|| Some("undefined".to_owned())));
    }
    line("rollback_to", pack.rollback.as_ref().and_then(|plan| plan.to.clone()));
    line("kill_switch", pack.kill_switch.as_ref().and_then(|switch| switch.name.clone()));
    line("file", Some(pack.path.to_string()));
    lines
}

/// A finding as scripts get it. `why` is its rule's, `mendable` says whether the board mends it
/// without asking; where it is stands in it only where that was looked for.
#[derive(Serialize)]
pub struct FindingJson<'a> {
    rule: &'static str,
    severity: &'static str,
    subject: SubjectJson<'a>,
    path: &'a [String],
    message: &'a str,
    why: Option<&'static str>,
    fix: &'a str,
    mendable: bool,
    waived: Option<WaivedJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
}

#[derive(Serialize)]
struct SubjectJson<'a> {
    kind: &'static str,
    id: &'a str,
}

#[derive(Serialize)]
struct WaivedJson<'a> {
    by: &'a str,
    until: String,
    why: &'a str,
    compensation: &'a str,
}

/// A finding.
pub fn finding(finding: &Finding) -> FindingJson<'_> {
    let (kind, id) = match &finding.subject {
        Subject::Item(id) => ("item", id.as_str()),
        Subject::Pack(id) => ("pack", id.as_str()),
        Subject::File(path) => ("file", path.as_str()),
    };
    FindingJson {
        rule: finding.rule,
        severity: finding.severity.word(),
        subject: SubjectJson { kind, id },
        path: &finding.path,
        message: &finding.message,
        why: rules::rule(finding.rule).map(|rule| rule.why),
        fix: &finding.fix,
        mendable: finding.mend.is_some(),
        waived: finding.waived.as_deref().map(waived),
        file: None,
        line: None,
        column: None,
    }
}

fn waived(waived: &Waived) -> WaivedJson<'_> {
    WaivedJson {
        by: &waived.by,
        until: waived.until.to_string(),
        why: &waived.why,
        compensation: &waived.compensation,
    }
}

/// A whole document as it is printed: indented, harmless for terminals and build servers, and ended
/// by a line break.
pub fn document(document: &impl Serialize) -> String {
    // It cannot fail: every key is a text.
    let mut written = serde_json::to_string_pretty(document).unwrap_or_default();
    written.push('\n');
    match crate::text::json(&written) {
        // Nearly always: a document can be megabytes long.
        Cow::Borrowed(_) => written,
        Cow::Owned(harmless) => harmless,
    }
}

/// A finding and where it is.
pub fn located<'a>(found: &'a Located<'_>) -> FindingJson<'a> {
    FindingJson {
        file: Some(&found.file),
        line: Some(found.line),
        column: Some(found.column),
        ..finding(found.finding)
    }
}

/// How many findings there are of each weight.
pub fn counts(counts: Counts) -> Json {
    let Counts { block, warn, info, waived } = counts;
    json!({"block": block, "warn": warn, "info": info, "waived": waived})
}

/// How ready a pack is.
pub fn readiness(pack: &Pack, row: &Readiness) -> Json {
    let share = |share: Share| json!({"of": share.of, "all": share.all});
    json!({
        "id": pack.id,
        "title": pack.title,
        "owner": pack.owner,
        "launch": pack.launch.map(|launch| launch.word()),
        "standing": row.standing.word(),
        "behavior": share(row.behavior),
        "rollback": row.rollback.word(),
        "kill_switch": row.kill_switch.word(),
        "docs": row.docs.word(),
        "evidence": share(row.evidence),
        "signed": share(row.signed),
        "open": row.open,
        "blocking": row.blocking,
        "worst": row.worst.as_ref().map(|(rule, message)| json!({"rule": rule, "message": message})),
    })
}

/// The verdict, with how many findings hold the launch.
pub fn verdict(verdict: Verdict) -> Json {
    json!({"word": verdict.word(), "blocking": verdict.blocking()})
}

/// A row of the draft.
pub fn row(row: &Row, board: &Board) -> Json {
    let edits: Vec<Json> = row.edits().iter().map(|edit| json!(edit)).collect();
    let (what, id) = subject(&row.target);
    json!({
        what: id,
        "file": row.path,
        "kind": row.kind(),
        "summary": decisions::changes(row, board),
        "rationale": decisions::rationale(row),
        "edits": edits,
    })
}

/// A decision that git holds.
pub fn change(change: &Change) -> Json {
    let commit = &change.commit;
    let mut json = difference(change);
    if let Json::Object(map) = &mut json {
        map.insert("commit".to_owned(), json!(commit.id));
        map.insert("author".to_owned(), json!(commit.author));
        map.insert("email".to_owned(), json!(commit.email));
        map.insert("when".to_owned(), json!(commit.when.to_rfc3339()));
        map.insert("subject".to_owned(), json!(commit.subject));
        map.insert("meeting".to_owned(), json!(commit.meeting));
    }
    json
}

/// What became of an item or pack, whichever commits did it.
pub fn difference(change: &Change) -> Json {
    let text = |value: &Option<Value>| value.as_ref().map(ToString::to_string);
    let fields: Vec<Json> = change
        .fields
        .iter()
        .map(|FieldChange { field, before, after }| {
            json!({"field": field.key(), "before": text(before), "after": text(after)})
        })
        .collect();
    let (what, id) = subject(&change.target);
    let kinds: Vec<&str> = change.kinds().iter().map(|kind| kind.word()).collect();
    json!({
        what: id,
        "title": change.title,
        "kind": change.kind().word(),
        "kinds": kinds,
        "summary": change.words(),
        "rationale": change.rationale(),
        "file": &*change.path,
        "packs": change.packs,
        "was": change.was.as_ref().map(Target::as_str),
        "new": change.fate == Fate::Born,
        "deleted": change.fate == Fate::Gone,
        "fields": fields,
        "others": change.others,
    })
}

/// Whether it is an item or a pack, and its id.
fn subject(target: &Target) -> (&'static str, &str) {
    match target {
        Target::Item(id) => ("item", id.as_str()),
        Target::Pack(id) => ("pack", id.as_str()),
    }
}
