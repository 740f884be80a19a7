//! Output that ends quietly when nobody reads it any more.

use std::io::{self, IsTerminal as _, Write as _};

use crate::failure::Failure;

/// Prints text as it is.
///
/// # Errors
/// [`Failure::Unread`] when the reader is gone, wrong output otherwise.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::Unread),
        Err(error) => Err(Failure::input(format!("cannot write the output: {error}"), None)),
    }
}

/// Tells something on standard error. Where nobody can be told, there is nobody to tell that to.
pub(crate) fn tell(text: &str) {
    let mut error = io::stderr().lock();
    let _ = error.write_all(text.as_bytes()).and_then(|()| error.flush());
}

/// Whether headings may be set in bold: on a terminal, unless `NO_COLOR` is set.
pub(crate) fn is_styled() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let is_dumb = std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
    io::stdout().is_terminal() && !refused && !is_dumb
}
