use std::sync::Arc;

use chrono::{DateTime, Duration};
use proptest::prelude::*;

use super::*;
use crate::model::history::{Change, Commit, Facts, Packed, Side, changed};
use crate::model::item::Item;
use crate::model::testing::{item, packed, today};

/// Items as a day left them, by id.
type Board = BTreeMap<u8, Item>;

fn commit() -> Arc<Commit> {
    let when = DateTime::UNIX_EPOCH.fixed_offset();
    Arc::new(Commit {
        id: "c".into(),
        parents: Vec::new(),
        author: "A".into(),
        email: String::new(),
        when,
        landed: when,
        subject: String::new(),
        meeting: None,
    })
}

fn step(before: &Board, after: &Board) -> Vec<Change> {
    let facts =
        |board: &Board| board.values().map(|item| Arc::new(Facts::of_item(item, ""))).collect();
    let side = Side { before: facts(before), after: facts(after), ..Side::default() };
    changed(&side, &commit())
}

fn put(board: &mut Board, id: u8, scope: &str, status: Status) {
    let mut new = item(&format!("I-{id}"));
    new.scope = (scope != "undecided").then(|| scope.into());
    new.status = status;
    board.insert(id, new);
}

fn launch() -> Launch {
    let day = |d| NaiveDate::from_ymd_opt(2026, 12, d);
    Launch { name: "Atlas".into(), date: day(30), freeze: day(23) }
}

fn trend_of(boards: &[(NaiveDate, Board)]) -> Trend {
    let mut last = Board::new();
    let steps: Vec<(NaiveDate, Packed)> = boards
        .iter()
        .map(|(day, board)| {
            let packed = packed(&commit(), step(&last, board));
            last.clone_from(board);
            (*day, packed)
        })
        .collect();
    let line: Vec<Landed<'_>> =
        steps.iter().map(|(day, packed)| Landed { day: *day, changes: packed.own() }).collect();
    Trend::of(&line, &Columns::default(), &launch(), today())
}

fn back(days: i64) -> NaiveDate {
    today() - Duration::days(days)
}

#[test]
fn every_day_is_there_and_stands_as_the_last_commit_left_it() {
    let mut board = Board::new();
    put(&mut board, 1, "undecided", Status::Open);
    put(&mut board, 2, "undecided", Status::Open);
    let first = board.clone();
    put(&mut board, 1, "launch-critical", Status::Open);
    let second = board.clone();
    put(&mut board, 1, "launch-critical", Status::Closed);
    let trend = trend_of(&[(back(10), first), (back(5), second), (back(5), board)]);
    assert_eq!(trend.days.len(), 11);
    assert_eq!(trend.days[4].open, [2, 0, 0, 0]);
    assert_eq!((trend.days[5].open.clone(), trend.days[5].closed), (vec![1, 0, 0, 0], 1));
    assert_eq!(trend.days.last().map(|day| day.date), Some(today()));
    let pace = trend.pace.unwrap();
    assert_eq!((pace.open, pace.days_left, pace.over), (0, 30, 11));
    assert!((pace.left - 1.0 / 11.0).abs() < 1e-9 && pace.holds());
}

#[test]
fn the_pace_needed_is_what_is_left_over_the_days_that_are_left() {
    let mut board = Board::new();
    for id in 0..30 {
        put(&mut board, id, "launch-critical", Status::Open);
    }
    let trend = trend_of(&[(back(20), board)]);
    let pace = trend.pace.unwrap();
    assert_eq!((pace.open, pace.days_left, pace.needed), (30, 30, Some(1.0)));
    assert!(!pace.holds());
    assert_eq!(pace.from, (back(20), 30));
    assert_eq!(pace.allowed(back(20)), Some(30.0));
    assert_eq!(pace.allowed(pace.by), Some(0.0));
    assert_eq!(pace.allowed(back(21)), None);
}

#[test]
fn a_deferral_is_as_old_as_its_stay_in_the_column() {
    let mut board = Board::new();
    put(&mut board, 1, "post-launch", Status::Open);
    let first = board.clone();
    board.get_mut(&1).unwrap().owner = Some("ada".into());
    let second = board.clone();
    put(&mut board, 2, "post-launch", Status::Open);
    put(&mut board, 1, "undecided", Status::Open);
    let third = board.clone();
    put(&mut board, 1, "post-launch", Status::Open);
    let so_far = trend_of(&[(back(20), first.clone()), (back(9), second.clone())]);
    assert_eq!(so_far.deferrals.items[0].days, 20, "another owner is no new deferral");
    let trend =
        trend_of(&[(back(20), first), (back(9), second), (back(7), third), (back(3), board)]);
    let ages: Vec<(String, i64)> =
        trend.deferrals.items.iter().map(|d| (d.item.to_string(), d.days)).collect();
    assert_eq!(ages, [("I-2".to_owned(), 7), ("I-1".to_owned(), 3)]);
    assert_eq!(trend.deferrals.by_age[0].count, 2);
    assert_eq!(trend.deferrals.by_pack[0].pack, None);
    assert_eq!(trend.deferrals.overdue(today()), 2, "nobody said when to look at them again");
}

#[test]
fn a_clock_that_was_ahead_does_not_bend_the_days() {
    let mut board = Board::new();
    put(&mut board, 1, "undecided", Status::Open);
    let first = board.clone();
    put(&mut board, 2, "undecided", Status::Open);
    let trend = trend_of(&[(today() + Duration::days(400), first), (back(2), board)]);
    assert_eq!(trend.start(), back(2));
    assert_eq!(trend.days.len(), 3);
    assert_eq!(trend_of(&[]).days, []);
    assert_eq!(trend_of(&[]).pace, None);
}

proptest! {
    /// However items come, move and go: each day counts what its last board holds.
    #[test]
    fn days_count_what_the_boards_hold(
        steps in prop::collection::vec(
            (0i64..3, prop::collection::vec((0u8..6, 0usize..5, 0usize..4), 0..4)), 1..12)
    ) {
        let columns = ["undecided", "launch-critical", "launch-adjacent", "post-launch", "nowhere"];
        let mut board = Board::new();
        let mut day = back(40);
        let mut boards = Vec::new();
        for (days, acts) in steps {
            day += Duration::days(days);
            for (id, column, act) in acts {
                match act {
                    0 => { board.remove(&id); }
                    1 => put(&mut board, id, columns[column], Status::Closed),
                    _ => put(&mut board, id, columns[column], Status::Open),
                }
            }
            boards.push((day, board.clone()));
        }
        let trend = trend_of(&boards);
        for (n, day) in trend.days.iter().enumerate() {
            prop_assert_eq!(day.date, trend.start() + Duration::days(n as i64));
            let stood = boards.iter().rev().find(|(on, _)| *on <= day.date).map(|(_, b)| b).unwrap();
            let open = stood.values().filter(|item| item.status == Status::Open);
            let mut counts = vec![0; 4];
            for item in open {
                let scope = item.scope.as_ref().map_or("undecided", |scope| scope.as_str());
                counts[columns.iter().position(|c| *c == scope).unwrap() % 4] += 1;
            }
            prop_assert_eq!(&day.open, &counts);
            let closed = stood.values().filter(|item| item.status == Status::Closed).count();
            prop_assert_eq!(day.closed, closed);
        }
    }
}
