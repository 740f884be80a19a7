//! A format in which a file holds one or more whole questions of a decision.

use super::error::FormatError;

/// A format whose files say themselves what is asked.
pub struct Listing<Q> {
    /// Name on the command line.
    pub name: &'static str,
    /// What it is, in one sentence.
    pub summary: &'static str,
    /// Reads a file: the first line that does not keep to the format, and what is expected there.
    pub read: fn(&str) -> Result<Vec<Instance<Q>>, FormatError>,
}

/// One question of a file.
#[derive(Clone, PartialEq, Debug)]
pub struct Instance<Q> {
    /// The line on which it begins, counted from 1.
    pub line: usize,
    /// Its name; `None` where the file is one instance, which goes by the name of the file.
    pub name: Option<String>,
    /// The question.
    pub question: Q,
}

impl<Q> Instance<Q> {
    /// The one question of a file.
    pub(super) fn whole(question: Q) -> Vec<Self> {
        vec![Self { line: 1, name: None, question }]
    }
}
