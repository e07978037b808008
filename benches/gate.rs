//! How long the gate takes, beside the limit that no program can go below: reading every file.
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

use chrono::NaiveDate;
use gonogo::rules::Findings;
use gonogo::workspace::Workspace;
use gonogo::workspace::check::check;

use support::{files_below, make, median, ms, packs_for, read_all, sizes};

fn main() {
    println!("items  packs  findings  read all  load    rules   check   check / read");
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
    let read = median(|| read_all(&files));
    let mut workspace = Workspace::open(root).unwrap();
    let load = median(|| workspace.load().unwrap());
    let board = workspace.load().unwrap().board;
    let rules = median(|| Findings::of(&board, today));
    let whole = median(|| check(root, None, today).unwrap());
    let found = check(root, None, today).unwrap().gate().findings.len();
    let ratio = whole.as_secs_f64() / read.as_secs_f64();
    println!(
        "{items:5}  {packs:5}  {found:8}  {:>8}  {:>6}  {:>6}  {:>6}  {ratio:.1}",
        ms(read),
        ms(load),
        ms(rules),
        ms(whole)
    );
}
