//! Files of captured questions, filled replication by replication.

use std::collections::BinaryHeap;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use super::sample::{Capture, Drawn, Kept, Origin, admit};
use super::selection::Selection;
use crate::error::ExperimentError;
use crate::record::{FileEntry, WholeFile};

/// The folder of captured questions in a directory of results.
pub(crate) const FOLDER: &str = "questions";

/// One file of JSON lines for each chosen decision.
///
/// A file that cannot be written is given up, and the others go on.
pub struct Questions {
    files: Vec<QuestionFile>,
    failures: Vec<ExperimentError>,
}

struct QuestionFile {
    name: String,
    file: Option<WholeFile>,
    rows: u64,
    /// For a sample: the questions with the lowest lots of all replications so far.
    sample: BinaryHeap<Drawn>,
}

impl Questions {
    /// Begins the files in the folder `questions` of a directory that exists.
    ///
    /// # Errors
    /// When a file cannot be begun.
    pub fn create(directory: &Path, selection: &Selection) -> Result<Self, ExperimentError> {
        let folder = directory.join(FOLDER);
        fs::create_dir_all(&folder).map_err(|error| ExperimentError::unwritable(&folder, error))?;
        let file = |decision: &str| {
            let name = format!("{decision}.jsonl");
            let file = WholeFile::create(folder.join(&name))?;
            let name = format!("{FOLDER}/{name}");
            Ok(QuestionFile { name, file: Some(file), rows: 0, sample: BinaryHeap::new() })
        };
        let files = selection.chosen().iter().map(|chosen| file(chosen.decision));
        let files = files.collect::<Result<_, ExperimentError>>()?;
        Ok(Self { files, failures: Vec::new() })
    }

    /// Appends a replication; give them in order.
    pub fn append(&mut self, capture: Capture) {
        for (file, kept) in self.files.iter_mut().zip(capture.into_kept()) {
            match kept {
                Kept::All(lines, count) => {
                    file.rows += count;
                    file.write(&lines, &mut self.failures);
                }
                Kept::Sample(sample, at_most) => {
                    for drawn in sample {
                        admit(&mut file.sample, at_most, drawn);
                    }
                }
            }
        }
    }

    /// Writes the samples, in the order in which their questions were asked, and gives the files
    /// their names.
    ///
    /// # Errors
    /// Every file that could not be written; the entries are those of the others.
    pub(crate) fn finish(mut self) -> (Vec<FileEntry>, Vec<ExperimentError>) {
        let mut entries = Vec::new();
        for mut file in self.files {
            let mut sample = std::mem::take(&mut file.sample).into_vec();
            sample.sort_unstable_by_key(|drawn| (drawn.replication, drawn.number));
            for drawn in sample {
                file.rows += 1;
                file.write(&drawn.line, &mut self.failures);
            }
            match file.file.map(WholeFile::finish) {
                Some(Ok(())) => entries.push(FileEntry { file: file.name, rows: file.rows }),
                Some(Err(failure)) => self.failures.push(failure),
                None => {}
            }
        }
        (entries, self.failures)
    }
}

impl QuestionFile {
    fn write(&mut self, text: &str, failures: &mut Vec<ExperimentError>) {
        if let Some(file) = &mut self.file
            && let Err(error) = file.write_all(text.as_bytes())
        {
            failures.push(ExperimentError::unwritable(file.path(), error));
            self.file = None;
        }
    }
}

/// Makes the witnesses of a run that is captured.
#[derive(Clone, Debug)]
pub(crate) struct Capturing {
    /// What to capture.
    pub(crate) selection: Selection,
    /// Name of the scenario.
    pub(crate) scenario: String,
}

impl Capturing {
    /// The witness of one replication.
    pub(crate) fn witness(&self, seed: u64, replication: u32) -> Capture {
        let scenario = self.scenario.clone();
        Capture::new(&self.selection, Origin { scenario, seed, replication })
    }
}
