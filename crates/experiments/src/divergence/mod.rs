//! Where two runs part: the first fact that differs, found by their hash chains.

mod block;
mod parting;
mod settings;

pub use block::{Block, Choice, Noted};
pub use parting::{Divergence, Parting, Seen, first_divergence, first_parting, look, stored};
pub use settings::{Difference, differences};
