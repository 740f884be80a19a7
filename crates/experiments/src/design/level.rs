//! A factor and the values it takes in the cells of a design.

use scenarios::experiment::FactorSpec;
use serde::Serialize;
use toml::Value;

/// One value of a factor.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Level {
    /// As given to `--set`.
    pub value: String,
    /// As shown in tables.
    pub label: String,
    /// The number it is, if it is one.
    pub number: Option<f64>,
}

impl Level {
    /// A level from a value of the file.
    #[must_use]
    pub fn of(value: &Value) -> Self {
        let number = value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64));
        let text = match number {
            // 8.0 is 8: settings that are whole numbers take it too.
            Some(number) if number.fract() == 0.0 && number.abs() < 1e15 => number.to_string(),
            _ => value.to_string(),
        };
        let label = value.as_str().map_or_else(|| text.clone(), ToOwned::to_owned);
        Self { value: text, label, number }
    }

    /// A level that is a number, in the digits of `text`.
    pub(super) fn number(text: String, number: f64) -> Self {
        Self { label: text.clone(), value: text, number: Some(number) }
    }
}

/// A setting that varies and the values it takes in the cells of a design.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Factor {
    /// Name in tables.
    pub name: String,
    /// Path of the setting, as in `--set`.
    pub setting: String,
    /// Its values, by which cells number them: in the order of the file, or ascending where a
    /// design draws them.
    pub levels: Vec<Level>,
}

impl Factor {
    /// A factor with the values that its file lists or steps through.
    #[must_use]
    pub fn of(spec: &FactorSpec) -> Self {
        Self {
            name: spec.label().to_owned(),
            setting: spec.setting.clone(),
            levels: spec.grid().iter().map(Level::of).collect(),
        }
    }

    /// Whether all its values are numbers.
    #[must_use]
    pub fn is_numeric(&self) -> bool {
        self.levels.iter().all(|level| level.number.is_some())
    }
}
