//! What keys do on the board, apart from decisions.

use crate::model::id::ItemId;
use crate::model::target::Target;
use crate::tui::app::{App, Layer};
use crate::tui::board::{BoardState, Card, Density, LaneKind, Side};
use crate::tui::decide;
use crate::tui::item::ItemView;
use crate::tui::keymap::Action;
use crate::tui::line::FilterLine;
use crate::tui::menu::Menu;
use crate::tui::message::Effect;

/// Carries out an action on the board. `None`: the board knows nothing of it.
pub(crate) fn act(app: &mut App, action: Action) -> Option<Vec<Effect>> {
    if app.screen.moving.is_some() {
        return Some(move_mode(app, action));
    }
    let page = app.screen.page.max(1);
    match action {
        Action::Down => step(&mut app.screen, 1),
        Action::Up => step(&mut app.screen, -1),
        Action::HalfDown => step(&mut app.screen, (page / 2).max(1).cast_signed()),
        Action::HalfUp => step(&mut app.screen, -(page / 2).max(1).cast_signed()),
        Action::PageDown => step(&mut app.screen, page.cast_signed()),
        Action::PageUp => step(&mut app.screen, -page.cast_signed()),
        Action::First => step(&mut app.screen, isize::MIN / 2),
        Action::Last => step(&mut app.screen, isize::MAX / 2),
        Action::Left => to_lane(&mut app.screen, -1, false),
        Action::Right => to_lane(&mut app.screen, 1, false),
        Action::PreviousPane => to_lane(&mut app.screen, -1, true),
        Action::NextPane => to_lane(&mut app.screen, 1, true),
        Action::ScrollDown => app.screen.pane_scroll = app.screen.pane_scroll.saturating_add(1),
        Action::ScrollUp => app.screen.pane_scroll = app.screen.pane_scroll.saturating_sub(1),
        Action::Open => return Some(open(app)),
        Action::Find => {
            let line = FilterLine::new(&app.screen.filter_text, app.screen.lane);
            app.layers.push(Layer::Filter(Box::new(line)));
        }
        Action::NextMatch => undecided(app, true),
        Action::PreviousMatch => undecided(app, false),
        Action::TogglePane => app.screen.pane = !app.screen.pane,
        Action::PaneSide => {
            app.screen.pane = true;
            app.screen.side = match app.screen.side {
                Side::Auto if app.size.0 >= 200 => Side::Below,
                Side::Auto | Side::Below => Side::Right,
                Side::Right => Side::Below,
            };
        }
        Action::Presenter => app.screen.presenter = !app.screen.presenter,
        Action::Roomier => {
            app.screen.density = match app.screen.density {
                Density::Dense => Density::Normal,
                Density::Normal | Density::Roomy => Density::Roomy,
            };
        }
        Action::Denser => {
            app.screen.density = match app.screen.density {
                Density::Roomy => Density::Normal,
                Density::Normal | Density::Dense => Density::Dense,
            };
        }
        Action::Mark => mark(&mut app.screen),
        Action::Range => range(app),
        Action::MarkAll => mark_all(&mut app.screen),
        Action::Sort => app.layers.push(Layer::Menu(Menu::sort(app.screen.sort))),
        Action::Group => app.layers.push(Layer::Menu(Menu::group(app.screen.group))),
        Action::MoveMode => start_moving(app),
        Action::Back => back(app),
        _ => return None,
    }
    Some(Vec::new())
}

/// Moves the cursor of the current lane by so many cards.
fn step(screen: &mut BoardState, by: isize) {
    let at = screen.lane;
    if let Some(lane) = screen.lanes.get_mut(at) {
        let last = lane.cards.len().saturating_sub(1);
        lane.cursor = lane.cursor.saturating_add_signed(by).min(last);
        screen.pane_scroll = 0;
    }
}

fn to_lane(screen: &mut BoardState, by: isize, around: bool) {
    let count = screen.lanes.len();
    if count == 0 {
        return;
    }
    let last = count - 1;
    screen.lane = match (around, by) {
        (true, 1) if screen.lane == last => 0,
        (true, -1) if screen.lane == 0 => last,
        _ => screen.lane.saturating_add_signed(by).min(last),
    };
    screen.anchor = None;
    screen.pane_scroll = 0;
}

fn open(app: &mut App) -> Vec<Effect> {
    match app.screen.selected().cloned() {
        Some(Card::Item(id)) => {
            app.layers.push(Layer::Item(Box::new(ItemView::new(id.clone()))));
            decide::ask_history(app, Target::Item(id))
        }
        Some(Card::Problem(at)) => match app.board.problems.get(at) {
            Some(problem) => vec![Effect::Edit { path: problem.path.clone(), line: problem.line }],
            None => Vec::new(),
        },
        None => Vec::new(),
    }
}

/// Goes to the next or previous undecided item, in whatever order it is shown.
fn undecided(app: &mut App, forwards: bool) {
    let screen = &app.screen;
    let inbox = screen.lanes.iter().position(|lane| lane.kind == LaneKind::Column(0));
    let Some((n, lane)) = inbox.and_then(|n| screen.lanes.get(n).map(|lane| (n, lane))) else {
        return;
    };
    let open: Vec<usize> = (0..lane.cards.len())
        .filter(|at| match lane.cards.get(*at) {
            Some(Card::Item(id)) => app.board.item(id).is_some_and(|item| item.is_open()),
            _ => false,
        })
        .collect();
    let from = (screen.lane == n).then_some(lane.cursor);
    let next = match (from, forwards) {
        (None, _) => open.iter().find(|at| **at >= lane.cursor).or(open.first()),
        (Some(from), true) => open.iter().find(|at| **at > from).or(open.first()),
        (Some(from), false) => open.iter().rev().find(|at| **at < from).or(open.last()),
    };
    match next.copied() {
        Some(at) => {
            app.screen.lane = n;
            app.screen.pane_scroll = 0;
            if let Some(lane) = app.screen.lanes.get_mut(n) {
                lane.cursor = at;
            }
        }
        None if app.screen.filter.is_empty() => app.say("Nothing is undecided."),
        None => app.say("Nothing that the filter shows is undecided."),
    }
}

fn mark(screen: &mut BoardState) {
    if let Some(id) = screen.selected_item().cloned() {
        if !screen.marks.remove(&id) {
            screen.marks.insert(id);
        }
        step(screen, 1);
    }
}

fn range(app: &mut App) {
    let screen = &mut app.screen;
    let Some(lane) = screen.lanes.get(screen.lane) else { return };
    match screen.anchor {
        None if !lane.cards.is_empty() => {
            screen.anchor = Some(lane.cursor);
            app.say("Range: move to its other end; v marks it, Esc leaves it.");
        }
        None => {}
        Some(anchor) => {
            let ends = anchor.min(lane.cursor)..=anchor.max(lane.cursor);
            for card in lane.cards.get(ends).unwrap_or_default() {
                if let Card::Item(id) = card {
                    screen.marks.insert(id.clone());
                }
            }
            screen.anchor = None;
        }
    }
}

/// Marks every card of the lane; where all are marked, none.
fn mark_all(screen: &mut BoardState) {
    let Some(lane) = screen.current() else { return };
    let ids: Vec<ItemId> = lane
        .cards
        .iter()
        .filter_map(|card| match card {
            Card::Item(id) => Some(id.clone()),
            Card::Problem(_) => None,
        })
        .collect();
    if ids.iter().all(|id| screen.marks.contains(id)) {
        for id in &ids {
            screen.marks.remove(id);
        }
    } else {
        screen.marks.extend(ids);
    }
}

/// Leaves what is nearest: a range, the marks, the filter.
fn back(app: &mut App) {
    if app.screen.anchor.take().is_some() || !app.screen.marks.is_empty() {
        app.screen.marks.clear();
    } else if !app.screen.filter_text.is_empty() {
        app.screen.filter_text.clear();
        app.read_filter();
        app.lay_out();
    }
}

fn start_moving(app: &mut App) {
    if app.targets().is_empty() {
        app.say("There is nothing to move here.");
        return;
    }
    app.screen.moving = Some(app.screen.lane.min(app.board.columns.len() - 1));
    app.say("Move: h and l choose the column, Enter drops, Esc returns.");
}

fn move_mode(app: &mut App, action: Action) -> Vec<Effect> {
    let last = app.board.columns.len() - 1;
    let Some(at) = app.screen.moving else { return Vec::new() };
    match action {
        Action::Left => app.screen.moving = Some(at.saturating_sub(1)),
        Action::Right => app.screen.moving = Some((at + 1).min(last)),
        Action::Open => {
            app.screen.moving = None;
            return decide::into_column(app, at);
        }
        Action::Scope(digit) => {
            app.screen.moving = None;
            return decide::into_column(app, digit);
        }
        Action::Back | Action::Cancel | Action::Quit => {
            app.screen.moving = None;
            app.say("Not moved.");
        }
        _ => app.say("Move: h and l choose the column, Enter drops, Esc returns."),
    }
    Vec::new()
}

/// After a decision: the marks have done their work.
pub(crate) fn moved(app: &mut App) {
    app.screen.marks.clear();
    app.screen.anchor = None;
    app.lay_out();
}
