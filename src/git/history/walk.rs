//! The commits that lead to one: found first, each for itself, and then compared with their parents.

use std::collections::{HashMap, HashSet};

use git2::{Oid, Repository};

use super::levels::{self, Pair};
use super::{Objects, PastCommit, TouchedFile, Wanted, moment, program};
use crate::git::{GitError, Repo};

/// A commit that was found. What it changed is for [`compared`] to say.
pub struct Found {
    /// As it will be, but for the files.
    commit: PastCommit,
    /// The trees that are to be compared; `None` where the files are known already.
    trees: Option<TreeIds>,
}

struct TreeIds {
    own: Oid,
    /// Those of its parents.
    before: Vec<Oid>,
}

impl Repo {
    /// Every commit that leads to `from` (in hex) and is not known, each before its first parent;
    /// whoever knows a commit knows all before it. Nothing where `goes_on` said no on the way.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn unread(
        &self,
        from: &str,
        wanted: &Wanted<'_>,
        knows: &dyn Fn(&str) -> bool,
        goes_on: &dyn Fn() -> bool,
    ) -> Result<Option<Vec<Found>>, GitError> {
        let shallow = self.shallow();
        let Some(lib) = &self.lib else {
            let all = program::commits(&self.program, from, wanted, &shallow, None)?.into_iter();
            let new = all.filter(|commit| !knows(&commit.id)).map(|mut commit| {
                if commit.sides.is_none() {
                    let files = self.files(&commit.id, "")?.into_iter();
                    let files = files.filter(|file| (wanted.file)(&file.path));
                    commit.holds = files.map(TouchedFile::new).collect();
                }
                Ok(Found { commit, trees: None })
            });
            return new.collect::<Result<_, GitError>>().map(Some);
        };
        let mut heads = Vec::new();
        let mut seen = HashSet::new();
        let mut ahead = vec![Oid::from_str(from)?];
        while let Some(id) = ahead.pop() {
            if !seen.insert(id) || knows(&id.to_string()) {
                continue;
            }
            if !goes_on() {
                return Ok(None);
            }
            let head = Head::read(lib, id, &shallow)?;
            // The first parent comes next: it shares most trees.
            ahead.extend(head.parents.iter().rev());
            heads.push(head);
        }
        let trees: HashMap<Oid, Oid> = heads.iter().map(|head| (head.id, head.tree)).collect();
        let found = heads.into_iter().map(|head| head.found(lib, &trees));
        found.collect::<Result<_, _>>().map(Some)
    }

    /// One commit, with what it changed; `None` where there is none.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn past_commit(
        &self,
        id: &str,
        wanted: &Wanted<'_>,
    ) -> Result<Option<PastCommit>, GitError> {
        let shallow = self.shallow();
        let Some(lib) = &self.lib else {
            return program::commit(&self.program, id, wanted, &shallow);
        };
        let found = Head::read(lib, Oid::from_str(id)?, &shallow)?.found(lib, &HashMap::new())?;
        let past = compared(vec![found], &self.objects()?, None, wanted, &|| true)?;
        Ok(past.and_then(|past| past.into_iter().next()))
    }
}

/// A commit as its object says it.
struct Head {
    id: Oid,
    tree: Oid,
    /// None at the edge of a shallow clone.
    parents: Vec<Oid>,
    commit: PastCommit,
}

impl Head {
    fn read(lib: &Repository, id: Oid, shallow: &[String]) -> Result<Self, GitError> {
        let commit = lib.find_commit(id)?;
        let hex = id.to_string();
        let edge = shallow.contains(&hex);
        let parents: Vec<Oid> = if edge { Vec::new() } else { commit.parent_ids().collect() };
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let time = |time: git2::Time| moment(time.seconds(), time.offset_minutes());
        let author = commit.author();
        let past = PastCommit {
            id: hex,
            parents: parents.iter().map(Oid::to_string).collect(),
            author: text(author.name_bytes()),
            email: text(author.email_bytes()),
            when: time(author.when()),
            landed: time(commit.committer().when()),
            message: text(commit.message_bytes()),
            sides: (!edge).then(Vec::new),
            holds: Vec::new(),
        };
        Ok(Self { id, tree: commit.tree_id(), parents, commit: past })
    }

    /// With the trees that are to be compared, of which some are known.
    fn found(self, lib: &Repository, trees: &HashMap<Oid, Oid>) -> Result<Found, GitError> {
        let tree = |id: Oid| match trees.get(&id) {
            Some(tree) => Ok(*tree),
            None => lib.find_commit(id).map(|commit| commit.tree_id()),
        };
        let before = self.parents.into_iter().map(tree).collect::<Result<_, _>>()?;
        Ok(Found { commit: self.commit, trees: Some(TreeIds { own: self.tree, before }) })
    }
}

/// The commits, the oldest first, with the files that differ from each of their parents; from nothing,
/// where they have none. Further objects let a second thread help. Nothing where `goes_on` said no on
/// the way.
///
/// # Errors
/// When trees cannot be read.
pub fn compared(
    mut found: Vec<Found>,
    objects: &Objects<'_>,
    further: Option<&mut Objects<'static>>,
    wanted: &Wanted<'_>,
    goes_on: &dyn Fn() -> bool,
) -> Result<Option<Vec<PastCommit>>, GitError> {
    found.reverse();
    let pairs = found.iter().filter_map(|found| found.trees.as_ref()).flat_map(TreeIds::pairs);
    let files = levels::compare(pairs.collect(), objects, further, wanted, goes_on)?;
    let Some(files) = files else { return Ok(None) };
    let mut files = files.into_iter();
    let commits = found.into_iter().map(|Found { mut commit, trees }| {
        if let Some(trees) = trees {
            let sides: Vec<Vec<TouchedFile>> = files.by_ref().take(trees.pairs().count()).collect();
            match &mut commit.sides {
                Some(known) => *known = sides,
                None => commit.holds = sides.into_iter().flatten().collect(),
            }
        }
        commit
    });
    Ok(Some(commits.collect()))
}

impl TreeIds {
    /// What is to be compared.
    fn pairs(&self) -> impl Iterator<Item = Pair> {
        let nothing = self.before.is_empty().then_some(None);
        let before = self.before.iter().copied().map(Some).chain(nothing);
        before.map(|before| Pair::new(before, self.own))
    }
}
