//! What a suite came to at an earlier time, as a text file that is reviewed like code.

use std::collections::BTreeMap;
use std::ops::Range;

use scenarios::ScenarioError;
use serde::Deserialize;
use toml::Value;
use toml::de::{DeTable, DeValue};

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
    /// By key figure, one value per replication; NaN where there was none.
    pub(super) values: BTreeMap<String, Vec<f64>>,
}

impl Baseline {
    /// Reads a baseline; `file` names it in errors.
    ///
    /// # Errors
    /// It is not TOML, of another format, or not what this program writes; points at the line.
    pub fn read(file: &str, text: &str) -> Result<Self, BenchError> {
        if text.trim().is_empty() {
            let message = format!("`{file}` is empty: a baseline begins with `format = {FORMAT}`");
            let (file, text) = (file.to_owned(), text.to_owned());
            return Err(ScenarioError { message, file, text, span: None, help: None }.into());
        }
        let wrong = |message: String, span: Option<Range<usize>>| {
            // What is about the whole file is told at its first line, which names the file.
            let span = span.or_else(|| Some(0..text.find('\n').unwrap_or(text.len())));
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
            None => {
                let message = format!("a baseline begins with `format = {FORMAT}`");
                return Err(wrong(message, locate(text, &["format"])).into());
            }
        }
        let read: Self =
            toml::from_str(text).map_err(|why| wrong(why.message().into(), why.span()))?;
        for (index, Answers { block, solver, answers, .. }) in read.solve.iter().enumerate() {
            let infinite = |answer: &Answer| answer.objective.filter(|value| !value.is_finite());
            for (instance, answer) in answers {
                if let Some(value) = infinite(answer) {
                    let message = format!(
                        "the objective of `{instance}` by `{solver}` in `{block}` is {value}, \
                         allowed finite numbers, or none"
                    );
                    let path = ["solve", &index.to_string(), "answers", instance, "objective"];
                    return Err(wrong(message, locate(text, &path)).into());
                }
            }
        }
        for (index, days) in read.simulate.iter().enumerate() {
            let index = index.to_string();
            for (kpi, values) in &days.values {
                let (found, expected) = (values.len(), days.replications as usize);
                if found != expected {
                    let (block, solver) = (&days.block, &days.solver);
                    let message = format!(
                        "`{kpi}` of `{solver}` in `{block}` has {found} values, expected one for \
                         each of {expected} replications"
                    );
                    let path = ["simulate", &index, "values", kpi];
                    return Err(wrong(message, locate(text, &path)).into());
                }
                if let Some(at) = values.iter().position(|value| value.is_infinite()) {
                    let (block, solver) = (&days.block, &days.solver);
                    let message = format!(
                        "`{kpi}` of `{solver}` in `{block}` is {} in replication {at}, allowed \
                         finite numbers, or nan where there is no value",
                        values[at]
                    );
                    let path = ["simulate", &index, "values", kpi, &at.to_string()];
                    return Err(wrong(message, locate(text, &path)).into());
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

/// Bytes of the value that the keys lead to; a number is a place in an array.
fn locate(text: &str, keys: &[&str]) -> Option<Range<usize>> {
    let (first, rest) = keys.split_first()?;
    let table = DeTable::parse(text).ok()?;
    let mut found = table.get_ref().get(*first)?;
    for key in rest {
        found = match found.get_ref() {
            DeValue::Table(table) => table.get(*key)?,
            DeValue::Array(items) => items.get(key.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(found.span())
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
