//! Designs of experiments: from the factors of an experiment file to an ordered list of cells.

mod cells;
mod directions;
mod factorial;
mod figures;
mod fraction;
mod fractions;
mod latin_hypercube;
mod level;
mod one_at_a_time;
mod sampled;
mod sobol;

pub use cells::{Cell, Design, MAX_CELLS, design};
pub use directions::MAX_DIMENSIONS;
pub use figures::{check_figures, is_share};
pub use fraction::{Alias, Fraction, MAX_FACTORS, Word};
pub use latin_hypercube::latin_hypercube;
pub use level::{Factor, Level};
pub use sobol::sobol;

#[cfg(test)]
mod fraction_tests;
#[cfg(test)]
mod space_filling_tests;
