//! A suite made ready: names looked up, instances read, scenarios built from their files.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;

use domain::decision::DECISIONS;
use scenarios::suite::{Place, Suite};
use scenarios::{ScenarioError, nearest};
use sim_core::kpi::{Better, KPIS, Kpi};
use solvers::external::{self, Commands};
use solvers::registry::{self, Choice, Choices, RegistryError};

use super::best_known::{self, BestKnown};
use super::error::BenchError;
use super::table::{self, Row};
use crate::lab::Cell;
use crate::solve::{Format, OpenError, Posed, TASKS, Task, UnknownFormat, name_of};
use crate::statistics::Level;

/// A block that is left out, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Skipped {
    /// Name of the block.
    pub block: String,
    /// Why.
    pub reason: String,
}

/// Instances and who answers them.
pub(super) struct SolvePlan {
    pub(super) index: usize,
    pub(super) block: String,
    pub(super) task: &'static Task,
    pub(super) tolerance: f64,
    pub(super) posed: Vec<(PathBuf, Posed)>,
    pub(super) best_file: String,
    pub(super) best_known: Vec<Option<BestKnown>>,
    pub(super) solvers: Vec<(String, Choice)>,
}

/// Days and who decides on them.
pub(super) struct DayPlan {
    pub(super) block: String,
    pub(super) decision: &'static str,
    pub(super) scenario: String,
    pub(super) settings: String,
    pub(super) seed: u64,
    pub(super) replications: u32,
    pub(super) kpis: Vec<&'static Kpi>,
    pub(super) tolerance: Vec<f64>,
    pub(super) cells: Vec<Cell>,
}

/// A suite ready to be run.
pub struct Plan<'a> {
    pub(super) suite: &'a Suite,
    pub(super) level: Level,
    pub(super) programs: Commands,
    pub(super) solve: Vec<SolvePlan>,
    pub(super) simulate: Vec<DayPlan>,
    pub(super) skipped: Vec<Skipped>,
}

impl<'a> Plan<'a> {
    /// Looks up every name of the suite and reads every file that it names. A program takes part in
    /// every block of its decision, as the solver `external`.
    ///
    /// # Errors
    /// A decision that no block has but a program is for, a decision, solver, parameter, format or key figure that there is not, at its line; a file
    /// that cannot be read.
    pub fn new(suite: &'a Suite, programs: &Commands) -> Result<Self, BenchError> {
        let level = Level::new(suite.spec.suite.confidence)
            .map_err(|error| suite.error_at("suite.confidence", &error.to_string(), None))?;
        let mut plan = Self {
            suite,
            level,
            programs: programs.clone(),
            solve: Vec::new(),
            simulate: Vec::new(),
            skipped: Vec::new(),
        };
        let blocks = suite.spec.solve.iter().map(|block| &block.decision);
        let blocks = blocks.chain(suite.spec.simulate.iter().map(|block| &block.decision));
        let decisions: Vec<&String> = blocks.collect();
        let idle = |decision: &&&str| decisions.iter().all(|of| of != *decision);
        let all = DECISIONS.iter().filter(|decision| programs.get(decision).is_some());
        if let Some(decision) = all.clone().find(|decision| idle(decision)) {
            let message =
                format!("--external {decision}: no block of the suite is of this decision");
            return Err(suite.error_at("suite", &message, None).into());
        }
        for index in 0..suite.spec.solve.len() {
            plan.add_solve(index)?;
        }
        for index in 0..suite.spec.simulate.len() {
            plan.add_simulate(index)?;
        }
        Ok(plan)
    }

    /// Answers and replications that it takes.
    #[must_use]
    pub fn size(&self) -> usize {
        let answers = self.solve.iter().map(|block| block.posed.len() * block.solvers.len());
        let days =
            self.simulate.iter().map(|block| block.replications as usize * block.cells.len());
        answers.sum::<usize>() + days.sum::<usize>()
    }

    /// No choice yet, but the programs that may be chosen.
    fn choices(&self) -> Choices {
        Choices { external: self.programs.clone(), ..Choices::default() }
    }

    fn skip(&mut self, block: String) {
        let reason = "DARKSTORE_DATA is not set".into();
        self.skipped.push(Skipped { block, reason });
    }

    fn add_solve(&mut self, index: usize) -> Result<(), BenchError> {
        let suite = self.suite;
        let spec = &suite.spec.solve[index];
        let path = |key: &str| format!("solve.{index}.{key}");
        let task = Task::named(&spec.decision).ok_or_else(|| {
            let known: Vec<&str> = TASKS.iter().map(|task| task.decision).collect();
            unknown(suite, &path("decision"), "decision", &spec.decision, &known)
        })?;
        let format = Format::named(&spec.format, task.decision).map_err(|error| match error {
            UnknownFormat::Unknown { name, known } => {
                unknown(suite, &path("format"), "format", &name, &known)
            }
            other @ UnknownFormat::OtherDecision { .. } => {
                suite.error_at(&path("format"), &other.to_string(), None)
            }
        })?;
        let mut solvers = Vec::new();
        for (at, solver) in spec.solvers.iter().enumerate() {
            let choice = Choice { name: solver.name.clone(), params: solver.params.clone() };
            task.solver(&choice, &self.programs)
                .map_err(|error| refusal(suite, &path(&format!("solvers.{at}")), &error))?;
            solvers.push((solver.label(), choice));
        }
        if self.programs.get(task.decision).is_some()
            && solvers.iter().all(|(_, choice)| choice.name != external::NAME)
        {
            solvers.push((external::NAME.into(), Choice::named(external::NAME)));
        }
        let table = match &spec.best_known {
            None => None,
            Some(named) => match suite.place(named, &path("best_known"))? {
                Place::Absent => {
                    self.skip(spec.label());
                    return Ok(());
                }
                Place::Shipped(text) => Some((PathBuf::from(named), text.to_owned())),
                Place::Disk(file) => {
                    let text = std::fs::read_to_string(&file)
                        .map_err(|error| unreadable(&file, &error))?;
                    Some((file, text))
                }
            },
        };
        let askings = table::askings(&spec.ask);
        if let (Some(_), None) | (Some(_), Some([_, _, ..])) =
            (&spec.columns, table.as_ref().map(|_| askings.as_slice()))
        {
            let message = "`columns` are of the table that `best_known` names, in place of a list \
                           of `p`";
            return Err(suite.error_at(&path("columns"), message, None).into());
        }
        let rows = match (&spec.columns, &table) {
            (Some(columns), Some((file, text))) => {
                let rows = table::read(text, columns, &askings[0]);
                Some(rows.map_err(|(line, message)| BenchError::Data {
                    file: file.clone(),
                    line,
                    message,
                })?)
            }
            _ => None,
        };
        // Rows of a file that holds several instances go by the names that these have there.
        let is_by_name = spec.columns.as_ref().is_some_and(|columns| columns.instance.is_some());
        let named_best: BTreeMap<&str, BestKnown> =
            (rows.iter().flatten()).filter_map(|row| Some((&*row.instance, row.best?))).collect();
        let (mut posed, mut best_known) = (Vec::new(), Vec::new());
        for (at, named) in spec.instances.iter().enumerate() {
            let place = suite.place(named, &path(&format!("instances.{at}")))?;
            if place == Place::Absent {
                self.skip(spec.label());
                return Ok(());
            }
            let name = name_of(named);
            let asked: Vec<Row> = match &rows {
                Some(_) if is_by_name => vec![Row::of(&name, &askings[0])],
                Some(rows) => rows.iter().filter(|row| row.file == name).cloned().collect(),
                None => askings.iter().map(|asking| Row::of(&name, asking)).collect(),
            };
            if asked.is_empty() {
                let message = format!("`{name}` has no row in `best_known`");
                let path = path(&format!("instances.{at}"));
                return Err(suite.error_at(&path, &message, None).into());
            }
            for Row { instance, asking, best, .. } in asked {
                let (file, reader) = opened(&place, named)?;
                let posing = match &place {
                    Place::Disk(file) if format.is_of_a_place() => format.open(file, &asking),
                    _ => format.read(reader, &instance, &asking).map_err(OpenError::from),
                };
                let posing = posing
                    .map_err(|error| suite.error_at(&path("ask"), &error.to_string(), None))?;
                for one in posing {
                    let one = one.map_err(|error| BenchError::Data {
                        file: file.clone(),
                        line: error.line,
                        message: error.message,
                    })?;
                    best_known.push(if is_by_name {
                        named_best.get(&*one.instance).copied()
                    } else {
                        best
                    });
                    posed.push((file.clone(), one));
                }
            }
        }
        let mut names: Vec<&str> = posed.iter().map(|(_, one)| &*one.instance).collect();
        names.sort_unstable();
        if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            let message = format!("two instances are named `{}`", pair[0]);
            return Err(suite.error_at(&path("instances"), &message, None).into());
        }
        if posed.is_empty() {
            return Err(suite.error_at(&path("instances"), "there are no instances", None).into());
        }
        if let (Some((file, text)), None) = (table, rows) {
            let best = best_known::read(&text, &names)
                .map_err(|(line, message)| BenchError::Data { file, line, message })?;
            best_known = posed.iter().map(|(_, one)| best.get(&one.instance).copied()).collect();
        }
        self.solve.push(SolvePlan {
            index,
            block: spec.label(),
            task,
            tolerance: spec.tolerance,
            posed,
            best_file: spec.best_known.clone().unwrap_or_default(),
            best_known,
            solvers,
        });
        Ok(())
    }

    fn add_simulate(&mut self, index: usize) -> Result<(), BenchError> {
        let suite = self.suite;
        let spec = &suite.spec.simulate[index];
        let path = |key: &str| format!("simulate.{index}.{key}");
        let known = DECISIONS.iter().find(|decision| **decision == spec.decision);
        let decision = *known.ok_or_else(|| {
            unknown(suite, &path("decision"), "decision", &spec.decision, DECISIONS)
        })?;
        let mut kpis = Vec::new();
        for (at, name) in spec.kpis.iter().enumerate() {
            let path = path(&format!("kpis.{at}"));
            let kpi = KPIS.iter().find(|kpi| kpi.name == name).ok_or_else(|| {
                let help = nearest(name, KPIS.iter().map(|kpi| kpi.name))
                    .map_or("`darkstore list kpis` shows all of them".into(), meant);
                suite.error_at(&path, &format!("unknown key figure `{name}`"), Some(help))
            })?;
            if kpi.better == Better::Neutral {
                let message = format!("`{name}` cannot be judged: neither more nor less is better");
                return Err(suite.error_at(&path, &message, None).into());
            }
            kpis.push(kpi);
        }
        if suite.lacks_scenario(index) {
            // Who decides can be looked up without it.
            for (at, solver) in spec.solvers.iter().enumerate() {
                let choice = Choice { name: solver.name.clone(), params: solver.params.clone() };
                let mut choices = self.choices();
                let set = choices.set(decision, choice);
                set.and_then(|()| registry::policies(&choices).map(drop))
                    .map_err(|error| refusal(suite, &path(&format!("solvers.{at}")), &error))?;
            }
            self.skip(spec.label());
            return Ok(());
        }
        let mut cells = Vec::new();
        let mut settings = String::new();
        for (at, solver) in spec.solvers.iter().enumerate() {
            let scenario = suite.scenario(index, at)?;
            let mut choices = self.choices();
            for (decision, name, params, _) in scenario.policy_choices() {
                let set = choices.set(decision, Choice { name, params });
                set.and_then(|()| registry::policies(&choices).map(drop))
                    .map_err(|error| refusal(suite, &path(&format!("solvers.{at}")), &error))?;
            }
            if scenario.lacks_data() {
                self.skip(spec.label());
                return Ok(());
            }
            settings = checksum(&scenario.text, decision);
            cells.push(Cell { label: solver.label(), scenario, choices });
        }
        let is_external = |cell: &Cell| {
            cell.choices.get(decision).is_ok_and(|choice| choice.name == external::NAME)
        };
        if self.programs.get(decision).is_some()
            && !cells.iter().any(is_external)
            && let Some(mut cell) = cells.first().cloned()
        {
            cell.choices
                .set(decision, Choice::named(external::NAME))
                .map_err(|error| refusal(suite, &path("decision"), &error))?;
            cell.label = external::NAME.into();
            cells.push(cell);
        }
        let tolerance = kpis.iter().map(|kpi| spec.tolerance.get(kpi.name).copied().unwrap_or(0.0));
        let tolerance = tolerance.collect();
        self.simulate.push(DayPlan {
            block: spec.label(),
            decision,
            scenario: spec.scenario.clone(),
            settings,
            seed: spec.seed,
            replications: spec.replications,
            kpis,
            tolerance,
            cells,
        });
        Ok(())
    }
}

/// Tells scenarios apart by what they set, whatever their comments and order, and whoever takes
/// the decision under test.
fn checksum(resolved: &str, decision: &str) -> String {
    let mut table: toml::Table = resolved.parse().expect("a resolved scenario is TOML");
    if let Some(toml::Value::Table(policies)) = table.get_mut("policies") {
        policies.remove(decision);
        if policies.is_empty() {
            table.remove("policies");
        }
    }
    format!("{:08x}", crc32fast::hash(table.to_string().as_bytes()))
}

/// A file that a suite names, ready to be read.
fn opened(place: &Place, named: &str) -> Result<(PathBuf, Box<dyn BufRead>), BenchError> {
    match place {
        Place::Shipped(text) => Ok((named.into(), Box::new(text.as_bytes()))),
        Place::Disk(file) => {
            let opened = File::open(file).map_err(|error| unreadable(file, &error))?;
            Ok((file.clone(), Box::new(BufReader::new(opened))))
        }
        Place::Absent => Ok((named.into(), Box::new(std::io::empty()))),
    }
}

fn unreadable(file: &std::path::Path, error: &std::io::Error) -> BenchError {
    let (file, reason) = (file.to_owned(), error.to_string());
    crate::error::ExperimentError::Unreadable { file, reason }.into()
}

fn meant(name: &str) -> String {
    format!("did you mean `{name}`?")
}

fn unknown(suite: &Suite, path: &str, kind: &str, name: &str, known: &[&str]) -> ScenarioError {
    let list: Vec<String> = known.iter().map(|known| format!("`{known}`")).collect();
    let message = format!("unknown {kind} `{name}`, expected one of {}", list.join(", "));
    suite.error_at(path, &message, nearest(name, known.iter().copied()).map(meant))
}

/// A solver that there is not, or that refuses its parameters.
fn refusal(suite: &Suite, path: &str, error: &RegistryError) -> ScenarioError {
    let help = match error {
        RegistryError::UnknownSolver { decision, name, .. } => {
            let listing = registry::listing();
            let of = listing.iter().filter(|listed| listed.decision == *decision);
            nearest(name, of.map(|listed| listed.name)).map(meant)
        }
        RegistryError::Parameters { decision, .. } => {
            Some(format!("`darkstore list policies` shows all parameters of `{decision}`"))
        }
        _ => None,
    };
    suite.error_at(path, &error.to_string(), help)
}
