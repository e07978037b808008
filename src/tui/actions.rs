//! What an action does in the views that are lists, and wherever it is pressed.

#![deny(clippy::disallowed_methods)]

use std::time::Instant;

use super::app::{App, Layer};
use super::board;
use super::decide;
use super::findings::FindingsView;
use super::help::HelpView;
use super::history::{self, HistoryView};
use super::item;
use super::keymap::Action;
use super::meeting;
use super::menu::{Confirm, Confirmed};
use super::message::Effect;
use super::packs::{self, PackView, PacksView};
use super::palette::Palette;
use super::reload;
use super::review;
use super::update::{context, run};
use crate::model::finding::Subject;
use crate::model::id::ItemId;

pub(super) fn layer_action(app: &mut App, action: Action, at: Instant) -> Option<Vec<Effect>> {
    let page = usize::from(app.size.1).saturating_sub(6).max(2).cast_signed();
    let by = match action {
        Action::Down => Some(1),
        Action::Up => Some(-1),
        Action::HalfDown => Some(page / 2),
        Action::HalfUp => Some(-page / 2),
        Action::PageDown => Some(page),
        Action::PageUp => Some(-page),
        Action::First => Some(isize::MIN / 2),
        Action::Last => Some(isize::MAX / 2),
        _ => None,
    };
    match app.layers.last_mut() {
        None => return board::act(app, action),
        Some(Layer::Item(_)) => return item::act(app, action),
        Some(Layer::Findings(view)) => {
            if let Some(by) = by {
                view.step(by);
                return Some(Vec::new());
            }
            match action {
                Action::Open => return Some(open_finding(app)),
                Action::Find => view.search.start(),
                Action::Back if view.search.clear() => view.lay_out(&app.findings),
                _ => return None,
            }
            return Some(Vec::new());
        }
        Some(Layer::Packs(_) | Layer::Pack(_)) => return packs::act(app, action),
        Some(Layer::History(view)) => {
            if let Some(by) = by {
                view.step(by);
                return Some(Vec::new());
            }
            return history::act(app, action, at);
        }
        Some(Layer::Help(help)) => {
            if let Some(by) = by {
                help.step(by);
                return Some(Vec::new());
            }
            match action {
                Action::Find => {
                    help.typing = true;
                    return Some(Vec::new());
                }
                Action::Open => {
                    let chosen = help.selected();
                    app.layers.pop();
                    return Some(chosen.map(|action| run(app, action, at)).unwrap_or_default());
                }
                Action::Help => {
                    app.layers.pop();
                    return Some(Vec::new());
                }
                _ => {}
            }
        }
        Some(_) => {}
    }
    None
}

/// What an action does wherever it is pressed.
pub(super) fn anywhere(app: &mut App, action: Action, at: Instant) -> Vec<Effect> {
    match action {
        Action::Back => {
            app.layers.pop();
        }
        Action::Quit | Action::Cancel => {
            if app.layers.pop().is_none() {
                return quit(app, at);
            }
        }
        Action::Suspend => return vec![Effect::Suspend],
        Action::Redraw => return vec![Effect::Redraw],
        Action::Reload => {
            app.say("Read again.");
            let mut effects = reload::look_back(app);
            effects.push(Effect::Reload);
            return effects;
        }
        Action::Help => {
            let help = HelpView::new(&app.keymap, context(app), &app.board.columns);
            app.layers.push(Layer::Help(help));
        }
        Action::Palette => {
            let palette = Palette::new(&app.keymap, context(app), &app.board.columns);
            app.layers.push(Layer::Palette(Box::new(palette)));
        }
        Action::Review => return review::open(app, at),
        Action::GoBoard => app.layers.clear(),
        Action::GoMeeting => return meeting::open(app),
        Action::GoPacks => go(app, |app| Layer::Packs(PacksView::new(&app.board, &app.findings))),
        Action::GoFindings => go(app, |app| Layer::Findings(FindingsView::new(&app.findings))),
        Action::GoHistory => {
            go(app, |_| Layer::History(Box::default()));
            return vec![Effect::Past(app.today())];
        }
        Action::GoSince => {
            go(app, |_| Layer::History(Box::new(HistoryView::since())));
            return vec![Effect::Past(app.today()), Effect::Since(app.today())];
        }
        Action::OpenLink => return open_link(app),
        Action::CopyId => return copy(app, subject_id(app)),
        Action::CopyLink => {
            let link = link_of(app);
            return copy(app, link);
        }
        Action::Edit => return edit(app),
        _ => {
            let help = app.keymap.name(Action::Help);
            app.say(format!("Nothing to do here.  {help} help"));
        }
    }
    Vec::new()
}

/// Goes to a view, in the place of whatever view was open.
fn go(app: &mut App, layer: impl FnOnce(&App) -> Layer) {
    app.layers.clear();
    let layer = layer(app);
    app.layers.push(layer);
}

fn quit(app: &mut App, at: Instant) -> Vec<Effect> {
    let waiting = app.draft.rows().len();
    if waiting == 0 {
        app.quit = true;
        return vec![Effect::Quit];
    }
    let what =
        if waiting == 1 { "1 decision is".to_owned() } else { format!("{waiting} decisions are") };
    app.layers.push(Layer::Confirm(Confirm {
        question: format!("{what} not committed; kept for the next time. Quit?"),
        opened: at,
        then: Confirmed::Quit,
    }));
    Vec::new()
}

fn open_finding(app: &mut App) -> Vec<Effect> {
    let Some(Layer::Findings(view)) = app.layers.last() else { return Vec::new() };
    match view.selected().map(|finding| finding.subject.clone()) {
        Some(Subject::Item(id)) => decide::open_item(app, &id),
        Some(Subject::Pack(id)) => {
            let mut packs = PacksView::new(&app.board, &app.findings);
            packs.select(&id);
            app.layers.push(Layer::Packs(packs));
            app.layers.push(Layer::Pack(Box::new(PackView::new(id, packs::detail::Tab::Findings))));
            Vec::new()
        }
        Some(Subject::File(_)) => edit(app),
        None => Vec::new(),
    }
}

fn subject_id(app: &App) -> Option<String> {
    match app.layers.last() {
        Some(Layer::Packs(_) | Layer::Pack(_)) => app.current_target().map(|t| t.to_string()),
        Some(Layer::History(view)) => view.selected().map(|change| change.commit.id.clone()),
        _ => app.current_item().map(ItemId::to_string),
    }
}

/// The link of the item in question, as an address where that is known.
fn link_of(app: &App) -> Option<String> {
    let item = app.current_item().and_then(|id| app.item(id))?;
    let reference = item.deferral.as_ref().and_then(|d| d.link.clone()).or_else(|| {
        item.evidence.iter().map(|e| e.reference.clone()).find(|r| app.board.link(r).is_ok())
    })?;
    let link = app.board.link(&reference).ok()?;
    Some(link.url().unwrap_or(link.reference()).to_owned())
}

fn open_link(app: &mut App) -> Vec<Effect> {
    match link_of(app) {
        Some(link) => match crate::text::SafeLink::parse(&link) {
            Some(_) => vec![Effect::OpenLink(link)],
            None => {
                app.fail(format!("{link} is not an http or https address; no tracker knows it"));
                Vec::new()
            }
        },
        None => {
            app.say("This item has no link.");
            Vec::new()
        }
    }
}

fn copy(app: &mut App, text: Option<String>) -> Vec<Effect> {
    match text {
        Some(text) => {
            app.say(format!("Copied {text}"));
            vec![Effect::Copy(text)]
        }
        None => {
            app.say("There is nothing to copy here.");
            Vec::new()
        }
    }
}

/// Opens the file of what is in question in the editor.
pub(super) fn edit(app: &mut App) -> Vec<Effect> {
    let at = |subject, source, path| vec![Effect::EditAt { subject, source, path }];
    let finding = match app.layers.last() {
        Some(Layer::Findings(view)) => view.selected(),
        Some(Layer::Pack(view)) => packs::detail::selected_finding(app, view),
        _ => None,
    };
    if let Some(finding) = finding {
        if let Some(spot) = &finding.spot {
            return vec![Effect::Edit { path: spot.file.to_string(), line: spot.line }];
        }
        let source = match &finding.subject {
            Subject::Item(id) => app.source(id),
            Subject::Pack(_) | Subject::File(_) => None,
        };
        return at(finding.subject.clone(), source, finding.path.clone());
    }
    match app.layers.last() {
        Some(Layer::Packs(view)) => {
            if let Some((subject, path)) = view.spot(app) {
                return at(subject, None, path);
            }
        }
        Some(Layer::Pack(view)) if packs::detail::selected_item(app, view).is_none() => {
            return at(Subject::Pack(view.id.clone()), None, Vec::new());
        }
        _ => {
            if let (None, Some(board::Card::Problem(n))) =
                (app.layers.last(), app.screen.selected())
                && let Some(problem) = app.board.problems.get(*n)
            {
                return vec![Effect::Edit { path: problem.path.clone(), line: problem.line }];
            }
            if let Some(id) = app.current_item().cloned() {
                let born = app.draft.decisions().any(|d| {
                    d.target.item() == Some(&id)
                        && d.kind == crate::model::decision::DecisionKind::Create
                });
                if born {
                    app.say("Its file is written by the commit; until then it is in the draft.");
                    return Vec::new();
                }
                let source = app.source(&id);
                return at(Subject::Item(id), source, Vec::new());
            }
        }
    }
    app.say("There is no file to edit here.");
    Vec::new()
}
