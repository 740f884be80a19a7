//! TOML to a checked [`Experiment`], every error pointing at its line.

use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::design::DesignSpec;
use super::factor::FactorSpec;
use super::file::ExperimentSpec;
use super::settings::flatten;
use super::{check, schema};
use crate::conform;
use crate::error::ScenarioError;
use crate::fault::Fault;
use crate::load;
use crate::overrides::{Override, split};
use crate::scenario::Scenario;
use crate::shipped::shipped;
use crate::source::Source;
use crate::suggest;
use crate::text::Text;

/// An experiment that was read and checked, its scenario with it.
#[derive(Clone, Debug)]
pub struct Experiment {
    /// Name: the file's, without its ending.
    pub name: String,
    /// The file as written.
    pub text: String,
    /// The settings, defaults filled in.
    pub spec: ExperimentSpec,
    /// Fixed settings of all cells: path and value, as in `--set`.
    pub fixed: Vec<(String, String)>,
    /// Settings given beside the file, which come after the fixed ones.
    given: Vec<(String, String)>,
    scenario: Text,
    resolved: Table,
    source: Source,
}

/// Reads an experiment file and the scenario it names.
///
/// # Errors
/// A file cannot be read, is not TOML, or a setting is unknown or out of its range; a factor's
/// setting is not one of the scenario, or a level is out of its range.
pub fn load_experiment(path: &Path) -> Result<Experiment, ScenarioError> {
    read(Text::open(path, "experiment")?)
}

/// Reads an experiment from its text; files it names are taken from the current directory.
///
/// # Errors
/// As [`load_experiment`].
///
/// ```
/// let text = "experiment.scenario = \"tiny\"\ndesign.kind = \"factorial\"\n
///     [[factor]]\nsetting = \"fleet.riders_per_stroe\"\nlevels = [8, 10]\n";
/// let error = scenarios::experiment::parse_experiment("typo", text).unwrap_err();
/// assert_eq!(error.line(), Some(5));
/// assert_eq!(error.help.as_deref(), Some("did you mean `riders_per_store`?"));
/// ```
pub fn parse_experiment(name: &str, text: &str) -> Result<Experiment, ScenarioError> {
    read(Text::given(name, text))
}

fn read(Text { name, file, text, base }: Text) -> Result<Experiment, ScenarioError> {
    let source = Source { file, text, overrides: Vec::new() };
    let table = load::toml(&source)?;
    let found = conform::findings(schema::cached(), &table);
    if let Some(error) = load::first(&source, found) {
        return Err(error);
    }
    let spec: ExperimentSpec =
        table.try_into().map_err(|why: toml::de::Error| source.error(why.message()))?;
    spec.check().map_err(|fault| source.point(fault))?;
    let scenario = named(&spec.experiment.scenario, &base, &source, "experiment.scenario")?;
    let fixed = flatten(&spec.experiment.set);
    let fixed = fixed.into_iter().map(|(path, value)| (path, value.to_string())).collect();
    let name_of_file = name;
    let text = source.text.clone();
    let mut experiment = Experiment {
        name: name_of_file,
        text,
        spec,
        fixed,
        given: Vec::new(),
        scenario,
        resolved: Table::new(),
        source,
    };
    experiment.resolve()?;
    Ok(experiment)
}

/// The text of a scenario that comes with the program, or of a file beside the one that names it
/// in `setting`.
pub(crate) fn named(
    name: &str,
    base: &Path,
    source: &Source,
    setting: &str,
) -> Result<Text, ScenarioError> {
    if let Some(shipped) = shipped().iter().find(|shipped| shipped.name == name) {
        return Ok(Text::given(shipped.name, shipped.text));
    }
    let path: PathBuf = base.join(name);
    if path.is_file() {
        return Text::open(&path, "scenario");
    }
    let names = shipped().iter().map(|shipped| shipped.name);
    let help = match suggest::nearest(name, names.clone()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("with the program come {}", names.collect::<Vec<_>>().join(", ")),
    };
    let message = format!("no scenario `{name}`: it is no file and does not come with the program");
    Err(source.point(Fault::new(setting, message).help(help)))
}

impl Experiment {
    /// The same experiment with further fixed settings in all cells, path and value, which come
    /// after those of the file.
    ///
    /// # Errors
    /// A setting is unknown, out of its range, or one of the factors.
    pub fn with(mut self, given: &[(String, String)]) -> Result<Self, ScenarioError> {
        for (path, value) in given {
            let set = Override::parse(path, value)?;
            let factor = self
                .spec
                .factor
                .iter()
                .find(|factor| factor.paths().iter().any(|path| split(path) == set.keys));
            if let Some(factor) = factor {
                let span = set.value_span();
                let message = format!("`{path}` is the factor `{}`, which varies", factor.label());
                let file = format!("--set {path}");
                let (text, span) = (set.text(), Some(span));
                return Err(ScenarioError { message, file, text, span, help: None });
            }
        }
        self.given.extend_from_slice(given);
        self.resolve()?;
        Ok(self)
    }

    /// Works out the base scenario, and checks the factors against it.
    fn resolve(&mut self) -> Result<(), ScenarioError> {
        let base = self.scenario(&[])?;
        self.resolved =
            toml::from_str(&base.text).map_err(|why| base.source.error(why.message()))?;
        self.check_levels()?;
        self.check_bases(&base)
    }

    /// The scenario of a cell: the fixed settings, then `overrides`, as in `--set`.
    ///
    /// # Errors
    /// A setting is unknown or out of its range, or settings contradict one another. Errors of
    /// fixed settings and factors point into the experiment's file.
    pub fn scenario(&self, overrides: &[(String, String)]) -> Result<Scenario, ScenarioError> {
        let all = [&self.fixed[..], &self.given, overrides].concat();
        load::read(self.scenario.clone(), &all).map_err(|error| self.at_home(error))
    }

    /// An error about the setting at `path` of the experiment's file: for rules that only the
    /// caller knows, such as which key figures and solvers there are.
    #[must_use]
    pub fn error_at(&self, path: &str, message: &str, help: Option<String>) -> ScenarioError {
        self.source.point(Fault { path: path.into(), message: message.into(), help })
    }

    /// The value of a setting before any factor changes it; `None` where it is not set and has no
    /// default.
    #[must_use]
    pub fn base_value(&self, factor: usize) -> Option<Value> {
        let factor = &self.spec.factor[factor];
        factor.base.clone().or_else(|| own_values(&self.scenario(&[]).ok()?, factor))
    }

    /// Moves an error of a fixed setting or a factor from `--set` to the experiment's file: to the
    /// level at fault where the file lists it.
    #[must_use]
    pub fn at_home(&self, mut error: ScenarioError) -> ScenarioError {
        let Some(set) = error.file.strip_prefix("--set ").map(split) else { return error };
        let factors = self.spec.factor.iter().enumerate();
        let place = |factor: &FactorSpec| factor.paths().iter().position(|path| split(path) == set);
        let factor =
            factors.rev().find_map(|(index, factor)| Some((index, factor, place(factor)?)));
        let path = match factor {
            Some((index, factor, part)) => {
                let value = error.text.split_once('=').map_or("", |(_, value)| value);
                let is_it = |level: &Value| {
                    factor.parts(level).get(part).is_some_and(|one| one.to_string() == value)
                };
                match factor.levels.iter().position(is_it) {
                    Some(at) if factor.settings.is_empty() => format!("factor.{index}.levels.{at}"),
                    Some(at) => format!("factor.{index}.levels.{at}.{part}"),
                    None if factor.settings.is_empty() => format!("factor.{index}.setting"),
                    None => format!("factor.{index}.settings.{part}"),
                }
            }
            None if self.given.iter().any(|(path, _)| split(path) == set) => return error,
            None if self.fixed.iter().any(|(path, _)| split(path) == set) => {
                format!("experiment.set.{}", set.join("."))
            }
            None => return error,
        };
        let help = error.help.take();
        self.source.point(Fault { path, message: error.message, help })
    }

    /// Refuses settings that the scenario does not have, and levels out of their range.
    fn check_levels(&self) -> Result<(), ScenarioError> {
        for (index, factor) in self.spec.factor.iter().enumerate() {
            let mut values: Vec<(String, Value)> = factor
                .levels
                .iter()
                .cloned()
                .enumerate()
                .map(|(at, level)| (format!("factor.{index}.levels.{at}"), level))
                .collect();
            if let (Some(low), Some(high)) = (factor.low, factor.high) {
                let grid = factor.grid();
                let value = |at: Option<&Value>, end| at.cloned().unwrap_or(Value::Float(end));
                values.push((format!("factor.{index}.low"), value(grid.first(), low)));
                values.push((format!("factor.{index}.high"), value(grid.last(), high)));
                if factor.step.is_some() {
                    // A step of a half would be refused by a setting in whole numbers.
                    values.push((format!("factor.{index}.step"), value(grid.get(1), high)));
                }
            }
            if let Some(base) = &factor.base {
                values.push((format!("factor.{index}.base"), base.clone()));
            }
            let has_rows = !factor.settings.is_empty();
            for (path, value) in values {
                for (part, (setting, value)) in
                    factor.paths().into_iter().zip(factor.parts(&value)).enumerate()
                {
                    self.check_value(setting, value).map_err(|(at_setting, fault)| {
                        let path = match (at_setting, has_rows) {
                            (true, false) => format!("factor.{index}.setting"),
                            (true, true) => format!("factor.{index}.settings.{part}"),
                            (false, false) => path.clone(),
                            (false, true) => format!("{path}.{part}"),
                        };
                        self.source.point(Fault { path, ..fault })
                    })?;
                }
            }
            let samples = matches!(
                self.spec.design,
                Some(DesignSpec::LatinHypercube { .. } | DesignSpec::Sobol { .. })
            );
            if let Some([low, high]) = factor.range().filter(|_| samples) {
                // Somewhere between the ends, where a setting in whole numbers has no value.
                let inside = Value::Float(low + (high - low) * 0.381_966);
                self.check_value(&factor.setting, &inside).map_err(|(_, fault)| {
                    let path = format!("factor.{index}.low");
                    let help = fault.help.or_else(|| Some("give the factor `step = 1`".into()));
                    self.source.point(Fault { path, message: fault.message, help })
                })?;
            }
        }
        Ok(())
    }

    /// The fault of a single setting, and whether there is no such setting.
    fn check_value(&self, setting: &str, value: &Value) -> Result<(), (bool, Fault)> {
        let mut table = self.resolved.clone();
        let set = Override::parse(setting, &value.to_string())
            .map_err(|error| (true, Fault::new("", error.message)))?;
        set.apply(&mut table).map_err(|message| (true, Fault::new("", message)))?;
        let found = conform::findings(crate::schema::cached(), &table).into_iter().next();
        found.map_or(Ok(()), |finding| Err((finding.at_key, finding.fault)))
    }

    /// Refuses one-at-a-time factors that start from nowhere.
    fn check_bases(&self, base: &Scenario) -> Result<(), ScenarioError> {
        if !matches!(self.spec.design, Some(DesignSpec::OneAtATime {})) {
            return Ok(());
        }
        for (index, factor) in self.spec.factor.iter().enumerate() {
            let base = factor.base.clone().or_else(|| own_values(base, factor));
            let name = factor.label();
            let fault = match base {
                None => Fault::new(
                    format!("factor.{index}.setting"),
                    format!(
                        "the scenario does not set `{}`: factor `{name}` needs `base`",
                        factor.paths().join("`, `")
                    ),
                ),
                Some(base) if factor.grid().iter().all(|level| check::is_same(level, &base)) => {
                    Fault::new(
                        format!("factor.{index}.setting"),
                        format!("factor `{name}` has no level but its base, {base}"),
                    )
                }
                Some(_) => continue,
            };
            return Err(self.source.point(fault));
        }
        Ok(())
    }
}

/// The values of a factor's settings in a scenario: one value, or a row of them.
fn own_values(scenario: &Scenario, factor: &FactorSpec) -> Option<Value> {
    let values = factor.paths().into_iter().map(|path| own_value(scenario, path));
    let mut values: Vec<Value> = values.collect::<Option<_>>()?;
    Some(if factor.settings.is_empty() { values.remove(0) } else { Value::Array(values) })
}

/// The value of a setting in a scenario, defaults filled in.
fn own_value(scenario: &Scenario, setting: &str) -> Option<Value> {
    let mut value = Value::try_from(&scenario.spec).ok()?;
    for key in split(setting) {
        value = match value {
            Value::Table(mut table) => table.remove(&key)?,
            Value::Array(mut items) => {
                let index: usize = key.parse().ok().filter(|index| *index < items.len())?;
                items.swap_remove(index)
            }
            _ => return None,
        };
    }
    Some(value)
}
