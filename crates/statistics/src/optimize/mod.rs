//! Search of integer settings for the best objective under stochastic constraints.

mod candidates;
mod config;
mod descent;
mod outcome;
mod search;
mod space;

pub use config::{CleanUpConfig, SearchConfig};
pub use outcome::{Method, Neighbour, SearchResult, Setting, Spent, Visited};
pub use search::search;
pub use space::{Axis, Neighbourhood, Point, Space, SpaceError};
