//! What is wrong with a scenario, by the path of the setting at fault.

use domain::dist::Dist;

/// A rule broken by the setting at `path`; the loader turns the path into a line.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{message}")]
pub struct Fault {
    /// Keys from the top of the file, list positions as numbers: `stores.site.2.lon`.
    pub path: String,
    /// The broken rule, a lowercase fragment that names the thing and the allowed range.
    pub message: String,
    /// What to do about it, where that is not obvious.
    pub help: Option<String>,
}

impl Fault {
    /// A fault without advice.
    pub fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), message: message.into(), help: None }
    }

    /// The same fault with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// `Ok` where the rule holds.
    ///
    /// # Errors
    /// When `holds` is false.
    pub fn unless(holds: bool, path: &str, message: impl FnOnce() -> String) -> Result<(), Self> {
        if holds { Ok(()) } else { Err(Self::new(path, message())) }
    }

    /// Refuses a distribution whose parameters make no sense.
    ///
    /// # Errors
    /// Names the parameter and its allowed range.
    pub fn unless_valid(dist: &Dist, path: &str) -> Result<(), Self> {
        dist.validate().map_err(|rule| Self::new(path, format!("`{path}`: {rule}")))
    }
}
