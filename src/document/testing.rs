//! What the tests of this room share.

use std::path::{Path, PathBuf};

/// A folder of real files beside the repository, or `None`, said aloud, where it is absent.
#[expect(clippy::print_stderr, reason = "a test says that it skipped")]
pub(crate) fn corpus(name: &str) -> Option<PathBuf> {
    let root = std::env::var_os("GONOGO_CORPORA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora"),
        PathBuf::from,
    );
    let found = root.join(name).canonicalize().ok();
    if found.is_none() {
        eprintln!("skipped: there is no {name} in {}", root.display());
    }
    found
}

/// Every YAML file below a folder, with its bytes, in a stable order.
pub(crate) fn yaml_files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| ext == "yaml" || ext == "yml") {
                let bytes = std::fs::read(&path).unwrap();
                files.push((path, bytes));
            }
        }
    }
    files.sort();
    files
}
