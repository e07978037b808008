//! In which order items are shown, and how they are grouped.

use std::cmp::{Ordering, Reverse};

use super::item::{Item, words};

words! {
    /// What items are sorted by.
    Sort {
        /// As the files lie in the folders.
        File = "file",
        /// The riskiest first, then the oldest.
        Risk = "risk",
        /// What is due first, first.
        Due = "due",
        /// The oldest first.
        Age = "age",
        /// By id, numbers as numbers.
        Id = "id",
        /// By title.
        Title = "title",
        /// By owner; those without one first.
        Owner = "owner",
        /// By pack.
        Pack = "pack",
    }
}

words! {
    /// What items are grouped by within a column.
    Group {
        /// Nothing.
        None = "none",
        /// Their first pack.
        Pack = "pack",
        /// Their owner.
        Owner = "owner",
    }
}

impl Sort {
    /// Which of two items comes first. Items that are equal keep their order.
    pub fn compare(self, a: &Item, b: &Item) -> Ordering {
        match self {
            Sort::File => Ordering::Equal,
            Sort::Risk => Reverse(a.risk)
                .cmp(&Reverse(b.risk))
                .then_with(|| last_if_none(a.created.as_ref(), b.created.as_ref())),
            Sort::Due => last_if_none(a.due.as_ref(), b.due.as_ref()),
            Sort::Age => last_if_none(a.created.as_ref(), b.created.as_ref()),
            Sort::Id => natural(a.id.as_str(), b.id.as_str()),
            Sort::Title => a.title.to_lowercase().cmp(&b.title.to_lowercase()),
            Sort::Owner => a.owner.cmp(&b.owner),
            Sort::Pack => last_if_none(a.packs.first(), b.packs.first()),
        }
    }
}

impl Group {
    /// The heading under which an item stands; `None` where there are no groups.
    pub fn heading(self, item: &Item) -> Option<&str> {
        match self {
            Group::None => None,
            Group::Pack => Some(item.packs.first().map_or("no pack", |pack| pack.as_str())),
            Group::Owner => Some(item.owner.as_ref().map_or("no owner", |owner| owner.as_str())),
        }
    }

    /// Which of two items' groups comes first; items without a group come last.
    pub fn compare(self, a: &Item, b: &Item) -> Ordering {
        match self {
            Group::None => Ordering::Equal,
            Group::Pack => last_if_none(a.packs.first(), b.packs.first()),
            Group::Owner => last_if_none(a.owner.as_ref(), b.owner.as_ref()),
        }
    }
}

fn last_if_none<T: Ord>(a: Option<T>, b: Option<T>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => a.cmp(&b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

/// Compares texts with the numbers in them as numbers: `A-9` before `A-10`.
pub fn natural(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.chars().peekable(), b.chars().peekable());
    loop {
        match (a.peek().copied(), b.peek().copied()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) if x.is_ascii_digit() && y.is_ascii_digit() => {
                let number = |chars: &mut std::iter::Peekable<std::str::Chars<'_>>| {
                    let mut digits = String::new();
                    while let Some(digit) = chars.next_if(char::is_ascii_digit) {
                        digits.push(digit);
                    }
                    let digits = digits.trim_start_matches('0').to_owned();
                    (digits.len(), digits)
                };
                match number(&mut a).cmp(&number(&mut b)) {
                    Ordering::Equal => {}
                    other => return other,
                }
            }
            (Some(x), Some(y)) => match x.cmp(&y) {
                Ordering::Equal => {
                    a.next();
                    b.next();
                }
                other => return other,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::date::from_file;
    use crate::model::item::Risk;
    use crate::model::testing::item;

    #[test]
    fn numbers_in_ids_are_numbers() {
        let mut ids = ["A-10", "A-9", "B-1", "A-009b", "A"];
        ids.sort_by(|a, b| natural(a, b));
        assert_eq!(ids, ["A", "A-9", "A-009b", "A-10", "B-1"]);
    }

    #[test]
    fn the_riskiest_and_oldest_come_first() {
        let mut items: Vec<Item> = ["1", "2", "3", "4"].iter().map(|id| item(id)).collect();
        let facts = [
            (None, None),
            (Some(Risk::High), from_file("2026-11-01")),
            (Some(Risk::High), from_file("2026-10-01")),
            (Some(Risk::Low), None),
        ];
        for (item, (risk, created)) in items.iter_mut().zip(facts) {
            (item.risk, item.created) = (risk, created);
        }
        items.sort_by(|a, b| Sort::Risk.compare(a, b));
        let ids: Vec<_> = items.iter().map(|i| i.id.as_str()).collect();
        assert_eq!(ids, ["3", "2", "4", "1"]);
    }
}
