//! The cache of the history only saves time: whatever becomes of it, the answer is the same.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

mod support;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use support::Sandbox;
use support::launch::launch;

fn log(sandbox: &Sandbox) -> String {
    let output = sandbox.run(&["log", "--format", "json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The files of the cache.
fn kept(sandbox: &Sandbox) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(sandbox.path().join(".git/gonogo")) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut kept: Vec<PathBuf> = paths
        .filter(|path| path.file_name().unwrap().to_str().unwrap().contains("history-"))
        .collect();
    kept.sort();
    kept
}

fn decide(sandbox: &Sandbox, round: usize) {
    let item = format!("backlog/A-{}.yaml", round % 7 + 1);
    let text = sandbox.read(&item);
    let text = text.split("notes:").next().unwrap();
    sandbox.write(&item, format!("{text}notes:\n  - {{on: 2026-11-01, text: round {round}}}\n"));
    sandbox.commit_all(&format!("Round {round}"));
}

fn some_history() -> Sandbox {
    let sandbox = launch();
    (0..9).for_each(|round| decide(&sandbox, round));
    sandbox
}

#[test]
fn a_damaged_or_deleted_cache_changes_nothing() {
    let sandbox = some_history();
    let told = log(&sandbox);
    let [file] = kept(&sandbox).try_into().unwrap();
    let whole = fs::read(&file).unwrap();
    assert_eq!(log(&sandbox), told, "from the cache");
    // Cut off anywhere, and every byte of the head and some of the rest turned over.
    for at in (0..whole.len()).step_by(whole.len() / 40 + 1).chain(0..24) {
        fs::write(&file, &whole[..at]).unwrap();
        assert_eq!(log(&sandbox), told, "cut off at {at}");
        let mut turned = whole.clone();
        turned[at] ^= 0x55;
        fs::write(&file, turned).unwrap();
        assert_eq!(log(&sandbox), told, "turned over at {at}");
    }
    assert!(log(&sandbox) == told && fs::read(&file).unwrap().len() == whole.len(), "made anew");
    fs::remove_file(&file).unwrap();
    assert_eq!(log(&sandbox), told, "deleted");
}

/// The bytes before what the sum is taken of, and where in them it stands.
const HEAD: usize = 24;
const SUM: std::ops::Range<usize> = 16..24;

#[test]
fn a_forged_cache_whose_sum_agrees_breaks_nothing() {
    let sandbox = some_history();
    let told = log(&sandbox);
    let [file] = kept(&sandbox).try_into().unwrap();
    let whole = fs::read(&file).unwrap();
    let with_sum = |mut bytes: Vec<u8>| {
        let sum = format!("{:08x}", crc32fast::hash(&bytes[HEAD..]));
        bytes[SUM].copy_from_slice(sum.as_bytes());
        bytes
    };
    assert_eq!(with_sum(whole.clone()), whole, "the sum stands where it is thought to");
    let answered = |bytes: Vec<u8>, what: &str| {
        fs::write(&file, with_sum(bytes)).unwrap();
        let output = sandbox.run(&["log", "--format", "json"]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{what}: {said}");
        assert!(!said.contains("panicked"), "{what}: {said}");
    };
    let step = (whole.len() - HEAD) / 60 + 1;
    for (n, at) in (HEAD..whole.len()).step_by(step).enumerate() {
        answered(whole[..at].to_vec(), &format!("cut off at {at}"));
        let mut turned = whole.clone();
        turned[at] ^= [0x01, 0x40, 0x7f, 0xff][n % 4];
        answered(turned, &format!("turned over at {at}"));
        let mut without = whole.clone();
        without.remove(at);
        answered(without, &format!("one byte less at {at}"));
        let mut more = whole.clone();
        more.insert(at, 0x7f);
        answered(more, &format!("one byte more at {at}"));
    }
    fs::remove_file(&file).unwrap();
    assert_eq!(log(&sandbox), told, "deleted");
}

/// A commit as `git fast-import` takes it, with a mark.
fn commit(branch: &str, n: usize, changes: &str) -> String {
    let at = 1_800_000_000 + n * 60;
    let mark = n + if branch == "long" { 1 } else { 10_000 };
    format!(
        "commit refs/heads/{branch}\nmark :{mark}\ncommitter Ada Chair <ada@example.com> {at} +0100\ndata 1\nx\n\
         {changes}\n"
    )
}

/// A version of an item in it.
fn item(path: &str, id: &str, n: usize) -> String {
    let text = format!("id: {id}\ntitle: T\nowner: o{n}\n");
    format!("M 100644 inline backlog/{path}\ndata {}\n{text}\n", text.len())
}

fn import(sandbox: &Sandbox, stream: &str) {
    sandbox.write(".git/import", stream);
    let import = fs::File::open(sandbox.path().join(".git/import")).unwrap();
    let mut git = Command::new("git");
    git.arg("-C").arg(sandbox.path()).args(["fast-import", "--quiet", "--force"]).stdin(import);
    assert!(git.status().unwrap().success());
}

#[test]
fn a_long_history_read_at_once_is_told_as_one_read_little_by_little() {
    let sandbox = some_history();
    let mut stream = String::new();
    for n in 0..700 {
        let from = if n == 0 { "from refs/heads/main^0\n" } else { "" };
        let of = |n: usize| format!("{:02}/I-{}.yaml", n % 23, n % 90);
        let mut changes = item(&of(n), &format!("I-{}", n % 90), n);
        match n % 50 {
            // Moved to another folder, deleted, and brought in by a merge that says something itself.
            17 => changes.push_str(&format!("R backlog/{} backlog/moved/I-{n}.yaml\n", of(n))),
            23 => changes = format!("D backlog/{}\n", of(n - 3)),
            31 => {
                let side = item("side.yaml", "S-1", n) + &item(&of(n - 1), "I-1", n);
                let side = format!("from :{}\n{side}", n - n % 7);
                stream.push_str(&commit("side", n, &side));
                changes = format!("merge refs/heads/side\n{changes}");
            }
            _ => {}
        }
        stream.push_str(&commit("long", n, &format!("{from}{changes}")));
    }
    import(&sandbox, &stream);
    sandbox.git(&["checkout", "--quiet", "--force", "long"]);
    let told = log(&sandbox);
    let trend = sandbox.run(&["trend", "--format", "json"]).stdout;
    kept(&sandbox).iter().for_each(|file| fs::remove_file(file).unwrap());
    for back in (0..700).step_by(70).rev() {
        sandbox.git(&["reset", "--quiet", "--hard", &format!("long~{back}")]);
        log(&sandbox);
        sandbox.git(&["reset", "--quiet", "--hard", "ORIG_HEAD"]);
    }
    assert_eq!(log(&sandbox), told);
    assert_eq!(sandbox.run(&["trend", "--format", "json"]).stdout, trend);
    // Packed as git packs it: what is newer lies before what is older and is stored as a whole.
    sandbox.git(&["gc", "--quiet"]);
    kept(&sandbox).iter().for_each(|file| fs::remove_file(file).unwrap());
    assert_eq!(log(&sandbox), told);
}

#[test]
fn a_few_new_commits_are_told_without_writing_all_anew() {
    let sandbox = some_history();
    log(&sandbox);
    let [file] = kept(&sandbox).try_into().unwrap();
    let before = fs::read(&file).unwrap();
    decide(&sandbox, 30);
    let told = log(&sandbox);
    let after = fs::read(&file).unwrap();
    assert!(after.len() > before.len(), "one in ten is worth it");
    assert_eq!(log(&sandbox), told);
    // A long history, of which the last commit is one in more than a thousand.
    let mut stream = String::new();
    for n in 0..1_200 {
        let from = if n == 0 { "from refs/heads/main^0\n" } else { "" };
        stream.push_str(&commit("long", n, &format!("{from}{}", item("A-1.yaml", "A-1", n))));
    }
    import(&sandbox, &stream);
    sandbox.git(&["checkout", "--quiet", "--force", "long"]);
    log(&sandbox);
    let before = fs::read(&file).unwrap();
    decide(&sandbox, 31);
    let told = log(&sandbox);
    assert!(told.contains("round 31"));
    assert_eq!(fs::read(&file).unwrap(), before, "one in a thousand is not");
    assert_eq!(log(&sandbox), told);
    (32..34).for_each(|round| decide(&sandbox, round));
    let told = log(&sandbox);
    assert!(fs::read(&file).unwrap().len() > before.len(), "more are");
    assert_eq!(log(&sandbox), told);
}

#[test]
fn new_commits_rebases_and_other_branches_are_told_as_without_it() {
    let sandbox = some_history();
    let fresh = |sandbox: &Sandbox| {
        kept(sandbox).iter().for_each(|file| fs::remove_file(file).unwrap());
        log(sandbox)
    };
    log(&sandbox);
    decide(&sandbox, 20);
    let told = log(&sandbox);
    assert_eq!(fresh(&sandbox), told);
    // A branch from the middle, merged after more was decided: the order is the same again.
    sandbox.git(&["checkout", "--quiet", "-b", "side", "HEAD~4"]);
    sandbox.write("backlog/A-8.md", "---\nid: A-8\ntitle: T\nscope: launch-critical\n---\n");
    sandbox.commit_all("Side");
    log(&sandbox);
    sandbox.git(&["checkout", "--quiet", "main"]);
    decide(&sandbox, 21);
    log(&sandbox);
    sandbox.git(&["merge", "--quiet", "--no-edit", "side"]);
    let told = log(&sandbox);
    assert_eq!(fresh(&sandbox), told);
    sandbox.git(&["reset", "--quiet", "--hard", "HEAD~3"]);
    let told = log(&sandbox);
    assert_eq!(fresh(&sandbox), told);
    // Other names of fields are another reading of the same commits.
    sandbox.write("gonogo.yaml", "backlog: [{path: backlog, fields: {scope: kind}}]\n");
    let other = log(&sandbox);
    assert_ne!(other, told);
    assert_eq!(fresh(&sandbox), other);
}

#[test]
fn files_that_are_not_needed_any_more_go() {
    let sandbox = some_history();
    for n in 0..8 {
        sandbox.write("gonogo.yaml", format!("backlog: [{{path: backlog}}, {{path: more-{n}}}]\n"));
        log(&sandbox);
    }
    assert!(kept(&sandbox).len() <= 4, "{:?}", kept(&sandbox));
}

#[test]
fn several_writers_at_once_leave_a_whole_file() {
    let sandbox = some_history();
    let told = log(&sandbox);
    for _ in 0..3 {
        kept(&sandbox).iter().for_each(|file| fs::remove_file(file).unwrap());
        std::thread::scope(|scope| {
            let runs: Vec<_> = (0..6).map(|_| scope.spawn(|| log(&sandbox))).collect();
            for run in runs {
                assert_eq!(run.join().unwrap(), told);
            }
        });
        assert_eq!(kept(&sandbox).len(), 1, "no half file stays behind");
        assert_eq!(log(&sandbox), told);
    }
}

#[test]
fn a_board_that_only_looks_keeps_nothing() {
    let sandbox = some_history();
    let board = sandbox.start(100, 28, &["board", "--read-only"], &[]);
    board.wait_text("Undecided");
    board.type_keys("gh");
    board.wait_text("Ada Chair");
    board.type_keys("<esc>");
    board.type_keys("q");
    assert!(board.wait_exit().success());
    assert_eq!(kept(&sandbox), Vec::<PathBuf>::new());
}
