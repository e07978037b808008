//! An item in words: what the detail pane and the detail view show.

use super::Tab;
use crate::model::date;
use crate::model::field::Field;
use crate::model::finding::{Finding, Severity};
use crate::model::item::Item;
use crate::model::pack::Pack;
use crate::model::target::Target;
use crate::tui::app::{App, History};
use crate::tui::keymap::Action;

/// What a line is, for its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Plain,
    Heading,
    Dim,
    Blocking,
    Warning,
    Good,
    Changed,
}

/// A paragraph, before it is wrapped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Paragraph {
    /// A word before it, in a column of its own.
    pub(crate) label: String,
    pub(crate) text: String,
    pub(crate) tone: Tone,
}

impl Paragraph {
    pub(crate) fn new(label: &str, text: impl Into<String>, tone: Tone) -> Self {
        Self { label: label.to_owned(), text: text.into(), tone }
    }

    fn heading(text: &str) -> Self {
        Self::new("", text, Tone::Heading)
    }

    fn blank() -> Self {
        Self::new("", "", Tone::Plain)
    }
}

/// All that a tab of the detail says.
pub(crate) fn tab(app: &App, item: &Item, tab: Tab) -> Vec<Paragraph> {
    match tab {
        Tab::Fields => {
            let mut text = fields(app, item);
            text.extend(description(item));
            text.extend(packs(app, item));
            text.extend(rest(item));
            text
        }
        Tab::Findings => findings(app, item),
        Tab::History => history(app, &Target::Item(item.id.clone())),
    }
}

/// What the pane beside the board says, the most important first. What is short stands in one line.
pub(crate) fn pane(app: &App, item: &Item) -> Vec<Paragraph> {
    let mut text = Vec::new();
    let mut facts = String::new();
    let mut tone = Tone::Plain;
    for field in fields(app, item) {
        if !matches!(field.label.as_str(), "Scope" | "Status" | "Owner" | "Due" | "Risk" | "Pack") {
            text.push(field);
            continue;
        }
        if field.tone == Tone::Changed {
            tone = Tone::Changed;
        }
        if facts.is_empty() {
            facts = field.text;
        } else {
            facts.push_str(&format!("   {}: {}", field.label, field.text));
        }
    }
    text.insert(0, Paragraph::new("Scope", facts, tone));
    let found = findings_of(app, item);
    if !found.is_empty() {
        text.push(Paragraph::blank());
        text.extend(found);
    }
    text.extend(description(item));
    text.extend(packs(app, item));
    text.extend(rest(item));
    if let Some(History::Known(changes)) = app.histories.get(&Target::Item(item.id.clone()))
        && !changes.is_empty()
    {
        text.push(Paragraph::blank());
        text.extend(history(app, &Target::Item(item.id.clone())));
    }
    text
}

fn fields(app: &App, item: &Item) -> Vec<Paragraph> {
    let board = &app.board;
    let none = || "--".to_owned();
    let column = board.column_of(item);
    let digit = board.columns.position(column.id.as_str()).unwrap_or(0);
    let changed = |field: Field| {
        app.draft.decisions().any(|d| {
            d.target.item() == Some(&item.id) && d.edits.iter().any(|e| e.key() == field.key())
        })
    };
    let tone = |field| if changed(field) { Tone::Changed } else { Tone::Plain };
    let mark = |field| if changed(field) { " (not committed)" } else { "" };
    let mut text = Vec::new();
    let mut line = |label: &str, field: Field, value: String| {
        text.push(Paragraph::new(label, format!("{value}{}", mark(field)), tone(field)));
    };
    line("Scope", Field::Scope, format!("{digit} {}", column.title));
    if !item.is_open() || changed(Field::Status) {
        line("Status", Field::Status, item.status.to_string());
    }
    let owner = item.owner.as_ref().map(|o| match board.person(o.as_str()) {
        Some(person) if person.name != o.as_str() => format!("{o} ({})", person.name),
        _ => o.to_string(),
    });
    line("Owner", Field::Owner, owner.unwrap_or_else(none));
    let due = item.due.map(|due| format!("{due} ({})", date::distance(app.today(), due)));
    line("Due", Field::Due, due.unwrap_or_else(none));
    line("Risk", Field::Risk, item.risk.map_or_else(none, |r| r.to_string()));
    let packs: Vec<&str> = item.packs.iter().map(|p| p.as_str()).collect();
    line("Pack", Field::Packs, if packs.is_empty() { none() } else { packs.join(", ") });
    if let Some(criterion) = &item.criterion {
        let text = board.criteria.iter().find(|c| c.id == *criterion).map(|c| c.text.as_str());
        line("Criterion", Field::Criterion, format!("{criterion} {}", text.unwrap_or("(unknown)")));
    }
    if let Some(rationale) = &item.rationale {
        line("Because", Field::Rationale, rationale.clone());
    }
    if let Some(deferral) = &item.deferral {
        let link = deferral.link.clone().unwrap_or_else(none);
        line("Follow-up", Field::Deferral, link);
        line("Until then", Field::Deferral, deferral.risk.clone().unwrap_or_else(none));
        let revisit = deferral.revisit.map(|d| format!("{d} ({})", date::distance(app.today(), d)));
        line("Revisit", Field::Deferral, revisit.unwrap_or_else(none));
    }
    if !item.blocked_by.is_empty() {
        let blockers: Vec<String> = item
            .blocked_by
            .iter()
            .map(|id| match board.item(id) {
                Some(other) if other.is_open() => {
                    format!("{id} ({})", board.column_of(other).title)
                }
                Some(other) => format!("{id} ({})", other.status),
                None => format!("{id} (not there)"),
            })
            .collect();
        line("Blocked by", Field::BlockedBy, blockers.join(", "));
    }
    if let Some(other) = &item.duplicate_of {
        line("Repeats", Field::DuplicateOf, other.to_string());
    }
    for evidence in &item.evidence {
        let by = evidence.by.as_deref().map(|by| format!(" by {by}")).unwrap_or_default();
        let on = evidence.on.map(|on| format!(" on {on}")).unwrap_or_default();
        line("Evidence", Field::Evidence, format!("{}{by}{on}", evidence.reference));
    }
    for note in &item.notes {
        let on = note.on.map(|on| format!("{on} ")).unwrap_or_default();
        let by = note.by.as_deref().map(|by| format!("{by}: ")).unwrap_or_default();
        line("Note", Field::Notes, format!("{on}{by}{}", note.text));
    }
    for conflict in app.conflicts.iter().filter(|c| c.target.item() == Some(&item.id)) {
        text.push(Paragraph::new(
            "Conflict",
            format!("{}; {} chooses", conflict.words(), app.keymap.name(Action::Conflict)),
            Tone::Blocking,
        ));
    }
    text
}

fn description(item: &Item) -> Vec<Paragraph> {
    let mut text = Vec::new();
    if !item.description.trim().is_empty() {
        text.push(Paragraph::blank());
        text.extend(
            reflowed(&item.description).into_iter().map(|p| Paragraph::new("", p, Tone::Plain)),
        );
    }
    text
}

/// The paragraphs of a text: lines that were broken to fit another width are joined again; lists,
/// headings, tables, quotes and code stay as they are.
pub(crate) fn reflowed(text: &str) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut open = false;
    for line in text.trim().lines() {
        let trimmed = line.trim_end();
        let starts = trimmed.trim_start();
        let numbered = starts.split_once(['.', ')']).is_some_and(|(number, rest)| {
            !number.is_empty()
                && number.bytes().all(|b| b.is_ascii_digit())
                && rest.starts_with(' ')
        });
        let own = starts.is_empty()
            || numbered
            || starts.starts_with(['-', '*', '#', '>', '|', '+'])
            || starts.starts_with("```")
            || trimmed.starts_with("    ");
        match paragraphs.last_mut() {
            Some(last) if open && !own => {
                last.push(' ');
                last.push_str(starts);
            }
            _ => paragraphs.push(trimmed.to_owned()),
        }
        // What follows a line of a list belongs to it; what follows a heading or code does not.
        open = !starts.is_empty()
            && !starts.starts_with(['#', '|', '>'])
            && !starts.starts_with("```")
            && !trimmed.starts_with("    ");
    }
    paragraphs
}

fn packs(app: &App, item: &Item) -> Vec<Paragraph> {
    let mut text = Vec::new();
    for id in &item.packs {
        text.push(Paragraph::blank());
        match app.board.pack(id) {
            Some(found) => text.extend(pack(found)),
            None => {
                let words = format!("Pack {id} has no file");
                text.push(Paragraph::new("", words, Tone::Warning));
            }
        }
    }
    text
}

/// What a pack promises, as far as it bears on a decision.
pub(crate) fn pack(pack: &Pack) -> Vec<Paragraph> {
    let mut text = vec![Paragraph::heading(&format!("Pack {}: {}", pack.id, pack.title))];
    let mut line = |label: &str, value: String, tone| text.push(Paragraph::new(label, value, tone));
    if let Some(owner) = &pack.owner {
        line("Owner", owner.to_string(), Tone::Plain);
    }
    if let Some(launch) = pack.launch {
        line("Launch", launch.to_string(), Tone::Plain);
    }
    for condition in crate::model::pack::CONDITIONS {
        let words = condition.replace('_', " ");
        match pack.behavior(condition) {
            Some(behavior) => {
                let show = behavior.show.map_or("undefined", |show| show.word());
                let message = behavior
                    .message
                    .as_deref()
                    .map(|m| format!(": {}", m.trim()))
                    .unwrap_or_default();
                line(&words, format!("{}{message}", show.replace('_', " ")), Tone::Plain);
            }
            None => line(&words, "undefined".to_owned(), Tone::Warning),
        }
    }
    match &pack.rollback {
        Some(plan) => {
            let owner = plan.owner.as_ref().map_or("nobody", |o| o.as_str());
            let within = plan.within.as_deref().unwrap_or("no time said");
            let to = plan.to.as_deref().unwrap_or("no target");
            line("rollback", format!("to {to} by {owner} within {within}"), Tone::Plain);
        }
        None => line("rollback", "no plan".to_owned(), Tone::Warning),
    }
    match &pack.kill_switch {
        Some(switch) => {
            let name = switch.name.as_deref().or(switch.mechanism.as_deref()).unwrap_or("unnamed");
            line("kill switch", name.to_owned(), Tone::Plain);
        }
        None => line("kill switch", "none".to_owned(), Tone::Warning),
    }
    text
}

fn rest(item: &Item) -> Vec<Paragraph> {
    let mut text = Vec::new();
    text.push(Paragraph::blank());
    if !item.labels.is_empty() {
        text.push(Paragraph::new("Labels", item.labels.join(", "), Tone::Dim));
    }
    if let Some(kind) = item.kind {
        text.push(Paragraph::new("Kind", kind.to_string(), Tone::Dim));
    }
    if let Some(created) = item.created {
        text.push(Paragraph::new("Created", created.to_string(), Tone::Dim));
    }
    for (key, value) in &item.extra {
        text.push(Paragraph::new(key, value.to_string(), Tone::Dim));
    }
    let place = match item.source.index {
        Some(index) => format!("{}, entry {}", item.source.path, index + 1),
        None => item.source.path.to_string(),
    };
    text.push(Paragraph::new("File", place, Tone::Dim));
    text
}

fn findings(app: &App, item: &Item) -> Vec<Paragraph> {
    let mut text = findings_of(app, item);
    for id in &item.packs {
        let found = app.findings.for_pack(id);
        if !found.is_empty() {
            text.push(Paragraph::blank());
            text.push(Paragraph::heading(&format!("Pack {id}")));
            text.extend(found.iter().flat_map(finding));
        }
    }
    if text.is_empty() {
        text.push(Paragraph::new("", "Nothing is wrong with this item.", Tone::Good));
    }
    text
}

fn findings_of(app: &App, item: &Item) -> Vec<Paragraph> {
    app.findings.for_item(&item.id).iter().flat_map(finding).collect()
}

/// A finding and how to mend it.
pub(crate) fn finding(finding: &Finding) -> Vec<Paragraph> {
    let (word, tone) = match finding.severity {
        _ if finding.waived.is_some() => ("Waived", Tone::Dim),
        Severity::Block => ("Blocks", Tone::Blocking),
        Severity::Warn => ("Warns", Tone::Warning),
        Severity::Info | Severity::Off => ("Info", Tone::Dim),
    };
    // Where it is, where the subject's own file does not say.
    let at = finding.spot.as_ref().map(|at| format!(" (at {at})")).unwrap_or_default();
    vec![
        Paragraph::new(word, format!("{} {}{at}", finding.rule, finding.message), tone),
        match &finding.waived {
            Some(waived) => {
                let words = format!("by {} until {}: {}", waived.by, waived.until, waived.why);
                Paragraph::new("", words, Tone::Dim)
            }
            None => Paragraph::new("", format!("fix: {}", finding.fix), Tone::Dim),
        },
    ]
}

/// The decisions that git holds on an item or pack, newest first.
pub(crate) fn history(app: &App, target: &Target) -> Vec<Paragraph> {
    match app.histories.get(target) {
        None | Some(History::Asked) => {
            vec![Paragraph::new("", "Reading git's history ...", Tone::Dim)]
        }
        Some(History::Failed(error)) => vec![Paragraph::new("", error.clone(), Tone::Warning)],
        Some(History::Known(changes)) if changes.is_empty() => {
            vec![Paragraph::new("", "Git holds no decision on it yet.", Tone::Dim)]
        }
        Some(History::Known(changes)) => changes
            .iter()
            .map(|change| {
                let day = change.commit.when.format("%Y-%m-%d");
                let meeting = change.commit.meeting.as_ref().map(|m| format!(", meeting {m}"));
                let who = &change.commit.author;
                let what = format!("{} -- {who}{}", change.words(), meeting.unwrap_or_default());
                Paragraph::new(&day.to_string(), what, Tone::Plain)
            })
            .collect(),
    }
}

/// A file that cannot be read, and what to do about it.
pub(crate) fn problem(app: &App, problem: &crate::model::finding::Problem) -> Vec<Paragraph> {
    let place = format!("{}:{}:{}", problem.path, problem.line, problem.column);
    let edit = app.keymap.name(crate::tui::keymap::Action::Edit);
    vec![
        Paragraph::new("Blocks", format!("{} {}", problem.rule, problem.cause), Tone::Blocking),
        Paragraph::new("File", place, Tone::Plain),
        Paragraph::new("Fix", problem.fix.clone(), Tone::Plain),
        Paragraph::new(
            "",
            format!("{edit} opens the file at the line; it is read again on return."),
            Tone::Dim,
        ),
    ]
}

/// What fits into four lines: what is wrong first, then what it is about, then why it stands there.
pub(crate) fn short(paragraphs: &[Paragraph]) -> Vec<Paragraph> {
    let rank = |p: &Paragraph| match p.label.as_str() {
        "Blocks" | "Conflict" => 0,
        "Warns" => 1,
        "Because" => 2,
        "" if p.tone == Tone::Plain && !p.text.is_empty() => 3,
        "Follow-up" | "Until then" => 4,
        "File" | "Fix" => 5,
        _ => 9,
    };
    let mut short: Vec<&Paragraph> = paragraphs.iter().filter(|p| rank(p) < 9).collect();
    short.sort_by_key(|p| rank(p));
    let mut short: Vec<Paragraph> = short.into_iter().cloned().collect();
    if short.is_empty() {
        short.extend(paragraphs.iter().filter(|p| !p.text.is_empty()).take(4).cloned());
    }
    short
}

#[cfg(test)]
mod tests {
    use super::reflowed;

    #[test]
    fn broken_lines_are_joined_and_lists_stay() {
        let text = "One\ntwo.\n\n- a\n  b\n- c\n# H\ntext\n    code\n    more\n1. x\n";
        assert_eq!(
            reflowed(text),
            ["One two.", "", "- a b", "- c", "# H", "text", "    code", "    more", "1. x"]
        );
    }
}
