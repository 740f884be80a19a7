//! TOML to a checked [`Scenario`], every error pointing at its line.

use std::path::Path;

use toml::Table;

use crate::base::on_base;
use crate::bundles::unfold;
use crate::conform::{self, Finding};
use crate::error::ScenarioError;
use crate::fault::Fault;
use crate::overrides::{Override, split};
use crate::scenario::Scenario;
use crate::schema;
use crate::source::Source;
use crate::spec::Spec;
use crate::text::Text;

/// Reads a scenario file; `overrides` are (path, value) and win over what it says.
///
/// # Errors
/// The file cannot be read, is not TOML, or a setting is unknown or out of its range.
pub fn load(path: &Path, overrides: &[(String, String)]) -> Result<Scenario, ScenarioError> {
    read(Text::open(path, "scenario")?, overrides)
}

/// Reads a scenario from its text; files it names are taken from the current directory.
///
/// # Errors
/// The text is not TOML, or a setting is unknown or out of its range.
///
/// ```
/// let scenario = scenarios::parse("two stores", "stores.count = 2", &[]).unwrap();
/// assert_eq!(scenario.spec.stores.count, Some(2));
/// let error = scenarios::parse("typo", "stores.cuont = 2", &[]).unwrap_err();
/// assert_eq!(error.line(), Some(1));
/// ```
pub fn parse(
    name: &str,
    text: &str,
    overrides: &[(String, String)],
) -> Result<Scenario, ScenarioError> {
    read(Text::given(name, text), overrides)
}

/// The text as TOML.
pub(crate) fn toml(source: &Source) -> Result<Table, ScenarioError> {
    toml::from_str(&source.text).map_err(|why| ScenarioError {
        span: why.span(),
        ..source.error(format!("not TOML: {}", why.message()))
    })
}

/// Reads a scenario from its text; files it names are looked for in `base`.
///
/// # Errors
/// The text is not TOML, or a setting is unknown or out of its range.
pub fn parse_in(
    name: &str,
    text: &str,
    base: &Path,
    overrides: &[(String, String)],
) -> Result<Scenario, ScenarioError> {
    read(Text { base: base.into(), ..Text::given(name, text) }, overrides)
}

/// Reads a scenario from its text.
pub(crate) fn read(text: Text, overrides: &[(String, String)]) -> Result<Scenario, ScenarioError> {
    read_above(text, overrides, 0)
}

/// Reads a scenario from which `above` others start, each from the next.
fn read_above(
    Text { name, file, text, base }: Text,
    overrides: &[(String, String)],
    above: usize,
) -> Result<Scenario, ScenarioError> {
    let mut source = Source { file, text, overrides: Vec::new() };
    let mut table = toml(&source)?;
    let read = |text| read_above(text, &[], above + 1);
    let has_base = on_base(&source, &mut table, &base, above, &read)?;
    let has_bundle = unfold(&mut table).map_err(|(path, message, help)| {
        source.point(Fault { path: path.into(), message, help: Some(help) })
    })?;
    for (path, raw) in overrides {
        let set = Override::parse(path, raw)?;
        set.apply(&mut table).map_err(|message| ScenarioError {
            message,
            file: format!("--set {path}"),
            text: set.text(),
            span: Some(0..path.len().min(set.text().len())),
            help: None,
        })?;
        unfold(&mut table).map_err(|(_, message, help)| ScenarioError {
            message,
            file: format!("--set {path}"),
            text: set.text(),
            span: Some(set.value_span()),
            help: Some(help),
        })?;
        source.overrides.push(set);
    }
    let found = conform::findings(schema::cached(), &table);
    if let Some(error) = first(&source, found) {
        return Err(error);
    }
    let resolved = if source.overrides.is_empty() && !has_base && !has_bundle {
        source.text.clone()
    } else {
        toml::to_string_pretty(&table).map_err(|why| source.error(why.to_string()))?
    };
    let spec: Spec =
        table.try_into().map_err(|why: toml::de::Error| source.error(why.message()))?;
    spec.check().map_err(|fault| source.point(fault))?;
    Ok(Scenario { name, text: resolved, spec, base, source })
}

/// The fault that stands first in the file; those of overrides come before it.
pub(crate) fn first(source: &Source, found: Vec<Finding>) -> Option<ScenarioError> {
    found
        .into_iter()
        .map(|Finding { fault, at_key }| {
            let keys = split(&fault.path);
            let mut error = source.point(fault);
            let in_file = error.file == source.file;
            if at_key && in_file {
                error.span = source.locate_key(&keys).or(error.span);
            }
            (in_file, error.span.as_ref().map_or(usize::MAX, |span| span.start), error)
        })
        .min_by_key(|(in_file, start, _)| (*in_file, *start))
        .map(|(.., error)| error)
}
