//! `darkstore compare`: scenarios and settings against each other, on common random numbers.

use std::path::{Path, PathBuf};

use experiments::comparison::{self, Options};
use experiments::lab::{Cell, Lab};
use experiments::layouts::ledgers_csv;
use experiments::report::{comparison_text, replications_csv};
use experiments::sampling::Sampling;
use experiments::saved::SavedDay;
use experiments::start::{Origin, Start};
use experiments::statistics::Level;
use experiments::summary::Summary;
use experiments::{ExperimentError, KeyFigure};

use sim_core::SimError;

use crate::capture::Stopped;
use crate::external::ExternalArgs;
use crate::failure::Failure;
use crate::kpis::{check_stores, figures};
use crate::laboratory::{Experiment, JOURNAL, LabArgs, in_laboratory};
use crate::precision::{Next, PrecisionArgs};
use crate::results::PAGE;
use crate::scenario::{find, setting};
use crate::snapshot::{branch, origin};
use crate::telling::is_styled;
use crate::vary::{Vary, combinations, label, named_after_flag, vary};

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
    #[arg(long, short, value_name = "R", value_parser = crate::arguments::replications)]
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

/// Replications that are drawn together.
fn block(args: &Args) -> u32 {
    if args.antithetic { 2 } else { 1 }
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
        return Err(Failure::input(crate::snapshot::NO_CONTROLS, None));
    }
    args.external.check_varied(&args.vary)
}

/// Compares.
pub(crate) fn compare(args: &Args) -> Result<(), Failure> {
    check(args)?;
    let kpis = figures(&args.kpis)?;
    let is_compared = |name: &str| kpis.iter().any(|kpi| kpi.name == name);
    if let Some((kpi, _)) = args.matters.iter().find(|(kpi, _)| !is_compared(kpi)) {
        let help = "name it in --kpis too";
        return Err(Failure::input(
            format!("--matters: `{kpi}` is not compared"),
            Some(help.into()),
        ));
    }
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
    let same = cells.iter().enumerate().find_map(|(at, cell)| {
        cells[..at]
            .iter()
            .find(|other| other.scenario.text == cell.scenario.text && other.label == cell.label)
    });
    if let Some(cell) = same {
        return Err(Failure::input(format!("`{}` is given twice", cell.label), None));
    }
    let identity = cells
        .iter()
        .enumerate()
        .map(|(number, cell)| {
            (
                format!("cell {}", number + 1),
                format!(
                    "{}\n{}\n{}",
                    cell.scenario.name,
                    cell.scenario.base().display(),
                    cell.scenario.settings_text()
                ),
            )
        })
        .chain([("programs".to_owned(), args.external.told())])
        .chain(saved.iter().map(|saved| {
            (
                "saved day".to_owned(),
                format!(
                    "{} at {}, {:08x}",
                    saved.scenario,
                    saved.snapshot.at().0,
                    saved.checksum()
                ),
            )
        }))
        .collect();
    let first = args.precision.first(args.replications, 20, block(args));
    let seed = saved.as_ref().map_or(args.lab.seed.unwrap_or(1), |saved| saved.seed);
    let origin = match &saved {
        Some(saved) => origin(saved, cells.iter().map(|cell| &cell.scenario))?,
        None => Origin::Midnight,
    };
    let experiment = Experiment {
        command: "compare",
        identity,
        seed,
        start: Start { origin, is_antithetic: args.antithetic },
        replications: first * cells.len() as u32,
    };
    let labels: Vec<String> = cells.iter().map(|cell| cell.label.clone()).collect();
    let has_layouts = cells.iter().any(|cell| has_other_stores(cell, &cells[0]));
    let mut layouts = Vec::new();
    let mut days = 1.0;
    let ((summaries, short), results) = in_laboratory(&args.lab, experiment, |lab| {
        for cell in &cells {
            lab.add(cell.clone());
        }
        check_stores(lab, &kpis)?;
        if has_layouts {
            lab.keep_served();
            days = lab.counted_days(0)?;
            for cell in 0..cells.len() {
                layouts.push(lab.layout(cell)?);
            }
        }
        replicate(args, lab, first, kpis.len(), &|error| {
            let of = cells.iter().find(|cell| is_stopped_by(&error, cell)).unwrap_or(&cells[0]);
            let (scenario, out) = (&*of.scenario.name, args.lab.out.as_deref());
            Stopped { scenario, seed, choices: &of.choices, out }.failure(error)
        })
    })?;
    let matters = kpis.iter().map(|figure| {
        args.matters.iter().find(|(kpi, _)| *kpi == figure.name).map(|(_, matters)| *matters)
    });
    let options = Options {
        matters: matters.collect(),
        kpis: kpis.clone(),
        level: args.confidence,
        sampling: Sampling { is_antithetic: args.antithetic, with_controls: args.controls },
    };
    let mut comparison = comparison::compare(labels.clone(), &summaries, options)
        .map_err(|error| Failure::input(error.to_string(), None))?;
    if layouts.iter().any(|layout| layout.sites != layouts[0].sites) {
        comparison.add_layouts(layouts, &summaries, days);
    }
    let mut notes = Vec::new();
    if let Some(saved) = &saved {
        notes.push(format!(
            "futures of {} replication {} from {}; the day before counts in all figures alike",
            saved.scenario,
            saved.replication,
            saved.snapshot.at().clock()
        ));
    }
    notes.extend(other_worlds(&cells));
    if !short.is_empty() {
        notes
            .push(format!("PRECISION NOT REACHED on {}: see --max-replications", short.join(", ")));
    }
    if args.antithetic && args.replications.is_some_and(|asked| asked % 2 == 1) {
        notes.push("replications come in mirrored pairs: one more than asked for".into());
    }
    let json = format!("{}\n", comparison.json(seed, &summaries));
    let csv = replications_csv(
        labels.iter().map(String::as_str).zip(summaries.iter().map(Vec::as_slice)),
    );
    let page = comparison_text(&comparison, seed, &notes, false);
    let ledgers = comparison.ledgers.iter().map(|(cell, ledger)| (&*labels[*cell], ledger));
    let ledgers = ledgers_csv(ledgers);
    let mut files = vec![("results.json", &*json), ("replications.csv", &*csv), (PAGE, &*page)];
    if !comparison.ledgers.is_empty() {
        files.push(("ledger.csv", &ledgers));
    }
    // A disk that is full takes the files, not the answer.
    let written = results.write(&files, &[JOURNAL]);
    args.lab.show(written, &json, || comparison_text(&comparison, seed, &notes, is_styled()))
}

/// Says which cells are of another city, or meet other demand, than the first: their differences are
/// not those of policies.
fn other_worlds(cells: &[Cell]) -> Vec<String> {
    let first = &cells[0].scenario.spec;
    let parted = |is_other: &dyn Fn(&Cell) -> bool| -> Option<String> {
        let names: Vec<String> =
            (0..cells.len()).filter(|at| is_other(&cells[*at])).map(comparison::letter).collect();
        (!names.is_empty()).then(|| names.join(", "))
    };
    let of_city = |cell: &Cell| cell.scenario.spec.city != first.city;
    let of_demand = |cell: &Cell| !of_city(cell) && cell.scenario.spec.demand != first.demand;
    let cities = parted(&of_city).map(|names| {
        format!(
            "CITIES DIFFER between A and {names}: chance falls on other streets and people, and a \
             difference\n  is one of places, whatever else is set"
        )
    });
    let demands = parted(&of_demand).map(|names| {
        format!(
            "DEMAND DIFFERS between A and {names}: other customers or other orders, which a difference \
             includes"
        )
    });
    cities.into_iter().chain(demands).collect()
}

/// Whether two cells are of the same city and days with other stores in it, as far as settings
/// tell.
fn has_other_stores(cell: &Cell, first: &Cell) -> bool {
    let (here, there) = (&cell.scenario.spec, &first.scenario.spec);
    let of_stores = |spec: &scenarios::spec::Spec| {
        let stores = &spec.stores;
        (stores.site.clone(), stores.count, stores.spacing_km, stores.edge_km)
    };
    here.city == there.city
        && here.calendar == there.calendar
        && of_stores(here) != of_stores(there)
}

/// Whether the solver that stopped a replication is one of the cell's.
fn is_stopped_by(error: &ExperimentError, cell: &Cell) -> bool {
    let ExperimentError::Simulation { source, .. } = error else { return false };
    let (SimError::BrokenAnswer { decision, solver, .. }
    | SimError::NoAnswer { decision, solver, .. }) = source;
    cell.choices.get(decision).is_ok_and(|choice| choice.name == *solver)
}

/// Runs as many replications as are asked for, or as it takes; figures that are still not known
/// well enough.
fn replicate(
    args: &Args,
    lab: &mut Lab<'_>,
    first: u32,
    kpis: usize,
    tell: &dyn Fn(ExperimentError) -> Failure,
) -> Result<(Vec<Vec<Summary>>, Vec<String>), Failure> {
    let mut replications = first;
    loop {
        let summaries = lab.run_all(replications).map_err(tell)?;
        if !args.precision.is_asked() {
            return Ok((summaries, Vec::new()));
        }
        let each = args.confidence.bonferroni((summaries.len() - 1) * kpis);
        let sampling = Sampling { is_antithetic: args.antithetic, with_controls: false };
        let next = args.precision.next(each, replications, block(args), |kpi| {
            let value = |summary: &Summary| kpi.of(summary);
            let base = summaries[0].iter().map(value).sum::<f64>() / summaries[0].len() as f64;
            let apart = |cell: &Vec<Summary>| {
                let pairs = cell.iter().zip(&summaries[0]);
                let apart: Vec<f64> = pairs.map(|(a, b)| value(a) - value(b)).collect();
                (sampling.blocks(&apart), base)
            };
            summaries[1..].iter().map(apart).collect()
        })?;
        match next {
            Next::Enough => return Ok((summaries, Vec::new())),
            Next::Short(short) => return Ok((summaries, short)),
            Next::UpTo(more) => replications = more,
        }
    }
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
