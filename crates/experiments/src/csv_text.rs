//! Tables as comma-separated values.

use domain::shown::one_line;

/// A table of text as it grows (RFC 4180).
///
/// Control characters are written out, so that the file can be looked at on a terminal.
pub(crate) struct CsvText(csv::Writer<Vec<u8>>);

impl CsvText {
    /// A table with columns of these names.
    pub(crate) fn with_columns(names: impl IntoIterator<Item: AsRef<str>>) -> Self {
        let mut table = Self(csv::Writer::from_writer(Vec::new()));
        table.row(names);
        table
    }

    /// One more row, with as many fields as there are columns.
    pub(crate) fn row(&mut self, fields: impl IntoIterator<Item: AsRef<str>>) {
        for field in fields {
            let written = self.0.write_field(&*one_line(field.as_ref()));
            written.expect("memory can be written to");
        }
        self.0.write_record(None::<&[u8]>).expect("every row has a field for every column");
    }

    /// The whole table.
    pub(crate) fn text(self) -> String {
        let bytes = self.0.into_inner().expect("memory can be written to");
        String::from_utf8(bytes).expect("fields are text")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_would_break_the_row_are_quoted() {
        let mut table = CsvText::with_columns(["a", "b"]);
        table.row(["a=1 b=x", "a=[1, \"x\"]"]);
        table.row(["a\u{1b}[1m,\nb", ""]);
        let lines = ["a,b", "a=1 b=x,\"a=[1, \"\"x\"\"]\"", "\"a\\u{1b}[1m,\\u{a}b\",", ""];
        assert_eq!(table.text(), lines.join("\n"));
    }
}
