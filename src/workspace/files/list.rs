//! Listing a folder of the work tree, and all below it.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::{Fault, WorkTree, is_link};

impl WorkTree {
    /// The files below a folder; see [`super::Files::list`].
    pub(super) fn list_below(&self, under: &str) -> (Vec<Arc<str>>, Vec<(String, Fault)>) {
        let (mut found, mut faults) = (Vec::new(), Vec::new());
        if !self.holds(under) {
            // Where nothing is, nothing is wrong.
            if self.look_at(under, &self.root.join(under)).is_ok() {
                faults.push((under.to_owned(), Fault::Link));
            }
            return (found, faults);
        }
        let (mut folders, mut gone_into) = (vec![under.to_owned()], Vec::new());
        let (mut path, mut buffer) = (String::new(), Vec::new());
        while let Some(folder) = folders.pop() {
            let full = self.root.join(&folder);
            let is_link = folder == under && is_link(&full);
            // Before its entries are read: what comes after is another state of it.
            let opened = |found: io::Result<&fs::Metadata>| match found {
                Ok(meta) if !is_link => self.note(&folder, Ok(meta)),
                _ => drop(self.look_at(&folder, &full)),
            };
            let read = for_each_entry(&full, is_link, &mut buffer, opened, |name, kind| {
                let Some(name) = name.to_str() else {
                    set_below(&mut path, &folder, &name.to_string_lossy());
                    faults.push((path.clone(), Fault::Name));
                    return;
                };
                if name.starts_with('.') {
                    return;
                }
                set_below(&mut path, &folder, name);
                let kind = match kind {
                    // A link to a folder in the repository is not gone into: it may lead in a circle.
                    Kind::Link => match self.inside(&path).and_then(|full| fs::metadata(full).ok())
                    {
                        Some(meta) if meta.is_file() => Kind::File,
                        Some(meta) if meta.is_dir() => return,
                        _ => Kind::Link,
                    },
                    kind => kind,
                };
                match kind {
                    Kind::Folder => folders.push(path.clone()),
                    Kind::File => found.push(path.as_str().into()),
                    Kind::Link => faults.push((path.clone(), Fault::Link)),
                    Kind::Other => faults.push((path.clone(), Fault::NoFile)),
                }
            });
            // A place that is not there is no fault: a launch may have no packs yet.
            if let Err(error) = read {
                self.note_failure(&folder, &error);
            }
            gone_into.push((folder, true));
        }
        if let Ok(mut known) = self.folders.lock() {
            known.extend(gone_into);
        }
        (sorted(found), faults)
    }
}

/// What an entry of a folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    File,
    Folder,
    Link,
    /// A pipe, a socket or a device.
    Other,
}

impl Kind {
    fn of(kind: fs::FileType) -> Self {
        match kind {
            kind if kind.is_file() => Kind::File,
            kind if kind.is_dir() => Kind::Folder,
            kind if kind.is_symlink() => Kind::Link,
            _ => Kind::Other,
        }
    }
}

/// Goes through the entries of a folder, which may be a link where links are followed, and tells before
/// that how it stands. What cannot be read is told after the rest.
#[cfg(target_os = "linux")]
fn for_each_entry(
    folder: &Path,
    follow: bool,
    buffer: &mut Vec<u8>,
    opened: impl FnOnce(io::Result<&fs::Metadata>),
    mut each: impl FnMut(&OsStr, Kind),
) -> io::Result<()> {
    use std::os::unix::ffi::OsStrExt;

    use rustix::fs::{FileType, Mode, OFlags, RawDir};

    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let flags = if follow { flags } else { flags | OFlags::NOFOLLOW };
    let file = rustix::fs::open(folder, flags, Mode::empty());
    let file = file.map(fs::File::from).map_err(io::Error::from);
    // What is open is asked how it stands without being looked for by its path again.
    let meta = file.as_ref().map_err(|error| error.kind().into()).and_then(fs::File::metadata);
    opened(meta.as_ref().map_err(|error| error.kind().into()));
    // `std::fs::read_dir` takes memory twice for each name, which counts where there are ten thousand.
    buffer.reserve(32 * 1024);
    let mut entries = RawDir::new(file?, buffer.spare_capacity_mut());
    let mut read = Ok(());
    while let Some(entry) = entries.next() {
        let entry = entry?;
        let name = OsStr::from_bytes(entry.file_name().to_bytes());
        let kind = match entry.file_type() {
            _ if name == "." || name == ".." => continue,
            FileType::RegularFile => Kind::File,
            FileType::Directory => Kind::Folder,
            FileType::Symlink => Kind::Link,
            // Not every file system says it here.
            FileType::Unknown => match fs::symlink_metadata(folder.join(name)) {
                Ok(meta) => Kind::of(meta.file_type()),
                Err(error) => {
                    read = Err(error);
                    continue;
                }
            },
            _ => Kind::Other,
        };
        each(name, kind);
    }
    read
}

#[cfg(not(target_os = "linux"))]
fn for_each_entry(
    folder: &Path,
    _: bool,
    _: &mut Vec<u8>,
    opened: impl FnOnce(io::Result<&fs::Metadata>),
    mut each: impl FnMut(&OsStr, Kind),
) -> io::Result<()> {
    let meta = fs::symlink_metadata(folder);
    opened(meta.as_ref().map_err(|error| error.kind().into()));
    let mut read = Ok(());
    for entry in fs::read_dir(folder)? {
        match entry.and_then(|entry| Ok((entry.file_name(), entry.file_type()?))) {
            Ok((name, kind)) => each(&name, Kind::of(kind)),
            Err(error) => read = Err(error),
        }
    }
    read
}

/// Paths in their order. Thousands begin alike: those are told apart by the few bytes behind that.
fn sorted(paths: Vec<Arc<str>>) -> Vec<Arc<str>> {
    let Some(first) = paths.first() else { return paths };
    let alike = |path: &Arc<str>| {
        let pairs = first.bytes().zip(path.bytes());
        pairs.take_while(|(one, other)| one == other).count()
    };
    let shared = paths.iter().map(alike).min().unwrap_or_default();
    let begin = |path: &Arc<str>| {
        let rest = path.as_bytes().get(shared..).unwrap_or_default();
        let mut begin = [0; 8];
        begin.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        u64::from_be_bytes(begin)
    };
    let mut keyed: Vec<(u64, Arc<str>)> =
        paths.into_iter().map(|path| (begin(&path), path)).collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, path)| path).collect()
}

/// The path of something in a folder, in place of another path; the root is the empty one.
fn set_below(path: &mut String, folder: &str, name: &str) {
    path.clear();
    path.push_str(folder);
    if !folder.is_empty() {
        path.push('/');
    }
    path.push_str(name);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stand_in_their_order_however_much_of_them_is_alike() {
        let orders: [&[&str]; 6] = [
            &[],
            &["a/b"],
            &["backlog/BIG-00001.yaml", "backlog/BIG-00002.yaml", "backlog/BIG-00010.yaml"],
            &["a", "a/b", "a/b.yaml", "a/bc", "ab", "b"],
            &["x/1234567", "x/12345678", "x/123456789", "x/1234567890", "x/2"],
            &["p/\u{e4}", "p/\u{e4}\u{e4}", "p/\u{f6}"],
        ];
        for order in orders {
            let mut mixed: Vec<Arc<str>> = order.iter().rev().map(|path| (*path).into()).collect();
            assert_eq!(sorted(mixed.clone()).iter().map(|p| &**p).collect::<Vec<_>>(), order);
            mixed.rotate_left(order.len() / 2);
            assert_eq!(sorted(mixed).iter().map(|p| &**p).collect::<Vec<_>>(), order);
        }
    }

    #[test]
    fn a_folder_is_listed_whole_however_large_it_is() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("backlog/deep/er")).unwrap();
        // Long names: the system tells of them in several pieces.
        let mut expected: Vec<String> =
            (0..600).map(|n| format!("backlog/{}-{n:03}.yaml", "x".repeat(200))).collect();
        expected.push("backlog/deep/er/a.yaml".to_owned());
        expected.push("backlog/deep/z.yaml".to_owned());
        expected.sort();
        for path in &expected {
            std::fs::write(folder.path().join(path), "").unwrap();
        }
        std::fs::write(folder.path().join("backlog/.hidden.yaml"), "").unwrap();
        let (found, faults) = WorkTree::new(folder.path()).list_below("backlog");
        assert_eq!(found.iter().map(|path| &**path).collect::<Vec<_>>(), expected);
        assert_eq!(faults, []);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_inside_the_repository_alone() {
        use std::os::unix::fs::symlink;

        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("root");
        for path in ["a/b", "c"] {
            std::fs::create_dir_all(root.join(path)).unwrap();
        }
        std::fs::write(root.join("a/b/x.yaml"), "").unwrap();
        symlink("/nowhere", root.join("a/b/gone.yaml")).unwrap();
        symlink("b/x.yaml", root.join("a/inside.yaml")).unwrap();
        symlink("../a", root.join("c/folder")).unwrap();
        symlink("a", root.join("in")).unwrap();
        symlink(folder.path(), root.join("out")).unwrap();
        let tree = WorkTree::new(&root);
        for (place, expected, odd) in [
            ("a", vec!["a/b/x.yaml", "a/inside.yaml"], vec![("a/b/gone.yaml", Fault::Link)]),
            ("in", vec!["in/b/x.yaml", "in/inside.yaml"], vec![("in/b/gone.yaml", Fault::Link)]),
            ("c", vec![], vec![]),
            ("out", vec![], vec![("out", Fault::Link)]),
            ("absent", vec![], vec![]),
        ] {
            let (found, faults) = tree.list_below(place);
            assert_eq!(found.iter().map(|path| &**path).collect::<Vec<_>>(), expected);
            let faults: Vec<_> =
                faults.iter().map(|(path, fault)| (path.as_str(), *fault)).collect();
            assert_eq!(faults, odd, "{place}");
        }
    }
}
