//! A whole suite file as typed data.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::spec::policies::PolicyChoice;

/// A suite: what solvers are asked, and how much worse than before they may be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SuiteSpec {
    /// The suite as a whole. Required.
    pub suite: SuiteHead,
    /// Instances that solvers answer, as `[[solve]]`. Default: none.
    #[serde(default)]
    pub solve: Vec<SolveSpec>,
    /// Days on which solvers decide, as `[[simulate]]`. Default: none.
    #[serde(default)]
    pub simulate: Vec<SimulateSpec>,
}

/// The suite as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SuiteHead {
    /// Its name; a baseline belongs to one suite. Required.
    pub name: String,
    /// Confidence with which no simulated figure of the whole suite is called worse, or better,
    /// that is not. Default: 0.95.
    #[serde(default = "crate::experiment::usual_confidence")]
    #[schemars(range(min = 0.5, max = 0.9999))]
    pub confidence: f64,
}

/// Instances of one decision, answered by several solvers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SolveSpec {
    /// Name of the block. Default: the decision's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Which decision. Required.
    pub decision: String,
    /// Instance files, relative to this one; with `$DARKSTORE_DATA/` in front, the block is left
    /// out where the variable is not set. Required.
    #[schemars(length(min = 1, max = 10_000))]
    pub instances: Vec<String>,
    /// Format of the instance files (`darkstore solve --help`). Default: `captured`.
    #[serde(default = "captured")]
    pub format: String,
    /// Solvers by name, or as a table of name and parameters, its budget of work among them.
    /// Required.
    #[schemars(length(min = 1, max = 100))]
    pub solvers: Vec<PolicyChoice>,
    /// What is asked of files of sites and customers, as `{ model = "p_median", p = [5, 10] }`.
    /// Default: as the files have it.
    #[serde(default, skip_serializing_if = "AskSpec::is_empty")]
    pub ask: AskSpec,
    /// A CSV file of the best values known: `instance,objective`, and `is_proved` where they are
    /// known to be optimal; or with the columns that `columns` names. Default: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best_known: Option<String>,
    /// Which columns of `best_known` say what. Every row that belongs to one of the files is an
    /// instance; rows of other files are passed over. Default: those named above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<ColumnsSpec>,
    /// How much worse the mean objective may be than the baseline's, as a share of it. Default: 0.
    #[serde(default)]
    #[schemars(range(min = 0, max = 10))]
    pub tolerance: f64,
}

/// What is asked of files that hold sites and customers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskSpec {
    /// What a layout is judged by. Default: as the format has it.
    pub model: Option<String>,
    /// Most sites open; every file is asked with each. Default: as the file has it.
    pub p: Vec<u32>,
    /// What counts as near, of the covering models. Default: none.
    pub radius: Option<f64>,
    /// Where covering ends that fades from the radius on. Default: none.
    pub reach: Option<f64>,
    /// Share of the weight that counts only with a second site in the radius. Default: none.
    pub backup: Option<f64>,
    /// Capacity of every site. Default: as the file has it.
    pub capacity: Option<f64>,
    /// Most that the open sites may cost to open. Default: no limit.
    pub budget: Option<f64>,
}

impl AskSpec {
    /// Whether nothing is asked beyond what the files have.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Which columns of a table of best values say what.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ColumnsSpec {
    /// The instance, by the name that it has in a file of several; where this is left out, a row
    /// is an instance of its own, and its name is in `instance`. Default: none.
    #[serde(default)]
    pub instance: Option<String>,
    /// The file, by its name; folder and endings do not count. Default: `instance`.
    #[serde(default)]
    pub file: Option<String>,
    /// Most sites open. Default: as the file has it.
    #[serde(default)]
    pub p: Option<String>,
    /// What counts as near. Default: as the block has it.
    #[serde(default)]
    pub radius: Option<String>,
    /// Capacity of every site, where the field is not empty. Default: as the file has it.
    #[serde(default)]
    pub capacity: Option<String>,
    /// The best value known. Required.
    pub objective: String,
    /// What is proved that no value can be better than. Default: none.
    #[serde(default)]
    pub bound: Option<String>,
    /// Whether the value is known to be optimal: `proven`, `proved` or `optimal`. Default: as
    /// `is_proved` says.
    #[serde(default)]
    pub status: Option<String>,
    /// Whether all values are known to be optimal, where there is no `status`. Default: false.
    #[serde(default)]
    pub is_proved: bool,
    /// By how much rounding may have changed the values. Default: 0.
    #[serde(default)]
    #[schemars(range(min = 0, max = 1_000_000))]
    pub rounding: f64,
}

/// Days of a scenario on which several solvers take the same decision, on common random numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SimulateSpec {
    /// Name of the block. Default: decision and scenario, as `dispatch on tiny`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Name of a scenario that comes with the program, or a file relative to this one; with
    /// `$DARKSTORE_DATA/` in front, the block is left out where the variable is not set. Required.
    pub scenario: String,
    /// Settings of the scenario, by path: `set = { "city.width_km" = 4 }`. Default: none.
    #[serde(default, skip_serializing_if = "toml::Table::is_empty")]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub set: toml::Table,
    /// Seed of all random streams; every solver meets the same chances. Default: 1.
    #[serde(default = "one")]
    #[schemars(range(min = 0, max = 9_007_199_254_740_991_u64))]
    pub seed: u64,
    /// Replications for each solver. Default: 10.
    #[serde(default = "ten")]
    #[schemars(range(min = 2, max = 1_000_000))]
    pub replications: u32,
    /// Which decision the solvers take. Required.
    pub decision: String,
    /// Solvers by name, or as a table of name and parameters; the first is the one that others are
    /// compared with. Required.
    #[schemars(length(min = 1, max = 100))]
    pub solvers: Vec<PolicyChoice>,
    /// Key figures that are judged (`darkstore list kpis`). Default: `sla_hit_rate`,
    /// `click_to_door_s_mean` and `contribution_per_order_inr`.
    #[serde(default = "crate::experiment::usual_kpis")]
    #[schemars(length(min = 1, max = 100))]
    pub kpis: Vec<String>,
    /// How much worse a key figure may get, in its unit, as `{ click_to_door_s_mean = 5 }`.
    /// Default: 0 for each.
    #[serde(default)]
    pub tolerance: BTreeMap<String, f64>,
}

impl SolveSpec {
    /// Its name, or what it goes by without one.
    #[must_use]
    pub fn label(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.decision.clone())
    }
}

impl SimulateSpec {
    /// Its name, or what it goes by without one.
    #[must_use]
    pub fn label(&self) -> String {
        let unnamed = || format!("{} on {}", self.decision, self.scenario);
        self.name.clone().unwrap_or_else(unnamed)
    }
}

fn captured() -> String {
    "captured".into()
}

fn one() -> u64 {
    1
}

fn ten() -> u32 {
    10
}
