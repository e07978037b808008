//! What the room does, as the events that it comes to: the same on the screen and with line prompts.

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::{Entry, Event, Meeting, Place, Point};
use crate::model::agenda::{Agenda, Parked, Topic};
use crate::model::board::Board;
use crate::model::column::Role;
use crate::model::draft::{Draft, Step};
use crate::model::item::Item;
use crate::model::target::Target;

impl Meeting {
    /// The entries for what happens now, preceded by one that accounts for a long silence in which
    /// the room was in session for so many seconds.
    pub fn entries(
        &self,
        events: Vec<Event>,
        now: DateTime<FixedOffset>,
        in_session: u64,
    ) -> Vec<Entry> {
        let here = self.here(now, in_session);
        here.into_iter().chain(events).map(|event| Entry { at: now, event }).collect()
    }

    /// The room agreed on the point on the screen, and goes on.
    pub fn agree(&self, words: String, step: Option<Step>) -> Vec<Event> {
        let Some(target) = self.current.clone() else { return Vec::new() };
        vec![Event::Agreed { target, words, step }, Event::Shown { target: self.next() }]
    }

    /// The point on the screen waits for an answer, and the room goes on.
    pub fn park_current(&self, question: String, person: String) -> Vec<Event> {
        let Some(target) = self.current.clone() else { return Vec::new() };
        // It moves behind the others: where none of those waits, it does not come at once again.
        let next = self.next();
        vec![Event::Parked(Parked { target, question, person }), Event::Shown { target: next }]
    }

    /// A step of the draft was undone: what it agreed on is open again.
    pub fn undone(&self, step: &Step) -> Vec<Event> {
        let point = self.agreed_by(step);
        point.map(|point| Event::Reopened { target: point.target.clone() }).into_iter().collect()
    }

    /// A step was made again: where it is what this meeting agreed on, it is agreed again.
    pub fn redone(&self, step: &Step, words: &str) -> Vec<Event> {
        let about = step.decisions.first().map(|decision| &decision.target);
        let open = about.and_then(|target| self.point(target)).filter(|point| point.waits());
        let agreed = open.map(|point| Event::Agreed {
            target: point.target.clone(),
            words: words.to_owned(),
            step: Some(step.clone()),
        });
        agreed.into_iter().collect()
    }

    /// What the board has that the meeting does not know of: new points, points that were decided
    /// beside the meeting, in this draft or elsewhere. The point on the screen is left to the room.
    pub fn changed_outside(&self, board: &Board, draft: &Draft, today: NaiveDate) -> Vec<Event> {
        let mut events = Vec::new();
        let mut dropped = Vec::new();
        let waiting =
            |point: &&Point| point.waits() && Some(&point.target) != self.current.as_ref();
        for point in self.points.iter().filter(waiting) {
            let target = &point.target;
            if self.belongs(board, point) {
                continue;
            }
            let here = |step: &&Step| {
                step.decisions.iter().any(|d| d.target == *target && d.at >= self.started)
            };
            match draft.steps().iter().rev().find(here) {
                Some(step) if board.has(target) => events.push(Event::Agreed {
                    target: target.clone(),
                    words: "decided on the board".to_owned(),
                    step: Some(step.clone()),
                }),
                _ => dropped.push(target.clone()),
            }
        }
        let queue = Agenda::of(board, today, &[]).queue().into_iter();
        let added: Vec<Place> = queue
            .filter(|(target, _)| self.point(target).is_none())
            .map(|(target, topic)| Place { target, topic })
            .collect();
        if !added.is_empty() || !dropped.is_empty() {
            events.push(Event::Taken { added, dropped });
        }
        events
    }

    /// Whether there still is what put a point on the agenda.
    fn belongs(&self, board: &Board, point: &Point) -> bool {
        match &point.target {
            Target::Pack(id) => board.pack(id).is_some(),
            Target::Item(id) => board.item(id).is_some_and(|item: &Item| {
                item.is_open()
                    && (point.topic != Topic::Undecided || board.role_of(item) == Role::Inbox)
            }),
        }
    }
}
