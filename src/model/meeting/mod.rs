//! A meeting: who is there, where on the agenda it stands, what is proposed, agreed and parked.
//!
//! The state is a fold over what happened ([`Entry`]), and time comes in with what happened: reading
//! the entries of a meeting that was cut short gives the state that it was in.

mod clock;
mod event;
mod moves;
mod proposal;

use chrono::{DateTime, FixedOffset};

pub use clock::{BEAT, Pace, clock_words};
pub use event::{Counts, Details, Ending, Entry, Event, Opening, Place};
pub use proposal::{Change, Proposal};

use super::agenda::{Parked, Topic};
use super::draft::Step;
use super::pack::Consent;
use super::target::Target;

/// What has become of a point of the agenda.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It waits.
    Open,
    /// The room agreed.
    Agreed {
        /// What on, in words.
        words: String,
        /// What that changed; `None` where it stays as it stands.
        step: Option<Step>,
    },
    /// A question has to be answered first.
    Parked(Parked),
    /// It was decided elsewhere, or is gone.
    Dropped,
}

/// A point of the agenda.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// The item or pack.
    pub target: Target,
    /// What puts it on the agenda.
    pub topic: Topic,
    /// What has become of it.
    pub standing: Standing,
    /// What is proposed and not agreed yet.
    pub proposal: Option<Proposal>,
    /// What the roles say of the proposal, in the order in which they spoke.
    pub votes: Vec<(String, Consent)>,
    /// Whether it was parked in this meeting and has come back since.
    pub came_back: bool,
    /// Milliseconds spent on it.
    pub spent_ms: u64,
    /// Seconds that it was given beyond what every point has.
    pub extra: u32,
}

impl Point {
    /// Whether it is still to be spoken about in this meeting.
    pub fn waits(&self) -> bool {
        match self.standing {
            Standing::Open => true,
            Standing::Parked(_) => !self.came_back,
            Standing::Agreed { .. } | Standing::Dropped => false,
        }
    }

    /// What a role says.
    pub fn vote(&self, role: &str) -> Option<Consent> {
        self.votes.iter().find(|(known, _)| known == role).map(|(_, vote)| *vote)
    }
}

/// The state of a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// What it was opened with.
    pub opening: Opening,
    /// When it was opened.
    pub started: DateTime<FixedOffset>,
    /// Who is there, and the like.
    pub details: Details,
    /// The agenda; what is parked moves to its end.
    pub points: Vec<Point>,
    /// What is on the screen; `None` behind the last point.
    pub current: Option<Target>,
    /// Whether the clocks stand.
    pub paused: bool,
    /// Milliseconds in session, without pauses and without the time nobody was there.
    pub spent_ms: u64,
    /// When the last thing happened.
    pub last: DateTime<FixedOffset>,
    /// How it ended, if it did.
    pub ended: Option<Ending>,
}

impl Meeting {
    /// A meeting that begins.
    pub fn new(opening: Opening, at: DateTime<FixedOffset>) -> Self {
        let points: Vec<Point> = opening.queue.iter().map(point).collect();
        let current = points.first().map(|point| point.target.clone());
        Self {
            details: opening.details.clone(),
            opening,
            started: at,
            points,
            current,
            paused: false,
            spent_ms: 0,
            last: at,
            ended: None,
        }
    }

    /// The meeting that entries tell of; `None` where the first is no opening.
    pub fn of<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Option<Self> {
        let mut entries = entries.into_iter();
        let first = entries.next()?;
        let Event::Started(opening) = &first.event else { return None };
        let mut meeting = Self::new((**opening).clone(), first.at);
        entries.for_each(|entry| meeting.take(entry));
        Some(meeting)
    }

    /// Takes over what happened.
    pub fn take(&mut self, entry: &Entry) {
        self.pass_time(entry);
        match &entry.event {
            // There is one opening; a second would be another meeting's.
            Event::Started(_) | Event::Here { .. } | Event::Beat | Event::Resumed => {}
            Event::Details(details) => self.details = details.clone(),
            Event::Shown { target } => self.show(target.as_ref()),
            Event::Proposed { target, proposal } => {
                if let Some(point) = self.point_mut(target) {
                    // Another wording of the same is the same proposal; another decision is not.
                    if point.proposal.as_ref().is_none_or(|was| was.change != proposal.change) {
                        point.votes.clear();
                    }
                    point.proposal = Some((**proposal).clone());
                }
            }
            Event::Withdrawn { target } => {
                if let Some(point) = self.point_mut(target) {
                    point.proposal = None;
                    point.votes.clear();
                }
            }
            Event::Agreed { target, words, step } => {
                if let Some(point) = self.point_mut(target) {
                    point.proposal = None;
                    point.standing = Standing::Agreed { words: words.clone(), step: step.clone() };
                }
            }
            Event::Reopened { target } => {
                if let Some(point) = self.point_mut(target) {
                    point.standing = Standing::Open;
                }
                self.show(Some(target));
            }
            Event::Parked(parked) => self.park(parked),
            Event::Voted { target, role, vote } => {
                if let Some(point) = self.point_mut(target) {
                    point.votes.retain(|(known, _)| known != role);
                    let vote = vote.as_deref().and_then(Consent::from_word);
                    point.votes.extend(vote.map(|vote| (role.clone(), vote)));
                }
            }
            Event::Paused => self.paused = true,
            Event::Continued => self.paused = false,
            Event::Extended { seconds } => {
                if let Some(target) = self.current.clone()
                    && let Some(point) = self.point_mut(&target)
                {
                    point.extra = point.extra.saturating_add(*seconds);
                }
            }
            Event::Taken { added, dropped } => self.take_in(added, dropped),
            Event::Ended(ending) => self.ended = Some(ending.clone()),
        }
    }

    /// The point about an item or pack.
    pub fn point(&self, target: &Target) -> Option<&Point> {
        self.points.iter().find(|point| point.target == *target)
    }

    /// The point on the screen.
    pub fn current_point(&self) -> Option<&Point> {
        self.current.as_ref().and_then(|target| self.point(target))
    }

    /// The position of the point on the screen, counted from 1, among all that count.
    pub fn position(&self) -> Option<usize> {
        let current = self.current.as_ref()?;
        let at = self.counted().position(|point| point.target == *current)?;
        Some(at + 1)
    }

    /// The points that count: all that were not dropped.
    pub fn counted(&self) -> impl Iterator<Item = &Point> {
        self.points.iter().filter(|point| point.standing != Standing::Dropped)
    }

    /// How many points were agreed on.
    pub fn agreed(&self) -> usize {
        self.points.iter().filter(|p| matches!(p.standing, Standing::Agreed { .. })).count()
    }

    /// How many points are still to be spoken about.
    pub fn waiting(&self) -> usize {
        self.points.iter().filter(|point| point.waits()).count()
    }

    /// What is parked now.
    pub fn parked(&self) -> impl Iterator<Item = &Parked> {
        self.points.iter().filter_map(|point| match &point.standing {
            Standing::Parked(parked) => Some(parked),
            _ => None,
        })
    }

    /// What the last meeting wanted to know first of an item or pack.
    pub fn asked(&self, target: &Target) -> Option<&Parked> {
        self.opening.parked.iter().find(|parked| parked.target == *target)
    }

    /// The points behind the one on the screen that are still to be spoken about.
    pub fn ahead(&self) -> impl Iterator<Item = &Point> {
        let from = self.index(self.current.as_ref()).map_or(0, |at| at + 1);
        self.points.iter().skip(from).filter(|point| point.waits())
    }

    /// What comes once the point on the screen is dealt with: the next that waits, or else the first
    /// that was passed over.
    pub fn next(&self) -> Option<Target> {
        let others = |point: &&Point| point.waits() && Some(&point.target) != self.current.as_ref();
        let next = self.ahead().next().or_else(|| self.points.iter().find(others));
        next.map(|point| point.target.clone())
    }

    /// What comes when the point on the screen is passed over; `None` behind the last.
    pub fn forward(&self) -> Option<Target> {
        match self.current {
            Some(_) => self.ahead().next().map(|point| point.target.clone()),
            None => self.next(),
        }
    }

    /// The point before the one on the screen, whatever has become of it.
    pub fn back(&self) -> Option<Target> {
        let at = self.index(self.current.as_ref()).unwrap_or(self.points.len());
        let before = self.points.iter().take(at);
        let mut counted = before.filter(|point| point.standing != Standing::Dropped);
        counted.next_back().map(|point| point.target.clone())
    }

    /// The steps that the room agreed on, in the order of the agenda.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.points.iter().filter_map(|point| match &point.standing {
            Standing::Agreed { step, .. } => step.as_ref(),
            _ => None,
        })
    }

    /// The point that a step agreed on, where the step is this meeting's.
    pub fn agreed_by(&self, step: &Step) -> Option<&Point> {
        self.points.iter().find(
            |point| matches!(&point.standing, Standing::Agreed { step: Some(own), .. } if own == step),
        )
    }

    fn index(&self, target: Option<&Target>) -> Option<usize> {
        self.points.iter().position(|point| Some(&point.target) == target)
    }

    fn point_mut(&mut self, target: &Target) -> Option<&mut Point> {
        self.points.iter_mut().find(|point| point.target == *target)
    }

    fn show(&mut self, target: Option<&Target>) {
        self.current = target.filter(|target| self.point(target).is_some()).cloned();
        if let Some(target) = target
            && let Some(point) = self.point_mut(target)
            && matches!(point.standing, Standing::Parked(_))
        {
            point.came_back = true;
        }
    }

    fn park(&mut self, parked: &Parked) {
        let Some(at) = self.index(Some(&parked.target)) else { return };
        let mut point = self.points.remove(at);
        point.standing = Standing::Parked(parked.clone());
        point.proposal = None;
        point.votes.clear();
        self.points.push(point);
    }

    /// New points go before what was parked, so that this stays last.
    fn take_in(&mut self, added: &[Place], dropped: &[Target]) {
        for place in added {
            if self.point(&place.target).is_some() {
                continue;
            }
            let parked = |point: &Point| matches!(point.standing, Standing::Parked(_));
            let behind =
                self.points.iter().rposition(|point| !parked(point)).map_or(0, |at| at + 1);
            self.points.insert(behind, point(place));
        }
        for target in dropped {
            if let Some(point) = self.point_mut(target)
                && point.waits()
            {
                point.standing = Standing::Dropped;
                point.proposal = None;
            }
        }
    }
}

fn point(place: &Place) -> Point {
    Point {
        target: place.target.clone(),
        topic: place.topic,
        standing: Standing::Open,
        proposal: None,
        votes: Vec::new(),
        came_back: false,
        spent_ms: 0,
        extra: 0,
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
