//! What lies over a view: help, palette, menus, questions, and the lines that are typed.

#![deny(clippy::disallowed_methods)]

use ratatui::layout::Rect;
use tui_input::Input;

use super::app::{App, Layer};
use super::help::{HelpLine, HelpView};
use super::line::{FilterLine, Search};
use super::menu::{Confirm, Menu};
use super::paint::{Paint, first_shown};
use super::palette::Palette;
use super::theme::Role;
use crate::text::{self, Align, cell};

/// A place of this size in the middle of the screen, or as much of it as there is.
pub(super) fn centred(screen: Rect, width: u16, height: u16) -> Rect {
    let width = width.min(screen.width);
    let height = height.min(screen.height);
    Rect {
        x: screen.x + (screen.width - width) / 2,
        y: screen.y + (screen.height - height) / 2,
        width,
        height,
    }
}

/// Draws a line of text that is being typed, scrolled so that the cursor is in sight, and says
/// where the hardware cursor belongs.
pub(crate) fn input(
    paint: &mut Paint<'_>,
    x: u16,
    y: u16,
    width: usize,
    input: &Input,
    role: Role,
    focused: bool,
) {
    let style = paint.style(role);
    let before: String = input.value().chars().take(input.cursor()).collect();
    let before = text::display(&before).into_owned();
    let whole = text::display(input.value()).into_owned();
    // One cell is kept for the cursor behind the last character.
    let room = width.saturating_sub(1).max(1);
    let skip = text::width(&before).saturating_sub(room);
    let mut skipped = 0;
    let shown: String = text::graphemes(&whole)
        .skip_while(|(_, cells)| {
            let skip_it = skipped < skip;
            if skip_it {
                skipped += cells;
            }
            skip_it
        })
        .map(|(grapheme, _)| grapheme)
        .collect();
    paint.field(x, y, width, &shown, style);
    if focused {
        let at = text::width(&before).saturating_sub(skipped);
        paint.cursor = Some((x + u16::try_from(at.min(width.saturating_sub(1))).unwrap_or(0), y));
    }
}

/// The hints of what lies on top, where it has keys of its own.
pub(super) fn hints(layer: Option<&Layer>) -> Option<&'static [(&'static str, &'static str)]> {
    Some(match layer? {
        Layer::Form(form) if form.asked.is_some() => &[("y", "yes"), ("n", "no")],
        Layer::Form(_) => &[
            ("Tab", "complete, next field"),
            ("Enter", "next"),
            ("Ctrl-s", "save"),
            ("Ctrl-o", "$EDITOR"),
            ("Esc", "leave"),
        ],
        Layer::Filter(_) => {
            &[("Enter", "keep"), ("Tab", "complete"), ("Up", "earlier"), ("Esc", "clear")]
        }
        Layer::Palette(_) => &[("Enter", "run"), ("Up/Down", "choose"), ("Esc", "close")],
        Layer::Votes(_) => &[("letter", "go, no-go, abstain, nothing"), ("Esc", "close")],
        Layer::Menu(_) => &[("letter", "choose"), ("Esc", "close")],
        Layer::Confirm(_) => &[("y", "yes"), ("n", "no")],
        Layer::Help(help) if help.typing => &[("Enter", "keep"), ("Esc", "clear")],
        Layer::Help(_) => &[("/", "search"), ("Enter", "run"), ("q", "close")],
        Layer::History(view) if view.typing.is_some() => {
            &[("Enter", "keep"), ("Tab", "complete"), ("Esc", "as before")]
        }
        layer if layer.search().is_some_and(|search| search.typing.is_some()) => {
            &[("Enter", "keep"), ("Esc", "clear")]
        }
        _ => return None,
    })
}

/// Help: the effective keys.
pub(super) fn help(help: &HelpView, screen: Rect, paint: &mut Paint<'_>) {
    let area = centred(screen, 76, screen.height.saturating_sub(2));
    paint.clear(area);
    let keys = help.lines.iter().filter(|line| matches!(line, HelpLine::Key { .. })).count();
    let inside = paint.panel(area, "Keys", &format!("{keys} keys"), "", true);
    let mut list = inside;
    if help.typing || !help.filter.value().is_empty() {
        let line = Rect { height: 1, ..inside };
        let style = paint.style(Role::Key);
        paint.put(line.x + 1, line.y, 2, "/", style);
        input(
            paint,
            line.x + 3,
            line.y,
            usize::from(line.width).saturating_sub(4),
            &help.filter,
            Role::Text,
            help.typing,
        );
        list = Rect { y: inside.y + 1, height: inside.height.saturating_sub(1), ..inside };
    }
    let first = first_shown(help.cursor, usize::from(list.height), help.lines.len());
    for (y, (at, line)) in (list.y..list.bottom()).zip(help.lines.iter().enumerate().skip(first)) {
        let width = usize::from(list.width);
        match line {
            HelpLine::Heading(words) => {
                let style = paint.style(Role::Accent);
                paint.put(list.x + 1, y, width, words, style);
            }
            HelpLine::Key { keys, help: words, .. } => {
                let line = format!("  {} {words}", cell(keys, 18, Align::Left));
                let style =
                    paint.style(if at == help.cursor { Role::Selected } else { Role::Text });
                paint.field(list.x, y, width, &line, style);
            }
        }
    }
}

/// The palette: commands by name.
pub(super) fn palette(palette: &Palette, screen: Rect, paint: &mut Paint<'_>) {
    let area = centred(screen, 76, 18.min(screen.height.saturating_sub(2)));
    paint.clear(area);
    let inside = paint.panel(area, "Commands", &palette.shown.len().to_string(), "", true);
    let width = usize::from(inside.width);
    let style = paint.style(Role::Key);
    paint.put(inside.x + 1, inside.y, 1, ":", style);
    input(paint, inside.x + 3, inside.y, width.saturating_sub(4), &palette.input, Role::Text, true);
    let list = Rect { y: inside.y + 1, height: inside.height.saturating_sub(1), ..inside };
    let first = first_shown(palette.cursor, usize::from(list.height), palette.shown.len());
    for (y, (at, command)) in
        (list.y..list.bottom()).zip(palette.shown.iter().enumerate().skip(first))
    {
        let line = format!(
            " {} {} {}",
            cell(command.name, 16, Align::Left),
            cell(&command.keys, 16, Align::Left),
            command.help
        );
        let style = paint.style(if at == palette.cursor { Role::Selected } else { Role::Text });
        paint.field(list.x, y, width, &line, style);
    }
    if palette.shown.is_empty() {
        let style = paint.style(Role::Dim);
        paint.put(list.x + 1, list.y, width, "No command of that name.", style);
    }
}

/// A menu of a few choices.
pub(super) fn menu(menu: &Menu, screen: Rect, paint: &mut Paint<'_>) {
    let lines = menu.choices.iter().map(|choice| format!("  {}  {}", choice.letter, choice.label));
    let lines: Vec<String> = lines.collect();
    let widest = lines.iter().chain(&menu.text).map(|line| text::width(line) + 4).max();
    let widest = widest.unwrap_or(0).max(text::width(&menu.title) + 6);
    let room = usize::from(screen.width).saturating_sub(4);
    let width = widest.max(28).min(room.min(90));
    let mut before: Vec<String> = Vec::new();
    for line in &menu.text {
        before.extend(text::wrap(line, width.saturating_sub(4)));
    }
    if !before.is_empty() {
        before.push(String::new());
    }
    let height = u16::try_from(before.len() + lines.len()).unwrap_or(8) + 2;
    let area = centred(screen, u16::try_from(width).unwrap_or(28), height);
    paint.clear(area);
    let inside = paint.panel(area, &menu.title, "", "", true);
    let width = usize::from(inside.width);
    let mut y = inside.y;
    for line in &before {
        if y < inside.bottom() {
            paint.field(inside.x, y, width, &format!(" {line}"), paint.style(Role::Text));
            y += 1;
        }
    }
    for (y, (at, words)) in (y..inside.bottom()).zip(lines.iter().enumerate()) {
        let style = paint.style(if at == menu.cursor { Role::Selected } else { Role::Text });
        paint.field(inside.x, y, width, words, style);
    }
}

/// A question on the message line.
pub(super) fn confirm(confirm: &Confirm, area: Rect, paint: &mut Paint<'_>) {
    let style = paint.style(Role::Warning);
    let words = format!(" {}  y yes  n no", confirm.question);
    paint.field(area.x, area.y, usize::from(area.width), &words, style);
}

/// The filter as it is typed, on the message line.
pub(super) fn filter(app: &App, line: &FilterLine, area: Rect, paint: &mut Paint<'_>) {
    let shown: usize = app.screen.lanes.iter().map(|lane| lane.cards.len()).sum();
    let (words, role) = match &line.error {
        Some(error) => (error.clone(), Role::Error),
        None => (format!("{shown} of {} items", app.board.items().len()), Role::Dim),
    };
    let width = usize::from(area.width);
    let words = text::fit(&words, width / 2);
    let style = paint.style(Role::Key);
    paint.field(area.x, area.y, width, "/", style);
    let room = width.saturating_sub(text::width(&words) + 4);
    input(paint, area.x + 2, area.y, room, &line.input, Role::Text, true);
    let style = paint.style(role);
    paint.right(area.x, area.y, width.saturating_sub(1), &words, style);
}

/// What is searched for, as it is typed.
pub(super) fn search(search: &Search, area: Rect, paint: &mut Paint<'_>) {
    let Some(typed) = &search.typing else { return };
    let style = paint.style(Role::Key);
    let width = usize::from(area.width);
    paint.field(area.x, area.y, width, "/", style);
    input(paint, area.x + 2, area.y, width.saturating_sub(3), typed, Role::Text, true);
}

/// What a repository without a backlog and without packs gets to see.
pub(super) fn welcome(app: &App, area: Rect, paint: &mut Paint<'_>) {
    let settings = if app.settings_written {
        "gonogo.yaml is here, but the places it names hold neither items nor packs."
    } else {
        "There is no gonogo.yaml, so the places looked at are backlog/ and packs/."
    };
    let width = usize::from(area.width).saturating_sub(4);
    let paragraphs = [
        "Nothing to triage in this repository yet.",
        "",
        settings,
        "",
        "To begin: i writes the first item here, gonogo demo shows a whole launch, and R reads the \
         files again.",
        "",
        "An item is a file in backlog/, YAML or Markdown with front matter:",
        "    # backlog/SHOP-014.yaml",
        "    title: Refund-rate tile divides by zero before the first refund",
        "    packs: [shopify]",
        "    risk: high",
        "",
        "A backlog that is there already can be used as it is: gonogo.yaml says where it lies and \
         how its fields are named.",
    ];
    let lines = paragraphs.iter().flat_map(|text| {
        // Running text is wrapped, the example is not.
        if text.is_empty() || text.starts_with(' ') {
            vec![(*text).to_owned()]
        } else {
            text::wrap(text, width)
        }
    });
    let dim = paint.style(Role::Dim);
    let heading = paint.style(Role::Accent);
    for (n, (y, line)) in (area.y + 1..area.bottom()).zip(lines).enumerate() {
        paint.put(area.x + 2, y, width, &line, if n == 0 { heading } else { dim });
    }
}
