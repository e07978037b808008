//! The real program is killed at each call that changes something on disk, and the disk is full or
//! broken at each of them. Afterwards everything is whole, and going on ends where a run without a
//! fault ends.
//!
//! strace does the killing, so this runs on Linux, where a process may be traced. A fault is
//! injected into the program alone: the git that it starts goes on, as it does in life.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a helper that cannot go on fails its test; a test that is skipped says so"
)]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Output;
use std::sync::atomic::{AtomicUsize, Ordering};

use support::faults::{self, Children, Fault, Point};
use support::{Sandbox, launch};

const MADE: &str = "scope: launch-critical";

/// Everything that a user has of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
struct State {
    /// The trees and the words of all commits, the newest first.
    history: String,
    staged: String,
    status: String,
    files: BTreeMap<String, String>,
    draft: Vec<String>,
}

/// What git and the disk have; the draft is asked for apart, since that starts the program. One
/// git says that git reads it; the rest is read here, which is quicker.
fn look(sandbox: &Sandbox) -> State {
    let mut files = BTreeMap::new();
    read_folder(&sandbox.path(), "", &mut files);
    let repo = git2::Repository::open(sandbox.path()).unwrap();
    let mut commits = repo.revwalk().unwrap();
    commits.push_head().unwrap();
    let words = |id| {
        let commit = repo.find_commit(id).unwrap();
        format!("{} {}\n", commit.tree_id(), commit.message().unwrap())
    };
    let index = repo.index().unwrap();
    let staged = index.iter().map(|entry| {
        let path = String::from_utf8(entry.path).unwrap();
        format!("{:o} {} {:x} {path}\n", entry.mode, entry.id, entry.flags)
    });
    State {
        history: commits.map(|id| words(id.unwrap())).collect(),
        staged: staged.collect(),
        status: sandbox.git(&["status", "--porcelain"]),
        files,
        draft: Vec::new(),
    }
}

fn look_with_draft(sandbox: &Sandbox) -> State {
    let draft = draft(sandbox);
    State { draft, ..look(sandbox) }
}

fn read_folder(root: &Path, folder: &str, into: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(root.join(folder)).unwrap().map(Result::unwrap) {
        let path = format!("{folder}{}", entry.file_name().to_string_lossy());
        if path == ".git" {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            read_folder(root, &format!("{path}/"), into);
        } else {
            into.insert(path, fs::read_to_string(entry.path()).unwrap());
        }
    }
}

/// The decisions that the next start shows.
fn draft(sandbox: &Sandbox) -> Vec<String> {
    let output = sandbox.run(&["status"]);
    assert!(output.status.success(), "the next start: {output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().take_while(|line| !line.starts_with("NO-GO"));
    lines.filter(|line| line.starts_with("  ")).map(str::to_owned).collect()
}

/// What is done, and to what.
struct Scenario {
    arguments: &'static [&'static str],
    children: Children,
    before: Sandbox,
    old: State,
    new: State,
    points: Vec<Point>,
    /// What the program says where it shows its decision as made.
    shown: &'static str,
}

impl Scenario {
    fn new(before: Sandbox, arguments: &'static [&'static str], shown: &'static str) -> Self {
        Self::with(before, arguments, shown, Children::None)
    }

    fn with(
        before: Sandbox,
        arguments: &'static [&'static str],
        shown: &'static str,
        children: Children,
    ) -> Self {
        let old = look_with_draft(&before);
        let clean = before.copy();
        let points = faults::points(&clean, arguments, children);
        let new = look_with_draft(&clean);
        assert_ne!(old, new, "{arguments:?} does something");
        Self { arguments, children, before, old, new, points, shown }
    }

    /// Runs it with a fault at one point, and looks at what is left.
    fn run(&self, fault: Fault, point: &Point) {
        let sandbox = self.before.copy();
        let output = faults::run(&sandbox, self.arguments, self.children, fault, point);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        let context = format!("{:?} {fault:?} {point:?}\n{said}{errors}", self.arguments);
        wait_for_children(&sandbox);
        let shown = said.contains(self.shown);
        match fault {
            Fault::Kill if self.old.history != self.new.history => {
                self.user_commits_first(&sandbox.copy(), &context);
            }
            Fault::Kill => {}
            _ if output.status.success() => assert!(shown, "{context}"),
            _ => self.refused(&sandbox, &output, &errors, fault, &context),
        }
        self.whole(&sandbox, fault, shown, &context);
        self.goes_on(&sandbox, &context);
    }

    /// An error is one message, and leaves nothing half done.
    fn refused(&self, sandbox: &Sandbox, output: &Output, errors: &str, fault: Fault, at: &str) {
        assert_eq!(output.status.code(), Some(3), "{at}");
        // A disk that takes nothing takes no message either, where that is a file.
        if fault != Fault::ErrorFromHereOn("ENOSPC") {
            assert_eq!(errors.lines().filter(|l| l.starts_with("error: ")).count(), 1, "{at}");
        }
        let now = look(sandbox);
        if now.history == self.old.history {
            let old = State { draft: Vec::new(), ..self.old.clone() };
            assert_eq!(now, old, "half done: {at}");
        } else if fault != Fault::ErrorFromHereOn("ENOSPC") {
            assert!(errors.contains("stands"), "the commit is made, and nobody says so: {at}");
        }
    }

    /// After the next start everything is whole, whatever happened before.
    fn whole(&self, sandbox: &Sandbox, fault: Fault, shown: bool, at: &str) {
        let now = look_with_draft(sandbox);
        if fault == Fault::Kill {
            let fsck = sandbox.command("git").args(["fsck", "--strict"]).output().unwrap();
            assert!(fsck.status.success(), "{fsck:?}: {at}");
        }
        assert_nothing_left(sandbox, at);
        for (path, text) in &now.files {
            let whole = [self.old.files.get(path), self.new.files.get(path)].contains(&Some(text));
            assert!(whole, "{path} is neither old nor new: {text}\n{at}");
        }
        let old_or_new = |now: &str, old: &str, new: &str| now == old || now == new;
        assert!(old_or_new(&now.staged, &self.old.staged, &self.new.staged), "{now:?}\n{at}");
        assert!(old_or_new(&now.history, &self.old.history, &self.new.history), "{now:?}\n{at}");
        // Each decision is in the draft, or in the commit.
        let in_draft = now.draft == self.old.draft && !(shown && self.old.draft.is_empty());
        assert!(in_draft || now.draft == self.new.draft, "{now:?}\n{at}");
        if now.history == self.old.history && self.old.history != self.new.history {
            assert_eq!(now.draft, self.old.draft, "not committed, and not in the draft: {at}");
            assert_eq!(now.files, self.old.files, "not committed, and yet in the files: {at}");
            assert_eq!(now.staged, self.old.staged, "not committed, and yet staged: {at}");
        }
    }

    /// Whoever goes on with git alone, before gonogo has started again, loses nothing: his commit
    /// takes back no decision and takes out no file.
    fn user_commits_first(&self, sandbox: &Sandbox, at: &str) {
        // As git advises where nobody is at work any more.
        for lock in ["index.lock", "HEAD.lock", "refs/heads/main.lock"] {
            let _ = fs::remove_file(sandbox.path().join(".git").join(lock));
        }
        let files = || sandbox.git(&["ls-tree", "-r", "--name-only", "HEAD"]);
        let before = files();
        sandbox.git(&["-c", "core.hooksPath=/dev/null", "commit", "--quiet", "-m", "mine"]);
        let after = files();
        let is_there = |path: &&str| after.lines().any(|other| other == *path);
        let gone: Vec<&str> = before.lines().filter(|path| !is_there(path)).collect();
        assert_eq!(gone, ["own/deleted.txt"], "the user's commit takes out more: {at}");
        let diff = sandbox.git(&["diff", "HEAD^", "HEAD"]);
        let taken_back = format!("-{MADE}");
        assert!(!diff.lines().any(|line| line == taken_back), "{diff}\n{at}");
        let output = sandbox.run(self.arguments);
        assert!(output.status.success(), "going on behind the user: {output:?}\n{at}");
        let now = look_with_draft(sandbox);
        assert_eq!((now.draft, now.files), (Vec::new(), self.new.files.clone()), "{at}");
        for (path, text) in self.new.files.iter().filter(|(_, text)| text.contains(MADE)) {
            let committed = sandbox.git(&["show", &format!("HEAD:{path}")]);
            assert!(committed.contains(MADE), "{path} of {text}: {committed}\n{at}");
        }
        assert_nothing_left(sandbox, at);
    }

    /// Doing it again ends where a run without a fault ends.
    fn goes_on(&self, sandbox: &Sandbox, at: &str) {
        let output = sandbox.run(self.arguments);
        assert!(output.status.success(), "going on: {output:?}\n{at}");
        assert_eq!(look_with_draft(sandbox), self.new, "going on: {at}");
        assert_nothing_left(sandbox, at);
    }

    /// Runs it with each of the faults at each of its points, on as many threads as there are
    /// processors.
    fn run_all(&self, faults: &[Fault]) {
        let runs: Vec<(Fault, &Point)> = faults
            .iter()
            .flat_map(|fault| self.points.iter().map(|point| (*fault, point)))
            // Where the disk is full, what is there can be moved, removed and synced.
            .filter(|(fault, point)| {
                !matches!(fault, Fault::ErrorFromHereOn(_)) || point.call.contains("write")
            })
            .collect();
        let next = AtomicUsize::new(0);
        let threads = std::thread::available_parallelism().map_or(2, usize::from);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    while let Some((fault, point)) = runs.get(next.fetch_add(1, Ordering::Relaxed))
                    {
                        self.run(*fault, point);
                    }
                });
            }
        });
        println!("{:?}: {} points, {} runs", self.arguments, self.points.len(), runs.len());
        assert!(self.points.len() > 3, "{:?}", self.points);
    }
}

const FAULTS: [Fault; 4] =
    [Fault::Kill, Fault::Error("EIO"), Fault::Error("ENOSPC"), Fault::ErrorFromHereOn("ENOSPC")];

/// Waits until nobody holds the stage: git may go on where only the program was killed.
fn wait_for_children(sandbox: &Sandbox) {
    if let Ok(lock) = fs::File::open(sandbox.path().join(".git/gonogo/commit.lock")) {
        lock.lock().unwrap();
    }
}

/// No lock and no temporary file is left that a user would have to remove.
fn assert_nothing_left(sandbox: &Sandbox, at: &str) {
    let mut left = Vec::new();
    let mut folders = vec![sandbox.path()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let name = entry.file_name().to_string_lossy().into_owned();
            let own_lock = entry.path().parent().unwrap().ends_with("gonogo");
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else if (name.ends_with(".lock") && !own_lock) || name.starts_with(".gonogo-") {
                left.push(entry.path());
            }
        }
    }
    assert!(left.is_empty(), "{left:?}: {at}");
    assert!(!sandbox.path().join(".git/gonogo/commit").exists(), "the stage is left: {at}");
}

/// A launch with work of the user's own in every state, beside and inside the decided files.
fn with_own_work() -> Sandbox {
    let sandbox = Sandbox::new();
    launch::write(&sandbox);
    sandbox.write("backlog/web/W-1.yaml", "id: W-1\ntitle: Deeper\nstatus: open\n");
    sandbox.write("own/staged.txt", "one\n");
    sandbox.write("own/deleted.txt", "one\n");
    let _ = fs::remove_dir_all(sandbox.path().join(".git/hooks"));
    sandbox.commit_all("A launch");
    // Fewer files to copy for each run.
    sandbox.git(&["gc", "--quiet"]);
    // In a decided file: staged work, and work on top of it.
    let staged = sandbox.read("backlog/A-2.yaml").replace("kind: bug", "kind: gap");
    sandbox.write("backlog/A-2.yaml", &staged);
    sandbox.write("own/staged.txt", "two\n");
    fs::remove_file(sandbox.path().join("own/deleted.txt")).unwrap();
    sandbox.git(&["add", "--all"]);
    sandbox.write("backlog/A-2.yaml", staged + "# still thinking\n");
    sandbox.write("own/staged.txt", "three\n");
    let undecided = sandbox.read("backlog/A-5.yaml");
    sandbox.write("backlog/A-5.yaml", undecided + "# mine\n");
    // Not in git yet, decided and undecided.
    sandbox.write("backlog/new/N-1.yaml", "id: N-1\ntitle: New\nstatus: open\n");
    sandbox.write("own/untracked.txt", "mine\n");
    sandbox
}

/// The same with a draft of seven decisions in six files and four folders.
fn with_draft() -> Sandbox {
    let sandbox = with_own_work();
    for arguments in [
        &["move", "A-1", "A-2", "W-1", "N-1", "launch-critical"][..],
        &["assign", "A-8", "shopify", "ads-lead"],
        &["defer", "A-3", "--link", "PACK-1", "--risk", "A blank tile", "--owner", "ads-lead"],
    ] {
        let output = sandbox.run(arguments);
        assert!(output.status.success(), "{output:?}");
    }
    sandbox
}

fn skipped() -> bool {
    let skipped = !faults::available();
    if skipped {
        println!("skipped: there is no strace that may trace a process here");
    }
    skipped
}

#[test]
fn the_first_decision_of_a_journal() {
    if skipped() {
        return;
    }
    let sandbox = with_own_work();
    let arguments = &["move", "A-1", "launch-critical"];
    Scenario::new(sandbox, arguments, "Moved A-1").run_all(&FAULTS);
}

#[test]
fn a_further_decision() {
    if skipped() {
        return;
    }
    let arguments = &["move", "A-4", "launch-critical"];
    Scenario::new(with_draft(), arguments, "Moved A-4").run_all(&FAULTS);
}

#[test]
fn discarding_the_draft() {
    if skipped() {
        return;
    }
    Scenario::new(with_draft(), &["discard"], "Discarded").run_all(&FAULTS);
}

#[test]
fn a_commit_in_process() {
    if skipped() {
        return;
    }
    let scenario = Scenario::new(with_draft(), &["commit"], "Committed");
    assert!(scenario.new.files["backlog/A-2.yaml"].contains(MADE));
    assert!(scenario.new.status.contains("MM backlog/A-2.yaml"), "{}", scenario.new.status);
    scenario.run_all(&FAULTS);
}

#[test]
fn a_commit_through_git_with_a_hook() {
    if skipped() {
        return;
    }
    let sandbox = with_draft();
    hook(&sandbox, "exit 0");
    let scenario = Scenario::with(sandbox, &["commit"], "Committed", Children::LetGo);
    // Without the full disk that is full once: each run starts dozens of gits.
    scenario.run_all(&[Fault::Kill, Fault::Error("EIO"), Fault::ErrorFromHereOn("ENOSPC")]);
}

/// A hook outside the repository, so that copies of it have it too, wherever they lie.
fn hook(sandbox: &Sandbox, script: &str) {
    let folder = sandbox.home().join("hooks");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("pre-commit");
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    sandbox.git(&["config", "core.hooksPath", &folder.display().to_string()]);
}

/// A git that strace kills at the call that the environment names, in the step that it names.
fn mortal_git(sandbox: &Sandbox) {
    let git = sandbox.command("sh").args(["-c", "command -v git"]).output().unwrap().stdout;
    let git = String::from_utf8(git).unwrap();
    let script = format!(
        "#!/bin/sh\nfor word; do if [ \"$word\" = \"$STEP\" ]; then exec strace -f -qq -o /dev/null \
         -e \"trace=$CALL\" -e \"inject=$CALL:signal=KILL:when=$AT\" {0} \"$@\"; fi; done\n\
         exec {0} \"$@\"\n",
        git.trim()
    );
    let path = sandbox.home().join("mortal/git");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, script).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Git itself dies, in each of the steps that it takes for us: nothing is half done, and going on ends
/// where a run without a fault ends.
#[test]
fn git_is_killed_in_each_of_its_steps() {
    const STEPS: [&str; 8] = [
        "hash-object",
        "read-tree",
        "ls-files",
        "update-index",
        "write-tree",
        "hook",
        "commit-tree",
        "update-ref",
    ];
    const CALLS: [(&str, &str); 5] =
        [("openat", "10"), ("write", "1"), ("link", "1"), ("rename", "1"), ("rename", "2")];
    if skipped() {
        return;
    }
    let sandbox = with_draft();
    hook(&sandbox, "exit 0");
    mortal_git(&sandbox);
    let scenario = Scenario::with(sandbox, &["commit"], "Committed", Children::LetGo);
    let killed = AtomicUsize::new(0);
    let run = |step: &str, (call, at): (&str, &str)| {
        let sandbox = scenario.before.copy();
        let folder = sandbox.home().join("mortal");
        let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
        let environment = [("PATH", &*path), ("STEP", step), ("CALL", call), ("AT", at)];
        let output = sandbox.run_with(scenario.arguments, &environment);
        let context = format!("{step} {call} {at}: {output:?}");
        if output.status.success() {
            assert_eq!(look_with_draft(&sandbox), scenario.new, "{context}");
            return;
        }
        killed.fetch_add(1, Ordering::Relaxed);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(errors.contains("without a word (signal: 9 (SIGKILL))"), "{context}");
        // What a git that was killed leaves of its own, it leaves to its user.
        for lock in ["HEAD.lock", "refs/heads/main.lock"] {
            let _ = fs::remove_file(sandbox.path().join(".git").join(lock));
        }
        assert_eq!(look_with_draft(&sandbox), scenario.old, "half done: {context}");
        scenario.goes_on(&sandbox, &context);
    };
    std::thread::scope(|scope| {
        for steps in STEPS.chunks(STEPS.len() / 2) {
            let run = &run;
            scope.spawn(move || {
                for step in steps {
                    CALLS.iter().for_each(|call| run(step, *call));
                }
            });
        }
    });
    let killed = killed.into_inner();
    println!("{killed} of {} runs were cut short", STEPS.len() * CALLS.len());
    assert!(killed >= STEPS.len() * 3 / 2, "{killed}");
}

/// What git writes of the commit is on disk before the journal lets go of its decisions, as what we
/// write ourselves: the machine may lose power in between.
#[test]
fn git_waits_for_the_disk_before_the_draft_is_let_go() {
    if skipped() {
        return;
    }
    let sandbox = with_draft();
    hook(&sandbox, "exit 0");
    let log = sandbox.home().join("synced");
    let mut command = sandbox.command("strace");
    command.args(["-f", "-qq", "-y", "-e", "trace=fsync,fdatasync", "-o"]).arg(&log);
    let output = command.args([env!("CARGO_BIN_EXE_gonogo"), "commit"]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let log = fs::read_to_string(log).unwrap();
    let synced = |words: &str| -> Vec<usize> {
        let lines = log.lines().enumerate().filter(|(_, line)| line.contains(words));
        lines.map(|(n, _)| n).collect()
    };
    let objects = sandbox.git(&["rev-list", "--objects", "HEAD^..HEAD"]).lines().count();
    let written = synced("/.git/objects/");
    assert!(written.len() >= objects, "{} of {objects} objects\n{log}", written.len());
    let branch = synced("/.git/refs/heads/main>");
    assert!(!branch.is_empty(), "{log}");
    let settled = *synced("/.git/gonogo>").last().unwrap();
    assert!(written.iter().chain(&branch).all(|n| *n < settled), "{log}");
}

/// Killed while a hook runs, the hook goes on alone: nobody takes the files from under its hands,
/// and what it was asked about is not committed.
#[test]
#[cfg(target_os = "linux")]
fn a_hook_goes_on_where_the_program_is_killed() {
    let sandbox = with_draft();
    let old = look_with_draft(&sandbox);
    let fifo = sandbox.home().join("go-on");
    assert!(sandbox.command("mkfifo").arg(&fifo).status().unwrap().success());
    let kill = "kill -9 $(cut -d' ' -f4 /proc/$PPID/stat)";
    hook(
        &sandbox,
        &format!("[ -e .git/once ] && exit 0; touch .git/once; {kill}; cat '{}'", fifo.display()),
    );
    let killed = sandbox.run(&["commit"]);
    assert_eq!(killed.status.code(), None, "{killed:?}");
    let waiting = look(&sandbox);
    let busy = sandbox.run(&["commit"]);
    let said = String::from_utf8_lossy(&busy.stderr).into_owned();
    assert!(said.contains("another gonogo is committing"), "{said}");
    assert_eq!((busy.status.code(), look(&sandbox)), (Some(3), waiting));
    fs::write(&fifo, "go on\n").unwrap();
    wait_for_children(&sandbox);
    assert_eq!(look_with_draft(&sandbox), old, "nobody has committed");
    let again = sandbox.run(&["commit"]);
    assert!(again.status.success(), "{again:?}");
    let now = look_with_draft(&sandbox);
    assert!(now.draft.is_empty());
    assert_eq!(launch::commits(&sandbox), 2);
    assert!(now.status.contains("MM backlog/A-2.yaml"), "{}", now.status);
    assert_nothing_left(&sandbox, "after the hook went on");
}

/// Both are killed while a hook runs, as where the machine loses power: nothing has happened.
#[test]
#[cfg(target_os = "linux")]
fn program_and_git_are_killed_while_a_hook_runs() {
    let sandbox = with_draft();
    let old = look_with_draft(&sandbox);
    hook(&sandbox, "kill -9 $(cut -d' ' -f4 /proc/$PPID/stat) $PPID");
    let killed = sandbox.run(&["commit"]);
    assert_eq!(killed.status.code(), None, "{killed:?}");
    wait_for_children(&sandbox);
    assert_eq!(look_with_draft(&sandbox), old);
    assert_nothing_left(&sandbox, "after both were killed");
    sandbox.git(&["config", "--unset", "core.hooksPath"]);
    assert!(sandbox.run(&["commit"]).status.success());
    assert_eq!(draft(&sandbox), Vec::<String>::new());
}
