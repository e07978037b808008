//! Proposals by line prompts: a column, and what it still needs, asked one after another.

use chrono::NaiveDate;

use super::ask::said;
use super::plain::{Room, Then};
use crate::cli::{Failure, decide};
use crate::model::column::Role;
use crate::model::date;
use crate::model::decision::{Act, Deferral};
use crate::model::id::ColumnId;
use crate::model::meeting::Proposal;
use crate::model::target::Target;
use crate::tui::now;

/// A line that proposes something.
pub(super) fn line(room: &mut Room<'_>, key: &str, rest: &str) -> Result<Then, Failure> {
    let Some(target) = room.target() else { return room.say("There is no point here.") };
    let proposal = room.meeting.current_point().and_then(|point| point.proposal.clone());
    let proposal = proposal.unwrap_or_default();
    if let Some(digit) = key.parse::<usize>().ok().filter(|_| rest.is_empty()) {
        return column(room, target, proposal, digit);
    }
    if !matches!(key, "a" | "d" | "x" | "e" | "D" | "r") {
        return room.say(&format!("{key}{rest} is no key here; ? lists them."));
    }
    if target.pack().is_some() && key != "a" {
        return room.say("A pack has no column: a names its owner, s parks it, y goes on.");
    }
    let asked = |question: &str| -> Result<Option<String>, Failure> {
        if !rest.is_empty() {
            return Ok(Some(rest.to_owned()));
        }
        match super::ask::ask(question)? {
            super::ask::Answer::Said(text) => Ok(Some(text)),
            super::ask::Answer::Gone => Ok(None),
        }
    };
    let act = match key {
        "d" => return defer(room, target, proposal, None),
        "a" => {
            let Some(typed) = asked("Owner (- takes the owner off):")? else {
                return Ok(Then::Gone);
            };
            match typed.as_str() {
                "" => return room.say("Nothing is proposed."),
                "-" => Act::Assign(None),
                typed => match decide::person(room.board(), typed) {
                    Ok(person) => Act::Assign(Some(person)),
                    Err(failure) => return room.say(&words(failure)),
                },
            }
        }
        "D" => {
            let Some(typed) = asked("Due:")? else { return Ok(Then::Gone) };
            match day(room, &typed) {
                Some(day) => Act::Due(Some(day)),
                None => return room.say(&format!("{typed} is not a date.")),
            }
        }
        "r" => {
            let Some(typed) = asked("Criterion:")? else { return Ok(Then::Gone) };
            match room.board().criteria.iter().find(|criterion| criterion.id == *typed.as_str()) {
                Some(known) => Act::Rationale { text: None, criterion: Some(known.id.clone()) },
                None => return room.say(&format!("There is no criterion {typed} in gonogo.yaml.")),
            }
        }
        _ => {
            let Some(why) = asked("Because:")? else { return Ok(Then::Gone) };
            if why.is_empty() {
                return room.say("Nothing is proposed: a reason is needed.");
            }
            if key == "x" {
                Act::Withdraw { why }
            } else {
                Act::Rationale { text: Some(why), criterion: None }
            }
        }
    };
    match proposal.amended(&act) {
        Some(proposal) => room.proposes(target, proposal),
        None => room.say("Nothing is proposed."),
    }
}

fn column(
    room: &mut Room<'_>,
    target: Target,
    proposal: Proposal,
    digit: usize,
) -> Result<Then, Failure> {
    let Some(item) = target.item().and_then(|id| room.board().item(id)).cloned() else {
        return room.say("A pack has no column: a names its owner, s parks it, y goes on.");
    };
    let Some(column) = room.board().columns.at(digit).cloned() else {
        return room.say(&format!("There is no column {digit}."));
    };
    let mut proposal = proposal.column(column.id.clone());
    if column.role == Role::Deferred && !proposal.lacks(room.board(), &item).is_empty() {
        return defer(room, target, proposal, Some(column.id));
    }
    for lack in proposal.lacks(room.board(), &item) {
        loop {
            let typed = said!(&format!("It needs {lack} (Enter: not now):"));
            if typed.is_empty() {
                break;
            }
            let act = match lack {
                "an owner" => match decide::person(room.board(), &typed) {
                    Ok(person) => Act::Assign(Some(person)),
                    Err(failure) => {
                        room.say(&words(failure))?;
                        continue;
                    }
                },
                "a due date" => match day(room, &typed) {
                    Some(day) => Act::Due(Some(day)),
                    None => {
                        room.say(&format!("{typed} is not a date."))?;
                        continue;
                    }
                },
                _ => match room.board().criteria.iter().find(|c| c.id == *typed.as_str()) {
                    Some(known) => Act::Rationale { text: None, criterion: Some(known.id.clone()) },
                    None => {
                        let known: Vec<&str> =
                            room.board().criteria.iter().map(|c| c.id.as_str()).collect();
                        room.say(&format!("One of {}.", known.join(", ")))?;
                        continue;
                    }
                },
            };
            proposal = proposal.clone().amended(&act).unwrap_or(proposal);
            break;
        }
    }
    if proposal.why.is_none() {
        let why = said!("Because (Enter: nothing to add):");
        proposal.why = Some(why).filter(|why| !why.is_empty());
    }
    room.proposes(target, proposal)
}

fn defer(
    room: &mut Room<'_>,
    target: Target,
    proposal: Proposal,
    to: Option<ColumnId>,
) -> Result<Then, Failure> {
    let item = target.item().and_then(|id| room.board().item(id)).cloned();
    let record = item.as_ref().and_then(|item| item.deferral.clone()).unwrap_or_default();
    let or = |typed: String, known: Option<String>| match typed.as_str() {
        "" => known.unwrap_or_default(),
        _ => typed,
    };
    let now_words = |known: &Option<String>| {
        known.as_ref().map(|known| format!(" (Enter: {known})")).unwrap_or_default()
    };
    let link = loop {
        let typed = said!(&format!("Tracked link{}:", now_words(&record.link)));
        let typed = or(typed, record.link.clone());
        if typed.is_empty() {
            return room.say("Nothing is proposed: a deferral needs a tracked link.");
        }
        match room.board().link(&typed) {
            Ok(link) => break link,
            Err(error) => room.say(&format!("{typed}: {error}."))?,
        };
    };
    let risk = said!(&format!("Risk note: what users meet until then{}:", now_words(&record.risk)));
    let risk = or(risk, record.risk.clone());
    let known = record.revisit.filter(|day| *day > now().date_naive()).map(|day| day.to_string());
    let revisit = loop {
        let typed = said!(&format!("Revisit{}:", now_words(&known)));
        let typed = or(typed, known.clone());
        if typed.is_empty() {
            return room.say("Nothing is proposed: a deferral needs a day to revisit it.");
        }
        match day(room, &typed) {
            Some(day) if day > now().date_naive() => break day,
            Some(_) => room.say("That day is not ahead.")?,
            None => room.say(&format!("{typed} is not a date."))?,
        };
    };
    let owner = item.and_then(|item| item.owner).map(|owner| owner.to_string());
    let owner = loop {
        let typed = said!(&format!("Owner of the follow-up{}:", now_words(&owner)));
        let typed = or(typed, owner.clone());
        if typed.is_empty() {
            return room.say("Nothing is proposed: a deferral needs an owner.");
        }
        match decide::person(room.board(), &typed) {
            Ok(person) => break person,
            Err(failure) => room.say(&words(failure))?,
        };
    };
    let why = said!("Because (Enter: nothing to add):");
    let deferral = match Deferral::new(Ok(link), &risk, Some(revisit)) {
        Ok(deferral) => deferral,
        Err(error) => return room.say(&format!("Nothing is proposed: a deferral needs {error}")),
    };
    let why = Some(why).filter(|why| !why.is_empty());
    let act = Act::Defer { to, deferral, owner: Some(owner), why };
    match proposal.amended(&act) {
        Some(proposal) => room.proposes(target, proposal),
        None => room.say("Nothing is proposed."),
    }
}

fn day(room: &Room<'_>, typed: &str) -> Option<NaiveDate> {
    date::from_person(typed, now().date_naive(), room.board().launch.date)
}

fn words(failure: Failure) -> String {
    match failure {
        Failure::Refused(words) | Failure::Usage(words) | Failure::Cannot(words) => words,
        Failure::PipeClosed => String::new(),
    }
}
