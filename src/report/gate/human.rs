//! The gate for people at a terminal: what, where, why and how to mend it, and one line at the end.

use std::collections::HashSet;

use super::words::{Standing, waiver};
use super::{Gate, Located};
use crate::model::finding::Verdict;
use crate::text::log;

const BOLD: &str = "1";
const DIM: &str = "2";
const LOUD: &str = "33;1";
const GOOD: &str = "34;1";

/// All findings, and the verdict as the last line. Content is made harmless here, for a terminal
/// and for the log of a build server. `color` is for a terminal that shows it.
///
/// Why a rule is there and where it says more is told once a rule, with its first finding; a fix is
/// told again only where it is another one.
pub fn human(gate: &Gate<'_>, color: bool) -> String {
    let mut out = Page { text: String::new(), color };
    let mut explained = HashSet::new();
    let mut before: Option<&Located<'_>> = None;
    for standing in [Standing::Error, Standing::Warning, Standing::Note, Standing::Waived] {
        for found in gate.standing(standing) {
            let group = |other: &Located<'_>| (other.standing(), other.rule.id);
            let goes_on = before.is_some_and(|before| group(before) == group(found));
            if before.is_some() && !goes_on {
                out.text.push('\n');
            }
            let fix_before = before.filter(|_| goes_on).map(|before| before.finding.fix.as_str());
            out.finding(found, explained.insert(found.rule.id), fix_before);
            before = Some(found);
        }
    }
    if before.is_some() {
        out.text.push('\n');
    }
    let tone = if gate.verdict == Verdict::Go { GOOD } else { LOUD };
    let line = gate.verdict_line();
    let word = gate.verdict.word();
    out.piece(word, Some(tone));
    out.piece(line.strip_prefix(word).unwrap_or_default(), None);
    out.text.push('\n');
    out.text
}

struct Page {
    text: String,
    color: bool,
}

impl Page {
    fn finding(&mut self, found: &Located<'_>, is_first: bool, fix_before: Option<&str>) {
        let finding = found.finding;
        let standing = found.standing();
        let tone = match standing {
            Standing::Error => LOUD,
            Standing::Warning => BOLD,
            Standing::Note | Standing::Waived => DIM,
        };
        self.piece(&format!("{}[{}]", standing.word(), found.rule.id), Some(tone));
        self.piece(": ", None);
        self.piece(&finding.message, None);
        if let Some(waived) = &finding.waived {
            self.piece(&format!(" ({})", waiver(waived)), None);
        }
        self.text.push('\n');
        self.line("-->", &found.place());
        if standing == Standing::Waived {
            return;
        }
        if is_first {
            self.line("why:", found.rule.why);
        }
        if fix_before != Some(finding.fix.as_str()) {
            self.line("fix:", &finding.fix);
        }
        if is_first {
            self.line("more:", &format!("gonogo explain {}", found.rule.id));
        }
    }

    fn line(&mut self, label: &str, words: &str) {
        self.text.push_str("  ");
        self.piece(label, Some(DIM));
        self.text.push(' ');
        self.piece(words, None);
        self.text.push('\n');
    }

    fn piece(&mut self, words: &str, tone: Option<&str>) {
        match tone.filter(|_| self.color) {
            Some(code) => {
                self.text.push_str(&format!("\x1b[{code}m{}\x1b[0m", log(words)));
            }
            None => self.text.push_str(&log(words)),
        }
    }
}

#[cfg(test)]
#[path = "human_tests.rs"]
mod tests;
