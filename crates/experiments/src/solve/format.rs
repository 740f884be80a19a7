//! The formats that instances are read from: one file each, one line in the list.

use std::any::Any;
use std::io::BufRead;

use serde_json::value::RawValue;

use super::captured;

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

/// Where a file does not keep to its format.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{message}")]
pub struct FormatError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

/// The instances of a file, one by one.
pub type Posing = Box<dyn Iterator<Item = Result<Posed, FormatError>>>;

/// A format of instance files.
pub struct Format {
    /// Name on the command line.
    pub name: &'static str,
    /// What it is, in one sentence.
    pub summary: &'static str,
    /// The decision whose questions it holds; `None` where every instance names its own.
    pub decision: Option<&'static str>,
    /// Reads the instances, no further than they are asked for.
    pub read: fn(Box<dyn BufRead>) -> Posing,
}

/// All formats; the first is read unless said otherwise.
pub const FORMATS: &[Format] = &[captured::FORMAT];

impl Format {
    /// The format of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.name == name)
    }
}
