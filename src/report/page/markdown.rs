//! The report for a wiki, a pull request or a chat.
//!
//! What comes out of a file is prose where it is nothing but a sentence, and code where a host could
//! take anything in it for a mention, a reference, an address or mark-up; see
//! [`markdown_quiet`](crate::text::markdown_quiet).

mod record;

use super::{Lateness, Report, Signed, launch_word, own_conditions, spoken, subject, title};
use crate::model::column::Role;
use crate::model::item::{Item, Status};
use crate::model::pack::{Behavior, CONDITIONS, KillSwitch, Pack, Rehearsal, Rollback};
use crate::text::{
    markdown_cell, markdown_code, markdown_prose, markdown_quiet as quiet, without_orders,
};

/// All of it.
pub fn markdown(report: &Report<'_>) -> String {
    let mut out = String::new();
    head(report, &mut out);
    reasons(report, &mut out);
    record::trend(report, &mut out);
    record::since(report, &mut out);
    criteria(report, &mut out);
    scope(report, &mut out);
    deferrals(report, &mut out);
    parked(report, &mut out);
    packs(report, &mut out);
    waivers(report, &mut out);
    runbooks(report, &mut out);
    limitations(report, &mut out);
    without_orders(&out, "<23>").into_owned()
}

fn head(report: &Report<'_>, out: &mut String) {
    let gate = &report.gate;
    out.push_str(&format!("# {}: {}\n\n", gate.verdict.word(), quiet(report.name())));
    let launch = &report.board.launch;
    let mut facts = vec![gate.tally()];
    facts.extend(launch.date.map(|day| format!("launch on {day}")));
    facts.extend(launch.freeze.map(|day| format!("freeze on {day}")));
    facts.extend(gate.short_revision().map(|at| format!("at commit {}", markdown_code(&at))));
    out.push_str(&format!("{}. {}\n", facts.join(", "), report.day_words()));
}

fn reasons(report: &Report<'_>, out: &mut String) {
    out.push_str("\n## What holds the launch\n\n");
    let reasons = report.reasons();
    if reasons.is_empty() {
        out.push_str("Nothing.\n");
    }
    for reason in reasons {
        let rule = reason.rule;
        let about: Vec<String> =
            reason.subjects().iter().map(|found| markdown_code(subject(found.finding).1)).collect();
        out.push_str(&format!(
            "- **{}** {} ({}): {}\n",
            reason.findings.len(),
            markdown_prose(rule.summary),
            rule.id,
            about.join(", ")
        ));
    }
}

fn criteria(report: &Report<'_>, out: &mut String) {
    if report.board.criteria.is_empty() {
        return;
    }
    out.push_str("\n## Required behaviours\n\n");
    for criterion in &report.board.criteria {
        let name = quiet(criterion.id.as_str());
        out.push_str(&format!("- **{name}** {}\n", quiet(&criterion.text)));
    }
}

/// A table, or a sentence where there is nothing to put into it.
fn table(heads: &[&str], rows: Vec<Vec<String>>, none: &str, out: &mut String) {
    if rows.is_empty() {
        out.push_str(&format!("{none}\n"));
        return;
    }
    out.push_str(&format!("| {} |\n|{}\n", heads.join(" | "), " --- |".repeat(heads.len())));
    for row in rows {
        out.push_str(&format!("| {} |\n", row.join(" | ")));
    }
}

fn scope(report: &Report<'_>, out: &mut String) {
    out.push_str("\n## Scope\n");
    for (column, items) in report.columns() {
        out.push_str(&format!("\n### {} ({})\n\n", quiet(&column.title), items.len()));
        if column.role == Role::Deferred {
            out.push_str("See Deferrals.\n");
            continue;
        }
        let rows = items.iter().map(|item| open_item(report, item)).collect();
        let heads = ["Item", "What", "Why", "Packs", "Risk", "Owner", "Due"];
        table(&heads, rows, "Nothing stands here.", out);
    }
    for (status, heading) in [(Status::Closed, "Done"), (Status::Withdrawn, "Not needed")] {
        let items = report.past(status);
        out.push_str(&format!("\n### {heading} ({})\n\n", items.len()));
        let rows = items
            .iter()
            .map(|item| {
                let shown: Vec<String> =
                    item.evidence.iter().map(|evidence| quiet(&evidence.reference)).collect();
                let why = item.rationale.as_deref().map_or("-".to_owned(), quiet);
                let closed = status == Status::Closed && !shown.is_empty();
                let why = if closed { shown.join(", ") } else { why };
                vec![self::id(item), quiet(&item.title), why]
            })
            .collect();
        table(&["Item", "What", "Shown by, or why"], rows, "None.", out);
    }
}

fn id(item: &Item) -> String {
    markdown_cell(item.id.as_str())
}

fn open_item(report: &Report<'_>, item: &Item) -> Vec<String> {
    let blocking = report.blocking(item);
    let holds = if blocking.is_empty() {
        String::new()
    } else {
        format!(" **(holds the launch: {})**", blocking.join(", "))
    };
    let due = item.due.map_or("-".to_owned(), |day| dated(report, day));
    vec![
        id(item),
        format!("{}{holds}", quiet(&item.title)),
        item.rationale.as_deref().map_or("-".to_owned(), quiet),
        packs_of(item),
        item.risk.map_or("-", |risk| risk.word()).to_owned(),
        report.owner(item.owner.as_ref()).map_or("nobody yet".to_owned(), quiet),
        due,
    ]
}

fn packs_of(item: &Item) -> String {
    let packs: Vec<String> = item.packs.iter().map(|pack| quiet(pack.as_str())).collect();
    if packs.is_empty() { "-".to_owned() } else { packs.join(", ") }
}

fn dated(report: &Report<'_>, day: chrono::NaiveDate) -> String {
    match report.lateness(day) {
        Lateness::Late => format!("{day} **overdue**"),
        Lateness::Today => format!("{day} **today**"),
        Lateness::InTime => day.to_string(),
    }
}

fn deferrals(report: &Report<'_>, out: &mut String) {
    out.push_str("\n## Deferrals\n\n");
    let rows = report
        .deferrals()
        .into_iter()
        .map(|item| {
            let record = item.deferral.clone().unwrap_or_default();
            vec![
                id(item),
                quiet(&item.title),
                record.risk.as_deref().map_or("nobody has said".to_owned(), quiet),
                record.link.as_deref().map_or("none".to_owned(), quiet),
                report.owner(item.owner.as_ref()).map_or("nobody yet".to_owned(), quiet),
                record.revisit.map_or("no day".to_owned(), |day| dated(report, day)),
            ]
        })
        .collect();
    let heads = ["Item", "What", "Users meet until then", "Follow-up", "Owner", "Looked at again"];
    table(&heads, rows, "Nothing was put off.", out);
}

fn parked(report: &Report<'_>, out: &mut String) {
    out.push_str("\n## Parked in the last meeting\n\n");
    let rows = report
        .parked
        .iter()
        .map(|parked| {
            let person = match parked.person.trim() {
                "" => "nobody yet".to_owned(),
                person => quiet(report.board.name_in_records(person)),
            };
            vec![markdown_cell(&parked.target.to_string()), quiet(&parked.question), person]
        })
        .collect();
    table(&["What", "Question", "Who finds out"], rows, "Nothing was parked.", out);
}

fn packs(report: &Report<'_>, out: &mut String) {
    out.push_str("\n## Packs\n\n");
    let rows = report
        .packs()
        .iter()
        .map(|(pack, row)| {
            let worst = row.worst.as_ref();
            vec![
                quiet(title(pack)),
                format!("**{}**", row.standing.word()),
                launch_word(pack).to_owned(),
                row.behavior.to_string(),
                row.rollback.word().to_owned(),
                row.kill_switch.word().to_owned(),
                row.docs.word().to_owned(),
                row.evidence.to_string(),
                row.signed.to_string(),
                row.open.to_string(),
                worst.map_or("-".to_owned(), |(rule, words)| format!("{rule} {}", quiet(words))),
            ]
        })
        .collect();
    let heads = [
        "Pack",
        "Stands",
        "Goes out as",
        "Behaviour",
        "Rollback",
        "Kill switch",
        "Documents",
        "Evidence",
        "Signed",
        "Open items",
        "Weighs most",
    ];
    table(&heads, rows, "No pack is written down.", out);
    let packs = report.packs_by_id();
    if packs.is_empty() {
        return;
    }
    out.push_str("\n### What users see when the data is not as it should be\n\n");
    let names: Vec<String> = CONDITIONS.iter().map(|condition| spoken(condition)).collect();
    let names = names.iter().map(String::as_str);
    let heads: Vec<&str> = ["Pack"].into_iter().chain(names).chain(["Besides"]).collect();
    let rows = packs.iter().map(|pack| behaviors(pack)).collect();
    table(&heads, rows, "", out);
    let roles = &report.board.signoff_roles;
    if roles.is_empty() {
        return;
    }
    out.push_str("\n### Sign-offs\n\n");
    let names: Vec<String> = roles.iter().map(|role| quiet(role)).collect();
    let heads: Vec<&str> = ["Pack"].into_iter().chain(names.iter().map(String::as_str)).collect();
    let rows = packs
        .iter()
        .map(|pack| {
            let content = pack.content(&report.board.assets);
            let signed =
                roles.iter().map(|role| Signed::of(pack, role, &content).word().to_owned());
            std::iter::once(quiet(title(pack))).chain(signed).collect()
        })
        .collect();
    table(&heads, rows, "", out);
}

fn behaviors(pack: &Pack) -> Vec<String> {
    let shown = |behavior: Option<&Behavior>| {
        let show = behavior.and_then(|behavior| behavior.show);
        show.map_or("undefined".to_owned(), |show| spoken(show.word()))
    };
    let mut row = vec![quiet(title(pack))];
    row.extend(CONDITIONS.iter().map(|condition| shown(pack.behavior(condition))));
    let own: Vec<String> = own_conditions(pack)
        .map(|own| format!("{}: {}", quiet(&spoken(&own.condition)), shown(Some(own))))
        .collect();
    row.push(if own.is_empty() { "-".to_owned() } else { own.join(", ") });
    row
}

fn waivers(report: &Report<'_>, out: &mut String) {
    out.push_str("\n## Accepted for this launch\n\n");
    let rows = report
        .waived()
        .filter_map(|found| {
            let waived = found.finding.waived.as_deref()?;
            Some(vec![
                quiet(subject(found.finding).1),
                format!("{} {}", found.rule.id, quiet(&found.finding.message)),
                quiet(&waived.why),
                quiet(&waived.compensation),
                quiet(report.board.name_in_records(&waived.by)),
                waived.until.to_string(),
            ])
        })
        .collect();
    let heads = ["What", "Finding", "Why", "What makes up for it", "Accepted by", "Until"];
    table(&heads, rows, "Nothing was waived.", out);
}

fn runbooks(report: &Report<'_>, out: &mut String) {
    out.push_str("\n## Rollback runbooks\n");
    for pack in report.packs_by_id() {
        out.push_str(&format!("\n### {}\n\n", quiet(title(pack))));
        if !pack.ships() {
            out.push_str("Held back: there is nothing to take back.\n");
            continue;
        }
        if let Some(plan) = &pack.rollback {
            for trigger in &plan.triggers {
                out.push_str(&format!("- When: {}\n", quiet(trigger)));
            }
        }
        match &pack.kill_switch {
            Some(switch) => switch_off(report, switch, out),
            None => out.push_str("- There is no kill switch.\n"),
        }
        match &pack.rollback {
            Some(plan) => take_back(report, plan, out),
            None => out.push_str("- There is no rollback plan.\n"),
        }
    }
}

fn fact(label: &str, value: Option<&str>, out: &mut String) {
    if let Some(value) = value {
        out.push_str(&format!("- {label}: {}\n", quiet(value)));
    }
}

fn switch_off(report: &Report<'_>, switch: &KillSwitch, out: &mut String) {
    let name = switch.name.as_deref().or(switch.mechanism.as_deref());
    fact("Switch off first", name, out);
    fact("Who switches", report.owner(switch.owner.as_ref()), out);
    fact("Takes effect within", switch.effect_within.as_deref(), out);
    fact("Users see then", switch.off_state.as_deref(), out);
    tried("Switch tested", switch.tested.as_ref(), out);
}

fn take_back(report: &Report<'_>, plan: &Rollback, out: &mut String) {
    fact("Who takes back", report.owner(plan.owner.as_ref()), out);
    fact("When out of reach", report.owner(plan.backup.as_ref()), out);
    fact("Back to", plan.to.as_deref(), out);
    fact("Within", plan.within.as_deref(), out);
    fact("Data", plan.data.as_deref(), out);
    let paused = plan.automation_to_pause.as_ref().map(|automation| automation.join(", "));
    fact("Pause before", paused.as_deref(), out);
    tried("Rehearsed", plan.rehearsed.as_ref(), out);
    fact("It worked when", plan.verify.as_deref(), out);
    out.push('\n');
    for (n, step) in plan.steps.iter().enumerate() {
        out.push_str(&format!("{}. {}\n", n + 1, quiet(step)));
    }
    if plan.steps.is_empty() {
        out.push_str("No steps are written down.\n");
    }
}

fn tried(label: &str, rehearsal: Option<&Rehearsal>, out: &mut String) {
    let words = match rehearsal.and_then(|rehearsal| Some((rehearsal, rehearsal.on?))) {
        None => "never".to_owned(),
        Some((rehearsal, on)) => {
            let by = rehearsal.by.as_deref().map(|by| format!(" by {}", quiet(by)));
            let shown = rehearsal.evidence.as_deref().map(|shown| format!(", {}", quiet(shown)));
            format!("{on}{}{}", by.unwrap_or_default(), shown.unwrap_or_default())
        }
    };
    out.push_str(&format!("- {label}: {words}\n"));
}

fn limitations(report: &Report<'_>, out: &mut String) {
    out.push_str("\n## Known limitations\n\n");
    let rows = report
        .packs_by_id()
        .into_iter()
        .flat_map(|pack| pack.unsupported.iter().map(move |case| (pack, case)))
        .map(|(pack, case)| {
            let or = |text: Option<&str>, none: &str| text.map_or(none.to_owned(), quiet);
            vec![
                quiet(title(pack)),
                quiet(case.case.as_deref().unwrap_or(&case.id)),
                or(case.effect.as_deref(), "not said"),
                or(case.workaround.as_deref(), "nothing yet"),
                or(case.item.as_ref().map(|id| id.as_str()), "-"),
            ]
        })
        .collect();
    let heads = ["Pack", "Case", "What users see", "What they can do", "Followed up in"];
    table(&heads, rows, "No limitation is written down.", out);
}
