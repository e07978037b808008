//! Why items stand where they stand, and which launch behaviour that serves.

use super::{Check, Form, FormField, Makes, Spec, Suggestions, Wrong};
use crate::model::decision::Act;
use crate::model::id::CriterionId;
use crate::tui::app::App;

pub(super) const SPEC: Spec =
    Spec { verb: "Rationale of", fields, check, makes: Makes::Act(act), confirm: None };

fn fields(app: &App, form: &Form) -> Vec<FormField> {
    let item = match form.targets.as_slice() {
        [one] => app.item_of(one),
        _ => None,
    };
    let why = item.and_then(|item| item.rationale.clone()).unwrap_or_default();
    let criterion = item.and_then(|i| i.criterion.as_ref()).map(CriterionId::as_str);
    let mut fields = vec![FormField::block("why", "Because", "in a sentence", &why)];
    if !app.board.criteria.is_empty() {
        fields.push(
            FormField::line("criterion", "Criterion", "optional", criterion.unwrap_or_default())
                .with(Suggestions::Criteria),
        );
    }
    fields
}

fn check(app: &App, _form: &Form, field: &FormField) -> Check {
    let text = field.text.value();
    let typed = text.trim();
    match field.name {
        "criterion" if typed.is_empty() => Check::Quiet,
        "criterion" => match app.board.criteria.iter().find(|c| c.id == *typed) {
            Some(criterion) => Check::Good(criterion.text.clone()),
            None => Check::Wrong("no such criterion in gonogo.yaml".to_owned()),
        },
        _ if typed.is_empty() => Check::Needed,
        _ => Check::Quiet,
    }
}

fn act(app: &App, form: &Form) -> Result<Act, Wrong> {
    let criterion = form.optional("criterion").map(CriterionId::from);
    if let Some(id) = &criterion
        && !app.board.criteria.iter().any(|c| c.id == *id)
    {
        return Err(("criterion", format!("there is no criterion {id} in gonogo.yaml")));
    }
    let text = form.optional("why");
    if text.is_none() && criterion.is_none() {
        return Err(("why", "why does it stand where it stands?".to_owned()));
    }
    Ok(Act::Rationale { text, criterion })
}
