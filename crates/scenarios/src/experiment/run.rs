//! `[experiment]`: the scenario, how often each cell is run, and what is read off.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is run in every cell, how often, and what is read off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RunSpec {
    /// Name of a scenario that comes with the program, or a file relative to this one. Required.
    pub scenario: String,
    /// Seed of all random streams; every cell meets the same chances. Default: 1.
    #[serde(default = "one")]
    #[schemars(range(min = 0, max = 9_007_199_254_740_991_u64))]
    pub seed: u64,
    /// Replications of each cell; with `precision`, those of the first round. Default: 10.
    #[serde(default = "ten")]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub replications: u32,
    /// Half widths of confidence intervals at which a cell has been run often enough, as
    /// `"click_to_door_s_mean:2%"` of the mean or `"sla_hit_rate:0.005"` in the figure's unit.
    /// Default: none.
    #[serde(default)]
    pub precision: Vec<String>,
    /// Most replications of a cell, with `precision`. Default: none, but required with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub max_replications: Option<u32>,
    /// Key figures of interest (`darkstore list kpis`). Default: `sla_hit_rate`,
    /// `click_to_door_s_mean` and `contribution_per_order_inr`.
    #[serde(default = "usual_kpis")]
    #[schemars(length(min = 1, max = 100))]
    pub kpis: Vec<String>,
    /// Confidence level of all intervals. Default: 0.95.
    #[serde(default = "usual_confidence")]
    #[schemars(range(min = 0.5, max = 0.9999))]
    pub confidence: f64,
    /// Settings of the scenario that are the same in all cells, by path:
    /// `set = { "city.width_km" = 4 }`. Default: none.
    #[serde(default, skip_serializing_if = "toml::Table::is_empty")]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub set: toml::Table,
}

fn one() -> u64 {
    1
}

fn ten() -> u32 {
    10
}

/// Level of intervals where none is asked for.
pub(crate) fn usual_confidence() -> f64 {
    0.95
}

/// Key figures where none are asked for.
pub(crate) fn usual_kpis() -> Vec<String> {
    ["sla_hit_rate", "click_to_door_s_mean", "contribution_per_order_inr"].map(Into::into).into()
}
