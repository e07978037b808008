//! Work on two threads: more than that waits for the disk.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};

/// So few shares are done before a second thread is under way, which takes a sixth of a millisecond.
const FEW: usize = 8;

/// Does the work for a list on two threads, which take a share at a time, so that neither waits long
/// for the other; a short list on this one. What came of it stands in the order of the list.
pub fn in_shares<T: Sync, R: Send>(
    list: &[T],
    share: usize,
    work: impl Fn(&[T]) -> Vec<R> + Sync,
) -> Vec<R> {
    if list.len() <= share.saturating_mul(FEW) {
        return work(list);
    }
    let mut all = Vec::with_capacity(list.len());
    in_order(list, share, work, |done| all.extend(done));
    all
}

/// The same, where what comes of each share is handed on as soon as all before it was: nothing is held
/// twice. One thread at a time takes it.
pub fn in_order<T: Sync, R: Send>(
    list: &[T],
    share: usize,
    work: impl Fn(&[T]) -> R + Sync,
    mut take: impl FnMut(R) + Send,
) {
    if list.len() <= share.saturating_mul(FEW) {
        take(work(list));
        return;
    }
    let shares: Vec<&[T]> = list.chunks(share).collect();
    let begun = AtomicUsize::new(0);
    // How many were taken, and what came of those behind them.
    let taken = Mutex::new((0, BTreeMap::new(), take));
    let run = || {
        loop {
            let n = begun.fetch_add(1, Ordering::Relaxed);
            let Some(share) = shares.get(n) else { return };
            let done = work(share);
            // The panic of the other thread is told when both have ended.
            let mut taken = taken.lock().unwrap_or_else(PoisonError::into_inner);
            let (next, waiting, take) = &mut *taken;
            waiting.insert(n, done);
            while let Some(done) = waiting.remove(&*next) {
                take(done);
                *next += 1;
            }
        }
    };
    beside(run, run);
}

/// Does one thing on a thread of its own while the other is done here.
pub fn beside<A: Send, B>(there: impl FnOnce() -> A + Send, here: impl FnOnce() -> B) -> (A, B) {
    let (begun, begins) = mpsc::sync_channel(1);
    std::thread::scope(|scope| {
        let there = scope.spawn(move || {
            // Nobody listens only where the one who asked is gone, and then it is all the same.
            let _ = begun.send(());
            there()
        });
        // Linux often puts a new thread behind the one that made it, where it waits for three
        // milliseconds however idle the other processors are. Who waits and is woken gets a free one.
        let _ = begins.recv();
        let here = here();
        match there.join() {
            Ok(there) => (there, here),
            // A panic in a thread is a panic here too: nothing is silently left out.
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// The same where there may be nothing to do beside.
pub fn beside_any<A: Send, B>(
    there: Option<impl FnOnce() -> A + Send>,
    here: impl FnOnce() -> B,
) -> (Option<A>, B) {
    match there {
        Some(there) => {
            let (there, here) = beside(there, here);
            (Some(there), here)
        }
        None => (None, here()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_of_shares_stands_in_their_order() {
        let list: Vec<usize> = (0..1000).collect();
        let doubled = in_shares(&list, 7, |some| some.iter().map(|n| n * 2).collect());
        assert_eq!(doubled, list.iter().map(|n| n * 2).collect::<Vec<_>>());
        assert_eq!(in_shares(&[] as &[usize], 7, <[usize]>::to_vec), Vec::<usize>::new());
    }

    #[test]
    fn what_comes_of_shares_is_handed_on_in_order_and_once() {
        let list: Vec<usize> = (0..1000).collect();
        // Shares that take longer than others are overtaken.
        let work = |some: &[usize]| {
            let spun = (0..some[0] % 13 * 1000).fold(0usize, |sum, n| sum.wrapping_add(n * n));
            (std::hint::black_box(spun), some.to_vec()).1
        };
        let mut taken = Vec::new();
        in_order(&list, 3, work, |some| taken.extend(some));
        assert_eq!(taken, list);
        let mut few = Vec::new();
        in_order(&[1, 2], 3, <[i32]>::to_vec, |some| few.push(some));
        assert_eq!(few, [[1, 2]]);
    }

    #[test]
    fn two_things_are_done_at_once() {
        // Each waits for the other, so neither order would end.
        let barrier = std::sync::Barrier::new(2);
        let (there, here) = beside(|| barrier.wait().is_leader(), || barrier.wait().is_leader());
        assert!(there != here);
        assert_eq!(beside_any(None::<fn() -> u8>, || 1), (None, 1));
        assert_eq!(beside_any(Some(|| 2), || 1), (Some(2), 1));
    }

    #[test]
    #[should_panic(expected = "told")]
    fn a_panic_there_is_a_panic_here() {
        beside(|| std::panic::panic_any("told"), || ());
    }
}
