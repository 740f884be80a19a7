//! What is told, shown and written, and how the program ends.

pub(crate) mod failure;
pub(crate) mod interrupt;
pub(crate) mod printing;
pub(crate) mod progress;
pub(crate) mod results;
pub(crate) mod telling;
