//! A runbook for each pack: when, who, switch off, take back, verify.

use super::{heading, owner, packs};
use crate::model::board::Board;
use crate::model::pack::{KillSwitch, Pack, Rehearsal, Rollback};
use crate::text::markdown_text;

pub(super) fn body(board: &Board) -> String {
    let mut pages = Vec::new();
    for pack in packs(board) {
        let mut text = format!("## {}\n\n", heading(pack));
        if !pack.ships() {
            text.push_str("Held back: there is nothing to take back.\n");
        } else {
            text.push_str(&page(pack, board));
        }
        pages.push(text);
    }
    if pages.is_empty() {
        return "No pack is written down.\n".to_owned();
    }
    pages.join("\n---\n\n")
}

fn page(pack: &Pack, board: &Board) -> String {
    let mut text = String::new();
    if let Some(plan) = &pack.rollback
        && !plan.triggers.is_empty()
    {
        text.push_str("**When**\n\n");
        for trigger in &plan.triggers {
            text.push_str(&format!("- {}\n", markdown_text(trigger)));
        }
        text.push('\n');
    }
    text.push_str("**Switch off first**\n\n");
    match &pack.kill_switch {
        Some(switch) => text.push_str(&switch_off(switch, board)),
        None => text.push_str("There is no kill switch.\n"),
    }
    text.push_str("\n**Take back**\n\n");
    match &pack.rollback {
        Some(plan) => text.push_str(&take_back(plan, board)),
        None => text.push_str("There is no rollback plan.\n"),
    }
    text
}

fn switch_off(switch: &KillSwitch, board: &Board) -> String {
    let name = switch.name.as_deref().or(switch.mechanism.as_deref()).unwrap_or("unnamed");
    let mut text = format!("- Switch: {}", markdown_text(name));
    if let (Some(mechanism), Some(_)) = (&switch.mechanism, &switch.name) {
        text.push_str(&format!(" ({})", markdown_text(mechanism)));
    }
    text.push('\n');
    text.push_str(&format!("- Who: {}\n", owner(switch.owner.as_ref(), board)));
    let mut line = |label: &str, value: Option<&str>| {
        if let Some(value) = value {
            text.push_str(&format!("- {label}: {}\n", markdown_text(value)));
        }
    };
    line("Takes effect within", switch.effect_within.as_deref());
    line("What users see then", switch.off_state.as_deref());
    text.push_str(&format!("- {}\n", tried("Tested", switch.tested.as_ref())));
    text
}

fn take_back(plan: &Rollback, board: &Board) -> String {
    let mut text = format!("- Who: {}", owner(plan.owner.as_ref(), board));
    if let Some(backup) = &plan.backup {
        text.push_str(&format!("; when out of reach: {}", owner(Some(backup), board)));
    }
    text.push('\n');
    let mut line = |label: &str, value: Option<&str>| {
        if let Some(value) = value {
            text.push_str(&format!("- {label}: {}\n", markdown_text(value)));
        }
    };
    line("Back to", plan.to.as_deref());
    line("Within", plan.within.as_deref());
    line("Data", plan.data.as_deref());
    if let Some(automation) = &plan.automation_to_pause {
        line("Pause before", Some(&automation.join(", ")));
    }
    text.push_str(&format!("- {}\n\n", tried("Rehearsed", plan.rehearsed.as_ref())));
    for (n, step) in plan.steps.iter().enumerate() {
        text.push_str(&format!("{}. {}\n", n + 1, markdown_text(step)));
    }
    if plan.steps.is_empty() {
        text.push_str("No steps are written down.\n");
    }
    let verify = plan.verify.as_deref().map(markdown_text);
    text.push_str(&format!(
        "\nIt worked when: {}\n",
        verify.as_deref().unwrap_or("nobody has said how one sees that")
    ));
    text
}

fn tried(word: &str, rehearsal: Option<&Rehearsal>) -> String {
    match rehearsal.and_then(|rehearsal| Some((rehearsal, rehearsal.on?))) {
        None => format!("{word}: never"),
        Some((rehearsal, on)) => {
            let by = rehearsal.by.as_deref().map(|by| format!(" by {}", markdown_text(by)));
            let shown = rehearsal.evidence.as_deref().map(|e| format!(", {}", markdown_text(e)));
            format!("{word}: {on}{}{}", by.unwrap_or_default(), shown.unwrap_or_default())
        }
    }
}
