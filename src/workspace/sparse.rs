//! The files of a work tree of which a sparse checkout leaves some out: those are read as they are
//! staged, so that the board and the gate see the whole launch.

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;

use super::files::{Buffer, Fault, Files, WorkTree};
use crate::document::yaml;
use crate::git::{At, Repo};

/// The files on disk, and those that are left out of it.
pub(super) struct Checkout<'a> {
    pub(super) tree: &'a WorkTree,
    pub(super) repo: &'a Repo,
    /// The paths that a sparse checkout leaves out.
    pub(super) left_out: &'a BTreeSet<String>,
}

impl Files for Checkout<'_> {
    fn list(&self, under: &str) -> (Vec<Arc<str>>, Vec<(String, Fault)>) {
        let (mut found, faults) = self.tree.list(under);
        let below = |path: &String| {
            let rest = path.strip_prefix(under).unwrap_or_default();
            let is_below = under.is_empty() || rest.starts_with('/');
            let visible = !path.split('/').any(|part| part.starts_with('.'));
            is_below && visible && !self.tree.exists(path)
        };
        let left_out = self.left_out.iter().filter(|path| below(path));
        found.extend(left_out.map(|path| Arc::from(path.as_str())));
        found.sort();
        (found, faults)
    }

    fn read(&self, path: &str, buffer: &mut Buffer) -> io::Result<()> {
        if self.tree.exists(path) || !self.left_out.contains(path) {
            return self.tree.read(path, buffer);
        }
        let staged = self.repo.read(At::Index, path).map_err(io::Error::other)?;
        buffer.bytes = staged.ok_or(io::ErrorKind::NotFound)?;
        buffer.bytes.truncate(yaml::MAX_BYTES + 1);
        Ok(())
    }

    fn exists(&self, path: &str) -> bool {
        let inside = || {
            let folder = format!("{path}/");
            let mut after = self.left_out.range(folder.clone()..);
            after.next().is_some_and(|next| next.starts_with(&folder))
        };
        self.tree.exists(path) || self.left_out.contains(path) || inside()
    }

    fn work_tree(&self) -> Option<&WorkTree> {
        self.left_out.is_empty().then_some(self.tree)
    }
}
