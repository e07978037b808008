//! Loading: from a folder of files to a board, with the draft's decisions laid on top.

use std::collections::BTreeSet;
use std::path::Path;

use super::Workspace;
use super::assets::Hashed;
use super::board::{self, Also};
use super::files::WorkTree;
use super::journal::Remark;
use super::plan::versions::Standing;
use super::settings::Settings;
use super::sparse::Checkout;
use crate::git::At;
use crate::model::board::Board;
use crate::model::conflict::{self, Conflict, Drift, Version};
use crate::model::draft::Draft;
use crate::model::field::Field;
use crate::model::mapping::Mapping;
use crate::model::record::Record;
use crate::model::target::Target;
use crate::model::value::Value;

/// Where HEAD stands, in words for the top line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The branch; `None` where HEAD is detached.
    pub branch: Option<String>,
    /// The commit; `None` before the first.
    pub commit: Option<String>,
    /// A merge, rebase … that is in progress.
    pub operation: Option<String>,
    /// The revision that is shown in the place of the work tree, in words.
    pub as_of: Option<String>,
}

/// The files as they were read, without the draft.
#[derive(Debug)]
pub struct Reading {
    pub(super) settings: Settings,
    pub(super) board: Board,
    /// What a sparse checkout leaves out.
    sparse: BTreeSet<String>,
    head: crate::git::Head,
    operation: Option<&'static str>,
    user: Option<String>,
    /// Which journal there was when the reading began.
    journal: u64,
}

/// All that a start or a reload brings.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The files plus the draft.
    pub board: Board,
    /// The draft.
    pub draft: Draft,
    /// Decided fields that say something else by now, in the file or in the last commit, and of
    /// which nobody has chosen yet.
    pub conflicts: Vec<Conflict>,
    /// Decided fields whose files say something else than when they were decided first.
    pub drifted: Vec<Drift>,
    /// What was decided on and is not there any more; its decisions stay in the draft.
    pub gone: Vec<Target>,
    /// Where HEAD stands.
    pub head: Head,
    /// Whether there is a `gonogo.yaml`.
    pub settings_written: bool,
    /// Whether the repository holds neither items nor packs.
    pub nothing_found: bool,
    /// Why nothing can be decided, where that is so.
    pub read_only: Option<String>,
    /// Who may decide here, where that is another board.
    pub held_by: Option<String>,
    /// The commits on which the draft's decisions were made, as far as that is known.
    pub made_on: Vec<String>,
    /// The person at the keyboard, as notes and evidence name them.
    pub user: Option<String>,
    /// The folder in which a new item is written.
    pub new_items_in: String,
    /// How each source of the backlog names its fields.
    pub mappings: Vec<Mapping>,
    /// What there is to say of the journal, in sentences; once.
    pub remarks: Vec<String>,
}

impl Loaded {
    /// What the file in the work tree says of a decided field, whatever the draft makes of it.
    pub fn stands(&self, target: &Target, field: Field) -> Option<Value> {
        conflict::stands(&self.drifted, &self.draft, target, field)
    }
}

/// What laying a draft on the files brought to light.
#[derive(Debug, Default)]
pub(super) struct LaidDraft {
    pub(super) conflicts: Vec<Conflict>,
    pub(super) drifted: Vec<Drift>,
    /// Decided on, but not there any more. Their decisions stay in the draft.
    pub(super) gone: Vec<Target>,
}

/// Lays the draft on the board, decision by decision, and notes where the files have changed since.
pub(super) fn lay_draft(board: &mut Board, draft: &Draft) -> LaidDraft {
    let mut laid = LaidDraft::default();
    for target in draft.targets() {
        if draft.bears(target) {
            continue;
        }
        if !board.has(target) {
            laid.gone.push(target.clone());
            continue;
        }
        let stands = |field| board.value_of(target, field);
        laid.conflicts.extend(conflict::between(
            draft.decisions(),
            target,
            Version::WorkTree,
            stands,
        ));
        laid.drifted.extend(conflict::drifted(draft.decisions(), target, stands));
    }
    for decision in draft.decisions().filter(|d| !laid.gone.contains(&d.target)) {
        board.apply(decision);
    }
    // Decisions that cancel out leave what the file says.
    for drift in laid.drifted.iter().filter(|drift| drift.is_void) {
        board.set(&drift.target, drift.field, drift.stands.as_ref());
    }
    laid
}

impl Loaded {
    /// That there is a draft of an earlier session, where there is one.
    pub fn taken_up(&self) -> Option<String> {
        let waiting = self.draft.rows().len();
        let s = if waiting == 1 { "" } else { "s" };
        (waiting > 0).then(|| {
            let on = self.moved_on().unwrap_or_default();
            format!("Taken up {waiting} decision{s} of the last session, not committed yet.{on}")
        })
    }

    /// That the draft was made on another commit than HEAD is now, where it was.
    fn moved_on(&self) -> Option<String> {
        let short = |commit: &str| commit.get(..8).unwrap_or(commit).to_owned();
        let now = self.head.commit.as_deref()?;
        let others: Vec<String> =
            self.made_on.iter().filter(|made| *made != now).map(|made| short(made)).collect();
        let words =
            || format!(" They were made on {}; HEAD is now {}.", others.join(", "), short(now));
        (!others.is_empty()).then(words)
    }

    /// What there is to say of the journal, and of decisions that the files have moved away from.
    pub fn words(&self) -> Vec<String> {
        let mut words = self.remarks.clone();
        words.extend(changed_outside(&self.conflicts));
        words.extend(decided_but_gone(&self.gone));
        words
    }
}

/// That decided fields have changed outside, where any have.
pub fn changed_outside(conflicts: &[Conflict]) -> Option<String> {
    let mut items: Vec<&str> = conflicts.iter().map(|c| c.target.as_str()).collect();
    items.dedup();
    let words = || format!("Changed outside since they were decided: {}.", items.join(", "));
    (!items.is_empty()).then(words)
}

/// That files of decided items are gone, where any are.
pub fn decided_but_gone(gone: &[Target]) -> Option<String> {
    let items: Vec<&str> = gone.iter().map(Target::as_str).collect();
    let words = || format!("Decided on, but the file is gone: {}.", items.join(", "));
    (!items.is_empty()).then(words)
}

fn journal_words(remarks: &[Remark]) -> Vec<String> {
    let words = |remark: &Remark| match remark {
        Remark::Torn => {
            "The last record of the journal was cut short, before it was shown; it is dropped."
                .to_owned()
        }
        Remark::Damaged(path) => format!(
            "The journal was damaged; what could be read is taken up, the whole is kept in {}.",
            path.display()
        ),
    };
    remarks.iter().map(words).collect()
}

impl Workspace {
    /// What the newest commits tell of the board, which takes longer than reading the files.
    ///
    /// # Errors
    /// When the settings cannot be used, or the history cannot be read.
    pub fn look_back(&self) -> Result<Record, super::WorkspaceError> {
        if let Some(pin) = &self.pin {
            return Ok(super::check::board_at(&self.repo, &pin.commit)?.1.record);
        }
        let tree = WorkTree::new(&self.root);
        let left_out = self.repo.left_out()?;
        let files = Checkout { tree: &tree, repo: &self.repo, left_out: &left_out };
        let settings = super::read_settings(&files)?;
        let board = board::of(&files, &settings);
        Ok(super::record::of_history(&self.repo, None, &settings, &board, &|| false)?)
    }

    /// Adds the decided fields that the last commit gives another value, where the file does not say
    /// so already: somebody moved HEAD without this work tree.
    fn look_at_head(
        &self,
        board: &Board,
        draft: &Draft,
        conflicts: &mut Vec<Conflict>,
    ) -> Result<(), super::WorkspaceError> {
        for target in draft.targets().into_iter().filter(|target| !draft.bears(target)) {
            let Some(source) = board.source_of(target) else { continue };
            let Some(head) = self.repo.read(At::Head, &source.path)? else { continue };
            if self.read_file(&source.path)?.as_ref() == Some(&head) {
                continue;
            }
            let mapping = self.mapping(source.mapping);
            let Ok(standing) = Standing::read(target, &source, mapping, &head) else { continue };
            let found =
                conflict::between(draft.decisions(), target, Version::Head, |f| standing.get(f));
            let known = |new: &Conflict| {
                conflicts.iter().any(|c| c.target == new.target && c.field == new.field)
            };
            let new: Vec<Conflict> = found.into_iter().filter(|c| !known(c)).collect();
            conflicts.extend(new);
        }
        Ok(())
    }

    /// A folder with items or packs that another repository holds: a submodule, or one that merely
    /// lies there. This one cannot commit what is in it.
    fn nested(&self, board: &Board) -> Option<String> {
        let items = board.items().iter().map(|item| &*item.source.path);
        let paths = items.chain(board.packs.iter().map(|pack| &*pack.path));
        let folders: BTreeSet<&Path> =
            paths.flat_map(|path| Path::new(path).ancestors().skip(1)).collect();
        let has_own = |folder: &&Path| {
            !folder.as_os_str().is_empty() && self.root.join(folder).join(".git").exists()
        };
        folders.into_iter().find(has_own).map(|folder| folder.display().to_string())
    }

    /// Reads everything: settings, files, people, draft. Nothing is written, but what a commit that
    /// was cut off has left is cleaned up.
    ///
    /// # Errors
    /// When the settings cannot be used, or git or the journal cannot be read.
    pub fn load(&mut self) -> Result<Loaded, super::WorkspaceError> {
        if let Some(pin) = self.pin.clone() {
            return self.load_at(&pin);
        }
        // Before the files are read. Where nothing can be written, a commit says so.
        let cut_off = self.repo.recover().unwrap_or(false);
        loop {
            let reading = self.read()?;
            let Some(mut loaded) = self.with_draft(reading)? else { continue };
            if cut_off {
                loaded.remarks.push(
                    "A commit was cut off before; its locks are gone, and nothing of it is half done."
                        .into(),
                );
            }
            return Ok(loaded);
        }
    }

    /// Reads all but the draft, which takes longest. Nothing is written.
    ///
    /// # Errors
    /// When the folder is gone, the settings cannot be used, or git cannot be read.
    pub fn read(&self) -> Result<Reading, super::WorkspaceError> {
        for folder in [self.root.as_path(), self.repo.git_dir()] {
            if !folder.is_dir() {
                return Err(super::WorkspaceError::Vanished(folder.to_owned()));
            }
        }
        // Before the first file: a commit that ends in between is noticed when the draft is laid on.
        let journal = self.journal.generation_on_disk();
        let tree = WorkTree::new(&self.root);
        let sparse = self.repo.left_out()?;
        let files = Checkout { tree: &tree, repo: &self.repo, left_out: &sparse };
        let settings = super::read_settings(&files)?;
        let also = Also { texts: false, named: Some(Hashed::Every) };
        let board = board::complete(&self.repo, &files, &settings, also, |_| ()).board;
        let head = self.repo.head()?;
        let operation = self.repo.operation()?;
        let user = self.repo.identity().ok().map(|who| {
            let known = board.people.iter().find(|p| !p.email.is_empty() && p.email == who.email);
            known.map_or(who.name, |person| person.id.to_string())
        });
        Ok(Reading { settings, sparse, board, head, operation, user, journal })
    }

    /// Lays the draft on what was read. `None`: a commit was made since, and the files that were
    /// read may be older than the draft that is left; they are to be read again.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn with_draft(
        &mut self,
        reading: Reading,
    ) -> Result<Option<Loaded>, super::WorkspaceError> {
        let journal_remarks = self.journal_again()?;
        if reading.journal != self.journal.generation() {
            self.journal_remarks = journal_remarks;
            return Ok(None);
        }
        let Reading { settings, sparse, mut board, head, operation, user, .. } = reading;
        (self.settings, self.sparse) = (settings, sparse);
        let nothing_found =
            board.items().is_empty() && board.packs.is_empty() && board.problems.is_empty();
        let draft = self.journal.draft();
        let mut laid = lay_draft(&mut board, &draft);
        self.look_at_head(&board, &draft, &mut laid.conflicts)?;
        let LaidDraft { conflicts, drifted, gone } = laid;
        let remarks = journal_words(&journal_remarks);
        self.journal.stand_on(head.commit.clone());
        let made_on = self.journal.made_on();
        let read_only = self
            .barred()
            .or_else(|| {
                let operation = operation?;
                Some(format!("a {operation} is in progress; finish it, then decide"))
            })
            .or_else(|| {
                self.nested(&board).map(|path| {
                    format!("{path} is a repository of its own; decide in it: gonogo -C {path}")
                })
            });
        let held_by = self.held_by();
        Ok(Some(Loaded {
            nothing_found: nothing_found && draft.is_empty(),
            conflicts,
            drifted,
            gone,
            head: Head {
                branch: head.branch,
                commit: head.commit,
                operation: operation.map(|operation| format!("{operation} in progress")),
                as_of: None,
            },
            settings_written: self.settings.written,
            read_only,
            held_by,
            made_on,
            user,
            new_items_in: self.settings.backlog.first().map(|p| p.path.clone()).unwrap_or_default(),
            mappings: self.settings.backlog.iter().map(|p| p.mapping.clone()).collect(),
            remarks,
            board,
            draft,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::decision::{Act, decide};
    use crate::model::draft::Step;
    use crate::model::testing::{board, now};

    fn owner(who: &str) -> Act {
        Act::Assign(Some(who.into()))
    }

    fn draft(board: &Board, act: &Act) -> Draft {
        let decision = decide(board, &"A".into(), act, now()).unwrap();
        Draft::of(vec![Step { decisions: vec![decision] }], Vec::new())
    }

    /// A board whose file says that A is this person's.
    fn changed_to(who: &str) -> Board {
        let mut changed = board(&["A"]);
        let elsewhere = decide(&changed, &"A".into(), &owner(who), now()).unwrap();
        changed.apply(&elsewhere);
        changed
    }

    #[test]
    fn a_field_that_changed_outside_is_a_conflict() {
        let draft = draft(&board(&["A"]), &owner("me"));
        let laid = lay_draft(&mut changed_to("other"), &draft);
        assert!(laid.gone.is_empty());
        let conflict = laid.conflicts.first().unwrap();
        assert_eq!(
            conflict.words(),
            "owner was none, is other in the file now, and me in the draft"
        );
        assert_eq!(lay_draft(&mut changed_to("me"), &draft).conflicts, [], "it says so already");
        assert_eq!(lay_draft(&mut board(&["B"]), &draft).gone, [Target::Item("A".into())]);
    }

    #[test]
    fn decisions_that_cancel_out_leave_what_the_file_says() {
        let mut before = board(&["A"]);
        let mut draft = draft(&before, &owner("me"));
        before.apply(draft.decisions().next().unwrap());
        let back = decide(&before, &"A".into(), &Act::Assign(None), now()).unwrap();
        draft.push(Step { decisions: vec![back] });
        let mut changed = changed_to("other");
        let laid = lay_draft(&mut changed, &draft);
        assert_eq!(laid.conflicts, []);
        let stands = changed.value_of(&Target::Item("A".into()), Field::Owner);
        assert_eq!(stands, Some("other".into()));
    }
}
