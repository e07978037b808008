//! Looking for the files that packs and items name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::files::{Buffer, Files};
use crate::document::asset::{self, Purpose};
use crate::model::asset::{Asset, Assets, Content, path_of};
use crate::model::item::Item;
use crate::model::pack::{Pack, Rehearsal};
use crate::threads::in_shares;

/// The packs of which the files are hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hashed {
    /// Every one: somebody may sign it.
    Every,
    /// Those that somebody signed: only they can have changed since.
    Signed,
}

/// A file that is named, and what it is looked at for.
struct Wanted {
    path: String,
    purpose: Purpose,
    /// Whether its bytes count for what a sign-off signs.
    is_signed: bool,
}

/// The files that packs and items name, and what each is looked at for.
#[derive(Default)]
pub(super) struct Named {
    files: Vec<Wanted>,
    /// Folders with the models of an installed package.
    models: BTreeSet<String>,
}

impl Named {
    /// Takes in what a pack names.
    pub(super) fn by_pack(&mut self, pack: &Pack, hashed: Hashed) {
        let is_signed = hashed == Hashed::Every || !pack.signoffs.is_empty();
        let own = |path: &str, purpose| Wanted { path: pack.resolve(path), purpose, is_signed };
        let other = |path, purpose| Wanted { path, purpose, is_signed: false };
        self.files.extend(pack.assets.dbt.iter().map(|path| own(path, Purpose::Opaque)));
        self.files.extend(pack.assets.fixtures.iter().map(|f| own(&f.path, Purpose::Table)));
        self.files.extend(pack.assets.docs.iter().map(|path| own(path, Purpose::Page)));
        self.files.extend(pack.quickstart_path().map(|path| other(path, Purpose::Quickstart)));
        let evidence = references(pack).map(|path| other(path.to_owned(), Purpose::Presence));
        self.files.extend(evidence);
        self.models.extend(pack.models_path());
    }

    /// Takes in what an item names.
    pub(super) fn by_item(&mut self, item: &Item) {
        let paths = item.evidence.iter().filter_map(|e| path_of(&e.reference));
        self.files.extend(paths.map(|path| Wanted {
            path: path.to_owned(),
            purpose: Purpose::Presence,
            is_signed: false,
        }));
    }

    /// Takes in what others name.
    pub(super) fn extend(&mut self, other: Named) {
        self.files.extend(other.files);
        self.models.extend(other.models);
    }

    /// Each file once, for the most that it is looked at for, in the order of the paths.
    fn files(mut self) -> Vec<Wanted> {
        self.files.sort_unstable_by(|one, other| one.path.cmp(&other.path));
        self.files.dedup_by(|other, kept| {
            let is_same = other.path == kept.path;
            if is_same {
                kept.purpose = kept.purpose.max(other.purpose);
                kept.is_signed |= other.is_signed;
            }
            is_same
        });
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
    let mut assets: Assets = wanted.into_iter().map(|file| file.path).zip(found).collect();
    let mut buffer = Buffer::default();
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

fn look_at<F: Files + ?Sized>(files: &F, wanted: &[Wanted]) -> Vec<Option<Asset>> {
    let mut buffer = Buffer::default();
    wanted.iter().map(|file| look(files, file, &mut buffer)).collect()
}

fn look<F: Files + ?Sized>(files: &F, wanted: &Wanted, buffer: &mut Buffer) -> Option<Asset> {
    let Wanted { path, purpose, is_signed } = wanted;
    // A path that a pack writes may lead anywhere; nothing outside the repository is looked at.
    if path_of(path) != Some(path) {
        return None;
    }
    if *purpose == Purpose::Presence {
        return files.exists(path).then(|| asset::read(*purpose, b"", false));
    }
    files.read(path, buffer).ok()?;
    Some(asset::read(*purpose, &buffer.bytes, *is_signed))
}

/// The models of an installed package; most repositories keep none in git.
fn models(files: &dyn Files, path: &str, buffer: &mut Buffer) -> Option<Asset> {
    if path_of(path) != Some(path) || !files.exists(path) {
        return None;
    }
    let mut found = BTreeMap::new();
    let is_properties = |path: &&Arc<str>| path.ends_with(".yml") || path.ends_with(".yaml");
    for path in files.list(path).0.iter().filter(is_properties) {
        if files.read(path, buffer).is_ok() {
            asset::models(&String::from_utf8_lossy(&buffer.bytes), &mut found);
        }
    }
    Some(Asset { digest: String::new(), content: Content::Models(found) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::pack;

    #[test]
    fn a_file_is_looked_at_once_for_the_most_that_is_asked_and_hashed_where_somebody_signed() {
        let assets = "assets: {dbt: [a.yml], fixtures: [{path: b.csv}], docs: [c.md]}\n\
                      evidence: [{kind: fixture, ref: packs/shopify/b.csv}]\n";
        let unsigned = pack(assets);
        let signed = pack(&format!("{assets}signoffs: [{{role: docs, verdict: go}}]\n"));
        let wanted = |packs: &[(&Pack, Hashed)]| -> Vec<(String, Purpose, bool)> {
            let mut named = Named::default();
            packs.iter().for_each(|(pack, hashed)| named.by_pack(pack, *hashed));
            named
                .files()
                .into_iter()
                .map(|file| (file.path, file.purpose, file.is_signed))
                .collect()
        };
        let all = |is_signed: bool| {
            let file = |name: &str, purpose| (format!("packs/shopify/{name}"), purpose, is_signed);
            vec![
                file("a.yml", Purpose::Opaque),
                file("b.csv", Purpose::Table),
                file("c.md", Purpose::Page),
            ]
        };
        assert_eq!(wanted(&[(&unsigned, Hashed::Signed)]), all(false));
        assert_eq!(wanted(&[(&unsigned, Hashed::Every)]), all(true));
        assert_eq!(wanted(&[(&signed, Hashed::Signed)]), all(true));
        assert_eq!(wanted(&[(&signed, Hashed::Signed), (&unsigned, Hashed::Signed)]), all(true));
    }
}
