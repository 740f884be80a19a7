//! Results as a page to read and as JSON.

mod candidate;
mod columns;
mod comparison;
mod context;
mod counterfactual;
mod divergence;
mod explanation;
mod figure;
pub(crate) mod grid;
mod hours;
mod infeasible;
mod json;
mod lateness;
mod ledger;
mod money;
mod optimum;
mod optimum_text;
mod ordered;
mod precision;
mod promise;
mod replications;
mod scale;
mod spread;
mod story;
mod subject;
mod sweep;
mod sweep_text;
mod text;

pub use candidate::Candidate;
pub use comparison::comparison_text;
pub use context::{Context, World};
pub use counterfactual::{counterfactual, counterfactual_json};
pub use divergence::{divergence, not_repeated, paragraph, parting, told};
pub use explanation::{explanation, explanation_json};
pub(crate) use figure::interval_in;
pub use figure::number;
pub use infeasible::{Infeasible, Rule};
pub use json::{Recipe, Timing, json, manifest};
pub use optimum::{Figure, Optimum, Rival};
pub use optimum_text::optimum_text;
pub use replications::{numbered_csv, replications_csv};
pub use story::{story, story_json};
pub use subject::About;
pub use sweep::{CellMean, Met, Sweep, SweptFigure};
pub use sweep_text::sweep_text;
pub use text::text;

#[cfg(test)]
mod text_tests;
