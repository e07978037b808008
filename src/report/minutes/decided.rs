//! One decision in the minutes: before and after, why, and what belongs to it.

use super::{Board, Consent, DecisionKind, Edit, Field, Target, link, named, person};
use chrono::NaiveDate;

use crate::model::draft::Row;
use crate::model::value::Value;
use crate::report::decisions;
use crate::text::markdown_text;

/// What was decided about one item or pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The item or pack.
    pub target: Target,
    /// Whether it was written down by this.
    pub new: bool,
    /// What changed.
    pub edits: Vec<Edit>,
    /// What the room agreed on, in words, where that is known.
    pub words: Option<String>,
    /// What the roles said, where they were asked.
    pub votes: Vec<(String, Consent)>,
    /// The same as committed minutes say it, where only they know.
    pub kept_votes: Option<String>,
    /// The day on which it was decided, where that was before the meeting.
    pub earlier: Option<NaiveDate>,
}

/// What is told of an item that is new.
const DECIDED: [&str; 7] = ["scope", "owner", "due", "risk", "rationale", "deferral", "criterion"];

impl Decided {
    /// What rows of a draft decide, one entry an item or pack.
    pub fn of_rows(rows: &[Row]) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for row in rows {
            let new = row.decisions.iter().any(|d| d.kind == DecisionKind::Create);
            match all.iter_mut().find(|known| known.target == row.target) {
                Some(known) => known.edits.extend(row.edits()),
                None => all.push(Self {
                    target: row.target.clone(),
                    new,
                    edits: row.edits(),
                    words: None,
                    votes: Vec::new(),
                    earlier: None,
                    kept_votes: None,
                }),
            }
        }
        all
    }

    /// Whether it puts something off.
    pub fn defers(&self) -> bool {
        self.after(Field::Deferral).is_some()
    }

    /// Whether there is anything to say of it beside waivers, which have a section of their own.
    pub fn says(&self) -> bool {
        let waives = |edit: &Edit| edit.key() == Field::Waivers.key();
        self.new || self.edits.is_empty() || !self.edits.iter().all(waives)
    }

    fn after(&self, field: Field) -> Option<&Value> {
        self.edits.iter().find_map(|edit| match edit {
            Edit::Set { field: f, after, .. } if *f == field => after.as_ref(),
            _ => None,
        })
    }

    /// Its entry in a list.
    pub(super) fn lines(&self, board: &Board) -> String {
        let new = if self.new { " (new)" } else { "" };
        let mut text = format!("- {}{new}\n", named(&self.target, board));
        let mut line = |words: String| text.push_str(&format!("  - {words}\n"));
        if let (true, Some(words)) = (self.edits.is_empty(), &self.words) {
            line(markdown_text(words));
        }
        let (mut facts, mut own_lines) = (Vec::new(), Vec::new());
        // What a new item was born with is in its title; what was decided on it is told.
        for edit in self.edits.iter().filter(|edit| !self.new || DECIDED.contains(&edit.key())) {
            match told(edit, board) {
                Told::Fact(words) => facts.push(words),
                Told::Line(words) => own_lines.push(words),
                Told::Lines(words) => own_lines.extend(words),
                Told::Nothing => {}
            }
        }
        if !facts.is_empty() {
            line(facts.join("; "));
        }
        own_lines.into_iter().for_each(&mut line);
        if let Some(day) = self.earlier {
            line(format!("Decided before the meeting, on {day}"));
        }
        if let Some(votes) = self.vote_words() {
            line(format!("Votes: {votes}"));
        }
        text
    }

    fn vote_words(&self) -> Option<String> {
        let votes: Vec<String> = self
            .votes
            .iter()
            .map(|(role, vote)| {
                let vote = if *vote == Consent::NoGo { "NO-GO" } else { vote.word() };
                format!("{} {vote}", markdown_text(role))
            })
            .collect();
        if votes.is_empty() { self.kept_votes.clone() } else { Some(votes.join(", ")) }
    }

    /// The findings that it accepts, each an entry of its own.
    pub(super) fn waivers(&self, board: &Board) -> Vec<String> {
        let entries = self.edits.iter().flat_map(|edit| match edit {
            Edit::Append { field: Field::Waivers, entry } => vec![entry],
            Edit::Set { field: Field::Waivers, after: Some(Value::List(list)), before } => {
                let was =
                    |entry: &Value| matches!(before, Some(Value::List(old)) if old.contains(entry));
                list.iter().filter(|entry| !was(entry)).collect()
            }
            _ => Vec::new(),
        });
        entries
            .map(|entry| {
                let part = |key: &str| markdown_text(entry.text(key).unwrap_or("not said"));
                let by = entry.text("by").map_or("nobody".to_owned(), |by| person(by, board));
                format!(
                    "- **{}** on {}\n  - Accepted by {by} until {}\n  - Why: {}\n  - Instead: {}\n",
                    part("rule"),
                    named(&self.target, board),
                    part("until"),
                    part("why"),
                    part("compensation"),
                )
            })
            .collect()
    }
}

/// How an edit is told.
enum Told {
    /// Beside others in a line.
    Fact(String),
    /// In a line of its own.
    Line(String),
    /// In several.
    Lines(Vec<String>),
    /// Elsewhere.
    Nothing,
}

fn told(edit: &Edit, board: &Board) -> Told {
    let text = |value: &Option<Value>| value.as_ref().map(ToString::to_string);
    let was = |before: &Option<Value>, name: &dyn Fn(&str) -> String| {
        text(before).map(|before| format!(" (was {})", name(&before))).unwrap_or_default()
    };
    let plain = |text: &str| markdown_text(text);
    match edit {
        Edit::Set { field: Field::Scope, before, after } => {
            let title = |value: &Option<Value>| {
                let id = text(value);
                let column = id.as_deref().and_then(|id| board.columns.get(id));
                let column = column.or_else(|| board.columns.at(0).filter(|_| id.is_none()));
                column.map_or_else(|| plain(id.as_deref().unwrap_or("none")), |c| plain(&c.title))
            };
            Told::Fact(format!("{} -> {}", title(before), title(after)))
        }
        Edit::Set { field: Field::Owner, before, after } => {
            let name = |id: &str| person(id, board);
            let after = text(after).map_or("nobody".to_owned(), |id| name(&id));
            Told::Fact(format!("owner {after}{}", was(before, &name)))
        }
        Edit::Set { field: Field::Due, before, after } => {
            let after = text(after).unwrap_or_else(|| "no more".to_owned());
            Told::Fact(format!("due {}{}", plain(&after), was(before, &plain)))
        }
        Edit::Set { field: Field::Status, after, .. } => Told::Fact(match text(after).as_deref() {
            Some("withdrawn") => "not needed".to_owned(),
            Some("closed") => "done".to_owned(),
            _ => "taken up again".to_owned(),
        }),
        Edit::Set { field: Field::Criterion, after: Some(after), .. } => {
            let id = after.to_string();
            let known = board.criteria.iter().find(|criterion| criterion.id == *id.as_str());
            let words = known.map(|c| format!(": {}", plain(&c.text))).unwrap_or_default();
            Told::Line(format!("Criterion {}{words}", plain(&id)))
        }
        Edit::Set { field: Field::Rationale, after: Some(after), .. } => {
            Told::Line(format!("Why: {}", plain(&after.to_string())))
        }
        Edit::Set { field: Field::Deferral, after: Some(after), .. } => {
            let part = |key: &str| after.text(key).unwrap_or("none");
            Told::Lines(vec![
                format!("Follow-up: {}", link(part("link"), board)),
                format!("Until then: {}", plain(part("risk"))),
                format!("Revisit: {}", plain(part("revisit"))),
            ])
        }
        Edit::Set { field: Field::Description, .. } => Told::Fact("description edited".to_owned()),
        Edit::Append { field: Field::Notes, entry } => {
            Told::Line(format!("Note: {}", plain(entry.text("text").unwrap_or_default())))
        }
        Edit::Append { field: Field::Evidence, entry } => {
            Told::Line(format!("Evidence: {}", link(entry.text("ref").unwrap_or_default(), board)))
        }
        Edit::Append { field: Field::Waivers, .. } | Edit::Set { field: Field::Waivers, .. } => {
            Told::Nothing
        }
        edit => match decisions::change(edit, board) {
            Some(words) => Told::Fact(plain(&words)),
            None => Told::Nothing,
        },
    }
}
