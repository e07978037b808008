//! However the program ends, stops or steps aside, the terminal is as it was.
//!
//! The program in the terminal is this test program itself: it runs the ignored test `program`,
//! a board of one line.

#![allow(clippy::expect_used, clippy::panic, reason = "the board in here is a test as well")]

mod support;

use std::io;
use std::process::{Command, ExitCode};
use std::sync::mpsc;
use std::thread;

use crossterm::event::{KeyCode, KeyModifiers};
use gonogo::tui::events::{End, Event, Events, exit_by};
use gonogo::tui::terminal::{Options, Terminal};
use ratatui::style::Style;
use support::{Sandbox, Session, assert_only_own_sequences};

/// What `program` is started with, so that it does nothing among the other tests.
const ROLE: &str = "GONOGO_TEST_ROLE";

#[test]
#[ignore = "is the program that the other tests start"]
fn program() {
    if std::env::var_os(ROLE).is_some() {
        let code = board();
        // Not by returning: the test runner would print, and make the code its own.
        std::process::exit(if code == ExitCode::SUCCESS { 0 } else { 9 });
    }
}

/// Runs the board and ends the process the way the board says.
fn board() -> ExitCode {
    let (sender, events) = mpsc::channel();
    let mut terminal = Terminal::enter(Options::default()).expect("a terminal");
    let threads = Events::start(sender).expect("events");
    let end = count(&mut terminal, &threads, &events);
    drop(threads);
    drop(terminal);
    match end {
        Ok(None) => ExitCode::SUCCESS,
        Ok(Some(End::Signal(signal))) => exit_by(signal),
        Ok(Some(_)) | Err(_) => ExitCode::FAILURE,
    }
}

/// Counts `j`, and does by other keys what can go wrong.
fn count(
    terminal: &mut Terminal,
    threads: &Events,
    events: &mpsc::Receiver<Event>,
) -> io::Result<Option<End>> {
    let mut count = 0;
    let mut last = String::new();
    loop {
        let text = format!("count {count}{last}");
        terminal.draw(|frame| {
            frame.buffer_mut().set_stringn(0, 0, &text, 38, Style::new());
        })?;
        match events.recv().map_err(io::Error::other)? {
            Event::Key(key) => match key.code {
                KeyCode::Char('j') => count += 1,
                KeyCode::Char('k') => last.clear(),
                KeyCode::Char('p') => panic!("a panic of the board"),
                KeyCode::Char('w') => {
                    thread::spawn(|| panic!("a panic of a helper"));
                }
                KeyCode::Char('s') => loop {
                    thread::park();
                },
                KeyCode::Char('m') => terminal.set_mouse(true)?,
                KeyCode::Char('c') => terminal.copy("SHOP-014\nrm -rf /")?,
                KeyCode::Char('e') => {
                    let run = || Command::new("sh").args(["-c", EDITOR]).status();
                    let status = terminal.suspend(threads, run)??;
                    last = format!(" edited {}", status.success());
                }
                KeyCode::Char('z') if key.modifiers == KeyModifiers::CONTROL => {
                    let stopped = terminal.stop_and_continue(threads)?;
                    last = format!(" stopped {stopped}");
                }
                KeyCode::Char('q') => return Ok(None),
                KeyCode::Esc => last = " esc".to_owned(),
                code => last = format!(" {code:?}"),
            },
            Event::Paste(text) => last = format!(" pasted {text:?}"),
            Event::Mouse(mouse) => last = format!(" mouse {},{}", mouse.column, mouse.row),
            Event::Resize => last = " size".to_owned(),
            Event::Stop => {
                let stopped = terminal.stop_and_continue(threads)?;
                last = format!(" was stopped {stopped}");
            }
            Event::Continue => terminal.resume()?,
            Event::End(why) => {
                threads.ending();
                return Ok(Some(why));
            }
        }
    }
}

/// Shows that it has the terminal in line mode, and writes down the line it is given.
const EDITOR: &str =
    "echo editor $(stty -a | grep -c ' icanon'); read -r line; echo \"$line\" > got";

fn start(sandbox: &Sandbox) -> Session {
    start_by(sandbox, "exec \"$0\" --exact program --ignored --nocapture")
}

/// Starts the program from a shell script, in which it is `$0`.
fn start_by(sandbox: &Sandbox, script: &str) -> Session {
    let program = std::env::current_exe().expect("the test program");
    let program = program.to_str().expect("a path in UTF-8");
    let session = sandbox.start_program(40, 6, "bash", &["-c", script, program], &[(ROLE, "x")]);
    session.wait_text("count 0");
    session
}

/// The modes of a terminal that nobody has touched.
fn untouched(sandbox: &Sandbox) -> String {
    let session = sandbox.start_program(40, 6, "sh", &["-c", "echo up; exec cat"], &[]);
    session.wait_text("up");
    session.termios()
}

#[test]
fn it_comes_and_goes_without_a_trace() {
    let sandbox = Sandbox::without_repository();
    let board = start(&sandbox);
    assert_ne!(board.termios(), untouched(&sandbox));
    board.inspect(|screen| {
        assert!(screen.alternate_screen() && screen.hide_cursor() && screen.bracketed_paste());
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    });
    board.type_and_wait("j");
    board.wait_text("count 1");
    board.type_keys("q");
    assert!(board.wait_exit().success());
    board.assert_screen_restored();
    assert_eq!(board.termios(), untouched(&sandbox));
    assert!(board.screen().contains("running 1 test"), "{}", board.screen());
    assert_only_own_sequences(&board.raw());
}

#[test]
fn an_unchanged_frame_writes_not_a_byte() {
    let sandbox = Sandbox::without_repository();
    let board = start(&sandbox);
    let before = board.raw().len();
    // Three events that change nothing, and one that shows that they were handled.
    board.type_keys("kkkj");
    board.wait_text("count 1");
    let written = String::from_utf8(board.raw()[before..].to_vec()).unwrap();
    assert_eq!(written, "\x1b[?2026h\x1b[1;7H1\x1b[?2026l");
}

#[test]
fn keys_pastes_clicks_and_sizes_arrive() {
    let sandbox = Sandbox::without_repository();
    let board = start(&sandbox);
    board.type_keys("<f5>");
    board.wait_text("F(5)");
    board.type_keys("<esc>");
    board.wait_text("esc");
    board.paste("q\rj");
    board.wait_text("pasted \"q\\rj\"");
    board.type_keys("m");
    board.wait_raw(b"\x1b[?1006h");
    board.click(7, 2);
    board.wait_text("mouse 7,2");
    board.resize(30, 5);
    board.wait_text("size");
    board.type_keys("c");
    board.wait_raw(b"\x1b]52;c;U0hPUC0wMTQgcm0gLXJmIC8=\x1b\\");
    board.type_keys("q");
    assert!(board.wait_exit().success());
    board.assert_screen_restored();
}

#[test]
fn a_panic_gives_the_terminal_back_and_tells_what_happened() {
    for (key, words) in [("p", "a panic of the board"), ("w", "a panic of a helper")] {
        let sandbox = Sandbox::without_repository();
        let board = start(&sandbox);
        board.type_keys(key);
        assert!(!board.wait_exit().success());
        board.assert_screen_restored();
        assert_eq!(board.termios(), untouched(&sandbox), "{key}");
        let raw = String::from_utf8(board.raw()).unwrap();
        let after = raw.rsplit_once("\x1b[?1049l").unwrap().1;
        assert!(after.contains(words), "{after:?}");
    }
}

#[test]
fn a_signal_ends_it_by_that_signal() {
    for (name, words) in [("TERM", "Terminated"), ("HUP", "Hangup"), ("INT", "Interrupt")] {
        let sandbox = Sandbox::without_repository();
        let board = start(&sandbox);
        board.signal(name);
        assert_eq!(board.wait_exit().signal(), Some(words));
        board.assert_screen_restored();
        assert_eq!(board.termios(), untouched(&sandbox), "{name}");
    }
}

#[test]
fn a_signal_ends_it_also_while_it_is_stuck() {
    let sandbox = Sandbox::without_repository();
    let board = start(&sandbox);
    board.type_keys("s");
    board.signal("TERM");
    assert_eq!(board.wait_exit().signal(), Some("Terminated"));
    board.assert_screen_restored();
    assert_eq!(board.termios(), untouched(&sandbox));
}

#[test]
fn a_lost_terminal_ends_it() {
    let sandbox = Sandbox::without_repository();
    let mut board = start(&sandbox);
    board.hang_up();
    // By the signal, or by the failure to draw, whichever it notices first.
    assert!(!board.wait_exit().success());
}

#[test]
fn an_editor_gets_the_terminal_and_every_key() {
    let sandbox = Sandbox::without_repository();
    let board = start(&sandbox);
    for round in ["first words", "second words"] {
        board.type_keys("k");
        board.wait_gone("edited");
        let seen = board.raw().len();
        board.type_keys("e");
        board.wait_text("editor 1");
        board.type_keys(round);
        board.type_keys("<enter>");
        board.wait_text("edited true");
        assert_eq!(sandbox.read("got"), format!("{round}\n"));
        let raw = String::from_utf8(board.raw()[seen..].to_vec()).unwrap();
        assert!(!raw.contains("\x1b[6n"), "the terminal was asked for its cursor");
    }
    board.type_keys("jq");
    assert!(board.wait_exit().success());
    board.assert_screen_restored();
    assert_eq!(board.termios(), untouched(&sandbox));
}

#[test]
fn an_interrupt_in_the_editor_is_the_editors() {
    let sandbox = Sandbox::without_repository();
    let board = start(&sandbox);
    board.type_keys("e");
    board.wait_text("editor 1");
    board.type_keys("<c-c>");
    board.wait_text("edited false");
    board.type_keys("q");
    assert!(board.wait_exit().success());
}

/// A shell with job control, as around any board in real life.
const JOB: &str = "set -m; \"$0\" --exact program --ignored --nocapture; \
    echo; echo \"back in the shell\"; stty -g; read -r line; fg >/dev/null; echo \"over $?\"";

#[test]
fn ctrl_z_goes_to_the_shell_and_fg_comes_back() {
    let sandbox = Sandbox::without_repository();
    let board = start_by(&sandbox, JOB);
    let ours = board.termios();
    board.type_keys("j<c-z>");
    board.wait_text("back in the shell");
    board.assert_screen_restored();
    board.type_keys("<enter>");
    board.wait_text("count 1 stopped true");
    assert!(board.inspect(vt100::Screen::alternate_screen));
    assert_eq!(board.termios(), ours);
    board.type_and_wait("j");
    board.wait_text("count 2");
    board.type_keys("q");
    assert!(board.wait_exit().success());
    assert!(board.screen().contains("over 0"), "{}", board.screen());
    board.assert_screen_restored();
}

#[test]
fn a_stop_from_outside_is_survived() {
    // Of the two, only the first can be seen coming.
    for signal in ["TSTP", "STOP"] {
        let sandbox = Sandbox::without_repository();
        let script = JOB.replace("--nocapture;", "--nocapture & echo $! > id; fg >/dev/null;");
        let board = start_by(&sandbox, &script);
        let ours = board.termios();
        let id = sandbox.read("id");
        let status = Command::new("kill").args(["-s", signal, id.trim()]).status();
        assert!(status.unwrap().success());
        board.wait_text("back in the shell");
        if signal == "TSTP" {
            board.assert_screen_restored();
        }
        board.type_keys("<enter>");
        board.wait_gone("back in the shell");
        board.type_keys("j");
        board.wait_text("count 1");
        assert_eq!(board.termios(), ours);
        board.type_keys("q");
        assert!(board.wait_exit().success());
        board.assert_screen_restored();
    }
}

#[test]
fn without_a_shell_ctrl_z_does_nothing() {
    let sandbox = Sandbox::without_repository();
    let board = start(&sandbox);
    board.type_keys("<c-z>");
    board.wait_text("stopped false");
    board.type_keys("q");
    assert!(board.wait_exit().success());
}
