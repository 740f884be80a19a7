//! Sequential halving finds the best of systems whose means are known, and its interval is honest.

use std::collections::BTreeSet;

use experiments::selection::{
    Direction, HalvingConfig, Objective, SelectionError, select_by_halving,
};
use experiments::statistics::Level;

use crate::normals::{Normals, assert_kept};

fn config(direction: Direction, budget: u64, final_replications: u32) -> HalvingConfig {
    HalvingConfig {
        objective: Objective { name: "profit".to_owned(), response: 0, direction },
        budget,
        final_replications,
        level: Level::P90,
        first_replication: 5,
    }
}

#[test]
fn the_best_of_eight_is_found_more_often_on_common_random_numbers() {
    let mut found = [0; 2];
    for (at, correlation) in [0.0, 0.9].into_iter().enumerate() {
        for seed in 0..300 {
            let direction = [Direction::Maximise, Direction::Minimise][seed as usize % 2];
            let sign = if direction == Direction::Maximise { 1.0 } else { -1.0 };
            let means: Vec<f64> = (0..8).map(|i| if i == 5 { sign } else { 0.0 }).collect();
            let mut sampler = Normals::of(&means, &[2.0; 8], correlation, seed);
            sampler.asked = Some(BTreeSet::new());
            let systems: Vec<usize> = (0..8).collect();
            let halved = select_by_halving(&systems, &config(direction, 140, 10), &mut sampler);
            let halved = halved.unwrap();
            assert!(halved.replications <= 140 && halved.rounds.len() == 3);
            assert_eq!(halved.rounds.iter().map(|r| r.kept).collect::<Vec<_>>(), [4, 2, 1]);
            assert_eq!(halved.rounds[2].standing[0].0, halved.winner);
            assert_ne!(halved.winner, halved.rival);
            assert!(halved.winner == 0 || halved.rival == 0, "held against the first");
            found[at] += u32::from(halved.winner == 5);
        }
    }
    assert!(found[0] > 150 && found[1] > 285 && found[1] > found[0], "{found:?}");
}

#[test]
fn the_final_interval_covers_although_the_winner_was_chosen() {
    // All alike: whoever wins was lucky, and replications that chose it would flatter it.
    let trials = 2_000;
    let mut covered = 0;
    for seed in 0..trials {
        let mut sampler = Normals::of(&[3.0; 6], &[1.0; 6], 0.5, u64::from(seed));
        let systems: Vec<usize> = (0..6).collect();
        let config = config(Direction::Maximise, 80, 10);
        let halved = select_by_halving(&systems, &config, &mut sampler).unwrap();
        let [low, high] = halved.difference.interval().unwrap();
        covered += u32::from(low <= 0.0 && 0.0 <= high);
    }
    assert_kept(covered, trials, 0.9, "intervals of winners among equals");
}

#[test]
fn a_budget_that_is_too_small_is_refused_with_what_is_needed() {
    let mut sampler = Normals::of(&[0.0; 5], &[1.0; 5], 0.0, 1);
    let config = config(Direction::Maximise, 34, 10);
    let error = select_by_halving(&[0, 1, 2, 3, 4], &config, &mut sampler).unwrap_err();
    assert!(matches!(&error, SelectionError::Setting { name: "budget", .. }), "{error}");
    assert!(error.to_string().contains("35 to"), "{error}");
}
