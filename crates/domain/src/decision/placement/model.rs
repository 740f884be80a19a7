//! What a layout is good for: the models of location science.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a layout is judged by.
///
/// Source of the models: Laporte, Nickel, Saldanha da Gama (eds.), *Location Science* (2019),
/// doi:10.1007/978-3-030-32177-2.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Model {
    /// Least sum over demand points of weight times distance to the nearest open site.
    PMedian,
    /// Least distance from the worst-served demand point to its nearest open site. Points of
    /// weight zero do not count.
    PCenter,
    /// Most weight within `radius` of an open site.
    MaxCovering {
        /// What counts as near, in the unit of the distances; a distance equal to it is near.
        radius: f64,
        /// How nearness counts.
        coverage: Coverage,
    },
    /// Fewest sites such that every demand point of positive weight has one within `radius`.
    SetCovering {
        /// What counts as near, in the unit of the distances; a distance equal to it is near.
        radius: f64,
    },
    /// Least sum of the opening costs and of weight times distance to the nearest open site.
    Uncapacitated,
    /// As `Uncapacitated`, no site serving more than its capacity; a point may be served by
    /// several sites, a share each.
    Capacitated,
    /// As `Capacitated`, every point served by one site. With a limit on the number of sites and
    /// no opening costs this is the capacitated p-median.
    SingleSource,
}

/// How nearness counts in maximal covering.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Coverage {
    /// Wholly within the radius, not at all beyond.
    Whole,
    /// Wholly within the radius, then in proportion less, and nothing from `reach` on.
    ///
    /// Source: Church & Roberts (1983), doi:10.1007/BF01942293; Berman & Krass (2002),
    /// doi:10.1016/S0305-0548(01)00075-9.
    Partial {
        /// From here on nothing is covered; above the radius.
        reach: f64,
    },
    /// A share of the weight counts only where a second open site is within the radius.
    ///
    /// Source: Hogan & ReVelle (1986), doi:10.1287/mnsc.32.11.1434.
    Backup {
        /// The share, 0 to 0.5.
        share: f64,
    },
}

impl Model {
    /// Names on the command line and in tables.
    pub const NAMES: [&'static str; 7] = [
        "p_median",
        "p_center",
        "max_covering",
        "set_covering",
        "uncapacitated",
        "capacitated",
        "single_source",
    ];

    /// Its name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::PMedian => Self::NAMES[0],
            Self::PCenter => Self::NAMES[1],
            Self::MaxCovering { .. } => Self::NAMES[2],
            Self::SetCovering { .. } => Self::NAMES[3],
            Self::Uncapacitated => Self::NAMES[4],
            Self::Capacitated => Self::NAMES[5],
            Self::SingleSource => Self::NAMES[6],
        }
    }

    /// Whether opening costs are part of the objective. Elsewhere they count against the budget
    /// alone.
    #[must_use]
    pub const fn pays_to_open(&self) -> bool {
        matches!(self, Self::Uncapacitated | Self::Capacitated | Self::SingleSource)
    }

    /// Whether sites have capacities.
    #[must_use]
    pub const fn is_capacitated(&self) -> bool {
        matches!(self, Self::Capacitated | Self::SingleSource)
    }
}
