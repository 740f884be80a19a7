//! Mathematics without groceries: problems and searches that several decisions share.

pub mod location;

mod work;

pub use work::Work;
