//! Done: with what shows it.

use super::{Check, Form, FormField, Makes, Spec, Wrong};
use crate::model::decision::Act;
use crate::model::item::Evidence;
use crate::tui::app::App;

pub(super) const SPEC: Spec =
    Spec { verb: "Close", fields, check, makes: Makes::Act(act), confirm: None };

fn fields(_app: &App, _form: &Form) -> Vec<FormField> {
    vec![
        FormField::line("ref", "Evidence", "a path in the repository, or a link", ""),
        FormField::line("kind", "Kind", "test, fixture, query, screenshot, doc, review", ""),
    ]
}

fn check(_app: &App, _form: &Form, field: &FormField) -> Check {
    match (field.name, field.text.value().trim().is_empty()) {
        ("ref", true) => Check::Needed,
        _ => Check::Quiet,
    }
}

fn act(app: &App, form: &Form) -> Result<Act, Wrong> {
    let reference =
        form.optional("ref").ok_or(("ref", "what shows that it is done?".to_owned()))?;
    let kind = form.optional("kind");
    Ok(Act::Close(Evidence {
        kind,
        reference,
        by: app.user.clone(),
        on: Some(app.today()),
        covers: Vec::new(),
    }))
}
