//! Mathematics without groceries: problems and searches that several decisions share.

pub mod aisles;
pub mod bins;
pub mod capacitated;
pub mod knapsack;
pub mod location;
pub mod partition;
pub mod set_cover;
pub mod tour;
pub mod transport;

mod work;

pub use work::Work;
