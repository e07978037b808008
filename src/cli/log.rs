//! `log`: the decisions that git holds, newest first.

use super::args::{Log, TextOrJson};
use super::output::Tone;
use super::{Context, Failure};
use crate::model::date;
use crate::model::history::{ChangeKind, Query};
use crate::report::json;
use crate::tui::now;
use crate::workspace::history;

pub(super) fn run(context: &Context, args: &Log) -> Result<(), Failure> {
    let past = history::open(&context.dir)?;
    let query = query(args, past.launch())?;
    let timeline = past.history().timeline("HEAD", &|_| true)?;
    let taken = timeline.select(&query);
    if let Some(remark) = timeline.remark() {
        context.out.note(&remark);
    }
    if let (true, Some(id)) = (taken.is_empty(), &query.id)
        && timeline.select(&Query { id: Some(id.clone()), ..Query::default() }).is_empty()
    {
        return Err(Failure::Usage(format!("git holds nothing on an item or pack {id}")));
    }
    let changes = taken.into_iter().filter_map(|at| timeline.changes.unpack(at));
    if args.format == TextOrJson::Json {
        let decisions: Vec<_> = changes.map(|change| json::change(&change)).collect();
        return Ok(context.out.json("log", &[("decisions", decisions.into())])?);
    }
    let mut text = String::new();
    for change in changes {
        let when = change.commit.when.format("%Y-%m-%d %H:%M").to_string();
        let meeting = change.commit.meeting.as_ref().map(|name| format!(", meeting {name}"));
        let what = format!(
            ": {} -- {}{}",
            change.words(),
            change.commit.author,
            meeting.unwrap_or_default()
        );
        text.push_str(&context.out.joined(&[
            (&when, Some(Tone::Dim)),
            ("  ", None),
            (change.commit.short(), Some(Tone::Dim)),
            ("  ", None),
            (change.target.as_str(), Some(Tone::Bold)),
            (&what, None),
        ]));
        text.push('\n');
    }
    Ok(context.out.paged(&text)?)
}

fn query(args: &Log, launch: Option<chrono::NaiveDate>) -> Result<Query, Failure> {
    let day = |text: &Option<String>| {
        let Some(text) = text else { return Ok(None) };
        date::from_person(text, now().date_naive(), launch).map(Some).ok_or_else(|| {
            Failure::Usage(format!("{text} is not a date (2026-11-20, -2w, launch-1m)"))
        })
    };
    let kind = |word: &String| {
        ChangeKind::from_word(&word.to_lowercase()).ok_or_else(|| {
            let known = ChangeKind::ALL.map(ChangeKind::word).join(", ");
            Failure::Usage(format!("{word} is no kind of change ({known})"))
        })
    };
    Ok(Query {
        id: args.id.clone().or_else(|| args.item.clone()),
        pack: args.pack.clone(),
        author: args.author.clone(),
        meeting: args.meeting.clone(),
        kinds: args.kind.iter().map(kind).collect::<Result<_, _>>()?,
        since: day(&args.since)?,
        until: day(&args.until)?,
        words: Vec::new(),
    })
}
