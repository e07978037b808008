//! Faults on demand: runs the real program under strace, which kills it at a system call, or lets
//! the call fail. Linux only, and only where a process may be traced.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use super::Sandbox;

/// The calls that change something on disk. `openat` counts where it may create a file.
const CALLS: &str = "write,pwrite64,writev,pwritev,rename,renameat,renameat2,fsync,fdatasync,\
                     unlink,unlinkat,rmdir,link,linkat,symlink,ftruncate,truncate,fallocate,\
                     mkdir,mkdirat,open,openat,creat,copy_file_range,sendfile";

/// A call of the program, by its name and by how many of that name its thread has made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Point {
    pub(crate) call: String,
    pub(crate) n: usize,
    /// The call as strace wrote it down, for whoever reads a failure.
    pub(crate) words: String,
}

/// What happens at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The process is gone before the call is made.
    Kill,
    /// The call fails, once.
    Error(&'static str),
    /// The call and each further one of its name fail.
    ErrorFromHereOn(&'static str),
}

impl Fault {
    fn at(self, point: &Point) -> String {
        let Point { call, n, .. } = point;
        match self {
            Fault::Kill => format!("inject={call}:signal=KILL:when={n}"),
            Fault::Error(error) => format!("inject={call}:error={error}:when={n}"),
            Fault::ErrorFromHereOn(error) => format!("inject={call}:error={error}:when={n}+"),
        }
    }
}

/// Whether strace is there and may trace.
pub(crate) fn available() -> bool {
    let trial = |extra: &[&str]| {
        Command::new("strace")
            .args(["-f", "-qq", "-o", "/dev/null"])
            .args(extra)
            .arg("true")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    };
    cfg!(target_os = "linux") && trial(&["-b", "execve"]) && trial(&["--seccomp-bpf"])
}

/// How the programs are followed that the program starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Children {
    /// There are none; the quicker way.
    None,
    /// They run on their own, as they do in life where only the program is killed.
    LetGo,
}

/// Runs the program with a fault, and gives what it printed and how it ended.
pub(crate) fn run(
    sandbox: &Sandbox,
    arguments: &[&str],
    children: Children,
    fault: Fault,
    point: &Point,
) -> Output {
    let options = ["-e", &format!("trace={}", point.call), "-e", &fault.at(point)];
    traced(sandbox, arguments, children, &options, Path::new("/dev/null"))
}

/// Runs the program without a fault, and gives the calls that change something of the sandbox.
pub(crate) fn points(sandbox: &Sandbox, arguments: &[&str], children: Children) -> Vec<Point> {
    let log = sandbox.home().join("strace");
    let options = ["-y", "-e", &format!("trace={CALLS}")];
    let output = traced(sandbox, arguments, children, &options, &log);
    assert!(output.status.success(), "{output:?}");
    let log = std::fs::read_to_string(log).unwrap();
    let folder = sandbox.path().display().to_string();
    let mut counts: HashMap<(&str, &str), usize> = HashMap::new();
    let mut seen = BTreeSet::new();
    let mut points = Vec::new();
    for line in log.lines() {
        let Some((process, rest)) = line.split_once(' ') else { continue };
        let Some((call, arguments)) = rest.trim_start().split_once('(') else { continue };
        if !CALLS.split(',').any(|known| known == call) {
            continue;
        }
        let count = counts.entry((process, call)).or_default();
        *count += 1;
        let creates = !call.starts_with("open") || arguments.contains("O_CREAT");
        // Pipes lead to the programs that it starts, whose input is part of what is written.
        let to_us = arguments.starts_with("1<") || arguments.starts_with("2<");
        let ours = arguments.contains(&folder) || (arguments.contains("<pipe:") && !to_us);
        if creates && ours && seen.insert((call.to_owned(), *count)) {
            points.push(Point { call: call.to_owned(), n: *count, words: rest.to_owned() });
        }
    }
    points
}

fn traced(
    sandbox: &Sandbox,
    arguments: &[&str],
    children: Children,
    options: &[&str],
    log: &Path,
) -> Output {
    let mut command = sandbox.command("strace");
    command.args(["-f", "-qq"]);
    command.args(match children {
        Children::None => &["--seccomp-bpf"][..],
        Children::LetGo => &["-b", "execve"],
    });
    command.args(options).arg("-o").arg(log);
    command.arg(env!("CARGO_BIN_EXE_gonogo")).args(arguments).output().unwrap()
}
