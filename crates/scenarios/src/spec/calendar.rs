//! `[calendar]`: the days that are simulated.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A day of the week.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Weekday {
    /// Monday.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

/// The days that are simulated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CalendarSpec {
    /// Weekday of the first day. Default: `"friday"`.
    pub first_weekday: Weekday,
    /// Day of the month of the first day, 1 to 31. Default: 14, an ordinary week of the month.
    #[schemars(range(min = 1, max = 31))]
    pub first_day_of_month: u8,
    /// Number of days in which sessions arrive. Default: 1.
    #[schemars(range(min = 1, max = 366))]
    pub days: u16,
    /// How long after the last midnight open orders may still be finished, hours. Default: 1.5.
    #[schemars(range(min = 0.0, max = 24.0))]
    pub drain_h: f64,
    /// Sessions before this time shape the state but count in no figure, hours from the first
    /// midnight. Default: 0.
    #[schemars(range(min = 0.0, max = 8760.0))]
    pub warmup_h: f64,
}

impl Default for CalendarSpec {
    fn default() -> Self {
        Self {
            first_weekday: Weekday::Friday,
            first_day_of_month: 14,
            days: 1,
            drain_h: 1.5,
            warmup_h: 0.0,
        }
    }
}
