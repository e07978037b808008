//! Accepting what a rule finds, for this launch: with a reason, what makes up for it, and an end.

use super::assign::check_person;
use super::due::{check_date, day};
use super::{Check, Form, FormField, Makes, Spec, Suggestions, Wrong};
use crate::model::decision::Act;
use crate::model::finding::{Finding, Severity};
use crate::model::item::Waiver;
use crate::model::target::Target;
use crate::rules;
use crate::tui::app::App;

pub(super) const SPEC: Spec =
    Spec { verb: "Waiver for", fields, check, makes: Makes::Act(act), confirm: None };

/// What is found about the targets and can be accepted, the heaviest first.
pub(super) fn rules_found(app: &App, form: &Form) -> Vec<(&'static str, String)> {
    let mut found: Vec<(&'static str, String)> = Vec::new();
    for target in &form.targets {
        let findings: &[Finding] = match target {
            Target::Item(id) => app.findings.for_item(id),
            Target::Pack(id) => app.findings.for_pack(id),
        };
        for finding in findings.iter().filter(|f| f.severity >= Severity::Warn) {
            let known = found.iter().any(|(rule, _)| *rule == finding.rule);
            if !known && finding.waived.is_none() && rules::can_be_waived(finding.rule) {
                found.push((finding.rule, finding.message.clone()));
            }
        }
    }
    found
}

fn fields(app: &App, form: &Form) -> Vec<FormField> {
    let rule = rules_found(app, form).first().map(|(rule, _)| *rule).unwrap_or_default();
    let until = app.board.launch.date.map(|day| day.to_string()).unwrap_or_default();
    vec![
        FormField::line("rule", "Rule", "whose findings are accepted", rule)
            .with(Suggestions::FoundRules),
        FormField::line("why", "Why", "why this launch can go without", ""),
        FormField::line("compensation", "Instead", "what makes up for it meanwhile", ""),
        FormField::line("by", "Accepted by", "not the owner of what is waived", "")
            .with(Suggestions::People),
        FormField::line("until", "Until", "the last day: 2027-01-12, launch, +2w", &until)
            .with(Suggestions::Dates),
    ]
}

fn check(app: &App, form: &Form, field: &FormField) -> Check {
    let value = field.text.value();
    let typed = value.trim();
    match field.name {
        _ if typed.is_empty() => Check::Needed,
        "rule" => match rules::rule(typed) {
            Some(rule) if rules::can_be_waived(rule.id) => Check::Good(rule.summary.to_owned()),
            Some(_) => Check::Wrong("nobody can accept what this rule finds".to_owned()),
            None => Check::Wrong("there is no such rule".to_owned()),
        },
        "by" if owns(app, form, typed) => Check::Wrong("that is the owner's own".to_owned()),
        "by" => check_person(app, typed),
        "until" => check_date(app, typed),
        _ => Check::Quiet,
    }
}

fn owns(app: &App, form: &Form, person: &str) -> bool {
    form.targets.iter().any(|target| {
        let owner = match target {
            Target::Item(id) => app.item(id).and_then(|item| item.owner.as_ref()),
            Target::Pack(id) => app.board.pack(id).and_then(|pack| pack.owner.as_ref()),
        };
        owner.is_some_and(|owner| owner.as_str() == person)
    })
}

fn act(app: &App, form: &Form) -> Result<Act, Wrong> {
    let needed = |name: &'static str, what: &str| {
        form.optional(name).ok_or((name, format!("{what}, please")))
    };
    for name in ["rule", "by", "until"] {
        let field = form.fields.iter().find(|field| field.name == name);
        if let Some(Check::Wrong(why)) = field.map(|field| check(app, form, field)) {
            return Err((name, why));
        }
    }
    let until = needed("until", "the last day on which it holds")?;
    Ok(Act::Waive(Waiver {
        rule: needed("rule", "the rule")?,
        why: Some(needed("why", "the reason")?),
        compensation: Some(needed("compensation", "what makes up for it")?),
        by: Some(needed("by", "who accepts it")?),
        until: Some(day(app, &until).ok_or(("until", format!("{until} is not a date")))?),
    }))
}
