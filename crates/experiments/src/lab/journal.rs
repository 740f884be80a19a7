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
    ) -> Result<(Self, Entries), ExperimentError> {
        let path = directory.join(FILE);
        if !path.exists() {
            return Ok((Self::create(directory, identity)?, Entries::default()));
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
        if is_stub(&bytes) {
            // Killed, or the disk full, before anything was finished.
            drop(file);
            std::fs::remove_file(&path)
                .map_err(|error| ExperimentError::unwritable(&path, error))?;
            return Ok((Self::create(directory, identity)?, Entries::default()));
        }
        let Some(mut rest) = bytes.strip_prefix(MAGIC) else {
            return Err(unreadable(&"it does not begin like a journal of this program"));
        };
        let Record::Whole(found) = record::<Identity>(&mut rest) else {
            return Err(unreadable(&"what it says of its experiment is damaged"));
        };
        let differences = differences(&found, identity);
        if !differences.is_empty() {
            return Err(ExperimentError::OtherJournal { file: path, differences });
        }
        let mut entries = Entries::default();
        loop {
            match record(&mut rest) {
                Record::Whole(entry) => entries.whole.push(entry),
                Record::Damaged => entries.damaged += 1,
                Record::Torn => break,
            }
        }
        entries.torn = rest.len();
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
        let before = self.file.stream_position();
        self.file.write_all(bytes).map_err(|error| {
            // What is written later must not stand behind half a record.
            if let Ok(before) = before {
                let _ = self.file.set_len(before);
                let _ = self.file.seek(SeekFrom::Start(before));
            }
            ExperimentError::unwritable(&self.path, error)
        })
    }
}

/// What a journal holds.
#[derive(Default)]
pub(super) struct Entries {
    /// Finished replications.
    pub(super) whole: Vec<Entry>,
    /// Records whose content is not what was written.
    pub(super) damaged: usize,
    /// Bytes of a last record that was cut short.
    pub(super) torn: usize,
}

/// What stands next in a journal.
enum Record<T> {
    /// A record as it was written.
    Whole(T),
    /// One whose content is not what was written; the next one begins where its length says.
    Damaged,
    /// None, or one that was cut short.
    Torn,
}

/// Whether a journal was cut short before it said what it is about.
fn is_stub(bytes: &[u8]) -> bool {
    let Some(rest) = bytes.strip_prefix(MAGIC) else { return MAGIC.starts_with(bytes) };
    matches!(record::<Identity>(&mut &*rest), Record::Torn)
}

/// Takes a record off the front.
fn record<T: for<'a> Deserialize<'a>>(bytes: &mut &[u8]) -> Record<T> {
    let parts = bytes.split_first_chunk::<4>().and_then(|(length, rest)| {
        let (checksum, rest) = rest.split_first_chunk::<4>()?;
        let length = u32::from_le_bytes(*length) as usize;
        Some((u32::from_le_bytes(*checksum), rest.get(..length)?, &rest[length..]))
    });
    let Some((checksum, content, rest)) = parts else { return Record::Torn };
    *bytes = rest;
    if crc32fast::hash(content) != checksum {
        return Record::Damaged;
    }
    postcard::from_bytes(content).map_or(Record::Damaged, Record::Whole)
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

/// The first line that only one text has, of each; comments and blank lines apart.
fn first_difference(a: &str, b: &str) -> (String, String) {
    let lines = |text: &str| -> Vec<String> {
        let told = text.lines().map(|line| line.trim().to_owned());
        told.filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
    };
    let (a, b) = (lines(a), lines(b));
    let only = |of: &[String], other: &[String]| {
        // Settings tell more than the headings they stand under.
        let mut own: Vec<&String> = of.iter().filter(|line| !other.contains(line)).collect();
        own.sort_by_key(|line| line.starts_with('['));
        own.first().map_or_else(|| "nothing".to_owned(), |line| (*line).clone())
    };
    (only(&a, &b), only(&b, &a))
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
