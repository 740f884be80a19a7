//! A CSV file, plain or gzip, read row by row with errors that name file and line.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;

/// What is wrong with a data file.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// The file cannot be opened.
    #[error("cannot read `{}`: {source}", file.display())]
    Open {
        /// The file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not what its name says: broken gzip or a row of the wrong length.
    #[error("`{}` is not a well-formed table: {source}", file.display())]
    Malformed {
        /// The file.
        file: PathBuf,
        /// Why, with the line where known.
        source: csv::Error,
    },
    /// A column is missing.
    #[error("`{}` has no column `{column}` (it has {found})", file.display())]
    MissingColumn {
        /// The file.
        file: PathBuf,
        /// The column looked for.
        column: String,
        /// The columns there are.
        found: String,
    },
    /// A field does not hold what it should.
    #[error("`{}` line {line}: `{column}` is `{value}`, not {expected}", file.display())]
    BadField {
        /// The file.
        file: PathBuf,
        /// The line, counted from 1 with the header.
        line: u64,
        /// The column.
        column: String,
        /// What the field holds.
        value: String,
        /// What it should hold.
        expected: &'static str,
    },
    /// The file holds no usable row.
    #[error("`{}` has no {what}", file.display())]
    Empty {
        /// The file.
        file: PathBuf,
        /// What was looked for.
        what: &'static str,
    },
}

/// A column of a [`Table`].
#[derive(Clone, Copy, Debug)]
pub struct Column(usize);

/// A table being read, one row at a time.
pub struct Table {
    file: PathBuf,
    reader: csv::Reader<Box<dyn Read>>,
    header: Vec<String>,
    row: Vec<String>,
    record: csv::ByteRecord,
}

impl Table {
    /// Opens a CSV file with a header; a name that ends in `.gz` is unpacked on the way.
    ///
    /// # Errors
    /// When the file cannot be opened or its header not be read.
    pub fn open(path: &Path) -> Result<Self, DataError> {
        let file = File::open(path)
            .map_err(|source| DataError::Open { file: path.to_path_buf(), source })?;
        let bytes = BufReader::new(file);
        let is_packed = path.extension().is_some_and(|extension| extension == "gz");
        let bytes: Box<dyn Read> =
            if is_packed { Box::new(MultiGzDecoder::new(bytes)) } else { Box::new(bytes) };
        Self::new(path, bytes)
    }

    /// Reads a table from bytes; `path` is its name in errors.
    ///
    /// # Errors
    /// When the header cannot be read.
    pub fn new(path: &Path, bytes: Box<dyn Read>) -> Result<Self, DataError> {
        let mut reader = csv::Reader::from_reader(bytes);
        let header = reader
            .byte_headers()
            .map_err(|source| DataError::Malformed { file: path.to_path_buf(), source })?;
        let header = header.iter().map(clean).collect();
        let record = csv::ByteRecord::new();
        Ok(Self { file: path.to_path_buf(), reader, header, row: Vec::new(), record })
    }

    /// The file's name.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Whether there is a column of this name.
    #[must_use]
    pub fn has(&self, column: &str) -> bool {
        self.header.iter().any(|name| name == column)
    }

    /// The column of this name.
    ///
    /// # Errors
    /// When there is none.
    pub fn column(&self, column: &str) -> Result<Column, DataError> {
        self.header.iter().position(|name| name == column).map(Column).ok_or_else(|| {
            DataError::MissingColumn {
                file: self.file.clone(),
                column: column.to_owned(),
                found: self.header.join(", "),
            }
        })
    }

    /// Goes to the next row; false at the end.
    ///
    /// # Errors
    /// When the row is broken or shorter or longer than the header.
    pub fn advance(&mut self) -> Result<bool, DataError> {
        let more = self
            .reader
            .read_byte_record(&mut self.record)
            .map_err(|source| DataError::Malformed { file: self.file.clone(), source })?;
        self.row.clear();
        self.row.extend(self.record.iter().map(clean));
        Ok(more)
    }

    /// A field of the row, without surrounding blanks.
    #[must_use]
    pub fn text(&self, column: Column) -> &str {
        &self.row[column.0]
    }

    /// A field as a whole number.
    ///
    /// # Errors
    /// When it is none, or negative.
    pub fn integer(&self, column: Column) -> Result<u32, DataError> {
        self.text(column).parse().map_err(|_| self.bad(column, "a whole number of at least 0"))
    }

    /// A field as a finite number of at least 0.
    ///
    /// # Errors
    /// When it is negative, NaN, infinite or no number.
    pub fn number(&self, column: Column) -> Result<f64, DataError> {
        let value: Option<f64> = self.text(column).parse().ok();
        value
            .filter(|value| value.is_finite() && *value >= 0.0)
            .ok_or_else(|| self.bad(column, "a finite number of at least 0"))
    }

    /// The line of the row, counted from 1 with the header.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.record.position().map_or(0, csv::Position::line)
    }

    /// The error that a field does not hold what it should.
    #[must_use]
    pub fn bad(&self, column: Column, expected: &'static str) -> DataError {
        DataError::BadField {
            file: self.file.clone(),
            line: self.line(),
            column: self.header[column.0].clone(),
            value: self.text(column).to_owned(),
            expected,
        }
    }
}

/// Text without surrounding blanks or byte-order mark; bytes that are no UTF-8 become `�`.
fn clean(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_start_matches('\u{feff}').trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &'static str) -> Table {
        Table::new(Path::new("goods.csv"), Box::new(text.as_bytes())).unwrap()
    }

    #[test]
    fn a_bad_number_is_named_with_file_line_and_column() {
        for value in ["NaN", "inf", "-3", "", "12 g"] {
            let text = format!("name,weight\nsalt,1000\nsugar,{value}\n");
            let mut table =
                Table::new(Path::new("goods.csv"), Box::new(std::io::Cursor::new(text))).unwrap();
            let weight = table.column("weight").unwrap();
            assert!(table.advance().unwrap());
            assert!((table.number(weight).unwrap() - 1000.0).abs() < 1e-9);
            assert!(table.advance().unwrap());
            let message = table.number(weight).unwrap_err().to_string();
            let expected = format!(
                "`goods.csv` line 3: `weight` is `{value}`, not a finite number of at least 0"
            );
            assert_eq!(message, expected);
            assert!(table.integer(weight).is_err());
            assert!(!table.advance().unwrap());
        }
    }

    #[test]
    fn a_missing_column_is_named_with_those_there_are() {
        let message = table("name,price\n").column("weight").unwrap_err().to_string();
        assert_eq!(message, "`goods.csv` has no column `weight` (it has name, price)");
    }

    #[test]
    fn a_short_row_is_refused_with_its_line() {
        let mut table = table("name,price\nsalt,3\nsugar\n");
        assert!(table.advance().unwrap());
        let message = table.advance().unwrap_err().to_string();
        assert!(message.contains("goods.csv") && message.contains("line: 3"), "{message}");
    }

    #[test]
    fn quotes_blanks_and_a_byte_order_mark_are_taken_off() {
        let mut table = table("\u{feff}name,kind\n salt , white\n\"x, y\",z\n");
        let (name, kind) = (table.column("name").unwrap(), table.column("kind").unwrap());
        assert!(table.advance().unwrap());
        assert_eq!((table.text(name), table.text(kind)), ("salt", "white"));
        assert!(table.advance().unwrap());
        assert_eq!(table.text(name), "x, y");
    }

    #[test]
    fn an_absent_file_and_broken_gzip_are_errors() {
        let absent = Table::open(Path::new("no/such/file.csv"));
        assert!(matches!(absent, Err(DataError::Open { .. })));
        let broken: Box<dyn Read> = Box::new(MultiGzDecoder::new(&b"not gzip at all"[..]));
        assert!(matches!(
            Table::new(Path::new("x.csv.gz"), broken),
            Err(DataError::Malformed { .. })
        ));
    }
}
