//! Loading: from a folder of files to a board, with the draft's decisions laid on top.

use super::Workspace;
use super::board;
use super::files::WorkTree;
use super::journal::Remark;
use super::people;
use crate::model::board::Board;
use crate::model::decision::DecisionKind;
use crate::model::draft::Draft;
use crate::model::field::{Edit, Field};
use crate::model::mapping::Mapping;
use crate::model::record::Record;
use crate::model::target::Target;

/// Where HEAD stands, in words for the top line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The branch; `None` where HEAD is detached.
    pub branch: Option<String>,
    /// The commit; `None` before the first.
    pub commit: Option<String>,
    /// A merge, rebase … that is in progress.
    pub operation: Option<String>,
}

/// A field that was decided on and has changed outside since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The item or pack.
    pub target: Target,
    /// The field.
    pub field: Field,
    /// What stood there when it was decided.
    pub before: Option<String>,
    /// What the file says now.
    pub theirs: Option<String>,
    /// What was decided.
    pub ours: Option<String>,
}

/// All that a start or a reload brings.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The files plus the draft.
    pub board: Board,
    /// The draft.
    pub draft: Draft,
    /// Decided fields that have changed outside.
    pub conflicts: Vec<Conflict>,
    /// Where HEAD stands.
    pub head: Head,
    /// Whether there is a `gonogo.yaml`.
    pub settings_written: bool,
    /// Whether the repository holds neither items nor packs.
    pub nothing_found: bool,
    /// Why nothing can be decided, where that is so.
    pub read_only: Option<String>,
    /// The person at the keyboard, as notes and evidence name them.
    pub user: Option<String>,
    /// The folder in which a new item is written.
    pub new_items_in: String,
    /// How each source of the backlog names its fields.
    pub mappings: Vec<Mapping>,
    /// What the user should be told, in sentences.
    pub remarks: Vec<String>,
}

/// Lays the draft on the board, decision by decision, and notes where the files have changed since.
/// Decisions about items that are gone are left in the draft, and named.
pub(super) fn lay_draft(board: &mut Board, draft: &Draft) -> (Vec<Conflict>, Vec<Target>) {
    let mut conflicts: Vec<Conflict> = Vec::new();
    let mut gone: Vec<Target> = Vec::new();
    for decision in draft.decisions() {
        let born = decision.kind == DecisionKind::Create;
        if !born && !board.has(&decision.target) {
            if !gone.contains(&decision.target) {
                gone.push(decision.target.clone());
            }
            continue;
        }
        if !born {
            for edit in &decision.edits {
                note_conflict(&mut conflicts, board, &decision.target, edit);
            }
        }
        board.apply(decision);
    }
    // A conflict that a later decision of the draft overrules names what was decided last.
    for conflict in &mut conflicts {
        let ours = board.value_of(&conflict.target, conflict.field);
        conflict.ours = ours.map(|value| value.to_string());
    }
    conflicts.retain(|conflict| conflict.theirs != conflict.ours);
    (conflicts, gone)
}

fn note_conflict(conflicts: &mut Vec<Conflict>, board: &Board, target: &Target, edit: &Edit) {
    let Edit::Set { field, before, after } = edit else { return };
    let now = board.value_of(target, *field);
    if now == *before || now == *after {
        return;
    }
    let text = |value: &Option<crate::model::value::Value>| value.as_ref().map(ToString::to_string);
    conflicts.push(Conflict {
        target: target.clone(),
        field: *field,
        before: text(before),
        theirs: text(&now),
        ours: text(after),
    });
}

/// What a start should say of the journal and of what could not be laid on the files.
pub(super) fn remarks(
    draft: &Draft,
    journal: &[Remark],
    conflicts: &[Conflict],
    gone: &[Target],
) -> Vec<String> {
    let mut remarks = Vec::new();
    let waiting = draft.rows().len();
    if waiting > 0 {
        let s = if waiting == 1 { "" } else { "s" };
        remarks.push(format!(
            "Taken up {waiting} decision{s} of the last session, not committed yet."
        ));
    }
    for remark in journal {
        remarks.push(match remark {
            Remark::Torn => {
                "The last record of the journal was cut short, before it was shown; it is dropped."
                    .into()
            }
            Remark::Damaged(path) => format!(
                "The journal was damaged; what could be read is taken up, the whole is kept in {}.",
                path.display()
            ),
        });
    }
    if !conflicts.is_empty() {
        let items: Vec<&str> = conflicts.iter().map(|c| c.target.as_str()).collect();
        remarks.push(format!("Changed outside since they were decided: {}.", items.join(", ")));
    }
    if !gone.is_empty() {
        let items: Vec<&str> = gone.iter().map(Target::as_str).collect();
        remarks.push(format!("Decided on, but the file is gone: {}.", items.join(", ")));
    }
    remarks
}

impl Workspace {
    /// What the newest commits tell of the board, which takes longer than reading the files.
    ///
    /// # Errors
    /// When the settings cannot be used, or the history cannot be read.
    pub fn look_back(&self) -> Result<Record, super::WorkspaceError> {
        let files = WorkTree::new(&self.root);
        let settings = super::read_settings(&files)?;
        let board = board::of(&files, &settings);
        Ok(super::record::of_history(&self.repo, None, &settings, &board, &|| false)?)
    }

    /// Reads everything: settings, files, people, draft. Nothing is written, but what a commit that
    /// was cut off has left is cleaned up.
    ///
    /// # Errors
    /// When the settings cannot be used, or git or the journal cannot be read.
    pub fn load(&mut self) -> Result<Loaded, super::WorkspaceError> {
        // Before the files are read. Where nothing can be written, a commit says so.
        let cut_off = self.repo.recover().unwrap_or(false);
        let files = WorkTree::new(&self.root);
        self.settings = super::read_settings(&files)?;
        let journal_remarks = self.journal_again()?;
        let mut board = board::of(&files, &self.settings);
        let nothing_found =
            board.items().is_empty() && board.packs.is_empty() && board.problems.is_empty();
        let identity = self.repo.identity().ok();
        board.people = people::all(&files, &self.settings, &self.repo, &board);
        let draft = self.journal.draft();
        board.assets = super::assets::of(&files, &board);
        board.record = super::record::at_hand(&self.repo, &files, &board);
        let (conflicts, gone) = lay_draft(&mut board, &draft);
        let head = self.repo.head()?;
        let operation = self.repo.operation()?;
        let user = identity.map(|who| {
            let known = board.people.iter().find(|p| !p.email.is_empty() && p.email == who.email);
            known.map_or(who.name, |person| person.id.to_string())
        });
        let mut remarks = remarks(&draft, &journal_remarks, &conflicts, &gone);
        if cut_off {
            remarks.push(
                "A commit was cut off before; its locks are gone, and nothing of it is half done."
                    .into(),
            );
        }
        let read_only = operation
            .map(|operation| format!("a {operation} is in progress; finish it, then decide"));
        Ok(Loaded {
            nothing_found: nothing_found && draft.is_empty(),
            conflicts,
            head: Head {
                branch: head.branch,
                commit: head.commit,
                operation: operation.map(|operation| format!("{operation} in progress")),
            },
            settings_written: self.settings.written,
            read_only,
            user,
            new_items_in: self.settings.backlog.first().map(|p| p.path.clone()).unwrap_or_default(),
            mappings: self.settings.backlog.iter().map(|p| p.mapping.clone()).collect(),
            remarks,
            board,
            draft,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::decision::{Act, decide};
    use crate::model::draft::Step;
    use crate::model::testing::{board, now};

    fn draft(board: &Board, act: &Act) -> Draft {
        let decision = decide(board, &"A".into(), act, now()).unwrap();
        Draft::of(vec![Step { decisions: vec![decision] }], Vec::new())
    }

    #[test]
    fn a_field_that_changed_outside_is_a_conflict() {
        let act = Act::Assign(Some("me".into()));
        let draft = draft(&board(&["A"]), &act);
        let mut changed = board(&["A"]);
        let elsewhere =
            decide(&changed, &"A".into(), &Act::Assign(Some("other".into())), now()).unwrap();
        changed.apply(&elsewhere);
        let (conflicts, gone) = lay_draft(&mut changed, &draft);
        assert!(gone.is_empty());
        let conflict = conflicts.first().unwrap();
        assert_eq!(
            (conflict.theirs.as_deref(), conflict.ours.as_deref()),
            (Some("other"), Some("me"))
        );
        let mut same = board(&["A"]);
        same.apply(draft.decisions().next().unwrap());
        assert_eq!(lay_draft(&mut same, &draft).0, [], "it says so already");
        assert_eq!(lay_draft(&mut board(&["B"]), &draft).1, [Target::Item("A".into())]);
    }
}
