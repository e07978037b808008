//! Who is there, who chairs and writes, and when the next meeting is.

use super::{Check, Form, FormField, Makes, Spec, Suggestions, Wrong};
use crate::model::meeting::Details;
use crate::tui::app::App;
use crate::tui::meeting::Said;
use crate::workspace::meeting::people;

pub(super) const SPEC: Spec =
    Spec { verb: "Who is there", fields, check, makes: Makes::Said(said), confirm: None };

fn fields(app: &App, _form: &Form) -> Vec<FormField> {
    let details = app.meeting.as_ref().map(|state| state.meeting.details.clone());
    let details = details.unwrap_or_default();
    let present = details.present.join(", ");
    vec![
        FormField::block("present", "Present", "with commas, or one a line", &present),
        FormField::line("chair", "Chair", "optional", &details.chair).with(Suggestions::People),
        FormField::line("scribe", "Scribe", "optional", &details.scribe).with(Suggestions::People),
        FormField::line("next", "Next meeting", "optional, in any words", &details.next),
    ]
}

fn check(app: &App, _form: &Form, field: &FormField) -> Check {
    let typed = field.text.value();
    match field.name {
        "present" => match names(&typed).len() {
            0 => Check::Quiet,
            1 => Check::Good("1 person".to_owned()),
            n => Check::Good(format!("{n} people")),
        },
        "chair" | "scribe" => match app.board.person(typed.trim()) {
            Some(person) => Check::Good(person.name.clone()),
            None => Check::Quiet,
        },
        _ => Check::Quiet,
    }
}

fn names(typed: &str) -> Vec<String> {
    let parts = typed.split([',', '\n']).map(str::trim);
    parts.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn said(app: &App, form: &Form) -> Result<Said, Wrong> {
    let one = |name: &str| people(&app.board, &[form.value(name)]).pop().unwrap_or_default();
    Ok(Said::Details(Details {
        present: people(&app.board, &names(&form.value("present"))),
        chair: one("chair"),
        scribe: one("scribe"),
        next: form.value("next"),
    }))
}
