//! The arguments, as clap reads them: names of commands and flags are a contract with scripts.

mod meeting;

mod past;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

pub(super) use past::{Changes, Log, Revert, Series, Trend, TrendFormat};

pub(super) use meeting::{Agenda, AgendaFormat, Meet, Minutes};

/// Sorts the open work of a launch, and keeps every decision in git.
#[derive(Debug, Parser)]
#[command(name = "gonogo", version, about, max_term_width = 100)]
pub(super) struct Args {
    /// Work as if started in this folder.
    #[arg(short = 'C', value_name = "DIR", global = true)]
    pub(super) dir: Option<PathBuf>,
    /// When to use colour.
    #[arg(long, value_enum, default_value_t = Color::Auto, global = true, env = "GONOGO_COLOR")]
    pub(super) color: Color,
    /// Draw with ASCII only.
    #[arg(long, global = true, env = "GONOGO_ASCII")]
    pub(super) ascii: bool,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// A term of a filter such as `-pack:hubspot` begins as a flag does: with `list`, it is moved behind
/// `--`, so that flags can stand anywhere among the terms.
pub(super) fn terms_apart(words: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut words: Vec<OsString> = words.collect();
    let end = words.iter().position(|word| word == "--").unwrap_or(words.len());
    let Some(list) = words.iter().take(end).position(|word| word == "list") else { return words };
    let is_term = |word: &OsString| {
        let text = word.to_string_lossy();
        text.strip_prefix('-').is_some_and(|term| term.len() > 1 && !term.starts_with(['-', 'C']))
    };
    let (terms, rest): (Vec<_>, Vec<_>) = words.drain(list..end).partition(is_term);
    let behind = words.split_off(list);
    words.extend(rest);
    if !terms.is_empty() && behind.is_empty() {
        words.push("--".into());
    }
    words.extend(behind);
    words.extend(terms);
    words
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Open the board (as gonogo alone does)
    Board(Board),
    /// Make a sample repository and open the board on it
    Demo(Demo),
    /// Write a gonogo.yaml that fits this repository
    Init,
    /// List items
    List(List),
    /// Show one item or pack, with its findings and its history
    Show(Show),
    /// Move items to a column
    Move(Move),
    /// Give items an owner
    Assign(Assign),
    /// Put items off, with a tracked link and a risk note
    Defer(Defer),
    /// Close items, with evidence
    Close(Close),
    /// Say that items are not needed
    Withdraw(Withdraw),
    /// Take closed or withdrawn items up again
    Reopen(Items),
    /// Set the risk of items
    Risk(Risk),
    /// Set the due date of items
    Due(Due),
    /// Show the draft's decisions, the verdict, and what stands in the way
    Status(Format),
    /// Undo the last step of the draft
    Undo,
    /// Make the step again that was undone last
    Redo,
    /// Forget every decision of the draft
    Discard,
    /// Show what a commit would change, as a patch
    Diff,
    /// Commit the draft's decisions
    Commit(super::commit::Commit),
    /// Choose between what was decided and what a field says elsewhere by now
    Resolve(super::resolve::Resolve),
    /// Show the decisions that git holds, newest first
    Log(Log),
    /// Print the agenda of the next meeting
    Agenda(Agenda),
    /// Hold a meeting, or go on with the one that was cut short
    Meet(Meet),
    /// Make the minutes of a meeting again, from its commit
    Minutes(Minutes),
    /// Show what changed between two revisions, or since the last meeting
    Changes(Changes),
    /// Show how the board came to stand as it does, in numbers over time
    Trend(Trend),
    /// Take back what a commit decided, as new decisions
    Revert(Revert),
    /// Show how ready each pack is
    Packs(Format),
    /// Say how packs stand at the launch: supported, preview or held
    Launch(Launch),
    /// Sign a pack off
    Signoff(Signoff),
    /// Accept what a rule finds on an item or pack, for this launch
    Waive(Waive),
    /// Add what shows that a promise of a pack, or an item, was checked
    Evidence(Evidence),
    /// Make the changes that findings offer where no choice is left
    Mend(Items),
    /// Check the launch: findings and verdict
    Check(Check),
    /// Write the generated documents
    Docs(Docs),
    /// Report the launch for those who never clone: one page, Markdown or JSON
    Report(Report),
    /// Explain a rule
    Explain(Explain),
    /// Print the JSON Schema of a file, for editors
    Schema(Schema),
    /// List the effective settings, and where each comes from
    Config(Format),
    /// List the effective keys
    Keys,
    /// Print completions for a shell
    Completions(Completions),
    /// Print the manual page
    Man,
}

#[derive(Debug, Default, clap::Args)]
pub(super) struct Board {
    /// Open with this filter
    #[arg(long, value_name = "FILTER", default_value = "")]
    pub(super) filter: String,
    /// Decide nothing
    #[arg(long)]
    pub(super) read_only: bool,
    /// Show the board as it stood at a revision, a tag or the end of a day; nothing can be decided
    #[arg(long, value_name = "REV")]
    pub(super) at: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(super) struct Demo {
    /// Where to make it; left out: in a temporary folder
    #[arg(value_name = "DIR")]
    pub(super) folder: Option<PathBuf>,
    /// Only make it
    #[arg(long)]
    pub(super) no_open: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    #[default]
    Table,
    Json,
    Jsonl,
    Csv,
    Tsv,
}

#[derive(Debug, clap::Args)]
pub(super) struct List {
    /// Which items: words, pack:shopify, owner:none, risk>=medium, ...
    pub(super) filter: Vec<String>,
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub(super) format: ListFormat,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum TextOrJson {
    #[default]
    Human,
    Json,
}

#[derive(Debug, clap::Args)]
pub(super) struct Format {
    #[arg(long, value_enum, default_value_t = TextOrJson::Human)]
    pub(super) format: TextOrJson,
}

#[derive(Debug, clap::Args)]
pub(super) struct Show {
    /// The id of an item or pack
    pub(super) id: String,
    #[arg(long, value_enum, default_value_t = TextOrJson::Human)]
    pub(super) format: TextOrJson,
}

/// What every command that decides has in common.
#[derive(Debug, clap::Args)]
pub(super) struct Deciding {
    /// Commit at once
    #[arg(long)]
    pub(super) commit: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct Items {
    /// The items
    #[arg(required = true)]
    pub(super) ids: Vec<String>,
    #[command(flatten)]
    pub(super) deciding: Deciding,
}

#[derive(Debug, clap::Args)]
pub(super) struct Move {
    /// The items, and the column last: its id, its digit or its title
    #[arg(required = true, num_args = 2.., value_names = ["ID", "COLUMN"])]
    pub(super) words: Vec<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(super) why: Option<String>,
    /// The launch behaviour that it serves
    #[arg(long, value_name = "ID")]
    pub(super) criterion: Option<String>,
    #[command(flatten)]
    pub(super) deciding: Deciding,
}

#[derive(Debug, clap::Args)]
pub(super) struct Assign {
    /// The items, and the owner last
    #[arg(required = true, value_names = ["ID", "OWNER"])]
    pub(super) words: Vec<String>,
    /// Take the owner off
    #[arg(long)]
    pub(super) none: bool,
    #[command(flatten)]
    pub(super) deciding: Deciding,
}

#[derive(Debug, clap::Args)]
pub(super) struct Defer {
    /// The items
    #[arg(required = true)]
    pub(super) ids: Vec<String>,
    /// The tracked follow-up: an address or a reference such as PACK-412
    #[arg(long, value_name = "LINK")]
    pub(super) link: String,
    /// What users meet until then
    #[arg(long, value_name = "TEXT")]
    pub(super) risk: String,
    /// When it is looked at again: 2027-02-01, +2w, launch+14d
    #[arg(long, value_name = "DATE")]
    pub(super) revisit: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(super) why: Option<String>,
    /// Who answers for the follow-up
    #[arg(long, value_name = "OWNER")]
    pub(super) owner: Option<String>,
    #[command(flatten)]
    pub(super) deciding: Deciding,
}

#[derive(Debug, clap::Args)]
pub(super) struct Close {
    /// The items
    #[arg(required = true)]
    pub(super) ids: Vec<String>,
    /// What shows that they are done: a path or a link
    #[arg(long, value_name = "REF")]
    pub(super) evidence: String,
    #[command(flatten)]
    pub(super) deciding: Deciding,
}

#[derive(Debug, clap::Args)]
pub(super) struct Withdraw {
    /// The items
    #[arg(required = true)]
    pub(super) ids: Vec<String>,
    /// Why they are not needed
    #[arg(long, value_name = "TEXT")]
    pub(super) why: String,
    #[command(flatten)]
    pub(super) deciding: Deciding,
}

#[derive(Debug, clap::Args)]
pub(super) struct Risk {
    /// The items, and the risk last: low, medium, high or none
    #[arg(required = true, num_args = 2.., value_names = ["ID", "RISK"])]
    pub(super) words: Vec<String>,
    #[command(flatten)]
    pub(super) deciding: Deciding,
}

#[derive(Debug, clap::Args)]
pub(super) struct Due {
    /// The items, and the date last: 2026-12-18, fri, +2w, launch-1w or none
    #[arg(required = true, num_args = 2.., value_names = ["ID", "DATE"])]
    pub(super) words: Vec<String>,
    #[command(flatten)]
    pub(super) deciding: Deciding,
}

#[derive(Debug, clap::Args)]
pub(super) struct Launch {
    /// The packs, and how they stand last: supported, preview or held
    #[arg(required = true, num_args = 2.., value_names = ["PACK", "STATE"])]
    pub(super) words: Vec<String>,
    #[command(flatten)]
    pub(super) deciding: Deciding,
}

#[derive(Debug, clap::Args)]
pub(super) struct Signoff {
    /// The pack
    pub(super) pack: String,
    /// go, no-go or abstain
    pub(super) verdict: String,
    /// The role that signs
    #[arg(long, value_name = "ROLE")]
    pub(super) role: String,
    /// Who signs
    #[arg(long, value_name = "WHO")]
    pub(super) by: String,
    /// Conditions or reasons; a no-go needs one
    #[arg(long, value_name = "TEXT")]
    pub(super) note: Option<String>,
    #[command(flatten)]
    pub(super) deciding: Deciding,
}

#[derive(Debug, clap::Args)]
pub(super) struct Waive {
    /// The rule, for instance GNG033
    pub(super) rule: String,
    /// The item or pack
    pub(super) subject: String,
    /// Why this launch can go without
    #[arg(long, value_name = "TEXT")]
    pub(super) why: String,
    /// What makes up for it meanwhile
    #[arg(long, value_name = "TEXT")]
    pub(super) compensation: String,
    /// Who accepts it; not the owner of the item or pack
    #[arg(long, value_name = "WHO")]
    pub(super) by: String,
    /// The last day on which it holds: 2027-01-12, launch, +2w
    #[arg(long, value_name = "DATE")]
    pub(super) until: String,
    #[command(flatten)]
    pub(super) deciding: Deciding,
}

#[derive(Debug, clap::Args)]
pub(super) struct Evidence {
    /// The pack or item
    pub(super) subject: String,
    /// What shows it: a path or a link
    #[arg(value_name = "REF")]
    pub(super) reference: String,
    /// test, fixture, query, screenshot, doc, review
    #[arg(long, value_name = "KIND")]
    pub(super) kind: Option<String>,
    /// The conditions and figures of the pack that it shows, with commas
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub(super) covers: Vec<String>,
    #[command(flatten)]
    pub(super) deciding: Deciding,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum CheckFormat {
    #[default]
    Human,
    Json,
    Sarif,
    Github,
    Junit,
    Markdown,
}

#[derive(Debug, clap::Args)]
pub(super) struct Check {
    /// How to say it
    #[arg(long, value_enum, default_value_t = CheckFormat::Human)]
    pub(super) format: CheckFormat,
    /// Check this revision, and not the work tree
    #[arg(long, value_name = "REV")]
    pub(super) at: Option<String>,
    /// Exit with 0 whatever is found
    #[arg(long)]
    pub(super) exit_zero: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct Docs {
    /// Only say whether they are current, with what differs; exit with 1 where they are not
    #[arg(long)]
    pub(super) check: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// One page that needs no network
    Html,
    /// For a wiki, a pull request or a chat
    Markdown,
    /// For scripts
    Json,
}

#[derive(Debug, clap::Args)]
pub(super) struct Report {
    /// How to say it; left out: as the name of --output ends, or Markdown
    #[arg(long, value_enum)]
    pub(super) format: Option<ReportFormat>,
    /// Report this revision, and not HEAD
    #[arg(long, value_name = "REV", default_value = "HEAD", hide_default_value = true)]
    pub(super) at: String,
    /// Count ages on this day, and not on the commit's: 2027-01-12, today, launch-1w
    #[arg(long, value_name = "DATE")]
    pub(super) date: Option<String>,
    /// Write it into this file, whole or not at all, and not to standard output
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(super) struct Explain {
    /// The rule, for instance GNG010; left out: all of them in a line each
    pub(super) rule: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Document {
    /// A file of the backlog
    Item,
    /// A pack's file
    Pack,
    /// gonogo.yaml
    Config,
}

#[derive(Debug, clap::Args)]
pub(super) struct Schema {
    /// Which file
    #[arg(value_enum)]
    pub(super) document: Document,
}

#[derive(Debug, clap::Args)]
pub(super) struct Completions {
    pub(super) shell: clap_complete::Shell,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn a_term_is_told_from_a_flag() {
        for (typed, understood) in [
            ("gonogo list -pack:a --format csv x", "gonogo list --format csv x -- -pack:a"),
            ("gonogo -C x list -Cy -foo -- z", "gonogo -C x list -Cy -- z -foo"),
            ("gonogo list -h", "gonogo list -h"),
            ("gonogo show -x", "gonogo show -x"),
        ] {
            let words = super::terms_apart(typed.split(' ').map(Into::into));
            let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
            assert_eq!(words.join(" "), understood);
        }
    }

    #[test]
    fn the_arguments_make_sense() {
        super::Args::command().debug_assert();
    }
}
