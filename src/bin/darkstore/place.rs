//! `darkstore place`: where the stores of a scenario should stand, with what defends the answer.

use std::path::{Path, PathBuf};

use domain::decision::Sense;
use domain::decision::placement::{
    Coverage, Distances, Model, Placed, PlacementQuestion, Service, Standing, price,
};
use experiments::ExperimentError;
use experiments::lab::Cell;
use experiments::selection::SelectionError;
use experiments::siting::{
    self, Answered, Asker, Findings, Layout, RefineConfig, Refined, SitingError, Study, Terms,
};
use experiments::start::Start;
use roads::catchments::Measure;
use scenarios::Scenario;
use scenarios::sites::{Candidate, Candidates, Demand, Ground, competitors, listed};
use serde_json::json;
use solvers::registry::Choice;

use crate::failure::Failure;
use crate::kpis;
use crate::laboratory::{Experiment, LabArgs, in_laboratory, write_results};
use crate::printing::print;
use crate::run::{seed, threads};
use crate::scenario::{ScenarioArgs, choices, nearest, setting};
use crate::solve::refusal;

/// The solver asked where none is named.
const PREFERRED: &str = "portfolio";
/// Hour of day whose traffic counts where none is named: the evening peak of orders.
const PEAK_HOUR: usize = 20;
/// Pairs farther apart than this many radii are not listed in the models of distance.
const REACH: f64 = 4.0;
/// Speed at which a kilometre of road is priced, km/h (design: 15-20 in the peak).
const USUAL_KMH: f64 = 18.0;
/// Budgets along the front of value against rent.
const BUDGETS: u32 = 12;
/// Work for the layout over that for each further question of a study.
const FURTHER: u32 = 20;
/// Work of a first look over that of a whole one.
const QUICK: u32 = 10;
/// Layouts that the simulator judges.
const JUDGED: usize = 8;
/// How often a better layout that is met on the way is taken for the best.
const AGAIN: u32 = 2;
/// How far budgets go beyond what the layout costs.
const BUDGET_BEYOND: f64 = 1.25;

/// Which stores to open, and how to look at them.
#[derive(clap::Args)]
#[command(
    after_help = "The default model opens the stores that bring most orders within the ride \
    budget: what the promise leaves for the last mile, less a typical parking, way in and \
    handover. That is the question of a ten-minute promise: an order farther away is late however \
    short the average ride is, which the p-median would trade away."
)]
pub(crate) struct Args {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// Number of stores; may be left out with a budget, and where costs or cover decide it
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(1..))]
    stores: Option<u32>,
    /// What a layout is judged by
    #[arg(long, value_name = "NAME", default_value = "max_covering", value_parser = Model::NAMES)]
    model: String,
    /// How distance is measured
    #[arg(long, value_name = "NAME", default_value = "minutes",
          value_parser = ["minutes", "km-by-road", "km-straight"])]
    metric: String,
    /// What counts as near, in minutes or kilometres [default: the ride budget of the promise, or
    /// the scenario's service.radius_km]
    #[arg(long, value_name = "X", value_parser = above_zero)]
    radius: Option<f64>,
    /// The same in kilometres; by road unless --metric says otherwise
    #[arg(long, value_name = "KM", value_parser = above_zero, conflicts_with = "radius")]
    radius_km: Option<f64>,
    /// Hour of day whose demand and traffic count [default: demand of the whole day, traffic of 20]
    #[arg(long, value_name = "H", value_parser = clap::value_parser!(u8).range(0..24))]
    hour: Option<u8>,
    /// Most that the stores may cost a month, INR
    #[arg(long, value_name = "INR", value_parser = above_zero)]
    budget_inr: Option<f64>,
    /// Stores that stay: all of the scenario's, none, or names set apart by commas
    #[arg(long, value_name = "NAMES", default_value = "none")]
    keep: String,
    /// Sites at which no store may open: names set apart by commas
    #[arg(long, value_name = "NAMES", default_value = "")]
    ban: String,
    /// How many candidate sites to make up, or a CSV file of them: name, lon and lat or x_km and
    /// y_km, and if known rent_inr and orders_max [default: a grid of 500 m and busy spots]
    #[arg(long, value_name = "N|FILE")]
    candidates: Option<String>,
    /// Most demand points; junctions near each other are brought together to that number
    #[arg(long, value_name = "N", default_value = "5000",
          value_parser = clap::value_parser!(u32).range(1..))]
    demand_points: u32,
    /// Most orders a day of a store, in the capacitated models
    #[arg(long, value_name = "N", default_value = "1500", value_parser = above_zero)]
    orders_max: f64,
    /// INR that an order earns before rent [default: estimated from the scenario's settings]
    #[arg(long, value_name = "INR", value_parser = above_zero)]
    margin_inr: Option<f64>,
    /// Who decides (`darkstore list policies`) [default: portfolio]
    #[arg(long, value_name = "NAME")]
    solver: Option<String>,
    /// Set a parameter of the solver, as often as needed
    #[arg(long, value_name = "KEY=VALUE", value_parser = setting)]
    solver_set: Vec<(String, String)>,
    /// Also open the stores one after another, none moved, and say what that costs
    #[arg(long)]
    phased: bool,
    /// Closed sites to examine besides the open ones, those with most demand near first
    #[arg(long, value_name = "N", default_value = "10")]
    examine: usize,
    /// Layouts this share below the best still count as good, 0 to 1
    #[arg(long, value_name = "SHARE", default_value = "0.01", value_parser = share)]
    tolerance: f64,
    /// How long to look for the layout: millions of links looked at, about a hundred a second; each
    /// further question of the study gets a twentieth of it
    #[arg(long, value_name = "M", default_value = "600",
          value_parser = clap::value_parser!(u32).range(1..=900_000))]
    work_m: u32,
    /// A tenth of the work: a first look
    #[arg(long)]
    quick: bool,
    /// CSV file of competitors' stores: name, lon and lat or x_km and y_km; some solvers keep away
    /// from them (`reference`)
    #[arg(long, value_name = "FILE")]
    competitors: Option<PathBuf>,
    /// Have the simulator judge up to eight unlike layouts within the tolerance, in N simulated
    /// days altogether
    #[arg(long, value_name = "N", conflicts_with = "brief",
          value_parser = clap::value_parser!(u64).range(10..))]
    refine: Option<u64>,
    /// The figure by which the simulator judges (`darkstore list kpis`)
    #[arg(
        long,
        value_name = "KPI",
        default_value = "contribution_per_day_inr",
        requires = "refine"
    )]
    kpi: String,
    /// Seed of the simulated days
    #[arg(long, value_name = "N", value_parser = seed, allow_negative_numbers = true)]
    seed: Option<u64>,
    /// Questions and simulated days at a time; results do not depend on it [default: one per
    /// processor]
    #[arg(long, value_name = "T", value_parser = threads, allow_negative_numbers = true)]
    threads: Option<usize>,
    /// Only the layout: no curve, no budgets, no price of sites
    #[arg(long, conflicts_with = "phased")]
    brief: bool,
    /// Write the question to a file that `darkstore solve placement` reads
    #[arg(long, value_name = "FILE")]
    question: Option<PathBuf>,
    /// Write layout.toml (and with --refine the winner, refined.toml), layout.geojson, map.svg,
    /// curve.svg, pareto.svg and tables to a directory
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print one JSON object instead of the page
    #[arg(long)]
    json: bool,
}

fn above_zero(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number > 0.0 && number.is_finite() => Ok(number),
        _ => Err("expected a number above 0".into()),
    }
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if (0.0..=1.0).contains(&number) => Ok(number),
        _ => Err("expected a share, 0 to 1".into()),
    }
}

/// Places the stores.
pub(crate) fn place(args: &Args) -> Result<(), Failure> {
    let kpi = kpis::position(&args.kpi).map_err(|(message, help)| Failure::input(message, help))?;
    if let Some(threads) = args.threads {
        // Set once, before anything is searched; the outcome does not depend on it.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    }
    let asker = Asker { choice: choice(args)? };
    let scenario = args.scenario.load()?;
    let ground = Ground::of(&scenario)?;
    let candidates = candidates(args, &ground)?;
    let standing = standing(args, &candidates)?;
    let hour = args.hour.map(usize::from);
    let terms = terms(args, &scenario, &ground)?;
    // Rents are by the month: where they are added to distances, demand is that of the whole day.
    let demand_hour = hour.filter(|_| terms.is_of_an_hour);
    let demand = ground.demand(demand_hour, args.demand_points as usize);
    refuse_no_demand(&demand, demand_hour)?;
    let study = Study::new(&ground, candidates, demand, &standing, &terms)
        .map_err(|error| Failure::input(error.to_string(), Some("set --radius lower".into())))?;
    refuse_no_reach(&study)?;
    if let Some(file) = &args.question {
        write_question(&study, file)?;
    }
    let mut findings = findings(args, &study, &asker).map_err(told)?;
    if let Some(budget) = args.refine {
        findings.refined = Some(refined(args, &study, &findings, RefineConfig::new(kpi, budget))?);
    }
    let json = siting::json(&study, &findings);
    if let Some(directory) = &args.out {
        write(directory, &study, &findings, &json)?;
    }
    if args.json { print(&json) } else { print(&siting::page(&study, &findings)) }
}

fn findings(args: &Args, study: &Study<'_>, asker: &Asker) -> Result<Findings, SitingError> {
    let question = &study.question;
    let work_m = if args.quick { (args.work_m / QUICK).max(1) } else { args.work_m };
    let further_m = (work_m / FURTHER).max(1);
    let (first, asker) = (asker.within(work_m), &asker.within(further_m));
    let mut best = first.ask(question)?;
    let open = best.placed.open.len() as u32;
    let (mut curve, mut frontier, mut robust, mut phased) = Default::default();
    if !args.brief {
        if !matches!(question.model, Model::SetCovering { .. }) {
            let kept = question.candidates.iter().filter(|c| c.standing == Standing::Kept).count();
            let to = open + (open / 4).max(3);
            curve = siting::curve(question, (kept as u32).max(1), to, asker)?;
            curve = siting::informed(curve, &best, question.sites);
        }
        if matches!(question.model, Model::MaxCovering { .. } | Model::PMedian) {
            let cost = |site: &u32| question.candidates[*site as usize].opening_cost;
            let spent: f64 = best.placed.open.iter().map(cost).sum();
            let most = question.budget.unwrap_or(spent * BUDGET_BEYOND);
            frontier = siting::frontier(question, most, BUDGETS, asker)?;
        }
        best = better(best, &curve, open);
        for time in 0..=AGAIN {
            let others = study.contenders(&best.placed.open, args.examine);
            let known: Vec<&Placed> = curve.iter().map(|step| &step.best.placed).collect();
            let effort = (args.tolerance, work_m / 4 + 1);
            robust = siting::judged(question, &best, &others, &known, effort, asker)?;
            match ahead(question, &best, &robust).filter(|_| time < AGAIN) {
                Some(found) => best = found,
                None => break,
            }
        }
    }
    if args.phased {
        phased = siting::phased(question, open, &curve, asker)?;
    }
    let layout = Layout::of(question, &best.placed, study.radius);
    let overlap = siting::overlap(question, &best.placed, study.radius);
    let tolerance = args.tolerance;
    let refined = None;
    Ok(Findings { best, layout, overlap, curve, frontier, robust, tolerance, phased, refined })
}

/// The first of the good layouts where it is better than the best.
fn ahead(
    question: &PlacementQuestion<'_>,
    best: &Answered,
    robust: &siting::Robustness,
) -> Option<Answered> {
    let (value, open) = robust.good.first()?;
    if best.ahead_of(*value) >= 0.0 || best.placed.service != Service::Nearest {
        return None;
    }
    let placed = Placed::nearest(open.clone());
    let objective = price(&placed, question).ok()?;
    let gap = best.bound.and_then(|bound| objective.gap(bound));
    Some(Answered { placed, objective, gap, ..best.clone() })
}

/// Has the simulator judge unlike layouts among the good ones, the map's best first.
fn refined(
    args: &Args,
    study: &Study<'_>,
    findings: &Findings,
    config: RefineConfig,
) -> Result<Refined, Failure> {
    // Costs: the value of the best, and more by how far a layout is behind it.
    let top = findings.best.objective.value.abs();
    let pool: Vec<(f64, Vec<u32>)> = std::iter::once(&findings.best.placed.open)
        .map(|open| (findings.best.objective.value, open))
        .chain(findings.robust.good.iter().map(|(value, open)| (*value, open)))
        .map(|(value, open)| (top + findings.best.ahead_of(value), open.clone()))
        .collect();
    let chosen = siting::diverse(&pool, JUDGED, findings.tolerance * (1.0 + 1e-9));
    if chosen.len() < 2 {
        let message = "--refine: only one layout within the tolerance was found, so that there is \
                       nothing to judge";
        return Err(Failure::input(message, Some("a larger --tolerance".into())));
    }
    let opened: Vec<&Vec<u32>> = chosen.iter().map(|at| &pool[*at].1).collect();
    let cell = |(number, open): (usize, &&Vec<u32>)| {
        let name = format!("layout {number}");
        let scenario =
            scenarios::parse_in(&name, &siting::fragment(study, open), Path::new(""), &[])?;
        Ok(Cell { label: name, choices: choices(&scenario)?, scenario })
    };
    let cells = opened.iter().enumerate().map(cell).collect::<Result<Vec<Cell>, Failure>>()?;
    let lab = LabArgs {
        seed: args.seed,
        threads: args.threads,
        out: None,
        resume: false,
        json: args.json,
        quiet: false,
    };
    let experiment = Experiment {
        identity: Vec::new(),
        seed: args.seed.unwrap_or(1),
        start: Start::default(),
        replications: u32::try_from(config.budget).unwrap_or(u32::MAX),
    };
    let halved = in_laboratory(&lab, experiment, |lab| {
        siting::refine(lab, &cells, &config).map_err(|error| match error {
            SelectionError::Sampler(error) => Failure::from(error),
            error => Failure::input(format!("--refine: {error}"), None),
        })
    })?;
    let value = |at: &usize| match findings.best.objective.sense {
        Sense::Most => findings.best.objective.value + top - pool[*at].0,
        Sense::Least => findings.best.objective.value - top + pool[*at].0,
    };
    let names = |open: &Vec<u32>| {
        open.iter().map(|site| study.candidates[*site as usize].name.clone()).collect()
    };
    let layouts = chosen.iter().map(|at| (value(at), names(&pool[*at].1))).collect();
    Ok(Refined { kpi: config.kpi, layouts, halved })
}

/// The curve may have found a better layout of as many stores from one of fewer.
fn better(best: Answered, curve: &[siting::Step], open: u32) -> Answered {
    let step = curve.iter().find(|step| step.sites == open);
    match step.filter(|step| step.best.better_by(&best) > 0.0) {
        Some(step) => step.best.clone(),
        None => best,
    }
}

fn told(error: SitingError) -> Failure {
    match error {
        SitingError::Solver(error) => refusal(&error),
        error if error.is_of_the_solver() => Failure::internal(error.to_string()),
        error => Failure::input(error.to_string(), None),
    }
}

fn choice(args: &Args) -> Result<Choice, Failure> {
    let mut choice = Choice::named(args.solver.as_deref().unwrap_or(PREFERRED));
    for (key, value) in &args.solver_set {
        let table = format!("{key} = {value}").parse::<toml::Table>();
        let table = table.or_else(|_| format!("{key} = {value:?}").parse::<toml::Table>());
        choice.params.extend(table.map_err(|_| {
            Failure::input(format!("`{key}` is not the name of a parameter"), None)
        })?);
    }
    Ok(choice)
}

fn candidates(args: &Args, ground: &Ground<'_>) -> Result<Vec<Candidate>, Failure> {
    let wanted = match args.candidates.as_deref() {
        None => Candidates::Grid,
        Some(text) => match text.parse::<usize>() {
            Ok(0) => return Err(Failure::input("0 candidates, at least 1 needed", None)),
            Ok(number) => Candidates::Number(number),
            Err(_) => Candidates::Listed(listed(Path::new(text), ground)?),
        },
    };
    let rivals = match &args.competitors {
        Some(file) => competitors(file, ground)?,
        None => Vec::new(),
    };
    Ok(ground.candidates(&wanted, &rivals))
}

fn standing(args: &Args, candidates: &[Candidate]) -> Result<Vec<Standing>, Failure> {
    let mut standing = vec![Standing::Free; candidates.len()];
    for (flag, text, to) in [
        ("--keep", args.keep.as_str(), Standing::Kept),
        ("--ban", args.ban.as_str(), Standing::Banned),
    ] {
        if flag == "--keep" && matches!(text, "all" | "none") {
            let kept = candidates.iter().zip(&mut standing).filter(|_| text == "all");
            kept.filter(|(site, _)| site.is_store).for_each(|(_, standing)| *standing = to);
            continue;
        }
        for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            let Some(site) = candidates.iter().position(|site| site.name == name) else {
                let names: Vec<&str> = candidates.iter().map(|site| site.name.as_str()).collect();
                let help = nearest(name, &names).map(|name| format!("did you mean `{name}`?"));
                let message = format!("{flag}: no store or candidate is called `{name}`");
                return Err(Failure::input(message, help));
            };
            if standing[site] != Standing::Free && standing[site] != to {
                let message = format!("`{name}` is both kept and banned");
                return Err(Failure::input(message, None));
            }
            standing[site] = to;
        }
    }
    Ok(standing)
}

fn terms(args: &Args, scenario: &Scenario, ground: &Ground<'_>) -> Result<Terms, Failure> {
    let spec = &scenario.spec;
    let metric = match args.radius_km {
        Some(_) if args.metric == "minutes" => "km-by-road",
        _ => args.metric.as_str(),
    };
    let hour = args.hour.map_or(PEAK_HOUR, usize::from);
    let rider_minute = spec.economics.rider_hour_inr / 60.0;
    let (measure, usual, minutes) = match metric {
        "minutes" => (Measure::Minutes(ground.speeds(hour)), ride_budget_min(scenario), 1.0),
        "km-by-road" => (Measure::RoadKm, spec.service.radius_km, 60.0 / USUAL_KMH),
        _ => (Measure::StraightKm, spec.service.radius_km, 60.0 / USUAL_KMH),
    };
    let radius = args.radius.or(args.radius_km).unwrap_or(usual);
    let model = match args.model.as_str() {
        "p_median" => Model::PMedian,
        "p_center" => Model::PCenter,
        "set_covering" => Model::SetCovering { radius },
        "uncapacitated" => Model::Uncapacitated,
        "capacitated" => Model::Capacitated,
        "single_source" => Model::SingleSource,
        _ => Model::MaxCovering { radius, coverage: Coverage::Whole },
    };
    let decides_by_itself = matches!(model, Model::SetCovering { .. }) || model.pays_to_open();
    if args.stores.is_none() && args.budget_inr.is_none() && !decides_by_itself {
        let message = format!("`{}` needs a number of stores or a budget", model.name());
        return Err(Failure::input(message, Some("add --stores K or --budget-inr INR".into())));
    }
    let is_covering = matches!(model, Model::MaxCovering { .. } | Model::SetCovering { .. });
    Ok(Terms {
        model,
        radius,
        measure,
        reach: if is_covering { radius } else { radius * REACH },
        sites: args.stores,
        budget_inr: args.budget_inr,
        orders_max: args.orders_max,
        // There and back.
        inr_per_unit: 2.0 * rider_minute * minutes,
        margin_inr: args.margin_inr.unwrap_or_else(|| siting::margin_inr(spec)),
        is_of_an_hour: args.hour.is_some() && !model.pays_to_open(),
    })
}

/// Minutes of riding that the promise leaves: the last mile's share of it, less a typical parking,
/// way into a house and handover.
fn ride_budget_min(scenario: &Scenario) -> f64 {
    let spec = &scenario.spec;
    let access = &spec.access;
    let usual_s = [&access.parking_s, &access.house_s, &access.customer_s]
        .iter()
        .map(|dist| dist.quantile(0.5))
        .sum::<f64>();
    let last_mile = spec.service.sla_min * spec.service.budget_share[3];
    (last_mile - usual_s / 60.0).max(0.5)
}

fn refuse_no_demand(demand: &Demand, hour: Option<usize>) -> Result<(), Failure> {
    if !demand.points.is_empty() {
        return Ok(());
    }
    let message = match hour {
        Some(hour) => format!("no demand at {hour}:00"),
        None => "no demand: the scenario has no sessions".into(),
    };
    Err(Failure::input(message, Some("see demand.hour_of_day and stores.opens_h".into())))
}

fn refuse_no_reach(study: &Study<'_>) -> Result<(), Failure> {
    let Distances::Links(links) = &study.question.distances else { return Ok(()) };
    if links.distances.iter().any(|distance| f64::from(*distance) <= study.radius) {
        return Ok(());
    }
    let message = format!("no demand lies within {} {} of any candidate", study.radius, study.unit);
    Err(Failure::input(message, Some("a larger --radius, or more --candidates".into())))
}

fn write_question(study: &Study<'_>, file: &Path) -> Result<(), Failure> {
    let scenario = &study.ground.scenario.name;
    let line = json!({
        "decision": "placement", "instance": format!("{scenario}-placement"),
        "question": study.question,
    });
    let directory = file.parent().unwrap_or(Path::new(""));
    let name = file.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let text = format!("{line}\n");
    write_results(directory, &[(name.as_ref(), text.as_str())])
}

fn write(
    directory: &Path,
    study: &Study<'_>,
    findings: &Findings,
    json: &str,
) -> Result<(), Failure> {
    std::fs::create_dir_all(directory).map_err(|error| ExperimentError::Unwritable {
        file: directory.to_owned(),
        reason: error.to_string(),
    })?;
    let mut files = vec![
        ("place.json", json.to_owned()),
        ("place.txt", siting::page(study, findings)),
        ("layout.toml", siting::fragment(study, &findings.best.placed.open)),
        ("layout.geojson", siting::geojson(study, findings)),
        ("stores.csv", siting::stores_csv(study, findings)),
        ("map.svg", siting::map_svg(study, findings).map_err(told)?),
    ];
    let names = findings.refined.as_ref().map(|refined| &refined.layouts[refined.halved.winner].1);
    if let Some(names) = names {
        let site = |name: &String| study.candidates.iter().position(|site| site.name == *name);
        let open: Vec<u32> = names.iter().filter_map(|name| Some(site(name)? as u32)).collect();
        files.push(("refined.toml", siting::fragment(study, &open)));
    }
    if !findings.curve.is_empty() {
        files.push(("curve.csv", siting::curve_csv(findings)));
        files.push(("curve.svg", siting::curve_svg(study, findings).map_err(told)?));
    }
    if !findings.frontier.is_empty() {
        files.push(("pareto.svg", siting::frontier_svg(study, findings).map_err(told)?));
    }
    let files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    write_results(directory, &files)
}
