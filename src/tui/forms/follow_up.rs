//! The tracked follow-up of items.

use super::{Check, Form, FormField, Makes, Spec, Suggestions, Wrong};
use crate::model::decision::Act;
use crate::tui::app::App;

pub(super) const SPEC: Spec =
    Spec { verb: "Follow-up of", fields, check, makes: Makes::Act(act), confirm: None };

fn fields(app: &App, form: &Form) -> Vec<FormField> {
    let link = match form.targets.as_slice() {
        [one] => app.item_of(one).and_then(|i| i.deferral.as_ref()).and_then(|d| d.link.clone()),
        _ => None,
    };
    let hint = "PACK-412, owner/repo#7 or an address";
    vec![
        FormField::line("link", "Tracked link", hint, &link.unwrap_or_default())
            .with(Suggestions::Links),
    ]
}

fn check(app: &App, _form: &Form, field: &FormField) -> Check {
    let text = field.text.value();
    if text.trim().is_empty() {
        return Check::Needed;
    }
    match app.board.link(&text) {
        Ok(link) => Check::Good(link.url().unwrap_or("ok").to_owned()),
        Err(error) => Check::Wrong(error.to_string()),
    }
}

fn act(app: &App, form: &Form) -> Result<Act, Wrong> {
    app.board.link(&form.value("link")).map(Act::FollowUp).map_err(|e| ("link", e.to_string()))
}
