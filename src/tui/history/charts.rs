//! The charts of the history. Lines carry the digit of their column, so none is told by colour
//! alone, and what each shows stands in words below it.

use chrono::{Days, NaiveDate};
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::symbols::Marker;
use ratatui::text::Line;
use ratatui::widgets::{Axis, Chart, Dataset, GraphType, Widget};

use super::Pane;
use crate::model::column::Role as ColumnRole;
use crate::model::trend::Trend;
use crate::report::trend::{as_written, deferral_words, pace_words, remark, scope_words};
use crate::text::{Align, ascii, cell, width as cells, wrap};
use crate::tui::paint::Paint;
use crate::tui::theme::Role;

/// From this width on, and where the terminal can, lines are drawn in dots of a quarter of a cell.
const FINE: u16 = 100;

/// Days from the start, and items.
type Points = Vec<(f64, f64)>;

/// A line of a chart: points in days from the start and items, and the sign that it carries.
struct Series {
    sign: char,
    points: Points,
    style: Style,
    /// Whether every point carries the sign, also where lines are drawn finely.
    signs_only: bool,
}

/// Draws a chart with its words.
pub(super) fn draw(trend: &Trend, pane: Pane, scroll: usize, area: Rect, paint: &mut Paint<'_>) {
    let (words, legend) = match pane {
        Pane::Decisions | Pane::Since => return,
        Pane::Scope => (scope_words(trend, &as_written), scope_legend(trend)),
        Pane::Pace => (pace_words(trend, &as_written), PACE_LEGEND.to_owned()),
        Pane::Deferrals => (deferral_words(trend, &as_written), String::new()),
    };
    let words: Vec<String> = remark(trend).into_iter().chain([words]).collect();
    let width = usize::from(area.width).saturating_sub(2);
    let mut below: Vec<(String, Role)> = Vec::new();
    if !legend.is_empty() && trend.days.len() > 1 {
        below.extend(wrap(&legend, width).into_iter().map(|line| (line, Role::Dim)));
    }
    let lines = words.iter().flat_map(|words| wrap(words, width));
    below.extend(lines.map(|line| (line, Role::Text)));
    let taken = u16::try_from(below.len()).unwrap_or(u16::MAX).min(area.height);
    let height = area.height - taken;
    let chart = Rect { x: area.x + 1, width: area.width.saturating_sub(2), height, ..area };
    if height >= 4 {
        match pane {
            Pane::Scope => lines_over_time(trend, &scope(trend, paint), chart, paint),
            Pane::Pace => lines_over_time(trend, &pace(trend, paint), chart, paint),
            _ => bars(trend, scroll, chart, paint),
        }
    }
    for (y, (line, role)) in (area.y + height..area.bottom()).zip(below) {
        let style = paint.style(role);
        paint.put(area.x + 1, y, width, &line, style);
    }
}

const PACE_LEGEND: &str = "o open   . straight line to none   F freeze   L launch   T today";

fn scope_legend(trend: &Trend) -> String {
    let columns = trend.columns.iter().enumerate().map(|(n, c)| format!("{n} {}", c.title));
    let columns: Vec<String> = columns.collect();
    format!("{}   c closed   F freeze   L launch   T today", columns.join("   "))
}

#[expect(clippy::cast_precision_loss, reason = "days and items are few")]
fn number(n: impl TryInto<i64>) -> f64 {
    n.try_into().unwrap_or(0) as f64
}

/// Days from the beginning of the chart.
fn x(trend: &Trend, day: NaiveDate) -> f64 {
    number((day - trend.start()).num_days())
}

fn scope(trend: &Trend, paint: &Paint<'_>) -> Vec<Series> {
    let mut series: Vec<Series> = Vec::new();
    let closed = trend.days.iter().map(|day| (x(trend, day.date), number(day.closed)));
    series.push(Series {
        sign: 'c',
        points: closed.collect(),
        style: paint.style(Role::Dim),
        signs_only: false,
    });
    for (n, column) in trend.columns.iter().enumerate().rev() {
        let count = |open: &Vec<usize>| open.get(n).copied().unwrap_or(0);
        let points = trend.days.iter().map(|day| (x(trend, day.date), number(count(&day.open))));
        let role = match column.role {
            ColumnRole::Required => Role::Blocking,
            ColumnRole::Optional => Role::Ok,
            ColumnRole::Deferred => Role::Changed,
            ColumnRole::Inbox => Role::Text,
        };
        series.push(Series {
            sign: u32::try_from(n).ok().and_then(|n| char::from_digit(n, 10)).unwrap_or('+'),
            points: points.collect(),
            style: paint.style(role),
            signs_only: false,
        });
    }
    series
}

/// The straight line to none. More points than cells show nothing more, however far ahead a launch is.
fn straight(trend: &Trend) -> Option<Points> {
    let pace = trend.pace.as_ref()?;
    let days = (pace.by - pace.from.0).num_days().max(0);
    let step = usize::try_from(days / 400).unwrap_or(usize::MAX).max(1);
    let points = (0..=days).step_by(step).chain([days]).filter_map(|n| {
        let day = pace.from.0.checked_add_days(Days::new(n.unsigned_abs()))?;
        Some((x(trend, day), pace.allowed(day)?))
    });
    Some(points.collect())
}

fn pace(trend: &Trend, paint: &Paint<'_>) -> Vec<Series> {
    let mut series = Vec::new();
    if let Some(points) = straight(trend) {
        let style = paint.style(Role::Dim);
        series.push(Series { sign: '.', points, style, signs_only: true });
    }
    series.push(Series {
        sign: 'o',
        points: trend.days.iter().map(|d| (x(trend, d.date), number(d.required))).collect(),
        style: paint.style(Role::Blocking),
        signs_only: false,
    });
    series
}

/// Draws series against the days up to the launch, which is marked as the freeze and today are.
fn lines_over_time(trend: &Trend, series: &[Series], area: Rect, paint: &mut Paint<'_>) {
    if trend.days.len() < 2 {
        let style = paint.style(Role::Dim);
        let words = "One day makes no line: the chart begins with the second day of history.";
        paint.put(area.x, area.y, usize::from(area.width), words, style);
        return;
    }
    let last = x(trend, trend.end()).max(1.0);
    let top = series.iter().flat_map(|s| &s.points).map(|(_, y)| *y).fold(1.0, f64::max);
    // Even, so that half of it is a number of items too.
    let whole = if top > 10.0 { 10.0 } else { 2.0 };
    let top = (top / whole).ceil() * whole;
    let fine = is_fine(area, paint);
    let marks: Vec<(char, Points)> =
        [('F', trend.freeze), ('L', trend.launch), ('T', Some(trend.today))]
            .into_iter()
            .filter_map(|(sign, day)| Some((sign, x(trend, day?))))
            .filter(|(_, at)| (0.0..=last).contains(at))
            .map(|(sign, at)| (sign, vec![(at, top)]))
            .collect();
    let dim = paint.style(Role::Dim);
    let upright: Vec<Points> = marks
        .iter()
        .filter(|(sign, _)| *sign != 'T')
        .filter_map(|(_, points)| points.first())
        .map(|(at, _)| (0..=40).map(|n| (*at, top * f64::from(n) / 40.0)).collect())
        .collect();
    let ends: Vec<(char, Style, Points)> = series
        .iter()
        .filter(|series| !series.signs_only)
        .filter_map(|series| Some((series.sign, series.style, vec![*series.points.last()?])))
        .collect();
    let mut sets: Vec<Dataset<'_>> = Vec::new();
    let set = |sign: Marker, style: Style, kind, points| {
        Dataset::default().marker(sign).style(style).graph_type(kind).data(points)
    };
    sets.extend(upright.iter().map(|p| set(Marker::Custom(':'), dim, GraphType::Scatter, p)));
    for series in series {
        let (marker, kind) = match (fine && !series.signs_only, series.signs_only) {
            (true, _) => (Marker::Braille, GraphType::Line),
            (false, true) => (Marker::Custom(series.sign), GraphType::Scatter),
            (false, false) => (Marker::Custom(series.sign), GraphType::Line),
        };
        sets.push(set(marker, series.style, kind, &series.points));
    }
    sets.extend(ends.iter().map(|(s, st, p)| set(Marker::Custom(*s), *st, GraphType::Scatter, p)));
    sets.extend(marks.iter().map(|(s, p)| set(Marker::Custom(*s), dim, GraphType::Scatter, p)));
    let middle =
        trend.start() + chrono::Duration::days((trend.end() - trend.start()).num_days() / 2);
    let day = |day: NaiveDate| Line::from(day.format("%-d %b").to_string());
    let horizontal = Axis::default()
        .bounds([0.0, last])
        .labels([day(trend.start()), day(middle), day(trend.end())])
        .style(dim);
    let vertical = Axis::default()
        .bounds([0.0, top])
        .labels(["0".to_owned(), format!("{:.0}", top / 2.0), format!("{top:.0}")])
        .style(dim);
    Chart::new(sets)
        .x_axis(horizontal)
        .y_axis(vertical)
        .legend_position(None)
        .render(area, paint.buf);
    plain(area, paint);
}

/// How many are put off by age, and by pack.
fn bars(trend: &Trend, scroll: usize, area: Rect, paint: &mut Paint<'_>) {
    let deferrals = &trend.deferrals;
    if deferrals.items.is_empty() {
        return;
    }
    let age = deferrals.by_age.iter().map(|band| Bar {
        name: band.words(),
        count: band.count,
        note: String::new(),
    });
    let packs = deferrals.by_pack.iter().map(|row| {
        let due = if row.overdue > 0 { format!(", {} due", row.overdue) } else { String::new() };
        let s = if row.oldest == 1 { "" } else { "s" };
        Bar {
            name: row.pack.as_ref().map_or("no pack", |pack| pack.as_str()).to_owned(),
            count: row.count,
            note: format!("oldest {} day{s}{due}", row.oldest),
        }
    });
    let (age, packs): (Vec<Bar>, Vec<Bar>) = (age.collect(), packs.collect());
    let most = age.iter().chain(&packs).map(|bar| bar.count).max().unwrap_or(1).max(1);
    let half = area.height.min(7);
    let by_age = Rect { height: half, ..area };
    let by_pack = Rect { y: area.y + half, height: area.height - half, ..area };
    group("By age", &age, most, by_age, paint);
    let left = packs.get(scroll.min(packs.len().saturating_sub(1))..).unwrap_or_default();
    let shown = usize::from(by_pack.height).saturating_sub(1).min(left.len());
    let title = match packs.len() {
        all if all == shown => "By pack".to_owned(),
        all => format!("By pack ({shown} of {all}, the others by scrolling)"),
    };
    group(&title, left, most, by_pack, paint);
}

/// A bar: what it stands for, how long it is, and what else is to be said of it.
struct Bar {
    name: String,
    count: usize,
    note: String,
}

/// A bar of that share of the longest: never nothing for something.
fn drawn(count: usize, most: usize, longest: usize, fine: bool) -> String {
    let halves = (count * longest * 2).div_ceil(most.max(1));
    match fine {
        true => "\u{28ff}".repeat(halves / 2) + if halves % 2 == 1 { "\u{2847}" } else { "" },
        false => "#".repeat(halves.div_ceil(2)),
    }
}

/// Whether there is room for finer marks, and the terminal can draw them.
fn is_fine(area: Rect, paint: &Paint<'_>) -> bool {
    !paint.glyphs.ascii && area.width >= FINE
}

fn group(title: &str, rows: &[Bar], most: usize, area: Rect, paint: &mut Paint<'_>) {
    if area.height < 2 {
        return;
    }
    let width = usize::from(area.width);
    let accent = paint.style(Role::Accent);
    paint.put(area.x, area.y, width, title, accent);
    let names = rows.iter().map(|bar| cells(&bar.name)).max().unwrap_or(0).clamp(16, 30);
    let names = names.min(width / 3);
    let words = |bar: &Bar| match bar.note.as_str() {
        "" => bar.count.to_string(),
        note => format!("{}  {note}", bar.count),
    };
    let behind = rows.iter().map(|bar| cells(&words(bar))).max().unwrap_or(0);
    let longest = width.saturating_sub(names + behind + 4).max(1);
    let fine = is_fine(area, paint);
    let style = paint.style(Role::Text);
    for (y, bar) in (area.y + 1..area.bottom()).zip(rows) {
        let name = cell(&bar.name, names, Align::Right);
        let drawn = drawn(bar.count, most, longest, fine);
        let line = format!("{name}  {drawn} {}", words(bar));
        paint.put(area.x, y, width, &line, style);
    }
}

/// Where only ASCII is drawn, the lines that a widget draws are ASCII too.
fn plain(area: Rect, paint: &mut Paint<'_>) {
    if !paint.glyphs.ascii {
        return;
    }
    for y in area.top()..area.bottom() {
        for x in area.left()..area.right() {
            if let Some(cell) = paint.buf.cell_mut((x, y)) {
                let symbol = match cell.symbol() {
                    "│" => "|".to_owned(),
                    "─" => "-".to_owned(),
                    "└" => "+".to_owned(),
                    other => ascii(other).into_owned(),
                };
                cell.set_symbol(&symbol);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::column::Columns;
    use crate::model::history::PackedChanges;
    use crate::model::launch::Launch;
    use crate::model::testing::today;
    use crate::model::trend::Landed;

    #[test]
    fn a_launch_in_eight_thousand_years_costs_no_more_than_one_in_a_year() {
        let launch = Launch { date: NaiveDate::from_ymd_opt(9999, 12, 31), ..Launch::default() };
        let line = [Landed { day: today(), changes: PackedChanges::default() }];
        let trend = Trend::of(&line, &Columns::default(), &launch, today());
        let points = straight(&trend).unwrap();
        assert!((100..=410).contains(&points.len()), "{}", points.len());
        assert_eq!(points.last().map(|(day, _)| *day), Some(x(&trend, trend.end())));
    }
}
