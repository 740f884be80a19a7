//! Finished replications of a run on disk, so that it can be gone on with: killed, or for more.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::units::SimTime;
use serde::{Deserialize, Serialize};
use sim_core::trace::{Fact, Witness};

use super::whole_file::WholeFile;
use crate::error::ExperimentError;
use crate::lab::{Identity, differences};
use crate::summary::Summary;

/// Name of the directory inside that of the results.
pub(super) const DIRECTORY: &str = ".finished";

/// Name of the file that says which run this is.
const IDENTITY: &str = "run.json";

/// Name of the file of what replications came to whose rows are in the tables.
const TABLED: &str = "tabled";

/// Facts in one piece of a file.
const PIECE: usize = 4096;

/// A directory with one file for each finished replication whose rows are not yet in the tables,
/// and one file of what those came to whose rows are.
///
/// A replication's file is pieces of facts, each after its length, an empty piece, the summary, and
/// the CRC-32 of all before. Files take their names when they are whole, so that a kill leaves no
/// half of one.
#[derive(Clone, Debug)]
pub struct Finished {
    directory: PathBuf,
    tabled: Arc<Vec<Ending>>,
}

/// What a replication came to, besides its facts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Ending {
    pub(crate) summary: Summary,
    pub(crate) click_to_door_ms: Vec<u32>,
}

impl Finished {
    /// Begins the directory inside `results`, or goes on with the one that an earlier run left.
    ///
    /// # Errors
    /// When one is there that was not to be gone on with, or one of another run, saying what
    /// differs, or it is damaged, or the disk refuses.
    pub fn begin(
        results: &Path,
        identity: &Identity,
        resume: bool,
    ) -> Result<Self, ExperimentError> {
        let directory = results.join(DIRECTORY);
        let file = directory.join(IDENTITY);
        if !file.exists() {
            let unwritable = |error| ExperimentError::unwritable(&directory, error);
            fs::create_dir_all(&directory).map_err(unwritable)?;
            let mut whole = WholeFile::create(&file)?;
            serde_json::to_writer_pretty(&mut whole, identity)
                .map_err(|error| ExperimentError::unwritable(&file, error))?;
            whole.finish()?;
            return Ok(Self { directory, tabled: Arc::default() });
        }
        if !resume {
            return Err(ExperimentError::JournalExists { file: directory });
        }
        Self::check(&directory, identity)?;
        let tabled = Arc::new(tabled(&directory.join(TABLED))?);
        Ok(Self { directory, tabled })
    }

    /// Replications of an earlier run in `results` whose rows are in the tables; `None` where there
    /// is no run to go on with. Nothing is written.
    ///
    /// # Errors
    /// It is of something else, saying what differs, or what it says of itself cannot be read.
    pub fn tabled_in(results: &Path, identity: &Identity) -> Result<Option<u32>, ExperimentError> {
        if !results.join(DIRECTORY).join(IDENTITY).exists() {
            return Ok(None);
        }
        Ok(Some(Self::begin(results, identity, true)?.tabled()))
    }

    /// Refuses an earlier run that is of something else.
    fn check(directory: &Path, identity: &Identity) -> Result<(), ExperimentError> {
        let file = directory.join(IDENTITY);
        let refuse = |error: &dyn std::fmt::Display| ExperimentError::unreadable(&file, error);
        let text = fs::read_to_string(&file).map_err(|error| refuse(&error))?;
        let found: Identity = serde_json::from_str(&text).map_err(|error| refuse(&error))?;
        let differences = differences(&found, identity);
        if differences.is_empty() {
            Ok(())
        } else {
            Err(ExperimentError::OtherJournal { file: directory.to_owned(), differences })
        }
    }

    /// Whether no replication is finished.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let is_replication = |entry: io::Result<fs::DirEntry>| {
            entry.is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with("replication-"))
        };
        let none = || fs::read_dir(&self.directory).is_ok_and(|mut all| !all.any(is_replication));
        self.tabled.is_empty() && none()
    }

    /// Replications whose rows are in the tables: the first ones.
    #[must_use]
    pub fn tabled(&self) -> u32 {
        self.tabled.len() as u32
    }

    /// What a replication came to whose rows are in the tables.
    pub(crate) fn ending(&self, replication: u32) -> Option<&Ending> {
        self.tabled.get(replication as usize)
    }

    /// Keeps what the next replications came to, now that their rows are in the tables, in place of
    /// their facts.
    pub(super) fn end(&self, endings: Vec<Ending>) -> Result<(), ExperimentError> {
        let mut all = (*self.tabled).clone();
        all.extend(endings);
        let content = postcard::to_stdvec(&all).expect("results are plain data");
        let path = self.directory.join(TABLED);
        let mut file = WholeFile::create(&path)?;
        [&crc32fast::hash(&content).to_le_bytes()[..], &content]
            .iter()
            .try_for_each(|part| file.write_all(part))
            .map_err(|error| ExperimentError::unwritable(&path, error))?;
        file.finish()?;
        for replication in 0..all.len() as u32 {
            let facts = self.file(replication);
            match fs::remove_file(&facts) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(ExperimentError::unwritable(facts, error));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn file(&self, replication: u32) -> PathBuf {
        self.directory.join(format!("replication-{replication:08}"))
    }

    /// Ready to take the facts of a replication.
    pub(super) fn writer(&self, replication: u32) -> Writer {
        let open = WholeFile::create(self.file(replication));
        let (file, failure) = match open {
            Ok(file) => (Some(Checked { inner: file, hasher: crc32fast::Hasher::new() }), None),
            Err(error) => (None, Some(error)),
        };
        Writer { path: self.file(replication), file, failure, piece: Vec::with_capacity(PIECE) }
    }

    /// Shows the facts of a finished replication to `witness`; `None` where it is not finished, or
    /// its file is damaged.
    pub(crate) fn replay(&self, replication: u32, witness: &mut dyn Witness) -> Option<Ending> {
        let path = self.file(replication);
        let length = is_sound(&path).ok()??;
        let mut file = BufReader::new(File::open(&path).ok()?).take(length);
        while let Some(facts) = piece::<Vec<(SimTime, Fact)>>(&mut file)? {
            for (at, fact) in &facts {
                witness.note(*at, fact);
            }
        }
        piece(&mut file)?
    }
}

/// What the tabled replications came to; none where there is no file of them.
fn tabled(path: &Path) -> Result<Vec<Ending>, ExperimentError> {
    let refuse = |reason: &dyn std::fmt::Display| ExperimentError::unreadable(path, reason);
    if !path.exists() {
        return Ok(Vec::new());
    }
    let bytes = fs::read(path).map_err(|error| refuse(&error))?;
    match bytes.split_first_chunk::<4>() {
        Some((checksum, content)) if crc32fast::hash(content) == u32::from_le_bytes(*checksum) => {
            postcard::from_bytes(content).map_err(|error| refuse(&error))
        }
        _ => Err(refuse(&"it is damaged: its checksum does not match its content")),
    }
}

/// The length of the content, where the checksum behind it is right.
fn is_sound(path: &Path) -> io::Result<Option<u64>> {
    let length = fs::metadata(path)?.len();
    let Some(content) = length.checked_sub(4) else { return Ok(None) };
    let mut file = BufReader::new(File::open(path)?);
    let mut hasher = crc32fast::Hasher::new();
    let mut left = content;
    let mut buffer = vec![0; 1 << 16];
    while left > 0 {
        let part = (buffer.len() as u64).min(left) as usize;
        file.read_exact(&mut buffer[..part])?;
        hasher.update(&buffer[..part]);
        left -= part as u64;
    }
    let mut checksum = [0; 4];
    file.read_exact(&mut checksum)?;
    Ok((hasher.finalize() == u32::from_le_bytes(checksum)).then_some(content))
}

/// Reads a piece: `Some(None)` for an empty one, `None` where there is none to read.
#[expect(clippy::option_option, reason = "an empty piece ends the facts, a missing one is damage")]
fn piece<T: for<'a> Deserialize<'a>>(file: &mut impl Read) -> Option<Option<T>> {
    let mut length = [0; 4];
    file.read_exact(&mut length).ok()?;
    let mut content = vec![0; u32::from_le_bytes(length) as usize];
    if content.is_empty() {
        return Some(None);
    }
    file.read_exact(&mut content).ok()?;
    postcard::from_bytes(&content).ok().map(Some)
}

/// A file and the checksum of what was written to it.
struct Checked {
    inner: WholeFile,
    hasher: crc32fast::Hasher,
}

impl Checked {
    fn piece(&mut self, content: &[u8]) -> io::Result<()> {
        let length = (content.len() as u32).to_le_bytes();
        for part in [&length[..], content] {
            self.hasher.update(part);
            self.inner.write_all(part)?;
        }
        Ok(())
    }
}

/// Takes the facts of one replication to the disk as they come.
pub(super) struct Writer {
    path: PathBuf,
    file: Option<Checked>,
    failure: Option<ExperimentError>,
    piece: Vec<(SimTime, Fact)>,
}

impl Writer {
    pub(super) fn note(&mut self, at: SimTime, fact: &Fact) {
        self.piece.push((at, *fact));
        if self.piece.len() == PIECE {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let content = postcard::to_stdvec(&self.piece).expect("facts are plain data");
        self.write(&content);
        self.piece.clear();
    }

    fn write(&mut self, content: &[u8]) {
        if let Some(file) = &mut self.file
            && let Err(error) = file.piece(content)
        {
            self.file = None;
            self.failure = Some(ExperimentError::unwritable(&self.path, error));
        }
    }

    /// Ends the file with the summary and gives it its name.
    ///
    /// # Errors
    /// When something of it could not be written: the replication counts as not finished.
    pub(super) fn end(mut self, ending: &Ending) -> Result<(), ExperimentError> {
        if !self.piece.is_empty() {
            self.flush();
        }
        self.write(&[]);
        self.write(&postcard::to_stdvec(ending).expect("results are plain data"));
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        let Some(Checked { mut inner, hasher }) = self.file else { return Ok(()) };
        inner
            .write_all(&hasher.finalize().to_le_bytes())
            .map_err(|error| ExperimentError::unwritable(&self.path, error))?;
        inner.finish()
    }
}
