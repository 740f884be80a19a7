//! What is wrong with an answer that fails its check.

/// An answer broke a rule of its question: the solver's bug, never the scenario's.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0}")]
pub struct BrokenAnswer(String);

impl BrokenAnswer {
    /// Names the broken rule.
    pub fn new(rule: impl Into<String>) -> Self {
        Self(rule.into())
    }

    /// `Ok` where the rule holds, else the rule's name.
    ///
    /// # Errors
    /// When `holds` is false.
    pub fn unless(holds: bool, rule: impl FnOnce() -> String) -> Result<(), Self> {
        if holds { Ok(()) } else { Err(Self(rule())) }
    }
}
