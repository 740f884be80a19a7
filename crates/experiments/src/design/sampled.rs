//! Points of the unit cube as values of factors, by inverse stratification.

use scenarios::experiment::FactorSpec;

use super::level::{Factor, Level};

/// Digits of a drawn value, counted from the first digit of its range.
const DIGITS: i32 = 5;

/// Factors with the values that `points` stand for, and each point's positions among them.
///
/// The unit interval is cut into as many equal parts as a factor has levels, one for each; a range
/// without steps is stretched over it, and values are rounded to five digits of the range.
pub(super) fn stratify(
    specs: &[FactorSpec],
    points: &[Vec<f64>],
) -> (Vec<Factor>, Vec<Vec<usize>>) {
    let mut rows = vec![Vec::with_capacity(specs.len()); points.len()];
    let mut factors = Vec::with_capacity(specs.len());
    for (dimension, spec) in specs.iter().enumerate() {
        let mut factor = Factor::of(spec);
        let at = |point: &Vec<f64>| point[dimension];
        if let Some(range) = spec.range() {
            let mut levels: Vec<Level> = points.iter().map(|p| drawn(range, at(p))).collect();
            let drawn: Vec<f64> = levels.iter().filter_map(|level| level.number).collect();
            levels.sort_by(|a, b| f64::total_cmp(&num(a), &num(b)));
            levels.dedup_by(|a, b| a.value == b.value);
            for (row, value) in rows.iter_mut().zip(drawn) {
                row.push(levels.partition_point(|level| num(level) < value));
            }
            factor.levels = levels;
        } else {
            let count = factor.levels.len();
            for (row, point) in rows.iter_mut().zip(points) {
                row.push(((at(point) * count as f64) as usize).min(count - 1));
            }
        }
        factors.push(factor);
    }
    (factors, rows)
}

fn num(level: &Level) -> f64 {
    level.number.unwrap_or(f64::NAN)
}

/// The value a share `u` of the way from `low` to `high`.
fn drawn([low, high]: [f64; 2], u: f64) -> Level {
    let magnitude = libm::floor(libm::log10(high - low)) as i32;
    let decimals = (DIGITS - 1 - magnitude).max(0) as usize;
    let text = format!("{:.decimals$}", low + (high - low) * u);
    let text = match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    };
    let number: f64 = text.parse().unwrap_or(low);
    // Rounding must not leave the range.
    let number = number.clamp(low, high);
    let text = if text.parse() == Ok(number) { text } else { number.to_string() };
    Level::number(if number == 0.0 { "0".into() } else { text }, number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(text: &str) -> FactorSpec {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn each_level_has_an_equal_part_of_the_unit_interval() {
        let specs = [
            spec("setting = \"a\"\nlow = 3\nhigh = 6\nstep = 1"),
            spec("setting = \"b\"\nlevels = [\"x\", \"y\", \"z\"]"),
        ];
        let points: Vec<Vec<f64>> = (0..12).map(|i| vec![f64::from(i) / 12.0; 2]).collect();
        let (factors, rows) = stratify(&specs, &points);
        assert_eq!(
            factors[0].levels.iter().map(|l| &*l.value).collect::<Vec<_>>(),
            ["3", "4", "5", "6"]
        );
        for (factor, share) in [(0, 3), (1, 4)] {
            for (i, row) in rows.iter().enumerate() {
                assert_eq!(row[factor], i / share);
            }
        }
    }

    #[test]
    fn drawn_values_are_short_and_within_the_range() {
        for (range, u, text) in [
            ([400.0, 600.0], 0.123_456_7, "424.69"),
            ([0.0, 1.0], 0.5, "0.5"),
            ([0.0, 1.0], 0.0, "0"),
            ([-1.0, 1.0], 0.499_999_999, "0"),
            ([0.0, 1e6], 0.333_333_333, "333333"),
            ([0.001, 0.002], 0.25, "0.00125"),
            ([0.123_456_4, 0.2], 0.0, "0.1234564"),
        ] {
            let level = drawn(range, u);
            assert_eq!(level.value, text);
            assert!(range[0] <= num(&level) && num(&level) <= range[1]);
        }
    }

    #[test]
    fn drawn_values_are_numbered_in_ascending_order() {
        let specs = [spec("setting = \"a\"\nlow = 0\nhigh = 10")];
        let (factors, rows) = stratify(&specs, &[vec![0.9], vec![0.1], vec![0.5], vec![0.1]]);
        assert_eq!(
            factors[0].levels.iter().map(|l| &*l.value).collect::<Vec<_>>(),
            ["1", "5", "9"]
        );
        assert_eq!(rows, [[2], [0], [1], [0]]);
    }
}
