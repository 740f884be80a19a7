//! Where stores should stand: layouts from the map, judged by the simulator.

mod refine;

pub use refine::{NEARLY, RefineConfig, diverse, refine};
