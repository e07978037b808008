//! The board: lanes of cards, where the cursor stands, what is marked.

#![deny(clippy::disallowed_methods)]

pub(crate) mod cards;
mod update;
pub(crate) mod view;

use std::collections::HashSet;

use chrono::NaiveDate;

pub(crate) use update::{act, moved};

use crate::model::board::Board;
use crate::model::draft::Draft;
use crate::model::filter::{Facts, Filter, FuzzyMatcher};
use crate::model::id::ItemId;
use crate::model::order::{Group, Sort};
use crate::rules::Findings;

/// A card in a lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Card {
    /// An item.
    Item(ItemId),
    /// A file that cannot be read: its position in the board's problems.
    Problem(usize),
}

/// What a lane holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LaneKind {
    /// The items of a column.
    Column(usize),
    /// The files that need repair.
    Repair,
}

/// A lane: a column's cards that pass the filter, in order.
#[derive(Clone, Debug)]
pub(crate) struct Lane {
    pub(crate) kind: LaneKind,
    pub(crate) cards: Vec<Card>,
    pub(crate) cursor: usize,
    /// Open items in the column, filtered or not.
    pub(crate) open: usize,
    /// Closed and withdrawn ones.
    pub(crate) done: usize,
}

impl Lane {
    pub(crate) fn selected(&self) -> Option<&Card> {
        self.cards.get(self.cursor)
    }
}

/// How much room a card takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Density {
    /// One line.
    Dense,
    /// Two lines.
    Normal,
    /// Two lines and a blank one.
    Roomy,
}

/// Where the detail pane stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// As the size of the screen has it.
    Auto,
    Right,
    Below,
}

/// The state of the board's screen.
#[derive(Clone, Debug)]
pub(crate) struct BoardState {
    pub(crate) lanes: Vec<Lane>,
    pub(crate) lane: usize,
    pub(crate) marks: HashSet<ItemId>,
    /// The card from which a range is being marked.
    pub(crate) anchor: Option<usize>,
    pub(crate) filter_text: String,
    pub(crate) filter: Filter,
    pub(crate) sort: Sort,
    pub(crate) group: Group,
    pub(crate) pane: bool,
    pub(crate) side: Side,
    pub(crate) density: Density,
    pub(crate) presenter: bool,
    pub(crate) pane_scroll: usize,
    /// In move mode: the lane that the items would go to.
    pub(crate) moving: Option<usize>,
    /// How many cards a page holds, as the last size of the screen has it.
    pub(crate) page: usize,
}

impl BoardState {
    pub(crate) fn new(sort: Sort, group: Group) -> Self {
        Self {
            lanes: Vec::new(),
            lane: 0,
            marks: HashSet::new(),
            anchor: None,
            filter_text: String::new(),
            filter: Filter::default(),
            sort,
            group,
            pane: true,
            side: Side::Auto,
            density: Density::Normal,
            presenter: false,
            pane_scroll: 0,
            moving: None,
            page: 10,
        }
    }

    /// Lays the cards out anew. The cursor of each lane stays on its card; where that is gone, it
    /// stays at its place.
    pub(crate) fn lay_out(
        &mut self,
        board: &Board,
        draft: &Draft,
        findings: &Findings,
        today: NaiveDate,
    ) {
        let changed: HashSet<&ItemId> = draft.decisions().filter_map(|d| d.target.item()).collect();
        let facts = Facts {
            board,
            today,
            has_finding: &|id| !findings.for_item(id).is_empty(),
            is_changed: &|id| changed.contains(id),
        };
        let mut matcher = FuzzyMatcher::default();
        let mut columns: Vec<Vec<usize>> = vec![Vec::new(); board.columns.len()];
        let mut open = vec![0; board.columns.len()];
        let mut done = vec![0; board.columns.len()];
        for (at, item) in board.items().iter().enumerate() {
            let column = board.columns.position(board.column_of(item).id.as_str()).unwrap_or(0);
            let count = if item.is_open() { &mut open } else { &mut done };
            if let Some(count) = count.get_mut(column) {
                *count += 1;
            }
            let passes = self.filter.is_empty() || self.filter.matches(item, &facts, &mut matcher);
            if let (true, Some(cards)) = (passes, columns.get_mut(column)) {
                cards.push(at);
            }
        }
        let mut lanes = Vec::with_capacity(columns.len() + 1);
        for (n, mut cards) in columns.into_iter().enumerate() {
            let items = board.items();
            cards.sort_by(|a, b| match (items.get(*a), items.get(*b)) {
                (Some(a), Some(b)) => b
                    .is_open()
                    .cmp(&a.is_open())
                    .then_with(|| self.group.compare(a, b))
                    .then_with(|| self.sort.compare(a, b)),
                _ => std::cmp::Ordering::Equal,
            });
            let cards = cards
                .iter()
                .filter_map(|at| items.get(*at))
                .map(|i| Card::Item(i.id.clone()))
                .collect();
            lanes.push(self.lane_of(LaneKind::Column(n), cards, open[n], done[n]));
        }
        if !board.problems.is_empty() {
            let cards: Vec<Card> = (0..board.problems.len()).map(Card::Problem).collect();
            let count = cards.len();
            lanes.push(self.lane_of(LaneKind::Repair, cards, count, 0));
        }
        self.lanes = lanes;
        self.lane = self.lane.min(self.lanes.len().saturating_sub(1));
        self.marks.retain(|id| board.item(id).is_some());
        self.anchor = None;
    }

    fn lane_of(&self, kind: LaneKind, cards: Vec<Card>, open: usize, done: usize) -> Lane {
        let old = self.lanes.iter().find(|lane| lane.kind == kind);
        let cursor = old
            .and_then(|lane| lane.selected())
            .and_then(|card| cards.iter().position(|other| other == card))
            .or(old.map(|lane| lane.cursor))
            .unwrap_or(0)
            .min(cards.len().saturating_sub(1));
        Lane { kind, cards, cursor, open, done }
    }

    pub(crate) fn current(&self) -> Option<&Lane> {
        self.lanes.get(self.lane)
    }

    pub(crate) fn selected(&self) -> Option<&Card> {
        self.current().and_then(Lane::selected)
    }

    pub(crate) fn selected_item(&self) -> Option<&ItemId> {
        match self.selected() {
            Some(Card::Item(id)) => Some(id),
            _ => None,
        }
    }

    /// Puts the cursor on an item, where it is shown.
    pub(crate) fn select(&mut self, id: &ItemId) -> bool {
        for (n, lane) in self.lanes.iter_mut().enumerate() {
            let found =
                lane.cards.iter().position(|card| matches!(card, Card::Item(other) if other == id));
            if let Some(at) = found {
                lane.cursor = at;
                self.lane = n;
                self.pane_scroll = 0;
                return true;
            }
        }
        false
    }

    /// Whether a card counts as marked: marked itself, or within the range being marked.
    pub(crate) fn is_marked(&self, lane: usize, at: usize, id: &ItemId) -> bool {
        self.marks.contains(id) || (lane == self.lane && self.in_range(at))
    }

    fn in_range(&self, at: usize) -> bool {
        let Some((anchor, lane)) = self.anchor.zip(self.current()) else { return false };
        (anchor.min(lane.cursor)..=anchor.max(lane.cursor)).contains(&at)
    }

    /// What a decision is about: the marked items in the order in which they are shown, those that
    /// a filter hides last; else the one under the cursor.
    pub(crate) fn targets(&self) -> Vec<ItemId> {
        let mut targets: Vec<ItemId> = Vec::new();
        for (n, lane) in self.lanes.iter().enumerate() {
            for (at, card) in lane.cards.iter().enumerate() {
                if let Card::Item(id) = card
                    && self.is_marked(n, at, id)
                {
                    targets.push(id.clone());
                }
            }
        }
        let mut hidden: Vec<_> =
            self.marks.iter().filter(|id| !targets.contains(id)).cloned().collect();
        hidden.sort();
        targets.extend(hidden);
        if targets.is_empty() {
            targets.extend(self.selected_item().cloned());
        }
        targets
    }
}
