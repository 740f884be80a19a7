//! Shortest walks through the aisles of a rectangular floor, exact, by frontier programmes.

mod apart;
mod block;
mod chain;
mod floor;
mod routing;
mod scattered;
mod shape;
mod trace;
mod trail;

pub use apart::Apart;
pub use floor::{Floor, Place};
pub use routing::{Routing, Stop};
pub use scattered::{Holding, Picking, Selection};
