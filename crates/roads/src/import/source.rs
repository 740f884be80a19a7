//! Files opened for reading, unpacked where they are compressed.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

use crate::error::{Position, RoadsError};

/// Most text that is held in memory at once.
const TEXT_LIMIT: u64 = 1 << 30;

/// Opens a file; a name that ends in `.gz` is unpacked on the way.
pub(super) fn open(path: &Path) -> Result<Box<dyn BufRead>, RoadsError> {
    let file = File::open(path).map_err(|error| RoadsError::unreadable(path, error))?;
    let file = BufReader::new(file);
    Ok(if is_packed(path) {
        Box::new(BufReader::new(MultiGzDecoder::new(file)))
    } else {
        Box::new(file)
    })
}

/// Reads a whole text file of at most 1 GiB after unpacking.
pub(super) fn read_text(path: &Path) -> Result<String, RoadsError> {
    let mut bytes = Vec::new();
    let mut reader = open(path)?.take(TEXT_LIMIT + 1);
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
    String::from_utf8(bytes).map_err(|error| {
        let at = Position::TextByte(error.utf8_error().valid_up_to() as u64);
        RoadsError::malformed(path, at, "is not UTF-8")
    })
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
