//! `darkstore compare`: scenarios and settings against each other, on common random numbers.

use std::path::{Path, PathBuf};

use experiments::comparison::{self, Held, Options};
use experiments::lab::{Cell, Identity};
use experiments::layouts::ledgers_csv;
use experiments::report::{comparison_text, replications_csv};
use experiments::sampling::Sampling;
use experiments::saved::SavedDay;
use experiments::start::{Origin, Start};
use experiments::statistics::Level;
use experiments::{ExperimentError, KeyFigure};

use sim_core::SimError;

use crate::flags::capture::Stopped;
use crate::flags::external::ExternalArgs;
use crate::flags::kpis::{check_stores, figures};
use crate::flags::laboratory::{Experiment, JOURNAL, LabArgs, in_laboratory};
use crate::flags::precision::PrecisionArgs;
use crate::flags::scenario::{find, setting};
use crate::flags::snapshot::{branch, origin};
use crate::flags::vary::{Vary, combinations, label, named_after_flag, vary};
use crate::terminal::failure::Failure;
use crate::terminal::results::{PAGE, Results};
use crate::terminal::telling::is_styled;

/// What is compared, and on what.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    darkstore compare quickstart --vary policies.dispatch=reference,first_come\n  \
    darkstore compare a.toml b.toml --precision sla_hit_rate:0.005 --out results")]
pub(crate) struct Args {
    /// Scenario files, or names of ones that come with the program
    #[arg(required_unless_present = "from")]
    scenarios: Vec<String>,
    /// Give a setting several values in turn; several --vary make every combination
    #[arg(long, value_name = "PATH=A,B", value_parser = vary)]
    vary: Vec<Vary>,
    /// Replace a setting in every cell, as often as needed
    #[arg(long = "set", value_name = "PATH=VALUE", value_parser = setting)]
    settings: Vec<(String, String)>,
    /// Begin from a day saved by `run --snapshot`: every replication is another future of it,
    /// the same for all cells; only policies may vary
    #[arg(long, value_name = "FILE", conflicts_with_all = ["scenarios", "settings", "seed"])]
    from: Option<PathBuf>,
    /// Replications of every cell [default: 20, or 10 to begin with under --precision]
    #[arg(long, short, value_name = "R", value_parser = crate::flags::shared::replications)]
    #[arg(allow_negative_numbers = true)]
    replications: Option<u32>,
    #[command(flatten)]
    precision: PrecisionArgs,
    /// Figures to compare, the most important first (`darkstore list kpis`); of some hours or of one
    /// store as sla_hit_rate[19-20h], sla_hit_rate[store 1]
    #[arg(long, value_name = "KPI,KPI", default_value = KPIS)]
    kpis: Vec<String>,
    /// Confidence level of the means, and joint level of all differences
    #[arg(long, value_name = "SHARE", default_value = "0.95", value_parser = level)]
    confidence: Level,
    /// Smallest difference of a figure that matters, e.g. sla_hit_rate:0.005; repeatable
    #[arg(long, value_name = "KPI:VALUE", value_parser = matters)]
    matters: Vec<(String, f64)>,
    /// Draw replications in mirrored pairs (antithetic variates), and say what that saved
    #[arg(long)]
    antithetic: bool,
    /// Correct means by how many sessions and how much rain there were (control variates)
    #[arg(long)]
    controls: bool,
    #[command(flatten)]
    external: ExternalArgs,
    #[command(flatten)]
    lab: LabArgs,
}

/// What is compared where the user names nothing.
const KPIS: &str = "sla_hit_rate,click_to_door_s_mean,click_to_door_s_p95,orders_delivered,\
                    contribution_per_order_inr";

pub(crate) fn level(text: &str) -> Result<Level, String> {
    let wrong = || "expected a share from 0.5 to 0.9999, such as 0.95".to_owned();
    let share: f64 = text.parse().map_err(|_| wrong())?;
    if !(0.5..=0.9999).contains(&share) {
        return Err(wrong());
    }
    Level::new(share).map_err(|error| error.to_string())
}

fn matters(text: &str) -> Result<(String, f64), String> {
    let (kpi, value) =
        text.rsplit_once(':').ok_or("expected KPI:VALUE, e.g. sla_hit_rate:0.005")?;
    let value: f64 = value.parse().map_err(|_| format!("`{value}` is not a number"))?;
    if !(value.is_finite() && value > 0.0) {
        return Err(format!("`{value}` must be a finite number above 0"));
    }
    KeyFigure::named(kpi).map_err(|(message, _)| message)?;
    Ok((kpi.to_owned(), value))
}

/// Refuses flags that do not go together.
fn check(args: &Args) -> Result<(), Failure> {
    let twice = |names: &[String]| {
        let mut known = names.iter().enumerate();
        known.find(|(at, name)| names[..*at].contains(name)).map(|(_, name)| name.clone())
    };
    let varied: Vec<String> = args.vary.iter().map(|vary| vary.path().to_owned()).collect();
    if let Some(path) = twice(&varied) {
        let help = "give all its values in one --vary, with commas";
        return Err(Failure::input(format!("--vary: `{path}` is varied twice"), Some(help.into())));
    }
    if let Some((path, _)) = args.settings.iter().find(|(path, _)| varied.contains(path)) {
        return Err(Failure::input(format!("`{path}` is both set and varied"), None));
    }
    if args.from.is_some() && args.controls {
        return Err(Failure::input(crate::flags::snapshot::NO_CONTROLS, None));
    }
    args.external.check_varied(&args.vary)
}

/// Compares.
pub(crate) fn compare(args: &Args) -> Result<(), Failure> {
    check(args)?;
    let options = args.options()?;
    let precision = args.precision.precision()?;
    let saved = match &args.from {
        Some(file) => Some(SavedDay::read(file, env!("CARGO_PKG_VERSION"))?),
        None => None,
    };
    let cells = match &saved {
        Some(saved) => branches(args, saved)?,
        None => cells(args)?,
    };
    if cells.len() < 2 {
        let help = "name two scenarios, or --vary a setting";
        return Err(Failure::input("there is only one cell to compare", Some(help.into())));
    }
    if let Some(cell) = comparison::twin(&cells) {
        return Err(Failure::input(format!("`{}` is given twice", cell.label), None));
    }
    let first = precision.first(args.replications, 20, options.sampling.block());
    let seed = saved.as_ref().map_or(args.lab.how.seed.unwrap_or(1), |saved| saved.seed);
    let origin = match &saved {
        Some(saved) => origin(saved, cells.iter().map(|cell| &cell.scenario))?,
        None => Origin::Midnight,
    };
    let experiment = Experiment {
        command: "compare",
        identity: identity(args, &cells, saved.as_ref()),
        seed,
        start: Start { origin, is_antithetic: args.antithetic },
        replications: first * cells.len() as u32,
    };
    let (held, results) = in_laboratory(&args.lab, experiment, |lab| {
        for cell in &cells {
            lab.add(cell.clone());
        }
        check_stores(lab, &options.kpis)?;
        comparison::hold(lab, options, &precision, first).map_err(|error| {
            let of = cells.iter().find(|cell| is_stopped_by(&error, cell)).unwrap_or(&cells[0]);
            let (scenario, out) = (&*of.scenario.name, args.lab.out.as_deref());
            Stopped { scenario, seed, choices: &of.choices, out }.failure(error)
        })
    })?;
    let notes = notes(args, &cells, saved.as_ref(), &held.short);
    report(args, seed, &held, &notes, results)
}

/// What tells the comparison from others: cells, programs, the day they go on from.
fn identity(args: &Args, cells: &[Cell], saved: Option<&SavedDay>) -> Identity {
    let cells = (1..).zip(cells).map(|(number, cell)| {
        let (name, base) = (&cell.scenario.name, cell.scenario.base().display());
        let settings = cell.scenario.settings_text();
        (format!("cell {number}"), format!("{name}\n{base}\n{settings}"))
    });
    let programs = [("programs".to_owned(), args.external.told())];
    let saved = saved.map(|saved| {
        let (at, checksum) = (saved.snapshot.at().0, saved.checksum());
        ("saved day".to_owned(), format!("{} at {at}, {checksum:08x}", saved.scenario))
    });
    cells.chain(programs).chain(saved).collect()
}

/// What a reader has to know beside the figures.
fn notes(args: &Args, cells: &[Cell], saved: Option<&SavedDay>, short: &[String]) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(saved) = saved {
        notes.push(format!(
            "futures of {} replication {} from {}; the day before counts in all figures alike",
            saved.scenario,
            saved.replication,
            saved.snapshot.at().clock()
        ));
    }
    notes.extend(comparison::other_worlds(cells));
    if !short.is_empty() {
        notes
            .push(format!("PRECISION NOT REACHED on {}: see --max-replications", short.join(", ")));
    }
    if args.antithetic && args.replications.is_some_and(|asked| asked % 2 == 1) {
        notes.push("replications come in mirrored pairs: one more than asked for".into());
    }
    notes
}

/// Writes the files and shows the page.
fn report(
    args: &Args,
    seed: u64,
    held: &Held,
    notes: &[String],
    results: Results,
) -> Result<(), Failure> {
    let Held { comparison, summaries, .. } = held;
    let labels = comparison.labels.iter().map(String::as_str);
    let json = format!("{}\n", comparison.json(seed, summaries));
    let csv = replications_csv(labels.zip(summaries.iter().map(Vec::as_slice)));
    let page = comparison_text(comparison, seed, notes, false);
    let ledgers = comparison.ledgers.iter();
    let ledgers = ledgers.map(|(cell, ledger)| (&*comparison.labels[*cell], ledger));
    let ledgers = ledgers_csv(ledgers);
    let mut files = vec![("results.json", &*json), ("replications.csv", &*csv), (PAGE, &*page)];
    if !comparison.ledgers.is_empty() {
        files.push(("ledger.csv", &ledgers));
    }
    // A disk that is full takes the files, not the answer.
    let written = results.write(&files, &[JOURNAL]);
    args.lab.show(written, &json, || comparison_text(comparison, seed, notes, is_styled()))
}

impl Args {
    /// How the cells are compared.
    fn options(&self) -> Result<Options, Failure> {
        let kpis = figures(&self.kpis)?;
        let is_compared = |name: &str| kpis.iter().any(|kpi| kpi.name == name);
        if let Some((kpi, _)) = self.matters.iter().find(|(kpi, _)| !is_compared(kpi)) {
            let help = "name it in --kpis too";
            return Err(Failure::input(
                format!("--matters: `{kpi}` is not compared"),
                Some(help.into()),
            ));
        }
        let matters = |figure: &KeyFigure| {
            self.matters.iter().find(|(kpi, _)| *kpi == figure.name).map(|(_, matters)| *matters)
        };
        Ok(Options {
            matters: kpis.iter().map(matters).collect(),
            kpis,
            level: self.confidence,
            sampling: Sampling { is_antithetic: self.antithetic, with_controls: self.controls },
        })
    }
}

/// Whether the solver that stopped a replication is one of the cell's.
fn is_stopped_by(error: &ExperimentError, cell: &Cell) -> bool {
    let ExperimentError::Simulation { source, .. } = error else { return false };
    let (SimError::BrokenAnswer { decision, solver, .. }
    | SimError::NoAnswer { decision, solver, .. }) = source;
    cell.choices.get(decision).is_ok_and(|choice| choice.name == *solver)
}

/// Every scenario under every combination of settings.
fn cells(args: &Args) -> Result<Vec<Cell>, Failure> {
    let mut cells: Vec<Cell> = Vec::new();
    for name in &args.scenarios {
        for varied in combinations(&args.vary) {
            let settings: Vec<_> = args.settings.iter().chain(&varied).cloned().collect();
            let scenario = find(name, &settings, |error| named_after_flag(error, &args.vary))?;
            // Files of one name in two places are told apart by where they lie.
            let is_alone = !args.scenarios.iter().any(|other| {
                other != name && Path::new(other).file_stem() == Path::new(name).file_stem()
            });
            let shown = if is_alone { scenario.name.clone() } else { name.clone() };
            let parts = [shown, label(&varied)];
            let parts = if args.scenarios.len() > 1 { &parts[..] } else { &parts[1..] };
            let label = parts.join(" ").trim().to_owned();
            cells.push(cell(args, label, scenario)?);
        }
    }
    Ok(cells)
}

/// The saved day under every combination of policies.
fn branches(args: &Args, saved: &SavedDay) -> Result<Vec<Cell>, Failure> {
    let mut cells = Vec::new();
    for varied in combinations(&args.vary) {
        let scenario = branch(saved, &varied)?;
        cells.push(cell(args, label(&varied), scenario)?);
    }
    Ok(cells)
}

fn cell(args: &Args, label: String, scenario: scenarios::Scenario) -> Result<Cell, Failure> {
    let choices = args.external.in_cell(&scenario, &args.vary)?;
    let label = if label.is_empty() { scenario.name.clone() } else { label };
    Ok(Cell { label, scenario, choices })
}
