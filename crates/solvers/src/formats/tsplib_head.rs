//! The head of a file of TSPLIB: `KEY : VALUE` lines up to the first section.

use super::error::FormatError;
use super::numbers;

/// What the head says, each with the line on which it is said.
#[derive(Clone, Debug)]
pub(super) struct Head<'a> {
    values: Vec<(usize, &'a str, &'a str)>,
    /// The last line of the head, on which the first section begins.
    pub(super) line: usize,
}

impl<'a> Head<'a> {
    /// Reads lines up to one of these sections, and says which.
    ///
    /// # Errors
    /// A line that is neither `KEY : VALUE` nor one of the sections.
    pub(super) fn of<'s>(
        lines: &mut impl Iterator<Item = (usize, &'a str)>,
        sections: &'s [&'s str],
    ) -> Result<(Self, &'s str), FormatError> {
        let expected = sections.join(" or ");
        let mut head = Self { values: Vec::new(), line: 1 };
        for (line, text) in lines {
            head.line = line;
            let name = text.trim_end_matches(':').trim_end();
            if let Some(section) = sections.iter().find(|section| **section == name) {
                return Ok((head, section));
            }
            let Some((key, value)) = text.split_once(':') else {
                let message = format!("expected `KEY : VALUE` or {expected}");
                return Err(FormatError::new(line, message));
            };
            head.values.push((line, key.trim(), value.trim()));
        }
        Err(FormatError::new(head.line, format!("the file ends, expected {expected}")))
    }

    /// A value and its line.
    pub(super) fn value(&self, key: &str) -> Option<(usize, &'a str)> {
        let found = self.values.iter().rev().find(|value| value.1 == key);
        found.map(|(line, _, value)| (*line, *value))
    }

    /// The number of points, up to `most`, and its line.
    ///
    /// # Errors
    /// There is none, or none that is allowed.
    pub(super) fn dimension(&self, section: &str, most: usize) -> Result<usize, FormatError> {
        let Some((line, count)) = self.value("DIMENSION") else {
            return Err(FormatError::new(self.line, format!("no DIMENSION before {section}")));
        };
        let count = numbers::count(count, line, &"the number of points")?;
        if count > most {
            let message = format!("DIMENSION {count}, allowed 1 to {most}");
            return Err(FormatError::new(line, message));
        }
        Ok(count)
    }
}
