//! From a table of parameters to checked settings, and from settings to their documentation.
//!
//! The type of a solver's settings is the only place that names its parameters. Field names,
//! doc comments, defaults and allowed ranges are read from its schema, so that what a listing
//! shows is what the check enforces.

use schemars::{JsonSchema, Schema, schema_for};
use serde::Serialize;
use serde::de::{DeserializeOwned, Error as _};

/// The settings of a solver: a flat struct of numbers and switches.
///
/// Every number carries its allowed range as `#[schemars(range(min = ..., max = ...))]`; `settings!`
/// writes such a struct.
pub trait Settings: DeserializeOwned + Serialize + JsonSchema + Default {
    /// What is wrong with values that are each allowed but do not go together, if anything.
    fn contradiction(&self) -> Option<&'static str> {
        None
    }
}

/// Declares the settings of a solver: for each its description, name, type, value where nothing is
/// said, and, of a number, the allowed range. `refused by` names a function that tells what is wrong
/// with values that do not go together, if any may be wrong.
macro_rules! settings {
    ($(#[$doc:meta])* $vis:vis struct $Config:ident { $(
        $(#[$about:meta])* $name:ident: $type:ty = $default:expr $(, $least:literal..=$most:literal)?;
    )* } $(refused by $contradiction:ident)?) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Debug, serde::Deserialize, serde::Serialize, schemars::JsonSchema)]
        #[serde(default, deny_unknown_fields)]
        $vis struct $Config { $(
            $(#[$about])*
            $(#[schemars(range(min = $least, max = $most))])?
            pub $name: $type,
        )* }

        impl Default for $Config {
            fn default() -> Self {
                Self { $($name: $default),* }
            }
        }

        impl $crate::settings::Settings for $Config {
            $(fn contradiction(&self) -> Option<&'static str> {
                $contradiction(self)
            })?
        }
    };
}

pub(crate) use settings;

settings! {
    /// No settings at all.
    pub(crate) struct Nothing {}
}

/// One parameter of a solver, as listings show it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Parameter {
    /// Key in the parameter table.
    pub name: String,
    /// Value where the table names none, as TOML.
    pub default: String,
    /// Unit, read from the end of the name; empty for plain numbers and switches.
    pub unit: &'static str,
    /// Allowed values.
    pub allowed: String,
    /// What it means.
    pub doc: String,
}

/// Ends of names and the units they stand for; the first that fits counts.
const UNITS: [(&str, &str); 12] = [
    ("_min_per_km", "min/km"),
    ("_points_per_min", "points/min"),
    ("_points", "points"),
    ("_weight", "weight"),
    ("_min", "min"),
    ("_km", "km"),
    ("_kg", "kg"),
    ("_inr", "INR"),
    ("_days", "days"),
    ("_share", "share"),
    ("_s", "s"),
    ("_m", "m"),
];

/// The parameters of settings `S`, in the order of declaration.
pub(crate) fn parameters<S: Settings>() -> Vec<Parameter> {
    let schema = schema_for!(S);
    // Text keeps the order of declaration, which a table would not.
    let defaults = toml::to_string(&S::default()).unwrap_or_default();
    defaults
        .lines()
        .filter_map(|line| line.split_once(" = "))
        .map(|(name, default)| Parameter {
            name: name.into(),
            default: default.into(),
            unit: UNITS.iter().find(|(end, _)| name.ends_with(end)).map_or("", |(_, unit)| unit),
            allowed: allowed(&schema, name),
            doc: keyword(&schema, name, "description")
                .and_then(|doc| doc.as_str())
                .unwrap_or_default()
                .replace('\n', " "),
        })
        .collect()
}

/// Reads settings from a table.
///
/// # Errors
/// An unknown key, a value of the wrong type, or one outside its allowed range.
pub(crate) fn read<S: Settings>(table: toml::Table) -> Result<S, toml::de::Error> {
    let numbers: Vec<(String, f64)> = table
        .iter()
        .filter_map(|(name, value)| {
            let integer = value.as_integer().map(|integer| integer as f64);
            Some((name.clone(), value.as_float().or(integer)?))
        })
        .collect();
    let settings: S = table.try_into()?;
    let schema = schema_for!(S);
    for (name, value) in numbers {
        let [low, high] = range(&schema, &name);
        if !(low..=high).contains(&value) {
            let allowed = allowed(&schema, &name);
            return Err(toml::de::Error::custom(format!("`{name}` is {value}, allowed {allowed}")));
        }
    }
    match settings.contradiction() {
        Some(contradiction) => Err(toml::de::Error::custom(contradiction)),
        None => Ok(settings),
    }
}

/// One keyword of a field's schema.
fn keyword<'a>(schema: &'a Schema, name: &str, keyword: &str) -> Option<&'a serde_json::Value> {
    schema.get("properties")?.get(name)?.get(keyword)
}

/// Least and greatest allowed number; a field without a range allows everything finite.
fn range(schema: &Schema, name: &str) -> [f64; 2] {
    let bound = |end, or| keyword(schema, name, end).and_then(|v| v.as_f64()).unwrap_or(or);
    [bound("minimum", f64::MIN), bound("maximum", f64::MAX)]
}

/// The allowed values in words.
fn allowed(schema: &Schema, name: &str) -> String {
    if keyword(schema, name, "type").and_then(|kind| kind.as_str()) == Some("boolean") {
        return "true or false".into();
    }
    let [low, high] = range(schema, name);
    format!("{low} to {high}")
}

#[cfg(test)]
mod tests {
    use super::*;

    settings! {
        /// Settings of a made-up solver.
        struct Made {
            /// How long to wait, minutes.
            wait_min: f64 = 2.0, 0.5..=9.0;
            /// How many at once.
            at_once: u8 = 2, 1..=4;
            /// Whether to hurry.
            hurry: bool = false;
        } refused by contradiction
    }

    fn contradiction(made: &Made) -> Option<&'static str> {
        (made.hurry && made.wait_min > 5.0).then_some("who hurries does not wait")
    }

    fn read(text: &str) -> Result<Made, String> {
        super::read::<Made>(text.parse().unwrap()).map_err(|error| error.to_string())
    }

    #[test]
    fn listings_show_what_the_struct_declares() {
        let listed = parameters::<Made>();
        assert_eq!(
            listed[0],
            Parameter {
                name: "wait_min".into(),
                default: "2.0".into(),
                unit: "min",
                allowed: "0.5 to 9".into(),
                doc: "How long to wait, minutes.".into(),
            }
        );
        assert_eq!((listed[1].default.as_str(), listed[1].allowed.as_str()), ("2", "1 to 4"));
        assert_eq!(
            (listed[2].default.as_str(), listed[2].allowed.as_str()),
            ("false", "true or false")
        );
    }

    #[test]
    fn what_is_not_named_keeps_its_default() {
        let made = read("wait_min = 3").unwrap();
        assert_eq!((made.wait_min, made.at_once, made.hurry), (3.0, 2, false));
    }

    #[test]
    fn senseless_values_are_refused_with_the_allowed_range() {
        for (text, complaint) in [
            ("wait_min = nan", "`wait_min` is NaN, allowed 0.5 to 9"),
            ("wait_min = inf", "`wait_min` is inf, allowed 0.5 to 9"),
            ("wait_min = -1", "`wait_min` is -1, allowed 0.5 to 9"),
            ("at_once = 5", "`at_once` is 5, allowed 1 to 4"),
            ("at_once = -1", "at_once"),
            ("at_once = 'two'", "at_once"),
            ("wiat_min = 3", "unknown field `wiat_min`, expected one of `wait_min`"),
            ("hurry = true\nwait_min = 6", "who hurries does not wait"),
        ] {
            let error = read(text).err().unwrap_or_default();
            assert!(error.contains(complaint), "{text}: {error}");
        }
    }
}
