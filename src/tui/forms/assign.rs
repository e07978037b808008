//! The owner of items.

use super::{Check, Form, FormField, Makes, Spec, Suggestions, Wrong};
use crate::model::decision::Act;
use crate::model::field::Field;
use crate::model::id::PersonId;
use crate::model::launch::PersonOrigin;
use crate::tui::app::App;

pub(super) const SPEC: Spec =
    Spec { verb: "Owner of", fields, check, makes: Makes::Act(act), confirm: None };

fn fields(app: &App, form: &Form) -> Vec<FormField> {
    // It starts empty, so that typing need not begin with deleting; who it is now is in sight on
    // the card.
    let unowned =
        form.targets.iter().all(|target| app.board.value_of(target, Field::Owner).is_none());
    let label = if unowned { "Owner" } else { "New owner" };
    let hint = "a name from the list; - takes the owner off";
    vec![FormField::line("owner", label, hint, "").with(Suggestions::People)]
}

fn check(app: &App, _form: &Form, field: &FormField) -> Check {
    check_person(app, &field.text.value())
}

/// What is to be said of a person's id as it is typed.
pub(super) fn check_person(app: &App, typed: &str) -> Check {
    let typed = typed.trim();
    if typed.is_empty() {
        return Check::Needed;
    }
    if typed == "-" {
        return Check::Good("nobody".to_owned());
    }
    match app.board.person(typed) {
        Some(person) => Check::Good(person.name.clone()),
        None => Check::Wrong("not in the roster, in CODEOWNERS or among git's authors".to_owned()),
    }
}

/// The person that a text names.
pub(super) fn person(app: &App, typed: &str) -> Result<PersonId, String> {
    if app.board.person(typed).is_some() {
        return Ok(typed.into());
    }
    if typed.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(format!("{typed} is nobody's id: ids have no spaces"));
    }
    // Where there is a roster, a name that is not in it is most likely a slip of the finger.
    if app.board.people.iter().any(|person| person.origin == PersonOrigin::Roster) {
        return Err(format!("nobody is known as {typed}; add them to people in gonogo.yaml"));
    }
    Ok(typed.into())
}

fn act(app: &App, form: &Form) -> Result<Act, Wrong> {
    match form.value("owner").as_str() {
        "" => Err(("owner", "who answers for it? (- takes the owner off)".to_owned())),
        "-" => Ok(Act::Assign(None)),
        typed => person(app, typed).map(|id| Act::Assign(Some(id))).map_err(|e| ("owner", e)),
    }
}
