//! The clocks of a meeting: what counts as time in session, and whether the pace suffices.

use chrono::{DateTime, FixedOffset};

use super::{Entry, Event, Meeting};

/// How often, in seconds, a meeting in session says so in its journal. What is lost of the clocks
/// when the program is killed is less than this.
pub const BEAT: u32 = 30;

/// Two entries of a room in session are never further apart than this, in seconds: what is longer is
/// time away.
const APART: i64 = 60;

/// Started again within so many seconds, the room never left.
const BLINK: i64 = 10;

/// How fast the meeting goes, and how fast it has to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// Points agreed on.
    pub agreed: usize,
    /// All points.
    pub all: usize,
    /// Seconds left; negative once the time is over.
    pub left: i64,
    /// Points a minute so far; `None` before the first minute is over.
    pub now: Option<f64>,
    /// Points a minute that are needed from here on; `None` where no time is left for them.
    pub need: Option<f64>,
}

impl Pace {
    /// Whether it suffices; `None` while that cannot be said.
    pub fn suffices(&self) -> Option<bool> {
        match (self.now, self.need) {
            (_, Some(0.0)) => Some(true),
            (_, None) => Some(false),
            (Some(now), Some(need)) => Some(now >= need),
            (None, _) => None,
        }
    }

    /// `23 of 38, 24 min left, pace 0.7, need 0.6`
    pub fn words(&self) -> String {
        let left = match self.left {
            left if left < 0 => format!("{} min over", (-left + 59) / 60),
            left if left < 60 => "the last minute".to_owned(),
            left => format!("{} min left", left / 60),
        };
        let mut words = format!("{} of {}, {left}", self.agreed, self.all);
        if let Some(now) = self.now {
            words.push_str(&format!(", pace {now:.1}"));
        }
        match self.need {
            Some(need) if need > 0.0 => words.push_str(&format!(", need {need:.1}")),
            _ => {}
        }
        words
    }
}

impl Meeting {
    /// Adds to the clocks what has passed until an entry.
    pub(super) fn pass_time(&mut self, entry: &Entry) {
        let passed = match entry.event {
            Event::Here { seconds } => u64::from(seconds) * 1000,
            Event::Resumed => since(self.last, entry.at, BLINK),
            _ => since(self.last, entry.at, APART),
        };
        self.last = entry.at;
        if self.paused || self.ended.is_some() {
            return;
        }
        self.spent_ms = self.spent_ms.saturating_add(passed);
        if let Some(current) = self.current.clone()
            && let Some(point) = self.point_mut(&current)
        {
            point.spent_ms = point.spent_ms.saturating_add(passed);
        }
    }

    /// Milliseconds since the last entry that the clocks do not have yet.
    fn running(&self, now: DateTime<FixedOffset>) -> u64 {
        if self.paused || self.ended.is_some() { 0 } else { since(self.last, now, APART) }
    }

    /// Milliseconds until the clocks show another second.
    pub fn until_next_second(&self, now: DateTime<FixedOffset>) -> u64 {
        1000 - self.spent_ms.saturating_add(self.running(now)) % 1000
    }

    /// Seconds in session until now.
    pub fn spent_at(&self, now: DateTime<FixedOffset>) -> u32 {
        seconds(self.spent_ms.saturating_add(self.running(now)))
    }

    /// Seconds spent on the point on the screen until now, and those that it has.
    pub fn item_clock(&self, now: DateTime<FixedOffset>) -> Option<(u32, u32)> {
        let point = self.current_point()?;
        let has = self.opening.per_item.saturating_add(point.extra);
        Some((seconds(point.spent_ms.saturating_add(self.running(now))), has))
    }

    /// How fast it goes, and how fast it has to.
    pub fn pace(&self, now: DateTime<FixedOffset>) -> Pace {
        let spent = self.spent_at(now);
        let left = i64::from(self.opening.minutes) * 60 - i64::from(spent);
        let agreed = self.agreed();
        let waiting = self.waiting();
        let rate = |points: usize, seconds: f64| {
            #[expect(clippy::cast_precision_loss, reason = "no agenda has 2^52 points")]
            let points = points as f64;
            points * 60.0 / seconds
        };
        Pace {
            agreed,
            all: self.counted().count(),
            left,
            now: (spent >= 60).then(|| rate(agreed, f64::from(spent))),
            need: match (waiting, u32::try_from(left)) {
                (0, _) => Some(0.0),
                (_, Ok(left @ 1..)) => Some(rate(waiting, f64::from(left))),
                _ => None,
            },
        }
    }

    /// Whether the journal should hear that the room is still in session.
    pub fn is_beat_due(&self, now: DateTime<FixedOffset>) -> bool {
        !self.paused && (now - self.last).num_seconds() >= i64::from(BEAT)
    }

    /// What an entry made now must be preceded by: the clock of the machine may have jumped, or
    /// nothing happened for long, while the room was in session for so many seconds.
    pub fn here(&self, now: DateTime<FixedOffset>, in_session: u64) -> Option<Event> {
        ((now - self.last).num_seconds() > APART && !self.paused)
            .then(|| Event::Here { seconds: u32::try_from(in_session).unwrap_or(u32::MAX) })
    }
}

/// Milliseconds from one moment to another; none where they are more than `most` seconds apart.
fn since(from: DateTime<FixedOffset>, to: DateTime<FixedOffset>, most: i64) -> u64 {
    let passed = to - from;
    if passed.num_seconds() > most {
        return 0;
    }
    u64::try_from(passed.num_milliseconds()).unwrap_or(0)
}

fn seconds(milliseconds: u64) -> u32 {
    u32::try_from(milliseconds / 1000).unwrap_or(u32::MAX)
}

/// Seconds as a clock shows them: `1:12`.
pub fn clock_words(seconds: u32) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
