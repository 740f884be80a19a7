//! A factor and the values it takes in the cells of a design.

use scenarios::experiment::FactorSpec;
use serde::Serialize;
use toml::Value;

/// One value of a factor.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Level {
    /// As given to `--set`; a row of values where the factor has several settings.
    pub value: String,
    /// What each setting of the factor becomes.
    #[serde(skip)]
    pub parts: Vec<String>,
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
        Self { parts: vec![text.clone()], value: text, label, number }
    }

    /// A level of a factor, one value or a row of them.
    #[must_use]
    pub fn of_factor(spec: &FactorSpec, value: &Value) -> Self {
        if spec.settings.is_empty() {
            return Self::of(value);
        }
        let parts: Vec<Self> = spec.parts(value).into_iter().map(Self::of).collect();
        let labels: Vec<&str> = parts.iter().map(|part| part.label.as_str()).collect();
        Self {
            value: value.to_string(),
            label: labels.join("/"),
            parts: parts.into_iter().map(|part| part.value).collect(),
            number: None,
        }
    }

    /// A level that is a number, in the digits of `text`.
    pub(super) fn number(text: String, number: f64) -> Self {
        Self { label: text.clone(), parts: vec![text.clone()], value: text, number: Some(number) }
    }
}

/// A setting that varies and the values it takes in the cells of a design.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Factor {
    /// Name in tables.
    pub name: String,
    /// Path of the setting, as in `--set`; of several, all of them.
    pub setting: String,
    /// The same, path by path.
    #[serde(skip)]
    pub settings: Vec<String>,
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
            setting: spec.paths().join(", "),
            settings: spec.paths().into_iter().map(str::to_owned).collect(),
            levels: spec.grid().iter().map(|level| Level::of_factor(spec, level)).collect(),
        }
    }

    /// What a level sets: paths and values, as in `--set`.
    pub fn overrides(&self, level: usize) -> impl Iterator<Item = (String, String)> {
        self.settings.iter().cloned().zip(self.levels[level].parts.iter().cloned())
    }

    /// Whether all its values are numbers.
    #[must_use]
    pub fn is_numeric(&self) -> bool {
        self.levels.iter().all(|level| level.number.is_some())
    }
}
