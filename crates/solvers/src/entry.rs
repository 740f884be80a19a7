//! What the registry knows about one solver.

use crate::settings::Parameter;

/// A solver of one decision: its name, a sentence about it, and how to build it.
pub struct Entry<P: ?Sized> {
    /// Name in scenario files, unique within the decision.
    pub name: &'static str,
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// Its parameters, in the order in which its settings declare them.
    pub parameters: fn() -> Vec<Parameter>,
    /// Builds it from a table of parameters; those not named keep their defaults.
    pub build: fn(toml::Table) -> Result<Box<P>, toml::de::Error>,
}
