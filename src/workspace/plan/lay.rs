//! The rows of one file, laid on its three versions, each on its own.

use super::held::{Held, Trouble};
use super::{Request, versions};
use crate::document::write;
use crate::git::{At, FileChange};
use crate::model::board::Board;
use crate::model::conflict::Version;
use crate::model::draft::Row;
use crate::model::item::Source;
use crate::workspace::{Workspace, WorkspaceError};

/// The decisions of one file, laid on its versions.
pub(super) struct Laid {
    /// `None` where no row of the file can be committed.
    pub(super) change: Option<FileChange>,
    /// What HEAD holds.
    pub(super) before: Option<Vec<u8>>,
    /// What is worth knowing about it.
    pub(super) remarks: Vec<String>,
    /// The rows that go into the commit.
    pub(super) rows: Vec<Row>,
    /// The rows that do not.
    pub(super) held: Vec<Held>,
}

/// The versions of a file. A version that is not there takes no decision.
#[derive(Clone)]
struct Texts {
    head: Option<Vec<u8>>,
    index: Option<Vec<u8>>,
    worktree: Option<Vec<u8>>,
}

impl Workspace {
    /// Lays the rows of one file on its versions.
    pub(super) fn lay(
        &self,
        path: &str,
        rows: &[&Row],
        request: &Request,
        board: &Board,
        base: Option<&str>,
    ) -> Result<Laid, WorkspaceError> {
        let before = self.committed(base, path)?;
        let index = self.repo.read(At::Index, path)?;
        let worktree = self.read_file(path)?;
        let is_sparse = worktree.is_none() && self.sparse.contains(path);
        let mut laid =
            Laid { change: None, before, remarks: Vec::new(), rows: Vec::new(), held: Vec::new() };
        if let Some(row) = rows.iter().find(|row| row.is_new()) {
            self.lay_new(path, row, board, index, worktree, &mut laid)?;
            return Ok(laid);
        }
        // What git does not know yet is added whole: as it is staged, or else as it stands in the
        // work tree.
        let is_added = laid.before.is_none();
        let mut texts = Texts { head: laid.before.clone(), index, worktree };
        if is_added {
            texts.head = match (&texts.index, &texts.worktree) {
                (Some(staged), _) => Some(staged.clone()),
                (None, Some(file)) => Some(self.repo.cleaned(path, file)?),
                (None, None) => None,
            };
        }
        let old = texts.clone();
        let encoding = self.repo.encoding(path)?;
        let is_ascii = |new: &Texts| new.worktree.as_ref().is_none_or(|text| text.is_ascii());
        let version = Version::WorkTree;
        let other_encoding = || {
            let name = encoding.as_deref().unwrap_or_default();
            Trouble::Unfit(format!("git keeps it in {name} here, and gonogo writes UTF-8 only"))
        };
        let is_unmerged = texts.index.is_none() && self.repo.is_unmerged(path)?;
        for row in rows {
            let taken = if is_unmerged {
                Err((Version::Index, Trouble::Unmerged))
            } else {
                self.lay_row(path, row, &texts, is_added, is_sparse, request, board)
            };
            match taken {
                Ok(new) if encoding.is_some() && !is_ascii(&new) => {
                    laid.held.push(Held {
                        row: (*row).clone(),
                        version,
                        trouble: other_encoding(),
                    });
                }
                Ok(new) => {
                    texts = new;
                    laid.rows.push((*row).clone());
                }
                Err((version, trouble)) => {
                    laid.held.push(Held { row: (*row).clone(), version, trouble });
                }
            }
        }
        let (Some(head), false) = (texts.head, laid.rows.is_empty()) else { return Ok(laid) };
        if is_added {
            laid.remarks.push(format!("{path} is not in git yet: it is added whole."));
        } else if old.index.is_some() && old.index != old.head {
            laid.remarks.push(format!("What is staged in {path} stays staged."));
        }
        if is_sparse {
            laid.remarks.push(format!("{path} is not checked out here, and stays so."));
        }
        let index = match texts.index {
            // Nothing was staged, and nobody asked for the file to leave the index.
            None if is_added => Some(head.clone()),
            index => index,
        };
        laid.change = Some(FileChange {
            path: path.to_owned(),
            index: index.filter(|_| !self.leaves_all(&laid.rows, Version::Index, request)),
            index_before: old.index,
            worktree: texts.worktree,
            worktree_before: old.worktree,
            head,
        });
        Ok(laid)
    }

    /// Whether a version is left alone by every row.
    fn leaves_all(&self, rows: &[Row], version: Version, request: &Request) -> bool {
        rows.iter().all(|row| request.leaves(row, version))
    }

    /// The versions with one row more, or the version that does not take it.
    #[expect(clippy::too_many_arguments, reason = "each is a fact of its own about one file")]
    fn lay_row(
        &self,
        path: &str,
        row: &Row,
        texts: &Texts,
        is_added: bool,
        is_sparse: bool,
        request: &Request,
        board: &Board,
    ) -> Result<Texts, (Version, Trouble)> {
        let source = board.source_of(&row.target).unwrap_or_else(|| self.source_at(path));
        let mapping = self.mapping(source.mapping);
        let lay = |version, text: &[u8]| {
            versions::lay(row, &source, mapping, version, text).map_err(|why| (version, why))
        };
        let mut new = texts.clone();
        // The file goes first: of a field that changed everywhere, that is what people look at.
        if !is_sparse && !request.leaves(row, Version::WorkTree) {
            let text = texts.worktree.as_ref().ok_or((Version::WorkTree, Trouble::Deleted))?;
            new.worktree = Some(lay(Version::WorkTree, text)?);
        }
        let head = texts.head.as_ref().ok_or((Version::Head, Trouble::Deleted))?;
        new.head = Some(if texts.worktree == texts.head && new.worktree != texts.worktree {
            new.worktree.clone().unwrap_or_default()
        } else {
            lay(Version::Head, head)?
        });
        if request.leaves(row, Version::Index) {
            return Ok(new);
        }
        new.index = match &texts.index {
            index if *index == texts.head => new.head.clone(),
            Some(index) => Some(lay(Version::Index, index)?),
            None if is_added => None,
            None => return Err((Version::Index, Trouble::Deleted)),
        };
        Ok(new)
    }

    /// The file of a new item, which is the same in all three versions.
    fn lay_new(
        &self,
        path: &str,
        row: &Row,
        board: &Board,
        index: Option<Vec<u8>>,
        worktree: Option<Vec<u8>>,
        laid: &mut Laid,
    ) -> Result<(), WorkspaceError> {
        let hold = |version, trouble| Held { row: row.clone(), version, trouble };
        let Some(item) = row.target.item().and_then(|id| board.item(id)) else {
            laid.held.push(hold(Version::Head, Trouble::Missing));
            return Ok(());
        };
        let text = match write::new_file(item, self.mapping(item.source.mapping)) {
            Ok(text) => text.into_bytes(),
            Err(error) => {
                laid.held.push(hold(Version::Head, Trouble::Unfit(error.to_string())));
                return Ok(());
            }
        };
        let on_disk = self.repo.checked_out(path, &text)?;
        let taken = [
            (Version::WorkTree, &worktree, &on_disk),
            (Version::Head, &laid.before, &text),
            (Version::Index, &index, &text),
        ];
        for (version, there, new) in taken {
            if there.as_ref().is_some_and(|there| there != new) {
                laid.held.push(hold(version, Trouble::Taken));
                return Ok(());
            }
        }
        laid.rows.push(row.clone());
        laid.change = Some(FileChange {
            path: path.to_owned(),
            // Where HEAD has it already and the index does not, somebody has taken it out.
            index: (laid.before.is_none() || index.is_some()).then(|| text.clone()),
            index_before: index,
            worktree: Some(on_disk),
            worktree_before: worktree,
            head: text,
        });
        Ok(())
    }

    /// How a file that is not on the board any more is read: by the place that it lies in.
    fn source_at(&self, path: &str) -> Source {
        let lies_in = |place: &crate::workspace::settings::Place| {
            path.strip_prefix(&place.path).is_some_and(|rest| rest.starts_with('/'))
        };
        let mapping = self.settings.backlog.iter().position(lies_in).unwrap_or(0);
        Source { path: path.into(), index: None, mapping }
    }
}
