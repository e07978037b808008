//! Looking for the files that packs and items name.

use std::collections::BTreeMap;

use super::files::Files;
use super::threads::in_shares;
use crate::document::asset::{self, Purpose};
use crate::model::asset::{Asset, Assets, Content, path_of};
use crate::model::board::Board;
use crate::model::pack::{Pack, Rehearsal};

/// What is known of every file that something on the board names.
pub(super) fn of(files: &dyn Files, board: &Board) -> Assets {
    let mut wanted: BTreeMap<String, Purpose> = BTreeMap::new();
    let mut want = |path: String, purpose: Purpose| {
        let known = wanted.entry(path).or_insert(purpose);
        *known = purpose.max(*known);
    };
    for pack in &board.packs {
        for path in &pack.assets.dbt {
            want(pack.resolve(path), Purpose::Signed);
        }
        for fixture in &pack.assets.fixtures {
            want(pack.resolve(&fixture.path), Purpose::Table);
        }
        for path in &pack.assets.docs {
            want(pack.resolve(path), Purpose::Page);
        }
        if let Some(path) = pack.quickstart_path() {
            want(path, Purpose::Quickstart);
        }
        for reference in references(pack) {
            want(reference.to_owned(), Purpose::Presence);
        }
    }
    for item in board.items() {
        for path in item.evidence.iter().filter_map(|e| path_of(&e.reference)) {
            want(path.to_owned(), Purpose::Presence);
        }
    }
    let wanted: Vec<(String, Purpose)> = wanted.into_iter().collect();
    let found = match files.work_tree() {
        Some(tree) => in_shares(&wanted, 32, |some| look_at(tree, some)),
        None => look_at(files, &wanted),
    };
    let mut assets = Assets::default();
    let mut buffer = Vec::new();
    for ((path, _), asset) in wanted.into_iter().zip(found) {
        assets.put(path, asset);
    }
    for path in board.packs.iter().filter_map(Pack::models_path) {
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
