//! Public file formats of location science, read as questions of placement.

pub mod mclp;
pub mod orlib_cap;
pub mod orlib_pmed;
pub mod pmedcap;
pub mod sscflp;
pub mod tbed1;
pub mod tsplib;

mod asking;
mod format;
mod lines;
mod numbers;

pub use asking::{Asking, AskingError};
pub use format::{Format, FormatError};
