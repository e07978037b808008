//! The series of a launch in words, in JSON and as tables.

use chrono::NaiveDate;
use serde_json::{Map, Value as Json, json};

use super::table;
use crate::model::column::Role;
use crate::model::trend::{Day, Trend};
use crate::text;

/// How many rows the table for people has at most.
const ROWS: usize = 14;

/// How many days the change of a count is told over.
const BACK: usize = 14;

/// How a text of a file is put into a sentence.
pub type Quote<'a> = &'a dyn Fn(&str) -> String;

/// As it is, where the whole sentence goes through the door of an output.
pub fn as_written(text: &str) -> String {
    text.to_owned()
}

/// A day that charts mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// That of the launch.
    Launch,
    /// The last one on which anything may change.
    Freeze,
    /// The last one of the series.
    Today,
}

/// The days that charts mark.
pub fn marked(trend: &Trend) -> Vec<(Mark, NaiveDate)> {
    let named = [(Mark::Launch, trend.launch), (Mark::Freeze, trend.freeze)];
    let named = named.into_iter().filter_map(|(mark, day)| Some((mark, day?)));
    named.chain([(Mark::Today, trend.today)]).collect()
}

/// What a marked day is called where nobody knows which day is today.
pub fn name_of_mark(mark: Mark) -> &'static str {
    match mark {
        Mark::Launch => "launch",
        Mark::Freeze => "freeze",
        Mark::Today => "as of",
    }
}

/// What the chart of the columns says, in sentences.
pub fn scope_words(trend: &Trend, quote: Quote<'_>) -> String {
    let Some(last) = trend.days.last() else { return nothing(trend) };
    let before = trend.days.len().checked_sub(BACK + 1).and_then(|at| trend.days.get(at));
    let columns = trend.columns.iter().enumerate().map(|(at, column)| {
        let now = last.open.get(at).copied().unwrap_or(0);
        let then = before.and_then(|day| day.open.get(at).copied());
        format!("{now}{} in {}", moved(now, then), quote(&column.title))
    });
    let columns: Vec<String> = columns.collect();
    let done = moved(last.closed, before.map(|day| day.closed));
    let over = match before {
        Some(_) => format!(" In brackets: the change in {BACK} days."),
        None => String::new(),
    };
    format!(
        "{}: open {}; {}{done} closed, {} withdrawn.{over}",
        last.date,
        columns.join(", "),
        last.closed,
        last.withdrawn,
    )
}

/// ` (+3)`, where a count has moved.
fn moved(now: usize, then: Option<usize>) -> String {
    match then {
        Some(then) if then < now => format!(" (+{})", now - then),
        Some(then) if then > now => format!(" (-{})", then - now),
        _ => String::new(),
    }
}

/// What the chart of the open required items says, in sentences.
pub fn pace_words(trend: &Trend, quote: Quote<'_>) -> String {
    let Some(pace) = &trend.pace else {
        return match trend.days.is_empty() {
            true => nothing(trend),
            false => {
                "No launch date is set, so there is no pace to keep: launch.date in gonogo.yaml."
                    .to_owned()
            }
        };
    };
    let required: Vec<String> = trend
        .columns
        .iter()
        .filter(|column| column.role == Role::Required)
        .map(|column| quote(&column.title))
        .collect();
    let what = if trend.freeze.is_some() { "freeze" } else { "launch" };
    let when = match pace.days_left {
        0 => format!("the {what} is today"),
        1 => format!("1 day to the {what} on {}", pace.by),
        days if days > 0 => format!("{days} days to the {what} on {}", pace.by),
        days => format!("the {what} was {} days ago, on {}", -days, pace.by),
    };
    let need = match (pace.open, pace.needed) {
        (0, _) => "nothing is left to do".to_owned(),
        (_, Some(needed)) => format!("{needed:.1} a day have to go"),
        (_, None) => "no day is left".to_owned(),
    };
    let s = if pace.over == 1 { "" } else { "s" };
    let verdict = if pace.holds() { "fast enough" } else { "too slow" };
    format!(
        "{} open in {}, {when}: {need}. In the last {} day{s} {:.1} a day went and {:.1} a day came: \
         {verdict}.",
        pace.open,
        required.join(" and "),
        pace.over,
        pace.left,
        pace.came,
    )
}

/// What the chart of the deferrals says, in sentences.
pub fn deferral_words(trend: &Trend, quote: Quote<'_>) -> String {
    let deferrals = &trend.deferrals;
    let Some(oldest) = deferrals.items.first() else { return "Nothing is put off.".to_owned() };
    let count = deferrals.items.len();
    let are = if count == 1 { "item is" } else { "items are" };
    let least = match trend.known_since {
        Some(since) if since == oldest.since => "at least ",
        _ => "",
    };
    let overdue = match deferrals.overdue(trend.today) {
        0 => "none is due to be looked at again".to_owned(),
        1 => "1 is due to be looked at again, or has no day for it".to_owned(),
        n => format!("{n} are due to be looked at again, or have no day for it"),
    };
    let packs = deferrals.by_pack.iter().take(3).map(|row| {
        let pack = row.pack.as_ref().map(|pack| quote(pack.as_str()));
        format!("{} {}", pack.as_deref().unwrap_or("no pack"), row.count)
    });
    let packs: Vec<String> = packs.collect();
    let s = if oldest.days == 1 { "" } else { "s" };
    format!(
        "{count} {are} put off, {} for {least}{} day{s}; {overdue}. Most: {}.",
        quote(oldest.item.as_str()),
        oldest.days,
        packs.join(", "),
    )
}

fn nothing(trend: &Trend) -> String {
    format!("Git holds nothing before {}: the series begin with the first commit.", trend.today)
}

/// What is to be said of what is not known, in sentences.
pub fn remark(trend: &Trend) -> Option<String> {
    let mut parts = Vec::new();
    if let Some(since) = trend.known_since {
        parts.push(format!(
            "This is a shallow clone: the series begin at its edge, on {since}. git fetch \
             --unshallow brings the rest."
        ));
    }
    if trend.missing > 0 {
        let s = if trend.missing == 1 { " is" } else { "s are" };
        parts.push(format!(
            "{} version{s} of files not in this partial clone, so the series are not whole.",
            trend.missing
        ));
    }
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// A few of the days, evenly spaced, the last day last.
pub fn some_days(trend: &Trend) -> Vec<&Day> {
    let step = trend.days.len().div_ceil(ROWS).max(1);
    let mut chosen: Vec<&Day> = trend.days.iter().rev().step_by(step).collect();
    chosen.reverse();
    chosen
}

/// The series as a few rows for people.
pub fn rows(trend: &Trend) -> Vec<String> {
    let rows: Vec<Vec<String>> =
        some_days(trend).into_iter().map(|day| cells(trend, day)).collect();
    let mut lines = table::aligned(&header(trend, true), &rows);
    for line in &mut lines {
        *line = text::display(line).into_owned();
    }
    lines
}

fn header(trend: &Trend, titles: bool) -> Vec<String> {
    let name = |column: &crate::model::column::Column| {
        if titles { column.title.clone() } else { column.id.to_string() }
    };
    let columns = trend.columns.iter().map(name);
    let rest = ["closed", "withdrawn", "open_required", "allowed"].map(str::to_owned);
    ["date".to_owned()].into_iter().chain(columns).chain(rest).collect()
}

fn cells(trend: &Trend, day: &Day) -> Vec<String> {
    let allowed = trend.pace.as_ref().and_then(|pace| pace.allowed(day.date));
    let allowed = allowed.map_or(String::new(), |allowed| format!("{allowed:.1}"));
    let counts = day.open.iter().chain([&day.closed, &day.withdrawn, &day.required]);
    [day.date.to_string()]
        .into_iter()
        .chain(counts.map(ToString::to_string))
        .chain([allowed])
        .collect()
}

/// The days as a table for spreadsheets: a row a day, a column a column.
///
/// # Errors
/// When it cannot be written.
pub fn days_csv(trend: &Trend) -> Result<Vec<u8>, csv::Error> {
    let header = header(trend, false).iter().map(|h| text::csv_field(h).into_owned()).collect();
    table::delimited(b',', header, trend.days.iter().map(|day| cells(trend, day)))
}

/// What is put off as a table for spreadsheets: a row an item.
///
/// # Errors
/// When it cannot be written.
pub fn deferrals_csv(trend: &Trend) -> Result<Vec<u8>, csv::Error> {
    let header = ["item", "title", "packs", "since", "days", "revisit", "link"];
    let rows = trend.deferrals.items.iter().map(|item| {
        let packs: Vec<&str> = item.packs.iter().map(|pack| pack.as_str()).collect();
        let cells = [
            item.item.to_string(),
            item.title.clone(),
            packs.join(" "),
            item.since.to_string(),
            item.days.to_string(),
            item.revisit.map(|day| day.to_string()).unwrap_or_default(),
            item.link.clone().unwrap_or_default(),
        ];
        cells.iter().map(|cell| text::csv_field(cell).into_owned()).collect()
    });
    table::delimited(b',', header.map(str::to_owned).to_vec(), rows)
}

/// The series as the parts of a JSON document.
pub fn json(trend: &Trend) -> Vec<(&'static str, Json)> {
    let columns: Vec<Json> = trend
        .columns
        .iter()
        .map(|column| json!({"id": column.id, "title": column.title, "role": column.role.word()}))
        .collect();
    let days: Vec<Json> = trend.days.iter().map(|day| self::day(trend, day)).collect();
    let pace = trend.pace.as_ref().map(|pace| {
        json!({
            "open": pace.open,
            "by": pace.by,
            "days_left": pace.days_left,
            "needed": pace.needed,
            "left": pace.left,
            "came": pace.came,
            "over_days": pace.over,
            "holds": pace.holds(),
        })
    });
    vec![
        ("launch", json!({"name": trend.name, "date": trend.launch, "freeze": trend.freeze})),
        ("today", json!(trend.today)),
        ("known_since", json!(trend.known_since)),
        ("columns", columns.into()),
        ("days", days.into()),
        ("pace", json!(pace)),
        ("deferrals", deferrals(trend)),
    ]
}

fn day(trend: &Trend, day: &Day) -> Json {
    let columns = trend.columns.iter().zip(&day.open);
    let open: Map<String, Json> =
        columns.map(|(column, count)| (column.id.to_string(), json!(count))).collect();
    json!({
        "date": day.date,
        "open": open,
        "open_required": day.required,
        "closed": day.closed,
        "withdrawn": day.withdrawn,
        "allowed": trend.pace.as_ref().and_then(|pace| pace.allowed(day.date)),
    })
}

fn deferrals(trend: &Trend) -> Json {
    let items: Vec<Json> = trend
        .deferrals
        .items
        .iter()
        .map(|item| {
            json!({
                "item": item.item,
                "title": item.title,
                "packs": item.packs,
                "since": item.since,
                "days": item.days,
                "revisit": item.revisit,
                "link": item.link,
            })
        })
        .collect();
    let by_age: Vec<Json> = trend
        .deferrals
        .by_age
        .iter()
        .map(|band| json!({"from": band.from, "to": band.to, "count": band.count}))
        .collect();
    let by_pack: Vec<Json> = trend
        .deferrals
        .by_pack
        .iter()
        .map(|row| {
            json!({
                "pack": row.pack,
                "count": row.count,
                "oldest_days": row.oldest,
                "overdue": row.overdue,
            })
        })
        .collect();
    json!({"items": items, "by_age": by_age, "by_pack": by_pack})
}
