//! A file that takes its name only when it is whole.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::lock::locked;
use crate::error::ExperimentError;

/// A file under a temporary name in the directory of its own; removed if it is never finished.
pub struct WholeFile {
    path: PathBuf,
    temporary: PathBuf,
    file: Option<BufWriter<File>>,
}

impl WholeFile {
    /// Begins the file; what stands at `path` stays until [`Self::finish`].
    ///
    /// # Errors
    /// When the directory cannot be written to, or another process is writing the file.
    pub fn create(path: impl Into<PathBuf>) -> Result<Self, ExperimentError> {
        let path = path.into();
        if path.is_dir() {
            return Err(ExperimentError::unwritable(path, "it is a directory"));
        }
        // A link stands for what it points at; a pipe or a device is written to as it is.
        let path = std::fs::canonicalize(&path).unwrap_or(path);
        if fs::metadata(&path).is_ok_and(|found| !found.is_file()) {
            let file = fs::OpenOptions::new().write(true).open(&path);
            let file = file.map_err(|error| ExperimentError::unwritable(&path, error))?;
            return Ok(Self { temporary: path.clone(), path, file: Some(BufWriter::new(file)) });
        }
        let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        let temporary = path.with_file_name(format!(".{name}.partial"));
        match locked(&temporary) {
            Ok(Some(file)) => {
                // A killed process may have left half a file.
                file.set_len(0).map_err(|error| ExperimentError::unwritable(&path, error))?;
                Ok(Self { path, temporary, file: Some(BufWriter::new(file)) })
            }
            Ok(None) => {
                let holder = "another process".into();
                Err(ExperimentError::Busy { file: path, holder, can_go_on: false })
            }
            Err(error) => Err(ExperimentError::unwritable(path, error)),
        }
    }

    /// Where the file will be.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Brings the file to the disk and gives it its name.
    ///
    /// # Errors
    /// When the disk is full or the file cannot be renamed.
    pub fn finish(mut self) -> Result<(), ExperimentError> {
        let file = self.file.take();
        let settled = match file.map(BufWriter::into_inner) {
            Some(Ok(_)) if self.temporary == self.path => Ok(()),
            Some(Ok(file)) => {
                let settled =
                    file.sync_all().and_then(|()| fs::rename(&self.temporary, &self.path));
                if settled.is_err() {
                    self.discard(file);
                }
                settled
            }
            Some(Err(error)) => {
                let (error, file) = error.into_parts();
                self.discard(file.into_parts().0);
                Err(error)
            }
            None => Ok(()),
        };
        settled.map_err(|error| ExperimentError::unwritable(&self.path, error))
    }

    /// Takes the unfinished file away while it is still held, so that it is nobody else's.
    fn discard(&self, file: File) {
        if self.temporary != self.path {
            // Nothing is lost by leaving it where it cannot be removed.
            let _ = fs::remove_file(&self.temporary);
        }
        drop(file);
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_mut().map_or(Ok(0), |file| file.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), BufWriter::flush)
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        if let Some(file) = self.file.take() {
            // What is still in the buffer is of no use to anybody.
            let (file, _) = file.into_parts();
            self.discard(file);
        }
    }
}
