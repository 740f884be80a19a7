//! Rows of text in aligned columns under a section heading.

use std::borrow::Cow;

use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};
use domain::shown::shown_within;
use textwrap::core::Fragment;
use textwrap::wrap_algorithms::wrap_first_fit;

/// Columns of a section: heading and whether it is aligned to the right.
pub(crate) type Heads<'a> = &'a [(&'a str, Side)];

/// The side that a column is aligned to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Left,
    Right,
}

/// Lays out rows under their headings, two characters in.
///
/// Headings that are all empty are left out.
pub(crate) fn grid(heads: Heads<'_>, rows: &[Vec<String>]) -> String {
    let mut table = Table::new();
    table
        .load_style(TableStyle::new().header_separator(LineStyle::none().fill('─')))
        .set_content_arrangement(ContentArrangement::Disabled);
    if heads.iter().any(|(head, _)| !head.is_empty()) {
        table.set_header(heads.iter().map(|(head, side)| cell(head, *side)));
    }
    for row in rows {
        table.add_row(row.iter().zip(heads).map(|(text, (_, side))| cell(text, *side)));
    }
    let last = table.column_count().saturating_sub(1);
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, if index == last { 0 } else { 2 }));
    }
    let lines = table.lines().map(|line| format!("  {}\n", line.trim_end()));
    lines.collect()
}

/// Columns that a line of a cell takes at most.
const CELL: usize = 98;

fn cell(text: &str, side: Side) -> Cell {
    let lines: Vec<_> = text.split('\n').map(|line| shown_within(line, CELL)).collect();
    Cell::new(lines.join("\n")).set_alignment(match side {
        Side::Left => CellAlignment::Left,
        Side::Right => CellAlignment::Right,
    })
}

/// The line that opens a section, a blank line before it.
pub(super) fn heading(text: &str, is_styled: bool) -> String {
    let text = shown_within(text, CELL);
    match is_styled {
        true => format!("\n\u{1b}[1m{text}\u{1b}[0m\n"),
        false => format!("\n{text}\n"),
    }
}

/// Breaks text between its parts so that no line exceeds `width`, further lines indented.
pub(crate) fn wrap(lead: &str, parts: &[String], separator: &str, width: usize) -> String {
    let indent = lead.chars().count();
    let length = separator.chars().count();
    let parts: Vec<Part<'_>> =
        parts.iter().map(|part| Part { text: shown_within(part, width), length }).collect();
    let lines = wrap_first_fit(&parts, &[(width.saturating_sub(indent)) as f64]);
    let mut text = lead.to_owned();
    for (number, line) in lines.into_iter().enumerate() {
        if number > 0 {
            text.push_str(&" ".repeat(indent));
        }
        text.push_str(&line.iter().map(|part| &*part.text).collect::<Vec<_>>().join(separator));
        text.push('\n');
    }
    text
}

/// A part of a text that stays on one line, and the length of what separates it from the next.
#[derive(Debug)]
struct Part<'a> {
    text: Cow<'a, str>,
    length: usize,
}

impl Fragment for Part<'_> {
    fn width(&self) -> f64 {
        self.text.chars().count() as f64
    }

    fn whitespace_width(&self) -> f64 {
        self.length as f64
    }

    fn penalty_width(&self) -> f64 {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let rows = [["a", "1.0"], ["long name", "12.5"]].map(|row| row.map(String::from).to_vec());
        let page = grid(&[("what", Side::Left), ("INR", Side::Right)], &rows);
        let lines: Vec<&str> = page.lines().collect();
        assert_eq!(lines[0], "  what        INR");
        assert_eq!(lines[2], "  a           1.0");
        assert_eq!(lines[3], "  long name  12.5");
    }

    #[test]
    fn hostile_names_neither_break_a_page_nor_command_a_terminal() {
        let hostile = format!("{}\u{1b}[2J\u{9b}", "long ".repeat(1_000));
        let rows = vec![vec![hostile.clone(), "1".into()], vec!["a\u{1b}c".into(), "2".into()]];
        let page = grid(&[(&hostile, Side::Left), ("n", Side::Right)], &rows);
        let page = page
            + &wrap("of ", std::slice::from_ref(&hostile), " · ", 92)
            + &heading(&hostile, false);
        assert!(page.chars().all(|c| c == '\n' || !domain::shown::is_command(c)), "{page}");
        assert!(page.lines().all(|line| line.chars().count() <= 110), "{page}");
        assert!(page.contains("a\\u{1b}c"));
    }

    #[test]
    fn long_lists_wrap_between_their_parts() {
        let parts = ["one two", "three", "four"].map(String::from);
        assert_eq!(wrap("of ", &parts, " · ", 20), "of one two · three\n   four\n");
    }
}
