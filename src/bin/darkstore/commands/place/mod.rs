//! `darkstore place`: where the stores of a scenario should stand, with what defends the answer.

use std::path::Path;

use domain::decision::placement::Model;
use experiments::siting::{self, Asker, Findings, Inquiry, SitingError, Study};
use scenarios::sites::Ground;
use serde_json::json;

use crate::commands::solve::refusal;
use crate::terminal::failure::Failure;
use crate::terminal::interrupt::stop_on_interrupt;
use crate::terminal::printing::print;
use crate::terminal::progress::Progress;
use crate::terminal::results::{Results, write_files};

mod args;
mod refining;
mod study;

pub(crate) use args::Args;

/// Work of a first look over that of a whole one.
const QUICK: u32 = 10;
/// Parts of a study, for the bar.
const PARTS: u64 = 6;
/// Places the stores.
pub(crate) fn place(args: &Args) -> Result<(), Failure> {
    let judging = refining::config(args)?;
    if let Some(threads) = args.threads {
        // Set once, before anything is searched; the outcome does not depend on it.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    }
    let asker = Asker::of(study::choice(args)?);
    let scenario = args.scenario.load()?;
    let mut ground = Ground::of(&scenario)?;
    let sites = study::sites(args, &mut ground)?;
    let terms = study::terms(args, &ground)?;
    // Before anything that takes long, so that a forbidden disk shows at once.
    let results = Results::anew(args.out.as_deref(), "place", args.replace)?;
    let (study, examined) = study::study(args, &ground, &terms, sites)?;
    if let Some(file) = &args.question {
        write_question(&study, file)?;
    }
    let progress = Progress::counting(PARTS, "parts", args.json);
    let asker = Asker { stop: stop_on_interrupt(&progress)?, ..asker };
    let bar = progress.bar();
    let inquiry = Inquiry {
        work_m: if args.quick { (args.work_m / QUICK).max(1) } else { args.work_m },
        is_brief: args.brief,
        is_phased: args.phased,
        examined,
        tolerance: args.tolerance,
    };
    let found = inquiry.of(&study, &asker, &|part| {
        bar.inc(1);
        bar.set_message(part);
    });
    drop(progress);
    let mut findings = found.map_err(|error| told(error, study.question.model))?;
    findings.notes.extend(study::notes(args));
    let is_stopped = || asker.stop.load(std::sync::atomic::Ordering::Relaxed);
    let mut judged = Ok(());
    if let Some(config) = judging {
        if is_stopped() {
            findings.notes.push("interrupted before the simulator judged".into());
        } else {
            // What was found is told whatever comes of this.
            judged = refining::refine(args, &study, &mut findings, config);
        }
    }
    let json = siting::json(&study, &findings);
    let written = match &args.out {
        Some(_) => write(results, &study, &findings, &json),
        None => Ok(()),
    };
    // A disk that is full takes the files, not the answer.
    let shown = if args.json { print(&json) } else { print(&siting::page(&study, &findings)) };
    written.and(shown)?;
    if is_stopped() { Err(Failure::Interrupted) } else { judged }
}

fn told(error: SitingError, model: Model) -> Failure {
    match error {
        SitingError::Interrupted => Failure::Interrupted,
        SitingError::Solver(error) => refusal(&error),
        SitingError::NoAnswer { .. } => {
            let help = match model {
                Model::SetCovering { .. } => {
                    Some("more --stores or a larger budget, a larger --radius, more --candidates")
                }
                _ if model.is_capacitated() => {
                    Some("more --stores or a larger budget, a larger --orders-max, more --work-m")
                }
                _ => None,
            };
            Failure::input(error.to_string(), help.map(str::to_owned))
        }
        error if error.is_of_the_solver() => Failure::internal(error.to_string()),
        error => Failure::input(error.to_string(), None),
    }
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
    write_files(directory, &[(name.as_ref(), text.as_str())])
}

/// Writes what was found.
fn write(
    results: Results,
    study: &Study<'_>,
    findings: &Findings,
    json: &str,
) -> Result<(), Failure> {
    let beside = results.path();
    let mut files = vec![
        ("place.txt", siting::page(study, findings)),
        ("layout.toml", siting::fragment(study, &findings.best.placed.open, beside)),
        ("layout.geojson", siting::geojson(study, findings)),
        ("stores.csv", siting::stores_csv(study, findings)),
        ("map.svg", siting::map_svg(study, findings).map_err(drawing)?),
    ];
    if findings.overlap.len() > 1 {
        files.push(("overlap.csv", siting::overlap_csv(study, findings)));
    }
    let names = findings.refined.as_ref().map(|refined| &refined.layouts[refined.halved.winner].1);
    if let Some(names) = names {
        let site = |name: &String| study.candidates.iter().position(|site| site.name == *name);
        let open: Vec<u32> = names.iter().filter_map(|name| Some(site(name)? as u32)).collect();
        files.push(("refined.toml", siting::fragment(study, &open, beside)));
    }
    if !findings.curve.is_empty() {
        files.push(("curve.csv", siting::curve_csv(findings)));
        files.push(("curve.svg", siting::curve_svg(study, findings).map_err(drawing)?));
    }
    if !findings.frontier.is_empty() {
        files.push(("pareto.csv", siting::frontier_csv(study, findings)));
        files.push(("pareto.svg", siting::frontier_svg(study, findings).map_err(drawing)?));
    }
    if !findings.robust.sites.is_empty() {
        files.push(("sites.csv", siting::sites_csv(study, findings)));
    }
    if !findings.phased.is_empty() {
        files.push(("phased.csv", siting::phased_csv(study, findings)));
    }
    files.push(("place.json", json.to_owned()));
    let files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    results.write(&files, &[])
}

fn drawing(error: SitingError) -> Failure {
    Failure::internal(error.to_string())
}
