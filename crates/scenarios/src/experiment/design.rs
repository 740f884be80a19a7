//! `[design]`: which combinations of the factors are run.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which combinations of the factors' levels are run, by `kind`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum DesignSpec {
    /// Every combination of all levels.
    Factorial {},
    /// A fraction of all combinations of two levels each; effects share columns (aliases).
    Fractional {
        /// Resolution asked for: 3 keeps main effects apart from one another, 4 from interactions
        /// of two factors, 5 these interactions from one another. Default: 4 without `generators`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(range(min = 3, max = 8))]
        resolution: Option<u8>,
        /// Factors that are products of others, as `"D = ABC"`; factors are A, B, C... in the
        /// order of the file, without I. Default: the standard fraction of least aberration.
        #[serde(default)]
        #[schemars(length(max = 14))]
        generators: Vec<String>,
    },
    /// Points spread so that each factor's range is covered evenly (Latin hypercube).
    LatinHypercube {
        /// Number of cells. Required.
        #[schemars(range(min = 2, max = 10_000))]
        points: u32,
        /// Seed of the design. Default: 1.
        #[serde(default = "one")]
        #[schemars(range(min = 0, max = 9_007_199_254_740_991_u64))]
        seed: u64,
        /// Exchanges tried to drive the nearest two points apart (maximin). Default: 5000.
        #[serde(default = "usual_exchanges")]
        #[schemars(range(min = 0, max = 1_000_000))]
        exchanges: u32,
    },
    /// Points of the Sobol' sequence, even in all dimensions together; best with a power of two.
    Sobol {
        /// Number of cells. Required.
        #[schemars(range(min = 1, max = 10_000))]
        points: u32,
        /// How the sequence is randomised: `"owen"`, `"digital_shift"` or `"none"`. Default:
        /// `"owen"`.
        #[serde(default)]
        scramble: Scramble,
        /// Seed of the randomisation. Default: 1.
        #[serde(default = "one")]
        #[schemars(range(min = 0, max = 9_007_199_254_740_991_u64))]
        seed: u64,
        /// Points of the sequence left out at its start. Default: 0.
        #[serde(default)]
        #[schemars(range(min = 0, max = 1_000_000))]
        skip: u32,
    },
    /// The base cell, and from there each factor's other levels, one factor at a time.
    OneAtATime {},
}

impl DesignSpec {
    /// The word by which the file chooses it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Factorial {} => "factorial",
            Self::Fractional { .. } => "fractional",
            Self::LatinHypercube { .. } => "latin_hypercube",
            Self::Sobol { .. } => "sobol",
            Self::OneAtATime {} => "one_at_a_time",
        }
    }
}

/// How a Sobol' sequence is randomised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scramble {
    /// Nested uniform scrambling.
    #[default]
    Owen,
    /// One random shift of the binary digits per dimension.
    DigitalShift,
    /// The sequence as published, which begins at zero.
    None,
}

fn one() -> u64 {
    1
}

fn usual_exchanges() -> u32 {
    5_000
}
