//! `[travel]`: how fast two-wheelers ride, and how traffic varies.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How fast two-wheelers ride, and how traffic varies around typical speeds.
///
/// Typical speeds by road class, hour of week and rain are built in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TravelSpec {
    /// All built-in speeds are multiplied by this. Default: 1.
    #[schemars(range(min = 0.05, max = 10.0))]
    pub speed_factor: f64,
    /// Free-flow speeds of trunk, primary, secondary, tertiary, residential and living streets,
    /// km/h, instead of the built-in ones. Default: none.
    #[schemars(inner(range(min = 1.0, max = 150.0)))]
    pub free_flow_kmh: Option<[f64; 6]>,
    /// Share of the dry speed left in light rain, 0 to 1, instead of the built-in one. Default:
    /// none.
    #[schemars(range(min = 0.05, max = 1.0))]
    pub light_rain_factor: Option<f64>,
    /// Share of the dry speed left in heavy rain, 0 to 1, instead of the built-in one. Default:
    /// none.
    #[schemars(range(min = 0.05, max = 1.0))]
    pub heavy_rain_factor: Option<f64>,
    /// Spread of the day's traffic factor, shared by all trips, sigma of the logarithm. Default:
    /// 0.06.
    ///
    /// Ride-hailing cars show 0.15 from day to day (Uber Movement, Delhi, median over zone
    /// pairs). That a two-wheeler, which loses half of a car's time to traffic, also sees half
    /// of its spread is an assumption.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub day_sigma: f64,
    /// Spread of the hour's factor around the day's, shared by all trips, sigma of the logarithm.
    /// Default: 0.08, an assumption.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub hour_sigma: f64,
    /// Correlation of neighbouring hours' factors, 0 to below 1. Default: 0.6.
    #[schemars(range(min = 0.0, max = 0.999))]
    pub hour_correlation: f64,
    /// Spread of one trip's own factor, sigma of the logarithm. Default: 0.11.
    ///
    /// With the shared factors it makes 0.15 for one pair of addresses, about half of the 0.2 to
    /// 0.35 that cars show: the same assumption about two-wheelers.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub trip_sigma: f64,
    /// Length of the streets between two doors over the straight line, a factor, by which dispatch
    /// is told how fast riders get from door to door. Default: 1.35.
    #[schemars(range(min = 1.0, max = 10.0))]
    pub door_detour_factor: f64,
}

impl Default for TravelSpec {
    fn default() -> Self {
        Self {
            speed_factor: 1.0,
            free_flow_kmh: None,
            light_rain_factor: None,
            heavy_rain_factor: None,
            day_sigma: 0.06,
            hour_sigma: 0.08,
            hour_correlation: 0.6,
            trip_sigma: 0.11,
            door_detour_factor: 1.35,
        }
    }
}
