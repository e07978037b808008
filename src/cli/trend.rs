//! `trend`: how the board came to stand as it does, in numbers.

use super::args::{Series, Trend, TrendFormat};
use super::output::Tone;
use super::{Context, Failure};
use crate::report::trend;
use crate::tui::now;
use crate::workspace::history;

pub(super) fn run(context: &Context, args: &Trend) -> Result<(), Failure> {
    let past = history::open(&context.dir)?;
    let series = past.history().trend(&args.at, now().date_naive(), &|_| true)?;
    let out = &context.out;
    if let Some(remark) = trend::remark(&series) {
        out.note(&remark);
    }
    match args.format {
        TrendFormat::Json => out.json("trend", &trend::json(&series))?,
        TrendFormat::Csv => {
            let table = match args.series {
                Series::Scope => trend::days_csv(&series),
                Series::Deferrals => trend::deferrals_csv(&series),
            };
            out.raw(&table.map_err(|error| Failure::Cannot(error.to_string()))?)?;
        }
        TrendFormat::Human => {
            for (n, line) in trend::rows(&series).iter().enumerate() {
                out.pieces(&[(line, (n == 0).then_some(Tone::Dim))])?;
            }
            for words in [
                trend::scope_words(&series, &trend::as_written),
                trend::pace_words(&series, &trend::as_written),
                trend::deferral_words(&series, &trend::as_written),
            ] {
                out.line("")?;
                for line in crate::text::wrap(&words, 80) {
                    out.line(&line)?;
                }
            }
            let deferrals = &series.deferrals;
            if !deferrals.items.is_empty() {
                out.line("")?;
                for band in &deferrals.by_age {
                    out.line(&format!("  {:>4}  put off for {}", band.count, band.words()))?;
                }
            }
        }
    }
    Ok(())
}
