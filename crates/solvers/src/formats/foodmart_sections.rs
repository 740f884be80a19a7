//! Sections of a Foodmart file, and its lengths.

use domain::units::Millimeters;

use super::error::FormatError;
use super::numbers::{number, whole};

/// The lines under one `//` heading.
pub(super) struct Section<'a> {
    pub(super) heading: &'a str,
    /// Where the heading stands.
    pub(super) line: usize,
    pub(super) rows: Vec<(usize, Vec<&'a str>)>,
}

/// All sections of a file.
pub(super) struct Sections<'a>(Vec<Section<'a>>);

impl<'a> Sections<'a> {
    pub(super) fn of(text: &'a str) -> Result<Self, FormatError> {
        let mut sections: Vec<Section<'a>> = Vec::new();
        for (line, text) in super::lines::lines(text) {
            if let Some(heading) = text.strip_prefix("//") {
                sections.push(Section { heading: heading.trim(), line, rows: Vec::new() });
            } else if let Some(section) = sections.last_mut() {
                section.rows.push((line, text.split_whitespace().collect()));
            } else {
                return Err(FormatError::new(line, "expected a heading, `//NbLocations`"));
            }
        }
        Ok(Self(sections))
    }

    /// The section whose heading begins so.
    pub(super) fn named(&self, begins: &str) -> Result<&Section<'a>, FormatError> {
        let found = self.0.iter().find(|section| section.heading.starts_with(begins));
        let last = self.0.last().map_or(1, |section| section.line);
        found.ok_or_else(|| FormatError::new(last, format!("no section `//{begins}`")))
    }

    /// The one whole number of a section.
    pub(super) fn whole(&self, begins: &str) -> Result<u32, FormatError> {
        let section = self.named(begins)?;
        match &section.rows[..] {
            [(line, fields)] if fields.len() == 1 => whole(fields[0], *line, &begins),
            _ => Err(FormatError::new(section.line, format!("expected one number of {begins}"))),
        }
    }
}

/// A length in metres.
pub(super) fn metres(word: &str, line: usize, what: &str) -> Result<Millimeters, FormatError> {
    let metres = number(word, line, &what)?;
    if !(0.0..1e6).contains(&metres) {
        let message = format!("`{word}`, expected {what}, metres from 0 to 1000000");
        return Err(FormatError::new(line, message));
    }
    Ok(Millimeters::from_m(metres))
}
