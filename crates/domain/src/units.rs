//! Time, length, weight, volume and money as integer types that do not mix.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Defines an integer quantity with the arithmetic that keeps its unit.
macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident($raw:ty)) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub $raw);

        impl $name {
            /// Nothing at all.
            pub const ZERO: Self = Self(0);
            /// The difference, or zero where `other` is larger.
            #[must_use]
            pub const fn saturating_sub(self, other: Self) -> Self {
                Self(self.0.saturating_sub(other.0))
            }
        }
        impl std::ops::Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }
        impl std::ops::Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0 - other.0)
            }
        }
        impl std::ops::AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                self.0 += other.0;
            }
        }
        impl std::ops::SubAssign for $name {
            fn sub_assign(&mut self, other: Self) {
                self.0 -= other.0;
            }
        }
        impl std::ops::Mul<$raw> for $name {
            type Output = Self;
            fn mul(self, times: $raw) -> Self {
                Self(self.0 * times)
            }
        }
        impl std::iter::Sum for $name {
            fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
                items.fold(Self::ZERO, |total, item| total + item)
            }
        }
    };
}

quantity! {
    /// A span of time in milliseconds.
    Millis(u64)
}
quantity! {
    /// A length in millimetres.
    Millimeters(u64)
}
quantity! {
    /// A weight in grams.
    Grams(u32)
}
quantity! {
    /// A volume in millilitres.
    Millilitres(u32)
}
quantity! {
    /// Money in paise, a hundredth of a rupee (INR). Negative is owed.
    Paise(i64)
}

/// Milliseconds since midnight before the first simulated day.
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
#[serde(transparent)]
pub struct SimTime(pub u64);

impl SimTime {
    /// Midnight before the first simulated day.
    pub const ZERO: Self = Self(0);
    /// Later than anything that happens.
    pub const NEVER: Self = Self(u64::MAX);

    /// The instant `hours` after the first midnight.
    #[must_use]
    pub const fn from_hours(hours: u64) -> Self {
        Self(hours * 3_600_000)
    }

    /// The time of day, `18:05`, after the number of the day where that is not the first:
    /// `day 2 18:05`.
    #[must_use]
    pub fn clock(self) -> String {
        let minute = self.minute() % 1440;
        let clock = format!("{:02}:{:02}", minute / 60, minute % 60);
        if self.day() == 0 { clock } else { format!("day {} {clock}", self.day() + 1) }
    }

    /// Time passed since `earlier`; zero where `earlier` lies ahead.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Millis {
        Millis(self.0.saturating_sub(earlier.0))
    }

    /// The simulated day, counted from 0.
    #[must_use]
    pub const fn day(self) -> u64 {
        self.0 / Millis::DAY.0
    }

    /// Hours since the first midnight, counted from 0.
    #[must_use]
    pub const fn hour(self) -> u64 {
        self.0 / Millis::HOUR.0
    }

    /// Minutes since the first midnight, counted from 0.
    #[must_use]
    pub const fn minute(self) -> u64 {
        self.0 / Millis::MINUTE.0
    }

    /// Seconds since the first midnight.
    #[must_use]
    pub fn as_s(self) -> f64 {
        self.0 as f64 / 1e3
    }
}

impl std::ops::Add<Millis> for SimTime {
    type Output = Self;
    fn add(self, wait: Millis) -> Self {
        Self(self.0.saturating_add(wait.0))
    }
}

impl std::fmt::Display for SimTime {
    /// `day+hh:mm:ss.mmm`, the day left out on the first.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (day, in_day) = (self.day(), self.0 % Millis::DAY.0);
        if day > 0 {
            write!(f, "{day}+")?;
        }
        let (s, ms) = (in_day / 1000, in_day % 1000);
        write!(f, "{:02}:{:02}:{:02}.{ms:03}", s / 3600, s / 60 % 60, s % 60)
    }
}

impl Millis {
    /// One minute.
    pub const MINUTE: Self = Self(60_000);
    /// One hour.
    pub const HOUR: Self = Self(3_600_000);
    /// One day.
    pub const DAY: Self = Self(86_400_000);

    /// The nearest whole number of milliseconds; negative and NaN give zero.
    #[must_use]
    pub fn from_s(seconds: f64) -> Self {
        Self(nearest(seconds * 1e3))
    }

    /// In seconds.
    #[must_use]
    pub fn as_s(self) -> f64 {
        self.0 as f64 / 1e3
    }

    /// In minutes.
    #[must_use]
    pub fn as_min(self) -> f64 {
        self.0 as f64 / 6e4
    }

    /// This span stretched by `factor`, to the nearest millisecond.
    #[must_use]
    pub fn scale(self, factor: f64) -> Self {
        Self(nearest(self.0 as f64 * factor))
    }
}

impl Millimeters {
    /// The nearest whole number of millimetres; negative and NaN give zero.
    #[must_use]
    pub fn from_m(meters: f64) -> Self {
        Self(nearest(meters * 1e3))
    }

    /// In metres.
    #[must_use]
    pub fn as_m(self) -> f64 {
        self.0 as f64 / 1e3
    }

    /// In kilometres.
    #[must_use]
    pub fn as_km(self) -> f64 {
        self.0 as f64 / 1e6
    }
}

impl Grams {
    /// In kilograms.
    #[must_use]
    pub fn as_kg(self) -> f64 {
        f64::from(self.0) / 1e3
    }
}

impl Paise {
    /// The nearest whole number of paise to `inr` rupees.
    #[must_use]
    pub fn from_inr(inr: f64) -> Self {
        Self(libm::round(inr * 100.0) as i64)
    }

    /// In rupees.
    #[must_use]
    pub fn as_inr(self) -> f64 {
        self.0 as f64 / 100.0
    }

    /// The share `factor` of this amount, to the nearest paisa.
    #[must_use]
    pub fn share(self, factor: f64) -> Self {
        Self(libm::round(self.0 as f64 * factor) as i64)
    }
}

/// The nearest whole number, halves upwards; negative and NaN give zero, what is too large the
/// largest. The same to the bit as `round` and a cast, and several times as fast: distances,
/// speeds and times are rounded all day.
#[inline]
#[must_use]
pub fn nearest(value: f64) -> u64 {
    let whole = value as u64;
    whole.saturating_add(u64::from(value - whole as f64 >= 0.5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_whole_number_is_that_of_rounding() {
        let near_half = 0.5_f64.next_down();
        let two_53 = 9_007_199_254_740_992.0;
        let ends = [0.0, -0.0, 0.5, near_half, 1.5, -0.5, -7.0, 1e30, f64::INFINITY, f64::NAN];
        let large = [two_53 - 1.0, two_53, two_53 / 2.0 + 0.5, two_53 / 4.0 + 0.75, 1.8e19, 1.9e19];
        for value in ends.into_iter().chain(large) {
            assert_eq!(nearest(value), libm::round(value) as u64, "{value}");
        }
        for step in 0..100_000_u32 {
            let value = f64::from(step).powi(3) / 977.0;
            assert_eq!(nearest(value), libm::round(value) as u64, "{value}");
        }
    }

    #[test]
    fn times_and_spans_add_and_subtract() {
        let open = SimTime::from_hours(6);
        assert_eq!(open + Millis::from_s(90.0), SimTime(21_690_000));
        assert_eq!((open + Millis::HOUR).since(open), Millis::HOUR);
        assert_eq!(open.since(open + Millis::HOUR), Millis::ZERO);
    }

    #[test]
    fn a_time_prints_as_a_clock() {
        assert_eq!(SimTime(3_723_004).to_string(), "01:02:03.004");
        assert_eq!((SimTime(1) + Millis::DAY).to_string(), "1+00:00:00.001");
    }

    #[test]
    fn money_rounds_to_the_nearest_paisa() {
        assert_eq!(Paise::from_inr(24.996), Paise(2500));
        assert_eq!(Paise(999).share(0.015), Paise(15));
    }
}
