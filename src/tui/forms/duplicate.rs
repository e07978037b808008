//! The item that others repeat.

use super::{Check, Form, FormField, Makes, Spec, Suggestions, Wrong};
use crate::model::decision::Act;
use crate::model::id::ItemId;
use crate::tui::app::App;

pub(super) const SPEC: Spec =
    Spec { verb: "Duplicate:", fields, check, makes: Makes::Act(act), confirm: Some(confirm) };

fn fields(_app: &App, _form: &Form) -> Vec<FormField> {
    vec![FormField::line("of", "Repeats", "the id of the other item", "").with(Suggestions::Items)]
}

fn check(app: &App, _form: &Form, field: &FormField) -> Check {
    let typed = field.text.value().trim().to_owned();
    if typed.is_empty() {
        return Check::Needed;
    }
    match app.item(&ItemId::from(typed)) {
        Some(item) => Check::Good(item.title.clone()),
        None => Check::Wrong("there is no such item".to_owned()),
    }
}

fn act(app: &App, form: &Form) -> Result<Act, Wrong> {
    let of = ItemId::from(form.value("of"));
    match app.item(&of) {
        Some(_) if form.targets.iter().any(|target| target.item() == Some(&of)) => {
            Err(("of", format!("{of} cannot repeat itself")))
        }
        Some(_) => Ok(Act::Duplicate { of }),
        None => Err(("of", "which item does it repeat?".to_owned())),
    }
}

fn confirm(_app: &App, form: &Form) -> String {
    format!("Withdraw as a duplicate of {}?", form.value("of"))
}
