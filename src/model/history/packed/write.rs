//! Packing.
//!
//! A number is written in digits of six bits, the lowest first; the seventh bit says that another
//! follows. So what is packed is text from one end to the other, and the texts in it need not be
//! looked at one by one. A text, and whatever else somebody may step over, has its length in front.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset};

use super::{BROUGHT, EDGE, MISSING, Node};
use crate::model::history::{Change, Commit, Fate, FieldChange};
use crate::model::target::Target;
use crate::model::value::Value;

pub(super) const TEXT: u8 = 0;
pub(super) const LIST: u8 = 1;
pub(super) const MAP: u8 = 2;

pub(super) const ITEM: u64 = 1;
/// By how many bits the fate stands above the flags of a change.
pub(super) const FATE: u32 = 1;

pub(super) fn node(node: &Node) -> String {
    let mut out = Vec::new();
    let edge = if node.edge { EDGE } else { 0 };
    let brought = if node.brought.is_some() { BROUGHT } else { 0 };
    number(&mut out, edge | brought | (node.missing as u64) << MISSING);
    for changes in [Some(&node.own), node.brought.as_ref()].into_iter().flatten() {
        framed(&mut out, |out| {
            changes.iter().for_each(|each| framed(out, |out| change(out, each)));
        });
    }
    commit(&mut out, &node.commit);
    out.shrink_to_fit();
    String::from_utf8(out)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

fn commit(out: &mut Vec<u8>, commit: &Arc<Commit>) {
    text(out, &commit.id);
    framed(out, |out| commit.parents.iter().for_each(|parent| text(out, parent)));
    moment(out, &commit.landed);
    moment(out, &commit.when);
    text(out, &commit.author);
    text(out, &commit.email);
    text(out, &commit.subject);
    optional(out, commit.meeting.as_deref(), |out, name| out.extend(name.as_bytes()));
}

fn moment(out: &mut Vec<u8>, time: &DateTime<FixedOffset>) {
    signed(out, time.timestamp());
    signed(out, time.offset().local_minus_utc().into());
}

/// A number that may be below 0, which is then told by the lowest bit.
fn signed(out: &mut Vec<u8>, of: i64) {
    number(out, (of.cast_unsigned() << 1) ^ (of >> 63).cast_unsigned());
}

fn change(out: &mut Vec<u8>, change: &Change) {
    let fate = match change.fate {
        Fate::Born => 0,
        Fate::Stays => 1,
        Fate::Gone => 2,
    };
    let item = if change.target.item().is_some() { ITEM } else { 0 };
    number(out, item | fate << FATE);
    text(out, change.target.as_str());
    optional(out, change.was.as_ref().map(Target::as_str), |o, was| o.extend(was.as_bytes()));
    text(out, &change.path);
    text(out, &change.title);
    framed(out, |out| change.packs.iter().for_each(|pack| text(out, pack.as_str())));
    framed(out, |out| change.others.iter().for_each(|key| text(out, key)));
    for FieldChange { field, before, after } in &change.fields {
        number(out, field.number().into());
        optional(out, before.as_ref(), value);
        optional(out, after.as_ref(), value);
    }
}

fn value(out: &mut Vec<u8>, of: &Value) {
    match of {
        Value::Text(words) => {
            out.push(TEXT);
            out.extend(words.as_bytes());
        }
        Value::List(list) => {
            out.push(LIST);
            list.iter().for_each(|entry| framed(out, |out| value(out, entry)));
        }
        Value::Map(entries) => {
            out.push(MAP);
            for (key, entry) in entries {
                text(out, key);
                framed(out, |out| value(out, entry));
            }
        }
    }
}

fn text(out: &mut Vec<u8>, text: &str) {
    number(out, text.len() as u64);
    out.extend(text.as_bytes());
}

/// What there is, with one more than its length in front; 0 stands for nothing.
fn optional<T: ?Sized>(out: &mut Vec<u8>, of: Option<&T>, write: impl Fn(&mut Vec<u8>, &T)) {
    match of {
        None => out.push(0),
        Some(of) => {
            let start = out.len();
            write(out, of);
            put_in_front(out, start, (out.len() - start) as u64 + 1);
        }
    }
}

/// What is written, with its length in front.
fn framed(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    write(out);
    put_in_front(out, start, (out.len() - start) as u64);
}

fn put_in_front(out: &mut Vec<u8>, start: usize, length: u64) {
    let end = out.len();
    number(out, length);
    let added = out.len() - end;
    if let Some(frame) = out.get_mut(start..) {
        frame.rotate_right(added);
    }
}

fn number(out: &mut Vec<u8>, mut of: u64) {
    while of >= 0x40 {
        out.push((of & 0x3f) as u8 | 0x40);
        of >>= 6;
    }
    out.push(of as u8);
}
