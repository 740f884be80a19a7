//! What a suite came to at an earlier time, as a text file that is reviewed like code.

use std::collections::BTreeMap;

use scenarios::ScenarioError;
use serde::Deserialize;
use toml::Value;

use super::error::BenchError;
use super::results::{Answered, Contestant, DayResult, Results, SolveResult};

/// Version of the format.
const FORMAT: i64 = 1;

/// What a suite came to at an earlier time. It holds no times, so that the same solvers always
/// write the same text.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// Version of the format; checked before anything else is read.
    #[serde(rename = "format")]
    _format: i64,
    /// Name of the suite.
    pub(super) suite: String,
    /// Solvers that answered instances.
    #[serde(default)]
    pub(super) solve: Vec<Answers>,
    /// Solvers that decided on days.
    #[serde(default)]
    pub(super) simulate: Vec<Days>,
}

/// The answers of one solver to one block.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answers {
    pub(super) block: String,
    pub(super) decision: String,
    pub(super) solver: String,
    pub(super) answers: BTreeMap<String, Answer>,
}

/// The answer to one instance.
#[derive(Clone, Copy, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    /// How good it is; none where there was none, or nothing to measure.
    pub(super) objective: Option<f64>,
    /// Whether it was proved that none is better.
    #[serde(default)]
    pub(super) is_proved: bool,
    /// Whether there was no answer that counts.
    #[serde(default)]
    pub(super) has_failed: bool,
}

/// The days of one solver in one block.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Days {
    pub(super) block: String,
    pub(super) decision: String,
    pub(super) scenario: String,
    pub(super) settings: String,
    pub(super) seed: u64,
    pub(super) replications: u32,
    pub(super) solver: String,
    /// By key figure, one value per replication.
    pub(super) values: BTreeMap<String, Vec<f64>>,
}

impl Baseline {
    /// Reads a baseline; `file` names it in errors.
    ///
    /// # Errors
    /// It is not TOML, of another format, or not what this program writes.
    pub fn read(file: &str, text: &str) -> Result<Self, BenchError> {
        let wrong = |message: String, span| {
            let (file, text) = (file.to_owned(), text.to_owned());
            ScenarioError { message, file, text, span, help: None }
        };
        let table: toml::Table = toml::from_str(text)
            .map_err(|why| wrong(format!("not TOML: {}", why.message()), why.span()))?;
        match table.get("format").and_then(Value::as_integer) {
            Some(FORMAT) => {}
            Some(other) => {
                let differences =
                    vec![format!("format: {other} in the file, {FORMAT} in this program")];
                return Err(BenchError::OtherBaseline { file: file.into(), differences });
            }
            None => return Err(wrong("a baseline begins with `format = 1`".into(), None).into()),
        }
        let read: Self =
            toml::from_str(text).map_err(|why| wrong(why.message().into(), why.span()))?;
        for days in &read.simulate {
            for (kpi, values) in &days.values {
                let (found, expected) = (values.len(), days.replications as usize);
                if found != expected {
                    let (block, solver) = (&days.block, &days.solver);
                    let message = format!(
                        "`{kpi}` of `{solver}` in `{block}` has {found} values, expected one for \
                         each of {expected} replications"
                    );
                    return Err(wrong(message, None).into());
                }
            }
        }
        Ok(read)
    }

    /// The text of a baseline with these results.
    #[must_use]
    pub fn write(results: &Results) -> String {
        let mut text = format!(
            "# What the solvers of the suite came to; written by `darkstore bench --write-baseline`.\
             \nformat = {FORMAT}\nsuite = {}\n",
            quoted(&results.suite)
        );
        for block in &results.solve {
            for solver in &block.solvers {
                text.push_str(&answers(block, solver));
            }
        }
        for block in &results.simulate {
            for solver in &block.solvers {
                text.push_str(&days(block, solver));
            }
        }
        text
    }
}

fn answers(block: &SolveResult, solver: &Contestant<Answered>) -> String {
    let mut text = format!(
        "\n[[solve]]\nblock = {}\ndecision = {}\nsolver = {}\n\n[solve.answers]\n",
        quoted(&block.block),
        quoted(block.decision),
        quoted(&solver.label)
    );
    for (instance, answer) in block.instances.iter().zip(&solver.results) {
        let mut parts = Vec::new();
        if let Some(value) = answer.objective {
            parts.push(format!("objective = {}", float(value)));
        }
        if answer.is_proved {
            parts.push("is_proved = true".into());
        }
        if answer.failure.is_some() {
            parts.push("has_failed = true".into());
        }
        text.push_str(&format!("{} = {{ {} }}\n", quoted(instance), parts.join(", ")));
    }
    text
}

fn days(block: &DayResult, solver: &Contestant<Vec<f64>>) -> String {
    let mut text = format!(
        "\n[[simulate]]\nblock = {}\ndecision = {}\nscenario = {}\nsettings = {}\nseed = {}\n\
         replications = {}\nsolver = {}\n\n[simulate.values]\n",
        quoted(&block.block),
        quoted(block.decision),
        quoted(&block.scenario),
        quoted(&block.settings),
        block.seed,
        block.replications,
        quoted(&solver.label)
    );
    for (kpi, values) in block.kpis.iter().zip(&solver.results) {
        let values: Vec<String> = values.iter().map(|value| float(*value)).collect();
        text.push_str(&format!("{} = [{}]\n", kpi.name, values.join(", ")));
    }
    text
}

/// A string as TOML has it.
fn quoted(text: &str) -> String {
    Value::String(text.into()).to_string()
}

/// The shortest decimal that reads as the same number.
fn float(value: f64) -> String {
    Value::Float(value).to_string()
}
