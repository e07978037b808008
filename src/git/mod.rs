//! libgit2 behind our own words: revisions, trees, commit, index, history.
//!
//! Nothing of libgit2 leaves this room: paths are texts from the root of the repository with `/`,
//! contents are bytes, ids are hex. Where libgit2 cannot do what git would, the user's own git
//! program does it; see [`Repo::needs_user_git`].

mod commit;
mod convert;
mod error;
mod history;
mod operation;
mod patch;
mod program;
mod reasons;
mod repo;
mod sample;
mod tree;

pub use commit::{CommitPlan, Committed, FileChange};
pub use error::GitError;
pub use history::{Found, Objects, PastCommit, Touched, TouchedFile, Wanted, compared, trailer};
pub use patch::{Difference, difference};
pub use repo::{At, Head, Identity, Repo};
pub use sample::{SampleCommit, init_sample};
pub use tree::TreeFile;
