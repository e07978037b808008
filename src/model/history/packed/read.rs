//! Looking at what is packed, where it lies.

use std::ops::Range;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset};

use super::write::{FATE, ITEM};
use crate::model::field::Field;
use crate::model::history::{Change, Commit, Fate, FieldChange};
use crate::model::packed::{Cursor, PackedValue};
use crate::model::target::Target;

/// Seconds since 1970, and the seconds by which the zone is ahead.
#[derive(Clone, Copy, Debug)]
struct Moment {
    seconds: i64,
    ahead: i64,
}

impl Moment {
    fn read(cursor: &mut Cursor<'_>) -> Self {
        Self { seconds: cursor.signed(), ahead: cursor.signed() }
    }

    fn time(self) -> Option<DateTime<FixedOffset>> {
        let zone = FixedOffset::east_opt(i32::try_from(self.ahead).ok()?)?;
        Some(DateTime::from_timestamp(self.seconds, 0)?.with_timezone(&zone))
    }
}

/// Texts in a row.
#[derive(Clone, Copy, Debug)]
pub struct Texts<'a>(Cursor<'a>);

impl<'a> Texts<'a> {
    fn new(text: &'a str) -> Self {
        Self(Cursor::new(text))
    }

    /// Whether they make sense, up to the last.
    pub(super) fn is_whole(mut self) -> bool {
        self.by_ref().for_each(drop);
        self.0.is_whole()
    }
}

impl<'a> Iterator for Texts<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        if self.0.left() == 0 {
            return None;
        }
        Some(self.0.frame()).filter(|_| !self.0.is_broken())
    }
}

/// What the order of commits depends on.
#[derive(Clone, Copy, Debug)]
pub struct PackedPlace<'a> {
    /// The id of the commit, in hex.
    pub id: &'a str,
    /// The ids of its parents.
    pub parents: Texts<'a>,
    landed: Cursor<'a>,
}

impl<'a> PackedPlace<'a> {
    pub(super) fn read(mut cursor: Cursor<'a>) -> Self {
        Self { id: cursor.frame(), parents: Texts::new(cursor.frame()), landed: cursor }
    }

    /// When it was committed, in seconds since 1970.
    pub fn landed(mut self) -> i64 {
        self.landed.signed()
    }
}

/// A commit, as it lies packed.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each is what the field of `Commit` with this name says")]
pub struct PackedCommit<'a> {
    pub id: &'a str,
    pub parents: Texts<'a>,
    landed: Moment,
    when: Moment,
    pub author: &'a str,
    pub email: &'a str,
    pub subject: &'a str,
    pub meeting: Option<&'a str>,
}

impl<'a> PackedCommit<'a> {
    pub(super) fn read(cursor: &mut Cursor<'a>) -> Self {
        Self {
            id: cursor.frame(),
            parents: Texts::new(cursor.frame()),
            landed: Moment::read(cursor),
            when: Moment::read(cursor),
            author: cursor.frame(),
            email: cursor.frame(),
            subject: cursor.frame(),
            meeting: cursor.optional(),
        }
    }

    /// When it was written, in the author's zone.
    pub fn when(&self) -> DateTime<FixedOffset> {
        self.when.time().unwrap_or_default()
    }

    /// When it was committed.
    pub fn landed(&self) -> DateTime<FixedOffset> {
        self.landed.time().unwrap_or_default()
    }

    /// The commit, unpacked.
    pub fn unpack(&self) -> Commit {
        Commit {
            id: self.id.to_owned(),
            parents: self.parents.map(str::to_owned).collect(),
            author: self.author.to_owned(),
            email: self.email.to_owned(),
            when: self.when(),
            landed: self.landed(),
            subject: self.subject.to_owned(),
            meeting: self.meeting.map(str::to_owned),
        }
    }
}

/// The changes of a commit, as they lie packed.
#[derive(Clone, Copy, Debug, Default)]
pub struct PackedChanges<'a> {
    text: &'a str,
}

impl<'a> PackedChanges<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text }
    }

    /// Where each of them lies, for [`PackedChanges::at`].
    pub(in crate::model::history) fn places(self) -> impl Iterator<Item = Range<usize>> + 'a {
        let mut frames = Texts(Cursor::new(self.text));
        std::iter::from_fn(move || {
            let length = frames.next()?.len();
            let end = self.text.len() - frames.0.left();
            Some(end - length..end)
        })
    }

    /// The change at a place.
    pub(in crate::model::history) fn at(self, place: Range<usize>) -> PackedChange<'a> {
        PackedChange::new(self.text.get(place).unwrap_or_default())
    }

    /// One after the other.
    pub fn iter(self) -> impl Iterator<Item = PackedChange<'a>> {
        Texts(Cursor::new(self.text)).map(PackedChange::new)
    }

    /// All of them, unpacked.
    pub fn unpack(self, commit: &Arc<Commit>) -> Vec<Change> {
        self.iter().map(|change| change.unpack(commit)).collect()
    }
}

/// A change, as it lies packed: what most questions are about, and behind it the rest, which is
/// stepped to when it is asked for.
#[derive(Clone, Copy, Debug)]
pub struct PackedChange<'a> {
    /// Whether it is about an item; about a pack otherwise.
    pub is_item: bool,
    /// Whether that was written down, changed or deleted.
    pub fate: Fate,
    /// The id of the item or pack.
    pub id: &'a str,
    /// The id that it had before.
    pub was: Option<&'a str>,
    /// Its file, its title, its packs, other keys, and the fields.
    rest: Cursor<'a>,
}

impl<'a> PackedChange<'a> {
    fn new(text: &'a str) -> Self {
        let mut cursor = Cursor::new(text);
        let flags = cursor.number();
        let fate = match flags >> FATE {
            0 => Fate::Born,
            1 => Fate::Stays,
            _ => Fate::Gone,
        };
        let is_item = flags & ITEM != 0;
        Self { is_item, fate, id: cursor.frame(), was: cursor.optional(), rest: cursor }
    }

    /// What stands behind so many parts.
    fn behind(&self, parts: usize) -> Cursor<'a> {
        let mut cursor = self.rest;
        for _ in 0..parts {
            cursor.frame();
        }
        cursor
    }

    /// Its file, from the root of the repository.
    pub fn path(&self) -> &'a str {
        self.behind(0).frame()
    }

    /// Its title.
    pub fn title(&self) -> &'a str {
        self.behind(1).frame()
    }

    /// The packs that it bears on; a pack bears on itself.
    pub fn packs(&self) -> Texts<'a> {
        Texts::new(self.behind(2).frame())
    }

    /// The other keys of its file that changed.
    pub fn others(&self) -> Texts<'a> {
        Texts::new(self.behind(3).frame())
    }

    /// The fields that it changed: what stood there before, and what it made of it.
    pub fn fields(
        self,
    ) -> impl Iterator<Item = (Field, Option<PackedValue<'a>>, Option<PackedValue<'a>>)> {
        Fields(self.behind(4))
    }

    /// Whether it is about this item or pack.
    pub fn is_about(&self, target: &Target) -> bool {
        self.is_item == target.item().is_some() && self.id == target.as_str()
    }

    /// An item or pack, as this change is about one or the other.
    fn target(&self, id: &str) -> Target {
        match self.is_item {
            true => Target::Item(id.into()),
            false => Target::Pack(id.into()),
        }
    }

    /// The change, unpacked; it is given its commit.
    pub fn unpack(&self, commit: &Arc<Commit>) -> Change {
        let fields = self.fields().map(|(field, before, after)| FieldChange {
            field,
            before: before.map(PackedValue::unpack),
            after: after.map(PackedValue::unpack),
        });
        Change {
            target: self.target(self.id),
            commit: Arc::clone(commit),
            path: self.path().into(),
            was: self.was.map(|was| self.target(was)),
            fate: self.fate,
            title: self.title().to_owned(),
            packs: self.packs().map(Into::into).collect(),
            fields: fields.collect(),
            others: self.others().map(str::to_owned).collect(),
        }
    }
}

struct Fields<'a>(Cursor<'a>);

impl<'a> Iterator for Fields<'a> {
    type Item = (Field, Option<PackedValue<'a>>, Option<PackedValue<'a>>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.left() == 0 {
            return None;
        }
        let Some(field) = u8::try_from(self.0.number()).ok().and_then(Field::of_number) else {
            self.0.spoil();
            return None;
        };
        let before = self.0.optional().map(PackedValue::new);
        let after = self.0.optional().map(PackedValue::new);
        Some((field, before, after)).filter(|_| !self.0.is_broken())
    }
}
