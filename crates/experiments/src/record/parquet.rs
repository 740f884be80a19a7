//! One table as a Parquet file, row group by row group.

use std::path::{Path, PathBuf};

use polars_arrow::array::Array;
use polars_arrow::datatypes::ArrowSchema;
use polars_arrow::record_batch::RecordBatchT;
use polars_parquet::write::{
    CompressionOptions, FileWriter, RowGroupIterator, StatisticsOptions, Version, WriteOptions,
    get_dtype_encoding,
};

use super::reading::Reader;
use super::table::Table;
use super::whole_file::WholeFile;
use crate::error::ExperimentError;

/// Rows of a row group: enough to compress well, few enough to encode in little memory.
const GROUP_ROWS: usize = 1 << 18;

fn options() -> WriteOptions {
    WriteOptions {
        statistics: StatisticsOptions::default(),
        version: Version::V1,
        compression: CompressionOptions::Zstd(None),
        data_page_size: None,
    }
}

/// A Parquet file that is being written.
pub(crate) struct ParquetFile {
    path: PathBuf,
    schema: ArrowSchema,
    writer: FileWriter<WholeFile>,
    rows: u64,
}

impl ParquetFile {
    /// Begins the file; `empty` shows its columns.
    pub(crate) fn create(path: PathBuf, empty: &Table) -> Result<Self, ExperimentError> {
        let file = WholeFile::create(&path)?;
        let schema: ArrowSchema = empty
            .columns
            .iter()
            .map(|column| (column.field.name.clone(), column.field.clone()))
            .collect();
        let writer = FileWriter::try_new(file, schema.clone(), options())
            .map_err(|error| ExperimentError::unwritable(&path, error))?;
        Ok(Self { path, schema, writer, rows: 0 })
    }

    /// Appends rows.
    pub(crate) fn append(&mut self, table: Table) -> Result<(), ExperimentError> {
        let arrays = table.columns.into_iter().map(|column| column.values).collect();
        self.append_arrays(arrays)
    }

    /// Appends the rows of an earlier file that are of the first `replications`; how many of these
    /// have any. Row groups hold rows of one replication, and come in their order.
    pub(crate) fn take_over(
        &mut self,
        earlier: &Path,
        replications: u32,
    ) -> Result<u32, ExperimentError> {
        if replications == 0 {
            return Ok(0);
        }
        let mut reader = Reader::open(earlier)?;
        let names: Vec<String> = self.schema.iter_names().map(|name| name.to_string()).collect();
        let (mut found, mut last) = (0, None);
        for group in reader.groups() {
            let of: Vec<u32> = reader.numbers(group, "replication")?;
            let Some(first) = of.first().filter(|first| **first < replications) else { continue };
            found += u32::from(last != Some(*first));
            last = Some(*first);
            let columns = names.iter().map(|name| reader.whole_column(group, name));
            let arrays = columns.collect::<Result<_, ExperimentError>>()?;
            self.append_arrays(arrays)?;
        }
        Ok(found)
    }

    fn append_arrays(&mut self, columns: Vec<Box<dyn Array>>) -> Result<(), ExperimentError> {
        let rows = columns.first().map_or(0, |column| column.len());
        let encodings =
            self.schema.iter_values().map(|field| get_dtype_encoding(&field.dtype)).collect();
        let schema = std::sync::Arc::new(self.schema.clone());
        let groups: Vec<(usize, usize)> = (0..rows)
            .step_by(GROUP_ROWS)
            .map(|start| (start, GROUP_ROWS.min(rows - start)))
            .collect();
        let batches = groups.clone().into_iter().map(|(start, length)| {
            let arrays = columns.iter().map(|column| column.sliced(start, length)).collect();
            RecordBatchT::try_new(length, schema.clone(), arrays)
        });
        let encoded = RowGroupIterator::try_new(batches, &self.schema, options(), encodings);
        let written = encoded.and_then(|encoded| {
            for ((_, length), group) in groups.iter().zip(encoded) {
                self.writer.write(*length as u64, group?)?;
            }
            Ok(())
        });
        written.map_err(|error| self.failure(&error))?;
        self.rows += rows as u64;
        Ok(())
    }

    /// What the system said, without what the library wraps around it.
    fn failure(&self, error: &impl std::fmt::Display) -> ExperimentError {
        let text = error.to_string();
        let reason = text.rsplit("underlying IO error: ").next().unwrap_or(&text);
        ExperimentError::unwritable(&self.path, reason)
    }

    /// Writes the footer and gives the file its name; returns the number of rows.
    pub(crate) fn finish(mut self) -> Result<u64, ExperimentError> {
        self.writer.end(None).map_err(|error| self.failure(&error))?;
        self.writer.into_inner().finish()?;
        Ok(self.rows)
    }
}
