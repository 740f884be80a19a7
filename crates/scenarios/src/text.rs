//! The text of a file, and where it comes from.

use std::path::{Path, PathBuf};

use crate::error::ScenarioError;

/// The text of a file, and where it comes from.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    /// The file's name without its ending.
    pub(crate) name: String,
    /// The file's name for errors.
    pub(crate) file: String,
    /// What it says.
    pub(crate) text: String,
    /// Where files that it names are looked for.
    pub(crate) base: PathBuf,
}

impl Text {
    /// Reads a file; `kind` says what it should be.
    pub(crate) fn open(path: &Path, kind: &str) -> Result<Self, ScenarioError> {
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|why| ScenarioError {
            message: format!("cannot read the {kind} file `{file}`: {why}"),
            file: file.clone(),
            text: String::new(),
            span: None,
            help: None,
        })?;
        let stem = path.file_stem();
        let name = stem.map_or_else(|| file.clone(), |s| s.to_string_lossy().into_owned());
        let base = path.parent().map_or_else(PathBuf::new, Path::to_path_buf);
        Ok(Self { name, file, text, base })
    }

    /// A text that is no file.
    pub(crate) fn given(name: &str, text: &str) -> Self {
        let file = format!("{name}.toml");
        Self { name: name.into(), file, text: text.into(), base: PathBuf::new() }
    }
}
