//! A lane: cards in a box, or lines in a list.

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::super::cards::{self, CardText};
use super::super::{Card, Lane};
use super::{card_height, lane_title};
use crate::model::finding::{Problem, Severity};
use crate::model::item::Item;
use crate::text::{self, Align};
use crate::tui::app::App;
use crate::tui::paint::{Paint, first_shown};
use crate::tui::theme::Role;

/// What is drawn in a lane, top to bottom: cards, and the headings of groups between them.
enum Row<'a> {
    Heading(&'a str),
    Card(usize),
}

fn rows<'a>(app: &'a App, lane: &'a Lane) -> Vec<Row<'a>> {
    let mut rows = Vec::with_capacity(lane.cards.len());
    let mut heading = None;
    for (n, card) in lane.cards.iter().enumerate() {
        if let Card::Item(id) = card
            && let Some(item) = app.item(id)
        {
            let own = if item.is_open() { app.screen.group.heading(item) } else { None };
            if own.is_some() && own != heading {
                rows.extend(own.map(Row::Heading));
                heading = own;
            }
        }
        rows.push(Row::Card(n));
    }
    rows
}

/// The first row that is shown, and how many find room.
fn window(app: &App, lane: &Lane, rows: &[Row<'_>], height: usize, boxed: bool) -> (usize, usize) {
    let each = card_height(app, boxed);
    let room = (height / each).max(1);
    let selected = rows.iter().position(|row| matches!(row, Row::Card(n) if *n == lane.cursor));
    (first_shown(selected.unwrap_or(0), room, rows.len()), room)
}

pub(super) fn draw(app: &App, n: usize, area: Rect, boxed: bool, paint: &mut Paint<'_>) {
    let Some(lane) = app.screen.lanes.get(n) else { return };
    let rows = rows(app, lane);
    let inside_height = usize::from(area.height).saturating_sub(if boxed { 2 } else { 1 });
    let (first, room) = window(app, lane, &rows, inside_height, boxed);
    let below = rows.iter().skip(first + room).filter(|row| matches!(row, Row::Card(_))).count();
    let above = rows.iter().take(first).filter(|row| matches!(row, Row::Card(_))).count();
    let current = n == app.screen.lane;
    let inside = if boxed {
        let title = match app.screen.moving {
            Some(goal) if goal == n => format!("> {} <", lane_title(app, lane.kind)),
            _ => lane_title(app, lane.kind),
        };
        let counts = match (lane.done, area.width >= 40) {
            (0, _) => lane.open.to_string(),
            (done, true) => format!("{} open, {done} done", lane.open),
            (done, false) => format!("{}+{done}", lane.open),
        };
        let active = app.screen.moving.map_or(current, |goal| goal == n);
        let inside = paint.panel(area, &title, &counts, &scroll_words(above, below), active);
        if current && app.screen.moving.is_none() {
            // The current column is also known without colour.
            let heading =
                Rect { x: area.x + 2, width: area.width.saturating_sub(4), height: 1, ..area };
            paint.tint(heading, Style::default().add_modifier(Modifier::BOLD));
        }
        inside
    } else {
        header(paint, Rect { height: 1.min(area.height), ..area }, &scroll_words(above, below));
        Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area }
    };
    if lane.cards.is_empty() {
        empty(app, lane, inside, paint);
        return;
    }
    let each = u16::try_from(card_height(app, boxed)).unwrap_or(1);
    let mut y = inside.y;
    for row in rows.iter().skip(first).take(room) {
        if y >= inside.bottom() {
            break;
        }
        let place = Rect { y, height: each.min(inside.bottom() - y), ..inside };
        match row {
            Row::Heading(words) => {
                let style = paint.style(Role::Accent);
                paint.put(place.x + 1, y, usize::from(place.width).saturating_sub(2), words, style);
            }
            Row::Card(at) => {
                let selected = current && *at == lane.cursor;
                match lane.cards.get(*at) {
                    Some(Card::Item(id)) => {
                        if let Some(item) = app.item(id) {
                            let marked = app.screen.is_marked(n, *at, id);
                            item_card(app, item, place, boxed, selected, marked, paint);
                        }
                    }
                    Some(Card::Problem(n)) => {
                        if let Some(problem) = app.board.problems.get(*n) {
                            problem_card(problem, place, boxed, selected, paint);
                        }
                    }
                    None => {}
                }
            }
        }
        y += each;
    }
}

fn scroll_words(above: usize, below: usize) -> String {
    match (above, below) {
        (0, 0) => String::new(),
        (0, below) => format!("{below} more below"),
        (above, 0) => format!("{above} more above"),
        (above, below) => format!("{above} above, {below} below"),
    }
}

fn empty(app: &App, lane: &Lane, area: Rect, paint: &mut Paint<'_>) {
    let key = |action| app.keymap.name(action);
    use crate::tui::keymap::Action;
    let words = if !app.screen.filter.is_empty() && lane.open + lane.done > 0 {
        format!("Nothing here passes the filter. {} changes it, Esc clears it.", key(Action::Find))
    } else if lane.kind == super::LaneKind::Column(0) {
        "Nothing is undecided.".to_owned()
    } else {
        match lane.kind {
            super::LaneKind::Column(n) => {
                format!("Empty. {} puts the selected item here.", key(Action::Scope(n)))
            }
            super::LaneKind::Repair => String::new(),
        }
    };
    let width = usize::from(area.width).saturating_sub(2);
    let style = paint.style(Role::Dim);
    for (line, y) in text::wrap(&words, width).iter().zip(area.y..area.bottom()) {
        paint.put(area.x + 1, y, width, line, style);
    }
}

/// The widths of the columns of a plain list.
struct ListColumns {
    id: usize,
    pack: usize,
    owner: usize,
    title: usize,
}

const RISK: usize = 6;
const DUE: usize = 5;
const FLAGS: usize = 6;

impl ListColumns {
    fn of(width: usize) -> Self {
        let (id, pack, owner) = match width {
            0..=69 => (8, 8, 8),
            70..=84 => (9, 10, 10),
            _ => (10, 12, 14),
        };
        // The cursor, and a space behind each column.
        let fixed = 1 + (id + 1) + (pack + 1) + (owner + 1) + (RISK + 1) + (DUE + 1) + FLAGS;
        Self { id, pack, owner, title: width.saturating_sub(fixed + 1) }
    }
}

fn header(paint: &mut Paint<'_>, area: Rect, scroll: &str) {
    let columns = ListColumns::of(usize::from(area.width));
    let style = paint.style(Role::Dim);
    let left = |text: &str, width: usize| text::cell(text, width, Align::Left);
    let title = if scroll.is_empty() { "Title".to_owned() } else { format!("Title ({scroll})") };
    let words = format!(
        " {} {} {} {} {} {} {}",
        left("ID", columns.id),
        left(&title, columns.title),
        left("Pack", columns.pack),
        left("Owner", columns.owner),
        left("Risk", RISK),
        left("Due", DUE),
        "Flags"
    );
    paint.put(area.x, area.y, usize::from(area.width), &words, style);
}

fn item_card(
    app: &App,
    item: &Item,
    area: Rect,
    boxed: bool,
    selected: bool,
    marked: bool,
    paint: &mut Paint<'_>,
) {
    let card = cards::text(app, item);
    let width = usize::from(area.width);
    let cursor = match (selected, marked) {
        (true, true) => "#",
        (true, false) => ">",
        (false, true) => "*",
        (false, false) => " ",
    };
    let base = if card.conflict {
        paint.style(Role::Warning)
    } else if card.done.is_some() {
        paint.style(Role::Dim)
    } else {
        paint.style(Role::Text)
    };
    let line_style = match (selected, marked) {
        (true, _) => paint.style(Role::Selected),
        (false, true) => paint.style(Role::Marked),
        (false, false) => base,
    };
    let flag_style = if selected {
        line_style
    } else {
        match card.worst {
            Some(Severity::Block) => paint.style(Role::Blocking),
            Some(Severity::Warn) => paint.style(Role::Warning),
            _ => paint.style(Role::Dim),
        }
    };
    let changed = if card.changed { "+" } else { "" };
    let done = card.done.map(|status| format!("[{status}] ")).unwrap_or_default();
    let conflict = if card.conflict { "[conflict] " } else { "" };
    let title = format!("{changed}{conflict}{done}{}", card.title);
    if !boxed {
        let columns = ListColumns::of(width);
        let left = |text: &str, width: usize| text::cell(text, width, Align::Left);
        let owner_due = format!(
            "{cursor}{} {} {} {} {} {} ",
            left(&card.id, columns.id),
            left(&title, columns.title),
            left(&card.pack, columns.pack),
            left(&card.owner, columns.owner),
            left(card.risk, RISK),
            left(&card.due, DUE),
        );
        let taken = paint.put(area.x, area.y, width, &owner_due, line_style);
        let rest = width.saturating_sub(usize::from(taken));
        paint.field(area.x + taken, area.y, rest, &card.flags, flag_style);
        return;
    }
    let flags = card.flags.trim();
    if area.height == 1 || card_height(app, boxed) == 1 {
        let words = format!("{cursor}{} {title}", card.id);
        let room = width.saturating_sub(text::width(flags) + 2);
        paint.field(area.x, area.y, width, &words, line_style);
        if !flags.is_empty() && room > 10 {
            paint.field(area.x, area.y, room, &words, line_style);
            paint.put(
                area.x + u16::try_from(room).unwrap_or(0) + 1,
                area.y,
                width - room - 1,
                flags,
                flag_style,
            );
        }
        return;
    }
    let words = format!("{cursor}{} {title}", card.id);
    paint.field(area.x, area.y, width, &words, line_style);
    let facts = facts(&card, width);
    let fact_style = if selected { line_style } else { paint.style(Role::Dim) };
    paint.field(area.x, area.y + 1, width, &facts, fact_style);
    if !flags.is_empty() {
        paint.right(area.x, area.y + 1, width.saturating_sub(1), flags, flag_style);
    }
}

/// The second line of a card, in columns that line up from card to card; in a narrow lane the pack
/// comes last and is cut first, since the id hints at it.
fn facts(card: &CardText, width: usize) -> String {
    let flags = text::width(card.flags.trim());
    let room = width.saturating_sub(if flags == 0 { 1 } else { flags + 2 });
    let left = |text: &str, width: usize| text::cell(text, width, Align::Left);
    let due = format!("{}{}", if card.overdue { "!" } else { "" }, card.due);
    if width < 44 {
        let (due, risk) = (left(&due, DUE + 1), left(card.risk, RISK));
        return text::fit(&format!("  {due} {risk} {} {}", card.owner, card.pack), room);
    }
    let names = width.saturating_sub(4 + RISK + 1 + DUE + 2 + FLAGS + 2);
    let pack = (names / 2).min(14);
    let owner = (names - pack).min(18);
    let (pack, owner) = (left(&card.pack, pack), left(&card.owner, owner));
    text::fit(&format!("    {pack} {owner} {} {due}", left(card.risk, RISK)), room)
}

fn problem_card(problem: &Problem, area: Rect, boxed: bool, selected: bool, paint: &mut Paint<'_>) {
    let width = usize::from(area.width);
    let style = paint.style(if selected { Role::Selected } else { Role::Blocking });
    let cursor = if selected { ">" } else { " " };
    let place = format!("{}:{}", problem.path, problem.line);
    if boxed && area.height > 1 {
        let place = format!("{cursor}{}", text::fit_tail(&place, width.saturating_sub(1)));
        paint.field(area.x, area.y, width, &place, style);
        paint.field(area.x, area.y + 1, width, &format!("    {}", problem.cause), style);
    } else {
        paint.field(area.x, area.y, width, &format!("{cursor}{place} {}", problem.cause), style);
    }
}

/// The card at a row of the screen.
pub(super) fn hit(app: &App, n: usize, area: Rect, boxed: bool, row: u16) -> Option<usize> {
    let lane = app.screen.lanes.get(n)?;
    let rows = rows(app, lane);
    let height = usize::from(area.height).saturating_sub(if boxed { 2 } else { 1 });
    let (first, _) = window(app, lane, &rows, height, boxed);
    let line = usize::from(row.checked_sub(area.y + 1)?);
    match rows.get(first + line / card_height(app, boxed))? {
        Row::Card(at) => Some(*at),
        Row::Heading(_) => None,
    }
}
