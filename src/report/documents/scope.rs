//! What ships, what is near it, and what comes after, with reasons.

use super::{heading, items, link, named, owner, packs};
use crate::model::board::Board;
use crate::model::column::Role;
use crate::model::item::{Item, Status};
use crate::model::pack::LaunchState;
use crate::text::markdown_text;

pub(super) fn body(board: &Board) -> String {
    let mut text = String::new();
    let name = board.launch.name.trim();
    if !name.is_empty() {
        text.push_str(&format!("Launch: **{}**", markdown_text(name)));
        if let Some(date) = board.launch.date {
            text.push_str(&format!(", {date}"));
        }
        if let Some(freeze) = board.launch.freeze {
            text.push_str(&format!("; from {freeze} on only what holds the launch is merged"));
        }
        text.push_str(".\n\n");
    }
    text.push_str("## What ships\n\n");
    let states = [
        (LaunchState::Supported, "Supported"),
        (LaunchState::Preview, "As a preview"),
        (LaunchState::Held, "Held back"),
    ];
    if board.packs.is_empty() {
        text.push_str("No pack is written down.\n");
    }
    for (state, words) in states {
        let in_state: Vec<_> = packs(board)
            .into_iter()
            .filter(|pack| pack.launch.unwrap_or(LaunchState::Supported) == state)
            .collect();
        if in_state.is_empty() {
            continue;
        }
        text.push_str(&format!("{words}:\n\n"));
        for pack in in_state {
            text.push_str(&format!(
                "- **{}** ({})",
                heading(pack),
                markdown_text(pack.id.as_str())
            ));
            text.push_str(&format!(", owner: {}\n", owner(pack.owner.as_ref(), board)));
        }
        text.push('\n');
    }
    for (role, title, none) in [
        (Role::Required, "What the launch cannot go without", "Nothing is left to do."),
        (Role::Optional, "What is near it", "Nothing stands here."),
        (Role::Deferred, "What comes after", "Nothing was put off."),
        (Role::Inbox, "Not decided yet", "Everything is decided."),
    ] {
        text.push_str(&format!("{}## {title}\n\n", if text.ends_with("\n\n") { "" } else { "\n" }));
        let list = items(board, Status::Open, |item| board.role_of(item) == role);
        if list.is_empty() {
            text.push_str(&format!("{none}\n"));
        }
        for item in list {
            text.push_str(&entry(item, board));
        }
    }
    for (status, title) in [(Status::Closed, "Done"), (Status::Withdrawn, "Not needed")] {
        let list = items(board, status, |_| true);
        if list.is_empty() {
            continue;
        }
        text.push_str(&format!("\n## {title}\n\n"));
        for item in list {
            let shown: Vec<String> =
                item.evidence.iter().map(|evidence| link(&evidence.reference, board)).collect();
            let why = match status {
                Status::Closed if !shown.is_empty() => format!(": {}", shown.join(", ")),
                Status::Withdrawn => reason(item),
                _ => String::new(),
            };
            text.push_str(&format!("- {}{why}\n", named(item)));
        }
    }
    text
}

fn reason(item: &Item) -> String {
    item.rationale.as_deref().map(|why| format!(". {}", markdown_text(why))).unwrap_or_default()
}

fn entry(item: &Item, board: &Board) -> String {
    let due = item.due.map(|day| format!(", due {day}")).unwrap_or_default();
    let criterion = item
        .criterion
        .as_ref()
        .map(|id| format!(", for {}", markdown_text(id.as_str())))
        .unwrap_or_default();
    let facts = format!("{}{due}{criterion}", owner(item.owner.as_ref(), board));
    format!("- {} ({facts}){}\n", named(item), reason(item))
}
