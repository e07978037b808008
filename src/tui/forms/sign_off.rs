//! Go or no-go for a pack, by role.

use super::assign::check_person;
use super::{Check, Form, FormField, Makes, Spec, Suggestions, Wrong};
use crate::model::decision::Act;
use crate::model::pack::Consent;
use crate::tui::app::App;

pub(super) const SPEC: Spec =
    Spec { verb: "Sign off", fields, check, makes: Makes::Act(act), confirm: Some(confirm) };

fn fields(app: &App, form: &Form) -> Vec<FormField> {
    let pack = form.targets.first().and_then(|t| t.pack()).and_then(|id| app.board.pack(id));
    let content = pack.map(|pack| pack.content(&app.board.assets));
    // The first role that has not signed the pack as it is.
    let role = app.board.signoff_roles.iter().find(|role| {
        pack.and_then(|pack| pack.signoff(role)).is_none_or(|signed| signed.content != content)
    });
    let by = app.user.clone().filter(|user| app.board.person(user).is_some()).unwrap_or_default();
    vec![
        FormField::line("verdict", "Verdict", "go, no-go or abstain", "")
            .with(Suggestions::Consents),
        FormField::line("role", "Role", "which role signs", role.map_or("", String::as_str))
            .with(Suggestions::Roles),
        FormField::line("by", "Signed by", "who signs", &by).with(Suggestions::People),
        FormField::line("note", "Note", "conditions; needed for a no-go", ""),
    ]
}

fn check(app: &App, form: &Form, field: &FormField) -> Check {
    let value = field.text.value();
    let typed = value.trim();
    match field.name {
        "note" if typed.is_empty() && form.value("verdict") != Consent::NoGo.word() => Check::Quiet,
        _ if typed.is_empty() => Check::Needed,
        "verdict" if Consent::from_word(typed).is_none() => {
            Check::Wrong(format!("one of {}", Consent::WORDS.join(", ")))
        }
        "role" if !app.board.signoff_roles.iter().any(|role| role == typed) => {
            Check::Wrong(format!("one of {}", app.board.signoff_roles.join(", ")))
        }
        "by" => check_person(app, typed),
        _ => Check::Quiet,
    }
}

fn act(app: &App, form: &Form) -> Result<Act, Wrong> {
    for field in &form.fields {
        match check(app, form, field) {
            Check::Wrong(why) => return Err((field.name, why)),
            Check::Needed => {
                return Err((field.name, format!("{}, please", field.label.to_lowercase())));
            }
            Check::Quiet | Check::Good(_) => {}
        }
    }
    let verdict = Consent::from_word(&form.value("verdict"))
        .ok_or(("verdict", "go, no-go or abstain".to_owned()))?;
    Ok(Act::SignOff {
        role: form.value("role"),
        verdict,
        by: form.value("by"),
        note: form.optional("note"),
    })
}

fn confirm(app: &App, form: &Form) -> String {
    let id = form.targets.first().map(ToString::to_string).unwrap_or_default();
    let blocking = form.targets.first().and_then(|t| t.pack()).map_or(0, |pack| {
        app.findings.for_pack(pack).iter().filter(|f| f.blocks() && f.rule != "GNG060").count()
    });
    let against = match blocking {
        0 => String::new(),
        1 => " 1 finding holds it.".to_owned(),
        n => format!(" {n} findings hold it."),
    };
    format!("{} says {} to {id}.{against} Sign?", form.value("role"), form.value("verdict"))
}
