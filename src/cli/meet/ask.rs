//! Questions on a line each, and their answers from standard input.

use std::io::{self, BufRead, Write};

use crate::cli::Failure;
use crate::text;

/// What came of a question.
pub(super) enum Answer {
    /// What was typed, without blanks around it; empty where only Enter was pressed.
    Said(String),
    /// Nobody is there any more.
    Gone,
}

/// Asks, and waits for a line.
pub(super) fn ask(question: &str) -> Result<Answer, Failure> {
    let mut stdout = io::stdout().lock();
    write!(stdout, "{} ", text::display(question).trim_end())?;
    stdout.flush()?;
    let mut line = Vec::new();
    // What is no UTF-8 is shown as what it is, and never ends the meeting.
    let read = io::stdin().lock().read_until(b'\n', &mut line);
    match read {
        Ok(0) => {
            writeln!(stdout)?;
            Ok(Answer::Gone)
        }
        Ok(_) => Ok(Answer::Said(String::from_utf8_lossy(&line).trim().to_owned())),
        Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(Answer::Gone),
        Err(error) => Err(Failure::Cannot(format!("cannot read standard input: {error}"))),
    }
}

/// Leaves the function with `Gone` where nobody is there any more.
macro_rules! said {
    ($question:expr) => {
        match $crate::cli::meet::ask::ask($question)? {
            $crate::cli::meet::ask::Answer::Said(text) => text,
            $crate::cli::meet::ask::Answer::Gone => {
                return Ok($crate::cli::meet::plain::Then::Gone);
            }
        }
    };
}
pub(super) use said;
