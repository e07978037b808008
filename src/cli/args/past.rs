//! The arguments of the commands that look back.

use clap::ValueEnum;

use super::{Deciding, TextOrJson};

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Log {
    /// Only the decisions on this item or pack, under names that it had before too
    pub(in crate::cli) id: Option<String>,
    /// The same, as a flag
    #[arg(long, value_name = "ID", conflicts_with = "id")]
    pub(in crate::cli) item: Option<String>,
    /// Only those that bear on this pack: on itself, and on its items
    #[arg(long, value_name = "ID")]
    pub(in crate::cli) pack: Option<String>,
    /// Only by somebody whose name or address holds this
    #[arg(long, value_name = "WHO")]
    pub(in crate::cli) author: Option<String>,
    /// Only of a meeting whose name holds this (what the commit's Gonogo-Meeting trailer says)
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) meeting: Option<String>,
    /// Only of these kinds: move, defer, close, assign, ... with commas
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    pub(in crate::cli) kind: Vec<String>,
    /// Only since this day: 2026-11-20, -2w
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    pub(in crate::cli) since: Option<String>,
    /// Only until this day
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    pub(in crate::cli) until: Option<String>,
    #[arg(long, value_enum, default_value_t = TextOrJson::Human)]
    pub(in crate::cli) format: TextOrJson,
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Changes {
    /// Before: a revision, a tag or a day (2026-11-20); left out: the last commit of a meeting
    #[arg(value_name = "REV1")]
    pub(in crate::cli) from: Option<String>,
    /// After; left out: HEAD
    #[arg(value_name = "REV2")]
    pub(in crate::cli) to: Option<String>,
    #[arg(long, value_enum, default_value_t = TextOrJson::Human)]
    pub(in crate::cli) format: TextOrJson,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum TrendFormat {
    #[default]
    Human,
    Json,
    Csv,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Series {
    /// Items by column, a row a day
    #[default]
    Scope,
    /// What is put off, a row an item
    Deferrals,
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Trend {
    #[arg(long, value_enum, default_value_t = TrendFormat::Human)]
    pub(in crate::cli) format: TrendFormat,
    /// Which table csv writes
    #[arg(long, value_enum, default_value_t = Series::Scope)]
    pub(in crate::cli) series: Series,
    /// Up to a revision, a tag or a day
    #[arg(long, value_name = "REV", default_value = "HEAD")]
    pub(in crate::cli) at: String,
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Revert {
    /// The commit: its id, a tag, HEAD~2
    #[arg(value_name = "COMMIT")]
    pub(in crate::cli) revision: String,
    /// Only what it changed in this item or pack
    pub(in crate::cli) id: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) deciding: Deciding,
}
