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

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use gonogo::rules::Findings;
use gonogo::workspace::Workspace;
use gonogo::workspace::check::check;

const RUNS: usize = 9;
const PACKS: usize = 200;

fn main() {
    let sizes = std::env::var("GONOGO_BENCH_ITEMS").unwrap_or_else(|_| "100,1000,10000".to_owned());
    println!("items  packs  findings  read all  load    rules   check   check / read");
    for items in sizes.split(',').filter_map(|size| size.trim().parse::<usize>().ok()) {
        measure(items, (items / 50).clamp(12, PACKS));
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

/// The median of several runs, after one to warm up.
fn median<T>(mut run: impl FnMut() -> T) -> Duration {
    drop(run());
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            let result = run();
            let took = start.elapsed();
            drop(result);
            took
        })
        .collect();
    times.sort();
    times[RUNS / 2]
}

fn ms(time: Duration) -> String {
    format!("{:.1}ms", time.as_secs_f64() * 1000.0)
}

/// Reads every file into a buffer that is used again, on two threads.
fn read_all(files: &[PathBuf]) -> usize {
    let read = |files: &[PathBuf]| {
        let mut buffer = Vec::new();
        let mut bytes = 0;
        for path in files {
            buffer.clear();
            bytes += std::io::Read::read_to_end(&mut fs::File::open(path).unwrap(), &mut buffer)
                .unwrap();
        }
        bytes
    };
    let (first, second) = files.split_at(files.len() / 2);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| read(second));
        read(first) + other.join().unwrap()
    })
}

fn files_below(root: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                if !path.ends_with(".git") {
                    folders.push(path);
                }
            } else {
                files.push(path);
            }
        }
    }
    files
}

/// Items of 0.7 kB each in one flat folder, packs as large as this repository's own.
fn make(root: &Path, items: usize, packs: usize) {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::copy(own.join("gonogo.yaml"), root.join("gonogo.yaml")).unwrap();
    fs::create_dir_all(root.join("backlog")).unwrap();
    for n in 0..items {
        fs::write(root.join(format!("backlog/BIG-{n:05}.yaml")), item(n, packs)).unwrap();
    }
    let pack = own.join("packs/shopify");
    for n in 0..packs {
        let folder = root.join(format!("packs/p{n:03}"));
        for file in files_below(&pack) {
            let target = folder.join(file.strip_prefix(&pack).unwrap());
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            let text = fs::read_to_string(&file).unwrap();
            let text = text.replace("id: shopify\n", &format!("id: p{n:03}\n"));
            fs::write(target, text.replace("packs/shopify/", &format!("packs/p{n:03}/"))).unwrap();
        }
    }
    for arguments in [
        &["init", "--quiet", "--initial-branch=main"][..],
        &["config", "gc.auto", "0"],
        &["add", "--all"],
        &[
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@example.com",
            "commit",
            "--quiet",
            "-m",
            "A launch",
        ],
        &["gc", "--quiet"],
    ] {
        assert!(Command::new("git").current_dir(root).args(arguments).status().unwrap().success());
    }
}

fn item(n: usize, packs: usize) -> String {
    let owner = ["commerce-lead", "crm-lead", "finance-lead", "ads-lead"][n % 4];
    let decided = match n % 4 {
        0 => format!("scope: launch-critical\nowner: {owner}\ndue: 2026-12-18\ncriterion: C1\n"),
        1 => format!("scope: launch-adjacent\nowner: {owner}\n"),
        2 => format!(
            "scope: post-launch\nowner: {owner}\ndeferral: {{link: PACK-{n}, risk: Users meet a \
             blank tile until then, revisit: 2027-02-01}}\n"
        ),
        _ => String::new(),
    };
    let words = "A line of words that says what users meet here and why it is so.\n  ".repeat(5);
    format!(
        "id: BIG-{n:05}\ntitle: Tile number {n} shows something else than it should\nkind: bug\n\
         status: open\npacks: [p{:03}]\nrisk: {}\n{decided}labels: [tiles, data]\n\
         created: 2026-10-02\ndescription: |\n  {}\n",
        n % packs,
        ["low", "medium", "high"][n % 3],
        words.trim_end()
    )
}
