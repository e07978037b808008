//! Sign-offs: who stands behind a pack, and behind which state of it.

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::Pack;
use crate::model::asset::{Assets, Presence};
use crate::model::item::words;
use crate::model::value::Value;

words! {
    /// What somebody says to a pack going out.
    Consent {
        /// It may go out.
        Go = "go",
        /// It must not.
        NoGo = "no-go",
        /// Neither.
        Abstain = "abstain",
    }
}

/// A role's go or no-go for a pack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignOff {
    /// The role that signs.
    pub role: String,
    /// Who signed.
    pub by: Option<String>,
    /// What was said.
    pub verdict: Option<Consent>,
    /// Conditions or reasons.
    pub note: Option<String>,
    /// When.
    pub on: Option<NaiveDate>,
    /// The [`Pack::content`] that was signed.
    pub content: Option<String>,
}

impl SignOff {
    /// As a file holds it.
    pub fn to_value(&self) -> Option<Value> {
        let opt = |text: &Option<String>| text.as_deref().map(Value::from);
        Value::map_of([
            ("role", Some(self.role.as_str().into())),
            ("by", opt(&self.by)),
            ("verdict", self.verdict.map(|verdict| verdict.word().into())),
            ("note", opt(&self.note)),
            ("on", self.on.map(|day| day.to_string().into())),
            ("content", opt(&self.content)),
        ])
    }
}

/// The keys that are said about a pack and are no part of what is signed.
const ABOUT: &[&str] = &["signoffs", "waivers", "evidence"];

impl Pack {
    /// The hash of what a sign-off signs: all that the file says except `signoffs`, `waivers` and
    /// `evidence`, and the bytes of the files under `assets`. Comments, layout and the order of keys
    /// do not count. `sha256:` and the first 96 bits in hex, so that it can be read in a diff.
    pub fn content(&self, assets: &Assets) -> String {
        let mut hash = Sha256::new();
        let mut signed = self.written.unpack();
        signed.retain(|(key, _)| !ABOUT.contains(&key.as_str()));
        absorb_map(&mut hash, signed.iter().map(|(key, value)| (key, value)));
        let mut paths = self.asset_paths();
        paths.sort();
        paths.dedup();
        for path in paths {
            absorb_text(&mut hash, &path);
            match assets.look(&path) {
                Presence::There(asset) => absorb_text(&mut hash, &asset.digest),
                Presence::Absent | Presence::Unknown => absorb_text(&mut hash, "absent"),
            }
        }
        let hex: String =
            hash.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        format!("sha256:{hex}")
    }
}

/// A length before each text: no two values run together into the same bytes.
fn absorb_text(hash: &mut Sha256, text: &str) {
    hash.update([b't']);
    hash.update((text.len() as u64).to_be_bytes());
    hash.update(text.as_bytes());
}

fn absorb_map<'a>(
    hash: &mut Sha256,
    entries: impl ExactSizeIterator<Item = (&'a String, &'a Value)>,
) {
    let mut entries: Vec<_> = entries.collect();
    entries.sort_by_key(|(key, _)| *key);
    hash.update([b'm']);
    hash.update((entries.len() as u64).to_be_bytes());
    for (key, value) in entries {
        absorb_text(hash, key);
        absorb(hash, value);
    }
}

fn absorb(hash: &mut Sha256, value: &Value) {
    match value {
        Value::Text(text) => absorb_text(hash, text),
        Value::List(list) => {
            hash.update([b'l']);
            hash.update((list.len() as u64).to_be_bytes());
            for entry in list {
                absorb(hash, entry);
            }
        }
        Value::Map(entries) => absorb_map(hash, entries.iter().map(|(key, value)| (key, value))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::asset::{Asset, Content};
    use crate::model::testing::pack;

    #[test]
    fn what_is_signed_is_what_the_pack_promises() {
        let none = Assets::default();
        let content = |yaml: &str| pack(yaml).content(&none);
        let signed = content("id: s\ntitle: T\nkpis: [{id: a}]");
        assert!(signed.starts_with("sha256:") && signed.len() == 31, "{signed}");
        assert_eq!(content("# new\ntitle: 'T'\nkpis:\n- id: a\nid: s"), signed, "layout");
        assert_eq!(content("id: s\ntitle: T\nkpis: [{id: a}]\nsignoffs: [{role: data}]"), signed);
        assert_ne!(content("id: s\ntitle: T\nkpis: [{id: b}]"), signed);
        assert_ne!(content("id: s\ntitle: T\nkpis: [{id: a}]\nlaunch: held"), signed);
        assert_ne!(content("a: [b, c]"), content("a: [bc]"));
    }

    #[test]
    fn a_changed_asset_is_another_content() {
        let pack = pack("id: s\nassets: {docs: [quickstart.md]}");
        let assets = |digest: &str| {
            let mut assets = Assets::default();
            let asset = Asset { digest: digest.into(), content: Content::Opaque };
            assets.put("packs/shopify/quickstart.md", Some(asset));
            assets
        };
        assert_ne!(pack.content(&assets("1")), pack.content(&assets("2")));
    }
}
