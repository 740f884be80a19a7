//! `[[factor]]`: a setting that varies, and the values it takes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::Value;

/// A setting that varies: a list of `levels`, or numbers from `low` to `high`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FactorSpec {
    /// Path of a setting of the scenario, as in `--set`. Default: none, with `settings`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub setting: String,
    /// Paths of settings that change together: each level is a list of as many values, a row of a
    /// table that they head. Default: none, with `setting`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 100))]
    pub settings: Vec<String>,
    /// Name in tables; `settings` need one. Default: the last word of the path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Values, in any order that makes sense to the reader. Default: none, with `low` and `high`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<serde_json::Value>", length(max = 1000))]
    pub levels: Vec<Value>,
    /// Lowest value. Default: none, with `levels`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = -1e12, max = 1e12))]
    pub low: Option<f64>,
    /// Highest value. Default: none, with `levels`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = -1e12, max = 1e12))]
    pub high: Option<f64>,
    /// Distance of neighbouring values from `low` to `high`; 1 for whole numbers. Default: none,
    /// which is any value for designs that sample and the two ends for the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1e-6, max = 1e12))]
    pub step: Option<f64>,
    /// Value in the base cell of `one_at_a_time`. Default: the scenario's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Value>")]
    pub base: Option<Value>,
}

impl FactorSpec {
    /// The name in tables.
    #[must_use]
    pub fn label(&self) -> &str {
        let last = || self.setting.rsplit('.').next().unwrap_or(&self.setting);
        self.name.as_deref().unwrap_or_else(last)
    }

    /// The settings it changes.
    #[must_use]
    pub fn paths(&self) -> Vec<&str> {
        match self.settings.is_empty() {
            true => vec![&self.setting],
            false => self.settings.iter().map(String::as_str).collect(),
        }
    }

    /// What each setting becomes at a level, in the order of the paths.
    #[must_use]
    pub fn parts<'v>(&self, level: &'v Value) -> Vec<&'v Value> {
        match level {
            Value::Array(row) if !self.settings.is_empty() => row.iter().collect(),
            one => vec![one],
        }
    }

    /// The values the factor can take: its list, the steps from `low` to `high`, or these two.
    #[must_use]
    pub fn grid(&self) -> Vec<Value> {
        match (self.low, self.high, self.step) {
            (Some(low), Some(high), Some(step)) => {
                let steps = ((high - low) / step).round() as u32;
                let decimals = decimals(low).max(decimals(step));
                let at = |i| number(&format!("{:.decimals$}", low + f64::from(i) * step));
                (0..=steps).map(at).collect()
            }
            (Some(low), Some(high), None) => [low, high].map(|end| number(&end.to_string())).into(),
            _ => self.levels.clone(),
        }
    }

    /// The range of a factor that takes any value between two ends.
    #[must_use]
    pub fn range(&self) -> Option<[f64; 2]> {
        match self.step {
            None => Some([self.low?, self.high?]),
            Some(_) => None,
        }
    }
}

/// Digits behind the point with which a number is written.
fn decimals(value: f64) -> usize {
    value.to_string().split_once('.').map_or(0, |(_, digits)| digits.len())
}

/// A number as one would write it: whole without a point.
fn number(text: &str) -> Value {
    match text.parse::<i64>() {
        Ok(whole) => Value::Integer(whole),
        Err(_) => {
            let value: f64 = text.parse().unwrap_or(f64::NAN);
            if value.fract() == 0.0 && value.abs() < 1e15 {
                Value::Integer(value as i64)
            } else {
                Value::Float(value)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_reach_both_ends_in_round_numbers() {
        let factor = |low: f64, high: f64, step: Option<f64>| FactorSpec {
            setting: "a.b".into(),
            settings: Vec::new(),
            name: None,
            levels: Vec::new(),
            low: Some(low),
            high: Some(high),
            step,
            base: None,
        };
        let text =
            |f: FactorSpec| f.grid().iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        assert_eq!(text(factor(8.0, 12.0, Some(2.0))), "8 10 12");
        assert_eq!(text(factor(0.1, 0.5, Some(0.1))), "0.1 0.2 0.3 0.4 0.5");
        assert_eq!(text(factor(-0.5, 1.0, Some(0.5))), "-0.5 0 0.5 1");
        assert_eq!(text(factor(0.25, 3.0, None)), "0.25 3");
        assert_eq!(factor(1.0, 2.0, None).label(), "b");
    }
}
