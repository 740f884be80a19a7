//! Results as a page to read and as JSON.

mod columns;
mod context;
mod figure;
mod grid;
mod hours;
mod json;
mod lateness;
mod money;
mod optimum;
mod optimum_text;
mod replications;
mod scale;
mod sweep;
mod sweep_text;
mod text;

pub use context::{Context, World};
pub use figure::number;
pub use json::{Timing, json, manifest};
pub use optimum::{Candidate, Figure, Optimum, Rival};
pub use optimum_text::optimum_text;
pub use replications::{numbered_csv, replications_csv};
pub use sweep::{CellMean, Met, Sweep, SweptFigure};
pub use sweep_text::sweep_text;
pub use text::text;

#[cfg(test)]
mod text_tests;
