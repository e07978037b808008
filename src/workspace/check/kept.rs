//! The last answer of the gate, kept with all that it was made from, under the git directory.
//!
//! It only saves time, and only where nothing has changed: every file and folder that was looked at
//! stands as it did ([`super::super::seen`]), HEAD and the releases that rollback plans name are where
//! they were, it is the same day, and the same program asks. Anything else is looked at as if nothing
//! were kept. A file that is damaged in any way is read as none, and it is replaced as a whole.

use std::borrow::Cow;
use std::fs::{Metadata, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Checked;
use crate::git::Repo;
use crate::model::field::Field;
use crate::model::finding::{Finding, Mend, Severity, Spot, Subject, Waived};
use crate::model::pack::Show;
use crate::report::gate::{Gate, Located};
use crate::rules::{self, Counts};
use crate::workspace::own;
use crate::workspace::record::named_revisions;
use crate::workspace::seen::{Seen, still_holds};

/// The name of the file.
const FILE: &str = "check";

/// What the first bytes of the file say.
const MAGIC: &[u8; 16] = b"gonogo check   1";

/// No larger file is read or written.
const MOST: u64 = 64 * 1024 * 1024;

/// What an answer depends on beside the files of the work tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Key {
    version: String,
    /// The program itself: its size, and when it was made, in nanoseconds since 1970.
    program: (u64, u128),
    root: String,
    today: NaiveDate,
    head: Option<String>,
}

impl Key {
    /// `None` where an answer cannot be kept: what git says may change without a trace that is
    /// looked at here.
    pub(super) fn of(repo: &Repo, root: &Path, today: NaiveDate) -> Option<Self> {
        if !repo.has_all_history() {
            return None;
        }
        let program = std::env::current_exe().and_then(|path| path.metadata()).ok()?;
        let made = program.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
        Some(Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            program: (program.len(), made.as_nanos()),
            root: root.to_str()?.to_owned(),
            today,
            head: repo.head().ok()?.commit,
        })
    }
}

/// The file, but for its head.
#[derive(Serialize, Deserialize)]
struct Kept<'a> {
    key: Key,
    /// Whether each release that a rollback plan names exists.
    revisions: Vec<(&'a str, bool)>,
    #[serde(borrow)]
    seen: Vec<&'a [u8]>,
    launch: &'a str,
    remarks: Vec<&'a str>,
    counts: (usize, usize, usize, usize),
    findings: Vec<KeptFinding<'a>>,
}

#[derive(Serialize, Deserialize)]
struct KeptFinding<'a> {
    rule: &'a str,
    severity: Severity,
    subject: KeptSubject<'a>,
    #[serde(borrow)]
    path: Vec<&'a str>,
    message: &'a str,
    fix: &'a str,
    mend: Option<KeptMend<'a>>,
    waived: Option<(&'a str, NaiveDate, &'a str, &'a str)>,
    file: &'a str,
    line: usize,
    column: usize,
}

#[derive(Serialize, Deserialize)]
enum KeptSubject<'a> {
    Item(&'a str),
    Pack(&'a str),
    File(&'a str),
}

#[derive(Serialize, Deserialize)]
enum KeptMend<'a> {
    Rename(&'a str, &'a str),
    /// The value as JSON, which says of itself what it is.
    Set(Field, String),
    Behavior(&'a str, &'a str),
}

/// An answer that was kept.
pub(super) struct Answer {
    launch: String,
    findings: Vec<(Finding, &'static rules::Rule, Spot)>,
    counts: Counts,
    pub(super) remarks: Vec<String>,
}

impl Answer {
    pub(super) fn gate(&self) -> Gate<'_> {
        Gate {
            launch: &self.launch,
            revision: None,
            verdict: self.counts.verdict(),
            counts: self.counts,
            findings: self
                .findings
                .iter()
                .map(|(finding, rule, spot)| Located {
                    finding,
                    rule,
                    file: Cow::Borrowed(&*spot.file),
                    line: spot.line,
                    column: spot.column,
                })
                .collect(),
        }
    }
}

/// The kept answer, where it is still that to the same question.
pub(super) fn again(repo: &Repo, root: &Path, key: &Key) -> Option<Answer> {
    let bytes = whole(repo.git_dir())?;
    let kept: Kept<'_> = postcard::from_bytes(&bytes).ok()?;
    let exists = |name: &str| repo.resolve(name).ok().map(|found| found.is_some());
    let holds = kept.key == *key
        && kept.revisions.iter().all(|(name, there)| exists(name) == Some(*there))
        && still_holds(root, &kept.seen);
    if !holds {
        return None;
    }
    let findings: Option<Vec<_>> = kept.findings.into_iter().map(KeptFinding::told).collect();
    let findings = findings?;
    let (block, warn, info, waived) = kept.counts;
    Some(Answer {
        launch: kept.launch.to_owned(),
        counts: Counts { block, warn, info, waived },
        findings,
        remarks: kept.remarks.into_iter().map(str::to_owned).collect(),
    })
}

/// What is needed to keep the answer that is being looked for.
pub(super) struct Keeping {
    key: Key,
    begin: Metadata,
    seen: Option<Seen>,
}

impl Keeping {
    /// Begins before anything is looked at; `None` where nothing can be kept.
    pub(super) fn begin(git_dir: &Path, key: Key) -> Option<Self> {
        let folder = own::folder(git_dir).ok()?;
        // Its time is that of the disk, which need not be that of this machine.
        let begin = tempfile::tempfile_in(folder).and_then(|file| file.metadata()).ok()?;
        Some(Self { key, begin, seen: None })
    }

    /// Whether HEAD is still where it was.
    pub(super) fn is_about(&self, repo: &Repo) -> bool {
        repo.head().is_ok_and(|head| head.commit == self.key.head)
    }

    /// The same with what was looked at.
    pub(super) fn seeing(self, seen: Option<Seen>) -> Self {
        Self { seen, ..self }
    }

    /// Keeps an answer. That it could not be done is no fault: it is looked for again.
    pub(super) fn keep(self, git_dir: &Path, checked: &Checked) {
        let revisions = &checked.board.record.revisions;
        // What git could not be asked about may be known the next time.
        if !checked.is_whole || revisions.len() != named_revisions(&checked.board).len() {
            return;
        }
        let Some(seen) = self.seen.and_then(|seen| seen.pieces(&self.begin)) else { return };
        let counts = checked.findings.counts();
        let kept = Kept {
            key: self.key,
            revisions: revisions.iter().map(|(name, exists)| (name.as_str(), *exists)).collect(),
            seen: seen.iter().map(Vec::as_slice).collect(),
            launch: checked.board.launch.name.trim(),
            remarks: checked.remarks.iter().map(String::as_str).collect(),
            counts: (counts.block, counts.warn, counts.info, counts.waived),
            findings: checked
                .findings
                .all()
                .zip(&checked.spots)
                .map(|(finding, spot)| KeptFinding::of(finding, spot))
                .collect(),
        };
        if let Ok(body) = postcard::to_stdvec(&kept) {
            write(git_dir, &body);
        }
    }
}

/// What the file holds behind its head, where the sum agrees.
fn whole(git_dir: &Path) -> Option<Vec<u8>> {
    let path = git_dir.join("gonogo").join(FILE);
    let mut file = own::open(&path, OpenOptions::new().read(true)).ok()?;
    let length = file.metadata().ok()?.len();
    if length > MOST {
        return None;
    }
    let mut head = [0; MAGIC.len() + 4];
    file.read_exact(&mut head).ok()?;
    let (magic, sum) = head.split_at(MAGIC.len());
    let mut body = Vec::with_capacity(usize::try_from(length).ok()?);
    file.read_to_end(&mut body).ok()?;
    let sum = u32::from_le_bytes(sum.try_into().ok()?);
    (magic == MAGIC && crc32fast::hash(&body) == sum).then_some(body)
}

fn write(git_dir: &Path, body: &[u8]) -> Option<()> {
    let folder = own::folder(git_dir).ok()?;
    let mut file = tempfile::Builder::new().prefix(".check-").tempfile_in(&folder).ok()?;
    if body.len() as u64 > MOST || !own::is_owners(file.as_file(), git_dir) {
        return None;
    }
    file.write_all(MAGIC).ok()?;
    file.write_all(&crc32fast::hash(body).to_le_bytes()).ok()?;
    file.write_all(body).ok()?;
    file.persist(folder.join(FILE)).ok().map(drop)
}

impl<'a> KeptFinding<'a> {
    fn of(finding: &'a Finding, spot: &'a Spot) -> Self {
        let waived = finding.waived.as_deref();
        Self {
            rule: finding.rule,
            severity: finding.severity,
            subject: match &finding.subject {
                Subject::Item(id) => KeptSubject::Item(id.as_str()),
                Subject::Pack(id) => KeptSubject::Pack(id.as_str()),
                Subject::File(path) => KeptSubject::File(path),
            },
            path: finding.path.iter().map(String::as_str).collect(),
            message: &finding.message,
            fix: &finding.fix,
            mend: finding.mend.as_ref().map(KeptMend::of),
            waived: waived.map(|w| (&*w.by, w.until, &*w.why, &*w.compensation)),
            file: &spot.file,
            line: spot.line,
            column: spot.column,
        }
    }

    /// `None` where it is no finding of this catalogue.
    fn told(self) -> Option<(Finding, &'static rules::Rule, Spot)> {
        let rule = rules::rule(self.rule)?;
        let waived = self.waived.map(|(by, until, why, compensation)| Waived {
            by: by.to_owned(),
            until,
            why: why.to_owned(),
            compensation: compensation.to_owned(),
        });
        let finding = Finding {
            rule: rule.id,
            severity: self.severity,
            subject: match self.subject {
                KeptSubject::Item(id) => Subject::Item(id.into()),
                KeptSubject::Pack(id) => Subject::Pack(id.into()),
                KeptSubject::File(path) => Subject::File(path.to_owned()),
            },
            path: self.path.into_iter().map(str::to_owned).collect(),
            message: self.message.to_owned(),
            fix: self.fix.to_owned(),
            spot: None,
            mend: match self.mend {
                Some(mend) => Some(mend.told()?),
                None => None,
            },
            waived: waived.map(Box::new),
        };
        let spot = Spot { file: self.file.into(), line: self.line, column: self.column };
        Some((finding, rule, spot))
    }
}

impl<'a> KeptMend<'a> {
    fn of(mend: &'a Mend) -> Self {
        match mend {
            Mend::Rename { from, to } => KeptMend::Rename(from, to),
            // It cannot fail: every key is a text.
            Mend::Set { field, value } => {
                KeptMend::Set(*field, serde_json::to_string(value).unwrap_or_default())
            }
            Mend::Behavior { condition, show } => KeptMend::Behavior(condition, show.word()),
        }
    }

    fn told(self) -> Option<Mend> {
        Some(match self {
            KeptMend::Rename(from, to) => Mend::Rename { from: from.to_owned(), to: to.to_owned() },
            KeptMend::Set(field, value) => {
                Mend::Set { field, value: serde_json::from_str(&value).ok()? }
            }
            KeptMend::Behavior(condition, show) => {
                Mend::Behavior { condition: condition.to_owned(), show: Show::from_word(show)? }
            }
        })
    }
}
