//! The answer of placement: which sites open, and who serves whom.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A layout.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Placed {
    /// The open sites, ascending.
    pub open: Vec<u32>,
    /// Who serves whom.
    #[serde(default)]
    pub service: Service,
}

/// Who serves whom.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// Every demand point's nearest open site serves it.
    #[default]
    Nearest,
    /// The site that serves each demand point.
    Single(Vec<u32>),
    /// Who serves which share of whom.
    Split(Vec<Share>),
}

/// A share of a demand point's demand.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// The demand point.
    pub point: u32,
    /// Who serves it.
    pub site: u32,
    /// How much of it, above 0 to 1.
    pub share: f64,
}

impl Placed {
    /// These sites, every demand point served by its nearest.
    #[must_use]
    pub fn nearest(mut open: Vec<u32>) -> Self {
        open.sort_unstable();
        Self { open, service: Service::Nearest }
    }
}
