//! `[disruptions]`: what goes wrong on a timetable.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What goes wrong on a timetable; rain stands in `[weather]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DisruptionsSpec {
    /// Closed or blocked streets, as `[[disruptions.road_closure]]`. Default: none.
    pub road_closure: Vec<RoadClosureSpec>,
    /// Stores that take no orders, as `[[disruptions.store_closure]]`. Default: none.
    pub store_closure: Vec<StoreClosureSpec>,
    /// Riders who stay away, as `[[disruptions.rider_shortage]]`. Default: none.
    pub rider_shortage: Vec<RiderShortageSpec>,
}

/// Streets inside a circle crawl for a while.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoadClosureSpec {
    /// Middle, kilometres east of the city's origin. Default: none.
    #[serde(default)]
    #[schemars(range(min = -1000.0, max = 1000.0))]
    pub x_km: Option<f64>,
    /// Middle, kilometres north of the city's origin. Default: none.
    #[serde(default)]
    #[schemars(range(min = -1000.0, max = 1000.0))]
    pub y_km: Option<f64>,
    /// Middle, degrees east. Default: none.
    #[serde(default)]
    #[schemars(range(min = -180.0, max = 180.0))]
    pub lon: Option<f64>,
    /// Middle, degrees north. Default: none.
    #[serde(default)]
    #[schemars(range(min = -90.0, max = 90.0))]
    pub lat: Option<f64>,
    /// Radius, kilometres. Required.
    #[schemars(range(min = 0.01, max = 100.0))]
    pub radius_km: f64,
    /// Share of the usual speed left inside, 0 to 1. Default: 0.05, a closed road that one pushes
    /// the vehicle along.
    #[serde(default = "closed")]
    #[schemars(range(min = 0.01, max = 1.0))]
    pub speed_factor: f64,
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
}

fn closed() -> f64 {
    0.05
}

/// A store takes no orders for a while.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StoreClosureSpec {
    /// Name of the store. Required.
    pub store: String,
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
}

/// A share of the dedicated riders stays away for a while.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RiderShortageSpec {
    /// Share of dedicated riders absent, 0 to 1. Required.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub share: f64,
    /// Name of the store. Default: none, all stores.
    #[serde(default)]
    pub store: Option<String>,
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
}
