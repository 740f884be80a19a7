//! Lines of a text that hold a fixed number of fields, with errors that name the line.

use super::error::FormatError;

/// A text without the byte order mark that some editors begin files with.
pub(super) fn unmarked(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// The lines of a text that are not empty, and where each stands.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> + Clone {
    let numbered = (1..).zip(unmarked(text).lines().map(str::trim));
    numbered.filter(|(_, line)| !line.is_empty())
}

/// The fields of a line, as many as expected.
pub(super) fn fields<'a, const N: usize>(
    line: usize,
    text: &'a str,
    expected: &str,
) -> Result<[&'a str; N], FormatError> {
    let fields: Vec<&str> = text.split_whitespace().collect();
    let found = fields.len();
    fields
        .try_into()
        .map_err(|_| FormatError::new(line, format!("{found} fields, expected {N}: {expected}")))
}

/// As many lines as the head says.
pub(super) fn unless_counted(
    found: usize,
    expected: usize,
    what: &str,
    last: usize,
) -> Result<(), FormatError> {
    if found == expected {
        return Ok(());
    }
    Err(FormatError::new(last, format!("{found} {what}, expected {expected} as the head says")))
}
