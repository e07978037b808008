//! Drawing the readiness matrix and a pack's detail.

use ratatui::layout::Rect;

use super::detail::{self, PackView, Tab};
use super::{Cell, PacksView};
use crate::model::finding::{Finding, Severity};
use crate::report::readiness::{Mark, Readiness, Standing};
use crate::text::{Align, cell, width as cells};
use crate::tui::app::App;
use crate::tui::item::text::{self, Paragraph, Tone};
use crate::tui::item::view::{draw_lines, lines};
use crate::tui::paint::{Paint, first_shown};
use crate::tui::theme::Role;

/// The cells of a column of the matrix, without the space before it.
fn width_of(column: Cell) -> usize {
    match column {
        Cell::Pack => 18,
        Cell::Behavior => 6,
        Cell::Rollback => 6,
        Cell::KillSwitch => 4,
        Cell::Docs => 4,
        Cell::Evidence => 5,
        Cell::SignOffs => 4,
        Cell::Open => 5,
    }
}

/// The columns that fit, and the room that is left for the worst finding.
fn columns(width: usize) -> (Vec<Cell>, usize) {
    let verdict = 9;
    // On a narrow screen the name of the pack gives way first, then the less telling columns.
    let order = [
        Cell::Pack,
        Cell::Behavior,
        Cell::Rollback,
        Cell::KillSwitch,
        Cell::SignOffs,
        Cell::Open,
        Cell::Evidence,
        Cell::Docs,
    ];
    let mut left = width.saturating_sub(verdict + 2);
    let mut shown = Vec::new();
    for column in order {
        let needs = width_of(column) + 2;
        if left >= needs {
            left -= needs;
            shown.push(column);
        }
    }
    let in_order = Cell::ALL.into_iter().filter(|column| shown.contains(column)).collect();
    (in_order, left)
}

fn standing_role(standing: Standing) -> Role {
    match standing {
        Standing::NoGo => Role::Blocking,
        Standing::AtRisk => Role::Warning,
        Standing::Ready => Role::Ok,
        Standing::Held => Role::Dim,
    }
}

/// What a cell says, and how.
fn words(column: Cell, id: &str, row: &Readiness) -> (String, Role) {
    let mark = |mark: Mark| {
        let role = match mark {
            Mark::Fail => Role::Blocking,
            Mark::Warn => Role::Warning,
            Mark::Ok => Role::Text,
            Mark::NotNeeded => Role::Dim,
        };
        (mark.word().to_owned(), role)
    };
    let share = |share: crate::report::readiness::Share, short: Role| {
        (share.to_string(), if share.of < share.all { short } else { Role::Text })
    };
    match column {
        Cell::Pack => (id.to_owned(), Role::Text),
        Cell::Behavior => share(row.behavior, Role::Warning),
        Cell::Rollback => mark(row.rollback),
        Cell::KillSwitch => mark(row.kill_switch),
        Cell::Docs => mark(row.docs),
        Cell::Evidence => share(row.evidence, Role::Warning),
        Cell::SignOffs => share(row.signed, Role::Blocking),
        Cell::Open if row.blocking > 0 => (format!("{}!!", row.open), Role::Blocking),
        Cell::Open => (row.open.to_string(), Role::Text),
    }
}

/// Draws the matrix, and below it what is wrong with the pack under the cursor.
pub(crate) fn draw(app: &App, view: &PacksView, area: Rect, paint: &mut Paint<'_>) {
    let count = |standing| view.rows.iter().filter(|(_, row)| row.standing == standing).count();
    let s = if view.rows.len() == 1 { "" } else { "s" };
    let filter = match view.search.needle.trim() {
        "" => String::new(),
        needle => format!("filter: {needle}   "),
    };
    let counts = format!(
        "{filter}{} pack{s}  {} NO-GO  {} at risk  {} ready{}   sort: {}",
        view.rows.len(),
        count(Standing::NoGo),
        count(Standing::AtRisk),
        count(Standing::Ready),
        match count(Standing::Held) {
            0 => String::new(),
            held => format!("  {held} held"),
        },
        view.sort.word(),
    );
    let accent = paint.style(Role::Accent);
    let room = usize::from(area.width).saturating_sub(2);
    let x = area.x + 1;
    paint.put(x, area.y, room, "PACKS", accent);
    let dim = paint.style(Role::Dim);
    paint.right(x + 6, area.y, room.saturating_sub(6), &counts, dim);
    if view.rows.is_empty() {
        let words = if !view.search.needle.trim().is_empty() {
            "No pack is left by this filter; Esc clears it."
        } else if view.findings_only {
            "No pack has a finding."
        } else {
            "No pack was found; packs lie in packs/, one folder with a pack.yaml each."
        };
        paint.put(x, area.y + 1, room, words, dim);
        return;
    }
    let (columns, rest) = columns(room);
    heading(&columns, rest, Rect { x, y: area.y + 1, height: 1, ..area }, paint);
    let detail_height = (area.height / 2).clamp(5, 18);
    let height = area.height.saturating_sub(detail_height + 3);
    let first = first_shown(view.cursor, usize::from(height), view.rows.len());
    for (y, at) in (area.y + 2..area.y + 2 + height).zip(first..view.rows.len()) {
        let place = Rect { x: area.x, y, width: area.width, height: 1 };
        matrix_row(view, at, &columns, rest, place, paint);
    }
    let hidden = view.rows.len().saturating_sub(first + usize::from(height));
    let below = Rect { y: area.y + 2 + height, height: detail_height + 1, ..area };
    selected(app, view, hidden, below, paint);
}

fn heading(columns: &[Cell], rest: usize, area: Rect, paint: &mut Paint<'_>) {
    let mut line = String::new();
    for (n, column) in columns.iter().enumerate() {
        line.push_str(&cell(column.title(), width_of(*column) + 2, Align::Left));
        if n == 0 {
            line.push_str(&cell("Verdict", 9, Align::Left));
        }
    }
    if rest > 8 {
        line.push_str("Worst finding");
    }
    let style = paint.style(Role::Dim);
    paint.put(area.x, area.y, usize::from(area.width), &line, style);
}

fn matrix_row(
    view: &PacksView,
    at: usize,
    columns: &[Cell],
    rest: usize,
    area: Rect,
    paint: &mut Paint<'_>,
) {
    let Some((id, row)) = view.rows.get(at) else { return };
    let selected = at == view.cursor;
    let sign = if selected { ">" } else { " " };
    let plain = paint.style(Role::Text);
    paint.put(area.x, area.y, 1, sign, plain);
    let mut x = area.x + 1;
    for (n, column) in columns.iter().enumerate() {
        let (words, role) = words(*column, id.as_str(), row);
        let width = width_of(*column);
        let here = selected && view.selected_cell() == *column;
        let style = paint.style(if here { Role::Selected } else { role });
        paint.field(x, area.y, width, &words, style);
        x += u16::try_from(width + 2).unwrap_or(0);
        if n == 0 {
            let style = paint.style(standing_role(row.standing));
            paint.field(x, area.y, 7, row.standing.word(), style);
            x += 9;
        }
    }
    if rest > 8 {
        let words = match &row.worst {
            Some((rule, message)) => format!("{rule} {message}"),
            None => "-".to_owned(),
        };
        let style = paint.style(if row.worst.is_some() { Role::Text } else { Role::Dim });
        paint.put(x, area.y, rest, &words, style);
    }
}

/// What is wrong with the pack under the cursor, as far as the cell is about it.
fn selected(app: &App, view: &PacksView, hidden: usize, area: Rect, paint: &mut Paint<'_>) {
    let Some(pack) = view.selected().and_then(|id| app.board.pack(id)) else { return };
    let rules = view.selected_cell().rules();
    let found = app.findings.for_pack(&pack.id);
    let shown: Vec<&Finding> =
        found.iter().filter(|f| rules.is_empty() || rules.contains(&f.rule)).collect();
    let about = match view.selected_cell() {
        Cell::Pack | Cell::Open => String::new(),
        column => format!(" {}", column.title().trim_end_matches('.')),
    };
    let s = if shown.len() == 1 { "" } else { "s" };
    let mut right = format!("{} finding{s}", shown.len());
    if hidden > 0 {
        right = format!("{hidden} more packs below, {right}");
    }
    paint.rule(Rect { height: 1, ..area }, &format!("{}{about}", pack.id), &right);
    let mut paragraphs: Vec<Paragraph> = shown.iter().flat_map(|f| text::finding(f)).collect();
    if rules.is_empty() {
        let conditions: Vec<String> = crate::model::pack::CONDITIONS
            .iter()
            .map(|condition| {
                let show = pack.behavior(condition).and_then(|b| b.show).map(|show| show.word());
                format!("{condition} {}", show.unwrap_or("--"))
            })
            .collect();
        paragraphs.push(Paragraph::new("Behavior", conditions.join("  "), Tone::Dim));
    } else if shown.is_empty() {
        paragraphs.push(Paragraph::new("", "Nothing is wrong here.".to_owned(), Tone::Good));
    }
    let body = Rect {
        x: area.x + 1,
        y: area.y + 1,
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(1),
    };
    draw_lines(paint, body, &lines(&paragraphs, usize::from(body.width)), view.scroll, "");
}

/// Draws the detail of a pack.
pub(crate) fn draw_pack(app: &App, view: &PackView, area: Rect, paint: &mut Paint<'_>) {
    let Some(pack) = app.board.pack(&view.id) else { return };
    let row = Readiness::of(&app.board, &app.findings, pack);
    let room = usize::from(area.width).saturating_sub(2);
    let x = area.x + 1;
    let word = paint.style(standing_role(row.standing));
    let taken = cells(row.standing.word());
    paint.right(x, area.y, room, row.standing.word(), word);
    let accent = paint.style(Role::Accent);
    let title = format!("{}  {}", pack.id, pack.title);
    paint.put(x, area.y, room.saturating_sub(taken + 1), &title, accent);
    let owner = pack.owner.as_ref().map_or("nobody", |owner| owner.as_str());
    let launch = pack.launch.map_or("supported", |launch| launch.word());
    let risk = pack.risk.map_or("no risk said", |risk| risk.word());
    let facts = format!("owner {owner}   launch {launch}   risk {risk}   signed {}", row.signed);
    let dim = paint.style(Role::Dim);
    paint.put(x, area.y + 1, room, &facts, dim);
    let mut tab_x = x;
    for tab in Tab::ALL {
        let count = match tab {
            Tab::Findings => app.findings.for_pack(&pack.id).len(),
            Tab::Items => detail::items(app, &pack.id).len(),
            Tab::Promises | Tab::SignOffs | Tab::History => 0,
        };
        let name = match count {
            0 => format!(" {} ", tab.title()),
            count => format!(" {} {count} ", tab.title()),
        };
        let style = paint.style(if tab == view.tab { Role::Selected } else { Role::Dim });
        let left = usize::from(area.right().saturating_sub(tab_x));
        tab_x += paint.put(tab_x, area.y + 2, left, &name, style) + 1;
    }
    if area.height < 5 {
        return;
    }
    let rule = Rect { y: area.y + 3, height: 1, ..area };
    let body =
        Rect { x, y: area.y + 4, width: area.width.saturating_sub(2), height: area.height - 4 };
    let more = match view.tab {
        Tab::Promises | Tab::SignOffs | Tab::History => {
            let paragraphs = detail::text_of(app, pack, view.tab);
            let lines = lines(&paragraphs, usize::from(body.width));
            draw_lines(paint, body, &lines, view.at, "")
        }
        Tab::Findings => findings(app, view, body, paint),
        Tab::Items => items(app, view, body, paint),
    };
    let more = match more {
        0 => String::new(),
        1 => "1 more line below".to_owned(),
        more => format!("{more} more lines below"),
    };
    paint.rule(rule, "", &more);
}

fn findings(app: &App, view: &PackView, area: Rect, paint: &mut Paint<'_>) -> usize {
    let found = app.findings.for_pack(&view.id);
    let mut paragraphs = Vec::new();
    let mut top = 0;
    for (n, finding) in found.iter().enumerate() {
        let mut lines_of = text::finding(finding);
        if n == view.at {
            // The one under the cursor says why, and stands at the top where they do not all fit.
            top = lines(&paragraphs, usize::from(area.width)).len();
            if let Some(first) = lines_of.first_mut() {
                first.label = format!("> {}", first.label);
            }
            if let Some(rule) = crate::rules::rule(finding.rule) {
                lines_of.push(Paragraph::new("", format!("why: {}", rule.why), Tone::Dim));
            }
            if finding.mend.is_some() {
                let key = app.keymap.name(crate::tui::keymap::Action::MendPack);
                let words = format!("{key} mends it");
                lines_of.push(Paragraph::new("", words, Tone::Good));
            }
        }
        paragraphs.extend(lines_of);
    }
    if found.is_empty() {
        paragraphs.push(Paragraph::new("", "Nothing is wrong.".to_owned(), Tone::Good));
    }
    let lines = lines(&paragraphs, usize::from(area.width));
    draw_lines(paint, area, &lines, top, "")
}

fn items(app: &App, view: &PackView, area: Rect, paint: &mut Paint<'_>) -> usize {
    let items = detail::items(app, &view.id);
    if items.is_empty() {
        let dim = paint.style(Role::Dim);
        paint.put(area.x, area.y, usize::from(area.width), "No item is about this pack.", dim);
        return 0;
    }
    let height = usize::from(area.height);
    let first = first_shown(view.at, height, items.len());
    for (y, at) in (area.y..area.bottom()).zip(first..items.len()) {
        let Some(item) = items.get(at).and_then(|id| app.item(id)) else { continue };
        let column = app.board.column_of(item);
        let state = if item.is_open() { column.title.as_str() } else { item.status.word() };
        let owner = item.owner.as_ref().map_or("--", |owner| owner.as_str());
        let blocks = app.findings.for_item(&item.id).iter().any(Finding::blocks);
        let sign = if blocks { "!!" } else { "" };
        let line = format!(
            "{} {} {} {} {}",
            cell(item.id.as_str(), 10, Align::Left),
            cell(state, 16, Align::Left),
            cell(owner, 14, Align::Left),
            cell(sign, 2, Align::Left),
            item.title,
        );
        let severity = app.findings.for_item(&item.id).first().map(|f| f.severity);
        let role = match severity {
            _ if !item.is_open() => Role::Dim,
            Some(Severity::Block) => Role::Blocking,
            _ => Role::Text,
        };
        let style = paint.style(if at == view.at { Role::Selected } else { role });
        paint.field(area.x, y, usize::from(area.width), &line, style);
    }
    items.len().saturating_sub(first + height)
}
