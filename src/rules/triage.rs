//! GNG010 to GNG014: whether every item is decided, and whether what holds the launch can be done.

use crate::model::column::Role;
use crate::model::finding::Severity;
use crate::model::item::{Item, Status};

use super::wording::{all_of, argument, one_of, says};
use super::{Check, Context, Reports, Rule};

pub(super) static GNG010: Rule = Rule {
    id: "GNG010",
    name: "undecided",
    severity: Severity::Block,
    flag: '?',
    summary: "Every open item stands in a column.",
    why: "What nobody decided on may turn out to hold the launch on the day of the launch.",
    fix: "Decide: press the digit of a column, or gonogo move ID COLUMN.",
    fails: "title: Refund rate\nstatus: open",
    passes: "title: Refund rate\nstatus: open\nscope: launch-adjacent",
    parameters: &[],
    checks: &[Check::Item(undecided)],
};

fn undecided(item: &Item, context: &Context<'_>, reports: &mut Reports<'_>) {
    if item.is_open() && context.board.role_of(item) == Role::Inbox {
        let id = item.id.as_str();
        reports.push(
            &["scope"],
            format!("{id} is undecided"),
            format!("press the digit of a column, or gonogo move {} COLUMN", argument(id)),
        );
    }
}

pub(super) static GNG011: Rule = Rule {
    id: "GNG011",
    name: "required-without-owner-or-date",
    severity: Severity::Block,
    flag: 'O',
    summary: "What holds the launch has an owner, and is due by the launch.",
    why: "Work that is nobody's, or due too late, does not get done in time.",
    fix: "Name one person and a day: gonogo assign ID OWNER, gonogo due ID DATE.",
    fails: "title: Refund rate\nscope: launch-critical\nowner: commerce-lead",
    passes: "title: Refund rate\nscope: launch-critical\nowner: commerce-lead\ndue: 2026-12-18",
    parameters: &[],
    checks: &[Check::Item(owner_and_date)],
};

fn owner_and_date(item: &Item, context: &Context<'_>, reports: &mut Reports<'_>) {
    if !holds_the_launch(item, context) {
        return;
    }
    let id = item.id.as_str();
    if item.owner.is_none() {
        reports.push(
            &["owner"],
            format!("{id} holds the launch but has no owner"),
            format!("press a, or gonogo assign {} OWNER", argument(id)),
        );
    }
    match (item.due, context.board.launch.date) {
        (None, _) => reports.push(
            &["due"],
            format!("{id} holds the launch but has no due date"),
            format!("press D, or gonogo due {} DATE", argument(id)),
        ),
        (Some(due), Some(launch)) if due > launch => reports.push(
            &["due"],
            format!("{id} holds the launch on {launch} but is due on {due}"),
            format!("press D, or gonogo due {} DATE, {launch} at the latest", argument(id)),
        ),
        _ => {}
    }
}

pub(super) static GNG012: Rule = Rule {
    id: "GNG012",
    name: "required-without-criterion",
    severity: Severity::Block,
    flag: '?',
    summary: "What holds the launch cites a required launch behaviour.",
    why: "Without one, holding the launch is an opinion, and the loudest wins. Not asked where \
          gonogo.yaml defines no criteria.",
    fix: "Cite the criterion that is not met: gonogo move ID COLUMN --criterion C1.",
    fails: "title: Refund rate\nscope: launch-critical",
    passes: "title: Refund rate\nscope: launch-critical\ncriterion: C1",
    parameters: &[],
    checks: &[Check::Item(criterion)],
};

fn criterion(item: &Item, context: &Context<'_>, reports: &mut Reports<'_>) {
    let criteria = &context.board.criteria;
    if criteria.is_empty() || !holds_the_launch(item, context) {
        return;
    }
    let id = item.id.as_str();
    let message = match &item.criterion {
        None => format!("{id} holds the launch but cites no required behaviour"),
        Some(cited) if !criteria.iter().any(|criterion| criterion.id == *cited) => {
            format!("{id} cites {cited}, which gonogo.yaml does not define")
        }
        Some(_) => return,
    };
    let known: Vec<&str> = criteria.iter().map(|criterion| criterion.id.as_str()).collect();
    let column = context.board.column_of(item).id.as_str();
    reports.push(
        &["criterion"],
        message,
        format!(
            "press r, or gonogo move {} {} --criterion CRITERION ({})",
            argument(id),
            argument(column),
            one_of(&known)
        ),
    );
}

pub(super) static GNG013: Rule = Rule {
    id: "GNG013",
    name: "silent-scope-cut",
    severity: Severity::Warn,
    flag: 'W',
    summary: "What held the launch and does so no longer says why.",
    why: "A cut that nobody wrote a reason for is found out after the launch, by users.",
    fix: "Say why: press r, or gonogo move ID COLUMN --why TEXT.",
    fails: "title: Refund rate\nscope: launch-adjacent\nowner: commerce-lead",
    passes: "title: Refund rate\nscope: launch-adjacent\nowner: commerce-lead\n\
             rationale: Only shops with two currencies meet it, and none is a design partner.",
    parameters: &[],
    checks: &[Check::Item(silent_cut)],
};

fn silent_cut(item: &Item, context: &Context<'_>, reports: &mut Reports<'_>) {
    let board = context.board;
    let Some(stood) = board.record.stood.get(&item.id) else { return };
    let cut = match item.status {
        Status::Open => board.role_of(item) != Role::Required,
        Status::Withdrawn => true,
        Status::Closed => false,
    };
    let held = board.columns.role(stood.column.as_str()) == Some(Role::Required);
    let reason = item.rationale.as_deref().filter(|reason| says(Some(reason)));
    if cut && held && (reason.is_none() || reason == stood.rationale.as_deref()) {
        let id = item.id.as_str();
        let now = match item.status {
            Status::Withdrawn => "was withdrawn".to_owned(),
            _ => format!("moved to {}", board.column_of(item).id),
        };
        reports.push(
            &["rationale"],
            format!("{id} stood in {} and {now}; nobody wrote down why", stood.column),
            format!("press r, or gonogo move {} COLUMN --why TEXT", argument(id)),
        );
    }
}

pub(super) static GNG014: Rule = Rule {
    id: "GNG014",
    name: "broken-dependency",
    severity: Severity::Warn,
    flag: '?',
    summary: "What an item waits for exists, matters as much, and does not wait for it in turn.",
    why: "An item is decided together with all that it waits for, or not at all.",
    fix: "Move what it waits for into its column, or take that out of blocked_by.",
    fails: "title: Refund rate\nscope: launch-critical\nblocked_by: [LATER-1]",
    passes: "title: Refund rate\nscope: launch-critical\nblocked_by: [CORE-003]",
    parameters: &[],
    checks: &[Check::Item(dependencies)],
};

fn dependencies(item: &Item, context: &Context<'_>, reports: &mut Reports<'_>) {
    if item.blocked_by.is_empty() || !item.is_open() {
        return;
    }
    let (board, id) = (context.board, item.id.as_str());
    let column = board.column_of(item);
    let circle = context.circle(&item.id);
    let mut told_of_circle = false;
    for (position, other_id) in item.blocked_by.iter().enumerate() {
        let position = position.to_string();
        let path = ["blocked_by", position.as_str()];
        let Some(other) = board.item(other_id) else {
            reports.push(
                &path,
                format!("{id} waits for {other_id}, which is not on the board"),
                "correct the id, or take it out of blocked_by",
            );
            continue;
        };
        if !other.is_open() {
            continue;
        }
        let others = board.column_of(other);
        if rank(others.role) < rank(column.role) {
            reports.push(
                &path,
                format!(
                    "{id} is {} but waits for {other_id}, which is {}",
                    column.title, others.title
                ),
                format!(
                    "gonogo move {} {}, or take it out of blocked_by",
                    argument(other_id.as_str()),
                    argument(column.id.as_str())
                ),
            );
        }
        if let Some(members) = circle.filter(|members| members.binary_search(other_id).is_ok())
            && !told_of_circle
        {
            told_of_circle = true;
            let message = match members {
                [_] => format!("{id} waits for itself"),
                [_, _, _, _, _, ..] => {
                    format!("{id} waits for {other_id} and {} more in a circle", members.len() - 2)
                }
                few => {
                    let few: Vec<&str> = few.iter().map(|id| id.as_str()).collect();
                    format!("{} wait for each other", all_of(&few))
                }
            };
            reports.push(&path, message, format!("take {other_id} out of blocked_by"));
        }
    }
}

/// How much a column promises; what waits must not promise more than what it waits for.
fn rank(role: Role) -> u8 {
    match role {
        Role::Required => 2,
        Role::Optional => 1,
        Role::Deferred | Role::Inbox => 0,
    }
}

fn holds_the_launch(item: &Item, context: &Context<'_>) -> bool {
    item.is_open() && context.board.role_of(item) == Role::Required
}
