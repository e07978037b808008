//! The agenda as Markdown, for the invitation, and as JSON.

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use crate::model::agenda::{Agenda, Entry, Topic};
use crate::model::board::Board;
use crate::model::finding::Verdict;
use crate::model::target::Target;
use crate::text::markdown_text;

/// The agenda as Markdown that also reads well as plain text.
pub fn markdown(agenda: &Agenda, board: &Board, today: NaiveDate, verdict: Verdict) -> String {
    let mut text = String::from("# Agenda");
    let name = board.launch.name.trim();
    if !name.is_empty() {
        text.push_str(&format!(": {}", markdown_text(name)));
    }
    text.push_str("\n\n");
    let launch = match (board.launch.date, board.days_left(today)) {
        (Some(date), Some(0)) => format!(" Launch today, {date}."),
        (Some(date), Some(1)) => format!(" Launch tomorrow, {date}."),
        (Some(date), Some(days)) if days > 0 => format!(" Launch on {date}, in {days} days."),
        (Some(date), _) => format!(" The launch was on {date}."),
        (None, _) => String::new(),
    };
    let count = agenda.queue().len();
    let points = if count == 1 { "1 point".to_owned() } else { format!("{count} points") };
    text.push_str(&format!("As of {today}: {points}, verdict {verdict}.{launch}\n"));
    for (n, section) in agenda.sections.iter().enumerate() {
        text.push_str(&format!("\n## {}. {}\n\n", n + 1, section.topic.title()));
        if section.entries.is_empty() {
            text.push_str(&format!("{}\n", section.topic.none()));
        }
        for entry in &section.entries {
            text.push_str(&line(entry, section.topic, board));
        }
    }
    text
}

fn line(entry: &Entry, topic: Topic, board: &Board) -> String {
    let id = markdown_text(entry.target.as_str());
    let title = markdown_text(title(&entry.target, board));
    let why = markdown_text(&entry.why);
    let packs = match &entry.target {
        Target::Item(id) => board
            .item(id)
            .map(|item| item.packs.iter().map(|pack| pack.as_str()).collect::<Vec<_>>().join(", ")),
        Target::Pack(_) => None,
    };
    let packs = packs.filter(|packs| !packs.is_empty() && topic != Topic::Parked);
    let packs = packs.map(|packs| format!("; {}", markdown_text(&packs))).unwrap_or_default();
    format!("- **{id}** {title} ({why}{packs})\n")
}

/// What an item or pack is called.
pub(super) fn title<'a>(target: &Target, board: &'a Board) -> &'a str {
    match target {
        Target::Item(id) => board.item(id).map(|item| item.title.as_str()),
        Target::Pack(id) => board.pack(id).map(|pack| pack.title.as_str()),
    }
    .unwrap_or_default()
}

/// The sections as JSON: each with its entries, `item` or `pack`, title and why.
pub fn json(agenda: &Agenda, board: &Board) -> Json {
    let sections = agenda.sections.iter().map(|section| {
        let entries: Vec<Json> = section
            .entries
            .iter()
            .map(|entry| {
                let kind = if entry.target.item().is_some() { "item" } else { "pack" };
                json!({
                    kind: entry.target.as_str(),
                    "title": title(&entry.target, board),
                    "why": entry.why,
                })
            })
            .collect();
        json!({
            "topic": section.topic.word(),
            "title": section.topic.title(),
            "entries": entries,
        })
    });
    sections.collect()
}
