//! Search of integer settings for the best objective under stochastic constraints.

mod candidates;
mod descent;
mod outcome;
mod search;
mod space;

pub use outcome::{Method, Neighbour, SearchResult, Setting, Spent, Visited};
pub use search::{CleanUpConfig, SearchConfig, search};
pub use space::{Axis, Neighbourhood, Point, Space, SpaceError};
