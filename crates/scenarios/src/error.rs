//! The one error of a scenario: what is wrong, where in the file, and what to do.

use std::ops::Range;

/// A scenario that cannot be read or built.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{message}")]
pub struct ScenarioError {
    /// What is wrong, a lowercase fragment that names the thing and the allowed range.
    pub message: String,
    /// The file, or `--set` and the setting for an override.
    pub file: String,
    /// Text of the file, or of the override.
    pub text: String,
    /// Bytes of `text` at fault, where one place is.
    pub span: Option<Range<usize>>,
    /// What to do about it, where that is not obvious.
    pub help: Option<String>,
}

impl ScenarioError {
    /// Line of the fault, counted from 1.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        let before = self.text.get(..self.span.as_ref()?.start)?;
        Some(before.matches('\n').count() + 1)
    }

    /// Column of the fault in characters, counted from 1.
    #[must_use]
    pub fn column(&self) -> Option<usize> {
        let before = self.text.get(..self.span.as_ref()?.start)?;
        Some(before.rsplit('\n').next().unwrap_or_default().chars().count() + 1)
    }
}
