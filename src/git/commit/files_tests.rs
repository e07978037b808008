//! A folder becomes a link in the very moment between two steps.
#![cfg(unix)]

use std::os::unix::fs::symlink;

use super::super::FileChange;
use super::*;

const FILE: &str = "backlog/A-1.yaml";

/// A repository, and a folder outside that holds a file of the same name.
struct Scene {
    folder: tempfile::TempDir,
    repo: Repo,
}

impl Scene {
    fn new(outside: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("repo");
        git2::Repository::init(&root).unwrap();
        for (folder, text) in
            [(root.join("backlog"), "old\n"), (folder.path().join("out"), outside)]
        {
            fs::create_dir(&folder).unwrap();
            fs::write(folder.join("A-1.yaml"), text).unwrap();
        }
        let repo = Repo::discover(&root).unwrap();
        Self { folder, repo }
    }

    fn root(&self) -> &Path {
        self.repo.root().unwrap()
    }

    /// Puts a link that leads out in the place of the folder.
    fn lead_out(&self) {
        fs::rename(self.root().join("backlog"), self.folder.path().join("moved")).unwrap();
        symlink(self.folder.path().join("out"), self.root().join("backlog")).unwrap();
    }

    fn plan(&self, path: &str, before: Option<&str>) -> CommitPlan {
        let before = before.map(|text| text.as_bytes().to_vec());
        let file = FileChange {
            path: path.to_owned(),
            head: b"new\n".to_vec(),
            index: None,
            index_before: None,
            worktree: Some(b"new\n".to_vec()),
            worktree_before: before,
        };
        CommitPlan { base: None, message: "x\n".to_owned(), files: vec![file], sign_off: false }
    }

    /// The files outside, with what they hold.
    fn outside(&self) -> Vec<(String, String)> {
        let mut found: Vec<(String, String)> = fs::read_dir(self.folder.path().join("out"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                (name, fs::read_to_string(path).unwrap_or_default())
            })
            .collect();
        found.sort();
        found
    }
}

fn only(text: &str) -> Vec<(String, String)> {
    vec![("A-1.yaml".to_owned(), text.to_owned())]
}

#[test]
fn between_getting_ready_and_putting_in_place() {
    for (path, before) in [(FILE, Some("old\n")), ("backlog/N-1.yaml", None)] {
        let scene = Scene::new("old\n");
        let stage = Stage::begin(&scene.repo).unwrap();
        let plan = scene.plan(path, before);
        let swaps = Swaps::prepare(&stage, scene.root(), &plan, &mut Vec::new()).unwrap();
        scene.lead_out();
        let refused = swaps.put(&stage, scene.root());
        assert!(matches!(refused, Err(GitError::Changed { .. })), "{refused:?}");
        stage.roll_back(&scene.repo, true).unwrap();
        assert_eq!(scene.outside(), only("old\n"));
        let moved = fs::read_to_string(scene.folder.path().join("moved/A-1.yaml")).unwrap();
        assert_eq!(moved, "old\n");
    }
}

#[test]
fn between_putting_in_place_and_taking_back() {
    // What lies outside looks just like ours.
    let scene = Scene::new("new\n");
    let stage = Stage::begin(&scene.repo).unwrap();
    let plan = scene.plan(FILE, Some("old\n"));
    let swaps = Swaps::prepare(&stage, scene.root(), &plan, &mut Vec::new()).unwrap();
    swaps.put(&stage, scene.root()).unwrap();
    scene.lead_out();
    stage.roll_back(&scene.repo, true).unwrap();
    assert_eq!(scene.outside(), only("new\n"));
}

#[test]
fn before_folders_are_made() {
    let scene = Scene::new("old\n");
    let stage = Stage::begin(&scene.repo).unwrap();
    scene.lead_out();
    let plan = scene.plan("backlog/deep/N-1.yaml", None);
    let refused = Swaps::prepare(&stage, scene.root(), &plan, &mut Vec::new());
    assert!(matches!(refused, Err(GitError::Changed { .. })));
    stage.roll_back(&scene.repo, true).unwrap();
    assert_eq!(scene.outside(), only("old\n"));
}
