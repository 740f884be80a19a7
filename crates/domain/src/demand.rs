//! Who orders, from where, when and what.

use serde::{Deserialize, Serialize};

use crate::dist::Dist;
use crate::geo::Point;
use crate::ids::{NodeId, ZoneId};
use crate::order::Line;
use crate::units::{Millimeters, Millis, Paise, SimTime};

/// A ward or a grid cell with its people.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Zone {
    /// Name for reports.
    pub name: String,
    /// Middle on the plane.
    pub centre: Point,
    /// People who live there.
    pub population: f64,
    /// Sessions on an ordinary day.
    pub sessions_per_day: f64,
    /// Number of customers known to the app.
    pub customers: u32,
    /// Number of buildings they live in.
    pub buildings: u32,
    /// Share of buildings that are apartment towers.
    pub tower_share: f64,
    /// Junctions where buildings stand, with their positions.
    pub doors: Vec<(NodeId, Point)>,
}

/// More or fewer sessions for a while.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DemandEvent {
    /// Name for reports.
    pub name: String,
    /// When it begins.
    pub start: SimTime,
    /// When it ends.
    pub end: SimTime,
    /// Sessions are multiplied by this.
    pub factor: f64,
    /// Only these zones; all where empty.
    pub zones: Vec<ZoneId>,
}

/// How baskets are filled.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BasketModel {
    /// Lines per basket before rounding up.
    pub lines: Dist,
    /// Most lines in a basket.
    pub max_lines: u16,
    /// Chance that a further line is from the basket's own mission.
    pub mission_share: f64,
    /// Chance that a line has one unit more, again and again (geometric).
    pub further_unit: f64,
    /// Most units of a line.
    pub max_units: u16,
    /// Observed baskets to draw from instead, where given.
    pub observed: Vec<Vec<Line>>,
}

/// How customers decide.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ChoiceModel {
    /// Share of sessions that end in an order at the usual promise and the usual fees.
    pub base_conversion: f64,
    /// Promise that customers are used to.
    pub usual_promise: Millis,
    /// Fall of the log-odds of ordering per minute promised beyond the usual.
    pub per_minute: f64,
    /// Fall of the log-odds of ordering per 10 INR by which all fees exceed the usual ones; where
    /// they are less, the log-odds rise.
    pub per_ten_inr: f64,
    /// Delivery fee that customers without a subscription are used to.
    pub usual_fee: Paise,
    /// Other fees of an order that customers are used to.
    pub usual_other_fees: Paise,
    /// Share of customers who pay for free delivery, at the price it has.
    pub subscriber_share: f64,
    /// How much more often subscribers order.
    pub subscriber_frequency: f64,
    /// Share of customers who pay for priority, at the price it has.
    pub premium_share: f64,
    /// Minutes from click until a customer cancels an order that has not left the store.
    pub patience_min: Dist,
    /// Time from click to confirmed payment, seconds.
    pub payment_s: Dist,
    /// Chance that payment fails.
    pub payment_failure: f64,
    /// Store choice, reservation and telling the picker, seconds.
    pub notify_s: Dist,
}

impl ChoiceModel {
    /// Fees that a customer is used to, with or without a subscription.
    #[must_use]
    pub fn usual_fees(&self, is_subscriber: bool) -> Paise {
        self.usual_other_fees + if is_subscriber { Paise::ZERO } else { self.usual_fee }
    }

    /// Chance that a customer clicks at this promise and these fees.
    #[must_use]
    pub fn acceptance(&self, promise: Millis, fees: Paise, is_subscriber: bool) -> f64 {
        if self.base_conversion >= 1.0 && self.per_minute == 0.0 && self.per_ten_inr == 0.0 {
            return 1.0;
        }
        let late_min = promise.saturating_sub(self.usual_promise).as_min();
        let dear_inr = (fees - self.usual_fees(is_subscriber)).as_inr();
        let base = self.base_conversion.clamp(1e-9, 1.0 - 1e-9);
        let odds = libm::log(base / (1.0 - base))
            - self.per_minute * late_min
            - self.per_ten_inr * dear_inr / 10.0;
        1.0 / (1.0 + libm::exp(-odds))
    }

    /// How often a customer orders relative to the average one.
    #[must_use]
    pub fn relative_frequency(&self, is_subscriber: bool) -> f64 {
        let (share, often) = (self.subscriber_share, self.subscriber_frequency);
        let mean = share * often + 1.0 - share;
        let own = if is_subscriber { often } else { 1.0 };
        if mean > 0.0 { own / mean } else { 0.0 }
    }
}

/// Demand of a city.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Demand {
    /// Zones by id.
    pub zones: Vec<Zone>,
    /// Sessions by hour of week relative to the mean hour; 168 values with mean 1.
    pub hour_of_week: Vec<f64>,
    /// Special times.
    pub events: Vec<DemandEvent>,
    /// Sessions are multiplied by this while it rains lightly, heavily.
    pub rain_factor: [f64; 2],
    /// Baskets.
    pub basket: BasketModel,
    /// Expected units of each SKU in one order, by SKU id: what a forecast knows.
    pub units_per_order: Vec<f64>,
    /// Choices.
    pub choice: ChoiceModel,
    /// Highest floor of a tower.
    pub max_floor: u8,
    /// Way from the nearest junction to the door.
    pub door_offset_max: Millimeters,
}

impl Demand {
    /// Orders that a customer places in an average day, over all customers in reach of a store.
    #[must_use]
    pub fn orders_per_customer_day(&self, open_share: f64) -> f64 {
        let reached = self.zones.iter().filter(|zone| zone.sessions_per_day > 0.0);
        let (sessions, customers) = reached.fold((0.0, 0.0), |(sessions, customers), zone| {
            (sessions + zone.sessions_per_day, customers + f64::from(zone.customers))
        });
        if customers > 0.0 {
            sessions * open_share * self.choice.base_conversion / customers
        } else {
            0.0
        }
    }
}

/// Name of an order in random streams: the `n`th session of its zone, whatever the policies do.
#[must_use]
pub fn session_key(zone: ZoneId, n: u32) -> u64 {
    u64::from(zone.0) << 32 | u64::from(n)
}
