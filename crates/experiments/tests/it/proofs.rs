//! Proofs of placement hold before a checker that knows no solver, and prove what the answer says.

use domain::decision::Solver;
use domain::decision::placement::{
    Candidate, Coverage, Distances, Model, Placement, PlacementQuestion, Standing, Table, price,
};
use domain::rng::{Purpose, Stream, Streams};
use experiments::solve::Certified;
use experiments::verify::verify;
use solvers::formats::{Asking, Format, orlib_pmed, pmedcap, sscflp, tsplib};
use solvers::placement::Prover;
use solvers::placement::mip::Mip;
use solvers::placement::portfolio::Config;

const MODELS: [Model; 9] = [
    Model::PMedian,
    Model::PCenter,
    Model::MaxCovering { radius: 25.0, coverage: Coverage::Whole },
    Model::MaxCovering { radius: 20.0, coverage: Coverage::Partial { reach: 40.0 } },
    Model::MaxCovering { radius: 25.0, coverage: Coverage::Backup { share: 0.25 } },
    Model::SetCovering { radius: 30.0 },
    Model::Uncapacitated,
    Model::Capacitated,
    Model::SingleSource,
];

/// Points in a square, most of them sites, so that neighbours dominate each other and capacities
/// are tight.
fn question(model: Model, rng: &mut Stream) -> PlacementQuestion<'static> {
    let sites = 5 + rng.below(12) as usize;
    let points = sites + rng.below(12) as usize;
    let at: Vec<(f64, f64)> =
        (0..points).map(|_| (f64::from(rng.below(100)), f64::from(rng.below(100)))).collect();
    let apart = |point: usize, site: usize| {
        let (a, b) = (at[point], at[site]);
        ((a.0 - b.0).powi(2) + (a.1 - b.1).powi(2)).sqrt()
    };
    let is_floored = rng.chance(0.5);
    let of = |point: usize, site: usize| match is_floored {
        true => apart(point, site).floor(),
        false => apart(point, site),
    };
    let rows: Vec<f64> = (0..points)
        .flat_map(|point| (0..sites).map(move |site| (point, site)))
        .map(|(p, s)| of(p, s))
        .collect();
    let sizes: Vec<f64> = (0..points).map(|_| f64::from(1 + rng.below(9))).collect();
    let demand: f64 = sizes.iter().sum();
    let capacity = (demand * (0.25 + 0.3 * rng.uniform())).ceil();
    let candidate = |rng: &mut Stream| Candidate {
        opening_cost: f64::from(rng.below(60)),
        capacity: if model.is_capacitated() { capacity } else { f64::INFINITY },
        standing: match rng.below(12) {
            0 => Standing::Kept,
            1 => Standing::Banned,
            _ => Standing::Free,
        },
        traits: None,
    };
    let counts = !matches!(model, Model::Uncapacitated | Model::SetCovering { .. });
    PlacementQuestion {
        model,
        candidates: (0..sites).map(|_| candidate(rng)).collect(),
        weights: (0..points).map(|_| f64::from(1 + rng.below(4))).collect(),
        sizes: if model.is_capacitated() { sizes } else { vec![] }.into(),
        distances: Distances::Table(Table { rows: rows.into() }),
        sites: counts.then(|| 3 + rng.below(3)),
        budget: rng.chance(0.2).then(|| 60.0 + f64::from(rng.below(120))),
    }
}

/// Answers with this much work, checks the proof, and that it is of the bound; `None` where there
/// is no layout. Says whether the layout was proved best.
///
/// With one site for each point an assignment may have had to be branched on, which prices cannot
/// tell: there the proof may be of less, never of more.
fn checked(question: &PlacementQuestion<'static>, work_m: u32, name: &str) -> Option<bool> {
    let mut solver = Prover::from(Config { work_m });
    let mut rng = Streams::new(1, 0).open(Purpose::Solver, 8);
    let placed = solver.place(question, &mut rng);
    if solver.failure().is_some() {
        return None;
    }
    let objective = price(&placed, question).unwrap().value;
    let certificate = solver.certificate().unwrap();
    let (question, model) = (question.clone(), question.model);
    let (instance, by) = (name.to_owned(), "portfolio".to_owned());
    let claim = Certified { instance, solver: by, question, placed, objective, certificate };
    let proved = verify(&claim).unwrap_or_else(|refuted| panic!("{name}: {refuted}"));
    let bound = solver.bound().unwrap();
    let room = 1e-8 * bound.abs().max(1.0);
    let is_told = proved.bound <= bound + room
        && (model == Model::SingleSource || bound <= proved.bound + room);
    assert!(is_told, "{name}: the answer says {bound}, the proof {}", proved.bound);
    Some(proved.gap == 0.0)
}

#[test]
fn what_the_portfolio_says_of_small_questions_is_proved() {
    for (at, model) in MODELS.into_iter().enumerate() {
        let mut rng = Streams::new(17, 0).open(Purpose::Test, at as u64);
        let (mut answered, mut best) = (0, 0);
        for case in 0..60 {
            let question = question(model, &mut rng);
            if question.admit().is_err() {
                continue;
            }
            if let Some(is_best) = checked(&question, 30, &format!("{model:?} {case}")) {
                answered += 1;
                best += usize::from(is_best);
            }
        }
        let least = if model == Model::SingleSource { 7 } else { 9 };
        assert!(answered > 20 && 10 * best > least * answered, "{model:?}: {best} of {answered}");
    }
}

#[test]
fn a_general_solver_of_integer_programs_finds_nothing_better_or_worse() {
    for (at, model) in MODELS.into_iter().enumerate() {
        let mut rng = Streams::new(18, 0).open(Purpose::Test, at as u64);
        let mut answered = 0;
        for case in 0..30 {
            let question = question(model, &mut rng);
            if question.admit().is_err() {
                continue;
            }
            let (mut own, mut other) = (Prover::from(Config { work_m: 30 }), Mip::default());
            let [ours, theirs] = [&mut own as &mut dyn Placement, &mut other].map(|solver| {
                let placed = solver.place(&question, &mut rng);
                match solver.failure() {
                    Some(_) => None,
                    None => Some((price(&placed, &question).unwrap().value, solver.bound())),
                }
            });
            let (Some((ours, bound)), Some((theirs, least))) = (ours, theirs) else {
                assert_eq!(ours, theirs, "{model:?} {case}: only one of them has an answer");
                continue;
            };
            assert_eq!(least, Some(theirs));
            let is_proved = bound == Some(ours);
            let room = 1e-6 * (1.0 + theirs.abs());
            assert!(
                (ours - theirs).abs() <= room || !is_proved,
                "{model:?} {case}: {ours} {theirs}"
            );
            answered += usize::from(is_proved);
        }
        assert!(answered > 10, "{model:?}: {answered}");
    }
}

#[test]
fn what_the_portfolio_says_of_public_instances_is_proved() {
    let Ok(data) = std::env::var("DARKSTORE_DATA") else {
        println!("skipped: DARKSTORE_DATA is not set");
        return;
    };
    let cases: [(&str, Format, &str, Option<u32>); 7] = [
        ("pmed/pmed1.txt", orlib_pmed::FORMAT, "p_center", None),
        ("pmed/pmed13.txt", orlib_pmed::FORMAT, "p_center", None),
        ("pmed/pmed5.txt", orlib_pmed::FORMAT, "p_median", None),
        ("tsplib-pcenter/pr226.tsp", tsplib::FORMAT, "p_center", Some(10)),
        ("sscflp-holmberg/p1.txt", sscflp::HOLMBERG, "single_source", None),
        ("sscflp-holmberg/p7.txt", sscflp::HOLMBERG, "single_source", None),
        ("pmedcap/pmedcap01.txt", pmedcap::FORMAT, "single_source", None),
    ];
    for (file, format, model, sites) in cases {
        let text = std::fs::read_to_string(format!("{data}/placement/{file}")).unwrap();
        let asking = Asking { model: Some(model.into()), sites, ..Asking::default() };
        let question = format.read(&text, &asking).unwrap();
        assert_eq!(checked(&question, 400, file), Some(true), "{file} {model}");
    }
}
