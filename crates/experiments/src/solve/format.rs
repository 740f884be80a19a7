//! The formats that instances are read from: one line each in the list.

use std::fs::File;
use std::io::{BufRead, BufReader, Read as _};
use std::path::Path;

use domain::decision::bagging::Bagging;
use domain::decision::pick_batch::PickBatch;
use domain::decision::pick_route::PickRoute;
use domain::decision::placement::Placement;
use domain::decision::slotting::Slotting;
use domain::decision::{Decision, Listed};
use flate2::bufread::MultiGzDecoder;
use solvers::formats::{self, Asking, AskingError, Listing};

use super::captured;
use super::posed::{FormatError, Posed, Posing, Question};
use crate::slotting;

/// A format of instance files.
pub struct Format {
    /// Name on the command line.
    pub name: &'static str,
    /// What it is, in one sentence.
    pub summary: &'static str,
    /// The decision whose questions it holds; `None` where every instance names its own.
    pub decision: Option<&'static str>,
    reader: Reader,
}

/// How a file is read.
enum Reader {
    /// Its instances one by one, no further than they are asked for.
    Posing(fn(Box<dyn BufRead>) -> Posing),
    /// As one question of placement, once it is said what is asked.
    Placement(&'static formats::Format),
    /// As whole questions of one decision.
    Listing(&'static dyn Lists),
    /// As one question of slotting, from where it is and not from its text.
    Slotting(&'static slotting::Source),
}

/// A listing, whatever decision its questions are of.
trait Lists: Sync {
    /// The questions of a text, posed as instances of `decision`.
    fn list(&self, text: &str, decision: &str, file: &str) -> Result<Vec<Posed>, FormatError>;
}

impl<Q: Send + Sync + 'static> Lists for Listing<Q> {
    fn list(&self, text: &str, decision: &str, file: &str) -> Result<Vec<Posed>, FormatError> {
        let instances = (self.read)(text)?.into_iter();
        let posed = instances.map(|instance| Posed {
            line: instance.line,
            decision: decision.into(),
            instance: instance.name.unwrap_or_else(|| file.into()),
            question: Question::Read(Box::new(instance.question)),
        });
        Ok(posed.collect())
    }
}

/// All formats; the first is read unless said otherwise.
pub const FORMATS: &[Format] = &[
    Format {
        name: "captured",
        summary: "Questions of a run, as `darkstore run --capture` and a run that stops write them.",
        decision: None,
        reader: Reader::Posing(captured::read),
    },
    Format::of(&formats::orlib_pmed::FORMAT),
    Format::of(&formats::orlib_cap::FORMAT),
    Format::of(&formats::sscflp::ORLIB),
    Format::of(&formats::sscflp::HOLMBERG),
    Format::of(&formats::sscflp::YANG),
    Format::of(&formats::tbed1::FORMAT),
    Format::of(&formats::pmedcap::FORMAT),
    Format::of(&formats::mclp::FORMAT),
    Format::of(&formats::mclp::LATLON),
    Format::of(&formats::tsplib::FORMAT),
    Format::listing::<dyn PickRoute>(&formats::tsp::FORMAT),
    Format::listing::<dyn PickRoute>(&formats::sop::FORMAT),
    Format::listing::<dyn Bagging>(&formats::bpp::FORMAT),
    Format::slotting(&slotting::SCENARIO),
    Format::slotting(&slotting::INSTACART),
    Format::listing::<dyn PickBatch>(&formats::foodmart::FORMAT),
    Format::listing::<dyn Bagging>(&formats::bppc::FORMAT),
    Format::listing::<dyn Bagging>(&formats::bags::FORMAT),
    Format::listing::<dyn PickRoute>(&formats::sprp::FORMAT),
    Format::listing::<dyn PickRoute>(&formats::sprp::TWO_BLOCK),
    Format::listing::<dyn PickRoute>(&formats::sprp::SCATTERED),
    Format::listing::<dyn PickRoute>(&formats::sprp::SCATTERED_TWO_BLOCK),
];

/// Why a file cannot be opened as one of a format.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// What is asked cannot be asked of files of this format.
    #[error(transparent)]
    Asking(#[from] AskingError),
    /// It cannot be read.
    #[error(transparent)]
    File(#[from] std::io::Error),
}

/// No format of this name for the decision.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum UnknownFormat {
    /// The format is of another decision.
    #[error("`{name}` files ask `{other}`, not `{decision}`")]
    OtherDecision {
        /// The name.
        name: String,
        /// The decision it is of.
        other: &'static str,
        /// The decision to be asked.
        decision: String,
    },
    /// There is no such format.
    #[error("unknown format `{name}`, expected one of {}", .known.join(", "))]
    Unknown {
        /// The name.
        name: String,
        /// The formats that the decision has.
        known: Vec<&'static str>,
    },
}

/// What an instance is called that is a file: the file's name without folder and endings.
#[must_use]
pub fn name_of(file: &str) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let name = name.strip_suffix(".gz").unwrap_or(name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
}

impl Format {
    const fn of(format: &'static formats::Format) -> Self {
        Self {
            name: format.name,
            summary: format.summary,
            decision: Some(<dyn Placement as Listed>::NAME),
            reader: Reader::Placement(format),
        }
    }

    const fn listing<D: Decision + ?Sized>(listing: &'static Listing<D::Question<'static>>) -> Self
    where
        D::Question<'static>: Send + Sync,
    {
        Self {
            name: listing.name,
            summary: listing.summary,
            decision: Some(D::NAME),
            reader: Reader::Listing(listing),
        }
    }

    const fn slotting(source: &'static slotting::Source) -> Self {
        Self {
            name: source.name,
            summary: source.summary,
            decision: Some(<dyn Slotting as Listed>::NAME),
            reader: Reader::Slotting(source),
        }
    }

    /// The format of this name whose files ask the decision. Two decisions may have formats of the
    /// same name.
    ///
    /// # Errors
    /// There is none; says what there is.
    pub fn named(name: &str, decision: &str) -> Result<&'static Self, UnknownFormat> {
        let asks = |format: &&Self| format.decision.is_none_or(|of| of == decision);
        let mut named = FORMATS.iter().filter(|format| format.name == name).peekable();
        let other = named.peek().and_then(|format| format.decision);
        named.find(asks).ok_or_else(|| match other {
            Some(other) => {
                UnknownFormat::OtherDecision { name: name.into(), other, decision: decision.into() }
            }
            None => UnknownFormat::Unknown {
                name: name.into(),
                known: FORMATS.iter().filter(asks).map(|format| format.name).collect(),
            },
        })
    }

    /// Whether it matters where a file is, and [`Self::open`] is the only way to read it.
    #[must_use]
    pub const fn is_of_a_place(&self) -> bool {
        matches!(self.reader, Reader::Slotting(_))
    }

    /// Opens a file and reads its instances, as [`Self::read`] does.
    ///
    /// # Errors
    /// It cannot be opened, or what is asked cannot be asked of files of this format.
    pub fn open(&'static self, file: &Path, asking: &Asking) -> Result<Posing, OpenError> {
        let name = name_of(&file.to_string_lossy());
        let Reader::Slotting(source) = self.reader else {
            return Ok(self.read(Box::new(BufReader::new(File::open(file)?)), &name, asking)?);
        };
        if !asking.is_empty() {
            return Err(AskingError::Settled { format: self.name }.into());
        }
        let posed = (source.read)(file).map(|question| Posed {
            line: 1,
            decision: <dyn Slotting as Listed>::NAME.into(),
            instance: name,
            question: Question::Read(Box::new(question)),
        });
        Ok(Box::new(std::iter::once(posed)))
    }

    /// Reads the instances of a file, unpacking it where it is packed by gzip. Where a file is one
    /// instance it goes by `name`.
    ///
    /// # Errors
    /// What is asked cannot be asked of files of this format.
    pub fn read(
        &'static self,
        file: Box<dyn BufRead>,
        name: &str,
        asking: &Asking,
    ) -> Result<Posing, AskingError> {
        match self.reader {
            Reader::Posing(_) if !asking.is_empty() => {
                Err(AskingError::Settled { format: self.name })
            }
            Reader::Posing(read) => Ok(match unpacked(file) {
                Ok(file) => read(file),
                Err(error) => Box::new(std::iter::once(Err(error))),
            }),
            Reader::Placement(format) => {
                let asking = format.ask(asking)?;
                let name = name.to_owned();
                Ok(Box::new(std::iter::once_with(move || one(format, file, name, &asking))))
            }
            Reader::Listing(_) | Reader::Slotting(_) if !asking.is_empty() => {
                Err(AskingError::Settled { format: self.name })
            }
            Reader::Slotting(_) => {
                let message = format!("`{}` is read from a file that is on disk", self.name);
                Ok(Box::new(std::iter::once(Err(FormatError::new(1, message)))))
            }
            Reader::Listing(listing) => {
                let decision = self.decision.unwrap_or_default();
                let listed = text(file).and_then(|text| listing.list(&text, decision, name));
                Ok(match listed {
                    Ok(posed) => Box::new(posed.into_iter().map(Ok)),
                    Err(error) => Box::new(std::iter::once(Err(error))),
                })
            }
        }
    }
}

/// The one question of a file.
fn one(
    format: &formats::Format,
    file: Box<dyn BufRead>,
    instance: String,
    asking: &Asking,
) -> Result<Posed, FormatError> {
    let text = text(file)?;
    let question = format.read(&text, asking)?;
    Ok(Posed {
        line: 1,
        decision: <dyn Placement as Listed>::NAME.into(),
        instance,
        question: Question::Read(Box::new(question)),
    })
}

/// The text of a file. What is not UTF-8 is read as Latin-1, in which some older files are.
fn text(file: Box<dyn BufRead>) -> Result<String, FormatError> {
    let mut bytes = Vec::new();
    unpacked(file)?.read_to_end(&mut bytes).map_err(|error| {
        let line = 1 + bytes.iter().filter(|byte| **byte == b'\n').count();
        FormatError::new(line, error.to_string())
    })?;
    Ok(String::from_utf8(bytes)
        .unwrap_or_else(|error| error.as_bytes().iter().map(|byte| char::from(*byte)).collect()))
}

/// What is in a file, unpacked where it begins as gzip does, without the byte order mark that some
/// editors begin files with.
///
/// # Errors
/// It cannot be read.
pub fn unpacked(mut file: Box<dyn BufRead>) -> Result<Box<dyn BufRead>, FormatError> {
    let wrong = |error: std::io::Error| FormatError::new(1, error.to_string());
    if file.fill_buf().map_err(wrong)?.starts_with(&[0x1f, 0x8b]) {
        file = Box::new(BufReader::new(MultiGzDecoder::new(file)));
    }
    if file.fill_buf().map_err(wrong)?.starts_with(b"\xef\xbb\xbf") {
        file.consume(3);
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use domain::decision::placement::PlacementQuestion;

    fn packed(text: &str) -> Box<dyn BufRead> {
        let mut packing = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packing.write_all(text.as_bytes()).unwrap();
        Box::new(std::io::Cursor::new(packing.finish().unwrap()))
    }

    #[test]
    fn names_are_said_once() {
        for (at, format) in FORMATS.iter().enumerate() {
            let is_other = |other: &Format| {
                other.name != format.name
                    || other.decision.is_some() && other.decision != format.decision
            };
            assert!(FORMATS[..at].iter().all(is_other), "{}", format.name);
            let found = Format::named(format.name, format.decision.unwrap_or("radius")).unwrap();
            assert_eq!(found.summary, format.summary);
        }
    }

    #[test]
    fn a_packed_file_is_the_same_as_a_plain_one() {
        let text = "2 1 1\n1 2 7\n";
        let read = |file| {
            let format = Format::named("orlib-pmed", "placement").unwrap();
            let mut posing = format.read(file, "two", &Asking::default()).unwrap();
            let posed = posing.next().unwrap().unwrap();
            assert_eq!((posed.instance.as_str(), posed.decision.as_str()), ("two", "placement"));
            let Question::Read(question) = posed.question else { panic!("it is read") };
            question.downcast::<PlacementQuestion<'static>>().unwrap()
        };
        assert_eq!(read(packed(text)), read(Box::new(text.as_bytes())));
        let line = "{\"decision\":\"radius\",\"instance\":\"a\",\"question\":{}}\n";
        for line in [line.to_owned(), format!("\u{feff}{line}")] {
            let plain: Box<dyn BufRead> = Box::new(std::io::Cursor::new(line.clone()));
            for file in [packed(&line), plain] {
                let mut posing = FORMATS[0].read(file, "", &Asking::default()).unwrap();
                assert_eq!(posing.next().unwrap().unwrap().instance, "a");
            }
        }
        assert_eq!(read(packed(&format!("\u{feff}{text}"))), read(packed(text)));
    }

    #[test]
    fn formats_that_a_decision_has_not_are_told() {
        let told = |name| Format::named(name, "bagging").err().unwrap().to_string();
        assert_eq!(told("mclp"), "`mclp` files ask `placement`, not `bagging`");
        assert!(told("bpq").starts_with("unknown format `bpq`, expected one of captured, bpp"));
    }

    #[test]
    fn a_listing_goes_by_the_name_of_its_file_and_latin_1_is_read() {
        let format = Format::named("bpp", "bagging").unwrap();
        let read = |text: &'static [u8]| {
            format.read(Box::new(text), "two", &Asking::default()).unwrap().next().unwrap()
        };
        assert_eq!(read(b"1 9 4").unwrap().instance, "two");
        assert!(read(b"1 9 \xb5").err().unwrap().message.starts_with("`\u{b5}`"));
    }

    #[test]
    fn captured_questions_have_their_model_already() {
        let asking = Asking { sites: Some(3), ..Asking::default() };
        let refused = FORMATS[0].read(Box::new(&b""[..]), "", &asking);
        assert!(refused.err().unwrap().to_string().contains("say themselves what is asked"));
    }
}
