//! Days and hours of a file as instants of the run.

use domain::units::{Millis, SimTime};

/// The instant `hours` after the midnight of `day`.
pub(crate) fn at_hour(day: u16, hours: f64) -> SimTime {
    SimTime(u64::from(day) * Millis::DAY.0) + hours_long(hours)
}

/// The instant `minute` minutes after the midnight of `day`.
pub(crate) fn at_minute(day: u16, minute: u32) -> SimTime {
    SimTime(u64::from(day) * Millis::DAY.0 + u64::from(minute) * Millis::MINUTE.0)
}

/// A span given in hours.
pub(crate) fn hours_long(hours: f64) -> Millis {
    Millis::from_s(hours * 3600.0)
}

/// The minute of the day nearest to an hour of the day.
pub(crate) fn minute_of_day(hours: f64) -> u32 {
    libm::round(hours * 60.0) as u32
}
