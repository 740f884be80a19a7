//! Public file formats, read as questions of the decisions that they pose.

pub mod bags;
pub mod bpp;
pub mod bppc;
pub mod foodmart;
pub mod mclp;
pub mod orlib_cap;
pub mod orlib_pmed;
pub mod pmedcap;
pub mod sop;
pub mod sprp;
pub mod sscflp;
pub mod tbed1;
pub mod tsp;
pub mod tsplib;

mod asking;
mod error;
mod foodmart_floor;
mod foodmart_sections;
mod format;
mod lines;
mod listing;
mod numbers;
mod picking;
mod tsplib_head;

pub use asking::{Asking, AskingError};
pub use error::FormatError;
pub use format::Format;
pub use listing::{Instance, Listing};
