//! What is said of layouts worked out by hand, and what is refused.

use super::*;
use crate::decision::Decision;

/// Four points on a line at 0, 1, 3 and 7, each a site too.
fn line(model: Model) -> PlacementQuestion<'static> {
    let at: Vec<[f64; 2]> = [0.0, 1.0, 3.0, 7.0].map(|x| [x, 0.0]).to_vec();
    let candidate =
        |opening_cost| Candidate { opening_cost, capacity: 5.0, ..Candidate::default() };
    PlacementQuestion {
        model,
        candidates: [1.0, 2.0, 3.0, 4.0].map(candidate).to_vec().into(),
        weights: vec![4.0, 3.0, 2.0, 1.0].into(),
        sizes: vec![4.0, 3.0, 2.0, 1.0].into(),
        distances: Distances::Plane(Plane {
            sites: at.clone().into(),
            demand: at.into(),
            metric: Metric::Euclidean,
        }),
        sites: Some(2),
        budget: None,
    }
}

fn covering(coverage: Coverage) -> Model {
    Model::MaxCovering { radius: 2.0, coverage }
}

#[test]
fn prices_are_those_worked_out_by_hand() {
    for (model, open, value) in [
        (Model::PMedian, vec![0, 2], 3.0 + 4.0),
        (Model::PMedian, vec![3], 4.0 * 7.0 + 3.0 * 6.0 + 2.0 * 4.0),
        (Model::PCenter, vec![0, 2], 4.0),
        (Model::Uncapacitated, vec![0, 2], 4.0 + 3.0 + 4.0),
        (covering(Coverage::Whole), vec![1], 9.0),
        (covering(Coverage::Whole), vec![3], 1.0),
        // From 1 to 3 and 7 it is 2 and 6: the first is near, the second one fourth of the way.
        (covering(Coverage::Partial { reach: 6.0 }), vec![2], 4.0 * 0.75 + 3.0 + 2.0 + 0.5),
        (covering(Coverage::Backup { share: 0.25 }), vec![0, 2], 0.75 * 9.0 + 0.25 * 3.0),
        (Model::SetCovering { radius: 4.0 }, vec![2], 1.0),
    ] {
        let question = line(model);
        question.admit().unwrap();
        let placed = Placed::nearest(open);
        placed.check(&question).unwrap();
        assert_eq!(price(&placed, &question).unwrap().value, value, "{model:?} {:?}", placed.open);
    }
}

#[test]
fn who_serves_whom_is_priced_and_held_to_capacities() {
    let single =
        |sites: [u32; 4]| Placed { open: vec![0, 1], service: Service::Single(sites.into()) };
    let question = line(Model::SingleSource);
    assert_eq!(price(&single([0, 1, 1, 0]), &question).unwrap().value, 3.0 + 2.0 * 2.0 + 7.0);
    let rule = |placed: &Placed| placed.check(&question).unwrap_err().to_string();
    assert_eq!(rule(&single([0, 0, 1, 1])), "site 0 serves 7, its capacity is 5");
    assert_eq!(rule(&single([0, 1, 1, 2])), "site 2 serves demand point 3, but is closed");
    let share = |point, site, share| Share { point, site, share };
    let mut shares = vec![share(0, 0, 1.0), share(1, 1, 1.0), share(2, 1, 0.5), share(3, 0, 1.0)];
    let split = |shares| Placed { open: vec![0, 1], service: Service::Split(shares) };
    assert_eq!(
        rule(&split(shares.clone())),
        "`single_source` does not say who serves whom in this way"
    );
    let question = line(Model::Capacitated);
    let rule = |placed: &Placed| placed.check(&question).unwrap_err().to_string();
    assert_eq!(rule(&split(shares.clone())), "demand point 2 is served 0.5 times, expected once");
    shares.push(share(2, 0, 0.5));
    assert_eq!(rule(&split(shares.clone())), "site 0 serves 6, its capacity is 5");
    shares[3].site = 1;
    assert_eq!(price(&split(shares), &question).unwrap().value, 3.0 + 2.0 + 3.0 + 6.0);
}

#[test]
fn answers_that_break_a_limit_are_refused() {
    let mut question = line(Model::PMedian);
    question.candidates.to_mut()[3].standing = Standing::Kept;
    question.candidates.to_mut()[1].standing = Standing::Banned;
    question.budget = Some(6.0);
    question.admit().unwrap();
    for (open, complaint) in [
        (vec![], "no site is open"),
        (vec![3, 0], "the open sites are not ascending"),
        (vec![3, 4], "an open site is not among the 4 candidates"),
        (vec![0], "kept site 3 is closed"),
        (vec![1, 3], "banned site 1 is open"),
        (vec![0, 2, 3], "3 sites are open, at most 2 may be"),
        (vec![2, 3], "opening costs 7, the budget is 6"),
    ] {
        let placed = Placed { open, service: Service::Nearest };
        let rule = <dyn Placement as Decision>::check(&placed, &question).unwrap_err();
        assert_eq!(rule.to_string(), complaint);
    }
    assert_eq!(<dyn Placement as Decision>::check(&Placed::nearest(vec![3, 0]), &question), Ok(()));
}

#[test]
fn questions_without_an_answer_are_told_apart() {
    type Change = fn(&mut PlacementQuestion<'static>);
    let changes: [(Model, Change, &str); 13] = [
        (
            Model::PMedian,
            |q| q.sites = Some(9),
            "9 sites are to open, allowed 1 to 4, the candidates",
        ),
        (Model::PMedian, |q| q.sites = None, "`p_median` needs a number of sites or a budget"),
        (Model::PMedian, |q| q.weights = vec![0.0; 4].into(), "no demand: all weights are zero"),
        (Model::PMedian, |q| q.weights.to_mut()[1] = f64::NAN, "demand point 1 is NaN, allowed 0"),
        (
            Model::PMedian,
            |q| q.weights = vec![1.0].into(),
            "coordinates of 4 demand points and 4 sites",
        ),
        (Model::PMedian, |q| q.candidates = vec![].into(), "no candidate site"),
        (
            Model::PMedian,
            |q| q.budget = Some(0.5),
            "the budget is 0.5, but the least that can be spent",
        ),
        (
            Model::PMedian,
            |q| q.candidates.to_mut().iter_mut().for_each(|c| c.standing = Standing::Banned),
            "all 4 sites are banned",
        ),
        (
            Model::PMedian,
            |q| q.candidates.to_mut().iter_mut().for_each(|c| c.standing = Standing::Kept),
            "4 sites are kept, but at most 2 may be open",
        ),
        (
            Model::SetCovering { radius: 1.0 },
            |q| q.candidates.to_mut()[3].standing = Standing::Banned,
            "no cover: demand point 3 has no site within 1",
        ),
        (
            Model::MaxCovering { radius: -1.0, coverage: Coverage::Whole },
            |_| {},
            "the radius is -1",
        ),
        (
            Model::SingleSource,
            |q| q.sites = Some(1),
            "demand of 10 exceeds 5, the most that the sites",
        ),
        (
            Model::SingleSource,
            |q| {
                q.sizes.to_mut()[0] = 6.0;
                q.sites = Some(3);
            },
            "a demand point of size 6 exceeds every site's capacity",
        ),
    ];
    for (model, change, complaint) in changes {
        let mut question = line(model);
        change(&mut question);
        let fault = question.admit().unwrap_err().to_string();
        assert!(fault.starts_with(complaint) || fault.contains(complaint), "{fault}");
    }
}

#[test]
fn a_question_comes_back_from_json_as_it_was() {
    let mut question = line(covering(Coverage::Backup { share: 0.25 }));
    question.candidates.to_mut()[0].capacity = f64::INFINITY;
    let traits =
        Traits { at_m: [1.0, 2.0], competitor_km: None, rent_share: 0.5, road_access: 1.0 };
    question.candidates.to_mut()[1].traits = Some(traits);
    let text = serde_json::to_string(&question).unwrap();
    assert_eq!(serde_json::from_str::<PlacementQuestion<'static>>(&text).unwrap(), question);
}

#[test]
fn great_circles_are_as_long_as_the_sphere_has_it() {
    let metric = Metric::GreatCircle { radius_m: 6_378_100.0 };
    let quarter = metric.between([0.0, 0.0], [90.0, 0.0]);
    assert!((quarter - 6_378_100.0 * std::f64::consts::FRAC_PI_2).abs() < 1e-6);
    assert!((metric.between([12.0, 90.0], [77.0, 0.0]) - quarter).abs() < 1e-6);
}
