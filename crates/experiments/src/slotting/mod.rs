//! From a scenario or observed baskets to a layout of goods, and what it saves a picker.

mod fragment;
mod page;
mod picture;
mod posed;
mod question;
mod study;

pub use fragment::{fragment, slots_csv};
pub use page::page;
pub use picture::floor_svg;
pub use posed::{INSTACART, SCENARIO, Source};
pub use question::{Count, question};
pub use study::{Contender, SlottingError, Study};

#[cfg(test)]
mod tests;
