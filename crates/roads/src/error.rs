//! What can be wrong with a file of streets or people, or with the shape of a city.

use std::fmt;
use std::path::Path;

/// A place inside a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Position {
    /// Byte offset in the file as it lies on disk.
    Byte(u64),
    /// Byte offset in the text, after decompression where the file is compressed.
    TextByte(u64),
    /// Line of the text, counted from 1.
    Line(u64),
    /// Feature or placemark, counted from 1.
    Feature(usize),
    /// The file as a whole.
    Whole,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Byte(offset) => write!(f, "at byte {offset}: "),
            Self::TextByte(offset) => write!(f, "at byte {offset} of the text: "),
            Self::Line(line) => write!(f, "line {line}: "),
            Self::Feature(number) => write!(f, "feature {number}: "),
            Self::Whole => Ok(()),
        }
    }
}

/// An error of this crate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RoadsError {
    /// The file cannot be opened or read.
    #[error("{file}: cannot be read: {source}")]
    Unreadable {
        /// The file.
        file: String,
        /// Why.
        source: std::io::Error,
    },
    /// The file's content is not what its format says.
    #[error("{file}: {at}{problem}")]
    Malformed {
        /// The file.
        file: String,
        /// Where in it.
        at: Position,
        /// What is wrong, with the allowed range.
        problem: String,
    },
    /// A field of a city shape lies outside its range.
    #[error("city shape: `{field}` is {value}, allowed are {allowed}")]
    Shape {
        /// The field.
        field: &'static str,
        /// Its value.
        value: f64,
        /// The allowed range.
        allowed: &'static str,
    },
    /// More pairs lie within reach of each other than can be numbered.
    #[error("{links} pairs of site and demand junction within reach, allowed are fewer than 2^32")]
    Links {
        /// How many.
        links: usize,
    },
}

impl RoadsError {
    pub(crate) fn unreadable(path: &Path, source: std::io::Error) -> Self {
        Self::Unreadable { file: path.display().to_string(), source }
    }

    pub(crate) fn malformed(path: &Path, at: Position, problem: impl Into<String>) -> Self {
        Self::Malformed { file: path.display().to_string(), at, problem: problem.into() }
    }
}
