//! `[fleet]`: riders and what they carry.

use domain::dist::Dist;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Riders, their shifts and what they carry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FleetSpec {
    /// Dedicated riders on duty at the peak hour, for a store of average demand. Default: 23, for a
    /// store that expects a thousand orders a day; shipped scenarios have two of these riders for
    /// every hundred orders that a store expects, or a little more.
    #[schemars(range(min = 1.0, max = 1000.0))]
    pub riders_per_store: f64,
    /// Gig riders who can be called while the store is open, as a share of the dedicated riders
    /// at the peak hour. Default: 0.2 (design).
    #[schemars(range(min = 0.0, max = 10.0))]
    pub gig_share: f64,
    /// Length of a rider's shift, hours, the break included. Default: 9.
    #[schemars(range(min = 1.0, max = 16.0))]
    pub shift_h: f64,
    /// Length of a part-time shift over a short peak, hours; it has no break. Default: 5.
    #[schemars(range(min = 1.0, max = 16.0))]
    pub short_shift_h: f64,
    /// Length of the one break, minutes; it is laid where riders are least short. Default: 30.
    #[schemars(range(min = 0.0, max = 240.0))]
    pub break_min: f64,
    /// Lowest mean rating of a rider by customers who did not wait, 1 to 5. Default: 4.
    #[schemars(range(min = 1.0, max = 5.0))]
    pub rating_low: f64,
    /// Highest mean rating of a rider by customers who did not wait, 1 to 5. Default: 4.9.
    #[schemars(range(min = 1.0, max = 5.0))]
    pub rating_high: f64,
    /// Stars that a customer takes off for every minute later than promised, down to one star.
    /// Default: 0.3 (assumption).
    #[schemars(range(min = 0.0, max = 4.0))]
    pub stars_per_late_min: f64,
    /// A rider's rating before the first day weighs as much as this many deliveries. Default: 50
    /// (assumption).
    #[schemars(range(min = 0.0, max = 10000.0))]
    pub rating_prior: f64,
    /// Deliveries that count in a rider's rating: older ones fade. Default: 100 (assumption).
    #[schemars(range(min = 1.0, max = 1000000.0))]
    pub rating_memory: f64,
    /// Most weight a rider carries, kilograms. A basket that weighs more is not taken: the session
    /// is lost as "more than a rider carries". Default: 20, what goods scooters are hired out for.
    #[schemars(range(min = 0.1, max = 500.0))]
    pub capacity_kg: f64,
    /// Most volume a rider carries, litres; a basket of more is not taken either. Default: 60.
    #[schemars(range(min = 0.1, max = 2000.0))]
    pub capacity_l: f64,
    /// Most orders on one trip that the vehicle allows. Default: 3.
    #[schemars(range(min = 1, max = 8))]
    pub max_orders_per_trip: u8,
    /// The planned length of a trip weighs as much as this many trips where a store works out when
    /// its riders come back. Default: 20 (assumption).
    #[schemars(range(min = 0.0, max = 10000.0))]
    pub trip_prior: f64,
    /// Trips that a store remembers for that: older ones fade. Default: 200 (assumption).
    #[schemars(range(min = 1.0, max = 1000000.0))]
    pub trip_memory: f64,
    /// Time a gig rider takes to reach the store when called, seconds. Default: log-normal,
    /// median 240, sigma 0.5.
    pub gig_arrival_s: Dist,
    /// What a rider who is later back than expected is told to dispatch to need still, seconds.
    /// Default: 30.
    #[schemars(range(min = 0.0, max = 3600.0))]
    pub overdue_s: f64,
}

impl Default for FleetSpec {
    fn default() -> Self {
        Self {
            riders_per_store: 23.0,
            gig_share: 0.2,
            shift_h: 9.0,
            short_shift_h: 5.0,
            break_min: 30.0,
            rating_low: 4.0,
            rating_high: 4.9,
            stars_per_late_min: 0.3,
            rating_prior: 50.0,
            rating_memory: 100.0,
            capacity_kg: 20.0,
            capacity_l: 60.0,
            max_orders_per_trip: 3,
            trip_prior: 20.0,
            trip_memory: 200.0,
            gig_arrival_s: Dist::LogNormal { median: 240.0, sigma: 0.5 },
            overdue_s: 30.0,
        }
    }
}
