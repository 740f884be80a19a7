//! Questions that solvers were asked, kept as instances that can be answered again.

mod captured;
mod questions;
mod sample;
mod selection;
mod stopped;

pub use captured::Captured;
pub(crate) use questions::Capturing;
pub(crate) use questions::FOLDER;
pub use questions::Questions;
pub use sample::{Capture, Origin};
pub use selection::{Selection, SelectionError};
pub use stopped::save_stopped;
