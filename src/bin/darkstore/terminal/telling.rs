//! What people are told on standard error, and what of a text may reach a terminal.

use std::borrow::Cow;
use std::io::{self, IsTerminal as _, Write as _};

use domain::shown::{is_command, safe_json, shown_within};

/// Columns of a line beyond which something has gone wrong with a page.
const LONGEST: usize = 400;

/// What may reach a terminal: names and texts of files are shown, not obeyed. JSON stays JSON.
///
/// Pages show names as [`domain::shown`] has them; this is for what came another way.
pub(crate) fn guarded(text: &str) -> Cow<'_, str> {
    if text.starts_with(['{', '[']) {
        return safe_json(text.into()).into();
    }
    let is_fine = |line: &str| line.len() <= LONGEST && !line.chars().any(is_command);
    if text.split('\n').all(is_fine) {
        return text.into();
    }
    let heading = |line: &str| {
        let inner = line.strip_prefix("\u{1b}[1m").and_then(|rest| rest.strip_suffix("\u{1b}[0m"));
        inner.map(|inner| format!("\u{1b}[1m{}\u{1b}[0m", shown_within(inner, LONGEST)))
    };
    let lines = text.split('\n').map(|line| match heading(line) {
        Some(heading) if is_styled() => heading,
        _ => shown_within(line, LONGEST).into_owned(),
    });
    lines.collect::<Vec<_>>().join("\n").into()
}

/// Tells something on standard error. Where nobody can be told, there is nobody to tell that to.
pub(crate) fn tell(text: &str) {
    tell_raw(&guarded(text));
}

/// The same of text that is styled, and safe already.
pub(crate) fn tell_raw(text: &str) {
    let mut error = io::stderr().lock();
    let _ = error.write_all(text.as_bytes()).and_then(|()| error.flush());
}

/// Whether headings may be set in bold: on a terminal, unless `NO_COLOR` is set.
pub(crate) fn is_styled() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let is_dumb = std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
    io::stdout().is_terminal() && !refused && !is_dumb
}
