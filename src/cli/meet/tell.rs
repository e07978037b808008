//! What the line prompts tell: a point of the agenda, a line a fact.

use crate::cli::Failure;
use crate::cli::output::{Output, Tone};
use crate::model::meeting::{Meeting, Standing};
use crate::model::target::Target;
use crate::report::briefing::{self, Weight};
use crate::rules::Findings;
use crate::workspace::load::Loaded;

/// How many paragraphs of a description are told unasked.
const PARAGRAPHS: usize = 3;

/// Tells the point on the agenda that is spoken about; `last` is the last decision on it, in words.
pub(super) fn point(
    out: &Output,
    loaded: &Loaded,
    meeting: &Meeting,
    last: Option<&str>,
    now: chrono::DateTime<chrono::FixedOffset>,
) -> Result<(), Failure> {
    let board = &loaded.board;
    let Some(point) = meeting.current_point() else {
        out.line("")?;
        let waits = meeting.waiting();
        let words = match waits {
            0 => "That was the last point.".to_owned(),
            n => format!("That was the last point; {n} passed over, n goes to the first of them."),
        };
        return Ok(out.line(&format!("{words} C ends the meeting."))?);
    };
    let target = &point.target;
    let findings = Findings::of(board, now.date_naive());
    let at = meeting.position().unwrap_or(0);
    let pace = meeting.pace(now);
    out.line("")?;
    out.line(&format!(
        "Point {at} of {} ({}). {}.",
        meeting.counted().count(),
        briefing::topic(point.topic),
        pace.words()
    ))?;
    out.pieces(&[
        (target.as_str(), Some(Tone::Bold)),
        ("  ", None),
        (briefing::title(board, target), Some(Tone::Bold)),
    ])?;
    out.line(&format!("  {}", briefing::facts(board, target, now.date_naive()).join(", ")))?;
    description(out, loaded, target)?;
    for line in briefing::lines(board, &findings, target, last, meeting.asked(target)) {
        let tone = match line.weight {
            Weight::Blocks | Weight::Warns => Some(Tone::Warn),
            Weight::Tells => Some(Tone::Dim),
        };
        out.pieces(&[("  ", None), (line.label, tone), (": ", None), (&line.text, None)])?;
    }
    match &point.standing {
        Standing::Parked(parked) => {
            let who = if parked.person.is_empty() { "nobody" } else { &parked.person };
            out.line(&format!("  Parked: {} (for {who})", parked.question))?;
        }
        Standing::Agreed { words, .. } => out.line(&format!("  Agreed: {words}"))?,
        Standing::Open | Standing::Dropped => {}
    }
    proposal(out, loaded, meeting)
}

/// Tells what is proposed, what it lacks, and how the roles voted.
pub(super) fn proposal(out: &Output, loaded: &Loaded, meeting: &Meeting) -> Result<(), Failure> {
    let Some(point) = meeting.current_point() else { return Ok(()) };
    let board = &loaded.board;
    if let Some(proposal) = &point.proposal {
        let words = briefing::proposal(proposal, board, &point.target);
        out.pieces(&[("Proposed: ", Some(Tone::Bold)), (&words, Some(Tone::Bold))])?;
        if let Some(why) = &proposal.why {
            out.line(&format!("  Because: {why}"))?;
        }
        if let Some(item) = point.target.item().and_then(|id| board.item(id)) {
            let lacks = proposal.lacks(board, item);
            if !lacks.is_empty() {
                out.line(&format!("  Still lacks {}.", lacks.join(", ")))?;
            }
        }
    }
    if let Some(votes) = briefing::votes(point) {
        let tone = (votes.weight == Weight::Blocks).then_some(Tone::Warn);
        out.pieces(&[("  Votes: ", None), (&votes.text, tone)])?;
    }
    Ok(())
}

fn description(out: &Output, loaded: &Loaded, target: &Target) -> Result<(), Failure> {
    let Some(item) = target.item().and_then(|id| loaded.board.item(id)) else { return Ok(()) };
    let paragraphs: Vec<String> = item
        .description
        .split("\n\n")
        .map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|paragraph| !paragraph.is_empty())
        .collect();
    for paragraph in paragraphs.iter().take(PARAGRAPHS) {
        out.line(&format!("  {paragraph}"))?;
    }
    if paragraphs.len() > PARAGRAPHS {
        let more = paragraphs.len() - PARAGRAPHS;
        out.line(&format!("  ({more} more paragraphs: gonogo show {})", item.id))?;
    }
    Ok(())
}

/// The keys, each with what it does.
pub(super) fn help(out: &Output, loaded: &Loaded) -> Result<(), Failure> {
    let columns = loaded.board.columns.iter().enumerate();
    let columns: Vec<String> = columns.map(|(n, column)| format!("{n} {}", column.title)).collect();
    for (keys, does) in [
        (columns.join(", ").as_str(), "propose this column"),
        ("y", "agreed: record it, and on to the next point"),
        ("s QUESTION", "park: it comes back at the end"),
        ("n, N", "next or previous point without deciding"),
        ("a OWNER", "propose an owner; - takes the owner off"),
        ("d", "propose to put it off"),
        ("x WHY", "propose that it is not needed"),
        ("e WHY", "why it is proposed, in other words"),
        ("D DATE", "propose a due date"),
        ("r CRITERION", "cite a launch behaviour"),
        ("w", "withdraw the proposal"),
        ("v", "votes by role"),
        ("c TEXT", "write a note down"),
        ("u", "undo the last decision"),
        ("t, T", "stop or start the clocks; two more minutes"),
        ("A", "who is there, who writes, when the next meeting is"),
        ("Enter", "tell this point again"),
        ("C", "end: minutes, and the commit"),
        ("q", "leave; gonogo meet goes on with it"),
    ] {
        out.pieces(&[("  ", None), (keys, Some(Tone::Bold)), (": ", None), (does, None)])?;
    }
    Ok(())
}
