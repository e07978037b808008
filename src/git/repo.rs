//! A repository: where it lies, where HEAD stands, who commits, and what files hold in it.

use std::path::{Path, PathBuf};

use git2::{ErrorCode, Index, IndexEntryExtendedFlag, Oid, Repository};

use super::GitError;
use super::program::Program;

/// A repository. It belongs to the thread that opened it; opening another is cheap.
pub struct Repo {
    root: Option<PathBuf>,
    git_dir: PathBuf,
    pub(super) program: Program,
    /// `None` for a repository that libgit2 cannot open: SHA-256, reftable.
    pub(super) lib: Option<Repository>,
}

/// Where HEAD stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The branch; `None` where HEAD is detached.
    pub branch: Option<String>,
    /// The commit in hex; `None` before the first.
    pub commit: Option<String>,
}

/// Somebody who commits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
}

/// A version of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At<'a> {
    /// The last commit.
    Head,
    /// What is staged.
    Index,
    /// Any commit, tag or branch.
    Commit(&'a str),
}

impl Repo {
    /// Opens the repository that holds a folder, as git finds it. Whether the folder's owner may be
    /// trusted is left to libgit2's own check, and to git's where that says no.
    ///
    /// # Errors
    /// When there is none, or it is not trusted.
    pub fn discover(start: &Path) -> Result<Self, GitError> {
        static AS_GIT: std::sync::Once = std::sync::Once::new();
        // Git does not hash again what it reads either; a history of large trees would take twice as
        // long. `git fsck` is for that.
        AS_GIT.call_once(|| git2::opts::strict_hash_verification(false));
        let named = |names: &[&str]| {
            names.iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
        };
        if named(&["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR"]) {
            return Self::named_by_environment(start);
        }
        let opened = if named(&["GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"]) {
            Repository::open_from_env()
        } else {
            Repository::discover(start)
        };
        match opened {
            Ok(lib) => {
                let root = lib.workdir().map(strip_slash);
                let git_dir = strip_slash(lib.path());
                let program = Program::of(root.as_deref(), &git_dir);
                let usable = is_usable(&lib)?;
                Ok(Self { root, git_dir, program, lib: usable.then_some(lib) })
            }
            Err(error) if error.code() == ErrorCode::NotFound => {
                Err(GitError::NotARepository { start: start.to_owned() })
            }
            Err(error) => Self::by_program(start).map_err(|by_git| match by_git {
                GitError::NotARepository { .. } | GitError::NotOwned { .. } => by_git,
                _ => GitError::Other(error.message().to_owned()),
            }),
        }
    }

    /// Opens the repository that the environment names: git says what that means.
    fn named_by_environment(start: &Path) -> Result<Self, GitError> {
        let mut found = Self::by_program(start)?;
        let Ok(lib) = Repository::open_from_env() else { return Ok(found) };
        let fits = match &found.root {
            Some(root) => lib.set_workdir(root, false).is_ok(),
            None => lib.is_bare(),
        };
        if fits && strip_slash(lib.path()) == found.git_dir && is_usable(&lib)? {
            found.lib = Some(lib);
        }
        Ok(found)
    }

    fn by_program(start: &Path) -> Result<Self, GitError> {
        let git = Program::new(start);
        let ran = git.read(&["rev-parse", "--absolute-git-dir"])?;
        if !ran.ok {
            return Err(match dubious(&ran.stderr) {
                Some(path) => GitError::NotOwned { path },
                None => GitError::NotARepository { start: start.to_owned() },
            });
        }
        let git_dir = path_of(&ran.stdout);
        let root = git.line(&["rev-parse", "--show-toplevel"])?.filter(|l| !l.is_empty());
        let root = root.map(PathBuf::from);
        let program = Program::of(root.as_deref(), &git_dir);
        Ok(Self { root, git_dir, program, lib: None })
    }

    /// The root of the work tree; `None` in a bare repository.
    pub fn root(&self) -> Option<&Path> {
        self.root.as_deref()
    }

    /// The git directory of this work tree; for a linked one that is its own folder under
    /// `worktrees/`.
    pub fn git_dir(&self) -> &Path {
        &self.git_dir
    }

    /// The git directory that all work trees of the repository share.
    ///
    /// # Errors
    /// When git does not say.
    pub fn common_dir(&self) -> Result<PathBuf, GitError> {
        match &self.lib {
            Some(lib) => Ok(strip_slash(lib.commondir())),
            None => {
                let args = ["rev-parse", "--path-format=absolute", "--git-common-dir"];
                Ok(path_of(&self.program.read(&args)?.or_error()?))
            }
        }
    }

    /// Whether the commits that HEAD leads to are all there and cannot come to stand otherwise, as
    /// those of a shallow clone and those that are grafted can, and the formats that only git reads.
    pub fn has_all_history(&self) -> bool {
        let is_grafted = |lib: &git2::Repository| lib.commondir().join("info/grafts").exists();
        self.lib.as_ref().is_some_and(|lib| !lib.is_shallow() && !is_grafted(lib))
    }

    /// Where HEAD stands.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn head(&self) -> Result<Head, GitError> {
        let Some(lib) = &self.lib else {
            let branch = self.program.line(&["symbolic-ref", "--quiet", "--short", "HEAD"])?;
            let commit =
                self.program.line(&["rev-parse", "--quiet", "--verify", "HEAD^{commit}"])?;
            return Ok(Head { branch, commit });
        };
        let head = lib.find_reference("HEAD")?;
        let branch = match head.symbolic_target() {
            Ok(Some(target)) => {
                Some(target.strip_prefix("refs/heads/").unwrap_or(target).to_owned())
            }
            _ => None,
        };
        let commit = match lib.head() {
            Ok(head) => Some(head.peel_to_commit()?.id().to_string()),
            Err(error) if error.code() == ErrorCode::UnbornBranch => None,
            Err(error) if error.code() == ErrorCode::NotFound => None,
            Err(error) => return Err(error.into()),
        };
        Ok(Head { branch, commit })
    }

    /// Who commits here, as git would have it.
    ///
    /// # Errors
    /// When git does not know.
    pub fn identity(&self) -> Result<Identity, GitError> {
        let (author, _) = self.signers()?;
        Ok(author)
    }

    /// The author and the committer: the environment goes before `author.*` and `committer.*`, and
    /// those before `user.*`.
    pub(super) fn signers(&self) -> Result<(Identity, Identity), GitError> {
        let Some(lib) = self.lib.as_ref().filter(|_| !config_elsewhere()) else {
            let of = |name: &str| {
                let line = self.program.line(&["var", name])?.ok_or(GitError::NoIdentity)?;
                parse_ident(&line).ok_or(GitError::NoIdentity)
            };
            return Ok((of("GIT_AUTHOR_IDENT")?, of("GIT_COMMITTER_IDENT")?));
        };
        let config = lib.config()?.snapshot()?;
        let of = |role: &str| {
            let part = |part: &str| {
                let set = |name: &str| std::env::var(name).ok().filter(|v| !v.trim().is_empty());
                set(&format!("GIT_{}_{}", role.to_uppercase(), part.to_uppercase()))
                    .or_else(|| config.get_string(&format!("{role}.{part}")).ok())
                    .or_else(|| config.get_string(&format!("user.{part}")).ok())
                    .or_else(|| if part == "email" { set("EMAIL") } else { None })
                    .filter(|value| !value.trim().is_empty())
            };
            match (part("name"), part("email")) {
                (Some(name), Some(email)) => Ok(Identity { name, email }),
                _ => Err(GitError::NoIdentity),
            }
        };
        Ok((of("author")?, of("committer")?))
    }

    /// The authors of the newest commits, each once, the most frequent first.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn authors(&self, commits: usize) -> Result<Vec<Identity>, GitError> {
        let mut found: Vec<(Identity, usize)> = Vec::new();
        let mut add = |name: &str, email: &str| match found
            .iter_mut()
            .find(|(who, _)| who.email.eq_ignore_ascii_case(email))
        {
            Some((_, count)) => *count += 1,
            None => {
                let who = Identity { name: name.to_owned(), email: email.to_owned() };
                found.push((who, 1));
            }
        };
        if let Some(lib) = &self.lib {
            if self.head()?.commit.is_none() {
                return Ok(Vec::new());
            }
            let mut walk = lib.revwalk()?;
            walk.push_head()?;
            for id in walk.take(commits) {
                // A shallow clone ends where its history is cut off.
                let Ok(commit) = id.and_then(|id| lib.find_commit(id)) else { break };
                let author = commit.author();
                if let (Ok(name), Ok(email)) = (author.name(), author.email()) {
                    add(name, email);
                }
            }
        } else {
            let count = format!("--max-count={commits}");
            let ran = self.program.read(&["log", &count, "--format=%aN%x00%aE"])?;
            for line in String::from_utf8_lossy(&ran.stdout).lines() {
                if let Some((name, email)) = line.split_once('\0') {
                    add(name, email);
                }
            }
        }
        found.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        Ok(found.into_iter().map(|(who, _)| who).collect())
    }

    /// What a version of a file holds; `None` where the file is not in it.
    ///
    /// # Errors
    /// When the version or its objects cannot be read.
    pub fn read(&self, at: At<'_>, path: &str) -> Result<Option<Vec<u8>>, GitError> {
        let Some(lib) = &self.lib else { return self.read_by_program(at, path) };
        let blob = match at {
            At::Index => match lib.index() {
                Ok(mut index) => {
                    index.read(false)?;
                    staged(&index, path)
                }
                // An index with extensions that libgit2 does not know: split, sparse.
                Err(_) => return self.read_by_program(at, path),
            },
            At::Head if self.head()?.commit.is_none() => None,
            At::Head | At::Commit(_) => {
                let name = if let At::Commit(id) = at { id } else { "HEAD" };
                let tree = lib.revparse_single(name)?.peel_to_tree()?;
                match tree.get_path(Path::new(path)) {
                    Ok(entry) => Some(entry.id()),
                    Err(error) if error.code() == ErrorCode::NotFound => None,
                    Err(error) => return Err(error.into()),
                }
            }
        };
        match blob {
            None => Ok(None),
            Some(id) => Ok(Some(lib.find_blob(id)?.content().to_vec())),
        }
    }

    /// Whether the index holds several sides of a file.
    ///
    /// # Errors
    /// When git cannot be asked.
    pub fn is_unmerged(&self, path: &str) -> Result<bool, GitError> {
        if let Some(Ok(index)) = self.lib.as_ref().map(git2::Repository::index) {
            return Ok((1..=3).any(|stage| index.get_path(Path::new(path), stage).is_some()));
        }
        let pattern = format!(":(literal){path}");
        let ran = self.program.read(&["ls-files", "--unmerged", "-z", "--", &pattern])?;
        Ok(!ran.stdout.is_empty())
    }

    fn read_by_program(&self, at: At<'_>, path: &str) -> Result<Option<Vec<u8>>, GitError> {
        let name = match at {
            At::Head => format!("HEAD:{path}"),
            At::Index => format!(":0:{path}"),
            At::Commit(id) => format!("{id}:{path}"),
        };
        let ran = self.program.read(&["cat-file", "blob", &name])?;
        Ok(ran.ok.then_some(ran.stdout))
    }
}

/// The content that the index holds of a file. What was only announced, by `git add -N`, is not
/// staged.
pub(super) fn staged(index: &Index, path: &str) -> Option<Oid> {
    let entry = index.get_path(Path::new(path), 0)?;
    let announced = IndexEntryExtendedFlag::INTENT_TO_ADD.bits();
    (entry.flags_extended & announced == 0).then_some(entry.id)
}

/// Whether libgit2 reads this repository as git does. It takes the references of a format that it
/// does not know for none, and does not fetch the objects that a partial clone has left out.
fn is_usable(lib: &Repository) -> Result<bool, GitError> {
    let config = lib.config()?.snapshot()?;
    let foreign = |key: &str, own: &str| {
        config.get_string(key).is_ok_and(|value| !value.eq_ignore_ascii_case(own))
    };
    let partial = config
        .entries(Some(r"^(extensions\.partialclone|remote\..*\.promisor)$"))
        .is_ok_and(|mut entries| entries.next().is_some());
    Ok(!partial
        && !foreign("extensions.refstorage", "files")
        && !foreign("extensions.objectformat", "sha1"))
}

/// The repository that git does not trust, from its words.
fn dubious(said: &str) -> Option<PathBuf> {
    let (_, rest) = said.split_once("dubious ownership in repository at '")?;
    rest.split_once('\'').map(|(path, _)| PathBuf::from(path))
}

/// Whether the environment gives git configuration that libgit2 does not look at.
pub(super) fn config_elsewhere() -> bool {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let home = set("HOME").map(|home| Path::new(&home).join(".gitconfig"));
    set("GIT_CONFIG_COUNT").is_some()
        || set("GIT_CONFIG_PARAMETERS").is_some()
        || set("GIT_CONFIG_SYSTEM").is_some()
        || set("GIT_CONFIG_GLOBAL").is_some_and(|path| Some(PathBuf::from(path)) != home)
}

fn strip_slash(path: &Path) -> PathBuf {
    path.components().collect()
}

fn path_of(line: &[u8]) -> PathBuf {
    let text = String::from_utf8_lossy(line);
    PathBuf::from(text.trim_end_matches(['\n', '\r']))
}

/// `Name <address> 1234 +0100`, as `git var` prints it.
fn parse_ident(line: &str) -> Option<Identity> {
    let (name, rest) = line.split_once(" <")?;
    let (email, _) = rest.split_once('>')?;
    Some(Identity { name: name.to_owned(), email: email.to_owned() })
}
