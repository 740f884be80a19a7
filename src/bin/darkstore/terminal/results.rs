//! Where a command writes its results: the same rules for every `--out`.

use std::io::Write as _;
use std::path::Path;

use experiments::ExperimentError;
use experiments::record::{Earlier, ResultsDirectory, WholeFile};

use crate::terminal::failure::Failure;

/// The page of a command among its results.
pub(crate) const PAGE: &str = "report.txt";

/// The directory of `--out`, held until its files are written; nothing where there is none.
pub(crate) struct Results(Option<ResultsDirectory>);

impl Results {
    /// Holds the directory for a command that cannot go on with what it left earlier.
    ///
    /// # Errors
    /// When the directory is another process's, holds results that are to stay, or cannot be
    /// written to.
    pub(crate) fn anew(
        out: Option<&Path>,
        command: &'static str,
        replace: bool,
    ) -> Result<Self, Failure> {
        let open = |out| ResultsDirectory::open(out, command, false, Earlier::of(false, replace));
        Ok(Self(out.map(open).transpose()?))
    }

    /// A directory that is held already.
    pub(crate) fn held(directory: Option<ResultsDirectory>) -> Self {
        Self(directory)
    }

    /// Where the files will lie.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.0.as_ref().map(ResultsDirectory::path)
    }

    /// Writes texts to files of the directory, each whole or not at all, and takes away what an
    /// earlier answer left beside them. `kept` names what was written before and stays.
    ///
    /// # Errors
    /// The first file that cannot be written.
    pub(crate) fn write(self, files: &[(&str, &str)], kept: &[&str]) -> Result<(), Failure> {
        let Some(mut directory) = self.0 else { return Ok(()) };
        let names: Vec<&str> = files.iter().map(|(name, _)| *name).chain(kept.to_vec()).collect();
        directory.begin(&names)?;
        write_files(directory.path(), files)?;
        Ok(directory.finish(&names, true)?)
    }
}

/// Writes texts to files of a directory, each whole or not at all.
///
/// # Errors
/// The first file that cannot be written.
pub(crate) fn write_files(directory: &Path, files: &[(&str, &str)]) -> Result<(), Failure> {
    for (name, text) in files {
        let path = directory.join(name);
        let mut file = WholeFile::create(&path)?;
        file.write_all(text.as_bytes()).map_err(|error| ExperimentError::Unwritable {
            file: path.clone(),
            reason: error.to_string(),
        })?;
        file.finish()?;
    }
    Ok(())
}
