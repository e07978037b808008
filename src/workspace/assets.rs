//! Looking for the files that packs and items name.

use std::collections::{BTreeMap, BTreeSet};

use super::files::Files;
use crate::document::asset::{self, Purpose};
use crate::model::asset::{Asset, Assets, Content, path_of};
use crate::model::item::Item;
use crate::model::pack::{Pack, Rehearsal};
use crate::threads::in_shares;

/// The files that packs and items name, and what each is looked at for.
#[derive(Default)]
pub(super) struct Named {
    files: Vec<(String, Purpose)>,
    /// Folders with the models of an installed package.
    models: BTreeSet<String>,
}

impl Named {
    /// Takes in what a pack names.
    pub(super) fn by_pack(&mut self, pack: &Pack) {
        let own = |path: &str, purpose: Purpose| (pack.resolve(path), purpose);
        self.files.extend(pack.assets.dbt.iter().map(|path| own(path, Purpose::Signed)));
        self.files.extend(pack.assets.fixtures.iter().map(|f| own(&f.path, Purpose::Table)));
        self.files.extend(pack.assets.docs.iter().map(|path| own(path, Purpose::Page)));
        self.files.extend(pack.quickstart_path().map(|path| (path, Purpose::Quickstart)));
        self.files.extend(references(pack).map(|path| (path.to_owned(), Purpose::Presence)));
        self.models.extend(pack.models_path());
    }

    /// Takes in what an item names.
    pub(super) fn by_item(&mut self, item: &Item) {
        let paths = item.evidence.iter().filter_map(|e| path_of(&e.reference));
        self.files.extend(paths.map(|path| (path.to_owned(), Purpose::Presence)));
    }

    /// Takes in what others name.
    pub(super) fn extend(&mut self, other: Named) {
        self.files.extend(other.files);
        self.models.extend(other.models);
    }

    /// Each file once, for the most that it is looked at for, in the order of the paths.
    fn files(mut self) -> Vec<(String, Purpose)> {
        self.files.sort_unstable_by(|(one, most), (other, least)| {
            one.cmp(other).then_with(|| least.cmp(most))
        });
        self.files.dedup_by(|(one, _), (kept, _)| one == kept);
        self.files
    }
}

/// What is known of the files that are named.
pub(super) fn look_for(files: &dyn Files, mut named: Named) -> Assets {
    let folders = std::mem::take(&mut named.models);
    let wanted = named.files();
    let found = match files.work_tree() {
        Some(tree) => in_shares(&wanted, 16, |some| look_at(tree, some)),
        None => look_at(files, &wanted),
    };
    let mut assets: Assets = wanted.into_iter().map(|(path, _)| path).zip(found).collect();
    let mut buffer = Vec::new();
    for path in folders {
        let found = models(files, &path, &mut buffer);
        assets.put(path, found);
    }
    assets
}

/// The paths that a pack names as evidence.
fn references(pack: &Pack) -> impl Iterator<Item = &str> {
    let rehearsed = pack.rollback.as_ref().and_then(|plan| plan.rehearsed.as_ref());
    let tested = pack.kill_switch.as_ref().and_then(|switch| switch.tested.as_ref());
    let evidence = pack.evidence.iter().filter_map(|e| path_of(&e.reference));
    evidence.chain(shown(rehearsed)).chain(shown(tested))
}

fn shown(rehearsal: Option<&Rehearsal>) -> Option<&str> {
    rehearsal?.evidence.as_deref().and_then(path_of)
}

fn look_at<F: Files + ?Sized>(files: &F, wanted: &[(String, Purpose)]) -> Vec<Option<Asset>> {
    let mut buffer = Vec::new();
    wanted.iter().map(|(path, purpose)| look(files, path, *purpose, &mut buffer)).collect()
}

fn look<F: Files + ?Sized>(
    files: &F,
    path: &str,
    purpose: Purpose,
    buffer: &mut Vec<u8>,
) -> Option<Asset> {
    // A path that a pack writes may lead anywhere; nothing outside the repository is looked at.
    if path_of(path) != Some(path) {
        return None;
    }
    if purpose == Purpose::Presence {
        return files.exists(path).then(|| asset::read(purpose, b""));
    }
    files.read(path, buffer).ok()?;
    Some(asset::read(purpose, buffer))
}

/// The models of an installed package; most repositories keep none in git.
fn models(files: &dyn Files, path: &str, buffer: &mut Vec<u8>) -> Option<Asset> {
    if path_of(path) != Some(path) || !files.exists(path) {
        return None;
    }
    let mut found = BTreeMap::new();
    let is_properties = |path: &&String| path.ends_with(".yml") || path.ends_with(".yaml");
    for path in files.list(path).0.iter().filter(is_properties) {
        if files.read(path, buffer).is_ok() {
            asset::models(&String::from_utf8_lossy(buffer), &mut found);
        }
    }
    Some(Asset { digest: String::new(), content: Content::Models(found) })
}
