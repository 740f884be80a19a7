//! What is wanted of a system: an objective, and constraints on the means of other responses.

use serde::{Deserialize, Serialize};

/// Whether small or large means are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The smallest mean is best.
    Minimise,
    /// The largest mean is best.
    Maximise,
}

impl Direction {
    /// +1 where large is good, -1 where small is.
    pub(crate) fn sign(self) -> f64 {
        match self {
            Self::Minimise => -1.0,
            Self::Maximise => 1.0,
        }
    }

    /// "smallest" or "largest".
    pub(crate) fn superlative(self) -> &'static str {
        match self {
            Self::Minimise => "smallest",
            Self::Maximise => "largest",
        }
    }
}

/// The response whose mean is to be made small or large.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objective {
    /// Its name in reports.
    pub name: String,
    /// Which response, counted from 0.
    pub response: usize,
    /// What is wanted of its mean.
    pub direction: Direction,
}

impl Objective {
    /// A mean, signed so that small is good.
    #[must_use]
    pub fn cost(&self, mean: f64) -> f64 {
        -self.direction.sign() * mean
    }
}

/// Which side of its bound a mean should lie on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sense {
    /// The mean is at least the bound.
    AtLeast,
    /// The mean is at most the bound.
    AtMost,
}

/// A bound on the mean of a response.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Constraint {
    /// Its name in reports.
    pub name: String,
    /// Which response, counted from 0.
    pub response: usize,
    /// Which side is wanted.
    pub sense: Sense,
    /// The bound.
    pub bound: f64,
    /// How far from the bound a mean may lie on either side for both verdicts to be acceptable;
    /// more than 0, in the unit of the response.
    pub tolerance: f64,
}

impl Constraint {
    /// How far `value` lies on the wrong side of the bound; negative on the wanted one.
    #[must_use]
    pub fn shortfall(&self, value: f64) -> f64 {
        -self.slack(value)
    }

    /// How far `value` lies on the wanted side of the bound; negative on the other.
    pub(crate) fn slack(&self, value: f64) -> f64 {
        match self.sense {
            Sense::AtLeast => value - self.bound,
            Sense::AtMost => self.bound - value,
        }
    }
}

impl std::fmt::Display for Constraint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = match self.sense {
            Sense::AtLeast => ">=",
            Sense::AtMost => "<=",
        };
        write!(f, "{} {sign} {} ± {}", self.name, self.bound, self.tolerance)
    }
}
