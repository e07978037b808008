//! The minutes of a meeting as Markdown that also reads as plain text and in a mail: short lists, no
//! tables, nothing that needs rendering to be understood.
//!
//! They are made from a meeting that is ending, or again from what git holds of one; what is not
//! known is left out with a word.

mod decided;
mod meeting;
mod parts;

use chrono::{DateTime, FixedOffset, NaiveDate};

pub use decided::Decided;
pub use meeting::rows;
pub use parts::{Kept, kept};

use super::documents::{link, person};
use crate::model::agenda::Parked;
use crate::model::board::Board;
use crate::model::decision::DecisionKind;
use crate::model::field::{Edit, Field};
use crate::model::finding::Verdict;
use crate::model::meeting::{Counts, Details};
use crate::model::pack::Consent;
use crate::model::target::Target;
use crate::text::markdown_text;

/// What minutes are made of.
#[derive(Clone, Debug)]
pub struct Minutes<'a> {
    /// The launch, the columns, the people: as they are at the end.
    pub board: &'a Board,
    /// What the meeting is called: its day, and `-2` for the second of the day.
    pub id: &'a str,
    /// The day on which they are made, for the days left.
    pub today: NaiveDate,
    /// When it began and ended; `None` where only the commit is known.
    pub times: Option<Times>,
    /// When and by whom the decisions were committed, where they are.
    pub committed: Option<Committed<'a>>,
    /// Who was there; `None` where that is not known.
    pub details: Option<&'a Details>,
    /// The commit that was looked at, in hex.
    pub revision: Option<&'a str>,
    /// The branch, where it is known.
    pub branch: Option<&'a str>,
    /// What the rules found at the start, and at the end.
    pub findings: (Option<Counts>, Option<Counts>),
    /// What was decided, in the order in which it is told.
    pub decided: Vec<Decided>,
    /// What waits for an answer.
    pub parked: Vec<Parked>,
    /// What was on the agenda and was not reached; `None` where that is not known.
    pub not_reached: Option<Vec<Target>>,
    /// What the committed minutes say of what git cannot know.
    pub kept: Option<Kept>,
}

/// When a meeting was.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// Its beginning.
    pub started: DateTime<FixedOffset>,
    /// Its end.
    pub ended: DateTime<FixedOffset>,
    /// Seconds in session.
    pub in_session: u32,
}

/// The commit of a meeting.
#[derive(Clone, Copy, Debug)]
pub struct Committed<'a> {
    /// In hex.
    pub commit: &'a str,
    /// Who made it.
    pub author: &'a str,
    /// When.
    pub when: DateTime<FixedOffset>,
}

/// The minutes as Markdown.
pub fn markdown(minutes: &Minutes<'_>) -> String {
    let mut text = head(minutes);
    present(minutes, &mut text);
    let deferred = |decided: &&Decided| decided.defers();
    let others: Vec<&Decided> =
        minutes.decided.iter().filter(|d| !d.defers() && d.says()).collect();
    section(&mut text, "Decided", "Nothing was decided.", &others, |d| d.lines(minutes.board));
    let put_off: Vec<&Decided> = minutes.decided.iter().filter(deferred).collect();
    section(&mut text, "Deferred", "Nothing was deferred.", &put_off, |d| d.lines(minutes.board));
    let waivers: Vec<String> =
        minutes.decided.iter().flat_map(|d| d.waivers(minutes.board)).collect();
    section(&mut text, "Waived", "No finding was waived.", &waivers, Clone::clone);
    let parked = |parked: &Parked| park(parked, minutes.board);
    section(&mut text, "Parked", "Nothing was parked.", &minutes.parked, parked);
    match (&minutes.not_reached, minutes.kept.as_ref().and_then(|kept| kept.not_reached.as_ref())) {
        (Some(left), _) => {
            let name = |target: &Target| format!("- {}\n", named(target, minutes.board));
            section(&mut text, "Not reached", "Every point was reached.", left, name);
        }
        (None, Some(kept)) => text.push_str(&format!("\n## Not reached\n\n{kept}\n")),
        (None, None) => {}
    }
    let actions = actions(minutes);
    section(&mut text, "Actions", "Nobody has anything to do.", &actions, Clone::clone);
    text
}

fn section<T>(
    text: &mut String,
    title: &str,
    none: &str,
    entries: &[T],
    line: impl Fn(&T) -> String,
) {
    text.push_str(&format!("\n## {title}\n\n"));
    if entries.is_empty() {
        text.push_str(&format!("{none}\n"));
    }
    entries.iter().for_each(|entry| text.push_str(&line(entry)));
}

fn head(minutes: &Minutes<'_>) -> String {
    let board = minutes.board;
    let mut text = String::from("# Minutes");
    let name = board.launch.name.trim();
    if !name.is_empty() {
        text.push_str(&format!(" of {}", markdown_text(name)));
    }
    text.push_str(&format!(", {}\n\n", markdown_text(minutes.id)));
    let mut line = |label: &str, words: String| text.push_str(&format!("- {label}: {words}\n"));
    if let Some(times) = minutes.times {
        let (from, to) = (times.started, times.ended);
        let end = if from.date_naive() == to.date_naive() { "%H:%M" } else { "%Y-%m-%d %H:%M" };
        let minutes = times.in_session.div_ceil(60);
        let s = if minutes == 1 { "" } else { "s" };
        line(
            "When",
            format!(
                "{} to {} (UTC{}), {minutes} minute{s} in session",
                from.format("%A %-d %B %Y, %H:%M"),
                to.format(end),
                from.format("%:z"),
            ),
        );
    }
    if let Some(committed) = &minutes.committed {
        let short = committed.commit.get(..12).unwrap_or(committed.commit);
        let when = committed.when.format("%A %-d %B %Y, %H:%M (UTC%:z)");
        line("Committed", format!("{when} as {short}, by {}", markdown_text(committed.author)));
    }
    if let Some(details) = minutes.details {
        let mut chair = match details.chair.as_str() {
            "" => "nobody was named".to_owned(),
            chair => person(chair, board),
        };
        if !details.scribe.is_empty() {
            chair.push_str(&format!("; written by {}", person(&details.scribe, board)));
        }
        line("Chair", chair);
    }
    for kept in minutes.kept.iter().flat_map(|kept| &kept.head) {
        text.push_str(kept);
        text.push('\n');
    }
    let mut line = |label: &str, words: String| text.push_str(&format!("- {label}: {words}\n"));
    match (minutes.revision, minutes.branch) {
        (Some(revision), branch) => {
            let short = revision.get(..12).unwrap_or(revision);
            let on = branch.map(|b| format!(" on {}", markdown_text(b))).unwrap_or_default();
            line("Reviewed", format!("the files as of commit {short}{on}"));
        }
        (None, Some(branch)) => {
            line(
                "Reviewed",
                format!("the files on {}, before its first commit", markdown_text(branch)),
            );
        }
        (None, None) => {}
    }
    if let (Some(date), Some(days)) = (board.launch.date, board.days_left(minutes.today)) {
        let far = crate::model::date::distance(minutes.today, date);
        let freeze = board.launch.freeze.filter(|_| days > 0);
        let freeze = freeze.map(|day| format!("; freeze {day}")).unwrap_or_default();
        line("Launch", format!("{date} ({far}){freeze}"));
    }
    if !board.criteria.is_empty() {
        let ids: Vec<String> =
            board.criteria.iter().map(|c| markdown_text(c.id.as_str())).collect();
        line("Criteria", ids.join(", "));
    }
    for (label, counts) in
        [("At the start", minutes.findings.0), ("At the end", minutes.findings.1)]
    {
        if let Some(counts) = counts {
            line(label, standing(counts));
        }
    }
    let no_go: Vec<String> = minutes
        .decided
        .iter()
        .flat_map(|d| d.votes.iter().filter(|(_, v)| *v == Consent::NoGo).map(move |v| (d, &v.0)))
        .map(|(d, role)| format!("{} on {}", markdown_text(role), markdown_text(d.target.as_str())))
        .collect();
    if !no_go.is_empty() {
        line("NO-GO said", no_go.join("; "));
    }
    if let Some(next) = minutes.details.map(|d| d.next.trim()).filter(|next| !next.is_empty()) {
        line("Next meeting", markdown_text(next));
    }
    text
}

/// `NO-GO, 4 findings hold the launch, 2 warn, 1 is waived`
fn standing(counts: Counts) -> String {
    let verdict = if counts.block == 0 { Verdict::Go } else { Verdict::NoGo(counts.block) };
    let hold = match counts.block {
        0 => "nothing holds the launch".to_owned(),
        1 => "1 finding holds the launch".to_owned(),
        n => format!("{n} findings hold the launch"),
    };
    let mut words = format!("{}; {hold}, {} warn", verdict.word(), counts.warn);
    if counts.waived > 0 {
        words.push_str(&format!(", {} waived", counts.waived));
    }
    words
}

fn present(minutes: &Minutes<'_>, text: &mut String) {
    text.push_str("\n## Present\n\n");
    let Some(details) = minutes.details else {
        match minutes.kept.as_ref().and_then(|kept| kept.present.as_ref()) {
            Some(kept) => text.push_str(&format!("{kept}\n")),
            None => text.push_str("Git does not hold who was there.\n"),
        }
        return;
    };
    if details.present.is_empty() {
        text.push_str("Nobody was written down.\n");
    }
    for who in &details.present {
        let roles = minutes.board.person(who).map(|person| person.roles.join(", "));
        let roles = roles.filter(|roles| !roles.is_empty());
        let roles = roles.map(|roles| format!(" ({})", markdown_text(&roles))).unwrap_or_default();
        text.push_str(&format!("- {}{roles}\n", person(who, minutes.board)));
    }
}

fn park(parked: &Parked, board: &Board) -> String {
    let question = markdown_text(&parked.question);
    let who = match parked.person.as_str() {
        "" => "nobody yet".to_owned(),
        who => person(who, board),
    };
    format!("- {}\n  - Question: {question}\n  - For: {who}\n", named(&parked.target, board))
}

/// Who has to do what by when: from what was decided, and from what was parked.
fn actions(minutes: &Minutes<'_>) -> Vec<String> {
    let board = minutes.board;
    let mut by_owner: Vec<(String, Vec<String>)> = Vec::new();
    let mut add = |who: String, what: String| match by_owner.iter_mut().find(|(w, _)| *w == who) {
        Some((_, list)) => list.push(what),
        None => by_owner.push((who, vec![what])),
    };
    for decided in &minutes.decided {
        let Some(item) = decided.target.item().and_then(|id| board.item(id)) else { continue };
        if !item.is_open() {
            continue;
        }
        let id = markdown_text(item.id.as_str());
        let owner =
            item.owner.as_ref().map_or("nobody yet".to_owned(), |o| person(o.as_str(), board));
        if decided.defers() {
            let revisit = item.deferral.as_ref().and_then(|d| d.revisit);
            let by = revisit.map(|day| format!(", on {day}")).unwrap_or_default();
            add(owner, format!("look at {id} again{by}"));
        } else if board.role_of(item) == crate::model::column::Role::Required {
            let by = item.due.map(|day| format!(" by {day}")).unwrap_or_default();
            add(owner, format!("finish {id}{by}"));
        }
    }
    for parked in &minutes.parked {
        let who = match parked.person.as_str() {
            "" => "nobody yet".to_owned(),
            who => person(who, board),
        };
        add(who, format!("answer the question on {}", markdown_text(parked.target.as_str())));
    }
    by_owner.into_iter().map(|(who, list)| format!("- {who}: {}\n", list.join("; "))).collect()
}

/// `**SHOP-014** Refund-rate tile divides by zero`
fn named(target: &Target, board: &Board) -> String {
    let title = super::agenda::title(target, board);
    let title = if title.is_empty() { String::new() } else { format!(" {}", markdown_text(title)) };
    format!("**{}**{title}", markdown_text(target.as_str()))
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
