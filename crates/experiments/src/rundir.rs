//! The directory that a run has written: what was run, and what it came to.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::error::ExperimentError;
use crate::record::chain::Mark;
use crate::record::reading;

/// A run on disk: a recipe from which it can be simulated again.
#[derive(Clone, Debug)]
pub struct RunDirectory {
    /// Where it lies.
    pub path: PathBuf,
    /// Version of the program that wrote it.
    pub version: String,
    /// Name of the scenario.
    pub scenario: String,
    /// The scenario as resolved, in TOML.
    pub scenario_text: String,
    /// Where files that the scenario names are looked for.
    pub scenario_directory: PathBuf,
    /// Seed of all streams.
    pub seed: u64,
    /// Replications 2k and 2k + 1 are mirrored partners.
    pub is_antithetic: bool,
    /// Decision and chosen solver.
    pub policies: Vec<(String, String)>,
    /// Fingerprint of each replication.
    pub fingerprints: Vec<u64>,
    /// Names of the tables it kept.
    pub files: Vec<String>,
}

#[derive(Deserialize)]
struct Manifest {
    version: String,
    #[serde(default)]
    files: Vec<File>,
    results: Results,
    fingerprints: Vec<String>,
    #[serde(default)]
    scenario_directory: PathBuf,
    scenario_text: String,
}

#[derive(Deserialize)]
struct File {
    file: String,
}

#[derive(Deserialize)]
struct Results {
    scenario: String,
    seed: u64,
    antithetic: bool,
    policies: std::collections::BTreeMap<String, String>,
}

const SUMMARY: &str = "summary.json";

impl RunDirectory {
    /// Reads what a run has written into `path`.
    ///
    /// # Errors
    /// It is not a directory of a run, or its summary lacks a field or has a wrong one.
    pub fn open(path: &Path) -> Result<Self, ExperimentError> {
        let not = |reason: &str| ExperimentError::NotARun {
            directory: path.to_owned(),
            reason: reason.into(),
        };
        if !path.is_dir() {
            return Err(not(if path.exists() {
                "it is a file"
            } else {
                "there is no such directory"
            }));
        }
        let file = path.join(SUMMARY);
        if !file.is_file() {
            return Err(not("it has no `summary.json`"));
        }
        let wrong = |reason: &dyn std::fmt::Display| ExperimentError::unreadable(&file, reason);
        let text = fs::read_to_string(&file).map_err(|error| wrong(&error))?;
        let Manifest { version, files, results, fingerprints, scenario_directory, scenario_text } =
            serde_json::from_str(&text).map_err(|error| wrong(&error))?;
        let fingerprints = fingerprints
            .iter()
            .enumerate()
            .map(|(replication, text)| {
                u64::from_str_radix(text, 16).map_err(|_| {
                    wrong(&format!(
                        "`fingerprints[{replication}]` is `{text}`, expected 16 hexadecimal digits"
                    ))
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            path: path.to_owned(),
            version,
            scenario: results.scenario,
            scenario_text,
            scenario_directory,
            seed: results.seed,
            is_antithetic: results.antithetic,
            policies: results.policies.into_iter().collect(),
            fingerprints,
            files: files.into_iter().map(|file| file.file).collect(),
        })
    }

    /// Number of replications.
    #[must_use]
    pub fn replications(&self) -> u32 {
        self.fingerprints.len() as u32
    }

    /// The hash chain of each replication.
    ///
    /// # Errors
    /// `chain.parquet` cannot be read, or does not fit the fingerprints of the summary.
    pub fn chains(&self) -> Result<Vec<Vec<Mark>>, ExperimentError> {
        let file = self.path.join("chain.parquet");
        let chains = reading::chain(&file)?;
        let ends = chains.iter().map(|marks| marks.last().map(|mark| mark.hash));
        if ends.eq(self.fingerprints.iter().map(|hash| Some(*hash))) {
            Ok(chains)
        } else {
            Err(ExperimentError::unreadable(
                file,
                "its last fingerprints are not those of `summary.json`",
            ))
        }
    }

    /// The table of all facts, where the run kept it.
    #[must_use]
    pub fn facts(&self) -> Option<PathBuf> {
        // A file of an earlier run in the same directory is not this run's.
        let is_own = self.files.iter().any(|file| file == "facts.parquet");
        is_own.then(|| self.path.join("facts.parquet")).filter(|file| file.is_file())
    }

    /// Checks that a replication simulated anew came out as it did then.
    ///
    /// # Errors
    /// [`ExperimentError::NotRepeated`] where it did not.
    pub fn verify(&self, replication: u32, anew: u64) -> Result<(), ExperimentError> {
        let stored = self.fingerprints[replication as usize];
        if stored == anew {
            return Ok(());
        }
        let directory = self.path.clone();
        Err(ExperimentError::NotRepeated { directory, replication, stored, anew })
    }
}
