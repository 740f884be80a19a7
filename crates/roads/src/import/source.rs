//! Files opened for reading, unpacked where they are compressed.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

use crate::error::{Position, RoadsError};

/// Some editors begin a text with it.
const BYTE_ORDER_MARK: char = '\u{feff}';
/// Most text that is held in memory at once.
const TEXT_LIMIT: u64 = 1 << 30;

/// A file on disk, or its content as it would lie there.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) path: &'a Path,
    content: Option<&'a [u8]>,
}

impl<'a> Source<'a> {
    /// A file on disk.
    pub(super) fn of(path: &'a Path) -> Self {
        Self { path, content: None }
    }

    /// What a file of this name would hold.
    pub(super) fn given(path: &'a Path, content: &'a [u8]) -> Self {
        Self { path, content: Some(content) }
    }

    /// Opens it; a name that ends in `.gz` is unpacked on the way.
    pub(super) fn open(self) -> Result<Box<dyn BufRead + 'a>, RoadsError> {
        let file: Box<dyn BufRead + 'a> = match self.content {
            Some(content) => Box::new(content),
            None => {
                let file = File::open(self.path)
                    .map_err(|error| RoadsError::unreadable(self.path, error))?;
                Box::new(BufReader::new(file))
            }
        };
        Ok(if is_packed(self.path) {
            Box::new(BufReader::new(MultiGzDecoder::new(file)))
        } else {
            file
        })
    }

    /// Reads a whole text of at most 1 GiB after unpacking, without a byte order mark.
    pub(super) fn read_text(self) -> Result<String, RoadsError> {
        let path = self.path;
        let mut bytes = Vec::new();
        let mut reader = self.open()?.take(TEXT_LIMIT + 1);
        if let Err(error) = reader.read_to_end(&mut bytes) {
            return Err(broken(path, &error, bytes.len() as u64));
        }
        if bytes.len() as u64 > TEXT_LIMIT {
            return Err(RoadsError::malformed(
                path,
                Position::Whole,
                "holds more than 1 GiB of text, allowed is at most 1 GiB",
            ));
        }
        let mut text = String::from_utf8(bytes).map_err(|error| {
            let at = Position::TextByte(error.utf8_error().valid_up_to() as u64);
            RoadsError::malformed(path, at, "is not UTF-8")
        })?;
        if text.starts_with(BYTE_ORDER_MARK) {
            text.drain(..BYTE_ORDER_MARK.len_utf8());
        }
        Ok(text)
    }
}

/// A failure to read on: damage to a packed file, or the disk's.
pub(super) fn broken(path: &Path, error: &io::Error, at: u64) -> RoadsError {
    let problem = match error.kind() {
        io::ErrorKind::UnexpectedEof => "ends in the middle of packed data".to_owned(),
        _ => format!("cannot be read on: {error}"),
    };
    RoadsError::malformed(path, Position::TextByte(at), problem)
}

pub(super) fn is_packed(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"))
}

/// The file's name in lower case, without `.gz`.
pub(super) fn bare_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    name.strip_suffix(".gz").map_or(name.clone(), str::to_owned)
}
