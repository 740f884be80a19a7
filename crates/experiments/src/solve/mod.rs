//! Instances from files, answered by one solver, checked and measured.

mod captured;
mod certified;
mod error;
mod format;
mod page;
mod solved;
mod task;

pub use certified::{Certified, certified};
pub use error::SolveError;
pub use format::{
    FORMATS, Format, FormatError, OpenError, Posed, Posing, Question, UnknownFormat, name_of,
    unpacked,
};
pub use page::page;
pub use solved::{Solved, Status};
pub use task::{Answering, TASKS, Task};
