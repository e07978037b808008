//! The arguments of the commands around a meeting.

use clap::ValueEnum;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum AgendaFormat {
    #[default]
    Markdown,
    Json,
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Agenda {
    #[arg(long, value_enum, default_value_t = AgendaFormat::Markdown)]
    pub(in crate::cli) format: AgendaFormat,
}
