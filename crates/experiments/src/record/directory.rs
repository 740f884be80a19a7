//! Whose a directory of results is: one process at a time, one question at a time.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::lock::locked;
use super::whole_file::WholeFile;
use crate::error::ExperimentError;

/// Who writes here now; it goes with the process.
const LOCK: &str = ".darkstore.lock";
/// What the directory holds.
const RECORD: &str = ".darkstore.json";

/// What is to become of results that are in the directory already.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Earlier {
    /// They stay, and the command is refused.
    #[default]
    Refuse,
    /// The command goes on with them, if they are of the same question.
    GoOn,
    /// They go, once the command has something to write in their place.
    Replace,
}

impl Earlier {
    /// From the flags `--resume` and `--replace`.
    #[must_use]
    pub fn of(resume: bool, replace: bool) -> Self {
        match (resume, replace) {
            (true, _) => Self::GoOn,
            (_, true) => Self::Replace,
            _ => Self::Refuse,
        }
    }
}

/// What a command has written, or had begun to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Record {
    /// The command.
    command: String,
    /// Whether it came to its end.
    is_whole: bool,
    /// Its files and folders: all that it wrote, or might have written before it was cut short.
    files: Vec<String>,
}

/// A directory that a command writes its results to.
///
/// It is locked from [`Self::open`] on, so that two processes never write to one directory. Nothing
/// in it is touched before [`Self::begin`]; where that is never called, what was made for it is
/// taken away again.
pub struct ResultsDirectory {
    path: PathBuf,
    command: &'static str,
    earlier: Option<Record>,
    choice: Earlier,
    /// Directories that there were none of, the innermost first.
    made: Vec<PathBuf>,
    is_begun: bool,
    lock: Option<File>,
}

impl ResultsDirectory {
    /// Makes the directory if there is none, and locks it for `command`, which `can_go_on` with what
    /// it left earlier or not.
    ///
    /// # Errors
    /// When it cannot be written to, another process writes to it, or it holds results that are to
    /// stay.
    pub fn open(
        path: &Path,
        command: &'static str,
        can_go_on: bool,
        choice: Earlier,
    ) -> Result<Self, ExperimentError> {
        if path.exists() && !path.is_dir() {
            return Err(ExperimentError::unwritable(path, "it is not a directory"));
        }
        let is_missing = |path: &&Path| !path.as_os_str().is_empty() && !path.exists();
        let made = path.ancestors().take_while(is_missing).map(Path::to_owned).collect();
        fs::create_dir_all(path).map_err(|error| ExperimentError::unwritable(path, error))?;
        let mut directory = Self {
            path: path.to_owned(),
            command,
            earlier: None,
            choice,
            made,
            is_begun: false,
            lock: None,
        };
        let file = path.join(LOCK);
        match locked(&file) {
            Ok(Some(mut lock)) => {
                let holder = format!("darkstore {command}, process {}\n", std::process::id());
                let told = lock.set_len(0).and_then(|()| lock.write_all(holder.as_bytes()));
                directory.lock = Some(lock);
                told.map_err(|error| ExperimentError::unwritable(&file, error))?;
            }
            Ok(None) => {
                let holder = fs::read_to_string(&file).unwrap_or_default();
                let holder = holder.lines().next().unwrap_or("another process").to_owned();
                return Err(ExperimentError::Busy { file: path.to_owned(), holder, can_go_on });
            }
            Err(error) => return Err(ExperimentError::unwritable(path, error)),
        }
        directory.earlier = directory.read()?;
        match (&directory.earlier, choice) {
            (Some(earlier), Earlier::Refuse) => Err(ExperimentError::ResultsExist {
                directory: path.to_owned(),
                command: earlier.command.clone(),
                is_whole: earlier.is_whole,
                can_go_on: can_go_on && earlier.command == command,
            }),
            (Some(earlier), Earlier::GoOn) if earlier.command != command => {
                Err(ExperimentError::OtherJournal {
                    file: path.to_owned(),
                    differences: vec![format!(
                        "command: `{}` in the journal, `{command}` now",
                        earlier.command
                    )],
                })
            }
            _ => Ok(directory),
        }
    }

    fn read(&self) -> Result<Option<Record>, ExperimentError> {
        let file = self.path.join(RECORD);
        if !file.exists() {
            return Ok(None);
        }
        let wrong = |error: &dyn std::fmt::Display| ExperimentError::unreadable(&file, error);
        let text = fs::read_to_string(&file).map_err(|error| wrong(&error))?;
        serde_json::from_str(&text).map(Some).map_err(|error| wrong(&error))
    }

    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is to become of earlier results.
    #[must_use]
    pub fn choice(&self) -> Earlier {
        self.choice
    }

    /// Whether a command wrote here before.
    #[must_use]
    pub fn has_results(&self) -> bool {
        self.earlier.is_some()
    }

    /// Whether an earlier run wrote a file of this name.
    #[must_use]
    pub fn has(&self, file: &str) -> bool {
        self.earlier.as_ref().is_some_and(|earlier| earlier.files.iter().any(|f| f == file))
            && self.path.join(file).exists()
    }

    /// Takes away what is to be replaced, and records what may be written from now on: `files` and
    /// folders by their names. Once is enough.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn begin(&mut self, files: &[&str]) -> Result<(), ExperimentError> {
        if self.is_begun {
            return Ok(());
        }
        let mut files: Vec<String> = files.iter().map(|file| (*file).to_owned()).collect();
        match (&self.earlier, self.choice) {
            (Some(earlier), Earlier::GoOn) => {
                let more = earlier.files.iter().filter(|file| !files.contains(file));
                let more: Vec<String> = more.cloned().collect();
                files.extend(more);
            }
            (Some(earlier), _) => {
                for file in &earlier.files {
                    remove(&self.path.join(file))?;
                }
            }
            (None, _) => {}
        }
        self.is_begun = true;
        self.write(&Record { command: self.command.into(), is_whole: false, files })
    }

    /// Records what was written, `files` and folders by their names, and takes away what an earlier
    /// run left beside it. Where the command was interrupted, it is not whole.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish<S: AsRef<str>>(
        mut self,
        files: &[S],
        is_whole: bool,
    ) -> Result<(), ExperimentError> {
        let files: Vec<String> = files.iter().map(|file| file.as_ref().to_owned()).collect();
        let known = self.read()?.map_or_else(Vec::new, |record| record.files);
        for stale in known.iter().filter(|file| !files.contains(file)) {
            remove(&self.path.join(stale))?;
        }
        // What was made for it stays from now on, whatever else fails.
        self.is_begun = true;
        self.write(&Record { command: self.command.into(), is_whole, files })
    }

    /// Takes away what was begun, where nothing was finished that is worth keeping: the next command
    /// finds the directory as it was before. Results that are gone on with stay.
    pub fn abandon(mut self) {
        if self.earlier.is_some() && self.choice == Earlier::GoOn {
            return;
        }
        if let Ok(Some(begun)) = self.read().map(|record| record.filter(|_| self.is_begun)) {
            for file in begun.files {
                // What cannot be taken away is refused or replaced next time, with its reason.
                let _ = remove(&self.path.join(file));
            }
            let _ = remove(&self.path.join(RECORD));
            self.is_begun = false;
        }
    }

    fn write(&self, record: &Record) -> Result<(), ExperimentError> {
        let path = self.path.join(RECORD);
        let mut file = WholeFile::create(&path)?;
        serde_json::to_writer_pretty(&mut file, record)
            .map_err(|error| ExperimentError::unwritable(&path, error))?;
        file.finish()
    }
}

impl Drop for ResultsDirectory {
    fn drop(&mut self) {
        if self.lock.is_some() {
            // Taken away while it is held: who waits for it finds that it has no name any more.
            let _ = fs::remove_file(self.path.join(LOCK));
        }
        if !self.is_begun && self.earlier.is_none() {
            // Only empty ones go.
            self.made.iter().all(|made| fs::remove_dir(made).is_ok());
        }
    }
}

/// Removes a file or a folder, if it is there.
fn remove(path: &Path) -> Result<(), ExperimentError> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(ExperimentError::unwritable(path, error))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Place(PathBuf);

    impl Place {
        fn new(name: &str) -> Self {
            let name = format!("darkstore-directory-{name}-{}", std::process::id());
            let path = std::env::temp_dir().join(name);
            let _ = fs::remove_dir_all(&path);
            Self(path)
        }

        fn names(&self) -> Vec<String> {
            names(&self.0)
        }

        fn open(&self, choice: Earlier) -> Result<ResultsDirectory, ExperimentError> {
            ResultsDirectory::open(&self.0.join("out"), "run", true, choice)
        }

        /// A command that writes these files.
        fn write(&self, choice: Earlier, files: &[&str], is_whole: bool) {
            let mut directory = self.open(choice).unwrap();
            directory.begin(files).unwrap();
            for file in files {
                fs::write(self.0.join("out").join(file), file).unwrap();
            }
            directory.finish(files, is_whole).unwrap();
        }

        fn results(&self) -> Vec<String> {
            names(&self.0.join("out")).into_iter().filter(|n| !n.starts_with('.')).collect()
        }
    }

    fn names(path: &Path) -> Vec<String> {
        let entries = fs::read_dir(path).into_iter().flatten();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    impl Drop for Place {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn who_comes_second_is_refused_and_told_by_whom() {
        let place = Place::new("busy");
        let first = place.open(Earlier::Refuse).unwrap();
        for choice in [Earlier::Refuse, Earlier::GoOn, Earlier::Replace] {
            let Err(ExperimentError::Busy { holder, .. }) = place.open(choice) else {
                panic!("refused")
            };
            assert_eq!(holder, format!("darkstore run, process {}", std::process::id()));
        }
        drop(first);
        assert_eq!(place.names(), [""; 0], "nothing is left behind");
        drop(place.open(Earlier::Refuse).unwrap());
    }

    #[test]
    fn results_are_kept_gone_on_with_or_replaced_and_never_mixed() {
        let place = Place::new("mixed");
        place.write(Earlier::Refuse, &["a", "facts"], true);
        assert!(matches!(
            place.open(Earlier::Refuse),
            Err(ExperimentError::ResultsExist { is_whole: true, .. })
        ));
        let other = ResultsDirectory::open(&place.0.join("out"), "place", false, Earlier::GoOn);
        assert!(matches!(other, Err(ExperimentError::OtherJournal { .. })));
        drop(place.open(Earlier::Replace).unwrap());
        assert_eq!(place.results(), ["a", "facts"], "nothing goes before anything is begun");
        place.write(Earlier::GoOn, &["a"], true);
        assert_eq!(place.results(), ["a"], "the table that is not the run's went");
        fs::write(place.0.join("out/own.txt"), "").unwrap();
        place.write(Earlier::Replace, &["b"], false);
        assert_eq!(place.results(), ["b", "own.txt"], "what no command wrote stays");
        assert!(matches!(
            place.open(Earlier::Refuse),
            Err(ExperimentError::ResultsExist { is_whole: false, .. })
        ));
    }

    #[test]
    fn what_was_begun_for_nothing_leaves_nothing() {
        let place = Place::new("abandoned");
        let mut directory = place.open(Earlier::Refuse).unwrap();
        directory.begin(&["journal"]).unwrap();
        fs::write(place.0.join("out/journal"), "").unwrap();
        directory.abandon();
        assert_eq!(place.names(), [""; 0]);
    }
}
