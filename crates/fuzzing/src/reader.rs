//! A reader: a name, files to begin from, and what is done with a file.

use std::path::{Path, PathBuf};

use crate::{answers, begun, formats, plain, solved};

/// Reads a file; whether it is one.
pub type Read = dyn Fn(&[u8]) -> bool;

/// A reader of one kind of file.
pub struct Reader {
    /// Name on the command line, and of the folder of its files in `seeds`.
    pub name: String,
    /// Files that it reads without an error.
    pub seeds: Vec<Vec<u8>>,
    /// Reads a file.
    pub read: Box<Read>,
}

impl Reader {
    /// A reader whose files lie in the folder of its name.
    pub(crate) fn of(name: &str, read: impl Fn(&[u8]) -> bool + 'static) -> Self {
        Self::from(name, name, read)
    }

    /// A reader whose files lie in a folder of another name.
    pub(crate) fn from(name: &str, folder: &str, read: impl Fn(&[u8]) -> bool + 'static) -> Self {
        Self { name: name.into(), seeds: stored(folder), read: Box::new(read) }
    }

    /// A reader that wants a file on disk, of this ending.
    pub(crate) fn of_file(name: &str, file: &str, read: fn(&Path) -> bool) -> Self {
        let file = scratch(name).join(file);
        Self::of(name, move |bytes| {
            std::fs::write(&file, bytes).expect("a temporary file can be written");
            read(&file)
        })
    }
}

/// All readers, each with its files. Some of these are written by a small run first.
///
/// # Panics
/// Where temporary files cannot be written.
#[must_use]
pub fn readers() -> Vec<Reader> {
    let mut all = formats::readers();
    all.extend(solved::readers());
    all.extend(plain::readers());
    let begun = begun::Begun::run();
    all.extend(begun::readers(&begun));
    all.extend(answers::readers(&begun));
    all
}

/// Where this process has its temporary files.
fn own_folder() -> PathBuf {
    std::env::temp_dir().join(format!("fuzzing-{}", std::process::id()))
}

/// Takes the temporary files of all readers away.
pub fn clean_up() {
    // What cannot be removed is left to whoever cleans the folder of temporary files.
    let _ = std::fs::remove_dir_all(own_folder());
}

/// A folder for temporary files of a reader.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let folder = own_folder().join(name);
    std::fs::create_dir_all(&folder).expect("a temporary folder can be made");
    folder
}

/// The files of a reader, in the order of their names.
fn stored(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(name);
    let listed = std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut files: Vec<PathBuf> = listed.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    files.iter().map(|file| std::fs::read(file).expect("a stored file can be read")).collect()
}
