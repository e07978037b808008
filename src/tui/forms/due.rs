//! The due date of items.

use chrono::NaiveDate;

use super::{Check, Form, FormField, Makes, Spec, Suggestions, Wrong};
use crate::model::date;
use crate::model::decision::Act;
use crate::tui::app::App;

pub(super) const SPEC: Spec =
    Spec { verb: "Due date of", fields, check, makes: Makes::Act(act), confirm: None };

fn fields(app: &App, form: &Form) -> Vec<FormField> {
    let due = match form.targets.as_slice() {
        [one] => app.item_of(one).and_then(|item| item.due).map(|due| due.to_string()),
        _ => None,
    };
    let hint = "2026-12-18, fri, +2w, launch-1w; - takes it off";
    vec![FormField::line("due", "Due", hint, &due.unwrap_or_default()).with(Suggestions::Dates)]
}

fn check(app: &App, _form: &Form, field: &FormField) -> Check {
    match field.text.value().trim() {
        "-" => Check::Good("no due date".to_owned()),
        typed => match check_date(app, typed) {
            Check::Good(words) => match day(app, typed) {
                Some(day) if app.board.launch.date.is_some_and(|launch| day > launch) => {
                    Check::Good(format!("{words}: after the launch"))
                }
                _ => Check::Good(words),
            },
            other => other,
        },
    }
}

/// The day that a person means.
pub(super) fn day(app: &App, typed: &str) -> Option<NaiveDate> {
    date::from_person(typed, app.today(), app.board.launch.date)
}

/// What is to be said of a date as it is typed.
pub(super) fn check_date(app: &App, typed: &str) -> Check {
    if typed.trim().is_empty() {
        return Check::Needed;
    }
    match day(app, typed) {
        Some(day) => {
            let words = day.format("%a %-d %b %Y");
            Check::Good(format!("{words}, {}", date::distance(app.today(), day)))
        }
        None => Check::Wrong("not a date: 2026-12-18, fri, +2w, launch+14d".to_owned()),
    }
}

fn act(app: &App, form: &Form) -> Result<Act, Wrong> {
    match form.value("due").as_str() {
        "" => Err(("due", "when is it to be done? (- takes the date off)".to_owned())),
        "-" => Ok(Act::Due(None)),
        typed => match day(app, typed) {
            Some(day) => Ok(Act::Due(Some(day))),
            None => Err(("due", format!("{typed} is not a date"))),
        },
    }
}
