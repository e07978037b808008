//! The harness sees what a person at a terminal would see, and answers as a terminal would.

mod support;

use support::sequences::{Token, is_own, tokens};
use support::{Sandbox, Session, assert_only_own_sequences, keys};

fn shell(sandbox: &Sandbox, script: &str) -> Session {
    sandbox.start_program(40, 6, "sh", &["-c", script], &[])
}

#[test]
fn keys_go_in_and_the_screen_comes_out() {
    let sandbox = Sandbox::without_repository();
    let session = shell(&sandbox, "stty raw -echo; printf 'ready\\r\\n'; exec cat -v");
    session.wait_text("ready");
    session.type_keys("ab<lt><esc><c-s><a-f><up><enter>");
    session.wait_text("ab<^[[27u^S^[f^[[A^M");
    session.paste("two\rwords");
    session.wait_text("^[[200~two^Mwords");
    session.kill();
    assert_eq!(session.wait_exit().signal(), Some("Killed"));
}

#[test]
fn every_key_has_bytes() {
    assert_eq!(keys::encode("<tab><s-tab><f5><c-space>"), b"\t\x1b[Z\x1b[15~\0");
    assert_eq!(keys::encode("<a-enter>\u{6f22}"), "\x1b\r\u{6f22}".as_bytes());
    assert_eq!(keys::mouse(0, 3, 1), b"\x1b[<0;4;2M\x1b[<0;4;2m");
}

#[test]
fn queries_are_answered() {
    let sandbox = Sandbox::without_repository();
    let script = "stty raw -echo; printf '12345\\033[6n'; \
        printf '\\r\\n%s\\r\\n' \"$(dd bs=1 count=6 2>/dev/null | cat -v)\"; \
        printf '\\033[c'; printf '%s' \"$(dd bs=1 count=9 2>/dev/null | cat -v)\"; \
        printf '\\033]11;?\\033\\\\'; printf '%s' \"$(dd bs=1 count=25 2>/dev/null | cat -v)\"";
    let session = shell(&sandbox, script);
    assert!(session.wait_exit().success());
    let screen = session.screen();
    assert!(screen.contains("^[[1;6R"), "{screen}");
    assert!(screen.contains("^[[?62;22c"), "{screen}");
    assert!(screen.contains("^[]11;rgb:0000/0000/0000^"), "{screen}");
}

#[test]
fn all_output_is_there_when_the_program_has_ended() {
    let sandbox = Sandbox::without_repository();
    let session = shell(&sandbox, "seq 1 20000; exit 7");
    let exit = session.wait_exit();
    assert_eq!(exit.exit_code(), 7);
    let raw = String::from_utf8(session.raw()).unwrap();
    assert_eq!(raw.lines().count(), 20000);
    assert!(raw.ends_with("20000\r\n"), "{:?}", &raw[raw.len() - 20..]);
}

#[test]
fn frames_are_seen_whole() {
    let sandbox = Sandbox::without_repository();
    let script = "stty raw -echo; printf 'go'; dd bs=1 count=1 >/dev/null 2>&1; \
        printf '\\033[?2026h\\033[2J\\033[Hhalf'; dd bs=1 count=1 >/dev/null 2>&1; \
        printf ' whole\\033[?2026l'; exec cat";
    let session = shell(&sandbox, script);
    session.wait_text("go");
    session.type_keys("x");
    session.wait_raw(b"half");
    assert_eq!(session.frames(), 0);
    session.type_and_wait("y");
    session.wait_for("the whole frame only", |screen| screen.contents().contains("half whole"));
    assert_eq!(session.frames(), 1);
}

#[test]
fn sizes_signals_and_modes_are_real() {
    let sandbox = Sandbox::without_repository();
    let script = "trap 'stty size' WINCH; trap 'echo got term; exit 3' TERM; \
        stty size; while :; do read -r line; done";
    let session = shell(&sandbox, script);
    session.wait_text("6 40");
    let before = session.termios();
    session.resize(50, 7);
    session.wait_text("7 50");
    assert_eq!(session.termios(), before);
    session.signal("TERM");
    session.type_keys("<enter>");
    assert_eq!(session.wait_exit().exit_code(), 3);
    session.assert_screen_restored();

    let session = shell(&sandbox, "stty -echo; printf done; exec cat");
    session.wait_text("done");
    assert_ne!(session.termios(), before);
}

#[test]
fn a_lost_terminal_hangs_the_program_up() {
    let sandbox = Sandbox::without_repository();
    let script = "trap 'echo hup > hup; exit 0' HUP; echo on; while :; do read -r line; done";
    let mut session = shell(&sandbox, script);
    session.wait_text("on");
    session.hang_up();
    session.wait_exit();
    assert_eq!(sandbox.read("hup"), "hup\n");
}

#[test]
fn a_failure_shows_the_screen() {
    let sandbox = Sandbox::without_repository();
    let session = shell(&sandbox, "echo what stood there");
    session.wait_exit();
    let failure = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        session.wait_text("what never came");
    }))
    .unwrap_err();
    let message = failure.downcast_ref::<String>().unwrap();
    assert!(message.contains("|what stood there"), "{message}");
    assert!(message.contains("what never came"), "{message}");
}

#[test]
fn the_sandbox_is_a_world_of_its_own() {
    let sandbox = Sandbox::new();
    sandbox.write("deep/file.yaml", "a: 1\n");
    sandbox.commit_all("first");
    assert_eq!(sandbox.git(&["log", "--format=%an <%ae> %s"]), "Ada Chair <ada@example.com> first");
    assert_eq!(sandbox.git(&["config", "--show-origin", "user.name"]).split('\t').count(), 2);
    let outside = Sandbox::without_repository();
    let status = outside.command("git").arg("status").output().unwrap().status;
    assert!(!status.success());
}

#[test]
fn foreign_sequences_are_found() {
    let (found, rest) =
        tokens("a\x1b[1;2Hb\u{9b}\x1b]52;c;x\x07\x1b(B\x1bPq\x1b\\\u{e9}\x1b[".as_bytes());
    let csi = |body: &str| Token::Csi(body.to_owned());
    assert_eq!(
        found,
        [
            Token::Text("a".to_owned()),
            csi("1;2H"),
            Token::Text("b".to_owned()),
            Token::Control(0x9b),
            Token::Osc("52;c;x".to_owned()),
            Token::Escape("(B".to_owned()),
            Token::Control7("q".to_owned()),
            Token::Text("\u{e9}".to_owned()),
        ]
    );
    assert_eq!(rest, b"\x1b[");
    for own in ["0m", "0;7;38;5;12m", "3;4H", "2J", "?2026h", "?1049l", "?25h"] {
        assert!(is_own(&csi(own)), "{own}");
    }
    for foreign in ["3J", "?47h", "6n", ">c", "2;9;9t", "20h", "r", "?1004h", "4:3m"] {
        assert!(!is_own(&csi(foreign)), "{foreign}");
    }
    assert_only_own_sequences(b"\x1b[?1049h\x1b[2Jtext\x1b[?1049l\r\n");
    // What the program writes too cannot be told by its form.
    let alike = |piece: &str| {
        let (found, rest) = tokens(piece.as_bytes());
        found.iter().all(is_own) && rest.is_empty()
    };
    let foreign: Vec<_> = support::hostile::PIECES
        .iter()
        .filter(|piece| piece.contains('\x1b') && !alike(piece))
        .collect();
    assert!(foreign.len() > 20, "{foreign:?}");
    for piece in foreign {
        assert!(
            std::panic::catch_unwind(|| assert_only_own_sequences(piece.as_bytes())).is_err(),
            "{piece:?}"
        );
    }
}
