//! A table in memory: named columns of one length.

use polars_arrow::array::{Array, BooleanArray, PrimitiveArray, Utf8ViewArray};
use polars_arrow::datatypes::Field;
use polars_arrow::types::NativeType;

/// One named column.
pub struct Column {
    pub(crate) field: Field,
    pub(crate) values: Box<dyn Array>,
}

impl Column {
    /// Numbers, none missing.
    #[must_use]
    pub fn numbers<T: NativeType>(name: &'static str, values: Vec<T>) -> Self {
        Self::new(name, false, PrimitiveArray::from_vec(values).boxed())
    }

    /// Numbers, some missing.
    #[must_use]
    pub fn optional<T: NativeType>(name: &'static str, values: Vec<Option<T>>) -> Self {
        Self::new(name, true, PrimitiveArray::from_iter(values).boxed())
    }

    /// Truths.
    #[must_use]
    pub fn truths(name: &'static str, values: &[bool]) -> Self {
        Self::new(name, false, BooleanArray::from_slice(values).boxed())
    }

    /// Words.
    #[must_use]
    pub fn words<S: AsRef<str>>(name: &'static str, values: &[S]) -> Self {
        Self::new(name, false, Utf8ViewArray::from_slice_values(values).boxed())
    }

    fn new(name: &'static str, is_nullable: bool, values: Box<dyn Array>) -> Self {
        Self { field: Field::new(name.into(), values.dtype().clone(), is_nullable), values }
    }
}

/// Columns of one length.
pub struct Table {
    pub(crate) columns: Vec<Column>,
}

impl Table {
    /// Puts columns side by side.
    ///
    /// # Panics
    /// When there is none, or their lengths differ.
    #[must_use]
    pub fn new(columns: Vec<Column>) -> Self {
        let rows = columns[0].values.len();
        assert!(columns.iter().all(|c| c.values.len() == rows), "columns are of one length");
        Self { columns }
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.columns[0].values.len()
    }

    /// Names of the columns, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.field.name.as_str())
    }
}
