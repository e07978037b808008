//! What keys do in an item's detail, apart from decisions.

use super::{ItemView, Tab, text};
use crate::model::id::ItemId;
use crate::tui::app::{App, Layer};
use crate::tui::board::Card;
use crate::tui::decide;
use crate::tui::keymap::Action;
use crate::tui::message::Effect;

/// Carries out an action in the topmost detail. `None`: it knows nothing of it.
pub(crate) fn act(app: &mut App, action: Action) -> Option<Vec<Effect>> {
    let page = usize::from(app.size.1).saturating_sub(6).max(1);
    let Some(Layer::Item(view)) = app.layers.last_mut() else { return None };
    let scroll =
        |view: &mut ItemView, by: isize| view.scroll = view.scroll.saturating_add_signed(by);
    match action {
        Action::Down | Action::ScrollDown => scroll(view, 1),
        Action::Up | Action::ScrollUp => scroll(view, -1),
        Action::HalfDown => scroll(view, (page / 2).cast_signed()),
        Action::HalfUp => scroll(view, -(page / 2).cast_signed()),
        Action::PageDown => scroll(view, page.cast_signed()),
        Action::PageUp => scroll(view, -page.cast_signed()),
        Action::First => view.scroll = 0,
        // The view shows the end of the text where this is more than there is.
        Action::Last => view.scroll = usize::MAX / 2,
        Action::NextPane => turn(view, 1),
        Action::PreviousPane => turn(view, -1),
        Action::Find => view.search.start(),
        Action::NextMatch => search(app, true),
        Action::PreviousMatch => search(app, false),
        Action::NextItem | Action::Right => return Some(neighbour(app, 1)),
        Action::PreviousItem | Action::Left => return Some(neighbour(app, -1)),
        _ => return None,
    }
    Some(Vec::new())
}

fn turn(view: &mut ItemView, by: isize) {
    let count = Tab::ALL.len();
    let at = Tab::ALL.iter().position(|tab| *tab == view.tab).unwrap_or(0);
    let next = (at + count).saturating_add_signed(by) % count;
    view.tab = Tab::ALL.get(next).copied().unwrap_or(Tab::Fields);
    view.scroll = 0;
}

/// The lines of the tab as they are shown, for searching.
fn lines(app: &App, view: &ItemView) -> Vec<String> {
    let Some(item) = app.item(&view.id) else { return Vec::new() };
    let paragraphs = text::tab(app, item, view.tab);
    super::view::lines(&paragraphs, usize::from(app.size.0).saturating_sub(2))
        .into_iter()
        .map(|line| line.text)
        .collect()
}

/// Scrolls to the next or previous match.
pub(crate) fn search(app: &mut App, forwards: bool) {
    let found = match app.layers.last() {
        Some(Layer::Item(view)) => view.search.find(&lines(app, view), view.scroll, forwards),
        _ => None,
    };
    if let Some(Layer::Item(view)) = app.layers.last_mut() {
        match found {
            Some(at) => view.scroll = at,
            None => app.say("Not found."),
        }
    }
}

/// The next or previous item of the lane that the item stands in.
fn neighbour(app: &mut App, by: isize) -> Vec<Effect> {
    let Some(Layer::Item(view)) = app.layers.last() else { return Vec::new() };
    let id = view.id.clone();
    let items = |cards: &[Card]| -> Vec<ItemId> {
        cards
            .iter()
            .filter_map(|card| match card {
                Card::Item(id) => Some(id.clone()),
                Card::Problem(_) => None,
            })
            .collect()
    };
    let lane = app.screen.lanes.iter().map(|lane| items(&lane.cards)).find(|ids| ids.contains(&id));
    let lane =
        lane.or_else(|| app.screen.current().map(|lane| items(&lane.cards))).unwrap_or_default();
    let at = lane.iter().position(|other| *other == id).unwrap_or(0);
    match lane.get(at.saturating_add_signed(by)).filter(|next| **next != id).cloned() {
        Some(next) => decide::open_item(app, &next),
        None => {
            app.say(if by > 0 { "That was the last one." } else { "That was the first one." });
            Vec::new()
        }
    }
}
