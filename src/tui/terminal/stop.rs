//! Stopping like any job of a shell, and knowing whether there is a shell.

use std::io;

use signal_hook::consts::SIGTSTP;
use signal_hook::low_level;

/// Stops the process; comes back when it is continued.
pub(super) fn stop() -> io::Result<()> {
    low_level::emulate_default_handler(SIGTSTP)
}

/// Whether somebody watches this job who can continue it.
///
/// The kernel's rule: some ancestor outside the process group belongs to the same session. Where
/// the system does not show its processes, a shell is taken for granted.
pub(super) fn can_be_continued() -> bool {
    let Some(own) = Process::read("self") else {
        return true;
    };
    let mut parent = own.parent;
    while let Some(ancestor) = Process::read(&parent.to_string()) {
        if ancestor.session != own.session {
            return false;
        }
        if ancestor.group != own.group {
            return true;
        }
        parent = ancestor.parent;
    }
    false
}

struct Process {
    parent: u32,
    group: u32,
    session: u32,
}

impl Process {
    fn read(id: &str) -> Option<Self> {
        Self::parse(&std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?)
    }

    fn parse(stat: &str) -> Option<Self> {
        // The name in parentheses may itself hold spaces and parentheses.
        let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace().skip(1);
        let mut number = || fields.next()?.parse().ok();
        Some(Self { parent: number()?, group: number()?, session: number()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_name_can_hold_anything() {
        let process = Process::parse("12 (a) b (c) S 3 12 7 34816 12 4194304").unwrap();
        assert_eq!((process.parent, process.group, process.session), (3, 12, 7));
        assert!(Process::parse("12 (cut off").is_none());
        assert!(Process::parse("").is_none());
    }
}
