//! What the benches share: launches of any size, the limit that no program goes below, medians.

#![allow(dead_code, reason = "every bench uses its own part")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// How often each thing is measured.
const RUNS: usize = 15;

/// How many packs a launch has at most.
const PACKS: usize = 200;

/// The sizes to measure: those of `GONOGO_BENCH_ITEMS=100,1000`, or the given ones.
pub(crate) fn sizes(usual: &str) -> Vec<usize> {
    let sizes = std::env::var("GONOGO_BENCH_ITEMS").unwrap_or_else(|_| usual.to_owned());
    sizes.split(',').filter_map(|size| size.trim().parse().ok()).collect()
}

/// How many packs go with so many items.
pub(crate) fn packs_for(items: usize) -> usize {
    (items / 50).clamp(12, PACKS)
}

/// The median of several runs, after one to warm up.
pub(crate) fn median<T>(mut run: impl FnMut() -> T) -> Duration {
    drop(run());
    let mut times: Vec<Duration> = (0..RUNS).map(|_| timed(&mut run)).collect();
    times.sort();
    times[RUNS / 2]
}

/// The medians of two things, each done in turn with the other: what a machine does beside comes and
/// goes, and a ratio is to meet the same of it on both sides.
pub(crate) fn medians<A, B>(
    mut one: impl FnMut() -> A,
    mut other: impl FnMut() -> B,
) -> (Duration, Duration) {
    drop((one(), other()));
    let (mut ones, mut others) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        ones.push(timed(&mut one));
        others.push(timed(&mut other));
    }
    ones.sort();
    others.sort();
    (ones[RUNS / 2], others[RUNS / 2])
}

/// How long something takes; giving back what it made is not counted.
fn timed<T>(run: &mut impl FnMut() -> T) -> Duration {
    let start = Instant::now();
    let result = run();
    let took = start.elapsed();
    drop(result);
    took
}

/// In milliseconds, for a table.
pub(crate) fn ms(time: Duration) -> String {
    format!("{:.1}ms", time.as_secs_f64() * 1000.0)
}

/// Reads every file into a buffer that is used again, on two threads.
pub(crate) fn read_all(files: &[PathBuf]) -> usize {
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

/// Reads git's index and looks at every file on two threads, as a program does that trusts a cache.
pub(crate) fn index_and_lstat(root: &Path, files: &[PathBuf]) -> u64 {
    let index = git2::Index::open(&root.join(".git/index")).unwrap();
    let look = |files: &[PathBuf]| -> u64 {
        files.iter().map(|path| path.symlink_metadata().unwrap().len()).sum()
    };
    let (first, second) = files.split_at(files.len() / 2);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| look(second));
        look(first) + other.join().unwrap() + index.len() as u64
    })
}

/// Every file below a folder, without those of git.
pub(crate) fn files_below(root: &Path) -> Vec<PathBuf> {
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
pub(crate) fn make(root: &Path, items: usize, packs: usize) {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::create_dir_all(root).unwrap();
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
