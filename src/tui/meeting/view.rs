//! Drawing the meeting: what one must know of a point on one screen, for the back row.
//!
//! What is proposed stands at the same place for every point, and nothing moves but the clocks.

use ratatui::layout::Rect;

use super::{VotesView, content, proposal};
use crate::model::meeting::{Meeting, Standing, clock_words};
use crate::model::pack::Consent;
use crate::report::briefing;
use crate::text;
use crate::tui::app::App;
use crate::tui::keymap::{Action, Context};
use crate::tui::overlays::centred;
use crate::tui::paint::Paint;
use crate::tui::theme::Role;

/// More cells than this in a line are hard to read from the back row.
const WIDEST: u16 = 116;

/// The line at the top: where the meeting stands, and its clocks.
pub(crate) fn top(app: &App, area: Rect, paint: &mut Paint<'_>) {
    let Some(state) = &app.meeting else { return };
    let meeting = &state.meeting;
    let width = usize::from(area.width);
    let wide = width >= 100;
    let verdict = app.findings.verdict();
    let verdict_words = format!(" {verdict} ");
    let blocking = verdict.blocking() > 0;
    let verdict_style = paint.style(if blocking { Role::Blocking } else { Role::Ok });
    let position = match meeting.position() {
        Some(at) => format!("{at} of {}", meeting.counted().count()),
        None => "the end".to_owned(),
    };
    let mut left: Vec<(String, Role)> = vec![(" MEETING".to_owned(), Role::Accent)];
    let name = app.board.launch.name.trim();
    if wide && !name.is_empty() {
        left.push((text::fit(name, width / 4), Role::Text));
    }
    left.push((position, Role::Accent));
    let parked = meeting.parked().count();
    if parked > 0 {
        left.push((format!("{parked} parked"), Role::Text));
    }
    if app.committing {
        left.push(("committing ...".to_owned(), Role::Changed));
    }
    let clock = match meeting.item_clock(app.now) {
        _ if meeting.paused => ("paused".to_owned(), Role::Warning),
        Some((spent, has)) => {
            let role = if spent > has { Role::Warning } else { Role::Text };
            let over = if spent > has { " over" } else { "" };
            (format!("{} / {}{over}", clock_words(spent), clock_words(has)), role)
        }
        None => (String::new(), Role::Text),
    };
    let pace = meeting.pace(app.now);
    let rest = match pace.left {
        left if left < 0 => (format!("{} min over", (-left + 59) / 60), Role::Warning),
        left if left < 60 => ("last minute".to_owned(), Role::Warning),
        left => (format!("{} min left", left / 60), Role::Text),
    };
    let taken = text::width(&verdict_words) + text::width(&clock.0) + text::width(&rest.0) + 4;
    let room = width.saturating_sub(taken);
    let mut x = area.x;
    for (words, role) in &left {
        let space = room.saturating_sub(usize::from(x - area.x));
        if space < text::width(words) {
            break;
        }
        let style = paint.style(*role);
        x += paint.put(x, area.y, space, words, style) + 2;
    }
    let mut x = area.x + u16::try_from(width.saturating_sub(taken) + 1).unwrap_or(0);
    for (words, role) in [clock, rest] {
        let style = paint.style(role);
        x += paint.put(x, area.y, width, &words, style) + if words.is_empty() { 0 } else { 2 };
    }
    let from = area.right().saturating_sub(u16::try_from(text::width(&verdict_words)).unwrap_or(0));
    paint.put(from, area.y, width, &verdict_words, verdict_style);
}

/// Draws the meeting.
pub(crate) fn draw(app: &App, area: Rect, paint: &mut Paint<'_>) {
    let Some(state) = &app.meeting else { return };
    let meeting = &state.meeting;
    let presenter = app.screen.presenter;
    let foot = foot_height(meeting, area.height, presenter);
    let foot_area = Rect { y: area.bottom().saturating_sub(foot), height: foot, ..area };
    draw_foot(app, meeting, foot_area, paint);
    let width = area.width.saturating_sub(if area.width >= 100 { 6 } else { 2 }).min(WIDEST);
    let body = Rect {
        x: area.x + (area.width - width) / 2,
        width,
        y: area.y,
        height: area.height.saturating_sub(foot),
    };
    let Some(point) = meeting.current_point() else {
        draw_end(app, meeting, body, paint);
        return;
    };
    let said = proposal::said(app, point, usize::from(body.width));
    // It grows upwards, and leaves room for what it is about.
    let proposal =
        proposal::height(&said).min(body.height / 2).max(proposal::LEAST).min(body.height);
    let content = Rect { height: body.height - proposal, ..body };
    content::draw(app, point, state.scroll, content, paint);
    let below = Rect { y: content.bottom(), height: proposal, ..body };
    proposal::draw(app, point, &said, below, paint);
}

fn draw_end(app: &App, meeting: &Meeting, area: Rect, paint: &mut Paint<'_>) {
    let width = usize::from(area.width);
    let mut lines: Vec<(String, Role)> = vec![
        (String::new(), Role::Text),
        (
            if meeting.points.is_empty() {
                "There is nothing on the agenda.".to_owned()
            } else {
                "That was the last point.".to_owned()
            },
            Role::Accent,
        ),
        (String::new(), Role::Text),
        (
            format!(
                "{} agreed, {} parked, {} passed over.",
                meeting.agreed(),
                meeting.parked().count(),
                meeting.points.iter().filter(|p| p.standing == Standing::Open).count()
            ),
            Role::Text,
        ),
        (String::new(), Role::Text),
    ];
    let key = |action| app.keymap.name_in(Context::Meeting, action);
    if meeting.waiting() > 0 {
        let words = format!("{} goes to the first that was passed over", key(Action::MeetNext));
        lines.push((words, Role::Text));
    }
    let words = format!("{} shows the minutes and ends the meeting", key(Action::Review));
    lines.push((words, Role::Text));
    if meeting.parked().next().is_some() {
        lines.push((String::new(), Role::Text));
        lines.push(("Parked".to_owned(), Role::Accent));
        for parked in meeting.parked() {
            let who = if parked.person.is_empty() { "nobody yet" } else { &parked.person };
            lines.push((format!("{}  {} (for {who})", parked.target, parked.question), Role::Text));
        }
    }
    for (y, (words, role)) in (area.y..area.bottom()).zip(lines) {
        let style = paint.style(role);
        paint.put(area.x, y, width, &words, style);
    }
}

/// The rows of the foot: what is next, what is parked, and the pace.
fn foot_height(meeting: &Meeting, height: u16, presenter: bool) -> u16 {
    let parked = u16::from(meeting.parked().next().is_some());
    match height {
        _ if presenter => 2,
        ..=19 => 1,
        20..=23 => 3,
        _ => 3 + parked,
    }
}

fn draw_foot(app: &App, meeting: &Meeting, area: Rect, paint: &mut Paint<'_>) {
    let width = usize::from(area.width).saturating_sub(2);
    let x = area.x + 1;
    let board = &app.board;
    let mut y = area.y;
    if area.height > 1 {
        paint.rule(Rect { height: 1, ..area }, "", "");
        y += 1;
    }
    if area.height > 2 {
        let style = paint.style(Role::Dim);
        let next: Vec<String> = meeting
            .ahead()
            .take(3)
            .map(|point| format!("{} {}", point.target, briefing::title(board, &point.target)))
            .collect();
        // Each has the same share, so that a long title leaves the others in sight.
        let share = width.saturating_sub(8) / next.len().max(1);
        let next: Vec<String> =
            next.iter().map(|words| text::fit(words, share.saturating_sub(3))).collect();
        let next = if next.is_empty() { "nothing more".to_owned() } else { next.join("   ") };
        paint.put(x, y, width, &format!("Next    {next}"), style);
        y += 1;
    }
    if area.height > 3 {
        let style = paint.style(Role::Dim);
        let parked: Vec<String> = meeting
            .parked()
            .map(|parked| match parked.person.as_str() {
                "" => parked.target.to_string(),
                person => format!("{} ({person})", parked.target),
            })
            .collect();
        paint.put(x, y, width, &format!("Parked  {}", parked.join(", ")), style);
        y += 1;
    }
    let pace = meeting.pace(app.now);
    let (words, role) = match pace.suffices() {
        Some(true) => ("on track", Role::Ok),
        Some(false) => ("behind", Role::Warning),
        None => ("", Role::Text),
    };
    let bar = if width >= 90 { bar(pace.agreed, pace.all, 30) } else { String::new() };
    let style = paint.style(Role::Text);
    let taken = paint.put(x, y, width, &format!("{bar}{}", pace.words()), style) + 2;
    let style = paint.style(role);
    paint.put(x + taken, y, width.saturating_sub(usize::from(taken)), words, style);
}

/// `[######........]  `
fn bar(done: usize, all: usize, cells: usize) -> String {
    let filled = (done * cells).checked_div(all).unwrap_or(0).min(cells);
    format!("[{}{}]  ", "#".repeat(filled), ".".repeat(cells - filled))
}

/// Draws the votes by role over the meeting.
pub(crate) fn draw_votes(app: &App, view: &VotesView, screen: Rect, paint: &mut Paint<'_>) {
    let letters = VotesView::letters(&app.board.signoff_roles);
    let point = app.meeting.as_ref().and_then(|state| state.meeting.current_point());
    let height = u16::try_from(letters.len()).unwrap_or(8) + 2;
    let area = centred(screen, 40, height);
    paint.clear(area);
    let title = point.map(|point| format!("Votes on {}", point.target)).unwrap_or_default();
    let inside = paint.panel(area, &title, "", "", true);
    for (y, (n, (letter, role))) in (inside.y..inside.bottom()).zip(letters.iter().enumerate()) {
        let vote = match point.and_then(|point| point.vote(role)) {
            Some(Consent::NoGo) => "NO-GO",
            Some(vote) => vote.word(),
            None => "--",
        };
        let style = paint.style(if n == view.cursor { Role::Selected } else { Role::Text });
        let words = format!(" {letter}  {}{vote}", text::cell(role, 22, text::Align::Left));
        paint.field(inside.x, y, usize::from(inside.width), &words, style);
    }
}
