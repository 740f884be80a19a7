//! Rows of text in aligned columns under a section heading.

use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};

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

fn cell(text: &str, side: Side) -> Cell {
    Cell::new(text).set_alignment(match side {
        Side::Left => CellAlignment::Left,
        Side::Right => CellAlignment::Right,
    })
}

/// The line that opens a section, a blank line before it.
pub(super) fn heading(text: &str, is_styled: bool) -> String {
    match is_styled {
        true => format!("\n\u{1b}[1m{text}\u{1b}[0m\n"),
        false => format!("\n{text}\n"),
    }
}

/// Breaks text between its parts so that no line exceeds `width`, further lines indented.
pub(crate) fn wrap(lead: &str, parts: &[String], separator: &str, width: usize) -> String {
    let indent = " ".repeat(lead.chars().count());
    let mut lines = Vec::new();
    let mut line = lead.to_owned();
    let mut is_first = true;
    for part in parts {
        let grown = line.chars().count() + separator.chars().count() + part.chars().count();
        if !is_first && grown > width {
            lines.push(std::mem::replace(&mut line, indent.clone()));
            is_first = true;
        }
        if !is_first {
            line.push_str(separator);
        }
        line.push_str(part);
        is_first = false;
    }
    lines.push(line);
    lines.join("\n") + "\n"
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
    fn long_lists_wrap_between_their_parts() {
        let parts = ["one two", "three", "four"].map(String::from);
        assert_eq!(wrap("of ", &parts, " · ", 20), "of one two · three\n   four\n");
    }
}
