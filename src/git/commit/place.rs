//! A file by the folder that holds it. The folder is looked up step by step and through no link, and
//! held from then on: whoever puts something else in its place does not lead us elsewhere.

#[cfg(not(unix))]
pub(super) use elsewhere::Place;
#[cfg(unix)]
pub(super) use unix::Place;

#[cfg(unix)]
mod unix {
    use std::ffi::{OsStr, OsString};
    use std::fs::{File, Permissions};
    use std::io::{self, Read, Write};
    use std::os::fd::OwnedFd;
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;

    use rustix::fs::{AtFlags, CWD, Mode, OFlags};
    use rustix::io::Errno;

    /// A folder that is only held, wherever that can be told from one that is read.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    const HELD: OFlags = OFlags::PATH.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    const HELD: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

    /// A file, whether it is there or not.
    pub(in super::super) struct Place {
        folder: OwnedFd,
        name: OsString,
    }

    impl Place {
        /// A place below the root of a work tree; `None` where its folder is not there, or a link.
        pub(in super::super) fn below(root: &Path, path: &str) -> io::Result<Option<Self>> {
            let (above, name) = path.rsplit_once('/').unwrap_or(("", path));
            // How one comes to the root itself is the user's own affair.
            let mut folder = rustix::fs::openat(CWD, root, HELD, Mode::empty())?;
            for step in above.split('/').filter(|step| !step.is_empty()) {
                let flags = HELD.union(OFlags::NOFOLLOW);
                folder = match rustix::fs::openat(&folder, step, flags, Mode::empty()) {
                    Ok(folder) => folder,
                    Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP) => return Ok(None),
                    Err(error) => return Err(error.into()),
                };
            }
            Ok(Some(Self { folder, name: name.into() }))
        }

        /// A place in a folder of our own.
        pub(in super::super) fn at(path: &Path) -> io::Result<Self> {
            let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
                return Err(io::ErrorKind::InvalidInput.into());
            };
            let folder = rustix::fs::openat(CWD, folder, HELD, Mode::empty())?;
            Ok(Self { folder, name: name.to_owned() })
        }

        /// What is there, where that is a plain file.
        pub(in super::super) fn read(&self) -> io::Result<Vec<u8>> {
            // What blocks on opening is no plain file.
            let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
            let file = rustix::fs::openat(&self.folder, &self.name, flags, Mode::empty())?;
            let mut file = File::from(file);
            if !file.metadata()?.is_file() {
                return Err(io::ErrorKind::InvalidData.into());
            }
            let mut content = Vec::new();
            file.read_to_end(&mut content)?;
            Ok(content)
        }

        /// Writes a file where none is, with the rights of another one, if that is there.
        pub(in super::super) fn write_new(&self, content: &[u8], like: &Self) -> io::Result<()> {
            self.write(&self.name, content, like)
        }

        fn write(&self, name: &OsStr, content: &[u8], like: &Self) -> io::Result<()> {
            let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
            let rights = Mode::from_raw_mode(0o666);
            let mut file = File::from(rustix::fs::openat(&self.folder, name, flags, rights)?);
            file.write_all(content)?;
            let Ok(stat) = rustix::fs::statat(&like.folder, &like.name, AtFlags::SYMLINK_NOFOLLOW)
            else {
                return Ok(());
            };
            let rights = Mode::from_raw_mode(stat.st_mode).as_raw_mode();
            if file.metadata()?.permissions().mode() & 0o7777 != rights {
                file.set_permissions(Permissions::from_mode(rights))?;
            }
            Ok(())
        }

        /// Swaps two files in one step.
        pub(in super::super) fn exchange(&self, other: &Self) -> io::Result<()> {
            #[cfg(any(target_os = "linux", target_os = "macos"))]
            match self.rename(other, rustix::fs::RenameFlags::EXCHANGE) {
                Err(Errno::NOSYS | Errno::INVAL | Errno::OPNOTSUPP) => {}
                done => return Ok(done?),
            }
            // Some file systems cannot: then the old file gets a second name first.
            let mut aside = self.name.clone();
            aside.push(".old");
            let _ = rustix::fs::unlinkat(&self.folder, &aside, AtFlags::empty());
            let flags = AtFlags::empty();
            rustix::fs::linkat(&other.folder, &other.name, &self.folder, &aside, flags)
                .map_err(io::Error::from)
                .or_else(|_| self.write(&aside, &other.read()?, other))?;
            self.rename_over(other)?;
            Ok(rustix::fs::renameat(&self.folder, &aside, &self.folder, &self.name)?)
        }

        /// Moves a file to where none is.
        pub(in super::super) fn rename_new(&self, to: &Self) -> io::Result<()> {
            #[cfg(any(target_os = "linux", target_os = "macos"))]
            match self.rename(to, rustix::fs::RenameFlags::NOREPLACE) {
                Err(Errno::NOSYS | Errno::INVAL | Errno::OPNOTSUPP) => {}
                done => return Ok(done?),
            }
            if rustix::fs::statat(&to.folder, &to.name, AtFlags::SYMLINK_NOFOLLOW).is_ok() {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            self.rename_over(to)
        }

        #[cfg(any(target_os = "linux", target_os = "macos"))]
        fn rename(&self, to: &Self, flags: rustix::fs::RenameFlags) -> Result<(), Errno> {
            rustix::fs::renameat_with(&self.folder, &self.name, &to.folder, &to.name, flags)
        }

        fn rename_over(&self, to: &Self) -> io::Result<()> {
            Ok(rustix::fs::renameat(&self.folder, &self.name, &to.folder, &to.name)?)
        }

        /// Removes a file.
        pub(in super::super) fn remove(&self) -> io::Result<()> {
            Ok(rustix::fs::unlinkat(&self.folder, &self.name, AtFlags::empty())?)
        }

        /// Makes a folder.
        pub(in super::super) fn make_folder(&self) -> io::Result<()> {
            Ok(rustix::fs::mkdirat(&self.folder, &self.name, Mode::from_raw_mode(0o777))?)
        }

        /// Removes a folder that is empty.
        pub(in super::super) fn remove_folder(&self) -> io::Result<()> {
            Ok(rustix::fs::unlinkat(&self.folder, &self.name, AtFlags::REMOVEDIR)?)
        }
    }
}

#[cfg(not(unix))]
mod elsewhere {
    use std::fs::{self, OpenOptions};
    use std::io::{self, Write};
    use std::path::{Path, PathBuf};

    /// A file, whether it is there or not. A folder cannot be held here; it is looked at each time.
    pub(in super::super) struct Place(PathBuf);

    impl Place {
        pub(in super::super) fn below(root: &Path, path: &str) -> io::Result<Option<Self>> {
            let mut at = root.to_owned();
            let (above, name) = path.rsplit_once('/').unwrap_or(("", path));
            for step in above.split('/').filter(|step| !step.is_empty()) {
                at.push(step);
                match fs::symlink_metadata(&at) {
                    Ok(meta) if meta.is_dir() => {}
                    Ok(_) => return Ok(None),
                    Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                    Err(error) => return Err(error),
                }
            }
            Ok(Some(Self(at.join(name))))
        }

        pub(in super::super) fn at(path: &Path) -> io::Result<Self> {
            Ok(Self(path.to_owned()))
        }

        pub(in super::super) fn read(&self) -> io::Result<Vec<u8>> {
            if !fs::symlink_metadata(&self.0)?.is_file() {
                return Err(io::ErrorKind::InvalidData.into());
            }
            fs::read(&self.0)
        }

        pub(in super::super) fn write_new(&self, content: &[u8], like: &Self) -> io::Result<()> {
            let mut file = OpenOptions::new().write(true).create_new(true).open(&self.0)?;
            file.write_all(content)?;
            match fs::metadata(&like.0) {
                Ok(meta) if meta.permissions() != file.metadata()?.permissions() => {
                    file.set_permissions(meta.permissions())
                }
                _ => Ok(()),
            }
        }

        pub(in super::super) fn exchange(&self, other: &Self) -> io::Result<()> {
            // The old file gets a second name first.
            let aside = self.0.with_extension("old");
            let _ = fs::remove_file(&aside);
            fs::hard_link(&other.0, &aside).or_else(|_| fs::copy(&other.0, &aside).map(|_| ()))?;
            fs::rename(&self.0, &other.0)?;
            fs::rename(&aside, &self.0)
        }

        pub(in super::super) fn rename_new(&self, to: &Self) -> io::Result<()> {
            if fs::symlink_metadata(&to.0).is_ok() {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            fs::rename(&self.0, &to.0)
        }

        pub(in super::super) fn remove(&self) -> io::Result<()> {
            fs::remove_file(&self.0)
        }

        pub(in super::super) fn make_folder(&self) -> io::Result<()> {
            fs::create_dir(&self.0)
        }

        pub(in super::super) fn remove_folder(&self) -> io::Result<()> {
            fs::remove_dir(&self.0)
        }
    }
}
