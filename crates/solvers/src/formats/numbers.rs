//! Numbers of a text that runs over line ends, with errors that name the line.

use std::fmt::Display;
use std::str::FromStr;

use super::error::FormatError;
use super::lines::unmarked;

/// The numbers of a text, one after the other.
pub(super) struct Numbers<'a> {
    rest: &'a str,
    line: usize,
}

impl<'a> Numbers<'a> {
    /// All of a text. It ends at a zero byte: some files are padded, with older text behind.
    pub(super) fn of(text: &'a str) -> Self {
        Self { rest: unmarked(text).split('\0').next().unwrap_or_default(), line: 1 }
    }

    /// A finite number.
    pub(super) fn number(&mut self, what: impl Display) -> Result<f64, FormatError> {
        let word = self.word(&what)?;
        number(word, self.line, &what)
    }

    /// A finite number from 0.
    pub(super) fn amount(&mut self, what: impl Display) -> Result<f64, FormatError> {
        let word = self.word(&what)?;
        amount(word, self.line, &what)
    }

    /// A whole number from 0.
    pub(super) fn whole(&mut self, what: impl Display) -> Result<u32, FormatError> {
        let word = self.word(&what)?;
        whole(word, self.line, &what)
    }

    /// A whole number from 1.
    pub(super) fn count(&mut self, what: impl Display) -> Result<usize, FormatError> {
        let word = self.word(&what)?;
        count(word, self.line, &what)
    }

    /// The next word, whatever it is.
    pub(super) fn word(&mut self, what: &dyn Display) -> Result<&'a str, FormatError> {
        self.next()
            .ok_or_else(|| FormatError::new(self.line, format!("the file ends, expected {what}")))
    }

    /// The line of the last word.
    pub(super) fn line(&self) -> usize {
        self.line
    }

    /// Nothing is left.
    pub(super) fn end(mut self) -> Result<(), FormatError> {
        match self.next() {
            None => Ok(()),
            Some(word) => Err(FormatError::new(
                self.line,
                format!("`{word}` after the last number that the counts allow, expected the end"),
            )),
        }
    }

    fn next(&mut self) -> Option<&'a str> {
        let trimmed = self.rest.trim_start();
        let passed = &self.rest[..self.rest.len() - trimmed.len()];
        if trimmed.is_empty() {
            self.rest = trimmed;
            return None;
        }
        self.line += passed.bytes().filter(|byte| *byte == b'\n').count();
        let end = trimmed.find(char::is_whitespace).unwrap_or(trimmed.len());
        let (word, rest) = trimmed.split_at(end);
        self.rest = rest;
        Some(word)
    }
}

/// A finite number; `what` it is, where it is none.
pub(super) fn number(word: &str, line: usize, what: &dyn Display) -> Result<f64, FormatError> {
    parsed(word, line, what, "a number", |value: &f64| value.is_finite())
}

/// A finite number from 0.
pub(super) fn amount(word: &str, line: usize, what: &dyn Display) -> Result<f64, FormatError> {
    let is_amount = |value: &f64| value.is_finite() && *value >= 0.0;
    parsed(word, line, what, "a number from 0", is_amount)
}

/// A whole number from 0.
pub(super) fn whole(word: &str, line: usize, what: &dyn Display) -> Result<u32, FormatError> {
    parsed(word, line, what, "a whole number from 0", |_: &u32| true)
}

/// A whole number from 1.
pub(super) fn count(word: &str, line: usize, what: &dyn Display) -> Result<usize, FormatError> {
    let count = parsed(word, line, what, "a whole number from 1", |count: &u32| *count > 0)?;
    Ok(count as usize)
}

fn parsed<T: FromStr>(
    word: &str,
    line: usize,
    what: &dyn Display,
    kind: &str,
    is_right: impl Fn(&T) -> bool,
) -> Result<T, FormatError> {
    word.parse().ok().filter(is_right).ok_or_else(|| {
        let shown: String = word.chars().take(40).collect();
        FormatError::new(line, format!("`{shown}`, expected {what}, {kind}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_run_over_line_ends_and_faults_have_their_line() {
        let mut numbers = Numbers::of("  2 7500.\r\n\n 1.5e+04\t-3\n");
        assert_eq!(numbers.count("a").unwrap(), 2);
        assert_eq!(numbers.amount("a").unwrap(), 7500.0);
        assert_eq!(numbers.number("a").unwrap(), 15_000.0);
        assert_eq!(
            numbers.amount("the cost").unwrap_err(),
            FormatError::new(3, "`-3`, expected the cost, a number from 0")
        );
        assert_eq!(
            numbers.amount("the cost").unwrap_err(),
            FormatError::new(3, "the file ends, expected the cost")
        );
        for word in ["nan", "inf", "1e999", "x", "1,5", "--1"] {
            assert!(Numbers::of(word).number("a").is_err(), "{word}");
        }
        assert!(Numbers::of("0").count("a").is_err());
        assert!(Numbers::of("4294967296").whole("a").is_err());
        assert_eq!(Numbers::of("\n\n 9").end().unwrap_err().line, 3);
    }
}
