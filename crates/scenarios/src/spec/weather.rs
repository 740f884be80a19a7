//! `[weather]`: rain, drawn or by timetable.

use domain::weather::Rain;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Rain, drawn hour by hour or set by a timetable.
///
/// The defaults are measured on five years of hourly rain in Mumbai (2013-2018, 44,568 hours of a
/// reanalysis): some rain in 27 % of hours, counting drizzle; 2.5 mm or more in 2.0 %; a wet hour
/// follows a wet one in 92 %, a dry one in 2.9 %.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WeatherSpec {
    /// Whether rain is drawn; if not, only the timetable rains. Default: true.
    pub drawn: bool,
    /// Share of hours with some rain, drizzle counted, 0 to below 1. Default: 0.27.
    #[schemars(range(min = 0.0, max = 0.99))]
    pub wet_share: f64,
    /// Share of wet hours followed by a wet one, 0 to below 1. Default: 0.92.
    #[schemars(range(min = 0.0, max = 0.999))]
    pub persistence: f64,
    /// Share of wet hours with 2.5 mm or more, 0 to 1. Default: 0.075.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub heavy_share: f64,
    /// The timetable, as `[[weather.spell]]`; it wins over drawn rain. Default: empty.
    pub spell: Vec<SpellSpec>,
}

/// Rain, or none, for a while.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpellSpec {
    /// Day, counted from 0. Default: 0.
    #[serde(default)]
    #[schemars(range(max = 365))]
    pub day: u16,
    /// Start, hours after that day's midnight. Required.
    #[schemars(range(min = 0.0, max = 24.0))]
    pub start_h: f64,
    /// End, hours after that day's midnight; may lie in the next day. Required.
    #[schemars(range(min = 0.0, max = 48.0))]
    pub end_h: f64,
    /// `"dry"`, `"light"` or `"heavy"` (2.5 mm an hour and more). Required.
    pub rain: Rain,
}

impl Default for WeatherSpec {
    fn default() -> Self {
        Self {
            drawn: true,
            wet_share: 0.27,
            persistence: 0.92,
            heavy_share: 0.075,
            spell: Vec::new(),
        }
    }
}
