//! What git tells of the launch: its trend, and what was decided since the last meeting.

use super::table;
use crate::report::changes::{kind_title, sections};
use crate::report::page::Report;
use crate::report::trend::{
    deferral_words, marked, name_of_mark, pace_words, remark, scope_words, some_days,
};
use crate::text::{markdown_cell, markdown_code, markdown_quiet as quiet};

/// The series in words, and some of the days in a table.
pub(super) fn trend(report: &Report<'_>, out: &mut String) {
    let trend = report.trend;
    out.push_str("\n## Trend\n\n");
    let remark = remark(trend).into_iter();
    let words =
        [scope_words(trend, &quiet), pace_words(trend, &quiet), deferral_words(trend, &quiet)];
    let sentences: Vec<String> = remark.chain(words).collect();
    out.push_str(&sentences.join("\n\n"));
    out.push_str("\n\n");
    let marks = marked(trend);
    let rows = some_days(trend)
        .into_iter()
        .map(|day| {
            let named = marks.iter().filter(|(_, on)| *on == day.date);
            let named: String =
                named.map(|(mark, _)| format!(", {}", name_of_mark(*mark))).collect();
            let counts = day.open.iter().chain([&day.closed, &day.withdrawn, &day.required]);
            let allowed = trend.pace.as_ref().and_then(|pace| pace.allowed(day.date));
            std::iter::once(format!("{}{named}", day.date))
                .chain(counts.map(ToString::to_string))
                .chain([allowed.map_or("-".to_owned(), |allowed| format!("{allowed:.1}"))])
                .collect()
        })
        .collect();
    let titles: Vec<String> = trend.columns.iter().map(|column| quiet(&column.title)).collect();
    let counted = ["Closed", "Withdrawn", "The launch waits for", "May be open"];
    let titles = titles.iter().map(String::as_str);
    let heads: Vec<&str> = ["Day"].into_iter().chain(titles).chain(counted).collect();
    table(&heads, rows, "No day is known.", out);
}

/// What became of items and packs since the meeting before this commit.
pub(super) fn since(report: &Report<'_>, out: &mut String) {
    out.push_str("\n## Since the last meeting\n\n");
    let Some(compared) = report.since else {
        out.push_str("No meeting before this commit is on record.\n");
        return;
    };
    let (from, to) = (&compared.from, &compared.to);
    let meeting = from.commit.meeting.as_deref().map(|id| format!("({}) ", quiet(id)));
    let (n, c) = (compared.changes.len(), compared.commits);
    out.push_str(&format!(
        "The last meeting before this commit {}is in commit {} of {}. Since then {n} {} changed, in \
         {c} commit{}; the verdict was **{}** then and is **{}** now.\n\n",
        meeting.unwrap_or_default(),
        markdown_code(from.commit.short()),
        from.commit.landed.format("%Y-%m-%d"),
        if n == 1 { "item or pack has" } else { "items and packs have" },
        if c == 1 { "" } else { "s" },
        from.verdict,
        to.verdict,
    ));
    let changes = sections(compared).into_iter().flat_map(|(_, changes)| changes);
    let rows = changes
        .map(|change| {
            vec![
                markdown_cell(change.target.as_str()),
                quiet(change.title.trim()),
                kind_title(change).to_owned(),
                quiet(&change.words()),
                quiet(&change.commit.author),
                change.commit.when.format("%Y-%m-%d").to_string(),
            ]
        })
        .collect();
    let heads = ["Item", "What", "Kind", "What changed and why", "Who saw to it last", "On"];
    table(&heads, rows, "Nothing changed.", out);
}
