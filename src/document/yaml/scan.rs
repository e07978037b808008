//! One pass over the bytes of a text, before any parser sees it.

use super::{MAX_DEPTH, MAX_DIRECTIVES, MAX_ENTRIES, position};
use crate::document::problem::Problem;

/// What the pass saw.
#[derive(Debug)]
pub(super) struct Seen {
    /// Whether the events have to be looked at before `serde_yaml` may read the text.
    pub(super) needs_events: bool,
}

/// What a byte can mean; most mean nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Nothing,
    Newline,
    Open,
    Comma,
    Star,
    Forbidden,
    /// The first byte of a character outside ASCII that may be forbidden.
    Lead,
}

const CLASSES: [Class; 256] = classes();

const fn classes() -> [Class; 256] {
    let mut table = [Class::Nothing; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = Class::Forbidden;
        byte += 1;
    }
    table[0x7f] = Class::Forbidden;
    table[b'\t' as usize] = Class::Nothing;
    table[b'\n' as usize] = Class::Newline;
    table[b'\r' as usize] = Class::Newline;
    table[b'[' as usize] = Class::Open;
    table[b'{' as usize] = Class::Open;
    table[b',' as usize] = Class::Comma;
    table[b'*' as usize] = Class::Star;
    // U+0080..U+009F begin with 0xC2; U+FEFF, U+FFFE and U+FFFF with 0xEF.
    table[0xc2] = Class::Lead;
    table[0xef] = Class::Lead;
    table
}

/// Refuses what no parser needs to see, and says whether the events need a look.
pub(super) fn scan(text: &str) -> Result<Seen, Problem> {
    let bytes = text.as_bytes();
    let mut entries = 0_usize;
    let mut opens = 0_usize;
    let mut directives = 0_usize;
    let mut conflict = Conflict::default();
    let mut needs_events = false;
    let mut line_start = true;
    for (at, &byte) in bytes.iter().enumerate() {
        if line_start {
            let line = bytes.get(at..).unwrap_or_default();
            match byte {
                b'%' => directives += 1,
                b'<' | b'=' | b'>' => conflict.see(at, line),
                b' ' | b'-' | b'?' => needs_events |= deep_indentation(line),
                _ => {}
            }
        }
        line_start = false;
        match CLASSES[usize::from(byte)] {
            Class::Nothing => {}
            Class::Newline => {
                entries += 1;
                line_start = true;
            }
            Class::Comma => entries += 1,
            Class::Open => {
                entries += 1;
                opens += 1;
                needs_events |= matches!(bytes.get(at + 1), Some(b'{')) && byte == b'{';
            }
            Class::Star => needs_events |= may_be_alias(bytes, at),
            Class::Forbidden => return Err(forbidden(text, at)),
            Class::Lead => {
                if is_forbidden_lead(bytes, at) {
                    return Err(forbidden(text, at));
                }
            }
        }
    }
    if let Some(at) = conflict.found {
        return Err(Problem::unreadable(
            position(text, at),
            "the file holds an unresolved merge conflict",
            "Resolve the conflict: keep one side and remove the <<<<<<<, ======= and >>>>>>> lines",
        ));
    }
    if entries > MAX_ENTRIES {
        return Err(Problem::unreadable(
            (1, 1),
            format!("the file holds up to {entries} entries, and at most {MAX_ENTRIES} are read"),
            "Split the file, or leave it out of the backlog",
        ));
    }
    if directives > MAX_DIRECTIVES {
        return Err(Problem::unreadable(
            (1, 1),
            format!("the file holds more than {MAX_DIRECTIVES} lines that begin with %"),
            "Remove the % directives: gonogo needs none",
        ));
    }
    needs_events |= opens > MAX_DEPTH;
    Ok(Seen { needs_events })
}

/// Whether a line opens so far to the right, or with so many dashes, that it can be deeply nested.
fn deep_indentation(line: &[u8]) -> bool {
    line.iter()
        .take(MAX_DEPTH + 1)
        .take_while(|byte| matches!(byte, b' ' | b'-' | b'?' | b'\t' | b':'))
        .count()
        > MAX_DEPTH
}

/// Whether the `*` at `at` can be an alias: something before it that can end a token, a name after.
fn may_be_alias(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    let after = bytes.get(at + 1);
    matches!(
        before,
        None | Some(b' ' | b'\t' | b'\n' | b'\r' | b'[' | b'{' | b',' | b':' | b'"' | b'\'')
    ) && !matches!(after, None | Some(b' ' | b'\t' | b'\n' | b'\r'))
}

fn is_forbidden_lead(bytes: &[u8], at: usize) -> bool {
    match (bytes.get(at), bytes.get(at + 1), bytes.get(at + 2)) {
        // C1 controls but U+0085, which YAML counts as a line break.
        (Some(0xc2), Some(second), _) => (0x80..=0x9f).contains(second) && *second != 0x85,
        // A byte order mark that does not stand at the beginning, and the two non-characters.
        (Some(0xef), Some(0xbb), Some(0xbf)) => true,
        (Some(0xef), Some(0xbf), Some(third)) => *third >= 0xbe,
        _ => false,
    }
}

fn forbidden(text: &str, at: usize) -> Problem {
    let character = text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or_default();
    let code = u32::from(character);
    let what = match code {
        0 => "a NUL character".to_owned(),
        0xfeff => "a byte order mark (U+FEFF) in the middle of the text".to_owned(),
        _ => format!("the control character U+{code:04X}"),
    };
    Problem::unreadable(
        position(text, at),
        format!("the file holds {what}, which YAML forbids"),
        "Remove the character, or write it as an escape in double quotes",
    )
}

/// The three marks of a merge conflict in their order.
#[derive(Default)]
struct Conflict {
    ours: Option<usize>,
    middle: bool,
    found: Option<usize>,
}

impl Conflict {
    fn see(&mut self, at: usize, line: &[u8]) {
        if line.starts_with(b"<<<<<<< ") {
            self.ours = Some(at);
            self.middle = false;
        } else if line.starts_with(b"=======") {
            self.middle = self.ours.is_some();
        } else if line.starts_with(b">>>>>>> ") && self.middle && self.found.is_none() {
            self.found = self.ours;
        }
    }
}
