//! `[demand]`: how many sessions, when, and how customers decide.

use domain::dist::Dist;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// How many sessions begin, when and where, and how customers decide.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DemandSpec {
    /// Sessions of the whole city on an average day; about `choice.base_conversion` of them
    /// become orders. Default: 6500.
    #[schemars(range(min = 0.0, max = 20_000_000.0))]
    pub sessions_per_day: f64,
    /// Sessions on an average day of every thousand people in the catchment, instead of
    /// `sessions_per_day`: other stores then bring other customers and leave the rest as they are.
    /// Default: none, `sessions_per_day` is kept wherever the stores stand.
    #[schemars(range(min = 0.0, max = 100_000.0))]
    pub sessions_per_1000_people: Option<f64>,
    /// Sessions come only from zones whose middle lies within this distance of a store,
    /// kilometres in a straight line. Default: 2.5, a little beyond the usual delivery radius.
    #[schemars(range(min = 0.1, max = 100.0))]
    pub catchment_km: f64,
    /// Sessions by hour of day, 24 relative numbers. Default: an evening peak at 20:00.
    ///
    /// Measured: online grocery baskets in the United States are flat from 10:00 to 17:00
    /// (Instacart 2017: 8 % an hour) and supermarket tills peak from 16:00 to 18:00 (Complete
    /// Journey 2017: 10 % an hour). Assumed: quick commerce peaks two to three hours later, at
    /// 9 % an hour, keeps a morning shoulder, and sells nothing while stores are closed.
    #[schemars(inner(range(min = 0.0, max = 1e6)))]
    pub hour_of_day: [f64; 24],
    /// Sessions by day of week from Monday, 7 relative numbers. Default: 0.97, 0.95, 0.94, 0.95,
    /// 1, 1.09, 1.1.
    ///
    /// Measured: tills sell 31 % above an average day on Sunday, Instacart 22 % on its best day.
    /// Assumed: top-up orders swing less than half as much.
    #[schemars(inner(range(min = 0.0, max = 1e6)))]
    pub weekday: [f64; 7],
    /// Sessions on the first 7 days of a month, a factor. Default: 1.2 (design).
    #[schemars(range(min = 0.0, max = 100.0))]
    pub month_start_factor: f64,
    /// Sessions from the 25th of a month on, a factor. Default: 0.9 (design).
    #[schemars(range(min = 0.0, max = 100.0))]
    pub month_end_factor: f64,
    /// Sessions while it rains lightly, a factor. Default: 0.95 (the design takes 0.9 for rainy
    /// days as a whole).
    #[schemars(range(min = 0.0, max = 100.0))]
    pub light_rain_factor: f64,
    /// Sessions while it rains heavily, a factor. Default: 0.9 (design).
    #[schemars(range(min = 0.0, max = 100.0))]
    pub heavy_rain_factor: f64,
    /// Special times, as `[[demand.event]]`. Default: none.
    pub event: Vec<EventSpec>,
    /// How customers decide, as `[demand.choice]`.
    pub choice: ChoiceSpec,
    /// Files to take baskets and goods from instead of generating them, as `[demand.source]`.
    pub source: SourceSpec,
}

/// Files to take baskets and goods from instead of generating them: one of the two, not both.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SourceSpec {
    /// Observed baskets to draw from: the basket file of the Instacart 2017 set, plain or gzip,
    /// with `products`, `aisles` and `departments` (each `.csv` or `.csv.gz`) beside it. The
    /// catalogue then holds the products bought most often. Default: none.
    pub baskets: Option<PathBuf>,
    /// SKU lists to take names, prices and weights from: CSV files, plain or gzip, in the layout
    /// of the Zepto or the BigBasket list. A name that repeats counts once; `catalog.sku_count`
    /// is then the most SKUs taken. Prices and weights are kept as listed, so the level of prices
    /// is the list's and not `catalog.mean_unit_price_inr`. Default: none.
    pub skus: Vec<PathBuf>,
}

/// More or fewer sessions for a while: a match night, a festival.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EventSpec {
    /// Name for reports. Required.
    pub name: String,
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
    /// Sessions are multiplied by this. Required.
    #[schemars(range(min = 0.0, max = 100.0))]
    pub factor: f64,
    /// Middle of the area touched, kilometres east of the city's origin. Default: none, the whole
    /// city.
    #[serde(default)]
    #[schemars(range(min = -1000.0, max = 1000.0))]
    pub x_km: Option<f64>,
    /// Middle of the area touched, kilometres north of the city's origin. Default: none.
    #[serde(default)]
    #[schemars(range(min = -1000.0, max = 1000.0))]
    pub y_km: Option<f64>,
    /// Middle of the area touched, degrees east. Default: none.
    #[serde(default)]
    #[schemars(range(min = -180.0, max = 180.0))]
    pub lon: Option<f64>,
    /// Middle of the area touched, degrees north. Default: none.
    #[serde(default)]
    #[schemars(range(min = -90.0, max = 90.0))]
    pub lat: Option<f64>,
    /// Radius of the area touched, kilometres. Default: 2.
    #[serde(default = "two")]
    #[schemars(range(min = 0.01, max = 1000.0))]
    pub radius_km: f64,
}

fn two() -> f64 {
    2.0
}

/// How customers decide. All values are assumptions but for the ones marked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ChoiceSpec {
    /// Share of sessions that end in an order at the usual promise and the usual fees, 0 to 1.
    /// Default: 0.85.
    #[schemars(range(min = 0.001, max = 0.999))]
    pub base_conversion: f64,
    /// Promise that customers are used to, minutes; the SLA may be another. Default: 10.
    #[schemars(range(min = 1.0, max = 240.0))]
    pub usual_promise_min: f64,
    /// Fall of the log-odds of ordering per minute promised beyond the usual. Default: 0.12.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub per_minute: f64,
    /// Fall of the log-odds of ordering per 10 INR by which all fees of the order (delivery,
    /// platform, small basket) exceed the usual ones; where they are less, the log-odds rise.
    /// Default: 0.15.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub per_ten_inr: f64,
    /// Delivery fee that customers without a subscription are used to, INR. Default: 25 (design:
    /// 25-35).
    #[schemars(range(min = 0.0, max = 200.0))]
    pub usual_fee_inr: f64,
    /// Other fees of an order that customers are used to, INR. Default: 7, the platform fee.
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub usual_other_fees_inr: f64,
    /// Share of customers who pay monthly for free delivery where that costs
    /// `usual_subscription_inr`, 0 to 1. Default: 0.15.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub subscriber_share: f64,
    /// Monthly price of a subscription at which `subscriber_share` of customers have one, INR.
    /// Default: 49 (design).
    #[schemars(range(min = 0.0, max = 10_000.0))]
    pub usual_subscription_inr: f64,
    /// Fall of the log-odds of having a subscription per 10 INR that it costs more a month.
    /// Default: 0.2 (assumption: at 99 instead of 49 a month 6 % have one instead of 15 %).
    #[schemars(range(min = 0.0, max = 10.0))]
    pub subscribing_per_ten_inr: f64,
    /// How much more often subscribers order, a factor. Default: 3.5 (design: 3-4).
    #[schemars(range(min = 0.0, max = 100.0))]
    pub subscriber_frequency: f64,
    /// Share of customers who pay for priority where that costs `usual_priority_inr` an order, 0
    /// to 1. Their orders go first among those that wait for a picker or a rider, and never share a
    /// trip. Default: 0.05.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub premium_share: f64,
    /// Price of priority at which `premium_share` of customers pay for it, INR per order. Default:
    /// 15.
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub usual_priority_inr: f64,
    /// Fall of the log-odds of paying for priority per 10 INR that it costs more. Default: 0.5
    /// (assumption: at 35 instead of 15 INR 2 % pay for it instead of 5 %).
    #[schemars(range(min = 0.0, max = 10.0))]
    pub priority_per_ten_inr: f64,
    /// Time from click until a customer cancels an order that has not left the store, minutes.
    /// Default: log-normal, median 40, sigma 0.5.
    pub patience_min: Dist,
    /// Time from click to confirmed payment, seconds. Default: log-normal, median 12, sigma 0.5.
    pub payment_s: Dist,
    /// Share of payments that fail, 0 to 1. Default: 0.015.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub payment_failure_share: f64,
    /// Store choice, reservation and telling the picker, seconds. Default: uniform, 2 to 6.
    pub notify_s: Dist,
}

impl Default for DemandSpec {
    fn default() -> Self {
        Self {
            sessions_per_day: 6_500.0,
            sessions_per_1000_people: None,
            catchment_km: 2.5,
            hour_of_day: [
                0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.6, 3.2, 4.6, 5.2, 5.2, 5.2, 5.3, 5.0, 4.6, 4.6,
                5.2, 6.3, 7.8, 9.0, 9.2, 7.9, 5.2, 2.7,
            ],
            weekday: [0.97, 0.95, 0.94, 0.95, 1.0, 1.09, 1.1],
            month_start_factor: 1.2,
            month_end_factor: 0.9,
            light_rain_factor: 0.95,
            heavy_rain_factor: 0.9,
            event: Vec::new(),
            choice: ChoiceSpec::default(),
            source: SourceSpec::default(),
        }
    }
}

impl Default for ChoiceSpec {
    fn default() -> Self {
        Self {
            base_conversion: 0.85,
            usual_promise_min: 10.0,
            per_minute: 0.12,
            per_ten_inr: 0.15,
            usual_fee_inr: 25.0,
            usual_other_fees_inr: 7.0,
            subscriber_share: 0.15,
            usual_subscription_inr: 49.0,
            subscribing_per_ten_inr: 0.2,
            subscriber_frequency: 3.5,
            premium_share: 0.05,
            usual_priority_inr: 15.0,
            priority_per_ten_inr: 0.5,
            patience_min: Dist::LogNormal { median: 40.0, sigma: 0.5 },
            payment_s: Dist::LogNormal { median: 12.0, sigma: 0.5 },
            payment_failure_share: 0.015,
            notify_s: Dist::Uniform { low: 2.0, high: 6.0 },
        }
    }
}
