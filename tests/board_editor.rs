//! Into `$EDITOR` and back: files at the right line, broken files, messages, the text of a field.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

mod support;

use std::os::unix::fs::PermissionsExt;

use support::launch::{commits, launch};
use support::{Sandbox, Session};

/// Puts an editor into the home folder: it records its arguments and the terminal's mode, and then
/// does what the script says with `$file`. Gives its path.
///
/// Its name is that of an editor that takes `+LINE`.
fn editor(sandbox: &Sandbox, script: &str) -> String {
    let path = sandbox.home().join("bin with space").join("nano");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let home = sandbox.home().display().to_string();
    let whole = format!(
        "#!/bin/sh\nfor file; do :; done\necho \"$@\" >> '{home}/arguments'\n\
         stty -a | grep -q ' icanon' && echo cooked >> '{home}/mode'\n{script}\n"
    );
    std::fs::write(&path, whole).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    // $EDITOR is split at spaces, so the folder is reached by a name without.
    let plain = sandbox.home().join("bin");
    let _ = std::os::unix::fs::symlink(path.parent().unwrap(), &plain);
    plain.join("nano").display().to_string()
}

fn recorded(sandbox: &Sandbox, name: &str) -> String {
    std::fs::read_to_string(sandbox.home().join(name)).unwrap_or_default()
}

fn open(sandbox: &Sandbox, editor: &str) -> Session {
    let board = sandbox.start(160, 48, &[], &[("EDITOR", editor)]);
    board.wait_text("A-1");
    board
}

fn leave(board: &Session) {
    board.type_keys("q");
    assert!(board.wait_exit().success());
    board.assert_screen_restored();
}

#[test]
fn an_item_is_edited_and_read_again() {
    let sandbox = launch();
    let sed =
        "sed 's/Title of A-2/Another title/' \"$file\" > \"$file.new\"; mv \"$file.new\" \"$file\"";
    let board = open(&sandbox, &editor(&sandbox, sed));
    board.type_for("j", ">A-2");
    let modes = board.termios();
    board.type_for("e", "Another title");
    assert_eq!(board.termios(), modes, "the board has its modes again");
    assert!(board.inspect(vt100::Screen::alternate_screen));
    let path = sandbox.path().join("backlog/A-2.yaml");
    let arguments = recorded(&sandbox, "arguments");
    assert!(arguments.ends_with(&format!("{}\n", path.display())), "{arguments}");
    assert!(arguments.starts_with('+'), "{arguments}");
    assert_eq!(recorded(&sandbox, "mode"), "cooked\n", "the editor has the terminal");
    // And the keys go to the board again.
    board.type_for("1", "Moved A-2");
    board.type_for("u", "Undone");
    leave(&board);
}

#[test]
fn visual_goes_first_and_an_editor_that_fails_is_named() {
    let sandbox = launch();
    let good = editor(&sandbox, ":");
    let board = sandbox.start(160, 48, &[], &[("EDITOR", "/nowhere/editor"), ("VISUAL", &good)]);
    board.wait_text(">A-1");
    board.type_keys("e");
    board.type_for("j", ">A-2");
    assert!(recorded(&sandbox, "arguments").contains("A-1.yaml"));
    leave(&board);
    let board = open(&sandbox, "/nowhere/editor --wait");
    board.type_for("e", "/nowhere/editor could not be started");
    leave(&board);
    let board = open(&sandbox, &editor(&sandbox, "exit 3"));
    board.type_for("e", "ended with");
    leave(&board);
}

#[test]
fn a_finding_opens_at_its_line() {
    let sandbox = launch();
    let text = sandbox.read("backlog/A-1.yaml").replace("risk: high", "risk: huge");
    sandbox.write("backlog/A-1.yaml", &text);
    let line = 1 + text.lines().position(|line| line.starts_with("risk:")).unwrap();
    let sed = "sed 's/huge/high/' \"$file\" > \"$file.new\"; mv \"$file.new\" \"$file\"";
    let board = open(&sandbox, &editor(&sandbox, sed));
    board.type_for("gf", "FINDINGS");
    board.wait_text("risk is \"huge\"");
    while !board.screen().contains("1/") {
        board.type_and_wait("k");
    }
    let selected = || board.screen().lines().any(|l| l.contains('>') && l.contains("huge"));
    while !selected() {
        board.type_and_wait("j");
    }
    board.type_keys("e");
    board.wait_for("the finding to go", |screen| {
        screen.alternate_screen() && !screen.contents().contains("risk is \"huge\"")
    });
    let arguments = recorded(&sandbox, "arguments");
    assert!(arguments.starts_with(&format!("+{line} ")), "+{line} in {arguments}");
    assert!(sandbox.read("backlog/A-1.yaml").contains("risk: high"));
    board.type_keys("q");
    board.wait_gone("FINDINGS");
    leave(&board);
}

#[test]
fn a_broken_file_waits_in_its_lane_until_it_is_mended() {
    let sandbox = launch();
    sandbox.write("backlog/B-1.yaml", "id: B-1\ntitle: Broken\nlabels: [a, b\nrisk: low\n");
    let mend = "printf 'id: B-1\\ntitle: Mended now\\nlabels: [a, b]\\nrisk: low\\n' > \"$file\"";
    for (columns, rows) in [(160, 48), (80, 24)] {
        sandbox.write("backlog/B-1.yaml", "id: B-1\ntitle: Broken\nlabels: [a, b\nrisk: low\n");
        let _ = std::fs::remove_file(sandbox.home().join("arguments"));
        let board = sandbox.start(columns, rows, &[], &[("EDITOR", &editor(&sandbox, mend))]);
        board.wait_text(">A-1");
        board.wait_text("! Needs");
        board.type_for("llll", "backlog/B-1.yaml:");
        let place = |text: &str| {
            let rest = text.split("backlog/B-1.yaml:").nth(1).unwrap().to_owned();
            rest.chars().take_while(char::is_ascii_digit).collect::<String>()
        };
        let line = place(&board.screen());
        board.type_keys("e");
        board.wait_for("the lane to go", |screen| {
            screen.alternate_screen() && !screen.contents().contains("! Needs")
        });
        board.type_for("hhhh", "Mended now");
        let arguments = recorded(&sandbox, "arguments");
        assert!(arguments.starts_with(&format!("+{line} ")), "+{line} in {arguments}");
        leave(&board);
    }
}

#[test]
fn the_message_of_the_commit_is_edited_in_the_review() {
    let sandbox = launch();
    let script = "grep -q 'triage(Atlas)' \"$file\" || exit 9\n\
                  printf 'Monday, as agreed\\n\\nBecause.\\nGonogo-Move: A-9 forged\\n' > \"$file\"";
    let board = open(&sandbox, &editor(&sandbox, script));
    board.type_for("1", "Moved A-1");
    board.type_for("C", "triage(Atlas)");
    board.type_for("e", "Monday, as agreed");
    assert!(recorded(&sandbox, "arguments").contains("COMMIT_EDITMSG"));
    board.type_for("S", "Signed-off-by is added");
    board.wait_text("Monday, as agreed");
    board.answer("y");
    board.wait_text("Committed");
    let message = sandbox.git(&["log", "-1", "--format=%B"]);
    assert!(message.starts_with("Monday, as agreed\n\nBecause.\n"), "{message}");
    assert!(message.contains("Gonogo-Move: A-1 undecided -> launch-critical"), "{message}");
    assert!(!message.contains("forged"), "{message}");
    assert!(message.contains("Signed-off-by: Ada Chair <ada@example.com>"), "{message}");
    assert_eq!(commits(&sandbox), 2);
    leave(&board);
}

#[test]
fn an_emptied_message_is_the_proposed_one_again() {
    let sandbox = launch();
    let board = open(&sandbox, &editor(&sandbox, ": > \"$file\""));
    board.type_for("1", "Moved A-1");
    board.type_for("C", "triage(Atlas)");
    let seen = board.raw().len();
    board.type_keys("e");
    board.wait_for("the review again", |screen| {
        screen.alternate_screen() && screen.contents().contains("triage(Atlas)")
    });
    board.wait_raw(b"triage(Atlas)");
    assert!(board.raw().len() >= seen);
    board.answer("y");
    board.wait_text("Committed");
    assert!(sandbox.git(&["log", "-1", "--format=%s"]).starts_with("triage(Atlas)"));
    leave(&board);
}

#[test]
fn the_text_of_a_field_is_edited() {
    let sandbox = launch();
    let board = open(&sandbox, &editor(&sandbox, "printf 'and two\\nlines\\n' >> \"$file\""));
    board.type_for("c", "Note on A-1");
    board.type_keys("begun ");
    board.wait_text("begun");
    board.type_for("<c-o>", "lines");
    board.wait_text("begun and two");
    board.type_for("<c-s>", "Note on A-1 written down");
    board.type_for("r", "A-1: Title of A-1");
    board.type_for("why <c-o>", "why and two");
    board.type_for("<esc>", "kept");
    board.type_for("C", "begun and two");
    board.wait_text("triage");
    board.answer("y");
    board.wait_text("Committed");
    assert!(sandbox.read("backlog/A-1.yaml").contains("begun and two"));
    leave(&board);
}
