//! `show`: one item or pack, with its findings and its history.

use super::args::{Show, TextOrJson};
use super::output::Tone;
use super::{Context, Failure, decide};
use crate::model::field::Field;
use crate::model::finding::Finding;
use crate::model::history::Change;
use crate::model::id::PackId;
use crate::model::target::Target;
use crate::report::json;
use crate::rules::Findings;
use crate::text::{Align, cell, width};
use crate::tui::now;
use crate::workspace::WorkspaceError;

pub(super) fn run(context: &Context, args: &Show) -> Result<(), Failure> {
    let (workspace, loaded) = context.load_to_read()?;
    let board = &loaded.board;
    let findings = Findings::of(board, now().date_naive());
    let out = &context.out;
    let pack = board.pack(&PackId::from(args.id.as_str()));
    if let (Some(pack), None) = (pack, board.item(&args.id.as_str().into())) {
        let found = findings.for_pack(&pack.id);
        let target = Target::Pack(pack.id.clone());
        let history = workspace.history_of(&target, &pack.source(), &|_| true);
        if args.format == TextOrJson::Json {
            let found: Vec<_> = found.iter().map(json::finding).collect();
            let history: Vec<_> = history?.iter().map(json::change).collect();
            let data = [
                ("pack", json::pack(pack)),
                ("findings", serde_json::json!(found)),
                ("history", history.into()),
            ];
            out.json("pack", &data)?;
            return Ok(());
        }
        out.pieces(&[(pack.id.as_str(), Some(Tone::Bold)), ("  ", None), (&pack.title, None)])?;
        for (label, value) in json::pack_lines(pack) {
            field(context, &label, &value)?;
        }
        found_lines(context, found)?;
        return past_lines(context, history);
    }
    let id = decide::item(board, &args.id)?;
    let Some(item) = board.item(&id) else { return Ok(()) };
    let found = findings.for_item(&id);
    let target = Target::Item(id.clone());
    let history = workspace.history_of(&target, &item.source, &|_| true);
    if args.format == TextOrJson::Json {
        let found: Vec<_> = found.iter().map(json::finding).collect();
        let history: Vec<_> = history?.iter().map(json::change).collect();
        let data = [
            ("item", json::item(item, board)),
            ("findings", serde_json::json!(found)),
            ("history", history.into()),
        ];
        out.json("item", &data)?;
        return Ok(());
    }
    out.pieces(&[(id.as_str(), Some(Tone::Bold)), ("  ", None), (&item.title, None)])?;
    let column = board.column_of(item);
    field(context, "scope", column.id.as_str())?;
    for known in Field::ALL {
        if matches!(known, Field::Id | Field::Title | Field::Scope | Field::Description) {
            continue;
        }
        if let Some(value) = item.get(*known) {
            field(context, known.key(), &value.to_string())?;
        }
    }
    for (key, value) in &item.extra {
        field(context, key, &value.to_string())?;
    }
    field(context, "file", &item.source.path)?;
    if !item.description.trim().is_empty() {
        out.line("")?;
        out.text(item.description.trim())?;
    }
    found_lines(context, found)?;
    past_lines(context, history)
}

fn past_lines(
    context: &Context,
    history: Result<Vec<Change>, WorkspaceError>,
) -> Result<(), Failure> {
    let out = &context.out;
    match history {
        Ok(changes) if changes.is_empty() => {}
        Ok(changes) => {
            out.line("")?;
            for change in &changes {
                let day = change.commit.when.format("%Y-%m-%d");
                out.line(&format!("{day}  {} -- {}", change.words(), change.commit.author))?;
            }
        }
        Err(error) => out.note(&error.to_string()),
    }
    Ok(())
}

fn field(context: &Context, label: &str, value: &str) -> Result<(), Failure> {
    // As wide as the longest key that gonogo knows; a longer one of the user's is not cut short.
    let label = format!("  {label}");
    let label = cell(&label, width(&label).max(20), Align::Left) + " ";
    Ok(context.out.pieces(&[(&label, Some(Tone::Dim)), (value, None)])?)
}

fn found_lines(context: &Context, found: &[Finding]) -> Result<(), Failure> {
    if !found.is_empty() {
        context.out.line("")?;
    }
    for finding in found {
        let word = match &finding.waived {
            Some(waived) => format!("waived by {} until {} ", waived.by, waived.until),
            None => format!("{} ", finding.severity.word()),
        };
        let head = format!("{}: {}", finding.rule, finding.message);
        context.out.pieces(&[(&word, Some(Tone::Warn)), (&head, None)])?;
        context.out.line(&format!("      fix: {}", finding.fix))?;
    }
    Ok(())
}
