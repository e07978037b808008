//! What tests of the commit do again and again: run a command and hear what it said, put a hook in its
//! place, open the board and its review.

use std::os::unix::fs::PermissionsExt;

use super::{Sandbox, Session};

/// Runs gonogo, and gives its exit code and what it said.
pub(crate) fn run(sandbox: &Sandbox, arguments: &[&str]) -> (i32, String) {
    let output = sandbox.run(arguments);
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&said).into_owned())
}

/// A hook of the repository, as a shell script.
pub(crate) fn hook(sandbox: &Sandbox, name: &str, script: &str) {
    hook_in(sandbox, ".git/hooks", name, script);
}

/// The same in a folder, named from the root of the repository.
pub(crate) fn hook_in(sandbox: &Sandbox, folder: &str, name: &str, script: &str) {
    let path = format!("{folder}/{name}");
    sandbox.write(&path, format!("#!/bin/sh\n{script}\n"));
    let path = sandbox.path().join(path);
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// Opens the board, with the first item under the cursor.
pub(crate) fn open(sandbox: &Sandbox) -> Session {
    let board = sandbox.start(160, 48, &[], &[]);
    board.wait_text(">A-1");
    board
}

/// Opens the review and waits until it is worked out.
pub(crate) fn review(board: &Session) {
    board.type_for("C", "Review and commit");
    board.wait_text("triage");
}

/// Leaves the board, which leaves the screen as it was.
pub(crate) fn leave(board: &Session) {
    board.type_keys("q");
    assert!(board.wait_exit().success());
    board.assert_screen_restored();
}
