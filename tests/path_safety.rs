//! Paths that lead elsewhere: nothing outside the repository is read or written, and each is shown
//! with a finding or a message.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

mod support;

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::process::Output;

use support::Sandbox;
use support::launch::{SETTINGS, changed_by, launch};

const SECRET: &str = "id: SECRET\ntitle: A secret of somebody else\nrisk: high\n";

fn text(output: &Output) -> String {
    let both = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    String::from_utf8_lossy(&both).into_owned()
}

/// Everything that reads, without one word of the secret.
fn nothing_leaks(sandbox: &Sandbox) -> String {
    let mut all = String::new();
    for arguments in
        [&["list"] as &[&str], &["check"], &["status"], &["packs"], &["docs", "--check"]]
    {
        let output = sandbox.run(arguments);
        assert!(output.status.code().is_some_and(|code| code < 4), "{arguments:?}");
        let words = text(&output);
        assert!(!words.contains("A secret of somebody else"), "{arguments:?}: {words}");
        all.push_str(&words);
    }
    all
}

fn secret(sandbox: &Sandbox) -> std::path::PathBuf {
    let folder = sandbox.home().join("secret");
    fs::create_dir_all(folder.join("deep")).unwrap();
    fs::write(folder.join("SECRET.yaml"), SECRET).unwrap();
    fs::write(folder.join("pack.yaml"), "id: secret\ntitle: A secret of somebody else\n").unwrap();
    folder
}

#[test]
fn a_link_that_leads_out_is_a_finding_and_is_not_read() {
    let sandbox = launch();
    let folder = secret(&sandbox);
    symlink(folder.join("SECRET.yaml"), sandbox.path().join("backlog/L-1.yaml")).unwrap();
    symlink("../../home/secret/SECRET.yaml", sandbox.path().join("backlog/L-2.yaml")).unwrap();
    symlink("nowhere.yaml", sandbox.path().join("backlog/L-3.yaml")).unwrap();
    symlink("L-4.yaml", sandbox.path().join("backlog/L-4.yaml")).unwrap();
    symlink(&folder, sandbox.path().join("backlog/folder")).unwrap();
    symlink(&folder, sandbox.path().join("packs/secret")).unwrap();
    symlink("..", sandbox.path().join("backlog/circle")).unwrap();
    // One that leads to a file inside is read.
    sandbox.write("elsewhere/I-1.yaml", "id: I-1\ntitle: Inside\n");
    symlink("../elsewhere/I-1.yaml", sandbox.path().join("backlog/I-1.yaml")).unwrap();
    let words = nothing_leaks(&sandbox);
    for name in ["L-1", "L-2", "L-3", "L-4"] {
        assert!(words.contains(&format!("backlog/{name}.yaml")), "{name}: {words}");
    }
    assert!(words.contains("Inside"), "{words}");
    let board = sandbox.start(160, 48, &[], &[]);
    board.wait_text(">A-1");
    assert!(!String::from_utf8_lossy(&board.raw()).contains("A secret"));
    board.kill();
    // Written to is none of them, wherever it leads.
    let output = sandbox.run(&["move", "I-1", "1", "--commit"]);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output));
    assert!(text(&output).contains("link"), "{}", text(&output));
    assert_eq!(sandbox.read("elsewhere/I-1.yaml"), "id: I-1\ntitle: Inside\n");
}

#[test]
fn a_backlog_that_is_a_link_out_is_a_finding() {
    let sandbox = launch();
    let folder = secret(&sandbox);
    fs::rename(sandbox.path().join("backlog"), sandbox.path().join("aside")).unwrap();
    symlink(&folder, sandbox.path().join("backlog")).unwrap();
    let words = nothing_leaks(&sandbox);
    assert!(words.contains("GNG001") && words.contains("outside is not read"), "{words}");
    // Within the repository it is read, and not written through.
    fs::remove_file(sandbox.path().join("backlog")).unwrap();
    symlink("aside", sandbox.path().join("backlog")).unwrap();
    assert!(text(&sandbox.run(&["list"])).contains("A-1"));
    let output = sandbox.run(&["move", "A-1", "1", "--commit"]);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output));
    assert!(!sandbox.read("aside/A-1.yaml").contains("scope"));
}

#[test]
fn settings_that_lead_out_are_refused_with_their_line() {
    let sandbox = launch();
    let folder = secret(&sandbox);
    for path in ["../home/secret", "backlog/../../home/secret", "/etc", ".git", "sub/.GIT/x"] {
        sandbox.write("gonogo.yaml", SETTINGS.replace("path: backlog", &format!("path: '{path}'")));
        let output = sandbox.run(&["list"]);
        assert_eq!(output.status.code(), Some(2), "{path}: {}", text(&output));
        assert!(text(&output).contains("gonogo.yaml:"), "{path}: {}", text(&output));
    }
    fs::remove_file(sandbox.path().join("gonogo.yaml")).unwrap();
    fs::write(folder.join("gonogo.yaml"), "launch: {name: A secret of somebody else}\n").unwrap();
    symlink(folder.join("gonogo.yaml"), sandbox.path().join("gonogo.yaml")).unwrap();
    let output = sandbox.run(&["list"]);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output));
    assert!(!text(&output).contains("A secret"), "{}", text(&output));
}

#[test]
fn what_packs_and_items_name_is_looked_for_only_inside() {
    let sandbox = launch();
    let folder = secret(&sandbox);
    symlink(&folder, sandbox.path().join("packs/shopify/out")).unwrap();
    sandbox.write(
        "packs/shopify/pack.yaml",
        format!(
            "id: shopify\ntitle: Shopify\nassets: {{dbt: [../../../home/secret/pack.yaml, /etc/passwd, out/pack.yaml], \
             fixtures: [out/SECRET.yaml, '..'], docs: ['{}/pack.yaml']}}\n\
             evidence: [{{kind: test, ref: ../home/secret/pack.yaml}}, {{kind: test, ref: .git/config}}]\n\
             package: {{name: dbt_shopify, path: ../../home/secret}}\n",
            folder.display()
        ),
    );
    sandbox.write(
        "backlog/E-1.yaml",
        "id: E-1\ntitle: E\nevidence: [{ref: ../home/secret/SECRET.yaml}]\n",
    );
    nothing_leaks(&sandbox);
    // The generated documents are not written through a link either.
    fs::remove_dir_all(sandbox.path().join("docs")).ok();
    symlink(&folder, sandbox.path().join("docs")).unwrap();
    let before = fs::read_dir(&folder).unwrap().count();
    let output = sandbox.run(&["docs"]);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output));
    assert_eq!(fs::read_dir(&folder).unwrap().count(), before, "{}", text(&output));
}

#[test]
fn pipes_sockets_and_folders_with_the_names_of_items_hang_nothing() {
    let sandbox = launch();
    for name in ["backlog/P-1.yaml", "packs/pipe.yaml"] {
        assert!(sandbox.command("mkfifo").arg(name).status().unwrap().success());
    }
    let _socket =
        std::os::unix::net::UnixListener::bind(sandbox.path().join("backlog/S-1.yaml")).unwrap();
    fs::create_dir(sandbox.path().join("backlog/F-1.yaml")).unwrap();
    sandbox.write("backlog/F-1.yaml/G-1.yaml", "id: G-1\ntitle: In a folder with a strange name\n");
    let words = nothing_leaks(&sandbox);
    for name in ["backlog/P-1.yaml", "backlog/S-1.yaml", "packs/pipe.yaml"] {
        assert!(words.contains(name), "{name}: {words}");
    }
    assert!(words.contains("In a folder with a strange name"), "{words}");
    let board = sandbox.start(160, 48, &[], &[]);
    board.wait_text(">A-1");
    board.wait_text("3");
    board.type_for("1", "Moved A-1");
    board.kill();
    // Where the settings or the owners of files should be.
    fs::remove_file(sandbox.path().join("gonogo.yaml")).unwrap();
    assert!(sandbox.command("mkfifo").arg("CODEOWNERS").status().unwrap().success());
    assert!(text(&sandbox.run(&["list"])).contains("A-1"));
    assert!(sandbox.command("mkfifo").arg("gonogo.yaml").status().unwrap().success());
    assert_eq!(sandbox.run(&["list"]).status.code(), Some(3));
}

#[test]
fn names_and_ids_of_every_kind_are_harmless() {
    let sandbox = launch();
    let odd = OsStr::from_bytes(b"backlog/bad-\xff\xfe.yaml");
    fs::write(sandbox.path().join(odd), "id: ODD\n").unwrap();
    let ids = [
        "../../etc/passwd",
        "a/b",
        "a\\\\b",
        "a\\nb",
        "\\e[31mred",
        "CON",
        "NUL.yaml",
        ".git/config",
        "-rf",
        "*",
        " ",
    ];
    for (n, id) in ids.iter().enumerate() {
        sandbox.write(format!("backlog/W-{n}.yaml"), format!("id: \"{id}\"\ntitle: Number {n}\n"));
    }
    sandbox.write("backlog/long.yaml", format!("id: {}\ntitle: Long\n", "x".repeat(5_000)));
    sandbox.write("backlog/CASE.yaml", "id: case\ntitle: Upper\n");
    sandbox.write("backlog/case.yaml", "id: case\ntitle: Lower\n");
    for name in ["con.yaml", "a\\b.yaml", "a\nb.yaml", "\x1b[31m.yaml", "--help.yaml", "a b .yaml"]
    {
        sandbox.write(format!("backlog/{name}"), format!("title: {}\n", "Named oddly"));
    }
    let words = nothing_leaks(&sandbox);
    assert!(words.contains("GNG001") && words.contains("not UTF-8"), "{words}");
    assert!(!words.contains('\x1b'), "{words:?}");
    for n in 0..ids.len() {
        assert!(words.contains(&format!("Number {n}")), "{n}: {words}");
    }
    // Decided and committed is what lies in the item's own file, whatever its id.
    sandbox.commit_all("odd names");
    for id in ["../../etc/passwd", "a/b", "a\\b", "CON", ".git/config"] {
        let output = sandbox.run(&["move", "--", id, "1"]);
        assert!(output.status.success(), "{id}: {}", text(&output));
    }
    let output = sandbox.run(&["commit"]);
    assert!(output.status.success(), "{}", text(&output));
    let changed = changed_by(&sandbox, "HEAD");
    assert_eq!(changed.len(), 5, "{changed:?}");
    assert!(changed.iter().all(|path| path.starts_with("backlog/W-")), "{changed:?}");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    let board = sandbox.start(160, 48, &[], &[]);
    board.wait_text(">A-1");
    support::assert_only_own_sequences(&board.raw());
    board.kill();
}
