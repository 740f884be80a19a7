//! Tables of what happened, built column by column during a run and written as Parquet.

pub mod chain;

mod directory;
mod facts;
mod finished;
mod legs;
mod lock;
mod minutes;
mod orders;
mod output;
mod parquet;
pub(crate) mod reading;
mod recording;
mod table;
mod whole_file;

pub use directory::{Earlier, ResultsDirectory};
pub(crate) use finished::Ending;
pub use finished::Finished;
pub use output::{FileEntry, Output, Unwritten};
pub use reading::facts as read_facts;
pub use recording::{Recorder, Recording};
pub use table::{Column, Table};
pub use whole_file::WholeFile;

#[cfg(test)]
mod recording_tests;
