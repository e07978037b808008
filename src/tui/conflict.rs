//! The choice about a field that was decided here and changed elsewhere, and about a row that one
//! version of its file does not take.

#![deny(clippy::disallowed_methods)]

use super::app::{App, Layer};
use super::decide;
use super::forms::{self, Purpose};
use super::menu::{Choice, Menu, Then};
use super::message::Effect;
use super::review;
use crate::model::conflict::{self, Conflict, Side, Version, said};
use crate::model::draft::Step;
use crate::model::field::Field;
use crate::model::target::Target;
use crate::workspace::plan::Held;

/// Asks about the item or pack in question; in the review, about the row under the cursor.
pub(crate) fn ask(app: &mut App) -> Vec<Effect> {
    if let Some(Layer::Review(review)) = app.layers.last() {
        match review::held(review) {
            Some(held) => {
                let menu = of_row(held);
                app.layers.push(Layer::Menu(menu));
            }
            None => app.say("There is nothing to choose about this decision."),
        }
        return Vec::new();
    }
    let target = app.current_target();
    match app.conflicts.iter().find(|conflict| Some(&conflict.target) == target.as_ref()) {
        Some(conflict) => {
            let menu = of_field(conflict, &[]);
            app.layers.push(Layer::Menu(menu));
        }
        None => {
            let mut others: Vec<&str> = app.conflicts.iter().map(|c| c.target.as_str()).collect();
            others.dedup();
            let words = match others.as_slice() {
                [] => "No decision is in conflict with the files.".to_owned(),
                others => format!("Nothing to choose here; there is about {}.", others.join(", ")),
            };
            app.say(words);
        }
    }
    Vec::new()
}

/// The choice about a row that is held back.
fn of_row(held: &Held) -> Menu {
    let mut more = Vec::new();
    if held.can_leave() && held.version != Version::WorkTree
        || held.conflicts().is_empty() && held.can_leave()
    {
        let label = match held.version {
            Version::Index => "commit it, and leave what is staged as it is",
            Version::WorkTree | Version::Head => "commit it, and leave the file as it is",
        };
        more.push(choice('l', label, Then::Leave(held.row.target.clone(), held.version)));
    }
    more.push(choice('x', "leave the decision out of this commit", Then::LeaveOut));
    match held.conflicts().first() {
        Some(conflict) => of_field(conflict, &more),
        None => Menu {
            title: format!("{} is held back", held.row.target),
            text: vec![held.words()],
            choices: more,
            cursor: 0,
        },
    }
}

fn of_field(conflict: &Conflict, more: &[Choice]) -> Menu {
    let chosen = |side| Then::Side(Box::new(conflict.clone()), side);
    let mut choices = vec![
        choice('t', &format!("theirs: {}", said(&conflict.theirs)), chosen(Side::Theirs)),
        choice('o', &format!("ours: {}", said(&conflict.ours)), chosen(Side::Ours)),
    ];
    // What is staged is nobody else's: it is left alone, or gets the decision too.
    if conflict.version == Version::Index {
        choices.remove(0);
    }
    if again(conflict.field).is_some() {
        choices.push(choice('e', "another value", Then::Again(conflict.clone().into())));
    }
    choices.extend(more.iter().cloned());
    Menu {
        title: format!("{} of {}", conflict.field.key().replace('_', " "), conflict.target),
        text: vec![
            format!("It was {} when it was decided.", said(&conflict.base)),
            format!("It is {} {} now.", said(&conflict.theirs), conflict.version.place()),
            format!("It is {} in the draft.", said(&conflict.ours)),
        ],
        choices,
        cursor: 0,
    }
}

fn choice(letter: char, label: &str, then: Then) -> Choice {
    Choice { letter, label: label.to_owned(), then }
}

/// How a field is decided anew.
enum Again {
    Form(Purpose),
    Risk,
    Columns,
}

fn again(field: Field) -> Option<Again> {
    Some(match field {
        Field::Scope => Again::Columns,
        Field::Risk => Again::Risk,
        Field::Owner => Again::Form(Purpose::Assign),
        Field::Due => Again::Form(Purpose::Due),
        Field::Rationale | Field::Criterion => Again::Form(Purpose::Rationale),
        Field::Deferral => Again::Form(Purpose::Defer(None)),
        _ => return None,
    })
}

/// One of the two sides was chosen: a decision like any other.
pub(crate) fn chosen(app: &mut App, conflict: &Conflict, side: Side) -> Vec<Effect> {
    if !decide::may(app) {
        return Vec::new();
    }
    let stands = conflict::stands(&app.drifted, &app.draft, &conflict.target, conflict.field);
    let Some(decision) = conflict::choose(&app.draft, conflict, side, stands, app.now) else {
        app.say("The decision is not in the draft any more.");
        return Vec::new();
    };
    app.recording = true;
    vec![Effect::Record(Step { decisions: vec![decision] })]
}

/// The field is to be decided anew.
pub(crate) fn decide_again(app: &mut App, conflict: &Conflict) -> Vec<Effect> {
    // The item itself is what the form asks about, wherever the choice was opened.
    if let Target::Item(id) = &conflict.target {
        app.layers.retain(|layer| !matches!(layer, Layer::Review(_)));
        app.screen.marks.clear();
        app.screen.select(id);
    }
    match again(conflict.field) {
        Some(Again::Form(purpose)) => forms::open(app, purpose, vec![conflict.target.clone()]),
        Some(Again::Risk) => {
            let current = app.item_of(&conflict.target).and_then(|item| item.risk);
            app.layers.push(Layer::Menu(Menu::risk(current)));
        }
        Some(Again::Columns) => {
            let columns = app.board.columns.iter().enumerate().take(10);
            let choices = columns.filter_map(|(n, column)| {
                let digit = char::from_digit(u32::try_from(n).ok()?, 10)?;
                Some(choice(digit, &column.title, Then::Column(n)))
            });
            let menu = Menu {
                title: format!("Column of {}", conflict.target),
                text: Vec::new(),
                choices: choices.collect(),
                cursor: 0,
            };
            app.layers.push(Layer::Menu(menu));
        }
        None => {}
    }
    Vec::new()
}
