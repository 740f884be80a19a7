//! A scenario that was read and checked, ready to be built.

use std::ops::Range;
use std::path::{Path, PathBuf};

use domain::instance::Instance;
use toml::{Table, Value};

use crate::build::{self, City, Shop};
use crate::error::ScenarioError;
use crate::fault::Fault;
use crate::overrides::split;
use crate::shipped::shipped;
use crate::source::Source;
use crate::spec::{Spec, policies::PoliciesSpec};

/// A scenario that was read and checked.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Name: the file's, without its ending.
    pub name: String,
    /// The file as resolved, in TOML: as written, or with the overrides worked in.
    pub text: String,
    /// The settings, defaults filled in.
    pub spec: Spec,
    /// Where files that the scenario names are looked for.
    pub(crate) base: PathBuf,
    /// Text and overrides, to point at faults.
    pub(crate) source: Source,
}

/// A decision, the chosen solver's name, its parameters, and where the file says so.
pub type PolicyRow = (&'static str, String, toml::Table, Option<Range<usize>>);

impl Scenario {
    /// Builds the world. The same scenario always gives the same world.
    ///
    /// # Errors
    /// A file it names cannot be read, or the pieces do not fit together: a store off the streets,
    /// a disruption of a store that is not there.
    pub fn build(&self) -> Result<Instance, ScenarioError> {
        build::instance(&self.name, &self.spec, &self.base)
            .map_err(|fault| self.source.point(fault))
    }

    /// Builds streets and zones only.
    ///
    /// # Errors
    /// As [`Self::build`], as far as streets, wards and incidents go.
    pub fn city(&self) -> Result<City, ScenarioError> {
        build::city(&self.spec, &self.base).map_err(|fault| self.source.point(fault))
    }

    /// Builds the inside of its stores only: goods, baskets and where goods lie.
    ///
    /// # Errors
    /// As [`Self::build`], as far as catalogue, baskets and floor go.
    pub fn shop(&self) -> Result<Shop, ScenarioError> {
        build::shop(&self.spec, &self.base).map_err(|fault| self.source.point(fault))
    }

    /// The settings without comments and in one order, so that equal settings are equal text.
    #[must_use]
    pub fn settings_text(&self) -> String {
        let table: Result<Table, _> = toml::from_str(&self.text);
        table
            .ok()
            .and_then(|table| toml::to_string(&table).ok())
            .unwrap_or_else(|| self.text.clone())
    }

    /// The settings with every file named from `/` or `$DARKSTORE_DATA`, so that they can be used
    /// from anywhere.
    #[must_use]
    pub fn portable(&self) -> Table {
        let mut table: Table = self.text.parse().unwrap_or_default();
        let found = |file: &mut Value| {
            if let Value::String(name) = file
                && !name.starts_with('$')
                && let Ok(path) = std::path::absolute(self.base.join(&*name))
            {
                *name = path.to_string_lossy().into_owned();
            }
        };
        for (section, keys) in [("city", &["roads", "wards"][..]), ("floor", &["slots"])] {
            if let Some(Value::Table(section)) = table.get_mut(section) {
                for key in keys {
                    if let Some(file) = section.get_mut(*key) {
                        found(file);
                    }
                }
            }
        }
        let source = table.get_mut("demand").and_then(|demand| demand.get_mut("source"));
        if let Some(Value::Table(source)) = source {
            if let Some(file) = source.get_mut("baskets") {
                found(file);
            }
            if let Some(Value::Array(lists)) = source.get_mut("skus") {
                lists.iter_mut().for_each(found);
            }
        }
        table
    }

    /// What another scenario's `base` may call this one, as its file has it: a name, or a path
    /// that holds from anywhere. `None` where it was read from neither.
    #[must_use]
    pub fn reference(&self) -> Option<String> {
        let text = &self.source.text;
        if shipped().iter().any(|other| other.name == self.name && other.text == text) {
            return Some(self.name.clone());
        }
        let path = std::fs::canonicalize(&self.source.file).ok()?;
        Some(path.to_string_lossy().into_owned())
    }

    /// What the world follows from: two scenarios of equal keys build equal worlds.
    #[must_use]
    pub fn world_key(&self) -> String {
        let mut spec = self.spec.clone();
        spec.policies = PoliciesSpec::default();
        format!("{}\n{}\n{spec:?}", self.name, self.base.display())
    }

    /// The chosen solver of each decision, in the order of an order's life.
    #[must_use]
    pub fn policy_choices(&self) -> Vec<PolicyRow> {
        self.spec
            .policies
            .choices()
            .into_iter()
            .map(|(decision, choice)| {
                let keys = split(&format!("policies.{decision}"));
                let span = self.source.locate(&keys);
                (decision, choice.name.clone(), choice.params.clone(), span)
            })
            .collect()
    }

    /// Where files that the scenario names are looked for.
    #[must_use]
    pub fn base(&self) -> &Path {
        &self.base
    }

    /// An error about the setting at `path`, pointing at where it was set: for rules that only
    /// the caller knows, such as which solvers there are.
    #[must_use]
    pub fn error_at(&self, path: &str, message: &str, help: Option<String>) -> ScenarioError {
        self.source.point(Fault { path: path.into(), message: message.into(), help })
    }
}
