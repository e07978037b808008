//! When to read again: not before a burst of changes is over, and not while a file is being written.

use std::collections::HashSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How long it must be quiet. An editor's save and git's checkout have shorter breaks.
const QUIET: Duration = Duration::from_millis(60);

/// How long it must be quiet while something is known to be under way: a file that is open for
/// writing, git's lock. What ends it comes as an event; this is for what never ends.
const QUIET_UNDER_WAY: Duration = Duration::from_secs(2);

/// How long changes without a break may hold the reading up.
const LONGEST: Duration = Duration::from_secs(1);
const LONGEST_UNDER_WAY: Duration = Duration::from_secs(10);

/// The changes since the last reading.
#[derive(Debug)]
pub(super) struct Burst {
    first: Instant,
    last: Instant,
    /// The board is to be read; otherwise only what is staged has changed.
    pub(super) board: bool,
    /// Somebody asked: nothing is waited for.
    asked: bool,
    /// Files that were written to and not closed yet.
    open: HashSet<PathBuf>,
    /// Git was at work when this was last looked at.
    pub(super) git_at_work: bool,
}

impl Burst {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            first: now,
            last: now,
            board: false,
            asked: false,
            open: HashSet::new(),
            git_at_work: false,
        }
    }

    /// Something has happened.
    pub(super) fn stir(&mut self, now: Instant) {
        self.last = now;
        self.git_at_work = false;
    }

    /// The board is to be read at once.
    pub(super) fn ask(&mut self) {
        self.board = true;
        self.asked = true;
    }

    /// A file is written to.
    pub(super) fn opened(&mut self, path: PathBuf) {
        self.open.insert(path);
    }

    /// A file is written, or gone.
    pub(super) fn closed(&mut self, path: &PathBuf) {
        self.open.remove(path);
    }

    /// When to read, if nothing happens until then.
    pub(super) fn due(&self) -> Instant {
        if self.asked {
            return self.first;
        }
        let under_way = self.git_at_work || !self.open.is_empty();
        let (quiet, longest) =
            if under_way { (QUIET_UNDER_WAY, LONGEST_UNDER_WAY) } else { (QUIET, LONGEST) };
        (self.last + quiet).min(self.first + longest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_over_when_it_is_quiet() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut burst = Burst::new(start);
        burst.board = true;
        assert_eq!(burst.due(), at(60));
        burst.stir(at(50));
        assert_eq!(burst.due(), at(110));
        for ms in (60..990).step_by(10) {
            burst.stir(at(ms));
        }
        assert_eq!(burst.due(), at(1_000), "changes without end do not hold it up");
    }

    #[test]
    fn a_file_that_is_being_written_is_waited_for() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut burst = Burst::new(start);
        burst.opened("a".into());
        assert_eq!(burst.due(), at(2_000));
        burst.stir(at(300));
        burst.closed(&"a".into());
        assert_eq!(burst.due(), at(360));
        burst.git_at_work = true;
        assert_eq!(burst.due(), at(2_300));
        burst.stir(at(400));
        assert_eq!(burst.due(), at(460), "whether git is still at work is looked at again");
        burst.ask();
        assert_eq!(burst.due(), start);
    }
}
