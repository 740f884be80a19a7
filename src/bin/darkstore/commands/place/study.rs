//! From the flags of `darkstore place` to what is asked: candidates, who stays, terms, refusals.

use std::path::Path;

use domain::decision::placement::{Coverage, Distances, Model, Standing};
use domain::geo::Point;
use experiments::siting::{self, Examined, Study, Terms};
use roads::catchments::Measure;
use scenarios::Scenario;
use scenarios::sites::{Candidate, Candidates, Demand, Ground, MONTH_DAYS, competitors, listed};
use solvers::registry::Choice;

use crate::flags::scenario::nearest;
use crate::terminal::failure::Failure;

use super::args::{Args, METRICS};

/// The solver asked where none is named.
const PREFERRED: &str = "portfolio";
/// The solver that looks at competitors.
const LOOKS_AT_RIVALS: &str = "reference";
/// Most orders a day of a store that has no limit of its own.
const ORDERS_MAX: f64 = 1500.0;
/// Hour of day whose traffic counts where none is named: the evening peak of orders.
const PEAK_HOUR: usize = 20;
/// Pairs farther apart than this many radii are not listed in the models of distance.
const REACH: f64 = 4.0;
/// Speed at which a kilometre of road is priced, km/h (design: 15-20 in the peak).
const USUAL_KMH: f64 = 18.0;

fn wrong<T>(message: impl Into<String>, help: &str) -> Result<T, Failure> {
    Err(Failure::input(message, Some(help.into()).filter(|help: &String| !help.is_empty())))
}

/// Who decides.
pub(crate) fn choice(args: &Args) -> Result<Choice, Failure> {
    let mut choice = Choice::named(solver(args));
    for (key, value) in &args.solver_set {
        let table = format!("{key} = {value}").parse::<toml::Table>();
        let table = table.or_else(|_| format!("{key} = {value:?}").parse::<toml::Table>());
        choice.params.extend(table.map_err(|_| {
            Failure::input(format!("`{key}` is not the name of a parameter"), None)
        })?);
    }
    Ok(choice)
}

fn solver(args: &Args) -> &str {
    args.solver.as_deref().unwrap_or(PREFERRED)
}

/// What else is to be known about the answer.
pub(crate) fn notes(args: &Args) -> Option<String> {
    let is_blind = args.competitors.is_some() && solver(args) != LOOKS_AT_RIVALS;
    is_blind.then(|| {
        format!(
            "`{}` does not look at competitors, who are on the map and in the table of stores; \
             --solver {LOOKS_AT_RIVALS} keeps away from them",
            solver(args)
        )
    })
}

/// Where stores could stand, and where competitors' stores are.
pub(crate) struct Sites {
    wanted: Candidates,
    rivals: Vec<Point>,
}

/// Reads the files of sites, for each of which a junction is made on its street.
pub(crate) fn sites(args: &Args, ground: &mut Ground<'_>) -> Result<Sites, Failure> {
    let rivals = match &args.competitors {
        Some(file) => competitors(file, ground)?,
        None => Vec::new(),
    };
    let wanted = match args.candidates.as_deref() {
        None => Candidates::Grid,
        Some(text) => match text.parse::<i64>() {
            Ok(number @ 1..) => Candidates::Number(number as usize),
            Ok(number) => return wrong(format!("{number} candidates, at least 1 needed"), ""),
            Err(_) => Candidates::Listed(listed(Path::new(text), ground)?),
        },
    };
    Ok(Sites { wanted, rivals })
}

/// The question of a city, and the closed sites to look at.
pub(crate) fn study<'a>(
    args: &Args,
    ground: &'a Ground<'a>,
    terms: &Terms,
    Sites { wanted, rivals }: Sites,
) -> Result<(Study<'a>, Examined), Failure> {
    let candidates = ground.candidates(&wanted, &rivals);
    let standing = standing(args, &candidates)?;
    let examined = match args.examine.parse::<usize>() {
        Ok(most) => Examined::Most(most),
        Err(_) => Examined::Sites(named("--examine", &args.examine, &candidates)?),
    };
    // Rents are by the month: where they are added to distances, demand is that of the whole day.
    let hour = args.hour.map(usize::from).filter(|_| terms.is_of_an_hour);
    let demand = ground.demand(hour, args.demand_points as usize);
    refuse_no_demand(&demand, hour)?;
    let study = Study::new(ground, candidates, demand, &standing, terms)
        .map_err(|error| Failure::input(error.to_string(), Some("set --radius lower".into())))?;
    let study = Study { rivals, ..study };
    refuse_impossible(&study)?;
    Ok((study, examined))
}

/// The candidates of these names, set apart by commas.
fn named(flag: &str, text: &str, candidates: &[Candidate]) -> Result<Vec<u32>, Failure> {
    let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
    let site = |name: &str| {
        let found = candidates.iter().position(|site| site.name == name);
        found.map(|site| site as u32).ok_or_else(|| {
            let names: Vec<&str> = candidates.iter().map(|site| site.name.as_str()).collect();
            let help = nearest(name, &names).map(|name| format!("did you mean `{name}`?"));
            Failure::input(format!("{flag}: no store or candidate is called `{name}`"), help)
        })
    };
    names.map(site).collect()
}

fn standing(args: &Args, candidates: &[Candidate]) -> Result<Vec<Standing>, Failure> {
    let kept = match args.keep.as_str() {
        "none" => Vec::new(),
        "all" => {
            (0..).zip(candidates).filter(|(_, site)| site.is_store).map(|(site, _)| site).collect()
        }
        names => named("--keep", names, candidates)?,
    };
    let mut standing = vec![Standing::Free; candidates.len()];
    kept.iter().for_each(|site| standing[*site as usize] = Standing::Kept);
    for site in named("--ban", &args.ban, candidates)? {
        if standing[site as usize] == Standing::Kept {
            return wrong(
                format!("`{}` is both kept and banned", candidates[site as usize].name),
                "",
            );
        }
        standing[site as usize] = Standing::Banned;
    }
    let kept = standing.iter().filter(|standing| **standing == Standing::Kept).count();
    if let Some(stores) = args.stores.filter(|stores| (*stores as usize) < kept) {
        return wrong(
            format!("--keep: {kept} stores stay, more than the {stores} of --stores"),
            &format!("--stores {kept} or more"),
        );
    }
    Ok(standing)
}

fn model(args: &Args, radius: f64) -> Result<Model, Failure> {
    let coverage = match (args.reach, args.backup) {
        (Some(reach), _) if reach <= radius => {
            let message = format!("--reach is {reach}, allowed above the radius of {radius:.2}");
            return wrong(message, "");
        }
        (Some(reach), _) => Coverage::Partial { reach },
        (None, Some(share)) => Coverage::Backup { share },
        (None, None) => Coverage::Whole,
    };
    Ok(match args.model.as_str() {
        "p_median" => Model::PMedian,
        "p_center" => Model::PCenter,
        "set_covering" => Model::SetCovering { radius },
        "uncapacitated" => Model::Uncapacitated,
        "capacitated" => Model::Capacitated,
        "single_source" => Model::SingleSource,
        _ => Model::MaxCovering { radius, coverage },
    })
}

/// What is asked, from the flags and the scenario's settings.
pub(crate) fn terms(args: &Args, ground: &Ground<'_>) -> Result<Terms, Failure> {
    let scenario = ground.scenario;
    let spec = &scenario.spec;
    let metric = match (&args.metric, args.radius_km) {
        (Some(metric), Some(_)) if metric == METRICS[0] => {
            return wrong("--radius-km with --metric minutes", "--radius is in minutes then");
        }
        (Some(metric), _) => metric.as_str(),
        (None, Some(_)) => METRICS[1],
        (None, None) => METRICS[0],
    };
    let is_timed = metric == METRICS[0];
    let usual = if is_timed { ride_budget_min(scenario) } else { spec.service.radius_km };
    let radius = args.radius.or(args.radius_km).unwrap_or(usual);
    let model = model(args, radius)?;
    refuse_foreign(args, model, is_timed)?;
    let decides_by_itself = matches!(model, Model::SetCovering { .. }) || model.pays_to_open();
    if args.stores.is_none() && args.budget_inr.is_none() && !decides_by_itself {
        let message = format!("`{}` needs a number of stores or a budget", model.name());
        return wrong(message, "add --stores K or --budget-inr INR");
    }
    let is_covering = matches!(model, Model::MaxCovering { .. } | Model::SetCovering { .. });
    let minutes = if is_timed { 1.0 } else { 60.0 / USUAL_KMH };
    Ok(Terms {
        model,
        radius,
        measure: match metric {
            "minutes" => Measure::Minutes(ground.speeds(args.hour.map_or(PEAK_HOUR, usize::from))),
            "km-by-road" => Measure::RoadKm,
            _ => Measure::StraightKm,
        },
        reach: if is_covering { args.reach.unwrap_or(radius) } else { radius * REACH },
        sites: args.stores,
        budget_inr: args.budget_inr,
        orders_max: args.orders_max.unwrap_or(ORDERS_MAX),
        // There and back.
        inr_per_unit: 2.0 * spec.economics.rider_hour_inr / 60.0 * minutes,
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

/// Refuses what the model has no use for, as `darkstore solve` does.
fn refuse_foreign(args: &Args, model: Model, is_timed: bool) -> Result<(), Failure> {
    let name = model.name();
    let is_max = matches!(model, Model::MaxCovering { .. });
    let foreign = [
        (
            args.orders_max.is_some() && !model.is_capacitated(),
            "--orders-max",
            "stores are unlimited",
        ),
        (args.reach.is_some() && !is_max, "--reach", "only max_covering fades"),
        (args.backup.is_some() && !is_max, "--backup", "only max_covering counts second stores"),
        (
            args.phased && matches!(model, Model::SetCovering { .. }),
            "--phased",
            "all must be covered from the first store on",
        ),
        (
            args.hour.is_some() && model.pays_to_open() && !is_timed,
            "--hour",
            "rents need the demand of whole days, and kilometres have no traffic",
        ),
    ];
    match foreign.into_iter().find(|(is_given, ..)| *is_given) {
        Some((_, flag, why)) => wrong(format!("`{name}` has no use for {flag}: {why}"), ""),
        None => Ok(()),
    }
}

fn refuse_no_demand(demand: &Demand, hour: Option<usize>) -> Result<(), Failure> {
    if !demand.points.is_empty() {
        return Ok(());
    }
    let message = match hour {
        Some(hour) => format!("no demand at {hour}:00"),
        None => "no demand: the scenario has no sessions".into(),
    };
    wrong(message, "see demand.hour_of_day and stores.opens_h")
}

/// Refuses what cannot have an answer, in the words of who asks.
fn refuse_impossible(study: &Study<'_>) -> Result<(), Failure> {
    let question = &study.question;
    let Distances::Links(links) = &question.distances else { return Ok(()) };
    if !links.distances.iter().any(|distance| f64::from(*distance) <= study.radius) {
        let message =
            format!("no demand lies within {:.2} {} of any candidate", study.radius, study.unit);
        return wrong(message, "a larger --radius, or more --candidates");
    }
    refuse_budget(study)?;
    if matches!(question.model, Model::SetCovering { .. }) {
        refuse_uncovered(study)?;
    }
    if question.model.is_capacitated() {
        refuse_room(study)?;
    }
    Ok(())
}

fn refuse_budget(study: &Study<'_>) -> Result<(), Failure> {
    let Some(budget) = study.question.budget else { return Ok(()) };
    let month = if study.question.model.pays_to_open() { MONTH_DAYS } else { 1.0 };
    let budget = budget * month;
    let sites = || study.candidates.iter().zip(study.question.candidates.iter());
    let of = |wanted| sites().filter(move |(_, s)| s.standing == wanted).map(|(c, _)| c.month_inr);
    let kept: f64 = of(Standing::Kept).sum();
    let needed = if kept > 0.0 { kept } else { of(Standing::Free).fold(f64::INFINITY, f64::min) };
    if needed <= budget * (1.0 + 1e-9) {
        return Ok(());
    }
    let what = if kept > 0.0 { "the stores that stay cost" } else { "the cheapest site costs" };
    wrong(format!("--budget-inr is {budget:.0} a month, but {what} {needed:.0}"), "")
}

fn refuse_uncovered(study: &Study<'_>) -> Result<(), Failure> {
    let Distances::Links(links) = &study.question.distances else { return Ok(()) };
    let is_banned =
        |site: u32| study.question.candidates[site as usize].standing == Standing::Banned;
    let is_lost = |point: &usize| {
        !links.of(*point).any(|(site, d)| f64::from(d) <= study.radius && !is_banned(site))
    };
    let lost: Vec<usize> = (0..study.demand.points.len()).filter(is_lost).collect();
    let Some(first) = lost.first() else { return Ok(()) };
    let orders: f64 = lost.iter().map(|point| study.demand.points[*point].orders).sum();
    let at = study.ground.plane().unproject(study.demand.points[*first].point);
    let message = format!(
        "no cover: {} of {} demand points ({:.2} % of orders) have no candidate within {:.2} {}, \
         the first at lon {:.4}, lat {:.4}",
        lost.len(),
        study.demand.points.len(),
        100.0 * orders / study.demand.orders(),
        study.radius,
        study.unit,
        at.lon,
        at.lat
    );
    wrong(message, "a larger --radius, more --candidates, or max_covering, which covers most")
}

fn refuse_room(study: &Study<'_>) -> Result<(), Failure> {
    let free = study.question.candidates.iter().filter(|c| c.standing != Standing::Banned);
    let mut room: Vec<f64> = free.map(|candidate| candidate.capacity).collect();
    room.sort_by(|a, b| b.total_cmp(a));
    let most: f64 = room.iter().take(study.question.most_sites()).sum();
    let needed = study.demand.orders();
    if needed <= most {
        return Ok(());
    }
    let sites = room.len().min(study.question.most_sites());
    wrong(
        format!("{needed:.0} orders a day, but {sites} stores take {most:.0} at most"),
        "more --stores, or a larger --orders-max or orders_max in the file of candidates",
    )
}
