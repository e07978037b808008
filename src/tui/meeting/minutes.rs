//! The minutes on the screen, as they would be committed.

use std::time::Instant;

use ratatui::layout::Rect;

use super::update::ask_leave;
use crate::model::draft::Row;
use crate::report::minutes::{self, Minutes};
use crate::text;
use crate::tui::app::{App, Layer};
use crate::tui::keymap::Action;
use crate::tui::message::{Effect, MinutesPlan, TextPurpose};
use crate::tui::paint::Paint;
use crate::tui::theme::Role;
use crate::workspace::meeting::counts;

/// The open minutes.
#[derive(Debug)]
pub(crate) struct MinutesView {
    pub(crate) text: String,
    pub(crate) scroll: usize,
    /// The rows of the draft that are committed with them.
    pub(crate) rows: Vec<Row>,
    /// What stays in the draft, since it was changed outside.
    pub(crate) left: Vec<String>,
    /// What the commit would do; `None` while it is worked out.
    pub(crate) plan: Option<Result<MinutesPlan, String>>,
    /// The file that is being committed.
    pub(crate) committing: Option<String>,
    pub(crate) opened: Instant,
}

impl MinutesView {
    /// The minutes of the meeting as it stands.
    pub(crate) fn of(app: &App, at: Instant) -> Option<Self> {
        let meeting = &app.meeting.as_ref()?.meeting;
        let fits = |row: &Row| {
            app.board.has(&row.target)
                && !app.conflicts.iter().any(|conflict| {
                    conflict.target == row.target
                        && row.edits().iter().any(|edit| edit.key() == conflict.field.key())
                })
        };
        let (rows, left): (Vec<Row>, Vec<Row>) = app.draft.rows().into_iter().partition(fits);
        let told = minutes::rows(meeting, &app.draft, &left);
        let findings = counts(app.findings.counts());
        let text = minutes::markdown(&Minutes::of(meeting, &app.board, &told, findings, app.now));
        let left = left.iter().map(|row| row.target.to_string()).collect();
        Some(Self { text, scroll: 0, rows, left, plan: None, committing: None, opened: at })
    }
}

/// Has the commit worked out.
pub(super) fn plan(app: &mut App) -> Vec<Effect> {
    let Some(meeting) = app.meeting.as_ref().map(|state| state.meeting.clone()) else {
        return Vec::new();
    };
    let board = app.board.clone();
    let Some(view) = open(app) else { return Vec::new() };
    view.plan = None;
    vec![Effect::PlanMinutes {
        meeting: Box::new(meeting),
        rows: view.rows.clone(),
        text: view.text.clone(),
        board: Box::new(board),
    }]
}

fn open(app: &mut App) -> Option<&mut MinutesView> {
    app.layers.iter_mut().find_map(|layer| match layer {
        Layer::Minutes(view) => Some(&mut **view),
        _ => None,
    })
}

/// The commit is worked out.
pub(crate) fn planned(app: &mut App, planned: Result<MinutesPlan, String>) {
    if let Some(view) = open(app) {
        view.plan = Some(planned);
    }
}

/// The files changed: what stands in the minutes stays, and the commit is worked out anew.
pub(crate) fn replan(app: &mut App) -> Vec<Effect> {
    if open(app).is_some_and(|view| view.committing.is_none()) { plan(app) } else { Vec::new() }
}

/// Back from the editor.
pub(crate) fn edited(app: &mut App, text: &str) -> Vec<Effect> {
    let Some(view) = open(app) else { return Vec::new() };
    view.text = format!("{}\n", text.trim_end());
    plan(app)
}

/// The commit was refused: the minutes stay, with what was edited in them.
pub(crate) fn not_committed(app: &mut App) -> Vec<Effect> {
    if let Some(view) = open(app) {
        view.committing = None;
    }
    replan(app)
}

/// Carries out an action in the minutes. `None`: it knows nothing of it.
pub(super) fn act(app: &mut App, action: Action, at: Instant) -> Option<Vec<Effect>> {
    let page = usize::from(app.size.1).saturating_sub(6).max(2);
    let Some(Layer::Minutes(view)) = app.layers.last_mut() else { return None };
    match action {
        Action::Down | Action::ScrollDown => view.scroll = view.scroll.saturating_add(1),
        Action::Up | Action::ScrollUp => view.scroll = view.scroll.saturating_sub(1),
        Action::HalfDown => view.scroll = view.scroll.saturating_add(page / 2),
        Action::HalfUp => view.scroll = view.scroll.saturating_sub(page / 2),
        Action::PageDown => view.scroll = view.scroll.saturating_add(page),
        Action::PageUp => view.scroll = view.scroll.saturating_sub(page),
        Action::First => view.scroll = 0,
        Action::Last => view.scroll = usize::MAX / 2,
        Action::EditMessage => {
            let text = view.text.clone();
            return Some(vec![Effect::EditText { purpose: TextPurpose::Minutes, text }]);
        }
        Action::Commit => return Some(commit(app, at)),
        Action::LeaveMeeting => ask_leave(app, at),
        Action::Undo | Action::Redo => app.say("Leave the minutes first: Esc."),
        // What is open already need not be opened.
        Action::Review => {}
        _ => return None,
    }
    Some(Vec::new())
}

fn commit(app: &mut App, at: Instant) -> Vec<Effect> {
    let busy = app.committing;
    let Some(Layer::Minutes(view)) = app.layers.last_mut() else { return Vec::new() };
    if App::too_soon(Some(view.opened), at) || busy {
        return Vec::new();
    }
    match &view.plan {
        Some(Ok(plan)) => {
            let commit = plan.plan.clone();
            view.committing = Some(plan.path.clone());
            app.committing = true;
            app.say("Committing ...");
            vec![Effect::Commit(commit)]
        }
        Some(Err(error)) => {
            let error = error.clone();
            app.fail(error);
            Vec::new()
        }
        None => {
            app.say("Still working out what would be committed; press it again.");
            Vec::new()
        }
    }
}

/// Draws the minutes.
pub(crate) fn draw(view: &MinutesView, area: Rect, paint: &mut Paint<'_>) {
    let n = view.rows.len();
    let s = if n == 1 { "" } else { "s" };
    let (words, role) = match &view.plan {
        Some(Ok(plan)) => (format!("with {n} decision{s} into {}", plan.path), Role::Dim),
        Some(Err(error)) => (error.clone(), Role::Error),
        None => ("working out the commit ...".to_owned(), Role::Dim),
    };
    let width = usize::from(area.width).saturating_sub(2);
    let style = paint.style(Role::Accent);
    let taken = paint.put(area.x + 1, area.y, width, "Minutes", style) + 2;
    let style = paint.style(role);
    paint.put(area.x + 1 + taken, area.y, width.saturating_sub(usize::from(taken)), &words, style);
    let lines: Vec<String> = view
        .text
        .lines()
        .flat_map(|line| {
            // What belongs to an entry stays under it when it is wrapped.
            let indent = line.len() - line.trim_start_matches([' ', '-']).len();
            let rows =
                text::wrap(line.get(indent..).unwrap_or(line), width.saturating_sub(indent).max(1));
            let lead = line.get(..indent).unwrap_or_default().to_owned();
            let blank = " ".repeat(indent);
            let rows = if rows.is_empty() { vec![String::new()] } else { rows };
            rows.into_iter()
                .enumerate()
                .map(move |(n, row)| format!("{}{row}", if n == 0 { &lead } else { &blank }))
                .collect::<Vec<_>>()
        })
        .collect();
    let mut top = area.y + 2;
    if !view.left.is_empty() {
        let words = format!("Left in the draft, changed outside: {}", view.left.join(", "));
        let style = paint.style(Role::Warning);
        paint.put(area.x + 1, area.y + 1, width, &words, style);
        top += 1;
    }
    let height = usize::from(area.bottom().saturating_sub(top));
    let scroll = view.scroll.min(lines.len().saturating_sub(height));
    for (y, line) in (top..area.bottom()).zip(lines.iter().skip(scroll)) {
        let heading = line.starts_with('#');
        let style = paint.style(if heading { Role::Accent } else { Role::Text });
        paint.put(area.x + 1, y, width, line, style);
    }
    let below = lines.len().saturating_sub(scroll + height);
    let more = if below > 0 { format!("{below} more lines below") } else { String::new() };
    let rule = Rect { y: top.saturating_sub(1), height: 1, ..area };
    paint.rule(rule, "", &more);
}
