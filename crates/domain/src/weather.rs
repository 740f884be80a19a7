//! Rain as states by the hour, drawn or set by a timetable.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::SimTime;

/// How hard it rains.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Debug,
    Default,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Rain {
    /// No rain to speak of.
    #[default]
    Dry,
    /// Below 2.5 mm an hour.
    Light,
    /// 2.5 mm an hour and more.
    Heavy,
}

/// Rain as a Markov chain over hours.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct RainModel {
    /// Chance that a dry hour is followed by a wet one.
    pub onset: f64,
    /// Chance that a wet hour is followed by a wet one.
    pub persistence: f64,
    /// Chance that a wet hour is a heavy one.
    pub heavy_share: f64,
}

impl RainModel {
    /// Share of wet hours in the long run, with which a run begins.
    #[must_use]
    pub fn long_run(&self) -> f64 {
        self.onset / (self.onset + 1.0 - self.persistence).max(f64::MIN_POSITIVE)
    }
}

/// A spell set by the timetable; wins over the drawn weather.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RainSpell {
    /// When it begins.
    pub start: SimTime,
    /// When it ends.
    pub end: SimTime,
    /// How hard it rains.
    pub rain: Rain,
}
