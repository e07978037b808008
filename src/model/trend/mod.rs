//! How the board came to stand as it does: series over time, made of what commits changed.
//!
//! Pure: days and changes come in, numbers go out. Charts, pages and formats are drawn from these.

mod deferrals;

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::column::{Column, Columns, Role};
use super::field::Field;
use super::history::{Fate, PackedChange, PackedChanges, PackedValue, Texts};
use super::item::Status;
use super::launch::Launch;

pub use deferrals::{AgeBand, Deferral, Deferrals, PackDeferrals};

/// Over how many days the pace is taken.
const PACE_DAYS: i64 = 14;

/// What one commit changed on the branch, and the day on which it landed there.
#[derive(Clone, Copy, Debug)]
pub struct Landed<'a> {
    /// The day, in the committer's zone.
    pub day: NaiveDate,
    /// The changes against the commit before it.
    pub changes: PackedChanges<'a>,
}

/// What stood on the board at the end of a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub date: NaiveDate,
    /// The open items in each column, in the order of the columns.
    pub open: Vec<usize>,
    /// The open items that the launch waits for: those in required columns.
    pub required: usize,
    /// The items that are done.
    pub closed: usize,
    /// The items that are not needed.
    pub withdrawn: usize,
}

/// How fast required items go, and how fast they would have to.
#[derive(Clone, Debug, PartialEq)]
pub struct Pace {
    /// Required items that are open now.
    pub open: usize,
    /// The day by which they have to be gone: the freeze, or else the launch.
    pub by: NaiveDate,
    /// Days from today to that day; not above 0 once it has come.
    pub days_left: i64,
    /// Items a day that have to go from today on; `None` where no day is left.
    pub needed: Option<f64>,
    /// Items a day that went in the last days: done, withdrawn, or moved out.
    pub left: f64,
    /// Items a day that came in the last days.
    pub came: f64,
    /// Over how many days these two are taken.
    pub over: i64,
    /// From where the straight line to none goes: the day with the most, and how many there were.
    pub from: (NaiveDate, usize),
}

impl Pace {
    /// How many required items may still be open at the end of a day, on a straight line from the day
    /// with the most to none on the day by which they have to be gone.
    pub fn allowed(&self, day: NaiveDate) -> Option<f64> {
        let (start, most) = self.from;
        let whole = (self.by - start).num_days();
        let gone = (day - start).num_days();
        if whole <= 0 || gone < 0 {
            return None;
        }
        #[expect(clippy::cast_precision_loss, reason = "days and items are few")]
        let share = 1.0 - gone as f64 / whole as f64;
        #[expect(clippy::cast_precision_loss, reason = "days and items are few")]
        let allowed = most as f64 * share.max(0.0);
        Some(allowed)
    }

    /// Whether items go fast enough.
    pub fn holds(&self) -> bool {
        self.open == 0 || self.needed.is_some_and(|needed| self.left - self.came >= needed)
    }
}

/// The series of a launch.
#[derive(Clone, Debug, PartialEq)]
pub struct Trend {
    /// The columns, in the order in which [`Day::open`] counts them.
    pub columns: Vec<Column>,
    /// What the launch is called.
    pub name: String,
    /// The day of the launch.
    pub launch: Option<NaiveDate>,
    /// The last day on which anything may change.
    pub freeze: Option<NaiveDate>,
    /// The last day of the series.
    pub today: NaiveDate,
    /// One entry a day, from the first commit to `today`, without gaps.
    pub days: Vec<Day>,
    /// How fast required items go; `None` without a launch date or before the first commit.
    pub pace: Option<Pace>,
    /// What is put off, and since when.
    pub deferrals: Deferrals,
    /// Where a shallow clone ends: the series begin there, and what was put off before was put off
    /// at least since then.
    pub known_since: Option<NaiveDate>,
    /// How many versions of files are not in this clone, so that what they changed is not counted.
    pub missing: usize,
}

/// What is remembered of an item between two commits.
#[derive(Clone, Copy, Debug)]
struct Standing<'a> {
    title: &'a str,
    packs: Texts<'a>,
    /// The position of its column.
    column: usize,
    status: Status,
    deferral: Option<PackedValue<'a>>,
    /// Since when it has stood in a deferred column.
    deferred: Option<NaiveDate>,
}

impl Trend {
    /// The series of a branch: its commits along the first parents, oldest first. Days that a clock
    /// put too late are taken as the day of the commit that follows.
    pub fn of(line: &[Landed<'_>], columns: &Columns, launch: &Launch, today: NaiveDate) -> Self {
        let mut days: Vec<Day> = Vec::new();
        let mut flow: BTreeMap<NaiveDate, (usize, usize)> = BTreeMap::new();
        let mut board = Standings { columns, items: HashMap::new() };
        let mut open: Option<NaiveDate> = None;
        for (landed, date) in line.iter().zip(orderly(line, today)) {
            if let Some(last) = open.replace(date) {
                stood(&mut days, last, date, &board);
            }
            for change in landed.changes.iter() {
                let (before, after) = board.take(&change, date);
                let flow = flow.entry(date).or_default();
                flow.0 += usize::from(before && !after);
                flow.1 += usize::from(after && !before);
            }
        }
        if let Some(last) = open {
            stood(&mut days, last, today.succ_opt().unwrap_or(today), &board);
        }
        Self {
            columns: columns.iter().cloned().collect(),
            name: launch.name.trim().to_owned(),
            launch: launch.date,
            freeze: launch.freeze,
            today,
            pace: pace(&days, &flow, launch, today),
            deferrals: board.deferrals(today),
            days,
            known_since: None,
            missing: 0,
        }
    }

    /// The last day of the charts: that of the launch, or today once it has passed.
    pub fn end(&self) -> NaiveDate {
        self.launch.map_or(self.today, |launch| launch.max(self.today))
    }

    /// The first day of the charts.
    pub fn start(&self) -> NaiveDate {
        self.days.first().map_or(self.today, |day| day.date)
    }
}

/// The days of the commits, none after the one that follows it nor after today.
fn orderly(line: &[Landed<'_>], today: NaiveDate) -> Vec<NaiveDate> {
    let mut next = today;
    let mut dates: Vec<NaiveDate> = line
        .iter()
        .rev()
        .map(|landed| {
            next = next.min(landed.day);
            next
        })
        .collect();
    dates.reverse();
    dates
}

/// Adds the days from one on until another, on which the board stood as it does. The items are counted
/// once, however many commits and days there were.
fn stood(days: &mut Vec<Day>, from: NaiveDate, until: NaiveDate, board: &Standings<'_>) {
    if from >= until {
        return;
    }
    let same = board.day(from);
    let dates = from.iter_days().take_while(|date| *date < until);
    days.extend(dates.map(|date| Day { date, ..same.clone() }));
}

fn pace(
    days: &[Day],
    flow: &BTreeMap<NaiveDate, (usize, usize)>,
    launch: &Launch,
    today: NaiveDate,
) -> Option<Pace> {
    let by = launch.freeze.or(launch.date)?;
    let (first, last) = (days.first()?, days.last()?);
    let most = days.iter().rev().max_by_key(|day| day.required)?;
    let over = ((today - first.date).num_days() + 1).clamp(1, PACE_DAYS);
    let recent = flow.iter().filter(|(day, _)| (today - **day).num_days() < over);
    let (left, came) = recent.fold((0, 0), |sum, (_, day)| (sum.0 + day.0, sum.1 + day.1));
    let days_left = (by - today).num_days();
    #[expect(clippy::cast_precision_loss, reason = "days and items are few")]
    let a_day = |count: usize, days: i64| count as f64 / days as f64;
    Some(Pace {
        open: last.required,
        by,
        days_left,
        needed: (days_left > 0).then(|| a_day(last.required, days_left)),
        left: a_day(left, over),
        came: a_day(came, over),
        over,
        from: (most.date, most.required),
    })
}

/// The items as they stand between two commits.
struct Standings<'a> {
    columns: &'a Columns,
    items: HashMap<&'a str, Standing<'a>>,
}

impl<'a> Standings<'a> {
    /// Takes a change over; whether the launch waited for the item before, and does after.
    fn take(&mut self, change: &PackedChange<'a>, day: NaiveDate) -> (bool, bool) {
        if !change.is_item {
            return (false, false);
        }
        let known = self.items.remove(change.was.unwrap_or(change.id));
        let before = known.as_ref().is_some_and(|item| self.holds(item));
        if change.fate == Fate::Gone {
            return (before, false);
        }
        let (title, packs) = (change.title(), change.packs());
        let mut item = match known {
            Some(known) => Standing { title, packs, ..known },
            None => Standing {
                title,
                packs,
                column: 0,
                status: Status::Open,
                deferral: None,
                deferred: None,
            },
        };
        for (field, _, after) in change.fields() {
            let text = after.and_then(PackedValue::as_text);
            match field {
                // What names no column is undecided.
                Field::Scope => {
                    item.column = text.and_then(|text| self.columns.position(text)).unwrap_or(0);
                }
                Field::Status => {
                    item.status = text.and_then(Status::from_word).unwrap_or(Status::Open);
                }
                Field::Deferral => item.deferral = after,
                _ => {}
            }
        }
        let is_deferred = item.status == Status::Open && self.role(&item) == Role::Deferred;
        item.deferred = match item.deferred {
            Some(since) if is_deferred => Some(since),
            None if is_deferred => Some(day),
            _ => None,
        };
        let after = self.holds(&item);
        self.items.insert(change.id, item);
        (before, after)
    }

    fn role(&self, item: &Standing<'_>) -> Role {
        self.columns.at(item.column).map_or(Role::Inbox, |column| column.role)
    }

    fn holds(&self, item: &Standing<'_>) -> bool {
        item.status == Status::Open && self.role(item) == Role::Required
    }

    fn day(&self, date: NaiveDate) -> Day {
        let mut day = Day { date, open: vec![0; self.columns.len()], ..Day::default() };
        for item in self.items.values() {
            match item.status {
                Status::Open => {
                    if let Some(count) = day.open.get_mut(item.column) {
                        *count += 1;
                    }
                    day.required += usize::from(self.holds(item));
                }
                Status::Closed => day.closed += 1,
                Status::Withdrawn => day.withdrawn += 1,
            }
        }
        day
    }

    fn deferrals(&self, today: NaiveDate) -> Deferrals {
        let put_off = self.items.iter().filter_map(|(id, item)| {
            let since = item.deferred?;
            let of = |key: &str| item.deferral.and_then(|deferral| deferral.text(key));
            Some(Deferral {
                item: (*id).into(),
                title: item.title.to_owned(),
                packs: item.packs.map(Into::into).collect(),
                since,
                days: (today - since).num_days().max(0),
                revisit: of("revisit").and_then(super::date::from_file),
                link: of("link").map(str::to_owned),
            })
        });
        Deferrals::of(put_off.collect(), today)
    }
}

#[cfg(test)]
mod tests;
