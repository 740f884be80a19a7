//! XML read piece by piece, with the place of every fault.

use std::borrow::Cow;
use std::io::BufRead;
use std::path::Path;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::source::{self, Source};
use crate::error::{Position, RoadsError};

/// Deepest nesting of elements that is read; the formats here need a dozen levels.
const DEEPEST: usize = 1000;

/// A file being read.
pub(super) struct Xml<'p> {
    path: &'p Path,
    reader: Reader<Box<dyn BufRead + 'p>>,
    buffer: Vec<u8>,
    depth: usize,
    is_begun: bool,
}

/// Where in which file a piece was found.
#[derive(Clone, Copy)]
pub(super) struct Spot<'p> {
    path: &'p Path,
    at: u64,
}

impl Spot<'_> {
    pub(super) fn fault(self, problem: impl Into<String>) -> RoadsError {
        RoadsError::malformed(self.path, Position::TextByte(self.at), problem)
    }
}

/// The next thing in the file.
pub(super) enum Piece<'b> {
    /// An element begins.
    Open(Tag<'b>),
    /// The innermost element ends.
    Close,
    /// Characters inside an element; one run of text may come in several pieces.
    Text(Cow<'b, str>),
}

/// The opening tag of an element.
pub(super) struct Tag<'b>(BytesStart<'b>);

impl Tag<'_> {
    /// Its name without a namespace prefix.
    pub(super) fn name(&self) -> &str {
        let name = self.0.name().into_inner();
        name.rsplit(':').next().unwrap_or(name)
    }

    /// The value of an attribute.
    pub(super) fn attribute(
        &self,
        name: &str,
        spot: Spot<'_>,
    ) -> Result<Option<Cow<'_, str>>, RoadsError> {
        for attribute in self.0.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| spot.fault(error.to_string()))?;
            if attribute.key.into_inner() == name {
                let value = attribute.normalized_value(XmlVersion::Implicit1_0);
                return value.map(Some).map_err(|error| spot.fault(error.to_string()));
            }
        }
        Ok(None)
    }

    /// The value of an attribute that must be there.
    pub(super) fn required(&self, name: &str, spot: Spot<'_>) -> Result<Cow<'_, str>, RoadsError> {
        self.attribute(name, spot)?
            .ok_or_else(|| spot.fault(format!("`{}` has no attribute `{name}`", self.name())))
    }

    /// A required attribute that is a number.
    pub(super) fn number<T: std::str::FromStr>(
        &self,
        name: &str,
        spot: Spot<'_>,
    ) -> Result<T, RoadsError> {
        let value = self.required(name, spot)?;
        value.trim().parse().map_err(|_| {
            spot.fault(format!(
                "attribute `{name}` of `{}` is `{value}`, not a number",
                self.name()
            ))
        })
    }
}

impl<'p> Xml<'p> {
    pub(super) fn open(source: Source<'p>) -> Result<Self, RoadsError> {
        let mut reader = Reader::from_reader(source.open()?);
        reader.config_mut().expand_empty_elements = true;
        Ok(Self { path: source.path, reader, buffer: Vec::new(), depth: 0, is_begun: false })
    }

    /// The next piece, or `None` at the proper end of the document.
    pub(super) fn next(&mut self) -> Result<Option<(Piece<'_>, Spot<'p>)>, RoadsError> {
        loop {
            self.buffer.clear();
            let spot = Spot { path: self.path, at: self.reader.buffer_position() };
            // The borrow checker cannot see that a piece returned early ends the loop, so events
            // that mean nothing here are skipped by `read`.
            match self.reader.read_event_into(&mut self.buffer) {
                Err(quick_xml::Error::Io(error)) => {
                    return Err(source::broken(self.path, &error, spot.at));
                }
                Err(error) => return Err(spot.fault(error.to_string())),
                Ok(Event::Eof) if self.depth > 0 || !self.is_begun => {
                    return Err(spot.fault("ends before its last element is closed"));
                }
                Ok(Event::Eof) => return Ok(None),
                Ok(Event::Start(start)) => {
                    self.depth += 1;
                    self.is_begun = true;
                    if self.depth > DEEPEST {
                        return Err(spot.fault("elements nested deeper than 1000"));
                    }
                    return Ok(Some((Piece::Open(Tag(start.into_owned())), spot)));
                }
                Ok(Event::End(_)) => {
                    self.depth -= 1;
                    return Ok(Some((Piece::Close, spot)));
                }
                Ok(Event::Text(text)) => {
                    return Ok(Some((Piece::Text(text.xml10_content().into_owned().into()), spot)));
                }
                Ok(Event::CData(text)) => {
                    return Ok(Some((Piece::Text(text.xml10_content().into_owned().into()), spot)));
                }
                Ok(Event::GeneralRef(reference)) => {
                    let character = reference
                        .resolve_char_ref()
                        .map_err(|error| spot.fault(error.to_string()))?;
                    let name = reference.into_inner();
                    let text = match character {
                        Some(character) => Some(character.to_string()),
                        None => {
                            quick_xml::escape::resolve_predefined_entity(&name).map(str::to_owned)
                        }
                    };
                    let text =
                        text.ok_or_else(|| spot.fault(format!("unknown entity `{name}`")))?;
                    return Ok(Some((Piece::Text(text.into()), spot)));
                }
                Ok(_) => {}
            }
        }
    }
}
