//! How long a commit takes, index included, beside a reference that does no more than what must be
//! done, and beside `git commit --only`.
//!
//! `cargo bench --bench commit` makes repositories of several sizes in a temporary folder and prints
//! the median of several runs. The reference writes objects, files, index and branch through
//! libgit2, and trusts that the power stays on; the synced one waits for the disk after each of
//! them. Git itself, as it is configured by default, waits for the branch alone.
//! `GONOGO_BENCH_ITEMS=1000,10000` chooses other sizes.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a bench that cannot go on has nothing to tell, and printing is what it is for"
)]

mod support;

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use git2::build::TreeUpdateBuilder;
use git2::{FileMode, Repository};
use gonogo::git::{CommitPlan, FileChange, Repo};
use support::{make, ms, packs_for, sizes};

const RUNS: usize = 15;
/// How many items are decided at once.
const DECIDED: [usize; 3] = [1, 10, 100];

fn main() {
    println!(
        "items  decided  reference  synced   gonogo   git --only  gonogo / reference  gonogo / synced  gonogo / git"
    );
    for items in sizes("1000,10000") {
        let folder = tempfile::tempdir().unwrap();
        make(folder.path(), items, packs_for(items));
        for (key, value) in
            [("user.name", "a"), ("user.email", "a@example.com"), ("commit.gpgsign", "false")]
        {
            git(folder.path(), &["config", key, value], &[] as &[&str]);
        }
        for decided in DECIDED.into_iter().filter(|decided| *decided <= items) {
            measure(folder.path(), items, decided);
        }
    }
}

fn measure(root: &Path, items: usize, decided: usize) {
    let repo = Repo::discover(root).unwrap();
    let lib = Repository::open(root).unwrap();
    // Spread over the folder, so that no run finds its files beside each other.
    let paths: Vec<String> = (0..decided).map(|n| path(n * (items / decided))).collect();
    let mut times: [Vec<Duration>; 4] = Default::default();
    // One after the other in each round: what the machine does beside meets all of them.
    for round in 0..=RUNS {
        let contents = |way: usize| -> Vec<(String, Vec<u8>)> {
            let changed = |path: &String| {
                let text = fs::read_to_string(root.join(path)).unwrap();
                let first = text.lines().next().unwrap();
                (
                    path.clone(),
                    format!("{first}\nscope: {round}-{way}\n{}", rest(&text)).into_bytes(),
                )
            };
            paths.iter().map(changed).collect()
        };
        for (way, times) in times.iter_mut().enumerate() {
            let files = contents(way);
            let took = match way {
                0 => timed(|| reference(&lib, root, &files, false)),
                1 => timed(|| reference(&lib, root, &files, true)),
                2 => {
                    let plan = plan(&lib, root, files);
                    timed(|| assert!(repo.commit(&plan).unwrap().made))
                }
                _ => {
                    for (path, content) in &files {
                        fs::write(root.join(path), content).unwrap();
                    }
                    timed(|| git(root, &["commit", "--quiet", "--message=m", "--only"], &paths))
                }
            };
            if round > 0 {
                times.push(took);
            }
        }
    }
    assert_eq!(Repo::discover(root).unwrap().head().unwrap(), repo.head().unwrap());
    let status = Command::new("git").current_dir(root).args(["status", "--porcelain"]).output();
    assert!(status.unwrap().stdout.is_empty(), "everything is committed");
    let [reference, synced, own, only] = times.map(median);
    let ratio = |other: Duration| own.as_secs_f64() / other.as_secs_f64();
    println!(
        "{items:5}  {decided:7}  {:>9}  {:>7}  {:>7}  {:>10}  {:>18.2}  {:>15.2}  {:>12.2}",
        ms(reference),
        ms(synced),
        ms(own),
        ms(only),
        ratio(reference),
        ratio(synced),
        ratio(only)
    );
}

fn timed(run: impl FnOnce()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// What stands below the line that is decided.
fn rest(text: &str) -> String {
    let below = text.lines().skip(1).filter(|line| !line.starts_with("scope: "));
    below.map(|line| format!("{line}\n")).collect()
}

fn plan(lib: &Repository, root: &Path, files: Vec<(String, Vec<u8>)>) -> CommitPlan {
    let files = files.into_iter().map(|(path, content)| {
        let before = fs::read(root.join(&path)).ok();
        FileChange {
            path,
            head: content.clone(),
            index: Some(content.clone()),
            index_before: before.clone(),
            worktree: Some(content),
            worktree_before: before,
        }
    });
    CommitPlan {
        base: Some(lib.head().unwrap().target().unwrap().to_string()),
        message: "triage: decided\n".to_owned(),
        files: files.collect(),
        sign_off: false,
    }
}

/// What a commit of decisions cannot do without.
fn reference(lib: &Repository, root: &Path, files: &[(String, Vec<u8>)], synced: bool) {
    let parent = lib.head().unwrap().peel_to_commit().unwrap();
    let mut update = TreeUpdateBuilder::new();
    let mut objects = Vec::new();
    for (path, content) in files {
        let blob = lib.blob(content).unwrap();
        update.upsert(path.as_str(), blob, FileMode::Blob);
        objects.push(blob);
    }
    let tree = update.create_updated(lib, &parent.tree().unwrap()).unwrap();
    let tree = lib.find_tree(tree).unwrap();
    objects.push(tree.id());
    objects.push(tree.get_name("backlog").unwrap().id());
    let who = lib.signature().unwrap();
    let id = lib.commit(None, &who, &who, "triage: decided\n", &tree, &[&parent]).unwrap();
    objects.push(id);
    let sync = |path: &Path| {
        if synced {
            File::open(path).unwrap().sync_all().unwrap();
        }
    };
    for id in objects {
        let hex = id.to_string();
        sync(&lib.path().join("objects").join(&hex[..2]).join(&hex[2..]));
    }
    let branch = lib.head().unwrap().name().unwrap().to_owned();
    lib.reference_matching(&branch, id, true, parent.id(), "commit: triage").unwrap();
    sync(&lib.path().join(&branch));
    let mut index = lib.index().unwrap();
    index.read(true).unwrap();
    for (path, content) in files {
        let (full, new) = (root.join(path), root.join(".new"));
        fs::write(&new, content).unwrap();
        sync(&new);
        fs::rename(&new, &full).unwrap();
        // The entry with its stat data; the blob is there already.
        index.add_path(Path::new(path)).unwrap();
    }
    index.write().unwrap();
    sync(&lib.path().join("index"));
}

fn path(n: usize) -> String {
    format!("backlog/BIG-{n:05}.yaml")
}

fn git(root: &Path, arguments: &[&str], paths: &[impl AsRef<std::ffi::OsStr>]) {
    let mut git = Command::new("git");
    git.current_dir(root).args(arguments);
    if !paths.is_empty() {
        git.arg("--").args(paths);
    }
    assert!(git.status().unwrap().success(), "git {arguments:?}");
}
