//! Solvers outside the process: programs that answer questions line by line.

mod command;
mod process;
mod solver;

pub use command::{Command, CommandError, Commands, quote};
pub use solver::{External, NAME};
