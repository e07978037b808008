//! Each required behaviour with its evidence.

use super::{heading, items, link, named, packs};
use crate::model::board::Board;
use crate::model::item::{Item, Status};
use crate::model::pack::Pack;
use crate::text::markdown_text;

pub(super) fn body(board: &Board) -> String {
    let mut text = String::from("## The criteria of the launch\n");
    if board.criteria.is_empty() {
        text.push_str("\nNone is written down.\n");
    }
    for criterion in &board.criteria {
        text.push_str(&format!(
            "\n### {}: {}\n\n",
            markdown_text(criterion.id.as_str()),
            markdown_text(&criterion.text)
        ));
        let cites = |item: &Item| item.criterion.as_ref() == Some(&criterion.id);
        let open = items(board, Status::Open, cites);
        let closed = items(board, Status::Closed, cites);
        if open.is_empty() && closed.is_empty() {
            text.push_str("No item cites it.\n");
        }
        for item in closed {
            let shown: Vec<String> =
                item.evidence.iter().map(|evidence| link(&evidence.reference, board)).collect();
            let shown = if shown.is_empty() { "no evidence".to_owned() } else { shown.join(", ") };
            text.push_str(&format!("- [x] {}: {shown}\n", named(item)));
        }
        for item in open {
            text.push_str(&format!("- [ ] {}\n", named(item)));
        }
    }
    text.push_str("\n## What each pack does\n");
    for pack in packs(board) {
        text.push_str(&format!("\n### {}\n\n", heading(pack)));
        text.push_str(&if pack.ships() {
            behaviors(pack, board)
        } else {
            "Held back.\n".to_owned()
        });
    }
    text
}

fn behaviors(pack: &Pack, board: &Board) -> String {
    let mut text = String::new();
    let own = pack.behavior.iter().map(|behavior| behavior.condition.as_str());
    let known = crate::model::pack::CONDITIONS;
    let conditions = known.iter().copied().chain(own.filter(|name| !known.contains(name)));
    for condition in conditions {
        let name = markdown_text(&condition.replace('_', " "));
        let Some(behavior) = pack.behavior(condition) else {
            text.push_str(&format!("- [ ] {name}: undefined\n"));
            continue;
        };
        let show = behavior.show.map_or("undefined", |show| show.word()).replace('_', " ");
        let message = behavior
            .message
            .as_deref()
            .map(|m| format!(", {}", markdown_text(m)))
            .unwrap_or_default();
        let shown: Vec<String> = pack
            .evidence
            .iter()
            .filter(|evidence| evidence.covers.iter().any(|covers| covers == condition))
            .map(|evidence| link(&evidence.reference, board))
            .collect();
        let (done, shown) = match shown.is_empty() {
            true => (" ", "no evidence yet".to_owned()),
            false => ("x", shown.join(", ")),
        };
        text.push_str(&format!("- [{done}] {name}: {show}{message} ({shown})\n"));
    }
    text
}
