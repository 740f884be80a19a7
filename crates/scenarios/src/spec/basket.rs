//! `[basket]`: how many lines and units go into an order, and which.

use std::path::PathBuf;

use domain::dist::Dist;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What becomes of a line of an observed basket whose product the catalogue does not carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unlisted {
    /// The customer takes another product of the same category, drawn by popularity.
    Swap,
    /// The line is left out.
    Drop,
}

/// How baskets are filled.
///
/// Real online-grocery baskets are log-normal in lines with median 8 and sigma 0.849; they are
/// planned weekly shops worth far more than the INR 450 of quick commerce. The default keeps the
/// measured shape and lowers the median to 4.5, an assumption.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BasketSpec {
    /// Lines of a basket before rounding up. Default: log-normal, median 4.5 (assumption), sigma
    /// 0.849 (measured).
    pub lines: Dist,
    /// Most lines of a basket. Default: 60 (99.98 % of measured baskets).
    #[schemars(range(min = 1, max = 500))]
    pub max_lines: u16,
    /// Share of lines drawn from the basket's own shopping mission, 0 to 1; the others come from
    /// the whole range. Default: 0.65 (fitted to the number of categories in measured baskets).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub mission_share: f64,
    /// Chance that a line has one unit more, again and again, 0 to 0.95. Default: 0.237, which
    /// gives the measured mean of 1.31 units a line.
    #[schemars(range(min = 0.0, max = 0.95))]
    pub further_unit: f64,
    /// Most units of a line. Default: 24 (measured).
    #[schemars(range(min = 1, max = 1000))]
    pub max_units: u16,
    /// Observed baskets to draw from instead; the file says so as `demand.source.baskets`.
    #[serde(skip)]
    pub source: Option<PathBuf>,
    /// What becomes of a line of an observed basket whose product the catalogue does not carry.
    /// Default: `"swap"`, which keeps the observed number of lines.
    pub unlisted: Unlisted,
}

impl Default for BasketSpec {
    fn default() -> Self {
        Self {
            lines: Dist::LogNormal { median: 4.5, sigma: 0.849 },
            max_lines: 60,
            mission_share: 0.65,
            further_unit: 0.237,
            max_units: 24,
            source: None,
            unlisted: Unlisted::Swap,
        }
    }
}
