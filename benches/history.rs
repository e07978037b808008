//! How long reading the history takes, beside the limit that git itself sets: `git log --raw` over
//! the same commits.
//!
//! `cargo bench --bench history` makes repositories with `git fast-import` in a temporary folder: a
//! flat folder of items, and the same items spread over 256 subfolders; each commit decides on one
//! item. It prints the limit, the first read, and the read again, without and with one new commit.
//! `GONOGO_BENCH_COMMITS=1000` chooses another number of commits and items.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a bench that cannot go on has nothing to tell, and printing is what it is for"
)]

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use gonogo::workspace::history;

fn main() {
    println!("layout  commits  items   log --raw   first   ratio   again   +1 commit   decisions");
    for spread in [false, true] {
        measure(count(), count(), spread);
    }
}

fn count() -> usize {
    std::env::var("GONOGO_BENCH_COMMITS").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000)
}

fn measure(commits: usize, items: usize, spread: bool) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    make(root, commits, items, spread);
    let timed = |work: &mut dyn FnMut()| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    let limit = best(3, || {
        timed(&mut || {
            let out =
                git(root).args(["log", "--raw", "--no-abbrev"]).stdout(Stdio::null()).status();
            assert!(out.unwrap().success());
        })
    });
    let mut decisions = 0;
    let mut read = || {
        let past = history::open(root).unwrap();
        decisions = past.history().timeline("HEAD", &|_| true).unwrap().changes.len();
    };
    let cache = root.join(".git/gonogo");
    let first = best(2, || {
        let _ = std::fs::remove_dir_all(&cache);
        timed(&mut read)
    });
    let again = best(5, || timed(&mut read));
    let one_more = best(3, || {
        run(git(root).args(["commit", "--quiet", "--allow-empty", "--message", "One more"]));
        timed(&mut read)
    });
    let ratio = first.as_secs_f64() / limit.as_secs_f64();
    println!(
        "{:6}  {commits:7}  {items:5}  {:>8}  {:>6}  {ratio:6.2}  {:>6}  {:>10}  {decisions:10}",
        if spread { "256" } else { "flat" },
        ms(limit),
        ms(first),
        ms(again),
        ms(one_more)
    );
}

fn best(runs: usize, run: impl FnMut() -> Duration) -> Duration {
    std::iter::repeat_with(run).take(runs).min().unwrap()
}

fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

fn git(root: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(root).args(["-c", "user.name=Ada", "-c", "user.email=ada@example.com"]);
    command
}

fn run(command: &mut Command) {
    assert!(command.status().unwrap().success());
}

/// Items, and commits that each decide on one of them.
fn make(root: &Path, commits: usize, items: usize, spread: bool) {
    run(git(root).args(["init", "--quiet", "--initial-branch=main"]));
    let mut import =
        git(root).args(["fast-import", "--quiet"]).stdin(Stdio::piped()).spawn().unwrap();
    let mut stream = std::io::BufWriter::new(import.stdin.take().unwrap());
    let mut text = String::new();
    for n in 0..=commits {
        text.clear();
        let when = 1_700_000_000 + n * 600;
        write!(text, "commit refs/heads/main\ncommitter Ada <ada@example.com> {when} +0000\n")
            .unwrap();
        write!(text, "data 7\ncommit\n\n").unwrap();
        let touched = if n == 0 { 0..items } else { n - 1..n };
        for item in touched {
            let item = item % items;
            let body = item_text(item, n);
            let path = path(item, spread);
            write!(text, "M 100644 inline {path}\ndata {}\n{body}\n", body.len()).unwrap();
        }
        stream.write_all(text.as_bytes()).unwrap();
    }
    drop(stream);
    assert!(import.wait().unwrap().success());
    run(git(root).args(["reset", "--quiet", "--hard"]));
}

fn path(item: usize, spread: bool) -> String {
    match spread {
        true => format!("backlog/{:02x}/ITEM-{item:05}.yaml", item % 256),
        false => format!("backlog/ITEM-{item:05}.yaml"),
    }
}

/// An item of about 0.7 kB, as the launch owner left it at a commit.
fn item_text(item: usize, commit: usize) -> String {
    let column = ["launch-critical", "launch-adjacent", "undecided"][commit % 3];
    let owner = ["ada", "ben", "cleo", "dora", "eve"][commit / 3 % 5];
    let filler = "What users meet, and where it was seen, in a few words. ".repeat(7);
    format!(
        "id: ITEM-{item:05}\ntitle: The tile number {item} shows what it should not\nkind: bug\n\
         status: open\npacks: [shopify]\nrisk: high\nscope: {column}\nowner: {owner}\n\
         created: 2026-10-02\nrationale: Decided in round {commit}.\ndescription: |\n  {filler}\n"
    )
}
