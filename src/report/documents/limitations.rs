//! The cases that packs do not support, with what users meet and what they can do.

use super::{heading, link, packs};
use crate::model::board::Board;
use crate::model::pack::{LaunchState, Unsupported};
use crate::text::markdown_text;

pub(super) fn body(board: &Board) -> String {
    let mut text = String::new();
    let packs = packs(board);
    if packs.iter().all(|pack| pack.unsupported.is_empty()) {
        return "No limitation is written down.\n".to_owned();
    }
    for pack in packs {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&format!("## {}\n\n", heading(pack)));
        match pack.launch {
            Some(LaunchState::Held) => text.push_str("This pack is held back.\n\n"),
            Some(LaunchState::Preview) => text.push_str("This pack is a preview.\n\n"),
            _ => {}
        }
        if pack.unsupported.is_empty() {
            text.push_str("None is written down.\n");
        }
        for case in &pack.unsupported {
            text.push_str(&entry(case, board));
        }
    }
    text
}

fn entry(case: &Unsupported, board: &Board) -> String {
    let what = case.case.as_deref().unwrap_or(&case.id);
    let mut text = format!("- **{}** ({})\n", markdown_text(what), markdown_text(&case.id));
    if let Some(effect) = &case.effect {
        text.push_str(&format!("  - What you see: {}\n", markdown_text(effect)));
    }
    let workaround = case.workaround.as_deref().map(markdown_text);
    text.push_str(&format!(
        "  - What you can do: {}\n",
        workaround.as_deref().unwrap_or("nothing yet")
    ));
    if let Some(id) = &case.item {
        let mut words = markdown_text(id.as_str());
        let deferral = board.item(id).and_then(|item| item.deferral.as_ref());
        if let Some(reference) = deferral.and_then(|deferral| deferral.link.as_deref()) {
            words = format!("{words}, {}", link(reference, board));
        }
        if let Some(day) = deferral.and_then(|deferral| deferral.revisit) {
            words = format!("{words}, looked at again on {day}");
        }
        text.push_str(&format!("  - Followed up in: {words}\n"));
    }
    text
}
