//! Output that ends quietly when nobody reads it any more.

use std::io::{self, Write as _};

use crate::terminal::failure::Failure;
use crate::terminal::telling::guarded;

/// Prints a page or JSON.
///
/// # Errors
/// [`Failure::Unread`] when the reader is gone, wrong output otherwise.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    print_raw(&guarded(text))
}

/// Prints text of the program's own as it is.
///
/// # Errors
/// As [`print`](fn@print).
pub(crate) fn print_raw(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::Unread),
        Err(error) => Err(Failure::input(format!("cannot write the output: {error}"), None)),
    }
}
