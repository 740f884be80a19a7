//! Every reader of the program, for damaged files: whatever a file says, a reader answers with what
//! it says or with an error. It does not panic, hang, or take memory for what a file only claims.

mod answers;
mod begun;
mod formats;
mod plain;
mod reader;
mod solved;
mod trial;

pub use reader::{Read, Reader, clean_up, readers};
pub use trial::{Fault, Trial, limit_memory};
