//! Work on two threads: more than that waits for the disk.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Does the work for a list on two threads, which take a share at a time, so that neither waits long
/// for the other. What came of it stands in the order of the list.
pub(super) fn in_shares<T: Sync, R: Send>(
    list: &[T],
    share: usize,
    work: impl Fn(&[T]) -> Vec<R> + Sync,
) -> Vec<R> {
    if list.len() <= share {
        return work(list);
    }
    let shares: Vec<&[T]> = list.chunks(share).collect();
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done: Vec<(usize, Vec<R>)> = Vec::new();
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            let Some(share) = shares.get(n) else { return done };
            done.push((n, work(share)));
        }
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(take);
        let mut done = take();
        match other.join() {
            Ok(rest) => done.extend(rest),
            // A panic in a thread is a panic here too: nothing is silently left out.
            Err(panic) => std::panic::resume_unwind(panic),
        }
        done.sort_unstable_by_key(|(n, _)| *n);
        done.into_iter().flat_map(|(_, done)| done).collect()
    })
}

/// Does one thing on a thread of its own while the other is done here.
pub(super) fn beside<A: Send, B>(
    there: impl FnOnce() -> A + Send,
    here: impl FnOnce() -> B,
) -> (A, B) {
    std::thread::scope(|scope| {
        let there = scope.spawn(there);
        let here = here();
        match there.join() {
            Ok(there) => (there, here),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}
