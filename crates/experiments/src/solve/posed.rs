//! Instances as files pose them.

use std::any::Any;

use serde_json::value::RawValue;

pub use solvers::formats::FormatError;

/// One instance as a file poses it.
pub struct Posed {
    /// The line on which it begins, counted from 1.
    pub line: usize,
    /// Which decision is asked.
    pub decision: String,
    /// Its name.
    pub instance: String,
    /// The question.
    pub question: Question,
}

/// A question as a format reads it.
pub enum Question {
    /// As JSON.
    Json(Box<RawValue>),
    /// As what the decision asks, `Question<'static>` of its trait object.
    Read(Box<dyn Any + Send + Sync>),
}

/// The instances of a file, one by one.
pub type Posing = Box<dyn Iterator<Item = Result<Posed, FormatError>>>;
