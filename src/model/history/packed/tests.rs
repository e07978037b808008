use chrono::{DateTime, FixedOffset};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::*;
use crate::model::field::Field;
use crate::model::history::{Changes, Fate, FieldChange, Query, Timeline};
use crate::model::target::Target;
use crate::model::value::Value;

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zA-Z \u{e9}\u{1f680}\n]{0,12}", "x{120,140}"]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = text().prop_map(Value::Text);
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::List),
            vec((text(), inner), 0..4).prop_map(Value::Map),
        ]
    })
}

fn field() -> impl Strategy<Value = Field> {
    (0_u8..=u8::MAX).prop_filter_map("a field", Field::of_number)
}

fn moment() -> impl Strategy<Value = DateTime<FixedOffset>> {
    (-4_000_000_000_i64..40_000_000_000, -1439..=1439).prop_map(|(seconds, minutes)| {
        let zone = FixedOffset::east_opt(minutes * 60).unwrap();
        DateTime::from_timestamp(seconds, 0).unwrap().with_timezone(&zone)
    })
}

fn commit() -> impl Strategy<Value = Arc<Commit>> {
    let parents = vec("[0-9a-f]{40}", 0..4);
    let texts = (text(), text(), text(), option::of(text()));
    ("[0-9a-f]{40}", parents, texts, moment(), moment()).prop_map(
        |(id, parents, (author, email, subject, meeting), when, landed)| {
            Arc::new(Commit { id, parents, author, email, when, landed, subject, meeting })
        },
    )
}

fn change(commit: Arc<Commit>) -> impl Strategy<Value = Change> {
    let fields = vec((field(), option::of(value()), option::of(value())), 0..5);
    let fate = prop_oneof![Just(Fate::Born), Just(Fate::Stays), Just(Fate::Gone)];
    let names = (any::<bool>(), text(), option::of(text()), text(), text());
    (names, fate, vec(text(), 0..3), fields, vec(text(), 0..3)).prop_map(
        move |((item, id, was, path, title), fate, packs, fields, others)| {
            let target = |id: String| match item {
                true => Target::Item(id.into()),
                false => Target::Pack(id.into()),
            };
            let fields = fields.into_iter();
            Change {
                target: target(id),
                commit: commit.clone(),
                path: path.into(),
                was: was.map(target),
                fate,
                title,
                packs: packs.into_iter().map(Into::into).collect(),
                fields: fields
                    .map(|(field, before, after)| FieldChange { field, before, after })
                    .collect(),
                others,
            }
        },
    )
}

fn node() -> impl Strategy<Value = Node> {
    commit().prop_flat_map(|commit| {
        let changes = || vec(change(commit.clone()), 0..4);
        let missing = prop_oneof![Just(0), Just(1), Just(300)];
        (Just(commit.clone()), changes(), option::of(changes()), any::<bool>(), missing).prop_map(
            |(commit, own, brought, edge, missing)| Node { commit, own, brought, edge, missing },
        )
    })
}

fn unpacked(packed: &Packed) -> Node {
    let commit = Arc::new(packed.commit().unpack());
    let parts = packed.parts();
    Node {
        own: parts.own.unpack(&commit),
        brought: parts.brought.map(|changes| changes.unpack(&commit)),
        edge: packed.is_edge(),
        missing: packed.missing(),
        commit,
    }
}

fn kept(text: String) -> Option<Packed> {
    let length = text.len();
    Packed::kept(&Arc::new(text), 0..length)
}

/// A change of what was kept: where, and how.
fn harm() -> impl Strategy<Value = (prop::sample::Index, u8, u8)> {
    (any::<prop::sample::Index>(), 0_u8..4, any::<u8>())
}

proptest! {
    #[test]
    fn what_is_packed_is_unpacked_as_it_was(node in node()) {
        let packed = Packed::of(&node);
        prop_assert_eq!(&unpacked(&packed), &node);
        let again = kept(packed.text().to_owned()).unwrap();
        prop_assert_eq!(&unpacked(&again), &node);
        let branch = again.on_the_branch().unpack(&node.commit);
        prop_assert_eq!(&branch, node.brought.as_ref().unwrap_or(&node.own));
        let changes: Changes = [again.clone(), packed.clone()].into_iter().collect();
        prop_assert_eq!(changes.len(), node.own.len() * 2);
        for at in 0..changes.len() {
            let own = node.own.get(at % node.own.len());
            prop_assert_eq!(changes.get(at), own);
            let unpacked = changes.unpack(at);
            prop_assert_eq!(unpacked.as_ref(), own);
        }
        for (at, (change, own)) in changes.all_packed().zip(node.own.iter().chain(&node.own)).enumerate() {
            prop_assert!(change.is_about(&own.target));
            prop_assert_eq!(changes.commit(at), Some(&node.commit));
            for ((field, before, after), one) in change.fields().zip(&own.fields) {
                prop_assert_eq!(field, one.field);
                for (packed, value) in [(before, &one.before), (after, &one.after)] {
                    let text = packed.and_then(PackedValue::as_text);
                    prop_assert_eq!(text, value.as_ref().and_then(Value::as_text));
                    for key in ["link", "", "x"] {
                        let text = packed.and_then(|packed| packed.text(key));
                        prop_assert_eq!(text, value.as_ref().and_then(|value| value.text(key)));
                    }
                }
            }
        }
    }

    /// Whatever was done to it, it is refused, or reads as something: no panic, no endless list.
    #[test]
    fn damaged_text_is_refused_or_reads_as_something(
        node in node(),
        harm in vec(harm(), 1..4),
    ) {
        let mut bytes = Packed::of(&node).text().as_bytes().to_vec();
        for (at, how, byte) in harm {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte & 0x7f,
                1 => bytes[at] ^= 1 << (byte % 7),
                2 => bytes.truncate(at),
                _ => bytes.insert(at, byte & 0x7f),
            }
        }
        let length = bytes.len();
        if let Some(packed) = String::from_utf8(bytes).ok().and_then(kept) {
            let node = unpacked(&packed);
            prop_assert!(node.own.len() <= length);
            prop_assert!(packed.place().parents.count() <= length);
            let changes = std::iter::once(packed).collect();
            let timeline = Timeline { changes, ..Timeline::default() };
            for (at, change) in node.own.iter().enumerate() {
                prop_assert_eq!(timeline.changes.get(at), Some(change));
                prop_assert!(change.title.len() <= length);
                prop_assert!(!timeline.of(&change.target).is_empty());
            }
            let query = Query { id: Some("a".into()), words: vec!["e".into()], ..Query::default() };
            prop_assert!(timeline.select(&query).len() <= node.own.len());
        }
    }
}

#[test]
fn values_that_lie_too_deep_are_not_followed() {
    let nested = |depth: usize| {
        let mut text = "\0".to_owned();
        for _ in 0..depth {
            let mut outer = "\u{1}".to_owned();
            let mut length = text.len();
            while length >= 0x40 {
                outer.push(char::from(u8::try_from(length & 0x3f).unwrap() | 0x40));
                length >>= 6;
            }
            outer.push(char::from(u8::try_from(length).unwrap()));
            text = outer + &text;
        }
        text
    };
    let depth = |value: &Value| {
        let inner = |value: &Value| value.as_list().and_then(<[Value]>::first).cloned();
        std::iter::successors(inner(value), inner).count()
    };
    assert_eq!(depth(&PackedValue::new(&nested(64)).unpack()), 64, "as deep as any file");
    assert!(depth(&PackedValue::new(&nested(20_000)).unpack()) < 200);
}
