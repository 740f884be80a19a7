//! Solvers judged by suites: league tables, and verdicts against a baseline.

mod baseline;
mod best_known;
mod error;
mod json;
mod judge;
mod junit;
mod league;
mod markdown;
mod plan;
mod results;
mod run;
mod table;
mod text;

#[cfg(test)]
mod tests;

pub use baseline::Baseline;
pub use best_known::BestKnown;
pub use error::BenchError;
pub use json::json;
pub use judge::{Item, Judgement, Verdict, judge};
pub use junit::junit;
pub use league::League;
pub use markdown::markdown;
pub use plan::{Plan, Skipped};
pub use results::{Answered, Contestant, DayResult, Results, SolveResult};
pub use run::{Conditions, run};
pub use text::text;
