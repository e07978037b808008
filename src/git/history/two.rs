//! Work that two threads share.

/// Does one thing here, and another, where there is one, on a thread of its own meanwhile.
pub fn on_two<T: Send>(
    mine: impl FnOnce() -> T,
    other: Option<impl FnOnce() -> T + Send>,
) -> (T, Option<T>) {
    std::thread::scope(|scope| {
        let other = other.map(|other| scope.spawn(other));
        let mine = mine();
        match other.map(std::thread::ScopedJoinHandle::join) {
            None => (mine, None),
            Some(Ok(other)) => (mine, Some(other)),
            // A panic in a thread is a panic here too: nothing is silently left out.
            Some(Err(panic)) => std::panic::resume_unwind(panic),
        }
    })
}
