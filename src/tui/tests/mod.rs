//! The board without a terminal: messages in, state and pictures out.

mod decisions;
mod history;
mod meeting;
mod screens;
mod views;

use std::time::{Duration, Instant};

use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::app::{App, Options};
use super::keymap::{Key, Keymap};
use super::message::{Effect, Msg, Recorded};
use super::theme::{Glyphs, Theme};
use super::update::{take_held, update};
use super::view;
use crate::document::{item, pack};
use crate::model::board::Board;
use crate::model::draft::Draft;
use crate::model::finding::Problem;
use crate::model::launch::{Criterion, Person, PersonOrigin, Tracker};
use crate::model::mapping::Mapping;
use crate::model::meeting::Meeting;
use crate::model::order::{Group, Sort};
use crate::model::testing::{now, today};
use crate::workspace::load::{Head, Loaded};
use crate::workspace::meeting::{Held, opening};

const ITEMS: &[(&str, &str)] = &[
    (
        "SHOP-014.yaml",
        "title: Refund-rate tile divides by zero before the first refund\nkind: bug\npacks: [shopify]\nrisk: high\nscope: launch-critical\nowner: commerce-lead\ndue: 2026-12-18\ncriterion: C1\nrationale: The refund table is absent until the first refund.\ncreated: 2026-10-02\nblocked_by: [CORE-003]\ndescription: |\n  Every new shop meets it on day one.\n  The tile shows an error.\n",
    ),
    (
        "SHOP-031.yaml",
        "title: Several currencies in one shop are added up\npacks: [shopify]\nrisk: medium\ncreated: 2026-09-01\n",
    ),
    (
        "HUB-007.yaml",
        "title: Merged deals are counted twice\npacks: [hubspot]\nrisk: high\ncreated: 2026-10-20\nlabels: [duplicates]\n",
    ),
    (
        "HUB-009.yaml",
        "title: 顧客の重複 (duplicate customers) wide title\npacks: [hubspot]\ncreated: 2026-11-20\n",
    ),
    (
        "CORE-003.yaml",
        "title: No text for late connections\nkind: gap\nrisk: high\nscope: launch-critical\ncreated: 2026-10-05\n",
    ),
    (
        "ZEN-002.yaml",
        "title: Business minutes shift when the clocks change\npacks: [zendesk]\nrisk: low\nscope: post-launch\nowner: support-lead\ndeferral: {link: PACK-88, risk: Minutes are off by one hour for a week., revisit: 2027-02-01}\n",
    ),
    (
        "ZEN-005.yaml",
        "title: Backlog differs from the vendor's\npacks: [zendesk]\nscope: post-launch\ndeferral: {link: soon}\n",
    ),
    (
        "DOC-001.yaml",
        "title: Quickstart names the supported versions\nkind: docs\nstatus: closed\nscope: launch-adjacent\nevidence: [{ref: docs/quickstart.md}]\n",
    ),
    (
        "DOC-002.yaml",
        "title: Screenshots of every tile\nkind: docs\nscope: launch-adjacent\nowner: docs-lead\n",
    ),
];

const PACK: &str = "id: shopify\ntitle: Shopify revenue and retention\nowner: commerce-lead\nrisk: {tier: high, why: [money on every tile]}\nlaunch: supported\nfreshness: {warn_after: 24h, error_after: 48h}\nbehavior:\n  missing_table: {show: placeholder, message: No refunds yet}\n  stale_warn: {show: banner, message: Older than a day}\n";

/// The files of a small launch, as they are loaded.
pub(super) fn loaded() -> Loaded {
    let mut board = Board::default();
    board.launch.name = "Dashboard packs".into();
    board.launch.date = crate::model::date::from_file("2027-01-12");
    board.criteria =
        vec![Criterion { id: "C1".into(), text: "No number from missing data".into() }];
    board.trackers = vec![Tracker::new(r"PACK-(\d+)", "https://example.com/PACK-$1").unwrap()];
    board.people = ["commerce-lead", "crm-lead", "support-lead", "docs-lead"]
        .map(|id| Person {
            id: id.into(),
            name: id.replace('-', " "),
            email: format!("{id}@example.com"),
            roles: Vec::new(),
            origin: PersonOrigin::Roster,
        })
        .into();
    for (name, text) in ITEMS {
        let path = format!("backlog/{name}");
        for found in
            item::read(&path.as_str().into(), text.as_bytes(), &Mapping::default(), 0).items
        {
            board.add(found);
        }
    }
    board.packs.push(pack::read(&"packs/shopify/pack.yaml".into(), PACK.as_bytes()).unwrap());
    board.problems.push(Problem {
        rule: "GNG001",
        path: "backlog/BROKEN.yaml".into(),
        line: 3,
        column: 8,
        cause: "mapping values are not allowed in this context".into(),
        fix: "correct the line".into(),
    });
    Loaded {
        board,
        draft: Draft::default(),
        conflicts: Vec::new(),
        drifted: Vec::new(),
        gone: Vec::new(),
        head: Head {
            branch: Some("main".into()),
            commit: Some("abc".into()),
            operation: None,
            as_of: None,
        },
        settings_written: true,
        nothing_found: false,
        read_only: None,
        held_by: None,
        made_on: Vec::new(),
        user: Some("launch-owner".into()),
        new_items_in: "backlog".into(),
        mappings: vec![Mapping::default()],
        remarks: Vec::new(),
    }
}

/// The board with a journal that never refuses.
pub(super) struct Table {
    pub(super) app: App,
    at: Instant,
    /// The effects that are left to others than the journal.
    pub(super) effects: Vec<Effect>,
    /// While set, the journal does not answer.
    pub(super) slow: bool,
    waiting: Vec<Effect>,
}

impl Table {
    pub(super) fn new(columns: u16, rows: u16) -> Self {
        Self::on(loaded(), columns, rows)
    }

    pub(super) fn on(loaded: Loaded, columns: u16, rows: u16) -> Self {
        let options = Options {
            keymap: Keymap::default(),
            theme: Theme::Mono,
            glyphs: Glyphs::UNICODE,
            sort: Sort::Risk,
            group: Group::None,
            filter: String::new(),
            mouse: false,
            read_only: None,
        };
        let mut app = App::new(loaded, options, now(), (columns, rows));
        app.screen.page = 10;
        Self { app, at: Instant::now(), effects: Vec::new(), slow: false, waiting: Vec::new() }
    }

    /// Presses keys, a second apart: `j space ctrl-s`. A word in quotation marks is typed.
    pub(super) fn press(&mut self, keys: &str) -> &mut Self {
        for (n, part) in keys.split('\'').enumerate() {
            if n % 2 == 1 {
                for c in part.chars() {
                    self.key(Key::plain(crossterm::event::KeyCode::Char(c)));
                }
            } else {
                for name in part.split_whitespace() {
                    self.key(Key::parse(name).unwrap_or_else(|| panic!("no key {name}")));
                }
            }
        }
        self
    }

    fn key(&mut self, key: Key) {
        self.at += Duration::from_secs(1);
        let at = self.at;
        self.send(Msg::Key { key, at, now: now() });
    }

    /// Presses a key at once, as if it had been typed ahead.
    pub(super) fn press_at_once(&mut self, name: &str) {
        let (key, at) = (Key::parse(name).unwrap(), self.at);
        self.send(Msg::Key { key, at, now: now() });
    }

    pub(super) fn send(&mut self, msg: Msg) {
        let mut effects = update(&mut self.app, msg);
        effects.extend(take_held(&mut self.app));
        for effect in effects {
            if self.slow {
                self.waiting.push(effect);
            } else {
                self.answer(effect);
            }
        }
    }

    fn answer(&mut self, effect: Effect) {
        let recorded = match effect {
            Effect::Record(step) => Recorded::Made(step),
            Effect::Undo(step) => Recorded::Undone(step),
            Effect::Redo(step) => Recorded::Redone(step),
            Effect::HoldMeeting(wish) => {
                let id = "2026-11-23".to_owned();
                let opening = opening(&loaded(), id, &[], &wish, today());
                let meeting = Meeting::new(opening, now());
                self.send(Msg::Held(Ok(Box::new(Held { meeting, resumed: false }))));
                return;
            }
            Effect::Meet(entries) => {
                self.send(Msg::Met(entries));
                return;
            }
            other => {
                self.effects.push(other);
                return;
            }
        };
        self.send(Msg::Recorded(recorded));
    }

    /// The journal answers everything that waits for it.
    pub(super) fn catch_up(&mut self) {
        self.slow = false;
        for effect in std::mem::take(&mut self.waiting) {
            self.answer(effect);
        }
    }

    pub(super) fn scope(&self, id: &str) -> Option<String> {
        self.app.item(&id.into()).and_then(|item| item.scope.as_ref()).map(ToString::to_string)
    }

    pub(super) fn notice(&self) -> &str {
        self.app.notice.as_ref().map(|notice| notice.text.as_str()).unwrap_or_default()
    }

    /// The screen as text.
    pub(super) fn picture(&mut self) -> String {
        let (columns, rows) = self.app.size;
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        terminal.draw(|frame| view::draw(&self.app, frame)).unwrap();
        let buffer = terminal.backend().buffer().clone();
        let mut picture = String::new();
        for y in 0..rows {
            let mut line = String::new();
            let mut x = 0;
            while x < columns {
                let symbol = buffer[(x, y)].symbol();
                line.push_str(symbol);
                x += u16::try_from(crate::text::width(symbol).max(1)).unwrap();
            }
            picture.push_str(line.trim_end());
            picture.push('\n');
        }
        picture
    }
}

/// Compares a screen with the picture of it in `tests/snapshots`.
pub(super) fn kept(name: &str, columns: u16, picture: &str) {
    for line in picture.lines() {
        assert!(crate::text::width(line) <= usize::from(columns), "{name} {columns}: {line}");
    }
    insta::with_settings!({
        snapshot_path => "../../../tests/snapshots",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(format!("{name}-{columns}"), picture);
    });
}

#[test]
fn the_small_launch_is_what_the_tests_think_it_is() {
    let loaded = loaded();
    assert_eq!(loaded.board.items().len(), ITEMS.len());
    assert_eq!(today(), now().date_naive());
}
