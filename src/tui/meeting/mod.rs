//! The meeting on the screen: a point at a time, what is proposed in words, and the clocks.
//!
//! What happens goes to the journal first and is shown once it is there, as with decisions.

#![deny(clippy::disallowed_methods)]

mod content;
mod minutes;
mod proposal;
mod update;
pub(crate) mod view;

use std::time::{Duration, Instant};

use chrono::{DateTime, FixedOffset};

pub(crate) use minutes::{MinutesView, draw as draw_minutes, edited, not_committed, planned};
pub(crate) use update::{
    act, committed, form_said, happened, held, leave, loaded, offers, open, overtaken, recorded,
    refused, tick, vote_key,
};

use super::app::{App, Layer};
use crate::model::meeting::{Details, Meeting, Proposal};
use crate::model::pack::Consent;

/// A meeting that is under way.
#[derive(Debug)]
pub(crate) struct MeetingState {
    pub(crate) meeting: Meeting,
    /// When the last thing happened in it.
    pub(crate) at: Instant,
    /// The words of what is being recorded and agreed on with it.
    pub(crate) agreeing: Option<String>,
    /// How far the description is scrolled.
    pub(crate) scroll: usize,
    /// What hooks said to the commit of the minutes, until the end is told.
    pub(crate) hooks_said: String,
}

/// What a form says to the meeting.
#[derive(Clone, Debug)]
pub(crate) enum Said {
    /// This is proposed.
    Propose(Box<Proposal>),
    /// The point waits for an answer.
    Park { question: String, person: String },
    /// Who is there, and the like.
    Details(Details),
}

/// The votes by role, over the meeting.
#[derive(Clone, Debug, Default)]
pub(crate) struct VotesView {
    /// Which role is chosen with the arrows.
    pub(crate) cursor: usize,
}

impl VotesView {
    /// The roles, each with a letter of its own: the first of its word that no other has.
    pub(crate) fn letters(roles: &[String]) -> Vec<(char, &str)> {
        let mut taken = Vec::new();
        let digits = ('1'..='9').chain('A'..='Z');
        roles
            .iter()
            .map(|role| {
                let letters =
                    role.chars().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric());
                let free = letters.chain(digits.clone()).find(|letter| !taken.contains(letter));
                let letter = free.unwrap_or('?');
                taken.push(letter);
                (letter, role.as_str())
            })
            .collect()
    }

    /// What a role says when its letter is pressed once more.
    pub(crate) fn next(vote: Option<Consent>) -> Option<Consent> {
        match vote {
            None => Some(Consent::Go),
            Some(Consent::Go) => Some(Consent::NoGo),
            Some(Consent::NoGo) => Some(Consent::Abstain),
            Some(Consent::Abstain) => None,
        }
    }
}

/// Whether the meeting is the view that is drawn, whatever lies over it.
pub(crate) fn is_shown(app: &App) -> bool {
    let view = app.layers.iter().rev().find(|layer| layer.is_view());
    matches!(view, Some(Layer::Meeting)) && app.meeting.is_some()
}

/// In how long the clocks on the screen show something else; `None` where nothing moves.
pub(crate) fn next_change(app: &App, now: DateTime<FixedOffset>) -> Option<Duration> {
    let meeting = &app.meeting.as_ref()?.meeting;
    let runs = is_shown(app) && !meeting.paused && meeting.ended.is_none();
    runs.then(|| Duration::from_millis(meeting.until_next_second(now)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_has_a_letter_of_its_own() {
        let roles = ["owner", "data", "docs", "support", "d", "dd"].map(str::to_owned);
        let letters: Vec<char> = VotesView::letters(&roles).iter().map(|(c, _)| *c).collect();
        assert_eq!(letters, ['o', 'd', 'c', 's', '1', '2']);
    }
}
