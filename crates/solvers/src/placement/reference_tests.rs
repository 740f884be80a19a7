//! The reference placement on cities small enough to check by hand.

use domain::decision::placement::{
    Candidate, Coverage, Distances, Metric, Plane, Standing, Table, price,
};
use domain::rng::{Purpose, Streams};

use super::*;

/// Points on a line, metres, that are candidates too.
fn line(at_m: &[f64], weights: &[f64], sites: u32) -> PlacementQuestion<'static> {
    let at: Vec<[f64; 2]> = at_m.iter().map(|x| [*x, 0.0]).collect();
    let candidate = |at_m: &[f64; 2]| Candidate {
        traits: Some(Traits {
            at_m: *at_m,
            competitor_km: None,
            rent_share: 0.5,
            road_access: 0.5,
        }),
        ..Candidate::default()
    };
    PlacementQuestion {
        model: Model::PMedian,
        candidates: at.iter().map(candidate).collect(),
        weights: weights.to_vec().into(),
        sizes: vec![].into(),
        distances: Distances::Plane(Plane {
            sites: at.clone().into(),
            demand: at.into(),
            metric: Metric::Euclidean,
        }),
        sites: Some(sites),
        budget: None,
    }
}

fn ask(config: Config, question: &PlacementQuestion<'_>) -> Result<Vec<u32>, String> {
    question.admit().unwrap();
    let mut solver = Reference::new(config);
    let placed = solver.place(question, &mut Streams::new(1, 0).open(Purpose::Test, 0));
    if let Some(failure) = solver.failure() {
        return Err(failure.to_string());
    }
    assert_eq!(placed.check(question), Ok(()));
    Ok(placed.open)
}

fn open(question: &PlacementQuestion<'_>) -> Vec<u32> {
    ask(Config::default(), question).unwrap()
}

#[test]
fn the_first_store_has_most_demand_within_reach_and_the_next_what_is_left() {
    // 0, 1 and 2 km, and then 6 and 7 km.
    let question = line(&[0.0, 1e3, 2e3, 6e3, 7e3], &[3.0, 3.0, 3.0, 2.0, 2.0], 2);
    // All three on the left reach all of it; the one listed first wins, and of the others too.
    assert_eq!(open(&question), [0, 3]);
}

#[test]
fn rent_roads_and_competitors_decide_between_places_with_the_same_demand() {
    let mut question = line(&[0.0, 500.0, 1e3], &[1.0; 3], 1);
    for (site, change) in [(1, 0.9), (2, 0.1)] {
        let mut cheap = question.clone();
        cheap.candidates.to_mut()[site].traits.as_mut().unwrap().rent_share = change - 0.1;
        let chosen = if change > 0.5 { 0 } else { site as u32 };
        assert_eq!(open(&cheap), [chosen]);
    }
    question.candidates.to_mut()[2].traits.as_mut().unwrap().road_access = 0.6;
    assert_eq!(open(&question), [2]);
    question.candidates.to_mut()[2].traits.as_mut().unwrap().competitor_km = Some(1.5);
    assert_eq!(open(&question), [0]);
}

#[test]
fn the_score_of_a_lone_store_is_the_weighted_sum_of_the_design() {
    let mut question = line(&[0.0, 1e3, 9e3], &[1.0, 3.0, 2.0], 1);
    question.candidates.to_mut()[2].traits = Some(Traits {
        at_m: [9e3, 0.0],
        competitor_km: Some(0.75),
        rent_share: 0.2,
        road_access: 0.9,
    });
    let config = Config::default();
    let (room, _) = Room::of(&question, "reference").unwrap();
    let mut map = Map::of(&question, &config, room);
    // Two of the four that the best reaches; per point 2 like the best; 0.75 of 3 km.
    let expected = 0.30 * 2.0 / 4.0 + 0.25 * 1.0 + 0.15 * 0.25 + 0.20 * 0.8 + 0.10 * 0.9;
    assert!((map.score(2).0 - expected).abs() < 1e-12);
    map.open(0);
    // All of what site 1 reaches is within reach of site 0.
    let (score, overlap) = map.score(1);
    assert_eq!(overlap, 1.0);
    assert!((score - (0.25 + 0.15 + 0.10 + 0.05)).abs() < 1e-12);
}

#[test]
fn overlapping_places_are_pruned_until_none_is_left_and_then_come_back() {
    // Rent makes 1 km by far the better second place, but it overlaps.
    let mut question = line(&[0.0, 1e3, 9e3], &[5.0, 4.0, 1.0], 2);
    question.candidates.to_mut()[1].traits.as_mut().unwrap().rent_share = 0.0;
    question.candidates.to_mut()[0].traits.as_mut().unwrap().rent_share = 0.0;
    assert_eq!(open(&question), [0, 2]);
    let anywhere = Config { overlap_share: 1.0, ..Config::default() };
    assert_eq!(ask(anywhere, &question), Ok(vec![0, 2]), "full overlap is pruned in any case");
    question.sites = Some(3);
    assert_eq!(open(&question), [0, 1, 2]);
}

#[test]
fn stores_move_where_greed_put_them_wrong() {
    // Greed takes the middle, which reaches four; two stores at the ends reach all six.
    let question =
        line(&[0.0, 1.8e3, 3.6e3, 5.4e3, 7.2e3, 9.0e3], &[2.0, 2.0, 2.1, 2.1, 2.0, 2.0], 2);
    let reached = |open: &[u32]| {
        let model = Model::MaxCovering { radius: 2e3, coverage: Coverage::Whole };
        let covering = PlacementQuestion { model, ..question.clone() };
        price(&Placed::nearest(open.to_vec()), &covering).unwrap().value
    };
    let greedy = ask(Config { passes_at_most: 0, ..Config::default() }, &question).unwrap();
    assert!(reached(&greedy) < 12.0 && reached(&open(&question)) > 12.1, "{greedy:?}");
}

#[test]
fn kept_banned_and_budget_are_respected() {
    let mut question = line(&[0.0, 1e3, 2e3, 6e3, 7e3], &[3.0, 3.0, 3.0, 2.0, 2.0], 3);
    question.candidates.to_mut()[4].standing = Standing::Kept;
    question.candidates.to_mut()[0].standing = Standing::Banned;
    for candidate in question.candidates.to_mut() {
        candidate.opening_cost = 2.0;
    }
    question.candidates.to_mut()[1].opening_cost = 9.0;
    question.budget = Some(5.0);
    assert_eq!(open(&question), [2, 4]);
}

#[test]
fn without_traits_the_reach_is_where_a_store_has_its_part_of_the_candidates() {
    // Distances of a table may be of any unit: two groups of three, 1 apart, in units of 10⁻⁶.
    let place = [0.0, 1.0, 2.0, 50.0, 51.0, 52.0].map(|x: f64| x * 1e-6);
    let rows = place.iter().flat_map(|a| place.iter().map(move |b| (a - b).abs())).collect();
    let mut question = line(&place, &[1.0; 6], 2);
    question.distances = Distances::Table(Table { rows });
    for candidate in question.candidates.to_mut() {
        candidate.traits = None;
    }
    assert_eq!(open(&question), [1, 4]);
}

#[test]
fn questions_it_has_no_answer_to_fail_with_a_reason() {
    let mut question = line(&[0.0, 1e3], &[1.0, 1.0], 1);
    question.model = Model::SetCovering { radius: 2e3 };
    let failure = ask(Config::default(), &question).unwrap_err();
    assert!(failure.contains("no answer to `set_covering`"), "{failure}");
    question.model = Model::Uncapacitated;
    question.sites = None;
    let failure = ask(Config::default(), &question).unwrap_err();
    assert_eq!(failure, "`reference` needs a number of sites or a budget");
}
