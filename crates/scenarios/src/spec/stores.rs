//! `[stores]`: where the dark stores are, when they are open and who picks there.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where the dark stores are, when they are open and who picks there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StoresSpec {
    /// Number of stores. Those not listed as `[[stores.site]]` are placed where most people are
    /// not yet near a store. Default: 6, or the number of sites where there are any.
    #[schemars(range(min = 1, max = 5000))]
    pub count: Option<u32>,
    /// Least distance between a placed store and any other, kilometres; halved as often as needed
    /// to fit all. Default: 1.2.
    #[schemars(range(min = 0.0, max = 50.0))]
    pub spacing_km: f64,
    /// Placed stores keep this far from the border of the streets, kilometres: four fifths of the
    /// ground within this distance must hold streets. Default: 1.
    #[schemars(range(min = 0.0, max = 20.0))]
    pub edge_km: f64,
    /// Radius for which stores are placed and staffed, kilometres: those missing to `count` stand
    /// where most people are not yet this near to one, and a store expects the orders of the doors
    /// within it. `service.radius_km` may be varied beside it without moving a store or a shift.
    /// Default: 2 (design).
    #[schemars(range(min = 0.1, max = 20.0))]
    pub planned_radius_km: f64,
    /// Stores at given places, as `[[stores.site]]`. Default: none.
    pub site: Vec<SiteSpec>,
    /// First hour of the day at which stores take orders. Default: 6.
    #[schemars(range(min = 0.0, max = 24.0))]
    pub opens_h: f64,
    /// First hour of the day at which they take no more. Default: 24.
    #[schemars(range(min = 0.0, max = 24.0))]
    pub closes_h: f64,
    /// How long staff stay after closing to finish what is open, hours. Default: 0.75.
    #[schemars(range(min = 0.0, max = 6.0))]
    pub overrun_h: f64,
    /// Packing stations per store, staffed while it is open. Default: 3 (design: 3-5).
    #[schemars(range(min = 1, max = 100))]
    pub packing_stations: u16,
    /// A store takes no more orders while this many wait for a picker. Default: 40.
    #[schemars(range(min = 1, max = 100_000))]
    pub busy_queue: u32,
    /// A store takes no more orders while this many per rider are clicked and not yet on the road
    /// (the design's circuit breaker, for which it gives no number), and never without a rider.
    /// Riders on the road or on a break count, and gig riders who can be called. Default: 2: at
    /// trips of a quarter of an hour, who clicks then waits half an hour for a rider.
    #[schemars(range(min = 0.1, max = 1000.0))]
    pub busy_orders_per_rider: f64,
    /// Pickers on duty at the peak hour, in a store of average demand. Default: 4, for some 25 orders
    /// each in that hour where a store expects a thousand a day; shipped scenarios have four of them
    /// for every thousand orders that a store expects.
    #[schemars(range(min = 1.0, max = 500.0))]
    pub pickers_per_store: f64,
    /// Whether pickers, riders and stations of a store follow its expected demand; if not, all
    /// stores are staffed alike. Default: true.
    pub scale_with_demand: bool,
    /// Length of a part-time shift over a short peak, hours. Default: 5.
    #[schemars(range(min = 1.0, max = 16.0))]
    pub picker_short_shift_h: f64,
    /// Length of a picker's shift, hours. Default: 8.
    #[schemars(range(min = 1.0, max = 16.0))]
    pub picker_shift_h: f64,
    /// Spread of pickers' speed, sigma of the logarithm. Default: 0.1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub picker_pace_sigma: f64,
}

/// A store at a given place: kilometres on the city's plane, or degrees.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SiteSpec {
    /// Name, unique in the scenario. Required.
    pub name: String,
    /// Kilometres east of the city's origin. Default: none.
    #[serde(default)]
    #[schemars(range(min = -1000.0, max = 1000.0))]
    pub x_km: Option<f64>,
    /// Kilometres north of the city's origin. Default: none.
    #[serde(default)]
    #[schemars(range(min = -1000.0, max = 1000.0))]
    pub y_km: Option<f64>,
    /// Degrees east. Default: none.
    #[serde(default)]
    #[schemars(range(min = -180.0, max = 180.0))]
    pub lon: Option<f64>,
    /// Degrees north. Default: none.
    #[serde(default)]
    #[schemars(range(min = -90.0, max = 90.0))]
    pub lat: Option<f64>,
    /// Pickers on duty at the peak hour. Default: from `stores.pickers_per_store`.
    #[serde(default)]
    #[schemars(range(min = 1, max = 500))]
    pub pickers: Option<u32>,
    /// Dedicated riders on duty at the peak hour. Default: from `fleet.riders_per_store`.
    #[serde(default)]
    #[schemars(range(min = 1, max = 1000))]
    pub riders: Option<u32>,
    /// Packing stations. Default: from `stores.packing_stations`.
    #[serde(default)]
    #[schemars(range(min = 1, max = 100))]
    pub packing_stations: Option<u16>,
}

impl Default for StoresSpec {
    fn default() -> Self {
        Self {
            count: None,
            spacing_km: 1.2,
            edge_km: 1.0,
            planned_radius_km: 2.0,
            site: Vec::new(),
            opens_h: 6.0,
            closes_h: 24.0,
            overrun_h: 0.75,
            packing_stations: 3,
            busy_queue: 40,
            busy_orders_per_rider: 2.0,
            pickers_per_store: 4.0,
            scale_with_demand: true,
            picker_shift_h: 8.0,
            picker_short_shift_h: 5.0,
            picker_pace_sigma: 0.1,
        }
    }
}
