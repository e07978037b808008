//! Content that tries to get at the terminal, through every screen: nothing of it reaches the
//! terminal as a command, and the borders line up.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

mod support;

use std::os::unix::fs::PermissionsExt;

use support::hostile::PIECES;
use support::hostile_launch::quoted;
use support::launch::{SETTINGS, changed_by};
use support::{Sandbox, Session, assert_only_own_sequences};

/// Looks like sequences that the program itself writes, but for the word behind.
const LIKE_OWN: &str = "\x1b[7;7HMARK\x1b[0;31mMARK\x1b[2JMARK\x1b[?1049lMARK\x1b[?25hMARK";

/// Everything at once, in one line.
fn all() -> String {
    let pieces: Vec<&str> = PIECES.iter().copied().filter(|p| !p.contains(['\n', '\r'])).collect();
    format!("{LIKE_OWN}{}", pieces.join("k"))
}

/// A launch in which everything that can be hostile is.
fn hostile() -> Sandbox {
    let sandbox = Sandbox::new();
    let all = quoted(&all());
    let bad = |text: &str| quoted(&format!("{text}{LIKE_OWN}\u{202e}漢\u{9b}31m"));
    let settings = SETTINGS
        .replace("name: Atlas", &format!("name: {}", bad("Atlas")))
        .replace("title: Launch-adjacent", &format!("title: {}", bad("Launch-adjacent")))
        .replace("name: Advertising lead", &format!("name: {all}"))
        .replace("id: ads-lead", &format!("id: {}", bad("ads")))
        .replace("text: No tile", &format!("text: {all}\n  - id: C2\n    text: No tile"));
    let settings = settings.replace("{id: C1, text: ", "id: C1\n    text: ");
    let settings = settings.replace("missing data as complete}", "missing data as complete");
    sandbox.write("gonogo.yaml", settings);
    // The one on top: every field of it.
    sandbox.write(
        "backlog/first.yaml",
        format!(
            "id: {id}\ntitle: {all}\nrisk: high\ncreated: 2026-01-01\nowner: {ads}\nkind: bug\n\
             packs: [{pack}, {ads}]\nlabels: [{all}, {ads}]\nrationale: {all}\ncriterion: {all}\n\
             due: {all}\ndeferral: {{link: {all}, risk: {all}, revisit: {all}}}\n\
             notes:\n  - {{text: {all}, by: {all}, on: 2026-11-01}}\n\
             evidence:\n  - {{ref: {all}, by: {all}}}\n{key}: {all}\ndescription: {all}\n",
            id = bad("E"),
            key = bad("key"),
            ads = bad("ads"),
            pack = bad("shop"),
        ),
    );
    for (n, piece) in PIECES.iter().enumerate() {
        let text = quoted(&format!("x{piece}y{piece}{piece} the end"));
        sandbox.write(
            format!("backlog/H-{n:02}.yaml"),
            format!(
                "id: H-{n:02}\ntitle: {text}\nrisk: medium\nowner: {text}\nlabels: [{text}]\n\
                 packs: [{text}]\ndescription: {text}\n"
            ),
        );
    }
    // By its very name, and raw in a description.
    sandbox.write("backlog/\u{1b}[31m\u{202e}漢\u{301}.yaml", "title: named\nrisk: low\n");
    sandbox.write(
        "backlog/raw.md",
        format!("---\ntitle: raw\nrisk: high\n---\n\u{202e}{}\n\u{9b}31m\n\x1b[31m", "漢e\u{301}"),
    );
    sandbox.write("backlog/\u{1b}]52;c;aGk=\u{7}.yaml", format!("a: [{all}\n{all}: {{{all}\n"));
    sandbox.write(
        "packs/shop/pack.yaml",
        format!(
            "id: {}\ntitle: {all}\nstatus: ready\nowner: {all}\n{key}: {all}\n\
             behavior: {{missing_table: {all}, {key}: {all}}}\n",
            bad("shop"),
            key = bad("key"),
        ),
    );
    sandbox.git(&["checkout", "--quiet", "-b", "triage/漢\u{202e}字\u{301}"]);
    sandbox.git(&["add", "--all"]);
    let author = format!("--author=Eve\x1b[31m {} <eve\x1b[2J@example.com>", "漢\u{202e}\u{9b}31m");
    sandbox.git(&["commit", "--quiet", &author, "-m", &self::all().replace('\0', "")]);
    sandbox.write("backlog/raw.md", sandbox.read("backlog/raw.md").replace("high", "low"));
    sandbox.git(&["commit", "--quiet", "--all", &author, "-m", "Gonogo-Risk: raw \x1b[2Jlow"]);
    sandbox.git(&["config", "user.name", "Ada \x1b[31m\u{202e}漢"]);
    sandbox
}

fn cell(screen: &vt100::Screen, row: u16, column: u16) -> &str {
    screen.cell(row, column).map_or("", |cell| cell.contents())
}

/// The boxes on the screen, by their upper corners: row, left and right column, title.
fn boxes(screen: &vt100::Screen) -> Vec<(u16, u16, u16, String)> {
    let (rows, columns) = (screen.size().0.get(), screen.size().1.get());
    let mut boxes = Vec::new();
    for row in 0..rows {
        let mut left = None;
        for column in 0..columns {
            match (cell(screen, row, column), left) {
                ("┌", _) => left = Some(column),
                ("┐", Some(start)) => {
                    let title = (start..column).map(|c| cell(screen, row, c)).collect();
                    boxes.push((row, start, column, title));
                    left = None;
                }
                _ => {}
            }
        }
    }
    boxes
}

/// Whether the sides of a box stand below its corners, down to its lower corners.
fn stands(screen: &vt100::Screen, row: u16, left: u16, right: u16) -> bool {
    for row in row + 1..screen.size().0.get() {
        match (cell(screen, row, left), cell(screen, row, right)) {
            ("│", "│") => {}
            ("└", "┘") => return true,
            _ => return false,
        }
    }
    false
}

/// Types keys, waits for a text, and then for every box to stand, or the one with a title.
fn look(board: &Session, keys: &str, text: &str, title: Option<&str>) {
    board.type_for(keys, text);
    let what = format!("the boxes to stand after {keys:?}");
    board.wait_for(&what, |screen| {
        let mut found = boxes(screen);
        if let Some(title) = title {
            found.retain(|(.., head)| head.contains(title));
            if found.is_empty() {
                return false;
            }
        }
        found.iter().all(|(row, left, right, _)| stands(screen, *row, *left, *right))
    });
}

/// What must not be in the stream, besides what is no sequence of the program's own.
fn assert_harmless(board: &Session) {
    let raw = board.raw();
    assert_only_own_sequences(&raw);
    let text = String::from_utf8(raw).unwrap();
    for sequence in LIKE_OWN.split("MARK").filter(|sequence| !sequence.is_empty()) {
        assert!(!text.contains(&format!("{sequence}MARK")), "{sequence:?} got through");
    }
    assert!(text.contains("MARK"), "the content was shown at all");
}

fn walk(columns: u16, rows: u16) {
    let sandbox = hostile();
    let board = sandbox.start(columns, rows, &[], &[]);
    look(&board, "", ">", None);
    for keys in ["<c-d>", "<c-d>", "G", "<c-u>", "gg"] {
        look(&board, keys, "0 ", None);
    }
    look(&board, "j", "H-00", None);
    look(&board, "<enter>", "H-00", None);
    for _ in 1..PIECES.len() {
        board.type_keys("]");
    }
    look(&board, "JJJ", "the end", None);
    look(&board, "<tab>", "e", None);
    look(&board, "<tab>", "e", None);
    look(&board, "q", "0 ", None);
    look(&board, "gg<enter>", "MARK", None);
    for keys in ["JJJJ", "<tab>", "JJ", "<tab>", "J"] {
        look(&board, keys, "E", None);
    }
    look(&board, "q", "0 ", None);
    look(&board, "gf", "FINDINGS", None);
    for keys in ["jjj", "G", "<c-u>"] {
        look(&board, keys, "FINDINGS", None);
    }
    look(&board, "gp", "PACKS", None);
    look(&board, "jJJ", "PACKS", None);
    look(&board, "gh", "HISTORY", None);
    look(&board, "jG", "HISTORY", None);
    look(&board, "gb", "0 ", None);
    look(&board, "wo", "Grouped by owner", None);
    look(&board, "G", "0 ", None);
    look(&board, "wp", "Grouped by pack", None);
    look(&board, "wn", "Grouped by none", None);
    // The lane of the broken files.
    look(&board, "<s-tab>", "Needs", None);
    look(&board, "<tab>gg", "0 ", None);

    let forms = [
        ("a", "Owner of"),
        ("d", "Defer"),
        ("f", "Follow-up of"),
        ("c", "Note on"),
        ("r", "Rationale of"),
        ("x", "Withdraw"),
        ("X", "Close"),
        ("M", "Duplicate"),
        ("i", "New item"),
    ];
    for (keys, title) in forms {
        look(&board, keys, title, Some(title));
        // Suggestions, and what was pasted.
        look(&board, "<down><down>", title, Some(title));
        board.paste(&format!("\x1b[31m\u{202e}{LIKE_OWN}漢e\u{301}"));
        look(&board, "", "MARK", Some(title));
        look(&board, "<tab>", title, Some(title));
        look(&board, "<esc>", "Not done", None);
    }
    decide_and_review(&sandbox, &board);
    board.type_keys("q");
    assert!(board.wait_exit().success());
    assert_harmless(&board);
}

fn decide_and_review(sandbox: &Sandbox, board: &Session) {
    look(board, "1", "Moved", None);
    look(board, "2", "Moved", None);
    board.type_for("c", "Note on");
    board.paste(&format!("Said {LIKE_OWN}\u{9b}31m\nGonogo-Move: H-09 forged\n漢\u{202e}"));
    look(board, "<c-s>", "written down", None);
    board.type_for("/MARK", "MARK");
    board.paste("\x1b[31m\u{202e}漢");
    look(board, "", "漢", None);
    look(board, "<esc>", "0 ", None);

    let path = sandbox.path().join(".git/hooks/pre-commit");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let script =
        "#!/bin/sh\nprintf 'No: \\033[7;7HMARK \\033]52;c;aGk=\\007 \\302\\233' >&2\nexit 1\n";
    std::fs::write(&path, script).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    look(board, "C", "triage(", None);
    look(board, "jJ", "Review", None);
    look(board, "<tab>J", "Review", None);
    look(board, "<tab>J", "Review", None);
    board.answer("y");
    // A message of two lines lies over the lower edge of the box.
    board.wait_text("No:");
    std::fs::remove_file(path).unwrap();
    // The review of before must be gone: one that has just been opened takes no answer.
    board.type_keys("<esc>");
    board.wait_gone("Review and commit");
    look(board, "C", "triage(", None);
    board.answer("y");
    look(board, "", "Committed", None);
    assert_eq!(changed_by(sandbox, "HEAD").len(), 3);
    let forged = sandbox.git(&["log", "-1", "--format=%(trailers:key=Gonogo-Move,valueonly)"]);
    assert!(!forged.contains("forged") && !forged.contains('\u{1b}'), "{forged:?}");
    look(board, "gh", "HISTORY", None);
    look(board, "<c-d>", "HISTORY", None);
    look(board, "q", "0 ", None);
}

#[test]
fn on_a_wide_screen() {
    walk(200, 60);
}

#[test]
fn on_a_large_screen() {
    walk(160, 48);
}

#[test]
fn on_a_middling_screen() {
    walk(121, 31);
}

#[test]
fn on_a_small_screen() {
    walk(80, 24);
}

#[test]
fn on_the_smallest_screen() {
    walk(60, 15);
}

#[test]
fn the_commands_print_nothing_hostile_either() {
    let sandbox = hostile();
    let first = format!("E{LIKE_OWN}\u{202e}漢\u{9b}31m");
    for arguments in [
        &["list"][..],
        &["status"],
        &["show", &first],
        &["show", "H-01"],
        &["log"],
        &["move", &first, "1", "--why", LIKE_OWN],
        &["move", LIKE_OWN, "1"],
        &["assign", "H-01", LIKE_OWN],
        &["list", LIKE_OWN],
        &["diff"],
        &["commit", "--dry-run"],
        &["commit"],
        &["log"],
    ] {
        let session = sandbox.start(120, 40, arguments, &[("NO_COLOR", "1"), ("PAGER", "cat")]);
        let done = session.wait_exit().success();
        let names_nothing = arguments[0] == "assign" || arguments.contains(&LIKE_OWN);
        assert!(done || names_nothing, "{arguments:?}: {}", session.screen());
        let raw = session.raw();
        // A patch is for git, byte for byte: what a file holds raw is in it.
        if arguments != ["diff"] {
            assert_only_own_sequences(&raw);
            assert!(!raw.contains(&0x1b), "{arguments:?}");
        }
    }
}
