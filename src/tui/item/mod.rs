//! An item's detail: fields, findings and history, each as a text that can be scrolled and searched.

#![deny(clippy::disallowed_methods)]

pub(crate) mod text;
mod update;
pub(crate) mod view;

pub(crate) use update::{act, search};

use super::line::Search;
use crate::model::id::ItemId;

/// The tabs of the detail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tab {
    Fields,
    Findings,
    History,
}

impl Tab {
    pub(crate) const ALL: [Tab; 3] = [Tab::Fields, Tab::Findings, Tab::History];

    pub(crate) fn title(self) -> &'static str {
        match self {
            Tab::Fields => "Fields",
            Tab::Findings => "Findings",
            Tab::History => "History",
        }
    }
}

/// The open detail of an item.
#[derive(Clone, Debug)]
pub(crate) struct ItemView {
    pub(crate) id: ItemId,
    pub(crate) tab: Tab,
    pub(crate) scroll: usize,
    pub(crate) search: Search,
}

impl ItemView {
    pub(crate) fn new(id: ItemId) -> Self {
        Self { id, tab: Tab::Fields, scroll: 0, search: Search::default() }
    }

    /// Shows another item, in the same tab.
    pub(crate) fn turn_to(&mut self, id: ItemId) {
        self.id = id;
        self.scroll = 0;
    }
}
