//! Selection procedures keep their promises on systems whose best is known.

use std::collections::BTreeSet;
use std::convert::Infallible;

use domain::rng::{Purpose, Streams};
use experiments::selection::{
    ConstrainedConfig, Constraint, Direction, FeasibilityConfig, KnppConfig, Objective, OcbaConfig,
    Sampler, SelectionError, Sense, Status, TwoStageConfig, Variance, Verdict, allocate,
    check_feasibility, select_best, select_constrained, select_in_two_stages,
};

use crate::normals::{Normals, assert_kept};

const TRIALS: u32 = 1_000;

fn objective(direction: Direction) -> Objective {
    Objective { name: "cost".to_owned(), response: 0, direction }
}

fn knpp(direction: Direction, variance: Variance) -> KnppConfig {
    KnppConfig {
        objective: objective(direction),
        delta: 1.0,
        alpha: 0.1,
        first_stage: 10,
        batch: 4,
        cap: 100_000,
        variance,
        first_replication: 0,
    }
}

/// System 2 is best, all others exactly 1 worse.
fn slippage(direction: Direction) -> Vec<f64> {
    let best = if direction == Direction::Minimise { -1.0 } else { 1.0 };
    (0..5).map(|i| if i == 2 { best } else { 0.0 }).collect()
}

const EQUAL: [f64; 5] = [2.0; 5];
const UNEQUAL: [f64; 5] = [1.0, 1.5, 2.0, 2.5, 3.0];

#[test]
fn kn_and_knpp_select_the_best_as_often_as_promised() {
    for variance in [Variance::FirstStage, Variance::Updated] {
        for (direction, correlation, sds) in [
            (Direction::Minimise, 0.0, EQUAL),
            (Direction::Maximise, 0.0, UNEQUAL),
            (Direction::Minimise, 0.7, EQUAL),
            (Direction::Maximise, 0.7, UNEQUAL),
        ] {
            let config = knpp(direction, variance);
            let mut right = 0;
            for seed in 0..TRIALS {
                let means = slippage(direction);
                let mut sampler = Normals::of(&means, &sds, correlation, seed.into());
                let found = select_best(&[0, 1, 2, 3, 4], &config, &mut sampler).unwrap();
                assert_eq!(found.status, Status::Selected);
                right += u32::from(found.chosen == 2);
            }
            let what = format!("{variance:?} {direction:?} correlation {correlation} {sds:?}");
            assert_kept(right, TRIALS, 0.9, &what);
        }
    }
}

#[test]
fn a_difference_far_below_delta_is_not_found_as_often() {
    // The counterpart: a promise that would hold anyway tests nothing.
    let config = knpp(Direction::Minimise, Variance::FirstStage);
    let mut right = 0;
    for seed in 0..TRIALS {
        let means = slippage(Direction::Minimise).iter().map(|mean| mean / 8.0).collect::<Vec<_>>();
        let mut sampler = Normals::of(&means, &EQUAL, 0.0, seed.into());
        right +=
            u32::from(select_best(&[0, 1, 2, 3, 4], &config, &mut sampler).unwrap().chosen == 2);
    }
    assert!(right < 600, "{right} of {TRIALS}");
}

#[test]
fn common_random_numbers_and_dropping_both_save_replications() {
    let means = slippage(Direction::Minimise);
    let two_stages = TwoStageConfig {
        objective: objective(Direction::Minimise),
        delta: 1.0,
        alpha: 0.1,
        first_stage: 10,
        cap: 100_000,
        first_replication: 0,
    };
    let config = knpp(Direction::Minimise, Variance::FirstStage);
    let (mut apart, mut common, mut fixed, mut right) = (0, 0, 0, 0);
    for seed in 0..TRIALS {
        let sampler = |correlation| Normals::of(&means, &EQUAL, correlation, seed.into());
        let systems = [0, 1, 2, 3, 4];
        apart += select_best(&systems, &config, &mut sampler(0.0)).unwrap().replications;
        common += select_best(&systems, &config, &mut sampler(0.8)).unwrap().replications;
        let found = select_in_two_stages(&systems, &two_stages, &mut sampler(0.0)).unwrap();
        fixed += found.replications;
        right += u32::from(found.chosen == 2);
    }
    assert_kept(right, TRIALS, 0.9, "two stages");
    assert!(2 * common < apart, "{common} against {apart}");
    assert!(apart < fixed, "{apart} against {fixed}");
}

#[test]
fn at_the_cap_the_best_is_among_the_survivors_as_often_as_promised() {
    let means = slippage(Direction::Maximise);
    let config = KnppConfig { cap: 25, ..knpp(Direction::Maximise, Variance::FirstStage) };
    let (mut capped, mut right) = (0, 0);
    for seed in 0..TRIALS {
        let mut sampler = Normals::of(&means, &EQUAL, 0.0, seed.into());
        let found = select_best(&[0, 1, 2, 3, 4], &config, &mut sampler).unwrap();
        capped += u32::from(found.status == Status::Capped);
        right += u32::from(found.survivors.contains(&2));
        assert!(found.survivors.contains(&found.chosen));
        assert!(found.replications <= 5 * 25);
        assert_eq!(found.status == Status::Capped, found.guarantee.contains("cap of 25"));
    }
    assert!(capped > TRIALS / 2, "{capped}");
    assert_kept(right, TRIALS, 0.9, "survivors");
}

#[test]
fn nothing_is_asked_for_twice_and_survivors_are_asked_in_one_batch() {
    let mut sampler = Normals::of(&slippage(Direction::Minimise), &EQUAL, 0.5, 7);
    sampler.asked = Some(BTreeSet::new());
    let config =
        KnppConfig { first_replication: 100, ..knpp(Direction::Minimise, Variance::Updated) };
    let found = select_best(&[4, 3, 2, 1, 0], &config, &mut sampler).unwrap();
    let asked = sampler.asked.unwrap();
    assert_eq!(asked.len() as u64, found.replications);
    for judged in &found.systems {
        // Numbers without gaps, from the first named.
        let numbers: Vec<u32> =
            asked.iter().filter(|(system, _)| *system == judged.system).map(|(_, r)| *r).collect();
        let count = judged.objective.replications;
        assert_eq!(numbers, (100..100 + count).collect::<Vec<_>>());
    }
    assert_eq!(sampler.batches[0], 50);
    assert!(sampler.batches[1..].iter().all(|size| size % 4 == 0));
}

/// A cost that is known is no figure of chance.
#[test]
fn values_that_never_vary_are_taken_as_they_are_and_the_first_of_equals_is_kept() {
    let mut sampler = Normals::of(&[5.0, 3.0, 3.0], &[0.0; 3], 0.0, 1);
    let config = knpp(Direction::Minimise, Variance::FirstStage);
    let found = select_best(&[0, 1, 2], &config, &mut sampler).unwrap();
    assert_eq!((found.chosen, found.replications, found.status), (1, 30, Status::Selected));
    assert!(found.guarantee.contains("never varied in 10 replications"), "{}", found.guarantee);
}

#[test]
fn senseless_settings_are_refused_by_name_and_range() {
    let good = knpp(Direction::Minimise, Variance::Updated);
    let refuse = |config: KnppConfig, systems: &[usize]| {
        let mut sampler = Normals::of(&[0.0, 1.0], &[1.0, 1.0], 0.0, 0);
        select_best(systems, &config, &mut sampler).unwrap_err().to_string()
    };
    for (config, expected) in [
        (KnppConfig { delta: 0.0, ..good.clone() }, "`delta` is 0; it must be a finite number"),
        (KnppConfig { alpha: 0.5, ..good.clone() }, "`alpha` is 0.5; it must be between 0 and"),
        (
            KnppConfig { first_stage: 1, ..good.clone() },
            "`first_stage` is 1; it must be at least 2",
        ),
        (KnppConfig { batch: 0, ..good.clone() }, "`batch` is 0; it must be at least 1"),
        (KnppConfig { cap: 9, ..good.clone() }, "`cap` is 9; it must be at least `first_stage`"),
    ] {
        let said = refuse(config, &[0, 1]);
        assert!(said.starts_with(expected), "{said}");
    }
    assert!(refuse(good.clone(), &[]).contains("at least one"));
    assert!(refuse(good.clone(), &[1, 0, 1]).contains("system 1 is listed twice"));
    let mut sampler = Normals::of(&[f64::NAN, 1.0], &[1.0, 1.0], 0.0, 0);
    let said = select_best(&[0, 1], &good, &mut sampler).unwrap_err();
    assert!(matches!(said, SelectionError::NotFinite { replication: 0, response: 0, .. }));
    let lacking = Objective { response: 3, ..objective(Direction::Minimise) };
    let said = refuse(KnppConfig { objective: lacking, ..good }, &[0, 1]);
    assert!(said.contains("has 1 responses") && said.contains("response 3"), "{said}");
}

/// Response 1 at least 0.9, response 2 at most 4.
fn constraints() -> Vec<Constraint> {
    let constraint = |name: &str, response, sense, bound, tolerance| Constraint {
        name: name.to_owned(),
        response,
        sense,
        bound,
        tolerance,
    };
    vec![
        constraint("hit_rate", 1, Sense::AtLeast, 0.9, 0.02),
        constraint("wait", 2, Sense::AtMost, 4.0, 0.5),
    ]
}

/// Objectives, with responses 1 and 2 so many tolerances inside their bounds.
fn bounded(systems: &[(f64, f64, f64)]) -> Vec<Vec<(f64, f64)>> {
    let row = |&(cost, hit, wait): &(f64, f64, f64)| {
        vec![(cost, 2.0), (0.9 + 0.02 * hit, 0.05), (4.0 - 0.5 * wait, 1.0)]
    };
    systems.iter().map(row).collect()
}

#[test]
fn feasibility_is_right_as_often_as_promised_at_the_tolerance() {
    // Desirable and unacceptable ones, all exactly at the tolerance of what decides.
    let systems =
        [(0.0, 1.0, 1.0), (0.0, 1.0, 1.0), (0.0, -1.0, 1.0), (0.0, 1.0, -1.0), (0.0, -1.0, 9.0)];
    for (variance, correlation) in [
        (Variance::FirstStage, 0.0),
        (Variance::FirstStage, 0.7),
        (Variance::Updated, 0.0),
        (Variance::Updated, 0.7),
    ] {
        let config = FeasibilityConfig {
            constraints: constraints(),
            alpha: 0.1,
            first_stage: 10,
            batch: 5,
            cap: 100_000,
            variance,
            first_replication: 0,
        };
        let mut right = 0;
        for seed in 0..TRIALS {
            let mut sampler = Normals::new(bounded(&systems), correlation, seed.into());
            let found = check_feasibility(&[0, 1, 2, 3, 4], &config, &mut sampler).unwrap();
            assert_eq!(found.status, Status::Selected);
            right += u32::from(found.with(Verdict::Feasible).eq(&[0, 1]));
        }
        assert_kept(right, TRIALS, 0.9, &format!("{variance:?} correlation {correlation}"));
    }
}

#[test]
fn without_a_verdict_at_the_cap_a_system_is_called_undecided() {
    let systems = [(0.0, 0.0, 20.0), (0.0, 40.0, 20.0), (0.0, 1.0, -20.0)];
    let config = FeasibilityConfig {
        constraints: constraints(),
        alpha: 0.05,
        first_stage: 10,
        batch: 5,
        cap: 15,
        variance: Variance::FirstStage,
        first_replication: 0,
    };
    let mut sampler = Normals::new(bounded(&systems), 0.0, 3);
    let found = check_feasibility(&[0, 1, 2], &config, &mut sampler).unwrap();
    assert_eq!(found.status, Status::Capped);
    let verdicts: Vec<Verdict> = found.systems.iter().map(|each| each.verdict).collect();
    assert_eq!(verdicts, [Verdict::Undecided, Verdict::Feasible, Verdict::Infeasible]);
    assert_eq!(found.systems[2].broken, ["wait"]);
    assert!(found.guarantee.contains("1 of 3 systems had no verdict"), "{}", found.guarantee);
}

fn constrained(variance: Variance) -> ConstrainedConfig {
    ConstrainedConfig {
        objective: objective(Direction::Minimise),
        constraints: constraints(),
        delta: 1.0,
        alpha: 0.1,
        feasibility_share: 0.5,
        first_stage: 10,
        batch: 5,
        cap: 100_000,
        variance,
        first_replication: 0,
    }
}

#[test]
fn constrained_selection_is_right_as_often_as_promised() {
    // The cheap are unacceptable by just the tolerance, the feasible exactly delta dearer.
    let systems =
        [(-2.0, -1.0, 1.0), (-2.0, 1.0, -1.0), (0.0, 1.0, 1.0), (1.0, 1.0, 1.0), (1.0, 1.0, 1.0)];
    for (variance, correlation) in [(Variance::FirstStage, 0.0), (Variance::Updated, 0.6)] {
        let mut right = 0;
        for seed in 0..TRIALS {
            let mut sampler = Normals::new(bounded(&systems), correlation, seed.into());
            let config = constrained(variance);
            let found = select_constrained(&[0, 1, 2, 3, 4], &config, &mut sampler).unwrap();
            right += u32::from(found.chosen == Some(2));
        }
        assert_kept(right, TRIALS, 0.9, &format!("{variance:?} correlation {correlation}"));
    }
}

#[test]
fn constrained_selection_says_so_where_none_is_feasible() {
    let systems = [(-2.0, -3.0, 1.0), (-2.0, 1.0, -3.0)];
    let mut sampler = Normals::new(bounded(&systems), 0.0, 5);
    sampler.asked = Some(BTreeSet::new());
    let config = constrained(Variance::FirstStage);
    let found = select_constrained(&[0, 1], &config, &mut sampler).unwrap();
    assert_eq!((found.status, found.chosen), (Status::NoneFeasible, None));
    assert!(found.guarantee.starts_with("No system was found feasible."), "{}", found.guarantee);
    assert_eq!(sampler.asked.unwrap().len() as u64, found.replications);
}

#[test]
fn ocba_beats_equal_shares_and_does_about_as_well_as_it_estimates() {
    let means: Vec<f64> = (0..10).map(f64::from).collect();
    let sds = [4.0; 10];
    let systems: Vec<usize> = (0..10).collect();
    let equal = OcbaConfig {
        objective: objective(Direction::Minimise),
        first_stage: 30,
        increment: 10,
        budget: 300,
        delta: 0.0,
        first_replication: 0,
    };
    let clever = OcbaConfig { first_stage: 8, increment: 20, ..equal.clone() };
    for correlation in [0.0, 0.6] {
        let (mut by_share, mut by_ocba, mut apcs) = (0, 0, 0.0);
        for seed in 0..TRIALS {
            let sampler = || Normals::of(&means, &sds, correlation, seed.into());
            let shared = allocate(&systems, &equal, &mut sampler()).unwrap();
            let found = allocate(&systems, &clever, &mut sampler()).unwrap();
            assert_eq!((shared.replications, found.replications), (300, 300));
            by_share += u32::from(shared.chosen == 0);
            by_ocba += u32::from(found.chosen == 0);
            apcs += found.apcs;
        }
        let (share, measured) =
            (f64::from(by_share) / f64::from(TRIALS), f64::from(by_ocba) / f64::from(TRIALS));
        let estimated = apcs / f64::from(TRIALS);
        println!("correlation {correlation}: equal {share}, ocba {measured}, apcs {estimated}");
        if correlation == 0.0 {
            assert!(measured > share + 0.03, "{measured} against {share}");
        }
        assert!(measured > estimated - 0.05, "{measured} against {estimated}");
    }
}

#[test]
fn results_can_be_written_for_machines() {
    let mut sampler = Normals::of(&[0.0, 5.0], &[1.0, 1.0], 0.0, 1);
    let config = knpp(Direction::Minimise, Variance::Updated);
    let found = select_best(&[0, 1], &config, &mut sampler).unwrap();
    let written = serde_json::to_value(&found).unwrap();
    assert_eq!(written["status"], "selected");
    assert_eq!(written["procedure"], "KN++");
    assert!(written["guarantee"].as_str().unwrap().starts_with("With probability at least 90 %"));
}

/// Two systems that differ on few days only: on these the second is lower by `by`.
struct Rarely {
    seed: u64,
    share: f64,
    by: f64,
}

impl Sampler<usize> for Rarely {
    type Error = Infallible;

    fn sample(&mut self, requests: &[(usize, u32)]) -> Result<Vec<Vec<f64>>, Infallible> {
        let answer = |(system, replication): &(usize, u32)| {
            let mut day = Streams::new(self.seed, 0).open(Purpose::Test, u64::from(*replication));
            let (value, is_rare) = (day.uniform(), day.chance(self.share));
            vec![value - if *system == 1 && is_rare { self.by } else { 0.0 }]
        };
        Ok(requests.iter().map(answer).collect())
    }
}

/// On most first stages of ten days the two never differ, which is no certainty.
#[test]
fn a_rare_difference_is_waited_for() {
    for variance in [Variance::FirstStage, Variance::Updated] {
        let config = KnppConfig {
            delta: 0.02,
            alpha: 0.05,
            batch: 10,
            ..knpp(Direction::Minimise, variance)
        };
        let mut right = 0;
        for seed in 0..TRIALS {
            let mut sampler = Rarely { seed: seed.into(), share: 0.023, by: 1.0 };
            let found = select_best(&[0, 1], &config, &mut sampler).unwrap();
            right += u32::from(found.status == Status::Selected && found.chosen == 1);
        }
        assert_kept(right, TRIALS, 0.95, &format!("{variance:?}"));
    }
}

#[test]
fn systems_without_a_spread_between_them_are_left_undecided() {
    // Everything in common: the same value of all systems in every replication, or 3 less.
    for (means, never) in [([3.0; 3], "1, 2"), ([3.0, 3.0, 0.0], "1, 2")] {
        let mut sampler = Normals::of(&means, &[2.0; 3], 1.0, 5);
        let config = KnppConfig { cap: 200, ..knpp(Direction::Maximise, Variance::Updated) };
        let found = select_best(&[0, 1, 2], &config, &mut sampler).unwrap();
        assert_eq!((found.status, found.chosen, found.survivors.len()), (Status::Capped, 0, 3));
        let told = format!("In 200 replications 0 never differed from {never}");
        assert!(found.guarantee.contains(&told), "{}", found.guarantee);
        assert!(
            found.guarantee.contains("up to 1.1447 % of all replications"),
            "{}",
            found.guarantee
        );
    }
}
