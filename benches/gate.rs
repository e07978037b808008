//! How long the gate takes, beside the limits that no program can go below: reading every file, and,
//! for an answer that was kept, looking at git's index and at how every file stands.
//!
//! `cargo bench --bench gate` makes launches of several sizes in a temporary folder, each committed
//! and packed, and prints the median of several runs. `GONOGO_BENCH_ITEMS=100,1000` chooses other
//! sizes.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a bench that cannot go on has nothing to tell, and printing is what it is for"
)]

mod support;

use std::fs;
use std::time::Duration;

use chrono::NaiveDate;
use gonogo::rules::Findings;
use gonogo::workspace::Workspace;
use gonogo::workspace::check::check;

use support::{
    files_below, index_and_lstat, make, median, medians, ms, packs_for, read_all, sizes,
};

fn main() {
    println!(
        "items  packs  findings  read all  load    rules   check   ratio  lstat all  again   ratio"
    );
    for items in sizes("100,1000,10000") {
        measure(items, packs_for(items));
    }
}

fn measure(items: usize, packs: usize) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    make(root, items, packs);
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let files = files_below(root);
    let mut workspace = Workspace::open(root).unwrap();
    let load = median(|| workspace.load().unwrap());
    let board = workspace.load().unwrap().board;
    let rules = median(|| Findings::of(&board, today));
    let kept = root.join(".git/gonogo/check");
    let first = || {
        let _ = fs::remove_file(&kept);
        check(root, None, today).unwrap()
    };
    let (read, whole) = medians(|| read_all(&files), first);
    let found = check(root, None, today).unwrap().gate().findings.len();
    while !check(root, None, today).unwrap().is_kept() {
        // What was made a moment ago is too young to be kept.
        check(root, None, today).unwrap().keep();
    }
    let (looked, again) =
        medians(|| index_and_lstat(root, &files), || check(root, None, today).unwrap());
    println!(
        "{items:5}  {packs:5}  {found:8}  {:>8}  {:>6}  {:>6}  {:>6}  {:4.1} x  {:>9}  {:>6}  {:4.1} x",
        ms(read),
        ms(load),
        ms(rules),
        ms(whole),
        over(whole, read),
        ms(looked),
        ms(again),
        over(again, looked),
    );
}

/// How many times the limit something takes, five milliseconds for starting at all taken off.
fn over(took: Duration, limit: Duration) -> f64 {
    let took = took.saturating_sub(Duration::from_millis(5));
    took.as_secs_f64() / limit.as_secs_f64()
}
