//! What shows that a promise of a pack was checked.

use super::{Check, Form, FormField, Makes, Spec, Suggestions, Wrong};
use crate::model::decision::Act;
use crate::model::item::Evidence;
use crate::tui::app::App;

pub(super) const SPEC: Spec =
    Spec { verb: "Evidence for", fields, check, makes: Makes::Act(act), confirm: None };

fn fields(_app: &App, _form: &Form) -> Vec<FormField> {
    vec![
        FormField::line("ref", "Evidence", "a path in the repository, or a link", ""),
        FormField::line("covers", "Covers", "conditions or figures, with commas", "")
            .with(Suggestions::Promises),
        FormField::line("kind", "Kind", "test, fixture, query, screenshot, doc, review", ""),
    ]
}

fn check(app: &App, form: &Form, field: &FormField) -> Check {
    let value = field.text.value();
    match (field.name, value.trim().is_empty()) {
        ("ref" | "covers", true) => Check::Needed,
        ("covers", false) => match unknown(app, form, &value) {
            Some(name) => Check::Wrong(format!("the pack promises nothing called {name}")),
            None => Check::Quiet,
        },
        _ => Check::Quiet,
    }
}

/// The first name that the pack does not promise.
fn unknown(app: &App, form: &Form, typed: &str) -> Option<String> {
    let pack = app.board.pack(form.targets.first()?.pack()?)?;
    let known =
        |name: &str| pack.behavior(name).is_some() || pack.kpis.iter().any(|kpi| kpi.id == name);
    names(typed).into_iter().find(|name| !known(name))
}

fn names(typed: &str) -> Vec<String> {
    typed.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn act(app: &App, form: &Form) -> Result<Act, Wrong> {
    let reference = form.optional("ref").ok_or(("ref", "what shows it?".to_owned()))?;
    let covers = form.value("covers");
    if names(&covers).is_empty() {
        return Err(("covers", "what does it show?".to_owned()));
    }
    if let Some(name) = unknown(app, form, &covers) {
        return Err(("covers", format!("the pack promises nothing called {name}")));
    }
    Ok(Act::Evidence(Evidence {
        kind: form.optional("kind"),
        reference,
        by: app.user.clone(),
        on: Some(app.today()),
        covers: names(&covers),
    }))
}
