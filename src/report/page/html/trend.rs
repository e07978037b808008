//! How the launch came to stand as it does: drawn, in words, and in numbers.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::chart::{Chart, Line, bars};
use super::text::{Text, attribute};
use super::{Page, Section};
use crate::model::trend::Trend;
use crate::report::trend::{
    as_written, deferral_words, marked, name_of_mark, pace_words, remark, scope_words, some_days,
};

impl Page<'_> {
    /// The charts, each with its numbers in words, and the days in a table.
    pub(super) fn trend(&self) -> Section {
        let trend = self.report.trend;
        let body = html! {
            @if let Some(remark) = remark(trend) { p.note { (remark) } }
            @if trend.days.len() < 2 {
                p.none {
                    "One day makes no line: the charts begin with the second day of history."
                }
                @for words in words(trend) { p { (Text(&words)) } }
            } @else {
                @let [scope, pace, deferrals] = words(trend);
                (figure("Open items by column", self.scope_chart(), &scope))
                (figure("What the launch waits for", self.pace_chart(), &pace))
                (figure("Put off, by how long ago", age_chart(trend), &deferrals))
                (numbers(trend))
            }
        };
        Section { anchor: "trend", title: "Trend", body }
    }

    fn scope_chart(&self) -> Markup {
        let trend = self.report.trend;
        let mut lines: Vec<Line> = trend
            .columns
            .iter()
            .enumerate()
            .map(|(n, column)| Line {
                sign: n.to_string(),
                name: column.title.clone(),
                class: column.role.word(),
                points: points(trend, |day| day.open.get(n).copied().unwrap_or(0)),
                straight: false,
            })
            .collect();
        lines.push(Line {
            sign: "c".to_owned(),
            name: "Closed".to_owned(),
            class: "done",
            points: points(trend, |day| day.closed),
            straight: false,
        });
        drawn(
            trend,
            "trend-scope",
            "Open items by column",
            "A line for each column and one for what is closed, day by day.",
            &lines,
        )
    }

    fn pace_chart(&self) -> Markup {
        let trend = self.report.trend;
        let mut lines = vec![Line {
            sign: String::new(),
            name: "Open, and the launch waits for them".to_owned(),
            class: "required",
            points: points(trend, |day| day.required),
            straight: false,
        }];
        let ahead = |day: NaiveDate| usize::try_from((day - trend.start()).num_days()).ok();
        if let Some(pace) = &trend.pace
            && let (Some(from), Some(by)) = (ahead(pace.from.0), ahead(pace.by))
            && by > from
        {
            lines.push(Line {
                sign: String::new(),
                name: format!("The straight way to none on {}", pace.by),
                class: "allowed",
                points: vec![(from, pace.from.1), (by, 0)],
                straight: true,
            });
        }
        drawn(
            trend,
            "trend-pace",
            "Open items that the launch waits for",
            "How many are open day by day, against the straight way from the day with the most to \
             none.",
            &lines,
        )
    }
}

fn words(trend: &Trend) -> [String; 3] {
    [
        scope_words(trend, &as_written),
        pace_words(trend, &as_written),
        deferral_words(trend, &as_written),
    ]
}

fn figure(title: &str, drawn: Markup, words: &str) -> Markup {
    html! {
        h3 { (title) }
        div.chart { (drawn) }
        p { (Text(words)) }
    }
}

fn drawn(trend: &Trend, name: &'static str, title: &str, shows: &str, lines: &[Line]) -> Markup {
    let mut marks = marked(trend);
    marks.retain(|(_, day)| (trend.start()..=trend.end()).contains(day));
    let named: Vec<String> =
        marks.iter().map(|(mark, day)| format!("{} {day}", name_of_mark(*mark))).collect();
    let description = format!(
        "{shows} From {} to {}. Marked: {}. The numbers follow in words and in a table.",
        trend.start(),
        trend.end(),
        named.join(", "),
    );
    let marks: Vec<(String, NaiveDate)> = marks
        .into_iter()
        .map(|(mark, day)| (format!("{} {}", name_of_mark(mark), day.format("%-d %b")), day))
        .collect();
    let chart = Chart {
        name,
        title,
        description: &description,
        from: trend.start(),
        to: trend.end(),
        marks: &marks,
        lines,
    };
    html! {
        (chart.drawn())
        (chart.key())
    }
}

fn age_chart(trend: &Trend) -> Markup {
    let bands: Vec<(String, usize)> =
        trend.deferrals.by_age.iter().map(|band| (band.words(), band.count)).collect();
    html! {
        @if !trend.deferrals.items.is_empty() {
            (bars(
                "trend-deferrals",
                "Items put off, by how long ago",
                &bands.iter().map(|(band, n)| format!("{band}: {n}")).collect::<Vec<_>>().join("; "),
                &bands,
            ))
        }
    }
}

/// The days from the start of the charts, and what is counted on each.
fn points(
    trend: &Trend,
    count: impl Fn(&crate::model::trend::Day) -> usize,
) -> Vec<(usize, usize)> {
    trend.days.iter().enumerate().map(|(n, day)| (n, count(day))).collect()
}

/// Some of the days as a table. It is no list of entries, so it is not filtered.
fn numbers(trend: &Trend) -> Markup {
    let marks = marked(trend);
    html! {
        div.wide tabindex="0" role="region" aria-label="The trend in numbers" {
            table.matrix.trend {
                caption {
                    h3 { "The trend in numbers" }
                    span.note { "the last day last; open items in each column" }
                }
                thead {
                    tr {
                        th scope="col" { "Day" }
                        @for column in &trend.columns { th scope="col" { (Text(&column.title)) } }
                        th scope="col" { "Closed" }
                        th scope="col" { "Withdrawn" }
                        th scope="col" { "The launch waits for" }
                        th scope="col" { "May be open" }
                    }
                }
                tbody {
                    @for day in some_days(trend) {
                        tr {
                            th scope="row" {
                                (day.date)
                                @for (mark, _) in marks.iter().filter(|(_, on)| *on == day.date) {
                                    " " span.note { (attribute(name_of_mark(*mark))) }
                                }
                            }
                            @for count in &day.open { td { (count) } }
                            td { (day.closed) }
                            td { (day.withdrawn) }
                            td { (day.required) }
                            td {
                                @match trend.pace.as_ref().and_then(|pace| pace.allowed(day.date)) {
                                    Some(allowed) => (format!("{allowed:.1}")),
                                    None => span.none { "none" },
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
