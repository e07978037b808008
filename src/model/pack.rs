//! A pack: one dashboard pack for one connector, with what it promises.
//!
//! Everything a pack file says may be missing: what must be there is for the rules to say.

mod figures;
mod read;
mod recovery;
mod signoff;

use std::sync::Arc;

use super::field::{Edit, Field, FieldProblem};
use super::id::{ItemId, PackId, PersonId};
use super::item::{Evidence, Risk, Source, Waiver, words};
use super::packed::{PackedMap, PackedValue};
use super::trail::Trail;
use super::value::Value;

pub use figures::{Kpi, Measure, MeasureKind, Model, Narrative, SourceTable, TimeRule, Unit};
pub use recovery::{KillSwitch, Rehearsal, Rollback};
pub use signoff::{Consent, SignOff};

words! {
    /// How a pack stands at the launch.
    LaunchState {
        /// Not shipped.
        Held = "held",
        /// Shipped with a warning.
        Preview = "preview",
        /// Shipped.
        Supported = "supported",
    }
}

words! {
    /// What a user sees when a condition holds.
    Show {
        /// The tile is not there.
        Hide = "hide",
        /// A text stands in the tile's place.
        Placeholder = "placeholder",
        /// The tile stands, with a text above it.
        Banner = "banner",
        /// The last good value, with its time.
        LastGood = "last_good",
        /// An error.
        Error = "error",
    }
}

/// The conditions for which a pack defines its behaviour, in the order in which they are shown.
pub const CONDITIONS: &[&str] = &[
    "missing_table",
    "missing_column",
    "stale_warn",
    "stale_error",
    "partial_sync",
    "initial_sync",
    "connection_broken",
    "empty_result",
];

/// Every key of a pack that gonogo knows.
pub const KEYS: &[&str] = &[
    "id",
    "title",
    "connector",
    "package",
    "owner",
    "risk",
    "launch",
    "models",
    "sources",
    "freshness",
    "kpis",
    "narratives",
    "behavior",
    "unsupported",
    "rollback",
    "kill_switch",
    "assets",
    "evidence",
    "signoffs",
    "waivers",
];

/// What the user sees under one condition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Behavior {
    /// The condition, one of [`CONDITIONS`] or the pack's own.
    pub condition: String,
    /// What is shown.
    pub show: Option<Show>,
    /// The text with it.
    pub message: Option<String>,
}

/// A case that the pack does not support, said in the open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unsupported {
    /// Its id within the pack.
    pub id: String,
    /// The case.
    pub case: Option<String>,
    /// What users meet.
    pub effect: Option<String>,
    /// What they can do.
    pub workaround: Option<String>,
    /// The item that will lift it.
    pub item: Option<ItemId>,
}

/// When data counts as old.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Freshness {
    /// The column that says when a row was loaded.
    pub loaded_at: Option<String>,
    /// As written (`24h`).
    pub warn_after: Option<String>,
    /// As written (`48h`).
    pub error_after: Option<String>,
    /// How often the connection is asked to sync, as written (`6h`).
    pub sync_every: Option<String>,
    /// What the dbt package itself watches for; `None` where it ships no thresholds.
    pub package: Option<Thresholds>,
    /// Tables that are quiet for good reason.
    pub exempt: Vec<String>,
}

/// The thresholds that the dbt package ships.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Thresholds {
    /// As written (`72h`).
    pub warn_after: Option<String>,
    /// As written (`168h`).
    pub error_after: Option<String>,
}

/// A CSV file that shows one case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fixture {
    /// From the pack's folder.
    pub path: String,
    /// The model whose rows it holds.
    pub model: Option<String>,
    /// What it shows: healthy, missing_table, stale, partial, empty …
    pub case: Option<String>,
}

/// The files that belong to a pack, as written: from the pack's folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackFiles {
    /// What a dbt project takes.
    pub dbt: Vec<String>,
    /// Rows that show how the pack behaves.
    pub fixtures: Vec<Fixture>,
    /// What users read.
    pub docs: Vec<String>,
}

/// A dashboard pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    /// What items and decisions name it by; unique on the board.
    pub id: PackId,
    /// The file, from the root of the repository, with `/`.
    pub path: Arc<str>,
    /// One line that the room reads.
    pub title: String,
    /// Fivetran's service id.
    pub connector: Option<String>,
    /// The dbt package it stands on, name and version in one line.
    pub package: Option<String>,
    /// The one person answerable.
    pub owner: Option<PersonId>,
    /// What it costs users when it fails.
    pub risk: Option<Risk>,
    /// Why that much.
    pub risk_why: Vec<String>,
    /// How it stands at the launch.
    pub launch: Option<LaunchState>,
    /// Where the dbt package lies when it is installed, from the root of the repository.
    pub package_path: Option<String>,
    /// The models it reads.
    pub models: Vec<Model>,
    /// The tables it needs.
    pub sources: Vec<SourceTable>,
    /// When its data counts as old.
    pub freshness: Option<Freshness>,
    /// Its figures.
    pub kpis: Vec<Kpi>,
    /// Its sentences.
    pub narratives: Vec<Narrative>,
    /// What users see when something is wrong with the data.
    pub behavior: Vec<Behavior>,
    /// What it does not support.
    pub unsupported: Vec<Unsupported>,
    /// How it is taken back.
    pub rollback: Option<Rollback>,
    /// How it is switched off.
    pub kill_switch: Option<KillSwitch>,
    /// The files that belong to it.
    pub assets: PackFiles,
    /// What shows that it was checked.
    pub evidence: Vec<Evidence>,
    /// Who stands behind it.
    pub signoffs: Vec<SignOff>,
    /// Findings accepted.
    pub waivers: Vec<Waiver>,
    /// Keys that gonogo does not know, as they stand.
    pub extra: Vec<(String, Value)>,
    /// Values that could not be taken.
    pub problems: Vec<FieldProblem>,
    /// The file's keys and values, from which all the rest is read.
    written: PackedMap,
}

impl Pack {
    /// A pack of which nothing is known but its id and place.
    pub fn new(id: PackId, path: Arc<str>) -> Self {
        let mut pack = Self::read(&path, &[]);
        pack.id = id;
        pack
    }

    /// What the pack does under a condition.
    pub fn behavior(&self, condition: &str) -> Option<&Behavior> {
        self.behavior.iter().find(|b| b.condition == condition)
    }

    /// Where it is written.
    pub fn source(&self) -> Source {
        // No place of the backlog: packs always have gonogo's own keys.
        Source { path: self.path.clone(), index: None, mapping: usize::MAX }
    }

    /// Whether the pack goes out with the launch. One that is held promises nothing yet.
    pub fn ships(&self) -> bool {
        self.launch != Some(LaunchState::Held)
    }

    /// The folder of the pack's file, from the root of the repository.
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// A path under `assets` from the root of the repository.
    pub fn resolve(&self, path: &str) -> String {
        let path = path.strip_prefix("./").unwrap_or(path);
        match self.folder() {
            "" => path.to_owned(),
            folder => [folder, "/", path].concat(),
        }
    }

    /// Every file under `assets`, from the root of the repository.
    pub fn asset_paths(&self) -> Vec<String> {
        let fixtures = self.assets.fixtures.iter().map(|fixture| &fixture.path);
        let all = self.assets.dbt.iter().chain(fixtures).chain(&self.assets.docs);
        all.map(|path| self.resolve(path)).collect()
    }

    /// Where the package's Quickstart file is looked for.
    pub fn quickstart_path(&self) -> Option<String> {
        self.package_path.as_ref().map(|path| format!("{path}/.quickstart/quickstart.yml"))
    }

    /// Where the package's models are looked for.
    pub fn models_path(&self) -> Option<String> {
        self.package_path.as_ref().map(|path| format!("{path}/models"))
    }

    /// What the role signed last.
    pub fn signoff(&self, role: &str) -> Option<&SignOff> {
        self.signoffs.iter().rev().find(|signoff| signoff.role == role)
    }

    /// Whether the file has this key.
    pub fn has_key(&self, key: &str) -> bool {
        self.written.get(key).is_some()
    }

    /// Goes through every text under a key that gonogo knows, with the way there. Evidence
    /// and waivers, which rules of their own look at, are left out.
    pub fn for_each_text(&self, mut look: impl FnMut(&Trail<'_>, &str)) {
        let own = |key: &str| KEYS.contains(&key) && !matches!(key, "evidence" | "waivers");
        for (key, value) in self.written.iter().filter(|(key, _)| own(key)) {
            value.for_each_text(&Trail::at(key), &mut look);
        }
    }

    /// The keys and values of its file.
    pub fn written(&self) -> &PackedMap {
        &self.written
    }

    /// What stands under a key that decisions change.
    pub fn get(&self, field: Field) -> Option<Value> {
        let value = self.written.get(field.key()).map(PackedValue::unpack);
        value.filter(|value| match value {
            Value::Text(text) => !text.trim().is_empty(),
            Value::List(list) => !list.is_empty(),
            Value::Map(entries) => !entries.is_empty(),
        })
    }

    /// Takes over what a decision says of a key.
    pub fn set(&mut self, field: Field, value: Option<&Value>) {
        let mut entries = self.written.unpack();
        let at = entries.iter().position(|(key, _)| key == field.key());
        match (at, value) {
            (Some(at), Some(value)) => {
                if let Some(entry) = entries.get_mut(at) {
                    entry.1 = value.clone();
                }
            }
            (Some(at), None) => {
                entries.remove(at);
            }
            (None, Some(value)) => entries.push((field.key().to_owned(), value.clone())),
            (None, None) => {}
        }
        self.read_again(&entries);
    }

    /// Makes the change.
    pub fn apply(&mut self, edit: &Edit) {
        match edit {
            Edit::Set { field, after, .. } => self.set(*field, after.as_ref()),
            Edit::Append { field, entry } => {
                let mut list = match self.get(*field) {
                    Some(Value::List(list)) => list,
                    _ => Vec::new(),
                };
                list.push(entry.clone());
                self.set(*field, Some(&Value::List(list)));
            }
            Edit::Rename { from, to, .. } => self.rename(from, to),
        }
    }

    /// Takes the change back.
    pub fn retract(&mut self, edit: &Edit) {
        match edit {
            Edit::Set { field, before, .. } => self.set(*field, before.as_ref()),
            Edit::Append { field, entry } => {
                if let Some(Value::List(mut list)) = self.get(*field) {
                    if let Some(at) = list.iter().rposition(|other| other == entry) {
                        list.remove(at);
                    }
                    let left = (!list.is_empty()).then_some(Value::List(list));
                    self.set(*field, left.as_ref());
                }
            }
            Edit::Rename { from, to, .. } => self.rename(to, from),
        }
    }

    fn rename(&mut self, from: &str, to: &str) {
        let mut entries = self.written.unpack();
        if let Some(entry) = entries.iter_mut().find(|(key, _)| key == from) {
            to.clone_into(&mut entry.0);
        }
        self.read_again(&entries);
    }

    /// Reads everything but the id again: that of a pack never changes.
    fn read_again(&mut self, entries: &[(String, Value)]) {
        let id = self.id.clone();
        *self = Self::read(&self.path.clone(), entries);
        self.id = id;
    }
}
