//! `list`: the items that pass a filter.

use super::args::{List, ListFormat};
use super::output::Tone;
use super::{Context, Failure};
use crate::model::field::Field;
use crate::model::filter::{Facts, Filter, FuzzyMatcher};
use crate::model::item::Item;
use crate::model::target::Target;
use crate::report::{json, table};
use crate::rules::Findings;
use crate::text::{Align, cell, csv_field, display, width};
use crate::tui::now;

/// Cells of a column at most, the last one aside: one endless id is not to push all others away.
const WIDEST: usize = 60;

pub(super) fn run(context: &Context, args: &List) -> Result<(), Failure> {
    let (_, loaded) = context.load()?;
    let board = &loaded.board;
    let today = now().date_naive();
    let filter = Filter::parse(&joined(&args.filter), today, board.launch.date)
        .map_err(|error| Failure::Usage(format!("the filter: {error}")))?;
    let findings = Findings::of(board, today);
    let facts = Facts {
        board,
        today,
        has_finding: &|id| !findings.for_item(id).is_empty(),
        is_changed: &|id| loaded.draft.touches(&Target::Item(id.clone())),
    };
    let mut matcher = FuzzyMatcher::default();
    let items: Vec<&Item> =
        board.items().iter().filter(|item| filter.matches(item, &facts, &mut matcher)).collect();
    let out = &context.out;
    match args.format {
        ListFormat::Table => {
            let harmless = |text: String| display(&text).into_owned();
            let rows: Vec<Vec<String>> = items
                .iter()
                .map(|item| cells(item, board).into_iter().map(harmless).collect())
                .collect();
            let header = ["ID", "SCOPE", "STATUS", "RISK", "OWNER", "DUE", "PACK", "TITLE"];
            // The last column takes what is left of the line: it is neither cut nor filled up.
            let last = header.len() - 1;
            let widths: Vec<usize> = (0..last)
                .map(|n| {
                    let longest = rows.iter().filter_map(|row| row.get(n)).map(|c| width(c)).max();
                    let longest = longest.unwrap_or(0).min(WIDEST);
                    longest.max(header.get(n).map_or(0, |h| h.len()))
                })
                .collect();
            let line = |cells: &mut dyn Iterator<Item = &str>| {
                let mut line = String::new();
                for (n, text) in cells.enumerate() {
                    match widths.get(n) {
                        Some(width) => {
                            line.push_str(&cell(text, *width, Align::Left));
                            line.push_str("  ");
                        }
                        None => line.push_str(text),
                    }
                }
                line
            };
            out.pieces(&[(&line(&mut header.iter().copied()), Some(Tone::Dim))])?;
            for row in &rows {
                out.line(&line(&mut row.iter().map(String::as_str)))?;
            }
        }
        ListFormat::Json => {
            let items: Vec<_> = items.iter().map(|item| json::item(item, board)).collect();
            out.json("list", &[("items", items.into())])?;
        }
        ListFormat::Jsonl => {
            let mut text = String::new();
            for item in items {
                text.push_str(&crate::text::json(&json::item(item, board).to_string()));
                text.push('\n');
            }
            out.raw(text.as_bytes())?;
        }
        ListFormat::Csv | ListFormat::Tsv => {
            let delimiter = if args.format == ListFormat::Csv { b',' } else { b'\t' };
            let header: Vec<String> = Field::KEYS.iter().map(|key| (*key).to_owned()).collect();
            let rows = items.iter().map(|item| {
                Field::ALL
                    .iter()
                    .map(|field| {
                        let value = match field {
                            Field::Scope => board.column_of(item).id.to_string(),
                            field => item.get(*field).map(|v| v.to_string()).unwrap_or_default(),
                        };
                        csv_field(&value).into_owned()
                    })
                    .collect::<Vec<_>>()
            });
            let bytes = table::delimited(delimiter, header, rows)
                .map_err(|error| Failure::Cannot(error.to_string()))?;
            out.raw(&bytes)?;
        }
    }
    Ok(())
}

/// A shell has taken the quotation marks off `"exact words"`: an argument with spaces in it, and no
/// key before it, is such a term again.
fn joined(words: &[String]) -> String {
    let quoted: Vec<String> = match words {
        [one] => vec![one.clone()],
        many => many
            .iter()
            .map(|word| {
                if word.contains(' ') && !word.contains([':', '<', '>', '"']) {
                    format!("\"{word}\"")
                } else {
                    word.clone()
                }
            })
            .collect(),
    };
    quoted.join(" ")
}

fn cells(item: &Item, board: &crate::model::board::Board) -> Vec<String> {
    let or = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let packs: Vec<&str> = item.packs.iter().map(|pack| pack.as_str()).collect();
    vec![
        item.id.to_string(),
        board.column_of(item).id.to_string(),
        item.status.to_string(),
        or(item.risk.map(|risk| risk.to_string())),
        or(item.owner.as_ref().map(ToString::to_string)),
        or(item.due.map(|due| due.to_string())),
        if packs.is_empty() { "-".to_owned() } else { packs.join(",") },
        item.title.clone(),
    ]
}
