//! What is put off: since when, until when, and for which packs.

use chrono::NaiveDate;

use crate::model::id::{ItemId, PackId};

/// An item that is put off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deferral {
    /// The item.
    pub item: ItemId,
    /// Its title.
    pub title: String,
    /// The packs it bears on.
    pub packs: Vec<PackId>,
    /// The day since which it has been put off without a break.
    pub since: NaiveDate,
    /// How many days that is.
    pub days: i64,
    /// When it is looked at again.
    pub revisit: Option<NaiveDate>,
    /// The tracked follow-up.
    pub link: Option<String>,
}

/// How many were put off so long ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgeBand {
    /// Days, from.
    pub from: i64,
    /// Days, up to and with; `None` has no end.
    pub to: Option<i64>,
    /// How many.
    pub count: usize,
}

impl AgeBand {
    /// `8-14 days`.
    pub fn words(&self) -> String {
        match self.to {
            Some(to) => format!("{}-{to} days", self.from),
            None => format!("{} days or more", self.from),
        }
    }
}

/// What is put off for one pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackDeferrals {
    /// The pack; `None` for items that bear on none.
    pub pack: Option<PackId>,
    /// How many items.
    pub count: usize,
    /// The days of the one that was put off first.
    pub oldest: i64,
    /// How many have a day to look at them again that has passed, or none at all.
    pub overdue: usize,
}

/// Everything that is put off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deferrals {
    /// The items, the one that was put off first before the others.
    pub items: Vec<Deferral>,
    /// By age, youngest first; bands without any are there too.
    pub by_age: Vec<AgeBand>,
    /// By pack, most first. An item of two packs counts for each.
    pub by_pack: Vec<PackDeferrals>,
}

/// Where the bands begin, in days.
const BANDS: [i64; 5] = [0, 8, 15, 31, 61];

impl Deferrals {
    pub(super) fn of(mut items: Vec<Deferral>, today: NaiveDate) -> Self {
        items.sort_by(|a, b| a.since.cmp(&b.since).then_with(|| a.item.cmp(&b.item)));
        let ends = BANDS.iter().skip(1).map(|next| Some(next - 1)).chain([None]);
        let by_age = BANDS
            .iter()
            .zip(ends)
            .map(|(from, to)| {
                let within =
                    |item: &&Deferral| item.days >= *from && to.is_none_or(|to| item.days <= to);
                AgeBand { from: *from, to, count: items.iter().filter(within).count() }
            })
            .collect();
        let mut by_pack: Vec<PackDeferrals> = Vec::new();
        for item in &items {
            let packs = item.packs.iter().cloned().map(Some);
            let none = item.packs.is_empty().then_some(None);
            let overdue = usize::from(item.revisit.is_none_or(|day| day <= today));
            for pack in packs.chain(none) {
                match by_pack.iter_mut().find(|row| row.pack == pack) {
                    Some(row) => {
                        row.count += 1;
                        row.oldest = row.oldest.max(item.days);
                        row.overdue += overdue;
                    }
                    None => {
                        by_pack.push(PackDeferrals { pack, count: 1, oldest: item.days, overdue });
                    }
                }
            }
        }
        by_pack.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.pack.cmp(&b.pack)));
        Self { items, by_age, by_pack }
    }

    /// How many items have a day to look at them again that has passed, or none at all.
    pub fn overdue(&self, today: NaiveDate) -> usize {
        self.items.iter().filter(|item| item.revisit.is_none_or(|day| day <= today)).count()
    }
}
