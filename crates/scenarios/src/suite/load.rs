//! TOML to a checked [`Suite`], every error pointing at its line.

use std::path::{Path, PathBuf};

use toml::Value;

use super::file::SuiteSpec;
use super::schema;
use super::shipped::ShippedSuite;
use crate::build::files::{DATA_VARIABLE, resolve};
use crate::conform;
use crate::error::ScenarioError;
use crate::experiment::{flatten, named};
use crate::fault::Fault;
use crate::load;
use crate::overrides::split;
use crate::scenario::Scenario;
use crate::source::Source;
use crate::text::Text;

/// A suite that was read and checked, its scenarios with it.
#[derive(Clone, Debug)]
pub struct Suite {
    /// The settings, defaults filled in.
    pub spec: SuiteSpec,
    /// The text of each block's scenario; none of those in public data that are not at hand.
    scenarios: Vec<Option<Text>>,
    files: &'static [(&'static str, &'static str)],
    base: PathBuf,
    source: Source,
}

/// Where a file that a suite names is found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// In the program.
    Shipped(&'static str),
    /// On disk.
    Disk(PathBuf),
    /// In the public data, which are not at hand.
    Absent,
}

/// Reads a suite file and the scenarios it names.
///
/// # Errors
/// A file cannot be read, is not TOML, or a setting is unknown or out of its range.
pub fn load_suite(path: &Path) -> Result<Suite, ScenarioError> {
    read(Text::open(path, "suite")?, &[])
}

/// Reads a suite that comes with the program.
///
/// # Errors
/// As [`load_suite`]; tests see to it that there are none.
pub fn read_shipped_suite(suite: &ShippedSuite) -> Result<Suite, ScenarioError> {
    read(Text::given(suite.name, suite.text), suite.files)
}

/// Reads a suite from its text; files it names are taken from the current directory.
///
/// # Errors
/// As [`load_suite`].
///
/// ```
/// let text = "suite.name = \"days\"\n[[simulate]]\nscenario = \"tiny\"\n
///     decision = \"dispatch\"\nsolvers = [\"reference\"]\nreplication = 5\n";
/// let error = scenarios::suite::parse_suite("typo", text).unwrap_err();
/// assert_eq!(error.line(), Some(7));
/// assert_eq!(error.help.as_deref(), Some("did you mean `replications`?"));
/// ```
pub fn parse_suite(name: &str, text: &str) -> Result<Suite, ScenarioError> {
    read(Text::given(name, text), &[])
}

fn read(
    Text { file, text, base, .. }: Text,
    files: &'static [(&'static str, &'static str)],
) -> Result<Suite, ScenarioError> {
    let source = Source { file, text, overrides: Vec::new() };
    let table = load::toml(&source)?;
    let found = conform::findings(schema::cached(), &table);
    if let Some(error) = load::first(&source, found) {
        return Err(error);
    }
    let spec: SuiteSpec =
        table.try_into().map_err(|why: toml::de::Error| source.error(why.message()))?;
    spec.check().map_err(|fault| source.point(fault))?;
    let blocks = spec.simulate.iter().enumerate();
    let scenarios = blocks.map(|(index, block)| {
        let path = scenario_path(index);
        if is_absent(&block.scenario) {
            return Ok(None);
        }
        if is_public(&block.scenario) {
            let file = resolve(&base, &block.scenario, &path).map_err(|why| source.point(why))?;
            return Text::open(&file, "scenario").map(Some);
        }
        named(&block.scenario, &base, &source, &path).map(Some)
    });
    let scenarios = scenarios.collect::<Result<_, _>>()?;
    Ok(Suite { spec, scenarios, files, base, source })
}

impl Suite {
    /// The scenario of a `[[simulate]]` block with one of its solvers in place.
    ///
    /// # Errors
    /// A setting is unknown or out of its range, or settings contradict one another. Errors of
    /// fixed settings point into the suite's file.
    pub fn scenario(&self, block: usize, solver: usize) -> Result<Scenario, ScenarioError> {
        let spec = &self.spec.simulate[block];
        let Some(text) = &self.scenarios[block] else {
            let path = scenario_path(block);
            let message = format!("`{}`: {DATA_VARIABLE} is not set", spec.scenario);
            return Err(self.error_at(&path, &message, None));
        };
        let mut settings: Vec<(String, String)> =
            flatten(&spec.set).into_iter().map(|(path, value)| (path, value.to_string())).collect();
        let choice = Value::try_from(&spec.solvers[solver])
            .map_err(|why| self.source.error(why.to_string()))?;
        settings.push((format!("policies.{}", spec.decision), choice.to_string()));
        load::read(text.clone(), &settings).map_err(|mut error| {
            let Some(set) = error.file.strip_prefix("--set ").map(split) else { return error };
            let path = match settings[..settings.len() - 1].iter().any(|(p, _)| split(p) == set) {
                true => format!("simulate.{block}.set.{}", set.join(".")),
                false => format!("simulate.{block}.solvers.{solver}"),
            };
            let help = error.help.take();
            self.source.point(Fault { path, message: error.message, help })
        })
    }

    /// Whether the scenario of a `[[simulate]]` block is public data that are not at hand.
    #[must_use]
    pub fn lacks_scenario(&self, block: usize) -> bool {
        self.scenarios[block].is_none()
    }

    /// Where the file `named` is, by the setting at `path`.
    ///
    /// # Errors
    /// There is no such file; points at the setting.
    pub fn place(&self, named: &str, path: &str) -> Result<Place, ScenarioError> {
        if let Some((_, text)) = self.files.iter().find(|(name, _)| *name == named) {
            return Ok(Place::Shipped(text));
        }
        if is_absent(named) {
            return Ok(Place::Absent);
        }
        let found = resolve(&self.base, named, path);
        found.map(Place::Disk).map_err(|fault| self.source.point(fault))
    }

    /// An error about the setting at `path`: for rules that only the caller knows, such as which
    /// decisions, solvers and key figures there are.
    #[must_use]
    pub fn error_at(&self, path: &str, message: &str, help: Option<String>) -> ScenarioError {
        self.source.point(Fault { path: path.into(), message: message.into(), help })
    }
}

impl Scenario {
    /// Whether it names public data while they are not at hand.
    #[must_use]
    pub fn lacks_data(&self) -> bool {
        Value::try_from(&self.spec).is_ok_and(|spec| names_absent(&spec))
    }
}

fn names_absent(value: &Value) -> bool {
    match value {
        Value::String(text) => is_absent(text),
        Value::Array(items) => items.iter().any(names_absent),
        Value::Table(table) => table.values().any(names_absent),
        _ => false,
    }
}

/// The setting that names the scenario of a block.
fn scenario_path(block: usize) -> String {
    format!("simulate.{block}.scenario")
}

/// Whether a name leads into the public data.
fn is_public(named: &str) -> bool {
    named.strip_prefix('$').is_some_and(|rest| rest.starts_with(DATA_VARIABLE))
}

/// Whether a name leads into the public data while they are not at hand.
fn is_absent(named: &str) -> bool {
    is_public(named) && std::env::var_os(DATA_VARIABLE).is_none_or(|folder| folder.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAYS: &str = "[suite]\nname = \"days\"\n\n[[simulate]]\nscenario = \"tiny\"\n\
        decision = \"dispatch\"\nsolvers = [\"reference\", { name = \"first_come\" }]\n";

    fn fault(text: &str) -> (Option<usize>, String) {
        let error = match parse_suite("suite", text) {
            Err(error) => error,
            Ok(suite) => suite.scenario(0, 0).unwrap_err(),
        };
        (error.line(), error.message)
    }

    #[test]
    fn a_suite_is_read_with_its_defaults_and_its_scenario_with_the_solver_in_place() {
        let suite = parse_suite("suite", &format!("{DAYS}set = {{ \"stores.count\" = 1 }}\n"));
        let suite = suite.unwrap();
        let block = &suite.spec.simulate[0];
        assert_eq!((block.seed, block.replications, &*block.label()), (1, 10, "dispatch on tiny"));
        assert_eq!(block.kpis.len(), 3);
        let scenario = suite.scenario(0, 1).unwrap();
        assert_eq!(scenario.spec.policies.dispatch.name, "first_come");
        assert_eq!(scenario.spec.stores.count, Some(1));
    }

    #[test]
    fn a_scenario_in_public_data_is_absent_without_them_and_looked_for_with_them() {
        let text = DAYS.replace("tiny", "$DARKSTORE_DATA/no_such_day.toml");
        match parse_suite("suite", &text) {
            Ok(suite) => {
                assert!(is_absent("$DARKSTORE_DATA/no_such_day.toml") && suite.lacks_scenario(0));
                let error = suite.scenario(0, 0).unwrap_err();
                assert_eq!(error.line(), Some(5));
                assert!(error.message.ends_with("DARKSTORE_DATA is not set"), "{error}");
            }
            Err(error) => {
                assert!(!is_absent("$DARKSTORE_DATA/no_such_day.toml"));
                assert_eq!(error.line(), Some(5));
                assert!(error.message.contains("there is no file"), "{error}");
            }
        }
    }

    #[test]
    fn every_fault_is_pointed_at_in_the_suite() {
        for (more, line, complaint) in [
            ("replications = 1\n", 8, "`simulate[0].replications` is 1, allowed 2 to 1000000"),
            ("tolerance = { sla_hit_rat = 1 }\n", 8, "`sla_hit_rat` is not among the `kpis`"),
            ("tolerance = { sla_hit_rate = -1 }\n", 8, "is -1, allowed at least 0"),
            ("tolerance = { sla_hit_rate = \"1\" }\n", 8, "must be a number, not a string"),
            ("kpis = [\"a\", \"a\"]\n", 8, "`a` is listed twice"),
            ("set = { \"stores.count\" = -2 }\n", 8, "`stores.count` is -2"),
            ("set = { \"stores.cuont\" = 2 }\n", 8, "`cuont` is not a setting of `stores`"),
            ("[[simulat]]\n", 8, "`simulat` is not a section"),
        ] {
            let (found, message) = fault(&format!("{DAYS}{more}"));
            assert!(message.contains(complaint), "{more}: {message}");
            assert_eq!(found, Some(line), "{more}");
        }
        let twice = DAYS.replace("{ name = \"first_come\" }", "\"reference\"");
        assert_eq!(fault(&twice).0, Some(7));
        let missing = fault(&DAYS.replace("tiny", "tinny"));
        assert_eq!((missing.0, missing.1.contains("no scenario `tinny`")), (Some(5), true));
        assert!(fault("suite.name = \"none\"\n").1.contains("judges nothing"));
        let block = DAYS.split_once("[[").unwrap().1;
        assert!(fault(&format!("{DAYS}[[{block}")).1.contains("two blocks are named"));
    }
}
