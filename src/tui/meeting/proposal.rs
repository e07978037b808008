//! What is proposed for a point, in words, at the foot of what is known of it: all of it, and how the
//! roles voted, before anybody says yes.

use ratatui::layout::Rect;

use crate::model::meeting::{Change, Point, Proposal, Standing};
use crate::report::briefing::{self, Weight};
use crate::text;
use crate::tui::app::App;
use crate::tui::keymap::{Action, Context};
use crate::tui::paint::Paint;
use crate::tui::theme::Role;

/// The rows that it has at least, with its rule, so that it mostly stands at one place.
pub(super) const LEAST: u16 = 5;

/// What is said, a row each, the most important first.
pub(super) fn said(app: &App, point: &Point, width: usize) -> Vec<(String, Role)> {
    let mut rows = Vec::new();
    match (&point.proposal, &point.standing) {
        (Some(proposal), _) => proposed(app, point, proposal, width, &mut rows),
        (None, Standing::Agreed { words, .. }) => {
            add(&mut rows, &format!("Agreed: {words}"), width, Role::Ok);
            votes(point, width, &mut rows);
        }
        (None, standing) => {
            if let Standing::Parked(parked) = standing {
                let who = if parked.person.is_empty() { "nobody yet" } else { &parked.person };
                let words = format!("Parked: {} (for {who})", parked.question);
                add(&mut rows, &words, width, Role::Warning);
            }
            votes(point, width, &mut rows);
            offers(app, point, width, &mut rows);
        }
    }
    rows
}

fn proposed(
    app: &App,
    point: &Point,
    proposal: &Proposal,
    width: usize,
    rows: &mut Vec<(String, Role)>,
) {
    let words = briefing::proposal(proposal, &app.board, &point.target);
    add(rows, &format!("Proposed: {words}"), width, Role::Accent);
    votes(point, width, rows);
    let item = point.target.item().and_then(|id| app.item(id));
    let lacks = item.map(|item| proposal.lacks(&app.board, item)).unwrap_or_default();
    if !lacks.is_empty() {
        add(rows, &format!("Still lacks {}", lacks.join(", ")), width, Role::Warning);
    }
    if let Change::Defer { risk, .. } = &proposal.change {
        add(rows, &format!("Until then {risk}"), width, Role::Text);
    }
    if let Some(why) = &proposal.why {
        add(rows, &format!("Because {why}"), width, Role::Text);
    }
}

/// What can be proposed, by which key.
fn offers(app: &App, point: &Point, width: usize, rows: &mut Vec<(String, Role)>) {
    let key = |action| app.keymap.name_in(Context::Meeting, action);
    if point.target.item().is_some() {
        let columns = app.board.columns.iter().enumerate().skip(1);
        let columns: Vec<String> =
            columns.map(|(n, column)| format!("{n} {}", column.title)).collect();
        add(rows, &format!("Propose: {}", columns.join("   ")), width, Role::Text);
        let words = format!(
            "         {} put it off   {} not needed   {} park it",
            key(Action::Defer),
            key(Action::Withdraw),
            key(Action::Park)
        );
        rows.push((words, Role::Text));
    } else {
        let words = format!(
            "{} stays as it is   {} owner   {} park it",
            key(Action::Agree),
            key(Action::Assign),
            key(Action::Park)
        );
        rows.push((words, Role::Text));
    }
}

/// The votes, where any were given.
fn votes(point: &Point, width: usize, rows: &mut Vec<(String, Role)>) {
    if let Some(votes) = briefing::votes(point) {
        let role = if votes.weight == Weight::Blocks { Role::Blocking } else { Role::Text };
        add(rows, &format!("Votes: {}", votes.text), width, role);
    }
}

/// Adds a sentence, in two rows where it needs them.
fn add(rows: &mut Vec<(String, Role)>, words: &str, width: usize, role: Role) {
    rows.extend(text::wrap_clipped(words, width, 2).into_iter().map(|row| (row, role)));
}

/// The rows that all of it takes: under a rule, and above the keys.
pub(super) fn height(said: &[(String, Role)]) -> u16 {
    u16::try_from(said.len()).unwrap_or(u16::MAX).saturating_add(2)
}

/// Draws it.
pub(super) fn draw(
    app: &App,
    point: &Point,
    said: &[(String, Role)],
    area: Rect,
    paint: &mut Paint<'_>,
) {
    if area.height == 0 {
        return;
    }
    let width = usize::from(area.width);
    paint.rule(Rect { height: 1, ..area }, "", "");
    let proposed = point.proposal.is_some();
    let last = area.bottom() - u16::from(proposed);
    for (y, (words, role)) in (area.y + 1..last).zip(said) {
        let style = paint.style(*role);
        paint.put(area.x, y, width, words, style);
    }
    if proposed {
        let key = |action| app.keymap.name_in(Context::Meeting, action);
        let words = format!(
            "{} agreed, and on   {} other words   {} withdraw",
            key(Action::Agree),
            key(Action::Rationale),
            key(Action::Back)
        );
        let style = paint.style(Role::Key);
        paint.put(area.x, area.bottom() - 1, width, &words, style);
    }
}
