//! Work of one's own, staged and not, beside and inside the decided files, in repositories of every
//! kind, with hooks and without: the commit holds the decisions alone, and the work stays as it was.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]
#![allow(clippy::print_stderr, reason = "a test says what it skipped")]

mod support;

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use support::Sandbox;

const ITEM: &str = "# keep\nid: A-1\ntitle: \"One\"   # and this\nrisk: high\n";
const OTHER: &str = "id: A-2\ntitle: Two\nrisk: low\n";
const NEW: &str = "id: N-1\ntitle: New\nrisk: low\n";

fn decided(text: &str) -> String {
    let risk = text.lines().find(|line| line.starts_with("risk: ")).unwrap();
    text.replace(risk, &format!("{risk}\nscope: launch-critical"))
}

/// A kind of repository: made from a sandbox with the files in it; gives where to work, or `None`
/// where this git does not know it.
struct Kind {
    name: &'static str,
    make: fn(&Sandbox) -> Option<String>,
    /// Whether files have CRLF on disk, and LF in the repository.
    crlf: bool,
}

const fn kind(name: &'static str, make: fn(&Sandbox) -> Option<String>) -> Kind {
    Kind { name, make, crlf: false }
}

const KINDS: [Kind; 18] = [
    kind("ordinary", |sandbox| here(sandbox, &[])),
    kind("SHA-256", |sandbox| anew(sandbox, "--object-format=sha256")),
    kind("reftable", |sandbox| anew(sandbox, "--ref-format=reftable")),
    kind("a work tree beside", |sandbox| {
        here(sandbox, &[&["worktree", "add", "--quiet", "../beside", "-b", "side"]])?;
        Some("../beside".to_owned())
    }),
    kind("a submodule", |sandbox| {
        here(sandbox, &[&["clone", "--quiet", ".", "../source"]])?;
        let add = ["submodule", "--quiet", "add", "../source", "sub"];
        sandbox.git(&[&["-c", "protocol.file.allow=always"], &add[..]].concat());
        Some("sub".to_owned())
    }),
    kind("a shallow clone", |sandbox| clone(sandbox, &["--depth", "1"])),
    kind("a partial clone", |sandbox| clone(sandbox, &["--filter=blob:none"])),
    kind("a sparse checkout", |sandbox| {
        here(sandbox, &[&["sparse-checkout", "set", "--no-sparse-index", "backlog"]])
    }),
    kind("a sparse index", |sandbox| {
        here(sandbox, &[&["sparse-checkout", "set", "--sparse-index", "backlog"]])
    }),
    kind("a split index", |sandbox| {
        here(sandbox, &[&["config", "core.splitIndex", "true"], &["update-index", "--split-index"]])
    }),
    kind("many files", |sandbox| {
        here(sandbox, &[&["config", "feature.manyFiles", "true"], &["update-index", "--refresh"]])
    }),
    kind("an index without a checksum", |sandbox| {
        let again = &["update-index", "--force-write-index"];
        here(sandbox, &[&["config", "index.skipHash", "true"], again])
    }),
    kind("a detached HEAD", |sandbox| here(sandbox, &[&["checkout", "--quiet", "--detach"]])),
    kind("core.autocrlf=input", |sandbox| here(sandbox, &[&["config", "core.autocrlf", "input"]])),
    Kind {
        name: "core.autocrlf=true",
        make: |sandbox| here(sandbox, &[&["config", "core.autocrlf", "true"]]),
        crlf: true,
    },
    Kind {
        name: "eol=crlf",
        make: |sandbox| {
            sandbox.write(".gitattributes", "*.yaml text eol=crlf\n");
            here(sandbox, &[])
        },
        crlf: true,
    },
    kind("a filter", |sandbox| {
        sandbox.write(".gitattributes", "*.yaml filter=same\n");
        let clean = ["config", "filter.same.clean", "cat"];
        here(sandbox, &[&clean, &["config", "filter.same.smudge", "cat"]])
    }),
    kind("packed, with a commit graph", |sandbox| {
        here(sandbox, &[&["gc", "--quiet"], &["commit-graph", "write", "--reachable"]])
    }),
];

fn here(sandbox: &Sandbox, steps: &[&[&str]]) -> Option<String> {
    sandbox.commit_all("start");
    steps.iter().for_each(|step| {
        sandbox.git(step);
    });
    Some(".".to_owned())
}

fn anew(sandbox: &Sandbox, format: &str) -> Option<String> {
    std::fs::remove_dir_all(sandbox.path().join(".git")).unwrap();
    let made = sandbox.command("git").args(["init", "--quiet", format]).status().unwrap();
    made.success().then(|| here(sandbox, &[])).flatten()
}

fn clone(sandbox: &Sandbox, options: &[&str]) -> Option<String> {
    here(sandbox, &[&["config", "uploadpack.allowFilter", "true"]])?;
    let url = format!("file://{}", sandbox.path().display());
    sandbox.git(&[&["clone", "--quiet"], options, &[&url, "../clone"]].concat());
    Some("../clone".to_owned())
}

/// A repository of a kind, and the folder in which one works.
struct Place {
    sandbox: Sandbox,
    folder: String,
    crlf: bool,
}

impl Place {
    fn git(&self, arguments: &[&str]) -> String {
        self.sandbox.git(&[&["-C", &self.folder], arguments].concat())
    }

    fn on_disk(&self, text: &str) -> String {
        if self.crlf { text.replace('\n', "\r\n") } else { text.to_owned() }
    }

    fn write(&self, path: &str, text: &str) {
        self.sandbox.write(Path::new(&self.folder).join(path), self.on_disk(text));
    }

    fn read(&self, path: &str) -> String {
        self.sandbox.read(Path::new(&self.folder).join(path))
    }

    fn gonogo(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.sandbox.run(&[&["-C", &self.folder], arguments].concat());
        let said = [output.stdout, output.stderr].concat();
        (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&said).into_owned())
    }
}

/// A hook for every repository of the sandbox, which counts its runs.
fn hook(sandbox: &Sandbox) {
    let folder = sandbox.home().join("hooks");
    std::fs::create_dir_all(&folder).unwrap();
    for name in ["pre-commit", "post-commit"] {
        let path = folder.join(name);
        let log = sandbox.home().join("ran");
        let script = format!("#!/bin/sh\ngit rev-parse && echo {name} >> '{}'\n", log.display());
        std::fs::write(&path, script).unwrap();
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    sandbox.git(&["config", "--global", "core.hooksPath", &folder.display().to_string()]);
}

fn play(kind: &Kind, hooks: bool) {
    let sandbox = Sandbox::new();
    sandbox.write("backlog/A-1.yaml", ITEM);
    sandbox.write("backlog/A-2.yaml", OTHER);
    sandbox.write("aside/file", "x\n");
    let what = format!("{}, hooks: {hooks}", kind.name);
    let Some(folder) = (kind.make)(&sandbox) else {
        eprintln!("skipped: this git does not know {what}");
        return;
    };
    let place = Place { sandbox, folder, crlf: kind.crlf };
    let staged = ITEM.replace("# keep", "# staged");
    place.write("backlog/A-1.yaml", &staged);
    place.git(&["add", "backlog/A-1.yaml"]);
    place.write("backlog/A-1.yaml", &format!("{staged}# not staged\n"));
    place.write("backlog/A-2.yaml", &format!("{OTHER}# not staged\n"));
    place.write("backlog/N-1.yaml", NEW);
    place.write("own.txt", "mine\n");
    if hooks {
        hook(&place.sandbox);
    }
    let before = place.git(&["rev-parse", "HEAD"]);

    let (code, said) = place.gonogo(&["move", "A-1", "N-1", "launch-critical", "--commit"]);
    assert_eq!(code, 0, "{what}: {said}");

    assert_eq!(place.git(&["rev-parse", "HEAD^"]), before, "{what}");
    let changed = place.git(&["diff", "--name-status", "HEAD^", "HEAD"]);
    assert_eq!(changed, "M\tbacklog/A-1.yaml\nA\tbacklog/N-1.yaml", "{what}");
    let version = |name: &str| place.git(&["show", name]) + "\n";
    assert_eq!(version("HEAD:backlog/A-1.yaml"), decided(ITEM), "{what}");
    assert_eq!(version("HEAD:backlog/N-1.yaml"), decided(NEW), "{what}");
    assert_eq!(version(":backlog/A-1.yaml"), decided(&staged), "{what}");
    assert_eq!(version(":backlog/N-1.yaml"), decided(NEW), "{what}");
    let own = place.on_disk(&format!("{}# not staged\n", decided(&staged)));
    assert_eq!(place.read("backlog/A-1.yaml"), own, "{what}");
    let own = place.on_disk(&format!("{OTHER}# not staged\n"));
    assert_eq!(place.read("backlog/A-2.yaml"), own, "{what}");
    assert_eq!(place.read("backlog/N-1.yaml"), place.on_disk(&decided(NEW)), "{what}");
    assert_eq!(
        place.git(&["status", "--porcelain"]),
        "MM backlog/A-1.yaml\n M backlog/A-2.yaml\n?? own.txt",
        "{what}"
    );
    let log = place.git(&["reflog", "-1", "--format=%gs"]);
    assert!(log.starts_with("commit: triage: 2 launch-critical"), "{what}: {log}");
    assert!(place.gonogo(&["status"]).1.contains("No decisions since"), "{what}");
    let git_dir = place.git(&["rev-parse", "--absolute-git-dir"]);
    let find = [git_dir.as_str(), "-name", "*.lock", "-not", "-path", "*/gonogo/*"];
    let left = Command::new("find").args(find).output().unwrap().stdout;
    assert_eq!(String::from_utf8_lossy(&left), "", "{what}");
    let ran = std::fs::read_to_string(place.sandbox.home().join("ran")).unwrap_or_default();
    assert_eq!(ran, if hooks { "pre-commit\npost-commit\n" } else { "" }, "{what}");
    // Git goes on from there. Only then: a sparse index knows trees of what is staged that git has not
    // written yet, and fsck misses them.
    place.git(&["commit", "--quiet", "--all", "-m", "the rest"]);
    assert_eq!(place.git(&["status", "--porcelain"]), "?? own.txt", "{what}");
    place.git(&["fsck", "--strict"]);
}

#[test]
fn without_hooks() {
    KINDS.iter().for_each(|kind| play(kind, false));
}

#[test]
fn with_hooks() {
    KINDS.iter().for_each(|kind| play(kind, true));
}
