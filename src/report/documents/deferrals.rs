//! Every "not now": its follow-up, what users meet until then, and when it is looked at again.

use super::{items, link, named, owner};
use crate::model::board::Board;
use crate::model::column::Role;
use crate::model::item::Status;
use crate::text::markdown_text;

pub(super) fn body(board: &Board) -> String {
    let mut list = items(board, Status::Open, |item| board.role_of(item) == Role::Deferred);
    if list.is_empty() {
        return "Nothing was put off.\n".to_owned();
    }
    // A stable sort: what is looked at on the same day stays in the order of its ids.
    list.sort_by_key(|item| {
        let revisit = item.deferral.as_ref().and_then(|deferral| deferral.revisit);
        (revisit.is_none(), revisit)
    });
    let mut text = String::new();
    for item in list {
        let record = item.deferral.clone().unwrap_or_default();
        let packs: Vec<String> = item.packs.iter().map(|p| markdown_text(p.as_str())).collect();
        text.push_str(&format!("- {}\n", named(item)));
        let revisit = record.revisit.map_or("no day was named".to_owned(), |day| day.to_string());
        text.push_str(&format!("  - Looked at again: {revisit}\n"));
        let follow_up = record.link.as_deref().map(|reference| link(reference, board));
        text.push_str(&format!(
            "  - Follow-up: {}, owner: {}\n",
            follow_up.as_deref().unwrap_or("none"),
            owner(item.owner.as_ref(), board)
        ));
        let risk = record.risk.as_deref().map(markdown_text);
        text.push_str(&format!(
            "  - Until then: {}\n",
            risk.as_deref().unwrap_or("nobody has said what users meet")
        ));
        if !packs.is_empty() {
            text.push_str(&format!("  - Packs: {}\n", packs.join(", ")));
        }
        if let Some(why) = &item.rationale {
            text.push_str(&format!("  - Why: {}\n", markdown_text(why)));
        }
    }
    text
}
