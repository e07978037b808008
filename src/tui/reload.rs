//! What was read anew is taken over, with everything staying where the room's eyes are: selection,
//! marks, filter, open views and what is being typed.

#![deny(clippy::disallowed_methods)]

use super::app::{App, Layer};
use super::board::Card;
use super::keymap::Action;
use super::message::Effect;
use super::review;
use crate::model::conflict::{Conflict, Drift};
use crate::model::draft::{Draft, Step};
use crate::model::target::Target;
use crate::report::decisions;
use crate::rules::Findings;
use crate::workspace::load::{self, Loaded};

/// Takes over files that changed outside, or that were asked for.
pub(super) fn take_in(app: &mut App, loaded: Loaded) -> Vec<Effect> {
    let words = words(app, &loaded);
    let selected = app.screen.selected_item().cloned();
    let effects = take(app, loaded);
    // Whoever moves the item that is looked at takes the eyes along.
    if let Some(id) = selected
        && app.screen.selected_item() != Some(&id)
    {
        app.screen.select(&id);
    }
    if let Some(words) = words {
        app.say(words);
    }
    effects
}

/// Takes over what was read anew.
pub(super) fn take(app: &mut App, loaded: Loaded) -> Vec<Effect> {
    let head_moved = app.head.commit != loaded.head.commit;
    let date_moved = app.board.launch.date != loaded.board.launch.date;
    let anchor = app.screen.anchor.and_then(|at| Some((app.screen.lane, card(app, at)?)));
    let mut elsewhere = app.decided_elsewhere.take();
    if let Some(last) = loaded.draft.last()
        && !app.draft.steps().contains(last)
    {
        elsewhere = Some(last.clone());
    }
    app.decided_elsewhere = elsewhere;
    // What the history told last stands until it has been asked again, so that no finding
    // disappears for a moment.
    let known = std::mem::take(&mut app.board.record);
    app.board = loaded.board;
    app.board.record.take_history(known);
    app.draft = loaded.draft;
    app.conflicts = loaded.conflicts;
    app.drifted = loaded.drifted;
    app.gone = loaded.gone;
    app.head = loaded.head;
    app.settings_written = loaded.settings_written;
    app.nothing_found = loaded.nothing_found;
    app.read_only = app.opened_read_only.clone().or(loaded.read_only);
    app.held_by = loaded.held_by;
    app.user = loaded.user;
    app.new_items_in = Some(loaded.new_items_in);
    app.mappings = loaded.mappings;
    app.findings = Findings::of(&app.board, app.today());
    if date_moved {
        app.read_filter();
    }
    app.lay_out();
    app.screen.anchor = anchor.and_then(|(lane, card)| {
        let cards = &app.screen.lanes.get(lane).filter(|_| lane == app.screen.lane)?.cards;
        cards.iter().position(|other| *other == card)
    });
    refresh_layers(app);
    let mut effects = review::refresh(app);
    if head_moved {
        effects.extend(look_back(app));
    }
    effects
}

fn card(app: &App, at: usize) -> Option<Card> {
    app.screen.current()?.cards.get(at).cloned()
}

/// Asks the history for all that is shown of it. What is known stays in sight until the answer.
pub(super) fn look_back(app: &mut App) -> Vec<Effect> {
    let mut effects = vec![Effect::LookBack];
    let open = app.layers.iter().find_map(|layer| match layer {
        Layer::Item(view) => Some(Target::Item(view.id.clone())),
        Layer::Pack(view) => Some(Target::Pack(view.id.clone())),
        _ => None,
    });
    app.histories.retain(|id, _| Some(id) == open.as_ref());
    if let Some(id) = open
        && let Some(source) = app.board.source_of(&id)
    {
        effects.push(Effect::History(id, source));
    }
    if app.layers.iter().any(|layer| matches!(layer, Layer::History(_))) {
        effects.push(Effect::Past(app.today()));
    }
    effects
}

/// Views that hold copies take over what was read, and those whose subject is gone close. A form
/// stays: what is being typed is not lost, and its file may come back.
pub(super) fn refresh_layers(app: &mut App) {
    let board = &app.board;
    app.layers.retain(|layer| match layer {
        Layer::Item(view) => board.item(&view.id).is_some(),
        Layer::Pack(view) => board.pack(&view.id).is_some(),
        _ => true,
    });
    for layer in &mut app.layers {
        match layer {
            Layer::Findings(view) => view.lay_out(&app.findings),
            Layer::Packs(view) => view.lay_out(&app.board, &app.findings),
            _ => {}
        }
    }
}

/// What to say of what others did: nothing where it bears on no decision and no open view.
fn words(app: &App, loaded: &Loaded) -> Option<String> {
    let mut words = loaded.remarks.clone();
    if app.held_by.is_some() && loaded.held_by.is_none() && app.opened_read_only.is_none() {
        words.push("The other board is closed: you can decide here now.".to_owned());
    }
    words.extend(others_decided(app, loaded));
    // A choice that was taken back brings its conflict back, which is no news from outside.
    let was_there = |c: &&Conflict| {
        let known = |d: &Drift| (&d.target, d.field, &d.stands) == (&c.target, c.field, &c.theirs);
        app.conflicts.contains(c) || app.drifted.iter().any(known)
    };
    let new: Vec<_> = loaded.conflicts.iter().filter(|c| !was_there(c)).cloned().collect();
    words.extend(load::changed_outside(&new));
    let new: Vec<_> = loaded.gone.iter().filter(|t| !app.gone.contains(t)).cloned().collect();
    words.extend(load::decided_but_gone(&new));
    for layer in &app.layers {
        let gone = match layer {
            Layer::Item(view) if loaded.board.item(&view.id).is_none() => view.id.to_string(),
            Layer::Pack(view) if loaded.board.pack(&view.id).is_none() => view.id.to_string(),
            Layer::Form(form) => {
                match form.targets.iter().find(|target| !loaded.board.has(target)) {
                    Some(target) => target.to_string(),
                    None => continue,
                }
            }
            _ => continue,
        };
        if !loaded.gone.iter().any(|target| target.as_str() == gone) {
            words.push(format!("{gone} is gone: its file was moved or removed outside."));
        }
    }
    words.into_iter().reduce(|a, b| format!("{a} {b}"))
}

/// What another gonogo did with the draft.
fn others_decided(app: &App, loaded: &Loaded) -> Option<String> {
    let (before, now) = (app.draft.steps(), loaded.draft.steps());
    let review = app.keymap.name(Action::Review);
    if before == now {
        return None;
    }
    let done = |step: &Step| decisions::done(step, &loaded.board);
    Some(match (now.strip_prefix(before), before.strip_prefix(now)) {
        (Some([step]), _) => format!("Decided elsewhere: {}.", done(step)),
        (Some(steps), _) => {
            format!("{} decisions were made elsewhere.  {review} looks at them", steps.len())
        }
        (_, Some([step])) if loaded.draft.next() == Some(step) => {
            format!("Undone elsewhere: {}.", done(step))
        }
        _ if now.is_empty() && app.head.commit != loaded.head.commit => {
            "The decisions were committed elsewhere.".to_owned()
        }
        _ if now.is_empty() => "The draft was discarded elsewhere.".to_owned(),
        _ => format!("The draft was changed elsewhere.  {review} looks at it"),
    })
}

/// Whether the last decision of the draft was made elsewhere and that was not said to whoever would
/// undo it now.
pub(super) fn is_foreign(elsewhere: Option<&Step>, draft: &Draft) -> bool {
    elsewhere.is_some() && elsewhere == draft.last()
}
