//! Not now: with a tracked link, a risk note, a date to revisit it, and an owner. It cannot be
//! saved without them.

use super::assign::{check_person, person};
use super::due::{check_date, day};
use super::{Check, Form, FormField, Makes, Purpose, Spec, Suggestions, Wrong};
use crate::model::column::Role;
use crate::model::decision::{Act, Deferral, DeferralError};
use crate::model::item::Item;
use crate::tui::app::App;

pub(super) const SPEC: Spec =
    Spec { verb: "Defer", fields, check, makes: Makes::Act(act), confirm: None };

fn fields(app: &App, form: &Form) -> Vec<FormField> {
    let items: Vec<&Item> = form.targets.iter().filter_map(|id| app.item_of(id)).collect();
    // What all the items say alike is filled in; what differs is left to be said.
    let alike = |value: &dyn Fn(&Item) -> Option<String>| {
        let first = items.first().and_then(|item| value(item))?;
        items.iter().all(|item| value(item).as_ref() == Some(&first)).then_some(first)
    };
    let record = |value: &dyn Fn(&crate::model::item::DeferralRecord) -> Option<String>| {
        alike(&|item| item.deferral.as_ref().and_then(value)).unwrap_or_default()
    };
    let revisit = record(&|d| d.revisit.map(|day| day.to_string()));
    let owner = alike(&|item| item.owner.as_ref().map(|o| o.to_string())).unwrap_or_default();
    let why = alike(&|item| item.rationale.clone()).unwrap_or_default();
    let deferred = app.board.columns.iter().filter(|c| c.role == Role::Deferred).count();
    let mut fields = Vec::new();
    if deferred > 1 {
        let to = match &form.purpose {
            Purpose::Defer(Some(column)) => column.to_string(),
            _ => app
                .board
                .columns
                .first(Role::Deferred)
                .map(|c| c.id.to_string())
                .unwrap_or_default(),
        };
        fields.push(FormField::line("to", "To scope", "a deferred column", &to));
    }
    let link_hint = "PACK-412, owner/repo#7 or an address";
    let risk_hint = "what do users meet until then?";
    fields.extend([
        FormField::line("link", "Tracked link", link_hint, &record(&|d| d.link.clone()))
            .with(Suggestions::Links),
        FormField::block("risk", "Risk note", risk_hint, &record(&|d| d.risk.clone())),
        FormField::line("revisit", "Revisit by", "2027-02-01, +2w, launch+14d", &revisit)
            .with(Suggestions::Dates),
        FormField::line("owner", "Owner", "who answers for the follow-up?", &owner)
            .with(Suggestions::People),
        FormField::line("why", "Because", "optional", &why),
    ]);
    fields
}

fn check(app: &App, _form: &Form, field: &FormField) -> Check {
    let text = field.text.value();
    let typed = text.trim();
    match field.name {
        "to" => match app.board.columns.meant(typed) {
            Some(column) if column.role == Role::Deferred => Check::Good(column.title.clone()),
            _ => Check::Wrong("not a column for deferred items".to_owned()),
        },
        "link" if typed.is_empty() => Check::Needed,
        "link" => match app.board.link(typed) {
            Ok(link) => {
                Check::Good(link.url().filter(|url| *url != typed).unwrap_or("ok").to_owned())
            }
            Err(error) => Check::Wrong(error.to_string()),
        },
        "risk" if typed.is_empty() => Check::Needed,
        "risk" => Check::Good(format!("{}/400", typed.chars().count())),
        "revisit" => match check_date(app, typed) {
            Check::Good(_) if day(app, typed).is_some_and(|day| day <= app.today()) => {
                Check::Wrong("that day is not ahead".to_owned())
            }
            other => other,
        },
        "owner" => check_person(app, typed),
        _ => Check::Quiet,
    }
}

fn act(app: &App, form: &Form) -> Result<Act, Wrong> {
    let revisit = form.value("revisit");
    let revisit_day = match revisit.as_str() {
        "" => None,
        typed => match day(app, typed) {
            Some(day) if day > app.today() => Some(day),
            Some(_) => return Err(("revisit", "the date to revisit it must lie ahead".to_owned())),
            None => return Err(("revisit", format!("{typed} is not a date"))),
        },
    };
    let link = app.board.link(&form.value("link"));
    let deferral = Deferral::new(link, &form.value("risk"), revisit_day).map_err(|error| {
        let field = match error {
            DeferralError::Link(_) => "link",
            DeferralError::Risk => "risk",
            DeferralError::Revisit => "revisit",
        };
        (field, format!("a deferral needs {error}"))
    })?;
    let owner = form.value("owner");
    if owner.is_empty() || owner == "-" {
        return Err((
            "owner",
            "a deferral needs an owner: who answers for the follow-up?".to_owned(),
        ));
    }
    let owner = person(app, &owner).map_err(|e| ("owner", e))?;
    let to = match form.optional("to") {
        Some(typed) => match app.board.columns.meant(&typed) {
            Some(column) if column.role == Role::Deferred => Some(column.id.clone()),
            _ => return Err(("to", format!("{typed} is not a column for deferred items"))),
        },
        None => match &form.purpose {
            Purpose::Defer(to) => to.clone(),
            _ => None,
        },
    };
    Ok(Act::Defer { to, deferral, owner: Some(owner), why: form.optional("why") })
}
