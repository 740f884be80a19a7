//! Names and texts from outside as a page, a terminal or a file can bear them.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_width::UnicodeWidthChar as _;

/// Columns that a name takes at most where it is shown; the rest is an ellipsis.
pub const NAME_WIDTH: usize = 40;

/// Whether a character is no sign on the page but a command to whoever prints it: control
/// characters, and those that turn the direction of writing or break a line.
#[must_use]
pub fn is_command(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{200e}' | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{fffe}'..='\u{ffff}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// A name as it is shown: commands written out as `\u{1b}`, and no wider than [`NAME_WIDTH`].
#[must_use]
pub fn shown(name: &str) -> Cow<'_, str> {
    shown_within(name, NAME_WIDTH)
}

/// The same, no wider than so many columns, at least 1.
#[must_use]
pub fn shown_within(name: &str, most: usize) -> Cow<'_, str> {
    let name = one_line(name);
    let width = |c: char| c.width().unwrap_or(0);
    // A column for the ellipsis; marks that take none, piled on one letter, are counted too.
    let (mut columns, mut signs, mut cut) = (0, 0, None);
    for (at, c) in name.char_indices() {
        (columns, signs) = (columns + width(c), signs + 1);
        if cut.is_none() && (columns >= most || signs > 4 * most) {
            cut = Some(at);
        }
        if columns > most || signs > 4 * most + 1 {
            let kept = &name[..cut.unwrap_or(at)];
            return format!("{kept}…").into();
        }
    }
    name
}

/// A name as it is written to a file: commands written out, nothing cut.
#[must_use]
pub fn one_line(name: &str) -> Cow<'_, str> {
    written_out(name, |_| false)
}

/// Text of several lines: commands written out but for line ends and tabs.
#[must_use]
pub fn safe(text: &str) -> Cow<'_, str> {
    written_out(text, |c| matches!(c, '\n' | '\t'))
}

/// Text with its commands as a Rust program writes them, but for those that are allowed.
fn written_out(text: &str, is_allowed: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(|c| is_command(c) && !is_allowed(c)) {
        return text.into();
    }
    let mut written = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_command(c) && !is_allowed(c) {
            let _ = write!(written, "\\u{{{:x}}}", u32::from(c));
        } else {
            written.push(c);
        }
    }
    written.into()
}

/// JSON in which no command is left: what JSON allows in a string is escaped as it allows.
#[must_use]
pub fn safe_json(json: String) -> String {
    if !json.chars().any(|c| is_command(c) && c != '\n') {
        return json;
    }
    let mut escaped = String::with_capacity(json.len() + 8);
    for c in json.chars() {
        if is_command(c) && c != '\n' {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(c);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_written_out_and_names_cut() {
        assert!(matches!(shown("Koramangala 5th Block"), Cow::Borrowed(_)));
        assert_eq!(shown("a\u{1b}[31mb\u{7}"), "a\\u{1b}[31mb\\u{7}");
        assert_eq!(shown("a\nb\tc\u{9b}d\u{202e}e"), "a\\u{a}b\\u{9}c\\u{9b}d\\u{202e}e");
        assert_eq!(safe("a\nb\tc\u{1b}\r"), "a\nb\tc\\u{1b}\\u{d}");
        let long = shown(&"x".repeat(5_000)).into_owned();
        assert_eq!((long.chars().count(), long.ends_with('…')), (NAME_WIDTH, true));
        assert_eq!(shown(&"x".repeat(NAME_WIDTH)), "x".repeat(NAME_WIDTH));
        assert_eq!(shown_within("abc", 1), "…");
        assert_eq!(shown_within("a", 1), "a");
    }

    #[test]
    fn width_is_that_of_the_screen() {
        // Two columns each.
        let wide = shown_within("東京都港区", 7);
        assert_eq!(wide, "東京都…");
        // Marks without a width do not make a name endless.
        let piled = format!("a{}", "\u{301}".repeat(5_000));
        assert!(shown(&piled).chars().count() < 5 * NAME_WIDTH);
        assert_eq!(shown("ಬೆಂಗಳೂರು"), "ಬೆಂಗಳೂರು");
        let hostile = "\u{1b}".repeat(5_000);
        assert!(shown(&hostile).len() < 2 * NAME_WIDTH);
    }

    #[test]
    fn json_stays_json() {
        let text = safe_json("{\n  \"a\": \"x\u{9b}\u{202e}\u{e0041}\"\n}".into());
        assert_eq!(text, "{\n  \"a\": \"x\\u009b\\u202e\\udb40\\udc41\"\n}");
        let plain = "{\"a\": \"ಬೆಂ\"}".to_owned();
        assert_eq!(safe_json(plain.clone()), plain);
    }
}
