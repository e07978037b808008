//! A remark on items.

use super::{Check, Form, FormField, Makes, Spec, Wrong};
use crate::model::decision::Act;
use crate::model::item::Note;
use crate::tui::app::App;

pub(super) const SPEC: Spec =
    Spec { verb: "Note on", fields, check, makes: Makes::Act(act), confirm: None };

fn fields(_app: &App, _form: &Form) -> Vec<FormField> {
    vec![FormField::block("note", "Note", "Ctrl-s saves", "")]
}

fn check(_app: &App, _form: &Form, field: &FormField) -> Check {
    if field.text.value().trim().is_empty() { Check::Needed } else { Check::Quiet }
}

fn act(app: &App, form: &Form) -> Result<Act, Wrong> {
    let text = form.optional("note").ok_or(("note", "what is to be noted?".to_owned()))?;
    Ok(Act::Note(Note { on: Some(app.today()), by: app.user.clone(), text }))
}
