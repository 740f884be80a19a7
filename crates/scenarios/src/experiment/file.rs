//! A whole experiment file as typed data.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::design::DesignSpec;
use super::factor::FactorSpec;
use super::optimize::OptimizeSpec;
use super::run::RunSpec;

/// An experiment: what is run, which settings vary, how, and to what end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExperimentSpec {
    /// What is run. Required.
    pub experiment: RunSpec,
    /// Which combinations of the factors are run. Default: none, as a search chooses them itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub design: Option<DesignSpec>,
    /// Settings that vary, as `[[factor]]`. Default: none, but a design needs at least one.
    #[serde(default)]
    pub factor: Vec<FactorSpec>,
    /// What the best combination is. Default: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub optimize: Option<OptimizeSpec>,
}
