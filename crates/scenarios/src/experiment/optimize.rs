//! `[optimize]`: what the best combination is, and how it is looked for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::run::usual_confidence;

/// What the best combination is, and how it is looked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OptimizeSpec {
    /// `"minimise <key figure>"` or `"maximise <key figure>"`. Required.
    pub objective: String,
    /// Rules that the best must keep, as `"sla_hit_rate >= 0.95"`, or `"sla_hit_rate >= 0.95 ± 0.01"`
    /// with the distance from the limit at which either verdict is right, by default a hundredth of
    /// the limit. Not with `"ocba"`. Default: none.
    #[serde(default)]
    #[schemars(length(max = 20))]
    pub constraints: Vec<String>,
    /// `"kn++"` and `"ocba"` select among the cells of the design, `"search"` walks over the
    /// factors' values. Required.
    pub method: Method,
    /// Difference of the objective, in its unit, below which it does not matter which cell or
    /// point is chosen. Default: none, but required by `"kn++"` and `"search"`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1e-12, max = 1e12))]
    pub indifference: Option<f64>,
    /// Probability with which the choice must be right. Default: 0.95.
    #[serde(default = "usual_confidence")]
    #[schemars(range(min = 0.5, max = 0.9999))]
    pub confidence: f64,
    /// Replications to spend in all. Default: 1000.
    #[serde(default = "usual_budget")]
    #[schemars(range(min = 2, max = 10_000_000))]
    pub budget: u32,
    /// Replications of each candidate before the first choice. Default: 10; but `"kn++"` and
    /// `"search"` first judge after 30 where there are constraints or the objective is a share,
    /// whose skewed replications 10 do not show, if the budget has 30 for every candidate judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 2, max = 100_000))]
    pub first_stage: Option<u32>,
}

/// How the best is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Fully sequential selection by Kim and Nelson.
    #[serde(rename = "kn++")]
    KnPlusPlus,
    /// Optimal computing budget allocation.
    Ocba,
    /// A search over the grid of the factors' values.
    Search,
}

fn usual_budget() -> u32 {
    1_000
}
