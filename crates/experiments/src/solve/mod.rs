//! Instances from files, answered by one solver, checked and measured.

mod captured;
mod certified;
mod error;
mod format;
mod page;
mod posed;
mod solved;
mod task;

pub use certified::{Certified, certified};
pub use error::SolveError;
pub use format::{FORMATS, Format, OpenError, UnknownFormat, name_of, unpacked};
pub use page::page;
pub use posed::{FormatError, Posed, Posing, Question};
pub use solved::{Solved, Status};
pub use task::{Answering, TASKS, Task};
