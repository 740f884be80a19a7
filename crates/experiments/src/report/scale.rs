//! Values of one key figure, with as many digits as their intervals warrant.

use super::figure::{NONE, number, share_between};
use crate::key_figure::KeyFigure;

/// How the values of a key figure are written in one column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    /// Unit of values: per cent for shares.
    pub(super) unit: &'static str,
    /// Unit of differences: points for shares.
    pub(super) unit_of_difference: &'static str,
    factor: f64,
    decimals: usize,
}

impl Scale {
    /// A scale that shows two digits of the least of these half widths, or where there is none
    /// three of the largest value.
    pub(super) fn of(
        kpi: &str,
        half_widths: impl IntoIterator<Item = Option<f64>>,
        values: impl IntoIterator<Item = f64>,
    ) -> Self {
        let unit = KeyFigure::named(kpi).map_or("", |known| known.unit);
        let (unit, unit_of_difference, factor) = match unit {
            "share" => ("%", "points", 100.0),
            "count" => ("", "", 1.0),
            unit => (unit, unit, 1.0),
        };
        let widths = half_widths.into_iter().flatten().filter(|half| *half > 0.0);
        let least = widths.fold(f64::INFINITY, f64::min);
        let largest = values.into_iter().filter(|v| v.is_finite()).fold(0.0, |a, v| v.abs().max(a));
        let (size, digits) = if least.is_finite() { (least, 2) } else { (largest, 3) };
        let size = size * factor;
        let decimals = if size > 0.0 {
            let magnitude = libm::floor(libm::log10(size)) as i32;
            (digits - 1 - magnitude).clamp(0, 4) as usize
        } else {
            0
        };
        Self { unit, unit_of_difference, factor, decimals }
    }

    /// A value without its unit.
    pub(super) fn value(&self, value: f64) -> String {
        number(value * self.factor, self.decimals)
    }

    /// A value and half the width of its interval.
    pub(super) fn between(&self, value: f64, half_width: Option<f64>) -> String {
        if self.unit == "%" {
            return share_between(value, half_width, self.decimals, "");
        }
        self.plus_or_minus(value, half_width)
    }

    fn plus_or_minus(&self, value: f64, half_width: Option<f64>) -> String {
        match half_width {
            Some(half) => format!("{} ± {}", self.value(value), self.value(half)),
            None => self.value(value),
        }
    }

    /// A difference with its sign, and half the width of its interval.
    pub(super) fn difference(&self, value: f64, half_width: Option<f64>) -> String {
        let text = self.plus_or_minus(value, half_width);
        let is_positive = value > 0.0 && text != NONE && self.value(value) != self.value(0.0);
        if is_positive { format!("+{text}") } else { text }
    }

    /// Name of the figure, per cent added to shares; other names end in their unit.
    pub(super) fn head(&self, kpi: &str) -> String {
        if self.unit == "%" { format!("{kpi}, %") } else { kpi.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_follow_the_interval() {
        let time = Scale::of("click_to_door_s_mean", [Some(12.3), Some(4.04), None], []);
        assert_eq!(time.between(552.44, Some(12.3)), "552.4 ± 12.3");
        assert_eq!(time.difference(31.0, Some(4.04)), "+31.0 ± 4.0");
        assert_eq!(time.head("click_to_door_s_mean"), "click_to_door_s_mean");
        let share = Scale::of("sla_hit_rate", [Some(0.0123)], []);
        assert_eq!(share.head("sla_hit_rate"), "sla_hit_rate, %");
        assert_eq!(share.between(0.912_34, Some(0.0123)), "91.2 ± 1.2");
        assert_eq!(share.between(0.995, Some(0.0123)), "99.5 (98.3 to 100.0)");
        assert_eq!(share.difference(0.995, Some(0.0123)), "+99.5 ± 1.2");
        let count = Scale::of("sessions", [None], [512.0]);
        assert_eq!((count.value(512.0), count.difference(0.2, None)), ("512".into(), "0".into()));
        assert_eq!(count.difference(f64::NAN, None), NONE);
    }
}
