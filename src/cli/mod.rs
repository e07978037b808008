//! What can be typed: one file a command. A command says what is printed and decides nothing.

mod agenda;
mod args;
mod board;
mod changes;
mod check;
mod commit;
mod config;
mod decide;
mod demo;
mod docs;
mod draft;
mod explain;
mod help;
mod init;
mod list;
mod log;
mod meet;
mod minutes;
mod output;
mod packs;
mod report;
mod resolve;
mod revert;
mod schema;
mod show;
mod trend;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use args::{Args, Command};
use output::Output;

use crate::model::decision::Refusal;
use crate::text;
use crate::workspace::load::Loaded;
use crate::workspace::{Workspace, WorkspaceError};

/// Why a command did not do what it was asked to, with the exit code that says so.
#[derive(Debug)]
enum Failure {
    /// 1: a rule refused the decision.
    Refused(String),
    /// 2: wrong usage or configuration.
    Usage(String),
    /// 3: it could not work.
    Cannot(String),
    /// The reader of the output has gone; that is no failure.
    PipeClosed,
}

impl From<WorkspaceError> for Failure {
    fn from(error: WorkspaceError) -> Self {
        match error {
            WorkspaceError::Settings(error) => Failure::Usage(error.to_string()),
            WorkspaceError::NoRevision { .. }
            | WorkspaceError::NothingToCheck { .. }
            | WorkspaceError::NoCommitYet { .. }
            | WorkspaceError::Initialised(_) => Failure::Usage(error.to_string()),
            other => Failure::Cannot(other.to_string()),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NoItem(_)
            | Refusal::NoPack(_)
            | Refusal::NoColumn(_)
            | Refusal::NoCriterion(_)
            | Refusal::NoRole { .. }
            | Refusal::NotForPacks(_)
            | Refusal::NotForItems(_) => Failure::Usage(refusal.to_string()),
            other => Failure::Refused(other.to_string()),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            Failure::PipeClosed
        } else {
            Failure::Cannot(format!("cannot write: {error}"))
        }
    }
}

/// What a command has to work with.
struct Context {
    dir: PathBuf,
    out: Output,
    ascii: Option<bool>,
    given: config::Given,
}

impl Context {
    /// Opens the repository for what git's history tells, also a bare one, and loads it.
    fn load_to_read(&self) -> Result<(Workspace, Loaded), Failure> {
        Ok(Workspace::open_to_read(&self.dir)?)
    }

    /// Opens the repository and loads it.
    fn load(&self) -> Result<(Workspace, Loaded), Failure> {
        let mut workspace = Workspace::open(&self.dir)?;
        let loaded = workspace.load()?;
        Ok((workspace, loaded))
    }
}

/// Reads the arguments, does what they say, and returns the exit code.
pub fn main() -> ExitCode {
    let matches = Args::command().try_get_matches_from(args::terms_apart(std::env::args_os()));
    let read = matches.and_then(|matches| {
        let args = Args::from_arg_matches(&matches).map_err(|e| e.format(&mut Args::command()))?;
        Ok((args, config::Given::of(&matches)))
    });
    let (args, given) = match read {
        Ok(read) => read,
        Err(error) => {
            if error.use_stderr() {
                usage(&error);
                return ExitCode::from(2);
            }
            // A closed pipe is no reason to complain about.
            let _ = error.print();
            return ExitCode::SUCCESS;
        }
    };
    let out = Output::new(args.color);
    // As git does it, so that everything relative, in the environment too, is meant from there.
    let gone = args.dir.as_ref().and_then(|dir| Some((dir, std::env::set_current_dir(dir).err()?)));
    if let Some((dir, error)) = gone {
        out.error(&format!("cannot go to {}: {error}", dir.display()));
        return ExitCode::from(3);
    }
    let dir = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
    let mut context = Context { dir, out, ascii: args.ascii.then_some(true), given };
    match run(&mut context, args.command) {
        Ok(code) => code,
        Err(failure) => {
            let (code, words) = match failure {
                Failure::Refused(words) => (1, words),
                Failure::Usage(words) => (2, words),
                Failure::Cannot(words) => (3, words),
                Failure::PipeClosed => return ExitCode::SUCCESS,
            };
            context.out.error(&words);
            ExitCode::from(code)
        }
    }
}

/// Tells what is wrong with the arguments. They are quoted, and an argument may well be what a script
/// took from a file.
fn usage(error: &clap::Error) {
    let words = error.render().to_string();
    let lines: Vec<String> = words.lines().map(|line| text::display(line).into_owned()).collect();
    // Where even standard error is closed, nobody is left to tell.
    let _ = writeln!(std::io::stderr().lock(), "{}", lines.join("\n"));
}

fn run(context: &mut Context, command: Option<Command>) -> Result<ExitCode, Failure> {
    let done = |()| ExitCode::SUCCESS;
    match command {
        None => board::run(context, &args::Board::default()),
        Some(Command::Board(args)) => board::run(context, &args),
        Some(Command::Demo(args)) => demo::run(context, &args),
        Some(Command::Init) => init::run(context).map(done),
        Some(Command::List(args)) => list::run(context, &args).map(done),
        Some(Command::Show(args)) => show::run(context, &args).map(done),
        Some(Command::Move(args)) => decide::move_to(context, &args).map(done),
        Some(Command::Assign(args)) => decide::assign(context, &args).map(done),
        Some(Command::Defer(args)) => decide::defer(context, &args).map(done),
        Some(Command::Close(args)) => decide::close(context, &args).map(done),
        Some(Command::Withdraw(args)) => decide::withdraw(context, &args).map(done),
        Some(Command::Reopen(args)) => decide::reopen(context, &args).map(done),
        Some(Command::Risk(args)) => decide::risk(context, &args).map(done),
        Some(Command::Due(args)) => decide::due(context, &args).map(done),
        Some(Command::Status(args)) => draft::status(context, &args).map(done),
        Some(Command::Undo) => draft::undo(context).map(done),
        Some(Command::Redo) => draft::redo(context).map(done),
        Some(Command::Discard) => draft::discard(context).map(done),
        Some(Command::Diff) => commit::diff(context).map(done),
        Some(Command::Commit(args)) => commit::run(context, &args).map(done),
        Some(Command::Resolve(args)) => resolve::run(context, &args).map(done),
        Some(Command::Log(args)) => log::run(context, &args).map(done),
        Some(Command::Agenda(args)) => agenda::run(context, &args).map(done),
        Some(Command::Meet(args)) => meet::run(context, &args),
        Some(Command::Minutes(args)) => minutes::run(context, &args).map(done),
        Some(Command::Changes(args)) => changes::run(context, &args).map(done),
        Some(Command::Trend(args)) => trend::run(context, &args).map(done),
        Some(Command::Revert(args)) => revert::run(context, &args).map(done),
        Some(Command::Packs(args)) => packs::list(context, &args).map(done),
        Some(Command::Launch(args)) => packs::launch(context, &args).map(done),
        Some(Command::Signoff(args)) => packs::sign_off(context, &args).map(done),
        Some(Command::Evidence(args)) => packs::evidence(context, &args).map(done),
        Some(Command::Waive(args)) => decide::waive(context, &args).map(done),
        Some(Command::Mend(args)) => decide::mend(context, &args).map(done),
        Some(Command::Check(args)) => check::run(context, &args),
        Some(Command::Docs(args)) => docs::run(context, &args),
        Some(Command::Report(args)) => report::run(context, &args).map(done),
        Some(Command::Explain(args)) => explain::run(context, &args).map(done),
        Some(Command::Schema(args)) => schema::run(context, &args).map(done),
        Some(Command::Config(args)) => config::run(context, &args).map(done),
        Some(Command::Keys) => help::keys(context).map(done),
        Some(Command::Completions(args)) => help::completions(context, &args).map(done),
        Some(Command::Man) => help::man(context).map(done),
    }
}
