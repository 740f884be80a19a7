//! Worlds from the shipped scenarios.

use domain::instance::Instance;

/// Builds a shipped scenario with some values changed.
pub(crate) fn instance(name: &str, overrides: &[(&str, &str)]) -> Instance {
    let shipped = scenarios::shipped().iter().find(|shipped| shipped.name == name);
    let text = shipped.unwrap_or_else(|| panic!("scenario {name} is shipped")).text;
    let overrides: Vec<(String, String)> =
        overrides.iter().map(|(path, value)| (path.to_string(), value.to_string())).collect();
    let scenario = scenarios::parse(name, text, &overrides);
    let scenario = scenario.unwrap_or_else(|error| panic!("{name}: {error}"));
    scenario.build().unwrap_or_else(|error| panic!("{name}: {error}"))
}
