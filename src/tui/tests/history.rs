//! The history and its charts, as the back row sees them.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Duration, NaiveDate};

use super::{Table, kept, loaded, now};
use crate::model::finding::Verdict;
use crate::model::history::{Commit, Compared, Facts, Side, Then, Timeline, changed};
use crate::model::item::{Item, Status};
use crate::model::testing::{item, packed, today};
use crate::model::trend::{Landed, Trend};
use crate::tui::history::Past;
use crate::tui::message::Msg;
use crate::tui::theme::Glyphs;

const SIZES: [(u16, u16); 5] = [(60, 20), (80, 24), (120, 36), (160, 48), (220, 60)];

/// Days of history.
const DAYS: i64 = 54;

/// The items of a launch on a day: one more every other day, decided in the weekly meeting, and done a
/// month later.
fn items(day: i64) -> BTreeMap<i64, Item> {
    let met = day - day % 7;
    let scopes = ["launch-critical", "launch-adjacent", "post-launch", "launch-critical"];
    (0..=day / 2)
        .map(|n| {
            let mut new = item(&format!("ITEM-{n:02}"));
            let age = day - n * 2;
            new.title = format!("What users meet, number {n}");
            new.packs = vec![["shopify", "hubspot", "zendesk"][n as usize % 3].into()];
            if met > n * 2 {
                new.scope = Some(scopes[n as usize % 4].into());
                new.owner = Some("commerce-lead".into());
            }
            if age >= 30 && n % 4 != 2 {
                new.status = Status::Closed;
            }
            (n, new)
        })
        .collect()
}

fn commit(day: i64) -> Arc<Commit> {
    let when = now() - Duration::days(DAYS - 1 - day);
    let meeting = (day % 7 == 0).then(|| when.date_naive().to_string());
    let author = if meeting.is_some() { "Ada Lovelace" } else { "Finn Fischer" };
    Arc::new(Commit {
        id: format!("{:x}", 0x00c0_ffee_0000_u64 + u64::try_from(day).unwrap()),
        parents: Vec::new(),
        author: author.into(),
        email: "a@example.com".into(),
        when,
        landed: when,
        subject: "triage(Atlas)".into(),
        meeting,
    })
}

fn facts(items: &BTreeMap<i64, Item>) -> Vec<Arc<Facts>> {
    items.values().map(|item| Arc::new(Facts::of_item(item, ""))).collect()
}

fn past(freeze: Option<NaiveDate>) -> (Past, Compared) {
    let mut board = loaded().board;
    board.launch.freeze = freeze;
    let mut steps = Vec::new();
    let mut before = BTreeMap::new();
    for day in 0..DAYS {
        let after = items(day);
        let side = Side { before: facts(&before), after: facts(&after), ..Side::default() };
        steps.push(packed(&commit(day), changed(&side, &commit(day))));
        before = after;
    }
    let line = steps
        .iter()
        .map(|step| Landed { day: step.commit().landed().date_naive(), changes: step.own() })
        .collect::<Vec<_>>();
    let trend = Trend::of(&line, &board.columns, &board.launch, today());
    let changes = steps.iter().rev().cloned().collect();
    let timeline = Timeline { changes, commits: steps.len(), ..Timeline::default() };
    let side =
        Side { before: facts(&items(49)), after: facts(&items(DAYS - 1)), ..Side::default() };
    let then = |day, n| Then {
        commit: commit(day),
        day: commit(day).landed.date_naive(),
        verdict: Verdict::NoGo(n),
    };
    let changes = changed(&side, &commit(DAYS - 1));
    let since = Compared { from: then(49, 9), to: then(DAYS - 1, 7), changes, commits: 4 };
    (Past { timeline, trend }, since)
}

fn freeze() -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2026, 12, 23)
}

fn shown(columns: u16, rows: u16, glyphs: Glyphs, pane: &str) -> String {
    let (past, since) = past(freeze());
    let mut table = Table::new(columns, rows);
    table.app.glyphs = glyphs;
    table.press("g h");
    table.send(Msg::Past(Ok(Box::new(past))));
    table.press(pane);
    table.send(Msg::Since(Ok(Some(Box::new(since)))));
    table.picture()
}

/// Compares what a pane shows at every size with its picture in `tests/snapshots`.
fn pictures(name: &str, pane: &str) {
    for (columns, rows) in SIZES {
        let picture = shown(columns, rows, Glyphs::UNICODE, pane);
        kept(name, columns, &picture);
    }
}

#[test]
fn the_decisions() {
    pictures("history", "j j");
}

#[test]
fn a_decision() {
    pictures("history-decision", "enter");
}

#[test]
fn what_changed_since_the_meeting() {
    pictures("history-since", "tab");
}

#[test]
fn the_chart_of_the_columns() {
    pictures("chart-scope", "tab tab");
}

#[test]
fn the_chart_of_the_pace() {
    pictures("chart-pace", "tab tab tab");
}

#[test]
fn the_chart_of_the_deferrals() {
    pictures("chart-deferrals", "tab tab tab tab");
}

#[test]
fn charts_are_drawn_in_plain_characters_where_the_terminal_is_narrow_or_can_no_more() {
    for pane in ["tab tab", "tab tab tab"] {
        let fine = |columns, glyphs| {
            let picture = shown(columns, 36, glyphs, pane);
            picture.contains(|c: char| ('\u{2801}'..='\u{28ff}').contains(&c))
        };
        assert!(fine(120, Glyphs::UNICODE));
        assert!(!fine(80, Glyphs::UNICODE));
        assert!(!fine(120, Glyphs::ASCII));
    }
    for pane in ["", "tab", "tab tab", "tab tab tab", "tab tab tab tab"] {
        assert!(shown(120, 36, Glyphs::ASCII, pane).is_ascii(), "{pane}");
    }
}
