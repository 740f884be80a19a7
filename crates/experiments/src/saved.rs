//! A day stopped in a file: the scenario, the replication and the state, under a checksum.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use domain::decision::Policies;
use domain::instance::Instance;
use domain::units::SimTime;
use serde::{Deserialize, Serialize};
use sim_core::Snapshot;

use crate::error::ExperimentError;
use crate::record::WholeFile;
use crate::start::Start;

/// The first bytes of the file; the number is that of its format, and grows with every change of
/// what a state holds.
const MAGIC: &[u8; 8] = b"DSSTATE4";

/// The first of these, which files of every format have.
const ANY_FORMAT: usize = 7;

/// A replication as it was at a time of its day, and all that is needed to go on.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SavedDay {
    /// Version of the program that wrote it.
    pub version: String,
    /// Name of the scenario.
    pub scenario: String,
    /// The scenario as resolved, TOML.
    pub text: String,
    /// Where files that the scenario names are looked for.
    pub base: PathBuf,
    /// Seed of all streams.
    pub seed: u64,
    /// Which replication.
    pub replication: u32,
    /// The state.
    pub snapshot: Snapshot,
}

/// Runs the first replication up to `at` and saves its state.
///
/// # Errors
/// When a solver fails, or cannot tell what it knows.
pub fn stop_at(
    instance: &Instance,
    policies: Policies,
    start: &Start,
    seed: u64,
    at: SimTime,
) -> Result<Snapshot, ExperimentError> {
    let mut nobody = ();
    let mut simulation = start.begin(instance, policies, seed, 0, &mut nobody)?;
    simulation
        .run_until(at)
        .map_err(|source| ExperimentError::Simulation { replication: 0, source })?;
    Ok(simulation.snapshot(at)?)
}

impl SavedDay {
    /// Writes the file, whole or not at all.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), ExperimentError> {
        let content = postcard::to_stdvec(self).expect("a saved day is plain data");
        let mut file = WholeFile::create(path)?;
        let checksum = crc32fast::hash(&content).to_le_bytes();
        [&MAGIC[..], &checksum, &content]
            .iter()
            .try_for_each(|part| file.write_all(part))
            .map_err(|error| ExperimentError::unwritable(path, error))?;
        file.finish()
    }

    /// What tells it from every other saved day.
    #[must_use]
    pub fn checksum(&self) -> u32 {
        crc32fast::hash(&postcard::to_stdvec(self).expect("a saved day is plain data"))
    }

    /// Whether a file begins like a saved day, of this format or another.
    #[must_use]
    pub fn is_in(path: &Path) -> bool {
        let mut start = [0; ANY_FORMAT];
        let begun = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut start));
        begun.is_ok() && start == MAGIC[..ANY_FORMAT]
    }

    /// Reads a file that `version` of the program wrote.
    ///
    /// # Errors
    /// When it cannot be read, is no saved day, is damaged, or of another version.
    pub fn read(path: &Path, version: &str) -> Result<Self, ExperimentError> {
        let refuse = |reason: String| ExperimentError::Unreadable { file: path.into(), reason };
        let bytes = std::fs::read(path).map_err(|error| refuse(error.to_string()))?;
        let Some((checksum, content)) =
            bytes.strip_prefix(MAGIC).and_then(|rest| rest.split_first_chunk::<4>())
        else {
            return Err(refuse(
                "it is not a saved day of this program, or of another format".into(),
            ));
        };
        if crc32fast::hash(content) != u32::from_le_bytes(*checksum) {
            return Err(refuse("it is damaged: its checksum does not match its content".into()));
        }
        // The version stands first, so that it can be told although all else has changed.
        let written: String = postcard::take_from_bytes(content)
            .map(|(version, _)| version)
            .map_err(|error| refuse(error.to_string()))?;
        if written != version {
            return Err(refuse(format!("version {written} wrote it, this is version {version}")));
        }
        postcard::from_bytes(content).map_err(|error| refuse(error.to_string()))
    }
}
