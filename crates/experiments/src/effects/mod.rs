//! Effects of factors on a key figure, from the responses of a design's cells.

mod analysis;
mod contrast;
mod error;
mod factorial;
mod fractional;
mod model;
mod one_at_a_time;
mod regression;
mod responses;
mod tornado;

pub use analysis::{Effects, analyse};
pub use contrast::{Contrast, holm};
pub use error::EffectsError;
pub use model::{Fit, LevelContrast, Term};
pub use responses::{Missing, Responses};
pub use tornado::{End, Swing};

#[cfg(test)]
mod known_models_tests;
