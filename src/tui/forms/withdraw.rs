//! Not needed: asks for the reason, and then whether it is meant.

use super::{Check, Form, FormField, Makes, Spec, Wrong};
use crate::model::decision::Act;
use crate::tui::app::App;

pub(super) const SPEC: Spec =
    Spec { verb: "Withdraw", fields, check, makes: Makes::Act(act), confirm: Some(confirm) };

fn fields(_app: &App, _form: &Form) -> Vec<FormField> {
    vec![FormField::line("why", "Not needed, because", "the reason stays with the item", "")]
}

fn check(_app: &App, _form: &Form, field: &FormField) -> Check {
    if field.text.value().trim().is_empty() { Check::Needed } else { Check::Quiet }
}

fn act(_app: &App, form: &Form) -> Result<Act, Wrong> {
    match form.optional("why") {
        Some(why) => Ok(Act::Withdraw { why }),
        None => Err(("why", "why is it not needed?".to_owned())),
    }
}

fn confirm(_app: &App, form: &Form) -> String {
    match form.targets.as_slice() {
        [one] => format!("Withdraw {one}? It will not be done."),
        many => format!("Withdraw {} items? They will not be done.", many.len()),
    }
}
