//! `show`: one item or pack, with its findings and its history.

use super::args::{Show, TextOrJson};
use super::output::Tone;
use super::{Context, Failure, decide};
use crate::model::field::Field;
use crate::model::finding::Finding;
use crate::model::id::PackId;
use crate::report::json;
use crate::rules::Findings;
use crate::text::{Align, cell, width};
use crate::tui::now;

pub(super) fn run(context: &Context, args: &Show) -> Result<(), Failure> {
    let (workspace, loaded) = context.load()?;
    let board = &loaded.board;
    let findings = Findings::of(board, now().date_naive());
    let out = &context.out;
    let pack = board.pack(&PackId::from(args.id.as_str()));
    if let (Some(pack), None) = (pack, board.item(&args.id.as_str().into())) {
        let found = findings.for_pack(&pack.id);
        if args.format == TextOrJson::Json {
            let found: Vec<_> = found.iter().map(json::finding).collect();
            out.json("pack", &[("pack", json::pack(pack)), ("findings", found.into())])?;
            return Ok(());
        }
        out.pieces(&[(pack.id.as_str(), Some(Tone::Bold)), ("  ", None), (&pack.title, None)])?;
        for (label, value) in json::pack_lines(pack) {
            field(context, &label, &value)?;
        }
        return found_lines(context, found);
    }
    let id = decide::item(board, &args.id)?;
    let Some(item) = board.item(&id) else { return Ok(()) };
    let found = findings.for_item(&id);
    let history = workspace.history_of(&id, &item.source);
    if args.format == TextOrJson::Json {
        let found: Vec<_> = found.iter().map(json::finding).collect();
        let history: Vec<_> = history?.iter().map(json::change).collect();
        let data = [
            ("item", json::item(item, board)),
            ("findings", found.into()),
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
    match history {
        Ok(changes) if changes.is_empty() => {}
        Ok(changes) => {
            out.line("")?;
            for change in &changes {
                let day = change.when.format("%Y-%m-%d");
                out.line(&format!("{day}  {} -- {}", change.words(), change.author))?;
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
