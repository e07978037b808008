//! Loading: from a folder of files to a board, with the draft's decisions laid on top.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Workspace;
use super::journal::Remark;
use super::people;
use super::settings::{Place, Settings};
use crate::document::{item, pack, yaml};
use crate::model::board::Board;
use crate::model::decision::DecisionKind;
use crate::model::draft::Draft;
use crate::model::field::{Edit, Field};
use crate::model::finding::Problem;
use crate::model::mapping::Mapping;
use crate::model::pack::Pack;
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

/// A file that was listed, and what it is for.
struct Listed {
    path: Arc<str>,
    kind: FileKind,
}

#[derive(Clone, Copy)]
enum FileKind {
    /// Of the backlog's source with this index.
    Item(usize),
    Pack,
}

/// What a file holds.
enum Parsed {
    Items(item::FileItems),
    Pack(Box<Pack>),
    Problem(Problem),
}

/// Loads the files of a work tree, without the draft.
pub(super) fn files(root: &Path, settings: &Settings) -> Board {
    let mut problems = Vec::new();
    let mut listed = Vec::new();
    for (n, place) in settings.backlog.iter().enumerate() {
        list(root, place, FileKind::Item(n), &mut listed, &mut problems);
    }
    for place in &settings.packs {
        list(root, place, FileKind::Pack, &mut listed, &mut problems);
    }
    let mut board = Board::default();
    board.launch = settings.launch.clone();
    board.columns = settings.columns.clone();
    board.people = settings.people.clone();
    board.signoff_roles = settings.signoff_roles.clone();
    board.criteria = settings.criteria.clone();
    board.trackers = settings.trackers.clone();
    board.rules = settings.rules.clone();
    for parsed in parse_all(root, settings, &listed) {
        match parsed {
            Parsed::Items(found) => {
                for item in found.items {
                    board.add(item);
                }
                problems.extend(found.problems);
            }
            Parsed::Pack(mut pack) => {
                if board.pack(&pack.id).is_some() {
                    pack.id = format!("{}@{}", pack.id, pack.path).into();
                }
                board.packs.push(*pack);
            }
            Parsed::Problem(problem) => problems.push(problem),
        }
    }
    board.problems = problems;
    board
}

/// Reads and parses on two threads: more than that waits for the disk.
fn parse_all(root: &Path, settings: &Settings, listed: &[Listed]) -> Vec<Parsed> {
    let parse_some = |files: &[Listed]| -> Vec<Parsed> {
        let mut buffer = Vec::new();
        files.iter().map(|file| parse(root, settings, file, &mut buffer)).collect()
    };
    if listed.len() < 32 {
        return parse_some(listed);
    }
    let (first, second) = listed.split_at(listed.len() / 2);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| parse_some(second));
        let mut parsed = parse_some(first);
        match other.join() {
            Ok(rest) => parsed.extend(rest),
            // A panic in a thread is a panic here too: nothing is silently left out.
            Err(panic) => std::panic::resume_unwind(panic),
        }
        parsed
    })
}

fn parse(root: &Path, settings: &Settings, file: &Listed, buffer: &mut Vec<u8>) -> Parsed {
    let cannot = |error: std::io::Error| {
        Parsed::Problem(Problem {
            rule: "GNG001",
            path: file.path.to_string(),
            line: 1,
            column: 1,
            cause: format!("the file cannot be read: {error}"),
            fix: "see that the file is there and that you may read it".to_owned(),
        })
    };
    buffer.clear();
    let read = fs::File::open(root.join(&*file.path)).and_then(|handle| {
        // One byte more than is taken tells a file that is too large, however large it is.
        handle.take(yaml::MAX_BYTES as u64 + 1).read_to_end(buffer)
    });
    if let Err(error) = read {
        return cannot(error);
    }
    match file.kind {
        FileKind::Item(n) => match settings.backlog.get(n) {
            Some(place) => Parsed::Items(item::read(&file.path, buffer, &place.mapping, n)),
            None => Parsed::Items(item::FileItems::default()),
        },
        FileKind::Pack => match pack::read(&file.path, buffer) {
            Ok(pack) => Parsed::Pack(Box::new(pack)),
            Err(problem) => Parsed::Problem(problem),
        },
    }
}

/// Lists the files of a place, in the order of their names. Hidden files and links that lead
/// elsewhere are passed over; names that are not UTF-8 are reported.
fn list(
    root: &Path,
    place: &Place,
    kind: FileKind,
    into: &mut Vec<Listed>,
    problems: &mut Vec<Problem>,
) {
    let start = if place.path.is_empty() { root.to_owned() } else { root.join(&place.path) };
    let mut folders = vec![start.clone()];
    let mut found: Vec<String> = Vec::new();
    while let Some(folder) = folders.pop() {
        // A place that is not there is no fault: a launch may have no packs yet.
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            let Ok(file_type) = entry.file_type() else { continue };
            let path = entry.path();
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                problems.push(Problem {
                    rule: "GNG001",
                    path: relative(root, &path),
                    line: 1,
                    column: 1,
                    cause: "the name of the file is not UTF-8".to_owned(),
                    fix: "rename it".to_owned(),
                });
                continue;
            };
            if name.starts_with('.') {
                continue;
            }
            if file_type.is_dir() {
                folders.push(path);
            } else if file_type.is_file() || (file_type.is_symlink() && stays_inside(root, &path)) {
                found.push(relative(root, &path));
            }
        }
    }
    found.sort();
    let below = |path: &str| {
        path.strip_prefix(&place.path).unwrap_or(path).trim_start_matches('/').to_owned()
    };
    into.extend(
        found
            .into_iter()
            .filter(|path| match (&place.files, kind) {
                (Some(files), _) => files.is_match(below(path)),
                (None, FileKind::Item(_)) => item::is_item_file(path),
                (None, FileKind::Pack) => is_pack_file(&below(path)),
            })
            .map(|path| Listed { path: path.into(), kind }),
    );
}

/// `NAME/pack.yaml`, at any depth, or `NAME.yaml` right in the folder of the packs.
fn is_pack_file(below: &str) -> bool {
    let name = below.rsplit('/').next().unwrap_or(below);
    let yaml = name.ends_with(".yaml") || name.ends_with(".yml");
    yaml && (!below.contains('/') || item::stem(name) == "pack")
}

fn stays_inside(root: &Path, link: &Path) -> bool {
    match (root.canonicalize(), link.canonicalize()) {
        (Ok(root), Ok(target)) => target.starts_with(root) && target.is_file(),
        _ => false,
    }
}

fn relative(root: &Path, path: &Path) -> String {
    let relative: PathBuf = path.strip_prefix(root).unwrap_or(path).to_owned();
    let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
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
    /// Reads everything: settings, files, people, draft. Nothing is written.
    ///
    /// # Errors
    /// When the settings cannot be used, or git or the journal cannot be read.
    pub fn load(&mut self) -> Result<Loaded, super::WorkspaceError> {
        self.settings = super::read_settings(&self.root)?;
        let journal_remarks = self.journal_again()?;
        let mut board = files(&self.root, &self.settings);
        let nothing_found =
            board.items().is_empty() && board.packs.is_empty() && board.problems.is_empty();
        let identity = self.repo.identity().ok();
        board.people = people::all(&self.root, &self.settings, &self.repo, &board);
        let draft = self.journal.draft();
        let (conflicts, gone) = lay_draft(&mut board, &draft);
        let head = self.repo.head()?;
        let operation = self.repo.operation()?;
        let user = identity.map(|who| {
            let known = board.people.iter().find(|p| !p.email.is_empty() && p.email == who.email);
            known.map_or(who.name, |person| person.id.to_string())
        });
        let remarks = remarks(&draft, &journal_remarks, &conflicts, &gone);
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

    #[test]
    fn packs_are_told_from_their_other_files() {
        for (path, is) in [
            ("shopify/pack.yaml", true),
            ("shopify.yml", true),
            ("shopify/dbt/shopify_pack.yml", false),
            ("shopify/fixtures/a.csv", false),
            ("a/b/pack.yml", true),
        ] {
            assert_eq!(is_pack_file(path), is, "{path}");
        }
    }
}
