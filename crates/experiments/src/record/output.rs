//! A directory of results: tables as they grow, and a summary that says what they are.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::facts;
use super::finished::{DIRECTORY, Ending, Finished};
use super::parquet::ParquetFile;
use super::recording::{Recorder, Recording};
use super::table::Table;
use super::whole_file::WholeFile;
use crate::capture::{Capturing, FOLDER, Questions, Selection};
use crate::error::ExperimentError;

/// A file of results, as the summary lists it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct FileEntry {
    /// Name inside the directory.
    pub file: String,
    /// Rows of the table, or lines of the file.
    pub rows: u64,
}

/// A directory that takes recordings, replication by replication.
///
/// A table that cannot be written is given up, its space is freed, and the others go on: the
/// results of a long run do not hang on its largest table.
pub struct Output {
    directory: PathBuf,
    tables: Vec<(String, Option<ParquetFile>)>,
    with_facts: bool,
    captured: Option<(Questions, Capturing)>,
    finished: Option<Finished>,
    /// What the appended replications came to.
    endings: Vec<Ending>,
    failures: Vec<ExperimentError>,
}

const SUMMARY: &str = "summary.json";
const FACTS: &str = "facts";
/// Every replication has rows in it.
const CHAIN: &str = "chain.parquet";

impl Output {
    /// Makes the directory and begins its tables, under temporary names.
    ///
    /// # Errors
    /// When the directory cannot be made or not written to.
    pub fn create(directory: &Path, with_facts: bool) -> Result<Self, ExperimentError> {
        if directory.exists() && !directory.is_dir() {
            return Err(ExperimentError::unwritable(directory, "it is not a directory"));
        }
        fs::create_dir_all(directory)
            .map_err(|error| ExperimentError::unwritable(directory, error))?;
        let empty = Recording::after(domain::units::SimTime::ZERO, 0, false);
        let (tables, _) = empty.into_tables();
        let mut tables: Vec<(&str, Table)> = Recording::NAMES.into_iter().zip(tables).collect();
        if with_facts {
            tables.push((FACTS, facts::table(0, &[])));
        }
        let tables = tables
            .into_iter()
            .map(|(name, empty)| {
                let file = format!("{name}.parquet");
                let table = ParquetFile::create(directory.join(&file), &empty)?;
                Ok((file, Some(table)))
            })
            .collect::<Result<_, ExperimentError>>()?;
        Ok(Self {
            directory: directory.to_owned(),
            tables,
            with_facts,
            captured: None,
            finished: None,
            endings: Vec::new(),
            failures: Vec::new(),
        })
    }

    /// Also keeps the questions of these decisions, as instances named after the scenario.
    ///
    /// # Errors
    /// When their files cannot be begun.
    pub fn capture(&mut self, selection: Selection, scenario: &str) -> Result<(), ExperimentError> {
        let questions = Questions::create(&self.directory, &selection)?;
        self.captured = Some((questions, Capturing { selection, scenario: scenario.into() }));
        Ok(())
    }

    /// Keeps finished replications, so that the run can be gone on with; takes over the rows of
    /// those that an earlier run finished.
    ///
    /// # Errors
    /// When the tables of the earlier run are not whole.
    pub fn keep(&mut self, finished: Finished) -> Result<(), ExperimentError> {
        for (name, table) in &mut self.tables {
            let Some(table) = table else { continue };
            let file = self.directory.join(&*name);
            let found = table.take_over(&file, finished.tabled())?;
            // Of other tables a replication may have no row.
            if *name == CHAIN && found != finished.tabled() {
                let reason =
                    format!("it has {found} of {} finished replications", finished.tabled());
                return Err(ExperimentError::unreadable(file, reason));
            }
        }
        self.finished = Some(finished);
        Ok(())
    }

    /// Replications whose rows an earlier run left in the tables.
    #[must_use]
    pub fn tabled(&self) -> u32 {
        self.finished.as_ref().map_or(0, Finished::tabled)
    }

    /// Gives the tables up; whether no finished replication is kept.
    #[must_use]
    pub fn is_nothing_kept(self) -> bool {
        self.finished.is_none_or(|finished| finished.is_empty())
    }

    /// Folders that a run has made in a directory of results.
    #[must_use]
    pub fn folders(directory: &Path) -> Vec<String> {
        let folders = [FOLDER, DIRECTORY].into_iter();
        folders.filter(|name| directory.join(name).is_dir()).map(str::to_owned).collect()
    }

    /// All names that a run may give to its files and folders.
    #[must_use]
    pub fn names() -> Vec<String> {
        let tables = Recording::NAMES.into_iter().chain([FACTS]);
        let tables = tables.map(|name| format!("{name}.parquet"));
        let others = [SUMMARY, FOLDER, DIRECTORY].map(str::to_owned);
        tables.chain(others).collect()
    }

    /// What makes the recordings that this directory takes.
    #[must_use]
    pub fn recorder(&self) -> Recorder {
        let capturing = self.captured.as_ref().map(|(_, capturing)| capturing.clone());
        Recorder { facts: self.with_facts, capturing, finished: self.finished.clone() }
    }

    /// Appends a replication; give them in order.
    pub fn append(&mut self, mut recording: Recording) {
        if let (Some((questions, _)), Some(capture)) =
            (&mut self.captured, recording.capture.take())
        {
            questions.append(capture);
        }
        self.failures.extend(recording.failure.take());
        self.endings.extend(recording.ending.take());
        let replication = recording.replication();
        let (tables, facts) = recording.into_tables();
        for (index, table) in tables.into_iter().enumerate() {
            self.append_to(index, table);
        }
        if let Some(facts) = facts {
            for table in facts::tables(replication, &facts) {
                self.append_to(Recording::NAMES.len(), table);
            }
        }
    }

    fn append_to(&mut self, index: usize, table: Table) {
        let slot = &mut self.tables[index].1;
        if let Some(file) = slot
            && let Err(failure) = file.append(table)
        {
            *slot = None;
            self.failures.push(failure);
        }
    }

    /// Gives the tables their names, then writes the summary, made from the list of files.
    ///
    /// # Errors
    /// Every file that could not be written; the others are whole.
    pub fn finish(
        mut self,
        summary: impl FnOnce(&[FileEntry]) -> String,
    ) -> Result<Vec<PathBuf>, Unwritten> {
        let mut entries = Vec::new();
        for (file, table) in std::mem::take(&mut self.tables) {
            match table.map(ParquetFile::finish) {
                Some(Ok(rows)) => entries.push(FileEntry { file, rows }),
                Some(Err(failure)) => self.failures.push(failure),
                None => {}
            }
        }
        if let Some((questions, _)) = self.captured.take() {
            let (files, failures) = questions.finish();
            entries.extend(files);
            self.failures.extend(failures);
        }
        let mut files: Vec<PathBuf> =
            entries.iter().map(|entry| self.directory.join(&entry.file)).collect();
        let path = self.directory.join(SUMMARY);
        match write_whole(&path, &summary(&entries)) {
            Ok(()) => files.push(path),
            Err(failure) => self.failures.push(failure),
        }
        if let Some(finished) = self.finished.take().filter(|_| self.failures.is_empty())
            && let Err(failure) = finished.end(std::mem::take(&mut self.endings))
        {
            self.failures.push(failure);
        }
        if self.failures.is_empty() {
            Ok(files)
        } else {
            Err(Unwritten { failures: self.failures, files })
        }
    }
}

/// What became of a directory not all of which could be written.
#[derive(Debug)]
pub struct Unwritten {
    /// What could not be written, and why.
    pub failures: Vec<ExperimentError>,
    /// The files that are whole.
    pub files: Vec<PathBuf>,
}

fn write_whole(path: &Path, text: &str) -> Result<(), ExperimentError> {
    let mut file = WholeFile::create(path)?;
    writeln!(file, "{text}").map_err(|error| ExperimentError::unwritable(path, error))?;
    file.finish()
}
