//! What keys do in the packs view and in a pack's detail.

use super::detail::{self, PackView, Tab};
use super::{Cell, PacksView};
use crate::model::decision::Act;
use crate::model::finding::Subject;
use crate::model::id::PackId;
use crate::model::target::Target;
use crate::tui::app::{App, Layer};
use crate::tui::decide;
use crate::tui::forms::{self, Purpose};
use crate::tui::keymap::Action;
use crate::tui::menu::Menu;
use crate::tui::message::Effect;

/// Carries out an action in the topmost layer, a list of packs or a pack. `None`: it knows nothing
/// of it.
pub(crate) fn act(app: &mut App, action: Action) -> Option<Vec<Effect>> {
    match app.layers.last() {
        Some(Layer::Packs(_)) => matrix(app, action),
        Some(Layer::Pack(_)) => pack(app, action),
        _ => None,
    }
}

fn by(app: &App, action: Action) -> Option<isize> {
    let page = usize::from(app.size.1).saturating_sub(6).max(2).cast_signed();
    Some(match action {
        Action::Down => 1,
        Action::Up => -1,
        Action::HalfDown => page / 2,
        Action::HalfUp => -page / 2,
        Action::PageDown => page,
        Action::PageUp => -page,
        Action::First => isize::MIN / 2,
        Action::Last => isize::MAX / 2,
        _ => return None,
    })
}

fn matrix(app: &mut App, action: Action) -> Option<Vec<Effect>> {
    let by = by(app, action);
    let Some(Layer::Packs(view)) = app.layers.last_mut() else { return None };
    match (by, action) {
        (Some(by), _) => view.step(by),
        (None, Action::Find) => view.search.start(),
        (None, Action::Back) if view.search.clear() => view.lay_out(&app.board, &app.findings),
        (None, Action::Left) => view.step_cell(-1),
        (None, Action::Right) => view.step_cell(1),
        (None, Action::ScrollDown) => view.scroll = view.scroll.saturating_add(1),
        (None, Action::ScrollUp) => view.scroll = view.scroll.saturating_sub(1),
        (None, Action::Open) => {
            let tab = match view.selected_cell() {
                Cell::Open => Tab::Items,
                Cell::SignOffs => Tab::SignOffs,
                _ => Tab::Promises,
            };
            let id = view.selected().cloned()?;
            app.layers.push(Layer::Pack(Box::new(PackView::new(id, tab))));
        }
        (None, Action::FindingsOnly) => {
            view.findings_only = !view.findings_only;
            let all = !view.findings_only;
            view.lay_out(&app.board, &app.findings);
            app.say(if all { "All packs." } else { "Only packs with findings." });
        }
        (None, Action::SortPacks) => {
            let menu = Menu::sort_packs(view.sort);
            app.layers.push(Layer::Menu(menu));
        }
        (None, Action::Explain) => return Some(explain(app)),
        _ => return None,
    }
    Some(Vec::new())
}

fn pack(app: &mut App, action: Action) -> Option<Vec<Effect>> {
    let by = by(app, action);
    let Some(Layer::Pack(view)) = app.layers.last() else { return None };
    let count = detail::count(app, view);
    let (item, finding) =
        (detail::selected_item(app, view).cloned(), detail::selected_finding(app, view).cloned());
    let Some(Layer::Pack(view)) = app.layers.last_mut() else { return None };
    match (by, action) {
        (Some(by), _) if view.tab.is_list() => {
            view.at = view.at.saturating_add_signed(by).min(count.saturating_sub(1));
        }
        (Some(by), _) => view.at = view.at.saturating_add_signed(by).min(usize::MAX / 2),
        (None, Action::ScrollDown) => view.at = view.at.saturating_add(1),
        (None, Action::ScrollUp) => view.at = view.at.saturating_sub(1),
        (None, Action::NextPane | Action::Right) => return Some(turn(app, 1)),
        (None, Action::PreviousPane | Action::Left) => return Some(turn(app, -1)),
        (None, Action::Open) => match item {
            Some(id) => return Some(decide::open_item(app, &id)),
            None if finding.is_some() => return Some(crate::tui::actions::edit(app)),
            None => return None,
        },
        (None, Action::Explain) => return Some(explain(app)),
        _ => return None,
    }
    Some(Vec::new())
}

/// The pack in question.
fn selected(app: &App) -> Option<&PackId> {
    match app.layers.last()? {
        Layer::Packs(view) => view.selected(),
        Layer::Pack(view) => Some(&view.id),
        _ => None,
    }
}

/// Carries out what decides about the pack in question. `None`: the action does not.
pub(crate) fn decision(app: &mut App, action: Action) -> Option<Vec<Effect>> {
    let purpose = match action {
        Action::AssignPack => Some(Purpose::Assign),
        Action::SignPack => Some(Purpose::SignOff),
        Action::WaivePack => Some(Purpose::Waive),
        Action::PackEvidence => Some(Purpose::Evidence),
        Action::PackLaunch | Action::MendPack => None,
        _ => return None,
    };
    if let Some(why) = &app.read_only {
        let why = format!("Read-only: {why}");
        app.fail(why);
        return Some(Vec::new());
    }
    let Some(id) = selected(app).cloned() else {
        app.say("There is no pack here to decide on.");
        return Some(Vec::new());
    };
    match (purpose, action) {
        (Some(purpose), _) => forms::open(app, purpose, vec![Target::Pack(id)]),
        (None, Action::PackLaunch) => {
            let current = app.board.pack(&id).and_then(|pack| pack.launch);
            app.layers.push(Layer::Menu(Menu::launch(current)));
        }
        (None, _) => return Some(mend(app, &id)),
    }
    Some(Vec::new())
}

/// Makes the change that the finding in question offers, or else the first one that offers any.
fn mend(app: &mut App, id: &PackId) -> Vec<Effect> {
    let chosen = match app.layers.last() {
        Some(Layer::Pack(view)) => detail::selected_finding(app, view),
        _ => None,
    };
    let offered = match chosen {
        Some(finding) => finding.mend.clone(),
        None => app.findings.for_pack(id).iter().find_map(|finding| finding.mend.clone()),
    };
    match offered {
        Some(mend) => decide::act(app, &[Target::Pack(id.clone())], &Act::Mend(mend)),
        None => {
            app.say("Nothing here can be mended without a choice; e opens the file.");
            Vec::new()
        }
    }
}

/// Says what the rule of the finding in question is about.
fn explain(app: &mut App) -> Vec<Effect> {
    let finding = match app.layers.last() {
        Some(Layer::Pack(view)) => detail::selected_finding(app, view),
        Some(Layer::Packs(view)) => view.selected().and_then(|id| {
            let rules = view.selected_cell().rules();
            let found = app.findings.for_pack(id);
            found.iter().find(|f| rules.contains(&f.rule)).or_else(|| found.first())
        }),
        _ => None,
    };
    match finding.and_then(|finding| crate::rules::rule(finding.rule)) {
        Some(rule) => app.say(format!("{}: {} {}", rule.id, rule.summary, rule.why)),
        None => app.say("There is no finding here to explain."),
    }
    Vec::new()
}

impl PacksView {
    /// Where in the pack's file the cell under the cursor leads: to what is wrong there, or else to
    /// its key.
    pub(crate) fn spot(&self, app: &App) -> Option<(Subject, Vec<String>)> {
        let id = self.selected()?;
        let cell = self.selected_cell();
        let found = app.findings.for_pack(id).iter().find(|f| cell.rules().contains(&f.rule));
        let path = match found {
            Some(finding) => finding.path.clone(),
            None => cell.path().iter().map(|key| (*key).to_owned()).collect(),
        };
        Some((Subject::Pack(id.clone()), path))
    }
}

/// Turns to another tab of the open pack. Its history is read when it is first seen.
fn turn(app: &mut App, by: isize) -> Vec<Effect> {
    let Some(Layer::Pack(view)) = app.layers.last_mut() else { return Vec::new() };
    view.turn(by);
    match view.tab {
        super::detail::Tab::History => {
            let target = Target::Pack(view.id.clone());
            decide::ask_history(app, target)
        }
        _ => Vec::new(),
    }
}
