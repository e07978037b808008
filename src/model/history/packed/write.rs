//! Packing what is known of a commit.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset};

use super::{BROUGHT, EDGE, MISSING, Node};
use crate::model::history::{Change, Commit, Fate, FieldChange};
use crate::model::packed::write::{finished, framed, number, optional, signed, text, value};
use crate::model::target::Target;
use crate::model::written::Written;

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
    finished(out)
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
        for of in [before, after] {
            optional(out, of.as_ref(), |out, of| value(out, &Written::from(of)));
        }
    }
}
