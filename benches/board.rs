//! How long a person waits for the board: until it can be used, and from a key to what it changes.
//!
//! `cargo bench --bench board` starts the real program in a pseudo-terminal of 160x48, on launches of
//! several sizes, and prints medians and worst cases beside the limits that no program goes below:
//! reading every file, and looking at every file that git's index names.
//! `GONOGO_BENCH_ITEMS=100,1000` chooses other sizes.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a bench that cannot go on has nothing to tell, and printing is what it is for"
)]

#[path = "../tests/support/mod.rs"]
mod harness;
mod support;

use std::time::{Duration, Instant};

use harness::{Sandbox, Session};
use support::{files_below, index_and_lstat, make, median, ms, packs_for, read_all, sizes};

/// How many keys are timed.
const KEYS: usize = 300;

/// How many decisions are timed.
const DECISIONS: usize = 100;

fn main() {
    println!(
        "items  read all  lstat   usable  / read  / lstat  key p50  key p99  decision p50  p99     memory"
    );
    for items in sizes("100,1000,10000") {
        measure(items);
    }
}

fn measure(items: usize) {
    let sandbox = Sandbox::new();
    make(&sandbox.path(), items, packs_for(items));
    let files = files_below(&sandbox.path());
    let read = median(|| read_all(&files));
    let lstat = median(|| index_and_lstat(&sandbox.path(), &files));
    let usable = median(|| {
        let session = open(&sandbox);
        session.kill();
        session.wait_exit();
    });
    let session = open(&sandbox);
    // What the history adds comes after the first picture, and is no answer to a key.
    spread(20, |n| if n % 2 == 0 { "j" } else { "k" }, &session);
    let moving = spread(KEYS, |n| if n / 20 % 2 == 0 { "j" } else { "k" }, &session);
    let deciding = spread(DECISIONS, |n| if n % 2 == 0 { "2" } else { "u" }, &session);
    let memory = peak_memory(session.process());
    session.kill();
    session.wait_exit();
    let times = |limit: Duration| usable.as_secs_f64() / limit.as_secs_f64();
    println!(
        "{items:5}  {:>8}  {:>6}  {:>6}  {:>6.1}  {:>7.1}  {:>7}  {:>7}  {:>12}  {:>6}  {memory}",
        ms(read),
        ms(lstat),
        ms(usable),
        times(read),
        times(lstat),
        ms(moving.0),
        ms(moving.1),
        ms(deciding.0),
        ms(deciding.1),
    );
}

/// Opens the board and waits until its first picture is whole.
fn open(sandbox: &Sandbox) -> Session {
    let session = sandbox.start(160, 48, &[], &[]);
    session.wait_frames(1);
    session
}

/// The median and the 99th percentile of the time from a key to the end of the frame that answers it.
fn spread(
    count: usize,
    key: impl Fn(usize) -> &'static str,
    session: &Session,
) -> (Duration, Duration) {
    let mut times: Vec<Duration> = (0..count)
        .map(|n| {
            let start = Instant::now();
            session.type_and_wait(key(n));
            start.elapsed()
        })
        .collect();
    times.sort();
    (times[count / 2], times[count * 99 / 100])
}

/// As Linux counts it; elsewhere not known.
fn peak_memory(process: u32) -> String {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.map_or_else(|| "?".to_owned(), |kb| format!("{} MB", kb / 1024))
}
