//! The formats that instances are read from: one line each in the list.

use std::any::Any;
use std::io::{BufRead, BufReader, Read as _};

use domain::decision::Decision;
use domain::decision::placement::Placement;
use flate2::bufread::MultiGzDecoder;
use serde_json::value::RawValue;
use solvers::formats::{self, Asking, AskingError};

use super::captured;

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
];

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
            decision: Some(<dyn Placement as Decision>::NAME),
            reader: Reader::Placement(format),
        }
    }

    /// The format of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.name == name)
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
    let mut text = String::new();
    let read = unpacked(file)?.read_to_string(&mut text);
    read.map_err(|error| {
        let line = 1 + text.bytes().filter(|byte| *byte == b'\n').count();
        FormatError::new(line, error.to_string())
    })?;
    let question = format.read(&text, asking)?;
    Ok(Posed {
        line: 1,
        decision: <dyn Placement as Decision>::NAME.into(),
        instance,
        question: Question::Read(Box::new(question)),
    })
}

/// What is in a file, unpacked where it begins as gzip does.
///
/// # Errors
/// It cannot be read.
pub fn unpacked(mut file: Box<dyn BufRead>) -> Result<Box<dyn BufRead>, FormatError> {
    let begins = file.fill_buf().map_err(|error| FormatError::new(1, error.to_string()))?;
    if begins.starts_with(&[0x1f, 0x8b]) {
        return Ok(Box::new(BufReader::new(MultiGzDecoder::new(file))));
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
            assert!(FORMATS[..at].iter().all(|other| other.name != format.name), "{}", format.name);
            assert_eq!(Format::named(format.name).unwrap().summary, format.summary);
        }
    }

    #[test]
    fn a_packed_file_is_the_same_as_a_plain_one() {
        let text = "2 1 1\n1 2 7\n";
        let read = |file| {
            let format = Format::named("orlib-pmed").unwrap();
            let mut posing = format.read(file, "two", &Asking::default()).unwrap();
            let posed = posing.next().unwrap().unwrap();
            assert_eq!((posed.instance.as_str(), posed.decision.as_str()), ("two", "placement"));
            let Question::Read(question) = posed.question else { panic!("it is read") };
            question.downcast::<PlacementQuestion<'static>>().unwrap()
        };
        assert_eq!(read(packed(text)), read(Box::new(text.as_bytes())));
        let line = "{\"decision\":\"radius\",\"instance\":\"a\",\"question\":{}}\n";
        let mut posing = FORMATS[0].read(packed(line), "", &Asking::default()).unwrap();
        assert_eq!(posing.next().unwrap().unwrap().instance, "a");
    }

    #[test]
    fn captured_questions_have_their_model_already() {
        let asking = Asking { sites: Some(3), ..Asking::default() };
        let refused = FORMATS[0].read(Box::new(&b""[..]), "", &asking);
        assert!(refused.err().unwrap().to_string().contains("say themselves what is asked"));
    }
}
