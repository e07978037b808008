//! The loop: waits for messages, updates, draws once a burst, and carries out what needs the
//! terminal.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Instant, SystemTime};

use chrono::{DateTime, FixedOffset, Local};

use super::app::{App, Options};
use super::editor::open_editor;
use super::events::{End, Event, Events, exit_by};
use super::keymap::{Key, Keymap};
use super::meeting;
use super::message::{EditedText, Effect, Msg, TextPurpose};
use super::terminal::{self, Terminal};
use super::theme::{Glyphs, Theme};
use super::update::{take_held, update};
use super::view;
use super::worker;
use crate::model::order::{Group, Sort};
use crate::workspace::Workspace;
use crate::workspace::load::Loaded;
use crate::workspace::lock;
use crate::workspace::meeting::Held;
use crate::workspace::user::UserSettings;
use crate::workspace::watch::{News, Watch};

/// How the board is to be opened.
#[derive(Debug, Default)]
pub struct Start {
    /// The filter that it opens with.
    pub filter: String,
    /// Nothing can be decided.
    pub read_only: bool,
    /// Only ASCII is drawn; left out: as the user's settings or the locale have it.
    pub ascii: Option<bool>,
    /// No colour is used.
    pub no_color: bool,
    /// The meeting that it opens with.
    pub meeting: Option<Held>,
}

/// What reaches the loop: something from outside, or an answer of the worker.
enum Incoming {
    Event(Event),
    Msg(Msg),
}

impl From<Event> for Incoming {
    fn from(event: Event) -> Self {
        Incoming::Event(event)
    }
}

/// Opens the board and runs it until it is left.
///
/// # Errors
/// When the terminal cannot be taken or written to.
pub fn run(
    mut workspace: Workspace,
    mut loaded: Loaded,
    start: Start,
    user: &UserSettings,
    keymap: Keymap,
) -> io::Result<ExitCode> {
    let as_of = workspace.as_of().map(|(_, when)| when);
    let now = as_of.unwrap_or_else(now);
    let glyphs = glyphs(&start, user);
    let theme = if start.no_color {
        Theme::Mono
    } else {
        Theme::named(user.ui.theme.as_deref().unwrap_or_default())
    };
    let size = crossterm::terminal::size().unwrap_or((80, 24));
    let root = workspace.root().to_owned();
    let options = Options {
        keymap,
        theme,
        glyphs,
        sort: user.ui.sort.as_deref().and_then(Sort::from_word).unwrap_or(Sort::Risk),
        group: user.ui.group.as_deref().and_then(Group::from_word).unwrap_or(Group::None),
        filter: start.filter,
        mouse: user.ui.mouse,
        read_only: start.read_only.then(|| "opened with --read-only".to_owned()),
    };
    let named: Vec<String> = loaded.board.assets.paths().map(str::to_owned).collect();
    let began = workspace.opened();
    let git_dir = workspace.git_dir().to_owned();
    // A moment of the past takes no decisions, and neither does a board that is only looked at.
    let decides = as_of.is_none() && !start.read_only;
    let held = decides && workspace.claim(now);
    loaded.held_by = workspace.held_by();
    loaded.read_only = workspace.barred().or(loaded.read_only);
    let mut app = App::new(loaded, options, now, size);
    app.moment = Some(Instant::now());
    let opening = match start.meeting {
        Some(held) => meeting::held(&mut app, held, Instant::now()),
        None => Vec::new(),
    };
    let mut terminal =
        Terminal::enter(terminal::Options { mouse: user.ui.mouse, ascii: glyphs.ascii })?;
    let (sender, receiver) = mpsc::channel();
    let events = Events::start(sender.clone())?;
    let (to_worker, effects) = mpsc::channel();
    let (to_reader, questions) = mpsc::channel();
    let (from_worker, answers) = mpsc::channel();
    let from_reader = from_worker.clone();
    let again = workspace.again();
    // A moment of the past does not change.
    let watch = match as_of {
        Some(_) => None,
        None => Some(watch(&root, began, named, to_worker.clone(), from_worker.clone())?),
    };
    if held {
        wait_for_the_other_board(git_dir, to_worker.clone())?;
    }
    let read_again = watch.as_ref().map(Watch::again);
    let worker = std::thread::Builder::new().name("worker".to_owned()).spawn(move || {
        let left = AtomicBool::new(false);
        worker::work(workspace, &effects, &from_worker, &left, read_again.as_ref());
    })?;
    // History can be long, and no decision waits for it: it has a thread, and a repository, of its
    // own. Nothing waits for that thread at the end either.
    let left = Arc::new(AtomicBool::new(false));
    let reader_left = left.clone();
    std::thread::Builder::new().name("history".to_owned()).spawn(move || {
        if let Ok(workspace) = again.open() {
            worker::work(workspace, &questions, &from_reader, &reader_left, None);
        }
    })?;
    std::thread::Builder::new().name("answers".to_owned()).spawn(move || {
        for msg in answers {
            if sender.send(Incoming::Msg(msg)).is_err() {
                break;
            }
        }
    })?;
    // The first picture does not wait for what the history adds.
    let _ = to_reader.send(Effect::LookBack);
    let mut running = Running {
        app,
        terminal: &mut terminal,
        events: &events,
        to_worker,
        to_reader,
        watch: watch.as_ref(),
        root,
        as_of,
        left,
        end: None,
    };
    let opened = opening.into_iter().try_for_each(|effect| running.carry_out(effect));
    let result = opened.and_then(|()| running.until_left(&receiver));
    let end = running.end;
    // The worker ends what it is at: a commit is never cut short.
    let _ = running.to_worker.send(Effect::Quit);
    drop(running);
    drop(receiver);
    drop(watch);
    let _ = worker.join();
    drop(events);
    drop(terminal);
    result?;
    Ok(match end {
        Some(End::Signal(signal)) => exit_by(signal),
        Some(End::Panic) => ExitCode::from(101),
        Some(End::InputClosed) | None => ExitCode::SUCCESS,
    })
}

struct Running<'a> {
    app: App,
    terminal: &'a mut Terminal,
    events: &'a Events,
    to_worker: Sender<Effect>,
    to_reader: Sender<Effect>,
    /// Not where a moment of the past is shown.
    watch: Option<&'a Watch>,
    root: PathBuf,
    /// The moment that is shown, where it is not the present.
    as_of: Option<DateTime<FixedOffset>>,
    /// Whether the history is not asked for any more.
    left: Arc<AtomicBool>,
    end: Option<End>,
}

impl Running<'_> {
    fn until_left(&mut self, receiver: &Receiver<Incoming>) -> io::Result<()> {
        self.draw()?;
        while !self.app.quit {
            let Some(first) = self.wait(receiver) else { break };
            self.take(first)?;
            // A burst is one frame.
            while !self.app.quit {
                let Ok(next) = receiver.try_recv() else { break };
                self.take(next)?;
            }
            if !self.app.quit {
                self.draw()?;
            }
        }
        Ok(())
    }

    /// Waits for what comes next. Only the clocks of a meeting end the wait by themselves; `None`:
    /// nothing can come any more.
    fn wait(&self, receiver: &Receiver<Incoming>) -> Option<Incoming> {
        let Some(wait) = meeting::next_change(&self.app, now()) else {
            return receiver.recv().ok();
        };
        match receiver.recv_timeout(wait) {
            Ok(incoming) => Some(incoming),
            Err(RecvTimeoutError::Timeout) => {
                Some(Incoming::Msg(Msg::Tick { at: Instant::now(), now: now() }))
            }
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }

    fn draw(&mut self) -> io::Result<()> {
        let app = &mut self.app;
        self.terminal.draw(|frame| {
            let area = frame.area();
            app.size = (area.width, area.height);
            app.screen.page = super::board::view::page(app, view::board_area(app));
            view::draw(app, frame);
        })
    }

    fn take(&mut self, incoming: Incoming) -> io::Result<()> {
        let msg = match incoming {
            Incoming::Msg(msg) => msg,
            Incoming::Event(event) => match event {
                Event::Key(key) => Msg::Key {
                    key: Key::from(key),
                    at: Instant::now(),
                    now: self.as_of.unwrap_or_else(now),
                },
                Event::Paste(text) => Msg::Paste(text),
                Event::Mouse(mouse) => Msg::Mouse(mouse, Instant::now()),
                Event::Resize => {
                    let (columns, rows) = crossterm::terminal::size().unwrap_or(self.app.size);
                    Msg::Resize(columns, rows)
                }
                Event::Stop => return self.stop(),
                Event::Continue => return self.terminal.resume(),
                Event::End(end) => {
                    self.end = Some(end);
                    self.events.ending();
                    Msg::Terminated
                }
            },
        };
        let mut effects = update(&mut self.app, msg);
        effects.extend(take_held(&mut self.app));
        for effect in effects {
            self.carry_out(effect)?;
        }
        Ok(())
    }

    fn stop(&mut self) -> io::Result<()> {
        if !self.terminal.stop_and_continue(self.events)? {
            self.app.say("Nobody could continue gonogo here: there is no shell behind it.");
        }
        Ok(())
    }

    fn carry_out(&mut self, effect: Effect) -> io::Result<()> {
        match effect {
            Effect::Quit => Ok(()),
            Effect::Suspend => self.stop(),
            Effect::Redraw => self.terminal.redraw(),
            Effect::Mouse(on) => self.terminal.set_mouse(on),
            Effect::Copy(text) => {
                if let Err(error) = self.terminal.copy(&text) {
                    self.app.fail(format!("Not copied: {error}."));
                }
                Ok(())
            }
            Effect::Edit { path, line } => self.edit_file(&path, line),
            Effect::EditAt { subject, source, path } => {
                let pack = match &subject {
                    crate::model::finding::Subject::Pack(id) => {
                        self.app.board.pack(id).map(|pack| pack.path.to_string())
                    }
                    _ => None,
                };
                // Where in the file the spot is, is looked up in the file itself, now.
                let (file, line) =
                    place(&self.root, &self.app, source.as_ref(), pack.as_deref(), &path);
                self.edit_file(&file, line)
            }
            Effect::EditText { purpose, text } => self.edit_text(purpose, &text),
            Effect::Reload => {
                if let Some(watch) = self.watch {
                    watch.again().read();
                }
                Ok(())
            }
            Effect::LeavePast => {
                self.left.store(true, Ordering::Relaxed);
                Ok(())
            }
            Effect::History(..)
            | Effect::Past(_)
            | Effect::Since(_)
            | Effect::Patch(_)
            | Effect::LookBack => {
                self.left.store(false, Ordering::Relaxed);
                let _ = self.to_reader.send(effect);
                Ok(())
            }
            other => {
                // The worker is gone only when the program ends.
                let _ = self.to_worker.send(other);
                Ok(())
            }
        }
    }

    fn edit_file(&mut self, path: &str, line: usize) -> io::Result<()> {
        let file = self.root.join(path);
        let outcome = self.terminal.suspend(self.events, || open_editor(&file, line))?;
        self.back(outcome, None)
    }

    fn edit_text(&mut self, purpose: TextPurpose, text: &str) -> io::Result<()> {
        let suffix = match purpose {
            TextPurpose::FormField => ".txt",
            // Editors know this name, and show it as what it is.
            TextPurpose::CommitMessage => ".COMMIT_EDITMSG",
            TextPurpose::Minutes => ".md",
        };
        let file = tempfile::Builder::new().prefix("gonogo-").suffix(suffix).tempfile()?;
        std::fs::write(file.path(), text)?;
        let outcome = self.terminal.suspend(self.events, || open_editor(file.path(), 1))?;
        let text = std::fs::read_to_string(file.path());
        match text {
            Ok(text) => self.back(outcome, Some(EditedText { purpose, text })),
            Err(error) => self.back(Err(format!("the edited text cannot be read: {error}")), None),
        }
    }

    /// Back from the editor: what was edited is taken over, unless the editor failed.
    fn back(&mut self, outcome: Result<(), String>, edited: Option<EditedText>) -> io::Result<()> {
        let msg = match outcome {
            Ok(()) => Msg::Edited(edited),
            Err(error) => Msg::Said(Err(error)),
        };
        for effect in update(&mut self.app, msg) {
            self.carry_out(effect)?;
        }
        Ok(())
    }
}

/// Starts to watch the files. What is read goes to the worker first, who lays the draft on it.
fn watch(
    root: &Path,
    since: SystemTime,
    named: Vec<String>,
    to_worker: Sender<Effect>,
    answers: Sender<Msg>,
) -> io::Result<Watch> {
    Watch::start(root, since, named, move |news| {
        // Nobody listens any more: the program is ending.
        let _ = match news {
            News::Files(Ok(reading)) => to_worker.send(Effect::TakeIn(reading)).is_ok(),
            News::Files(Err(error)) => answers.send(Msg::LoadFailed(error.to_string())).is_ok(),
            News::Draft => to_worker.send(Effect::LookAtDraft).is_ok(),
            News::Index => answers.send(Msg::IndexChanged).is_ok(),
        };
    })
}

/// Waits, asleep, until the board that holds this work tree is closed or gone, and takes over.
fn wait_for_the_other_board(git_dir: PathBuf, to_worker: Sender<Effect>) -> io::Result<()> {
    // It is not waited for at the end: that would be the end of the other board.
    std::thread::Builder::new().name("lock".to_owned()).spawn(move || {
        // Where it cannot be had, this board goes on as it is, and says so at each decision.
        if let Ok(writer) = lock::wait(&git_dir, self::now) {
            let _ = to_worker.send(Effect::TakeOver(writer));
        }
    })?;
    Ok(())
}

/// The file and line of a spot. What cannot be found is the beginning of the file.
fn place(
    root: &Path,
    app: &App,
    source: Option<&crate::model::item::Source>,
    pack: Option<&str>,
    keys: &[String],
) -> (String, usize) {
    use crate::document::write;
    use crate::model::mapping::Mapping;
    let own = Mapping::default();
    let (path, source) = match (source, pack) {
        (Some(source), _) => (source.path.to_string(), source.clone()),
        (None, Some(pack)) => {
            let source = crate::model::item::Source { path: pack.into(), index: None, mapping: 0 };
            (pack.to_owned(), source)
        }
        (None, None) => return (String::new(), 1),
    };
    let mapping =
        if pack.is_some() { &own } else { app.mappings.get(source.mapping).unwrap_or(&own) };
    let text = std::fs::read_to_string(root.join(&path)).unwrap_or_default();
    let line = write::place(&text, &source, mapping, keys).map_or(1, |(line, _)| line);
    (path, line)
}

fn glyphs(start: &Start, user: &UserSettings) -> Glyphs {
    let var = |name: &str| std::env::var(name).unwrap_or_default();
    match start.ascii.or(user.ui.ascii) {
        Some(true) => Glyphs::ASCII,
        Some(false) => Glyphs::UNICODE,
        None => Glyphs::fitting(&var("LC_ALL"), &var("LC_CTYPE"), &var("LANG"), &var("TERM")),
    }
}

/// The time, with the zone of the machine. `GONOGO_NOW` sets it, for tests and for rehearsals.
pub(crate) fn now() -> DateTime<FixedOffset> {
    std::env::var("GONOGO_NOW")
        .ok()
        .and_then(|text| DateTime::parse_from_rfc3339(&text).ok())
        .unwrap_or_else(|| Local::now().fixed_offset())
}
