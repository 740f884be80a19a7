//! Finished replications on disk, each written as it finishes, so that nothing is run twice.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::error::ExperimentError;
use crate::summary::Summary;

/// The first bytes of a journal; the number is that of its format.
const MAGIC: &[u8; 8] = b"DSJOURN1";

/// Name of the file in the directory of results.
const FILE: &str = "journal";

/// What an experiment is, line by line: two journals belong together when all lines are equal.
pub type Identity = Vec<(String, String)>;

/// One finished replication.
#[derive(Serialize, Deserialize)]
pub(super) struct Entry {
    /// The cell, as resolved.
    pub(super) cell: String,
    /// Which replication.
    pub(super) replication: u32,
    /// What it came to.
    pub(super) summary: Summary,
}

/// A file that only grows: the identity of the experiment, then one record per replication.
///
/// A record is its length, its CRC-32 and its content; a record cut short by a kill or a full disk
/// is recognised and dropped.
pub struct Journal {
    path: PathBuf,
    file: File,
    synced: Instant,
}

impl Journal {
    /// Begins a journal in `directory`.
    ///
    /// # Errors
    /// When there is one already, or the directory cannot be written to.
    pub fn create(directory: &Path, identity: &Identity) -> Result<Self, ExperimentError> {
        std::fs::create_dir_all(directory)
            .map_err(|error| ExperimentError::unwritable(directory, error))?;
        let path = directory.join(FILE);
        let file =
            OpenOptions::new().write(true).create_new(true).open(&path).map_err(|error| {
                if error.kind() == io::ErrorKind::AlreadyExists {
                    ExperimentError::JournalExists { file: path.clone() }
                } else {
                    ExperimentError::unwritable(&path, error)
                }
            })?;
        let mut journal = Self { path, file, synced: Instant::now() };
        journal.write(MAGIC)?;
        journal.append(identity)?;
        Ok(journal)
    }

    /// Goes on with the journal of `directory`; begins one where there is none.
    ///
    /// # Errors
    /// When it is of another experiment or program, saying what differs, or cannot be read.
    pub(super) fn resume(
        directory: &Path,
        identity: &Identity,
    ) -> Result<(Self, Vec<Entry>), ExperimentError> {
        let path = directory.join(FILE);
        if !path.exists() {
            return Ok((Self::create(directory, identity)?, Vec::new()));
        }
        let unreadable = |error: &dyn std::fmt::Display| ExperimentError::Unreadable {
            file: path.clone(),
            reason: error.to_string(),
        };
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .open(&path)
            .map_err(|error| unreadable(&error))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
        let Some(mut rest) = bytes.strip_prefix(MAGIC) else {
            return Err(unreadable(&"it does not begin like a journal of this program"));
        };
        let Some(found) = record::<Identity>(&mut rest) else {
            return Err(unreadable(&"it breaks off before it says what it is about"));
        };
        let differences = differences(&found, identity);
        if !differences.is_empty() {
            return Err(ExperimentError::OtherJournal { file: path, differences });
        }
        let mut entries = Vec::new();
        while let Some(entry) = record(&mut rest) {
            entries.push(entry);
        }
        let good = (bytes.len() - rest.len()) as u64;
        file.set_len(good)
            .and_then(|()| file.seek(SeekFrom::End(0)))
            .map_err(|error| ExperimentError::unwritable(&path, error))?;
        Ok((Self { path, file, synced: Instant::now() }, entries))
    }

    /// Appends a finished replication.
    pub(super) fn note(&mut self, entry: &Entry) -> Result<(), ExperimentError> {
        self.append(entry)?;
        // What is written survives the end of the program at once, and that of the machine soon.
        if self.synced.elapsed() > Duration::from_secs(1) {
            self.file
                .sync_data()
                .map_err(|error| ExperimentError::unwritable(&self.path, error))?;
            self.synced = Instant::now();
        }
        Ok(())
    }

    fn append(&mut self, content: &impl Serialize) -> Result<(), ExperimentError> {
        let content = postcard::to_stdvec(content).expect("results are plain data");
        let mut record = Vec::with_capacity(content.len() + 8);
        record.extend_from_slice(&(content.len() as u32).to_le_bytes());
        record.extend_from_slice(&crc32fast::hash(&content).to_le_bytes());
        record.extend_from_slice(&content);
        self.write(&record)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), ExperimentError> {
        self.file.write_all(bytes).map_err(|error| ExperimentError::unwritable(&self.path, error))
    }
}

/// Takes a record off the front; `None` where none is whole.
fn record<T: for<'a> Deserialize<'a>>(bytes: &mut &[u8]) -> Option<T> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (checksum, rest) = rest.split_first_chunk::<4>()?;
    let content = rest.get(..u32::from_le_bytes(*length) as usize)?;
    if crc32fast::hash(content) != u32::from_le_bytes(*checksum) {
        return None;
    }
    let read = postcard::from_bytes(content).ok()?;
    *bytes = &rest[content.len()..];
    Some(read)
}

/// What tells two experiments apart, in words.
pub(crate) fn differences(found: &Identity, wanted: &Identity) -> Vec<String> {
    let value = |of: &Identity, name: &str| {
        of.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    };
    let mut names: Vec<&String> = found.iter().chain(wanted).map(|(name, _)| name).collect();
    names.dedup();
    let mut told = Vec::new();
    for name in names {
        let (then, now) = (value(found, name), value(wanted, name));
        if then == now || told.iter().any(|(known, _)| *known == name) {
            continue;
        }
        let shown = |value: Option<String>| value.unwrap_or_default();
        let (then, now) = first_difference(&shown(then), &shown(now));
        told.push((name, format!("{name}: `{then}` in the journal, `{now}` now")));
    }
    told.into_iter().map(|(_, text)| text).collect()
}

/// The first lines in which two texts differ.
fn first_difference(a: &str, b: &str) -> (String, String) {
    let (mut a, mut b) = (a.lines(), b.lines());
    loop {
        match (a.next(), b.next()) {
            (Some(x), Some(y)) if x == y => {}
            (x, y) => {
                let shown = |line: Option<&str>| line.map_or("nothing", str::trim).to_owned();
                return (shown(x), shown(y));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(seed: &str) -> Identity {
        vec![("version".into(), "1".into()), ("seed".into(), seed.into())]
    }

    #[test]
    fn differences_name_what_changed_and_the_first_line_of_it() {
        let mut other = identity("2");
        other.push(("scenario".into(), "a\nb".into()));
        let mut here = identity("3");
        here.push(("scenario".into(), "a\nc".into()));
        assert_eq!(
            differences(&other, &here),
            ["seed: `2` in the journal, `3` now", "scenario: `b` in the journal, `c` now"]
        );
        assert!(differences(&here, &here).is_empty());
    }
}
