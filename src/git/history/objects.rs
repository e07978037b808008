//! The objects of a repository, as one thread reads them.

use git2::{ErrorCode, Odb, Oid};

use crate::git::program::Program;
use crate::git::{GitError, Repo};

/// The objects of a repository, as one thread reads them.
pub struct Objects<'a>(Source<'a>);

enum Source<'a> {
    Lib(Odb<'a>),
    Program(&'a Program),
}

impl Repo {
    /// The objects, for the thread that has the repository.
    ///
    /// # Errors
    /// When they cannot be opened.
    pub fn objects(&self) -> Result<Objects<'_>, GitError> {
        Ok(Objects(match &self.lib {
            Some(lib) => Source::Lib(lib.odb()?),
            None => Source::Program(&self.program),
        }))
    }

    /// The same, for another thread; `None` where libgit2 does not read them, or they do not lie where
    /// they usually do.
    pub fn objects_again(&self) -> Option<Objects<'static>> {
        self.lib.as_ref()?;
        let elsewhere = ["GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES"];
        if elsewhere.iter().any(|name| std::env::var_os(name).is_some()) {
            return None;
        }
        let odb = Odb::new().ok()?;
        // Packs are shared by what their paths are called, with their locks and their little memory for
        // what others build on. Under another name each thread has its own.
        let folder = self.common_dir().ok()?.join("objects").join(".");
        odb.add_disk_alternate(folder.to_str()?).ok()?;
        Some(Objects(Source::Lib(odb)))
    }
}

impl<'a> Objects<'a> {
    pub(super) fn odb(&self) -> Option<&Odb<'a>> {
        match &self.0 {
            Source::Lib(odb) => Some(odb),
            Source::Program(_) => None,
        }
    }

    /// What a blob (in hex) holds.
    ///
    /// # Errors
    /// When it is not there.
    pub fn contents(&self, blob: &str) -> Result<Vec<u8>, GitError> {
        match &self.0 {
            Source::Lib(odb) => match odb.read(Oid::from_str(blob)?) {
                Ok(blob) => Ok(blob.data().to_vec()),
                Err(error) if error.code() == ErrorCode::NotFound => Err(GitError::Missing),
                Err(error) => Err(error.into()),
            },
            Source::Program(program) => program.read(&["cat-file", "blob", blob])?.or_error(),
        }
    }
}
