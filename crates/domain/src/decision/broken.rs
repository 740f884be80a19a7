//! What is wrong with an answer that fails its check, and with a question that has none.

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

/// A question that has no answer, or says nothing: the asker's fault.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0}")]
pub struct BadQuestion(String);

impl BadQuestion {
    /// Names what is wrong and what is allowed.
    pub fn new(fault: impl Into<String>) -> Self {
        Self(fault.into())
    }

    /// `Ok` where the question is sound, else its fault.
    ///
    /// # Errors
    /// When `holds` is false.
    pub fn unless(holds: bool, fault: impl FnOnce() -> String) -> Result<(), Self> {
        if holds { Ok(()) } else { Err(Self(fault())) }
    }
}
