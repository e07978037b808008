//! Drawing the board: which of its parts are shown depends on the size of the screen.

mod lane;
mod pane;
mod tabs;

use ratatui::layout::Rect;

use super::{Density, LaneKind, Side};
use crate::tui::app::App;
use crate::tui::paint::Paint;

/// Where the parts of the board stand on a screen of a certain size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    /// The strip of columns, where only one of them is shown.
    pub(crate) tabs: Option<Rect>,
    /// The lanes that are shown, each with its place.
    pub(crate) lanes: Vec<(usize, Rect)>,
    pub(crate) pane: Option<Rect>,
    /// Whether lanes are drawn as boxes of cards, or as a plain list.
    pub(crate) boxed: bool,
}

/// The cells of the lane of files that need repair, where all lanes are shown.
const REPAIR: u16 = 24;

/// Lays the board out on the part of the screen that is its own.
pub(crate) fn layout(app: &App, area: Rect) -> Layout {
    let screen = &app.screen;
    let count = screen.lanes.len();
    if area.width < 100 {
        let tabs = Rect { height: 1.min(area.height), ..area };
        let rest = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        let wanted = if screen.presenter { 8 } else { 6 };
        let pane_height = if screen.pane && rest.height >= 12 { wanted } else { 0 };
        let list = Rect { height: rest.height - pane_height, ..rest };
        let pane = Rect { y: list.bottom(), height: pane_height, ..rest };
        return Layout {
            tabs: Some(tabs),
            lanes: vec![(screen.lane, list)],
            pane: (pane_height > 0).then_some(pane),
            boxed: false,
        };
    }
    let right = match screen.side {
        Side::Auto => area.width >= 200,
        Side::Right => true,
        Side::Below => false,
    };
    let (lanes, pane) = if !screen.pane {
        (area, None)
    } else if right {
        let width = (area.width / 3).clamp(40, 90);
        let pane = Rect { x: area.right() - width, width, ..area };
        (Rect { width: area.width - width - 1, ..area }, Some(pane))
    } else {
        let height = (area.height / 3).clamp(4, 16).min(area.height.saturating_sub(6));
        let pane = Rect { y: area.bottom() - height, height, ..area };
        (Rect { height: area.height - height, ..area }, (height > 2).then_some(pane))
    };
    // Two columns up to 159, all that find room from 160 on.
    let has_repair = screen.lanes.last().is_some_and(|lane| lane.kind == LaneKind::Repair);
    let most = if area.width < 160 {
        2
    } else if has_repair {
        (usize::from(lanes.width.saturating_sub(REPAIR)) / 28).max(1) + 1
    } else {
        (usize::from(lanes.width) / 28).max(1)
    };
    let shown = most.min(count).max(1);
    let first = (screen.lane + 1).saturating_sub(shown).min(count.saturating_sub(shown));
    // Two columns show the current one with the next one, so that one sees where a card goes.
    let first = if shown == 2 && count > 2 { screen.lane.min(count - 2) } else { first };
    // Files that need repair say little on a card: their lane is narrower where all are shown.
    let shown_kinds: Vec<LaneKind> =
        (first..first + shown).filter_map(|n| screen.lanes.get(n)).map(|lane| lane.kind).collect();
    let repair = shown > 2 && shown_kinds.last() == Some(&LaneKind::Repair);
    let repair_width = if repair { REPAIR } else { 0 };
    let wide = u16::try_from(shown - usize::from(repair)).unwrap_or(1).max(1);
    let each = (lanes.width - repair_width) / wide;
    let placed = (0..shown).map(|n| {
        let at = u16::try_from(n).unwrap_or(0);
        let x = lanes.x + each * at;
        let last = n + 1 == shown;
        let width = if last { lanes.right() - x } else { each };
        (first + n, Rect { x, width, ..lanes })
    });
    Layout { tabs: None, lanes: placed.collect(), pane, boxed: true }
}

/// How many lines a card takes.
pub(crate) fn card_height(app: &App, boxed: bool) -> usize {
    match (app.screen.presenter, app.screen.density, boxed) {
        (true, _, true) => 4,
        (true, _, false) => 2,
        (false, Density::Dense, _) => 1,
        (false, Density::Normal, false) => 1,
        (false, Density::Normal, true) => 2,
        (false, Density::Roomy, false) => 2,
        (false, Density::Roomy, true) => 3,
    }
}

/// Draws the board.
pub(crate) fn draw(app: &App, area: Rect, paint: &mut Paint<'_>) {
    let layout = layout(app, area);
    if let Some(area) = layout.tabs {
        tabs::draw(app, area, paint);
    }
    for (n, area) in &layout.lanes {
        lane::draw(app, *n, *area, layout.boxed, paint);
    }
    if let Some(area) = layout.pane {
        pane::draw(app, area, layout.boxed, paint);
    }
}

/// The lane and card at a place of the screen.
pub(crate) fn hit(app: &App, column: u16, row: u16) -> Option<(usize, Option<usize>)> {
    let area = crate::tui::view::board_area(app);
    let layout = layout(app, area);
    let at = ratatui::layout::Position { x: column, y: row };
    if layout.tabs.is_some_and(|tabs| tabs.contains(at)) {
        return tabs::hit(app, column).map(|lane| (lane, None));
    }
    let (n, area) = layout.lanes.iter().find(|(_, area)| area.contains(at))?;
    Some((*n, lane::hit(app, *n, *area, layout.boxed, row)))
}

/// How many cards a page of the current lane holds.
pub(crate) fn page(app: &App, area: Rect) -> usize {
    let layout = layout(app, area);
    let height = layout.lanes.first().map_or(1, |(_, area)| usize::from(area.height));
    (height.saturating_sub(2) / card_height(app, layout.boxed)).max(1)
}

/// What a lane is called, with its digit.
pub(crate) fn lane_title(app: &App, kind: LaneKind) -> String {
    match kind {
        LaneKind::Column(n) => crate::report::decisions::column_name(&app.board, n),
        LaneKind::Repair => "! Needs repair".to_owned(),
    }
}
