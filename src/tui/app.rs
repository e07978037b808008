//! The state of the program: everything that a screen is drawn from, and nothing else.

use std::collections::{HashMap, VecDeque};
use std::time::Instant;

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::board::BoardState;
use super::findings::FindingsView;
use super::forms::Form;
use super::help::HelpView;
use super::history::HistoryView;
use super::item::ItemView;
use super::keymap::{Action, Key, Keymap};
use super::line::{FilterLine, Search};
use super::meeting::{MeetingState, MinutesView, VotesView};
use super::menu::{Confirm, Menu};
use super::message::Msg;
use super::packs::{self, PackView, PacksView};
use super::palette::Palette;
use super::review::ReviewState;
use super::theme::{Glyphs, Theme};
use crate::model::board::Board;
use crate::model::conflict::{Conflict, Drift};
use crate::model::draft::{Draft, Step};
use crate::model::history::Change;
use crate::model::id::ItemId;
use crate::model::item::{Item, Source};
use crate::model::mapping::Mapping;
use crate::model::order::{Group, Sort};
use crate::model::target::Target;
use crate::rules::Findings;
use crate::workspace::load::{Head, Loaded};

/// What lies over the board, the topmost last.
#[derive(Debug)]
pub(crate) enum Layer {
    Item(Box<ItemView>),
    Findings(FindingsView),
    Packs(PacksView),
    Pack(Box<PackView>),
    History(Box<HistoryView>),
    Review(Box<ReviewState>),
    /// The meeting that is under way, as [`App::meeting`] has it.
    Meeting,
    Minutes(Box<MinutesView>),
    Votes(VotesView),
    Help(HelpView),
    Palette(Box<Palette>),
    Filter(Box<FilterLine>),
    Form(Box<Form>),
    Menu(Menu),
    Confirm(Confirm),
}

impl Layer {
    /// What is searched for in it, where one can search there.
    pub(crate) fn search(&self) -> Option<&Search> {
        match self {
            Layer::Item(view) => Some(&view.search),
            Layer::Findings(view) => Some(&view.search),
            Layer::Packs(view) => Some(&view.search),
            _ => None,
        }
    }

    /// Whether it takes the whole screen, and does not only lie over what does.
    pub(crate) fn is_view(&self) -> bool {
        matches!(
            self,
            Layer::Item(_)
                | Layer::Findings(_)
                | Layer::Packs(_)
                | Layer::Pack(_)
                | Layer::History(_)
                | Layer::Review(_)
                | Layer::Meeting
                | Layer::Minutes(_)
        )
    }
}

/// What a message line says, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Notice {
    pub(crate) text: String,
    pub(crate) error: bool,
}

/// What is known of the history of an item or pack.
#[derive(Clone, Debug)]
pub(crate) enum History {
    Asked,
    Known(Vec<Change>),
    Failed(String),
}

/// How the program was started.
#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) keymap: Keymap,
    pub(crate) theme: Theme,
    pub(crate) glyphs: Glyphs,
    pub(crate) sort: Sort,
    pub(crate) group: Group,
    pub(crate) filter: String,
    pub(crate) mouse: bool,
    /// Why nothing can be decided, where that is so from the start.
    pub(crate) read_only: Option<String>,
}

/// The whole state.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) board: Board,
    pub(crate) draft: Draft,
    pub(crate) findings: Findings,
    pub(crate) conflicts: Vec<Conflict>,
    pub(crate) drifted: Vec<Drift>,
    /// What was decided on and is not there any more.
    pub(crate) gone: Vec<Target>,
    /// The last step, where another gonogo made it and it was not pointed out yet to whoever would
    /// undo it.
    pub(crate) decided_elsewhere: Option<Step>,
    pub(crate) head: Head,
    pub(crate) settings_written: bool,
    pub(crate) nothing_found: bool,
    pub(crate) read_only: Option<String>,
    /// Why it was so from the start, whatever becomes of the repository.
    pub(crate) opened_read_only: Option<String>,
    /// Who may decide here, where that is another board.
    pub(crate) held_by: Option<String>,
    pub(crate) user: Option<String>,
    pub(crate) new_items_in: Option<String>,
    pub(crate) mappings: Vec<Mapping>,
    pub(crate) now: DateTime<FixedOffset>,
    pub(crate) size: (u16, u16),
    pub(crate) screen: BoardState,
    pub(crate) layers: Vec<Layer>,
    pub(crate) notice: Option<Notice>,
    pub(crate) pressed: Vec<Key>,
    pub(crate) keymap: Keymap,
    pub(crate) theme: Theme,
    pub(crate) glyphs: Glyphs,
    pub(crate) mouse: bool,
    pub(crate) histories: HashMap<Target, History>,
    /// The filters that were used, the newest last.
    pub(crate) past_filters: Vec<String>,
    /// What was typed into forms that were left, by what they were for.
    pub(crate) left_forms: HashMap<String, Vec<String>>,
    /// The journal is being written: keys wait for it, so that each meets the state it was meant
    /// for.
    pub(crate) recording: bool,
    pub(crate) held: VecDeque<Msg>,
    pub(crate) committing: bool,
    pub(crate) meeting: Option<MeetingState>,
    /// When the last key was pressed, or the last second passed.
    pub(crate) moment: Option<Instant>,
    pub(crate) quit: bool,
}

impl App {
    pub(crate) fn new(
        loaded: Loaded,
        options: Options,
        now: DateTime<FixedOffset>,
        size: (u16, u16),
    ) -> Self {
        let findings = Findings::of(&loaded.board, now.date_naive());
        let remarks = loaded.taken_up().into_iter().chain(loaded.words());
        let remarks = remarks.reduce(|a, b| format!("{a} {b}"));
        let mut screen = BoardState::new(options.sort, options.group);
        screen.filter_text = options.filter;
        let mut app = Self {
            findings,
            screen,
            board: loaded.board,
            draft: loaded.draft,
            conflicts: loaded.conflicts,
            drifted: loaded.drifted,
            gone: loaded.gone,
            decided_elsewhere: None,
            head: loaded.head,
            settings_written: loaded.settings_written,
            nothing_found: loaded.nothing_found,
            read_only: options.read_only.clone().or(loaded.read_only),
            opened_read_only: options.read_only,
            held_by: loaded.held_by,
            user: loaded.user,
            new_items_in: Some(loaded.new_items_in),
            mappings: loaded.mappings,
            now,
            size,
            layers: Vec::new(),
            notice: None,
            pressed: Vec::new(),
            keymap: options.keymap,
            theme: options.theme,
            glyphs: options.glyphs,
            mouse: options.mouse,
            histories: HashMap::new(),
            past_filters: Vec::new(),
            left_forms: HashMap::new(),
            recording: false,
            held: VecDeque::new(),
            committing: false,
            meeting: None,
            moment: None,
            quit: false,
        };
        app.read_filter();
        app.lay_out();
        // Where there is something left to do, or else where there is anything.
        let lanes = &app.screen.lanes;
        let first = lanes.iter().position(|lane| lane.open > 0);
        if let Some(first) = first.or_else(|| lanes.iter().position(|l| !l.cards.is_empty())) {
            app.screen.lane = first;
        }
        if let (Some(_), Some(why)) = (&app.held_by, &app.read_only) {
            // Whose the draft is that stands there is the other board's business.
            let why = format!("Read-only: {why}");
            app.say(why);
        } else if let Some(mut text) = remarks {
            if !app.draft.is_empty() {
                let key = |action| app.keymap.name(action);
                let (review, undo) = (key(Action::Review), key(Action::Undo));
                text = format!("{text}  {review} looks at it, {undo} undoes, :discard forgets it");
            }
            app.say(text);
        }
        app
    }

    pub(crate) fn today(&self) -> NaiveDate {
        self.now.date_naive()
    }

    /// Understands the filter's text again, for instance because the launch's date has changed. A
    /// text that is not understood leaves the filter as it was.
    pub(crate) fn read_filter(&mut self) {
        match crate::model::filter::Filter::parse(
            &self.screen.filter_text,
            self.today(),
            self.board.launch.date,
        ) {
            Ok(filter) => self.screen.filter = filter,
            Err(error) => self.fail(format!("Filter: {error}")),
        }
    }

    pub(crate) fn lay_out(&mut self) {
        let today = self.today();
        self.screen.lay_out(&self.board, &self.draft, &self.findings, today);
    }

    pub(crate) fn say(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice { text: text.into(), error: false });
    }

    pub(crate) fn fail(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice { text: text.into(), error: true });
    }

    /// The item that the topmost view is about.
    pub(crate) fn current_item(&self) -> Option<&ItemId> {
        for layer in self.layers.iter().rev() {
            match layer {
                Layer::Item(view) => return Some(&view.id),
                Layer::Findings(view) => return view.selected_item(),
                Layer::History(view) => return view.selected_item(),
                Layer::Pack(view) => return packs::detail::selected_item(self, view),
                Layer::Meeting => {
                    let state = self.meeting.as_ref()?;
                    return state
                        .meeting
                        .current
                        .as_ref()?
                        .item()
                        .and_then(|id| self.item(id))
                        .map(|item| &item.id);
                }
                Layer::Packs(_) | Layer::Review(_) | Layer::Minutes(_) => return None,
                _ => {}
            }
        }
        self.screen.selected_item()
    }

    /// What the topmost view is about.
    pub(crate) fn current_target(&self) -> Option<Target> {
        for layer in self.layers.iter().rev() {
            match layer {
                Layer::Findings(view) => return Target::of(&view.selected()?.subject),
                Layer::Packs(view) => return view.selected().cloned().map(Target::Pack),
                Layer::Pack(view) => return Some(Target::Pack(view.id.clone())),
                Layer::Meeting => return self.meeting.as_ref()?.meeting.current.clone(),
                Layer::Menu(_) | Layer::Form(_) => {}
                _ => return self.current_item().cloned().map(Target::Item),
            }
        }
        self.current_item().cloned().map(Target::Item)
    }

    /// The item that a target is.
    pub(crate) fn item_of(&self, target: &Target) -> Option<&Item> {
        target.item().and_then(|id| self.item(id))
    }

    /// What a decision made now is about.
    pub(crate) fn targets(&self) -> Vec<Target> {
        let on_board = !self.layers.iter().any(Layer::is_view);
        if on_board {
            self.screen.targets().into_iter().map(Target::Item).collect()
        } else {
            self.current_target().into_iter().collect()
        }
    }

    pub(crate) fn item(&self, id: &ItemId) -> Option<&Item> {
        self.board.item(id)
    }

    pub(crate) fn source(&self, id: &ItemId) -> Option<Source> {
        self.item(id).map(|item| item.source.clone())
    }

    /// Whether the room's eyes are on something that just appeared and that must not take the keys
    /// that were meant for what was there before.
    pub(crate) fn too_soon(opened: Option<Instant>, at: Instant) -> bool {
        opened.is_some_and(|opened| at.saturating_duration_since(opened).as_millis() < 300)
    }
}
