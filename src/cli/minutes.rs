//! `minutes`: the minutes of a meeting again, from what git holds of its commit.

use super::args::Minutes as Args;
use super::{Context, Failure};
use crate::report::minutes::{self, Committed, Minutes};
use crate::workspace::meeting::past;

pub(super) fn run(context: &Context, args: &Args) -> Result<(), Failure> {
    let past = past(&context.dir, &args.commit)?;
    let kept = past.minutes.as_deref().map(minutes::kept);
    let mut decided = past.decided;
    for entry in &mut decided {
        let votes = kept.iter().flat_map(|kept| &kept.votes);
        let votes = votes.clone().find(|(id, _)| id == entry.target.as_str());
        entry.kept_votes = votes.map(|(_, votes)| votes.clone());
    }
    let text = minutes::markdown(&Minutes {
        board: &past.board,
        id: &past.id,
        today: past.when.date_naive(),
        times: None,
        committed: Some(Committed { commit: &past.commit, author: &past.author, when: past.when }),
        details: None,
        revision: past.before.as_deref(),
        branch: None,
        findings: past.findings,
        decided,
        parked: past.parked,
        not_reached: None,
        kept,
    });
    Ok(context.out.raw(text.as_bytes())?)
}
