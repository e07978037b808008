//! What a proposal of a column still lacks: owner, day, criterion, reason. It may be left open; the
//! rules say then what is missing.

use super::assign::{check_person, person};
use super::due::{check_date, day};
use super::{Check, Form, FormField, Makes, Purpose, Spec, Suggestions, Wrong};
use crate::model::id::CriterionId;
use crate::model::meeting::Proposal;
use crate::tui::app::App;
use crate::tui::meeting::Said;

pub(super) const SPEC: Spec =
    Spec { verb: "Propose", fields, check, makes: Makes::Said(said), confirm: None };

fn proposal(app: &App, form: &Form) -> Proposal {
    let proposed = app.meeting.as_ref().and_then(|state| state.meeting.current_point());
    let proposal = proposed.and_then(|point| point.proposal.clone()).unwrap_or_default();
    match &form.purpose {
        Purpose::Propose(to) => proposal.column(to.clone()),
        _ => proposal,
    }
}

fn fields(app: &App, form: &Form) -> Vec<FormField> {
    let item = form.targets.first().and_then(|target| app.item_of(target));
    let proposal = proposal(app, form);
    let owner = proposal.owner.or_else(|| item?.owner.clone());
    let owner = owner.map(|owner| owner.to_string()).unwrap_or_default();
    let due = proposal.due.or_else(|| item?.due).map(|day| day.to_string()).unwrap_or_default();
    let criterion = proposal.criterion.or_else(|| item?.criterion.clone());
    let criterion = criterion.map(|id| id.to_string()).unwrap_or_default();
    let why = proposal.why.or_else(|| item?.rationale.clone()).unwrap_or_default();
    let mut fields = vec![
        FormField::line("owner", "Owner", "who answers for it?", &owner).with(Suggestions::People),
        FormField::line("due", "Due", "2026-12-18, fri, +2w, launch-1w", &due)
            .with(Suggestions::Dates),
    ];
    if !app.board.criteria.is_empty() {
        fields.push(
            FormField::line("criterion", "Criterion", "which launch behaviour?", &criterion)
                .with(Suggestions::Criteria),
        );
    }
    fields.push(FormField::line("why", "Because", "optional, in a sentence", &why));
    fields
}

fn check(app: &App, _form: &Form, field: &FormField) -> Check {
    let text = field.text.value();
    let typed = text.trim();
    match field.name {
        "owner" => check_person(app, typed),
        "due" if typed.is_empty() => Check::Needed,
        "due" => check_date(app, typed),
        "criterion" if typed.is_empty() => Check::Needed,
        "criterion" => match app.board.criteria.iter().find(|c| c.id == *typed) {
            Some(criterion) => Check::Good(criterion.text.clone()),
            None => Check::Wrong("no such criterion in gonogo.yaml".to_owned()),
        },
        _ => Check::Quiet,
    }
}

fn said(app: &App, form: &Form) -> Result<Said, Wrong> {
    let mut proposal = proposal(app, form);
    if let Some(owner) = form.optional("owner") {
        proposal.owner = Some(match owner.as_str() {
            "-" => "".into(),
            owner => person(app, owner).map_err(|error| ("owner", error))?,
        });
    }
    if let Some(due) = form.optional("due") {
        let day = day(app, &due).ok_or_else(|| ("due", format!("{due} is not a date")))?;
        proposal.due = Some(day);
    }
    if let Some(id) = form.optional("criterion").map(CriterionId::from) {
        if !app.board.criteria.iter().any(|criterion| criterion.id == id) {
            return Err(("criterion", format!("there is no criterion {id} in gonogo.yaml")));
        }
        proposal.criterion = Some(id);
    }
    proposal.why = form.optional("why").or(proposal.why);
    Ok(Said::Propose(Box::new(proposal)))
}
