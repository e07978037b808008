//! Drawing the review.

use ratatui::layout::Rect;

use super::{Pane, ReviewState};
use crate::model::conflict::said;
use crate::report::decisions;
use crate::text::{Align, cell};
use crate::tui::app::App;
use crate::tui::keymap::Action;
use crate::tui::paint::{Paint, first_shown};
use crate::tui::theme::Role;
use crate::workspace::plan::{Held, Plan};

/// Draws the whole review: the decisions, the diff of the one under the cursor, the message, and
/// what the commit means.
pub(crate) fn draw(app: &App, view: &ReviewState, area: Rect, paint: &mut Paint<'_>) {
    let goes = |row: &&super::ReviewRow| row.included && view.held(row).is_none();
    let included = view.rows.iter().filter(goes).count();
    let branch = match (&app.head.branch, &app.head.commit) {
        (Some(branch), Some(_)) => branch.clone(),
        (Some(branch), None) => format!("{branch}, its first commit"),
        (None, _) => "a detached HEAD".to_owned(),
    };
    let title = format!("Review and commit: {included} of {} on {branch}", view.rows.len());
    let inside = paint.panel(area, &title, "nothing is pushed", "", true);
    let rows = u16::try_from(view.rows.len()).unwrap_or(u16::MAX);
    let room = inside.height.saturating_sub(5);
    let list_height = rows.min((room / 3).max(2));
    let list = Rect { height: list_height, ..inside };
    let summary_height = 3.min(inside.height);
    let middle = Rect {
        y: list.bottom(),
        height: inside.height.saturating_sub(list_height + summary_height),
        ..inside
    };
    let summary = Rect { y: middle.bottom(), height: summary_height, ..inside };
    draw_list(app, view, list, paint);
    // Side by side where there is room.
    if middle.width >= 140 {
        let half = middle.width / 2;
        draw_diff(app, view, Rect { width: half, ..middle }, paint);
        let right = Rect { x: middle.x + half, width: middle.width - half, ..middle };
        draw_message(view, right, paint);
    } else {
        let upper = middle.height * if view.pane == Pane::Message { 1 } else { 3 } / 4;
        draw_diff(app, view, Rect { height: upper, ..middle }, paint);
        let lower = Rect { y: middle.y + upper, height: middle.height - upper, ..middle };
        draw_message(view, lower, paint);
    }
    draw_summary(view, summary, paint);
}

fn draw_list(app: &App, view: &ReviewState, area: Rect, paint: &mut Paint<'_>) {
    let plan = view.planned();
    let first = first_shown(view.cursor, usize::from(area.height), view.rows.len());
    for (y, (n, row)) in (area.y..area.bottom()).zip(view.rows.iter().enumerate().skip(first)) {
        let width = usize::from(area.width);
        let held = view.held(row);
        let on = match (row.included, held) {
            (true, Some(_)) => "[!]",
            (true, None) => "[x]",
            (false, _) => "[ ]",
        };
        let cursor = if n == view.cursor { ">" } else { " " };
        let file = plan.and_then(|plan| plan.file(&row.row.path));
        let counts = match file {
            _ if held.is_some() => "held back".to_owned(),
            Some(file) if row.included => format!("+{} -{}", file.added, file.removed),
            _ if !row.included => "left out".to_owned(),
            _ => String::new(),
        };
        let what = match held {
            Some(held) => held.words(),
            None => decisions::changes(&row.row, &app.board),
        };
        let why = decisions::rationale(&row.row).map(|why| format!(": {why}")).unwrap_or_default();
        let id = cell(row.row.target.as_str(), 12, Align::Left);
        let path_room = if width >= 110 { width / 4 } else { 0 };
        let path = crate::text::fit_tail(&row.row.path, path_room);
        let tail = format!("  {path} {counts}");
        let tail_width = crate::text::width(&tail);
        let role = match (n == view.cursor && view.pane == Pane::List, row.included) {
            (true, _) => Role::Selected,
            (false, true) if held.is_some() => Role::Warning,
            (false, true) => Role::Text,
            (false, false) => Role::Dim,
        };
        let style = paint.style(role);
        paint.field(area.x, y, width, &format!("{cursor}{on} {id} {what}{why}"), style);
        if tail_width < width / 2 {
            paint.right(area.x, y, width, &tail, style);
        }
    }
}

fn pane_rule(paint: &mut Paint<'_>, area: Rect, title: &str, active: bool) {
    let title = if active { format!("> {title} <") } else { title.to_owned() };
    paint.rule(Rect { height: 1, ..area }, &title, "");
}

fn draw_diff(app: &App, view: &ReviewState, area: Rect, paint: &mut Paint<'_>) {
    let Some(row) = view.rows.get(view.cursor) else { return };
    pane_rule(paint, area, &format!("diff of {}", row.row.path), view.pane == Pane::Diff);
    let body = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    if let Some(held) = view.held(row) {
        draw_held(app, held, body, paint);
        return;
    }
    let Some(file) = view.planned().and_then(|plan| plan.file(&row.row.path)) else {
        let words = match (&view.plan, row.included) {
            (_, false) => "Left out: it stays as a draft.",
            (None, true) => "Working out what would be committed ...",
            (Some(_), true) => "",
        };
        let style = paint.style(Role::Dim);
        paint.put(body.x + 1, body.y, usize::from(body.width), words, style);
        return;
    };
    let lines: Vec<&str> = file.diff.lines().skip_while(|line| !line.starts_with("@@")).collect();
    let scroll = if view.pane == Pane::Message { 0 } else { view.scroll };
    draw_patch(&lines, scroll, body, paint);
}

/// Draws the lines of a patch from one on.
pub(crate) fn draw_patch(lines: &[&str], scroll: usize, body: Rect, paint: &mut Paint<'_>) {
    let scroll = scroll.min(lines.len().saturating_sub(usize::from(body.height)));
    for (y, line) in (body.y..body.bottom()).zip(lines.iter().skip(scroll)) {
        let role = match line.chars().next() {
            Some('+') => Role::Ok,
            Some('-') => Role::Warning,
            Some('@') => Role::Accent,
            _ => Role::Dim,
        };
        let style = paint.style(role);
        paint.put(body.x + 1, y, usize::from(body.width).saturating_sub(1), line, style);
    }
}

/// Why a row is held back, in place of its diff.
fn draw_held(app: &App, held: &Held, area: Rect, paint: &mut Paint<'_>) {
    let key = app.keymap.name(Action::Conflict);
    let mut lines = vec![(Role::Warning, "Held back: it stays in the draft.".to_owned())];
    for conflict in held.conflicts() {
        let (field, place) = (conflict.field.key().replace('_', " "), conflict.version.place());
        lines.push((Role::Text, String::new()));
        lines.push((Role::Accent, format!("{field} changed on both sides")));
        lines.push((Role::Dim, format!("  base    {}", said(&conflict.base))));
        lines.push((Role::Text, format!("  theirs  {}   ({place})", said(&conflict.theirs))));
        lines.push((Role::Text, format!("  ours    {}   (in the draft)", said(&conflict.ours))));
    }
    if held.conflicts().is_empty() {
        lines.push((Role::Text, format!("{}.", held.words())));
    }
    lines.push((Role::Text, String::new()));
    lines.push((Role::Key, format!("{key} chooses; Space leaves it out.")));
    let width = usize::from(area.width).saturating_sub(2);
    let wrapped = lines.iter().flat_map(|(role, line)| {
        let parts = match line.as_str() {
            "" => vec![String::new()],
            line => crate::text::wrap(line, width),
        };
        parts.into_iter().map(move |part| (*role, part))
    });
    for (y, (role, line)) in (area.y..area.bottom()).zip(wrapped) {
        let style = paint.style(role);
        paint.put(area.x + 1, y, width, &line, style);
    }
}

fn draw_message(view: &ReviewState, area: Rect, paint: &mut Paint<'_>) {
    pane_rule(paint, area, "message", view.pane == Pane::Message);
    let body = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let message = match &view.plan {
        Some(Ok(plan)) if plan.is_empty() => "Nothing would be committed.",
        Some(Ok(plan)) => plan.message.as_str(),
        _ => "",
    };
    let mut lines: Vec<String> = Vec::new();
    for line in message.lines() {
        if line.is_empty() {
            lines.push(String::new());
        } else {
            lines.extend(crate::text::wrap(line, usize::from(body.width).saturating_sub(2)));
        }
    }
    let scroll = if view.pane == Pane::Message { view.scroll } else { 0 };
    let scroll = scroll.min(lines.len().saturating_sub(usize::from(body.height)));
    let style = paint.style(Role::Text);
    for (y, line) in (body.y..body.bottom()).zip(lines.iter().skip(scroll)) {
        paint.put(body.x + 1, y, usize::from(body.width).saturating_sub(1), line, style);
    }
}

fn draw_summary(view: &ReviewState, area: Rect, paint: &mut Paint<'_>) {
    pane_rule(paint, area, "after the commit", false);
    let width = usize::from(area.width).saturating_sub(2);
    let signed = if view.sign_off { "  Signed-off-by is added." } else { "" };
    let verdict = format!("Verdict {} (was {}).{signed}", view.after, view.before);
    let (words, role) = match &view.plan {
        Some(Err(error)) => (error.clone(), Role::Error),
        Some(Ok(plan)) => (plan_words(plan), Role::Text),
        None => (String::new(), Role::Dim),
    };
    let style = paint.style(Role::Text);
    paint.put(area.x + 1, area.y + 1, width, &verdict, style);
    let style = paint.style(role);
    paint.put(area.x + 1, area.y + 2, width, &words, style);
}

/// What else there is to know before saying y.
fn plan_words(plan: &Plan) -> String {
    let mut words: Vec<String> = plan.remarks.clone();
    let held = plan.held.len();
    if held > 0 {
        let s = if held == 1 { "" } else { "s" };
        words.insert(0, format!("{held} decision{s} held back."));
    }
    if words.is_empty() {
        words.push("Nothing else is staged or touched.".to_owned());
    }
    words.join(" ")
}
