//! Where commands print: the one place that writes to standard output and standard error.
//!
//! Content of files goes through the door for untrusted text first; machine formats go through
//! their own writers and are not touched here.

use std::io::{self, IsTerminal, Write};
use std::process::{Command, Stdio};

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::args::Color;
use crate::text;

/// Standard output and standard error, with or without colour.
pub(super) struct Output {
    color: bool,
    error_color: bool,
}

/// A JSON document for scripts.
struct Document<'a> {
    kind: &'a str,
    data: &'a [(&'a str, serde_json::Value)],
}

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut document = serializer.serialize_map(Some(self.data.len() + 2))?;
        document.serialize_entry("schema", &1)?;
        document.serialize_entry("kind", self.kind)?;
        for (name, value) in self.data {
            document.serialize_entry(name, value)?;
        }
        document.end()
    }
}

/// How a piece of output stands out.
#[derive(Clone, Copy)]
pub(super) enum Tone {
    Bold,
    Dim,
    Warn,
    Good,
}

impl Output {
    pub(super) fn new(color: Color) -> Self {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        // https://no-color.org and https://bixense.com/clicolors: a wish of the command line goes
        // first, then NO_COLOR, then CLICOLOR_FORCE, then whether anybody looks.
        let on = |terminal: bool| match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto if set("NO_COLOR") => false,
            Color::Auto if std::env::var("CLICOLOR_FORCE").is_ok_and(|v| v != "0") => true,
            Color::Auto => terminal,
        };
        Self { color: on(io::stdout().is_terminal()), error_color: on(io::stderr().is_terminal()) }
    }

    /// Whether the wish for no colour holds for the board too.
    pub(super) fn no_color(&self) -> bool {
        !self.color
    }

    /// A line for people. It may hold content: that is made harmless here.
    pub(super) fn line(&self, line: &str) -> io::Result<()> {
        writeln!(io::stdout().lock(), "{}", text::display(line).trim_end())
    }

    /// A line of pieces, each with a tone.
    pub(super) fn pieces(&self, pieces: &[(&str, Option<Tone>)]) -> io::Result<()> {
        writeln!(io::stdout().lock(), "{}", self.joined(pieces))
    }

    /// Pieces, each with a tone, as one line without an end.
    pub(super) fn joined(&self, pieces: &[(&str, Option<Tone>)]) -> String {
        let mut line = String::new();
        for (piece, tone) in pieces {
            let piece = text::display(piece);
            match tone.filter(|_| self.color) {
                Some(tone) => {
                    let code = match tone {
                        Tone::Bold => "1",
                        Tone::Dim => "2",
                        Tone::Warn => "33;1",
                        Tone::Good => "34;1",
                    };
                    line.push_str(&format!("\x1b[{code}m{piece}\x1b[0m"));
                }
                None => line.push_str(&piece),
            }
        }
        line.truncate(line.trim_end().len());
        line
    }

    /// Lines that were made by `joined`; through a pager where somebody looks and they do not fit.
    pub(super) fn paged(&self, text: &str) -> io::Result<()> {
        // Where there is no terminal, other programs would be asked for its size.
        let is_long = || {
            let rows = crossterm::terminal::size().map_or(0, |(_, rows)| usize::from(rows));
            text.lines().count() >= rows
        };
        let looks = io::stdout().is_terminal() && io::stdin().is_terminal();
        if looks && is_long() && through_pager(text) {
            return Ok(());
        }
        self.raw(text.as_bytes())
    }

    /// A text of several lines for people.
    pub(super) fn text(&self, text: &str) -> io::Result<()> {
        for line in text.lines() {
            self.line(line)?;
        }
        Ok(())
    }

    /// Bytes for a machine, as they are.
    pub(super) fn raw(&self, bytes: &[u8]) -> io::Result<()> {
        let mut stdout = io::stdout().lock();
        stdout.write_all(bytes)?;
        stdout.flush()
    }

    /// A JSON document: the version of the contract, its kind, and the data under its own name.
    pub(super) fn json(&self, kind: &str, data: &[(&str, serde_json::Value)]) -> io::Result<()> {
        let document = Document { kind, data };
        let mut text = serde_json::to_string_pretty(&document).map_err(io::Error::other)?;
        text.push('\n');
        self.raw(text::json(&text).as_bytes())
    }

    /// A patch: byte for byte where git reads it, harmless where people do.
    pub(super) fn patch(&self, patch: &str) -> io::Result<()> {
        if io::stdout().is_terminal() { self.text(patch) } else { self.raw(patch.as_bytes()) }
    }

    /// What went wrong, on standard error. Nothing can be done where even that is closed.
    pub(super) fn error(&self, words: &str) {
        let word = if self.error_color { "\x1b[33;1merror\x1b[0m" } else { "error" };
        for (n, line) in words.lines().enumerate() {
            let line = text::display(line);
            let _ = if n == 0 {
                writeln!(io::stderr().lock(), "{word}: {line}")
            } else {
                writeln!(io::stderr().lock(), "  {line}")
            };
        }
    }

    /// A word beside the output, on standard error.
    pub(super) fn note(&self, words: &str) {
        let _ = writeln!(io::stderr().lock(), "{}", text::display(words));
    }
}

/// Hands a text to `$GONOGO_PAGER`, `$GIT_PAGER`, `$PAGER` or less, and waits until it is left.
/// Whether that could be done; nothing goes through a shell.
fn through_pager(text: &str) -> bool {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    let pager = set("GONOGO_PAGER").or_else(|| set("GIT_PAGER")).or_else(|| set("PAGER"));
    let pager = pager.unwrap_or_else(|| "less".to_owned());
    let mut words = pager.split_whitespace();
    let Some(program) = words.next().filter(|program| *program != "cat") else { return false };
    let mut command = Command::new(program);
    command.args(words).stdin(Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        // As git has it: leaves at once where one screen holds all, keeps colour and the screen.
        command.env("LESS", "FRX");
    }
    let Ok(mut child) = command.spawn() else { return false };
    if let Some(mut stdin) = child.stdin.take() {
        // A pager that is left early does not read to the end.
        let _ = stdin.write_all(text.as_bytes());
    }
    child.wait().is_ok()
}
