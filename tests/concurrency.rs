//! Two gonogos that decide and commit, and a plain git that commits beside them, all at once, in
//! an order that nobody chose. No decision is lost, no work is lost, and who is refused hears why.
//!
//! `GONOGO_ROUNDS=1000` plays more rounds, `GONOGO_SEED=…` the same decisions as a run that failed;
//! what the system makes of their order is its own.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a helper that cannot go on fails its test; what was played is worth a line"
)]

mod support;

use std::collections::BTreeMap;
use std::process::Output;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use support::{Sandbox, launch};

const ITEMS: usize = 7;
const COLUMNS: [&str; 3] = ["undecided", "launch-critical", "launch-adjacent"];
const OWNERS: [&str; 2] = ["commerce-lead", "ads-lead"];
const RISKS: [&str; 3] = ["low", "medium", "high"];
/// What a refusal may say. Each leaves the draft as it is.
const REFUSALS: [&str; 6] = [
    "HEAD has moved",
    "has changed since the plan was made",
    "index.lock is there",
    "another git process moves",
    "git refused the commit; nothing was changed: fatal: update_ref failed",
    "another gonogo is committing",
];

/// What git may say where gonogo had the index, or moved HEAD, or committed the same.
const NOT_GITS_TURN: [&str; 5] = [
    ".lock",
    "cannot lock ref 'HEAD'",
    "nothing to commit",
    "no changes added to commit",
    "nothing added to commit",
];

/// A small generator (xorshift64*): the same seed, the same rounds.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % sides
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.roll(of.len())]
    }
}

/// What one process after another is started with.
type Script = Vec<Vec<String>>;

/// What an item holds of a key, once everything is committed.
type Expected = BTreeMap<(usize, &'static str), String>;

fn words(line: &str) -> Vec<String> {
    line.split(' ').map(str::to_owned).collect()
}

/// One gonogo: it decides on its own field of some items, and commits now and then.
fn decisions(dice: &mut Dice, key: &'static str, expected: &mut Expected) -> Script {
    let mut script = Vec::new();
    for _ in 0..=dice.roll(2) {
        let item = 1 + dice.roll(ITEMS);
        let (command, value) = match key {
            "scope" => ("move", dice.pick(&COLUMNS)),
            "owner" => ("assign", dice.pick(&OWNERS)),
            _ => ("risk", dice.pick(&RISKS)),
        };
        script.push(words(&format!("{command} A-{item} {value}")));
        expected.insert((item, key), value.to_owned());
        if dice.roll(2) == 0 {
            script.push(words("commit"));
        }
    }
    script
}

/// A plain git: work of its own, in a file beside and in one that may be decided on.
fn own_work(dice: &mut Dice, sandbox: &Sandbox, round: usize) -> (Script, String) {
    let item = format!("backlog/A-{}.yaml", 1 + dice.roll(ITEMS));
    let line = format!("# line {round}");
    sandbox.write(&item, format!("{}{line}\n", sandbox.read(&item)));
    sandbox.write("own.txt", format!("{round}\n"));
    let script = match dice.roll(5) {
        0 => vec![],
        1 => vec![format!("add {item}")],
        2 => vec!["commit -qm own own.txt".to_owned()],
        3 => vec![format!("commit -qm same -- {item}")],
        _ => vec![format!("add {item}"), "commit -qm staged".to_owned()],
    };
    (script.iter().map(|line| words(line)).collect(), line)
}

/// Runs a script, and gives what each of its processes said.
fn play(sandbox: &Sandbox, program: &str, script: &Script, delay: u64) -> Vec<(String, Output)> {
    // Not to wait for anything, but so that the three meet in ever different places.
    std::thread::sleep(Duration::from_micros(delay));
    let run = |arguments: &Vec<String>| {
        let output = sandbox.command(program).args(arguments).output().unwrap();
        (arguments.join(" "), output)
    };
    script.iter().map(run).collect()
}

fn said(output: &Output) -> String {
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    format!("{}{}", text(&output.stdout), text(&output.stderr))
}

struct Game {
    sandbox: Sandbox,
    dice: Dice,
    expected: Expected,
    lines: Vec<String>,
    committed: usize,
    refused: BTreeMap<&'static str, usize>,
}

impl Game {
    fn round(&mut self, round: usize, at: &str) {
        let gonogo = env!("CARGO_BIN_EXE_gonogo");
        let second = if self.dice.roll(2) == 0 { "owner" } else { "risk" };
        let one = decisions(&mut self.dice, "scope", &mut self.expected);
        let other = decisions(&mut self.dice, second, &mut self.expected);
        let (git, line) = own_work(&mut self.dice, &self.sandbox, round);
        self.lines.push(line);
        let delays: Vec<u64> = (0..3).map(|_| self.dice.roll(30_000) as u64).collect();
        let sandbox = &self.sandbox;
        let (one, other, git) = std::thread::scope(|scope| {
            let one = scope.spawn(|| play(sandbox, gonogo, &one, delays[0]));
            let other = scope.spawn(|| play(sandbox, gonogo, &other, delays[1]));
            let git = play(sandbox, "git", &git, delays[2]);
            (one.join().unwrap(), other.join().unwrap(), git)
        });
        for (arguments, output) in one.iter().chain(&other) {
            let at = format!("{at}: gonogo {arguments}: {}", said(output));
            if output.status.success() {
                self.committed += usize::from(said(output).contains("Committed"));
                continue;
            }
            assert_eq!(arguments, "commit", "a decision was refused: {at}");
            assert_eq!(output.status.code(), Some(3), "{at}");
            let why = REFUSALS.iter().find(|why| said(output).contains(*why));
            let why = why.unwrap_or_else(|| panic!("not a clear refusal: {at}"));
            *self.refused.entry(why).or_default() += 1;
        }
        for (arguments, output) in &git {
            let clear = NOT_GITS_TURN.iter().any(|why| said(output).contains(why));
            assert!(output.status.success() || clear, "{at}: git {arguments}: {}", said(output));
        }
        self.quiet(at);
    }

    /// With nobody else at work everything can be committed, and is there.
    fn quiet(&self, at: &str) {
        let output = self.sandbox.run(&["commit"]);
        assert!(output.status.success(), "{at}: {}", said(&output));
        let draft = self.sandbox.run(&["commit"]);
        assert!(said(&draft).contains("No decisions"), "{at}: {}", said(&draft));
        self.sandbox.git(&["add", "--all"]);
        self.sandbox.git(&["commit", "--quiet", "--allow-empty", "-m", "the rest"]);
        assert_eq!(self.sandbox.git(&["status", "--porcelain"]), "", "{at}");
        assert!(!self.sandbox.path().join(".git/gonogo/commit").exists(), "{at}");
        let mut all = String::new();
        for item in 1..=ITEMS {
            let text = self.sandbox.read(format!("backlog/A-{item}.yaml"));
            for ((_, key), value) in self.expected.iter().filter(|((of, _), _)| *of == item) {
                let there = text.lines().find_map(|line| line.strip_prefix(&format!("{key}: ")));
                let there = there.unwrap_or("undecided");
                assert_eq!(there, value, "{at}: a decision on {key} is lost\n{text}");
            }
            all += &text;
        }
        for line in &self.lines {
            let times = all.lines().filter(|other| other == line).count();
            assert_eq!(times, 1, "{at}: {line} of the user's own is there {times} times");
        }
    }
}

#[test]
fn all_at_once() {
    play_rounds(25, |_| {});
}

/// The same where the user's git commits, since hooks run.
#[cfg(unix)]
#[test]
fn all_at_once_with_hooks() {
    play_rounds(10, |sandbox| {
        for name in ["pre-commit", "post-commit"] {
            let path = sandbox.path().join(".git/hooks").join(name);
            sandbox.write(&path, "#!/bin/sh\ngit diff --cached --quiet\nexit 0\n");
            let rights = std::os::unix::fs::PermissionsExt::from_mode(0o755);
            std::fs::set_permissions(path, rights).unwrap();
        }
    });
}

fn play_rounds(usual: usize, prepare: fn(&Sandbox)) {
    let number = |name| std::env::var(name).ok().and_then(|value: String| value.parse().ok());
    let rounds = number("GONOGO_ROUNDS").map_or(usual, |rounds: u64| rounds as usize);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos() as u64;
    let seed = number("GONOGO_SEED").unwrap_or(now) | 1;
    let sandbox = launch::launch().copy();
    sandbox.write("own.txt", "0\n");
    sandbox.commit_all("own work");
    prepare(&sandbox);
    let mut game = Game {
        sandbox,
        dice: Dice(seed),
        expected: Expected::new(),
        lines: Vec::new(),
        committed: 0,
        refused: BTreeMap::new(),
    };
    for round in 1..=rounds {
        game.round(round, &format!("round {round} of GONOGO_SEED={seed}"));
        if round % 50 == 0 || round == rounds {
            game.sandbox.git(&["fsck", "--strict"]);
        }
    }
    println!("{rounds} rounds, {} commits, refused: {:?}", game.committed, game.refused);
    assert!(game.committed >= rounds / 2, "hardly anything was committed");
}
