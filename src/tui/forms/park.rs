//! Not yet: what has to be known first, and who finds it out.

use super::{Check, Form, FormField, Makes, Spec, Suggestions, Wrong};
use crate::model::meeting::Standing;
use crate::tui::app::App;
use crate::tui::meeting::Said;
use crate::workspace::meeting::people;

pub(super) const SPEC: Spec =
    Spec { verb: "Park", fields, check, makes: Makes::Said(said), confirm: None };

fn fields(app: &App, _form: &Form) -> Vec<FormField> {
    let point = app.meeting.as_ref().and_then(|state| state.meeting.current_point());
    let (question, person) = match point.map(|point| &point.standing) {
        Some(Standing::Parked(parked)) => (parked.question.clone(), parked.person.clone()),
        _ => (String::new(), String::new()),
    };
    vec![
        FormField::line("question", "Question", "what has to be known first?", &question),
        FormField::line("person", "For", "who finds it out? (may be left open)", &person)
            .with(Suggestions::People),
    ]
}

fn check(app: &App, _form: &Form, field: &FormField) -> Check {
    let text = field.text.value();
    let typed = text.trim();
    match field.name {
        "question" if typed.is_empty() => Check::Needed,
        "person" => match app.board.person(typed) {
            Some(person) => Check::Good(person.name.clone()),
            None => Check::Quiet,
        },
        _ => Check::Quiet,
    }
}

fn said(app: &App, form: &Form) -> Result<Said, Wrong> {
    let question =
        form.optional("question").ok_or(("question", "what has to be known first?".to_owned()))?;
    let person = people(&app.board, &[form.value("person")]).pop().unwrap_or_default();
    Ok(Said::Park { question, person })
}
