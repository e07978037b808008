//! What a card says: the words of one item on the board, before they are drawn.

use crate::model::finding::{Finding, Severity};
use crate::model::item::{Item, Status};
use crate::model::target::Target;
use crate::tui::app::App;

/// The rule that reports an undecided item.
const UNDECIDED: &str = "GNG010";

/// The words of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CardText {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) pack: String,
    pub(crate) owner: String,
    pub(crate) risk: &'static str,
    /// The due date; for a deferred item the day to revisit it.
    pub(crate) due: String,
    pub(crate) overdue: bool,
    pub(crate) flags: String,
    pub(crate) worst: Option<Severity>,
    pub(crate) done: Option<Status>,
    pub(crate) changed: bool,
    /// Decided here, and changed elsewhere.
    pub(crate) conflict: bool,
}

/// The words of an item's card.
pub(crate) fn text(app: &App, item: &Item) -> CardText {
    // That an item is undecided is said by the column it stands in.
    let (waived, found): (Vec<&Finding>, Vec<&Finding>) = app
        .findings
        .for_item(&item.id)
        .iter()
        .filter(|f| f.rule != UNDECIDED)
        .partition(|f| f.waived.is_some());
    let day = |date: chrono::NaiveDate| {
        use chrono::Datelike;
        let near = (date - app.today()).num_days().abs() < 200;
        if near { date.format("%m-%d").to_string() } else { format!("{}", date.year()) }
    };
    let revisit = item.deferral.as_ref().and_then(|d| d.revisit);
    let deferred = app.board.role_of(item) == crate::model::column::Role::Deferred;
    let due = if deferred { revisit.or(item.due) } else { item.due };
    let pack = match item.packs.as_slice() {
        [] => "--".to_owned(),
        [one] => one.to_string(),
        [one, rest @ ..] => format!("{one}+{}", rest.len()),
    };
    CardText {
        id: item.id.to_string(),
        title: if item.title.is_empty() { "(no title)".to_owned() } else { item.title.clone() },
        pack,
        owner: item.owner.as_ref().map_or_else(|| "--".to_owned(), ToString::to_string),
        risk: item.risk.map_or("--", |risk| risk.word()),
        due: due.map_or_else(|| "--".to_owned(), day),
        overdue: item.is_open() && item.due.is_some_and(|due| due < app.today()),
        flags: flags(&found, !waived.is_empty()),
        worst: found.iter().map(|finding| finding.severity).max(),
        done: (!item.is_open()).then_some(item.status),
        changed: app.draft.touches(&Target::Item(item.id.clone())),
        conflict: app.conflicts.iter().any(|c| c.target.item() == Some(&item.id)),
    }
}

/// `!!` where something blocks, `!` where something warns, then a letter for each kind; `W` where
/// something was accepted.
fn flags(found: &[&Finding], waived: bool) -> String {
    let worst = found.iter().map(|finding| finding.severity).max();
    let mut flags = match worst {
        Some(Severity::Block) => "!!".to_owned(),
        Some(Severity::Warn) => " !".to_owned(),
        Some(_) | None if waived => return "  W".to_owned(),
        Some(_) | None => return String::new(),
    };
    for finding in found.iter().filter(|f| f.severity >= Severity::Warn) {
        let letter = crate::rules::rule(finding.rule).map_or('?', |rule| rule.flag);
        if !flags.contains(letter) {
            flags.push(letter);
        }
    }
    flags
}
