//! Mathematics without groceries: problems and searches that several decisions share.

pub mod location;
pub mod set_cover;

mod work;

pub use work::Work;
