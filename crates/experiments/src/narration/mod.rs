//! What happened and what was decided, in words.

mod answer;
mod fact;
mod names;

pub use answer::{Words, decision};
pub use fact::{fact, kind};
pub use names::Names;
