//! The packs: how ready each is, and what each promises.

#![deny(clippy::disallowed_methods)]

pub(crate) mod detail;
mod update;
pub(crate) mod view;

pub(crate) use detail::PackView;
pub(crate) use update::{act, decision};

use std::cmp::Reverse;

use crate::model::board::Board;
use crate::model::id::PackId;
use crate::model::pack::Pack;
use crate::report::readiness::Readiness;
use crate::rules::Findings;
use crate::tui::line::Search;

/// A column of the matrix, and where in the file its cell leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    Pack,
    Behavior,
    Rollback,
    KillSwitch,
    Docs,
    Evidence,
    SignOffs,
    Open,
}

impl Cell {
    pub(crate) const ALL: [Cell; 8] = [
        Cell::Pack,
        Cell::Behavior,
        Cell::Rollback,
        Cell::KillSwitch,
        Cell::Docs,
        Cell::Evidence,
        Cell::SignOffs,
        Cell::Open,
    ];

    pub(crate) fn title(self) -> &'static str {
        match self {
            Cell::Pack => "Pack",
            Cell::Behavior => "Behav.",
            Cell::Rollback => "Rollbk",
            Cell::KillSwitch => "Kill",
            Cell::Docs => "Docs",
            Cell::Evidence => "Evid.",
            Cell::SignOffs => "Sign",
            Cell::Open => "Open",
        }
    }

    /// The keys that lead to what the cell is about.
    pub(crate) fn path(self) -> &'static [&'static str] {
        match self {
            Cell::Pack | Cell::Open => &[],
            Cell::Behavior => &["behavior"],
            Cell::Rollback => &["rollback"],
            Cell::KillSwitch => &["kill_switch"],
            Cell::Docs => &["assets"],
            Cell::Evidence => &["evidence"],
            Cell::SignOffs => &["signoffs"],
        }
    }

    /// The rules whose findings the cell tells.
    pub(crate) fn rules(self) -> &'static [&'static str] {
        match self {
            Cell::Pack | Cell::Open => &[],
            Cell::Behavior => &["GNG020", "GNG021", "GNG022", "GNG029"],
            Cell::Rollback => &["GNG030", "GNG032", "GNG033", "GNG034"],
            Cell::KillSwitch => &["GNG031", "GNG033"],
            Cell::Docs => &["GNG050", "GNG051"],
            Cell::Evidence => &["GNG052", "GNG053"],
            Cell::SignOffs => &["GNG060", "GNG063"],
        }
    }
}

/// What the matrix is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum PackSort {
    /// Those that hold the launch first.
    #[default]
    Verdict,
    /// By id.
    Id,
    /// By how many open items there are.
    Open,
}

impl PackSort {
    pub(crate) const ALL: [PackSort; 3] = [PackSort::Verdict, PackSort::Id, PackSort::Open];

    pub(crate) fn word(self) -> &'static str {
        match self {
            PackSort::Verdict => "verdict",
            PackSort::Id => "id",
            PackSort::Open => "open items",
        }
    }
}

/// The readiness matrix.
#[derive(Clone, Debug)]
pub(crate) struct PacksView {
    /// The packs in their order, each with its row.
    pub(crate) rows: Vec<(PackId, Readiness)>,
    pub(crate) cursor: usize,
    pub(crate) cell: usize,
    pub(crate) scroll: usize,
    pub(crate) sort: PackSort,
    /// Whether only packs with findings are shown.
    pub(crate) findings_only: bool,
    pub(crate) search: Search,
}

impl PacksView {
    pub(crate) fn new(board: &Board, findings: &Findings) -> Self {
        let mut view = Self {
            rows: Vec::new(),
            cursor: 0,
            cell: 0,
            scroll: 0,
            sort: PackSort::default(),
            findings_only: false,
            search: Search::default(),
        };
        view.lay_out(board, findings);
        view
    }

    /// Takes the packs as they are now; the cursor stays on its pack, or at its place.
    pub(crate) fn lay_out(&mut self, board: &Board, findings: &Findings) {
        let selected = self.selected().cloned();
        let kept = |pack: &&Pack| self.search.keeps(&format!("{} {}", pack.id, pack.title));
        let rows = board.packs.iter().filter(kept).map(|pack| {
            (pack.id.clone(), Readiness::of(board, findings, pack), findings.for_pack(&pack.id))
        });
        let mut rows: Vec<_> =
            rows.filter(|(_, _, found)| !self.findings_only || !found.is_empty()).collect();
        let blocking =
            |found: &[crate::model::finding::Finding]| found.iter().filter(|f| f.blocks()).count();
        match self.sort {
            PackSort::Verdict => rows.sort_by_key(|(id, row, found)| {
                (Reverse(row.standing), Reverse(blocking(found)), Reverse(found.len()), id.clone())
            }),
            PackSort::Id => rows.sort_by_key(|(id, ..)| id.clone()),
            PackSort::Open => rows.sort_by_key(|(id, row, _)| (Reverse(row.open), id.clone())),
        }
        self.rows = rows.into_iter().map(|(id, row, _)| (id, row)).collect();
        let at = self.rows.iter().position(|(id, _)| Some(id) == selected.as_ref());
        self.cursor = at.unwrap_or(self.cursor).min(self.rows.len().saturating_sub(1));
    }

    /// Puts the cursor on a pack.
    pub(crate) fn select(&mut self, pack: &PackId) {
        self.cursor = self.rows.iter().position(|(id, _)| id == pack).unwrap_or(0);
    }

    pub(crate) fn selected(&self) -> Option<&PackId> {
        self.rows.get(self.cursor).map(|(id, _)| id)
    }

    pub(crate) fn selected_cell(&self) -> Cell {
        Cell::ALL.get(self.cell).copied().unwrap_or(Cell::Pack)
    }

    pub(crate) fn step(&mut self, by: isize) {
        let last = self.rows.len().saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(by).min(last);
        self.scroll = 0;
    }

    pub(crate) fn step_cell(&mut self, by: isize) {
        self.cell = self.cell.saturating_add_signed(by).min(Cell::ALL.len() - 1);
        self.scroll = 0;
    }
}
