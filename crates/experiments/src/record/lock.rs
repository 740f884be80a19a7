//! A file that one process holds at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

/// Opens the file, made where there is none, and locks it until it is closed; `None` where another
/// process or another part of this one holds it. What is in it stays.
pub(crate) fn locked(path: &Path) -> io::Result<Option<File>> {
    loop {
        let file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        match file.try_lock() {
            Ok(()) if is_at(&file, path) => return Ok(Some(file)),
            // Who held it gave it another name or took it away between opening and locking.
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

/// Whether the open file is the one that the path names.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(held), Ok(named)) => (held.dev(), held.ino()) == (named.dev(), named.ino()),
        _ => false,
    }
}

/// Elsewhere a file that is open keeps its name.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_held_by_one_at_a_time_and_again_after_it_is_closed_or_replaced() {
        let path = std::env::temp_dir().join(format!("darkstore-lock-{}", std::process::id()));
        let held = locked(&path).unwrap();
        assert!(held.is_some());
        assert!(locked(&path).unwrap().is_none(), "held");
        std::fs::remove_file(&path).unwrap();
        let anew = locked(&path).unwrap();
        assert!(anew.is_some(), "another file of that name");
        drop((held, anew));
        assert!(locked(&path).unwrap().is_some());
        std::fs::remove_file(&path).unwrap();
    }
}
