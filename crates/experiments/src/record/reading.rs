//! Tables of an earlier run, read back.

use std::fs::File;
use std::io::{Cursor, Read as _, Seek as _, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::units::SimTime;
use polars_arrow::array::{Array, PrimitiveArray, Utf8ViewArray};
use polars_arrow::compute::concatenate::concatenate_unchecked;
use polars_arrow::datatypes::ArrowSchema;
use polars_parquet::read::{
    BasicDecompressor, FileMetadata, PageReader, RowGroupMetadata, column_iter_to_arrays,
    infer_schema, read_metadata,
};
use sim_core::trace::Fact;

use super::chain::Mark;
use crate::error::ExperimentError;

/// A Parquet file that is read column by column, row group by row group.
pub(super) struct Reader {
    path: PathBuf,
    file: File,
    metadata: Arc<FileMetadata>,
    schema: ArrowSchema,
}

impl Reader {
    pub(super) fn open(path: &Path) -> Result<Self, ExperimentError> {
        let wrong = |error: &dyn std::fmt::Display| ExperimentError::unreadable(path, error);
        let mut file = File::open(path).map_err(|error| wrong(&error))?;
        let metadata = read_metadata(&mut file).map_err(|error| wrong(&error))?;
        let schema = infer_schema(&metadata).map_err(|error| wrong(&error))?;
        Ok(Self { path: path.to_owned(), file, metadata: Arc::new(metadata), schema })
    }

    fn wrong(&self, reason: impl std::fmt::Display) -> ExperimentError {
        ExperimentError::unreadable(&self.path, reason)
    }

    /// The values of one column in one row group.
    fn column(&mut self, group: usize, name: &str) -> Result<Vec<Box<dyn Array>>, ExperimentError> {
        let absent = || format!("column `{name}` is missing");
        let Some(field) = self.schema.get(name).cloned() else {
            return Err(self.wrong(absent()));
        };
        let metadata = Arc::clone(&self.metadata);
        let group: &RowGroupMetadata = &metadata.row_groups[group];
        let rows = group.num_rows();
        let column = group
            .parquet_columns()
            .iter()
            .find(|column| column.descriptor().path_in_schema[0].as_str() == name);
        let Some(column) = column else { return Err(self.wrong(absent())) };
        let range = column.byte_range();
        let mut bytes = vec![0; (range.end - range.start) as usize];
        let read = self
            .file
            .seek(SeekFrom::Start(range.start))
            .and_then(|_| self.file.read_exact(&mut bytes));
        read.map_err(|error| self.wrong(error))?;
        let most = bytes.len() * 2 + 1024;
        let pages = PageReader::new(Cursor::new(bytes.into()), column, Vec::new(), most);
        let pages = BasicDecompressor::new(pages, Vec::new());
        let types = vec![&column.descriptor().descriptor.primitive_type];
        let arrays = column_iter_to_arrays(vec![pages], types, field, None);
        let arrays = arrays.map_err(|error| self.wrong(error))?.0;
        if arrays.iter().map(|array| array.len()).sum::<usize>() == rows {
            Ok(arrays)
        } else {
            Err(self.wrong(format!("column `{name}` is not whole")))
        }
    }

    /// The same in one piece.
    pub(super) fn whole_column(
        &mut self,
        group: usize,
        name: &str,
    ) -> Result<Box<dyn Array>, ExperimentError> {
        let mut arrays = self.column(group, name)?;
        match arrays.len() {
            1 => Ok(arrays.remove(0)),
            _ => concatenate_unchecked(&arrays).map_err(|error| self.wrong(error)),
        }
    }

    pub(super) fn numbers<T: polars_arrow::types::NativeType>(
        &mut self,
        group: usize,
        name: &str,
    ) -> Result<Vec<T>, ExperimentError> {
        let mut all = Vec::new();
        for array in self.column(group, name)? {
            match array.as_any().downcast_ref::<PrimitiveArray<T>>() {
                Some(values) => all.extend_from_slice(values.values()),
                None => return Err(self.wrong(format!("column `{name}` is of another type"))),
            }
        }
        Ok(all)
    }

    fn words(&mut self, group: usize, name: &str) -> Result<Vec<String>, ExperimentError> {
        let mut all = Vec::new();
        for array in self.column(group, name)? {
            match array.as_any().downcast_ref::<Utf8ViewArray>() {
                Some(values) => all.extend(values.values_iter().map(str::to_owned)),
                None => return Err(self.wrong(format!("column `{name}` is of another type"))),
            }
        }
        Ok(all)
    }

    pub(super) fn groups(&self) -> Range<usize> {
        0..self.metadata.row_groups.len()
    }
}

/// The marks of each replication, in order.
pub(crate) fn chain(path: &Path) -> Result<Vec<Vec<Mark>>, ExperimentError> {
    let mut reader = Reader::open(path)?;
    let mut chains: Vec<Vec<Mark>> = Vec::new();
    for group in reader.groups() {
        let replications: Vec<u32> = reader.numbers(group, "replication")?;
        let facts: Vec<u64> = reader.numbers(group, "facts")?;
        let times: Vec<u64> = reader.numbers(group, "time_ms")?;
        let hashes: Vec<u64> = reader.numbers(group, "fingerprint")?;
        for (row, replication) in replications.into_iter().enumerate() {
            let replication = replication as usize;
            if replication == chains.len() {
                chains.push(Vec::new());
            }
            let mark = Mark { facts: facts[row], at: SimTime(times[row]), hash: hashes[row] };
            let is_last = replication + 1 == chains.len();
            match chains.last_mut() {
                Some(marks)
                    if is_last && marks.last().is_none_or(|last| last.facts < mark.facts) =>
                {
                    marks.push(mark);
                }
                _ => return Err(reader.wrong("its rows are not in order")),
            }
        }
    }
    Ok(chains)
}

/// Facts of a replication by their numbers, counted from 0, as a run with `--facts` wrote them.
///
/// # Errors
/// The file cannot be read, or a fact is of a kind that this program does not know.
pub fn facts(
    path: &Path,
    replication: u32,
    wanted: Range<u64>,
) -> Result<Vec<(SimTime, Fact)>, ExperimentError> {
    let mut reader = Reader::open(path)?;
    let mut found = Vec::new();
    let mut number = 0;
    for group in reader.groups() {
        // A row group holds facts of one replication, and groups follow replications.
        let replications: Vec<u32> = reader.numbers(group, "replication")?;
        if replications.first() != Some(&replication) {
            continue;
        }
        let rows = number..number + replications.len() as u64;
        number = rows.end;
        if rows.end <= wanted.start || wanted.end <= rows.start {
            continue;
        }
        let times: Vec<u64> = reader.numbers(group, "time_ms")?;
        let kinds = reader.words(group, "kind")?;
        let fields = reader.words(group, "fields")?;
        let from = wanted.start.max(rows.start) - rows.start;
        let to = wanted.end.min(rows.end) - rows.start;
        for row in from as usize..to as usize {
            let tagged = format!("{{\"{}\":{}}}", kinds[row], fields[row]);
            let fact = serde_json::from_str(&tagged).map_err(|error| {
                reader.wrong(format!("row {} is not a fact known here: {error}", row + 1))
            })?;
            found.push((SimTime(times[row]), fact));
        }
    }
    Ok(found)
}
