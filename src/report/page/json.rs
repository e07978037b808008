//! The report for scripts: the contract of `docs/json.md`.

use serde_json::{Map, Value as Json, json};

use super::{Report, Signed, own_conditions};
use crate::model::item::{Item, Status};
use crate::model::pack::{CONDITIONS, KillSwitch, Pack, Rehearsal, Rollback};
use crate::report::readiness::Readiness;
use crate::report::{changes, json, trend};

/// One JSON object: schema 1, kind `report`.
pub fn json(report: &Report<'_>) -> String {
    let gate = &report.gate;
    let launch = &report.board.launch;
    let columns: Vec<Json> = report
        .columns()
        .into_iter()
        .map(|(column, list)| {
            json!({
                "id": column.id,
                "title": column.title,
                "role": column.role.word(),
                "items": items(report, &list),
            })
        })
        .collect();
    let criteria: Vec<Json> = report
        .board
        .criteria
        .iter()
        .map(|criterion| json!({"id": criterion.id, "text": criterion.text}))
        .collect();
    let packs: Vec<Json> = report.packs().iter().map(|(p, row)| pack(report, p, row)).collect();
    let parked: Vec<Json> = report
        .parked
        .iter()
        .map(|parked| {
            let kind = if parked.target.item().is_some() { "item" } else { "pack" };
            let person = Some(parked.person.trim()).filter(|person| !person.is_empty());
            json!({kind: parked.target.to_string(), "question": parked.question, "person": person})
        })
        .collect();
    let trend: Map<String, Json> =
        trend::json(report.trend).into_iter().map(|(key, part)| (key.to_owned(), part)).collect();
    let since = report.since.map(|compared| -> Map<String, Json> {
        changes::json(compared).into_iter().map(|(key, part)| (key.to_owned(), part)).collect()
    });
    let findings: Vec<_> = gate.findings.iter().map(json::located).collect();
    let document = json!({
        "schema": 1,
        "kind": "report",
        "launch": {"name": launch.name, "date": launch.date, "freeze": launch.freeze},
        "revision": gate.revision,
        "committed": report.committed.to_rfc3339(),
        "date": report.day,
        "verdict": json::verdict(gate.verdict),
        "counts": json::counts(gate.counts),
        "criteria": criteria,
        "columns": columns,
        "closed": items(report, &report.past(Status::Closed)),
        "withdrawn": items(report, &report.past(Status::Withdrawn)),
        "trend": trend,
        "since_meeting": since,
        "parked": parked,
        "packs": packs,
        "findings": findings,
    });
    json::document(&document)
}

fn items(report: &Report<'_>, items: &[&Item]) -> Vec<Json> {
    items.iter().map(|item| json::item(item, report.board)).collect()
}

/// How ready a pack is, and what it promises.
fn pack(report: &Report<'_>, pack: &Pack, row: &Readiness) -> Json {
    let board = report.board;
    let mut map = match json::readiness(pack, row) {
        Json::Object(map) => map,
        _ => Map::new(),
    };
    let own = own_conditions(pack).map(|behavior| behavior.condition.as_str());
    let behaviors: Map<String, Json> = CONDITIONS
        .iter()
        .copied()
        .chain(own)
        .map(|condition| {
            let behavior = pack.behavior(condition);
            let show = behavior.and_then(|b| b.show).map(|show| show.word());
            let message = behavior.and_then(|b| b.message.as_deref());
            (condition.to_owned(), json!({"show": show, "message": message}))
        })
        .collect();
    let content = pack.content(&board.assets);
    let signoffs: Vec<Json> = board
        .signoff_roles
        .iter()
        .map(|role| {
            let signoff = pack.signoff(role);
            json!({
                "role": role,
                "state": Signed::of(pack, role, &content).word(),
                "by": signoff.and_then(|s| s.by.as_deref()),
                "on": signoff.and_then(|s| s.on),
                "note": signoff.and_then(|s| s.note.as_deref()),
            })
        })
        .collect();
    let unsupported: Vec<Json> = pack
        .unsupported
        .iter()
        .map(|case| {
            json!({
                "id": case.id,
                "case": case.case,
                "effect": case.effect,
                "workaround": case.workaround,
                "item": case.item,
            })
        })
        .collect();
    map.insert("behaviors".to_owned(), behaviors.into());
    map.insert("signoffs".to_owned(), signoffs.into());
    map.insert("unsupported".to_owned(), unsupported.into());
    map.insert("rollback_plan".to_owned(), pack.rollback.as_ref().map_or(Json::Null, plan));
    let switch = pack.kill_switch.as_ref().map_or(Json::Null, self::switch);
    map.insert("switch".to_owned(), switch);
    map.into()
}

fn plan(plan: &Rollback) -> Json {
    json!({
        "triggers": plan.triggers,
        "to": plan.to,
        "steps": plan.steps,
        "owner": plan.owner,
        "backup": plan.backup,
        "within": plan.within,
        "verify": plan.verify,
        "data": plan.data,
        "automation_to_pause": plan.automation_to_pause,
        "rehearsed": plan.rehearsed.as_ref().map(rehearsal),
    })
}

fn switch(switch: &KillSwitch) -> Json {
    json!({
        "mechanism": switch.mechanism,
        "name": switch.name,
        "owner": switch.owner,
        "effect_within": switch.effect_within,
        "off_state": switch.off_state,
        "tested": switch.tested.as_ref().map(rehearsal),
    })
}

fn rehearsal(rehearsal: &Rehearsal) -> Json {
    json!({"on": rehearsal.on, "by": rehearsal.by, "evidence": rehearsal.evidence})
}
