//! True certificates are accepted, and whatever is changed in them for the worse is not.

use domain::decision::Sense;
use domain::decision::placement::{
    Candidate, Certificate, Coverage, Distances, Model, Placed, PlacementQuestion, Proof, Service,
    Share, Standing, Table, price,
};
use proptest::prelude::*;

use super::claim::{Refuted, verify};
use crate::solve::Certified;

const MODELS: [Model; 9] = [
    Model::PMedian,
    Model::PCenter,
    Model::MaxCovering { radius: 6.0, coverage: Coverage::Whole },
    Model::MaxCovering { radius: 4.0, coverage: Coverage::Partial { reach: 9.0 } },
    Model::MaxCovering { radius: 6.0, coverage: Coverage::Backup { share: 0.25 } },
    Model::SetCovering { radius: 8.0 },
    Model::Uncapacitated,
    Model::Capacitated,
    Model::SingleSource,
];

prop_compose! {
    /// Four to five sites, five points; some kept or banned, some points without weight.
    fn questions()(sites in 4..6_usize, model in 0..MODELS.len())(
        model in Just(MODELS[model]),
        rows in prop::collection::vec(0..20_u8, sites * 5),
        weights in prop::collection::vec(0..6_u8, 5),
        sizes in prop::collection::vec(0..5_u8, 5),
        costs in prop::collection::vec(0..15_u8, sites),
        capacities in prop::collection::vec(4..14_u8, sites),
        standing in prop::collection::vec(0..10_u8, sites),
        most in prop::option::of(2..4_u32),
        budget in prop::option::of(10..30_u8),
    ) -> PlacementQuestion<'static> {
        let of = |values: &[u8]| -> Vec<f64> { values.iter().copied().map(f64::from).collect() };
        let candidate = |site: usize| Candidate {
            opening_cost: f64::from(costs[site]),
            capacity: if model.is_capacitated() { f64::from(capacities[site]) } else { f64::INFINITY },
            standing: match standing[site] {
                0 => Standing::Kept,
                1 => Standing::Banned,
                _ => Standing::Free,
            },
            traits: None,
        };
        let is_sized = model.is_capacitated();
        PlacementQuestion {
            model,
            candidates: (0..costs.len()).map(candidate).collect(),
            weights: of(&weights).into(),
            sizes: if is_sized { of(&sizes) } else { vec![] }.into(),
            distances: Distances::Table(Table { rows: of(&rows).into() }),
            sites: most,
            budget: budget.map(f64::from),
        }
    }
}

/// The best layout among all; of the capacitated models among those that serve points whole.
fn best(question: &PlacementQuestion<'_>) -> Option<(Placed, f64)> {
    let sites = question.candidates.len() as u32;
    let mut found: Option<(Placed, f64)> = None;
    let mut consider = |placed: Placed| {
        if placed.check(question).is_err() {
            return;
        }
        let objective = price(&placed, question).unwrap();
        let is_better = found.as_ref().is_none_or(|(_, value)| match objective.sense {
            Sense::Least => objective.value < *value,
            Sense::Most => objective.value > *value,
        });
        if is_better {
            found = Some((placed, objective.value));
        }
    };
    for set in 1..1_u32 << sites {
        let open: Vec<u32> = (0..sites).filter(|site| set >> site & 1 == 1).collect();
        if !question.model.is_capacitated() {
            consider(Placed::nearest(open));
            continue;
        }
        for mut ways in 0..(open.len() as u32).pow(5) {
            let mut serves = Vec::new();
            for _ in 0..5 {
                serves.push(open[ways as usize % open.len()]);
                ways /= open.len() as u32;
            }
            consider(Placed { open: open.clone(), service: Service::Single(serves) });
        }
    }
    found
}

/// A full tree over the free sites; at its leaves every point pays what it costs there, or more
/// than everything where it cannot be served.
fn full_tree(question: &PlacementQuestion<'_>, bound: f64) -> Certificate {
    let mut steps = Vec::new();
    let cases: Vec<Standing> = question.candidates.iter().map(|site| site.standing).collect();
    grow(question, cases, bound, &mut steps);
    Certificate { bound, steps }
}

fn grow(
    question: &PlacementQuestion<'_>,
    cases: Vec<Standing>,
    bound: f64,
    steps: &mut Vec<Proof>,
) {
    let at = steps.len();
    let Some(site) = cases.iter().position(|case| *case == Standing::Free) else {
        let open: Vec<usize> =
            (0..cases.len()).filter(|site| cases[*site] == Standing::Kept).collect();
        let of = |point: usize| {
            let near = open.iter().map(|site| question.distance(point, *site).unwrap());
            let nearest = near.fold(f64::INFINITY, f64::min);
            let weight = question.weights[point];
            match question.model {
                Model::PCenter if nearest < bound => 0.0,
                Model::PCenter => 1.0,
                Model::SetCovering { radius } if nearest <= radius => 0.0,
                Model::SetCovering { .. } => 1e3,
                Model::MaxCovering { coverage: Coverage::Backup { share }, .. } => {
                    let near =
                        open.iter().filter(|site| question.distance(point, **site).unwrap() <= 6.0);
                    [weight * (1.0 - share), weight * share, 0.0][near.count().min(2)]
                }
                Model::MaxCovering { .. } => weight * (1.0 - question.nearness(nearest)),
                _ => (weight * nearest).min(1e4),
            }
        };
        let prices = (0..question.weights.len()).map(of).collect();
        return steps.push(Proof::Close { prices, budget_price: 0.0, capacity_price: 0.0 });
    };
    steps.push(Proof::Split { site: site as u32, open: 0, closed: 0 });
    let mut branch = |case| {
        let mut cases = cases.clone();
        cases[site] = case;
        let next = steps.len() as u32;
        grow(question, cases, bound, steps);
        next
    };
    let (open, closed) = (branch(Standing::Kept), branch(Standing::Banned));
    steps[at] = Proof::Split { site: site as u32, open, closed };
}

fn certified(
    question: &PlacementQuestion<'static>,
    (placed, objective): (Placed, f64),
    certificate: Certificate,
) -> Certified {
    let question = question.clone();
    let (instance, solver) = ("five".into(), "by_hand".into());
    Certified { instance, solver, question, placed, objective, certificate }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2000,
        max_global_rejects: 200_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn an_optimum_with_the_tree_of_all_layouts_is_accepted_and_a_better_bound_is_not(
        question in questions(),
    ) {
        prop_assume!(question.admit().is_ok() && !question.model.is_capacitated());
        let Some((placed, value)) = best(&question) else { return Ok(()) };
        let tree = full_tree(&question, value);
        let claim = certified(&question, (placed, value), tree);
        let proved = verify(&claim);
        prop_assert!(proved.is_ok(), "{:?}", proved);
        prop_assert_eq!(proved.unwrap().gap, 0.0);
        let sense = price(&claim.placed, &question).unwrap().sense;
        let mut better = claim.clone();
        better.certificate.bound += if sense == Sense::Least { 0.5 } else { -0.5 };
        if better.certificate.bound >= 0.0 {
            let refused = matches!(verify(&better), Err(Refuted::Proof(_)));
            prop_assert!(refused);
        }
    }

    #[test]
    fn no_prices_prove_more_than_the_optimum(
        question in questions(),
        prices in prop::collection::vec(-2..60_i8, 5),
        extra in (0..3_u8, 0..12_u8),
        fixes in any::<bool>(),
        above in 0.05..10.0_f64,
    ) {
        prop_assume!(question.admit().is_ok() && question.model != Model::Capacitated);
        let Some((placed, value)) = best(&question) else { return Ok(()) };
        let sense = price(&placed, &question).unwrap().sense;
        let bound = if sense == Sense::Least { value + above } else { value - above };
        prop_assume!(bound > 0.0);
        let budget_price = if question.budget.is_some() { f64::from(extra.0) } else { 0.0 };
        let capacity_price =
            if question.model.is_capacitated() { f64::from(extra.1) } else { 0.0 };
        let prices: Vec<f64> = prices.into_iter().map(f64::from).collect();
        let close = Proof::Close { prices: prices.clone(), budget_price, capacity_price };
        let steps = match fixes {
            true => vec![Proof::Fix { prices, budget_price, capacity_price, next: 1 }, close],
            false => vec![close],
        };
        let claim = certified(&question, (placed, value), Certificate { bound, steps });
        let refused = matches!(verify(&claim), Err(Refuted::Proof(_)));
        prop_assert!(refused);
    }

    #[test]
    fn a_lower_bound_by_prices_alone_is_accepted_up_to_its_value_and_with_it_all_that_is_weaker(
        question in questions(),
        prices in prop::collection::vec(0..40_u8, 5),
    ) {
        prop_assume!(question.admit().is_ok() && question.model == Model::PMedian);
        prop_assume!(question.budget.is_none());
        let Some(answer) = best(&question) else { return Ok(()) };
        // The relaxed value by the formula of the p-median.
        let prices: Vec<f64> = prices.into_iter().map(f64::from).collect();
        let weighed = |point: usize| question.weights[point] > 0.0;
        let gain = |site: usize| -> f64 {
            let of = |point: usize| {
                let cost = question.weights[point] * question.distance(point, site).unwrap();
                (cost - prices[point]).min(0.0)
            };
            (0..5).filter(|point| weighed(*point)).map(of).sum()
        };
        let candidates = &question.candidates;
        let is = |standing| move |site: &usize| candidates[*site].standing == standing;
        let sites = candidates.len();
        let kept: Vec<usize> = (0..sites).filter(is(Standing::Kept)).collect();
        let mut free: Vec<f64> = (0..sites).filter(is(Standing::Free)).map(gain).collect();
        free.sort_by(f64::total_cmp);
        let bound = (0..5).filter(|point| weighed(*point)).map(|point| prices[point]).sum::<f64>()
            + kept.iter().map(|site| gain(*site)).sum::<f64>()
            + free.iter().take(question.most_sites() - kept.len()).sum::<f64>();
        let close = Proof::Close { prices, budget_price: 0.0, capacity_price: 0.0 };
        for (bound, is_true) in [(bound, true), (bound - 3.0, true), (bound + 1.0, false)] {
            let certificate = Certificate { bound, steps: vec![close.clone()] };
            let verdict = verify(&certified(&question, answer.clone(), certificate));
            prop_assert_eq!(verdict.is_ok(), is_true, "{:?}", verdict);
        }
    }
}

/// Two pairs of points far apart, each point a site.
fn pairs(model: Model) -> PlacementQuestion<'static> {
    let at = [0.0, 1.0, 10.0, 11.0];
    let rows: Vec<f64> = at.iter().flat_map(|a| at.map(|b: f64| (a - b).abs())).collect();
    PlacementQuestion {
        model,
        candidates: vec![Candidate { opening_cost: 3.0, capacity: 3.0, ..Candidate::default() }; 4]
            .into(),
        weights: vec![1.0; 4].into(),
        sizes: if model.is_capacitated() { vec![2.0, 1.0, 1.0, 2.0] } else { vec![] }.into(),
        distances: Distances::Table(Table { rows: rows.into() }),
        sites: Some(2),
        budget: None,
    }
}

fn close(prices: [f64; 4], capacity_price: f64) -> Proof {
    Proof::Close { prices: prices.to_vec(), budget_price: 0.0, capacity_price }
}

/// One site of each pair is open; a tree of one split proves that this is best.
fn sound() -> Certified {
    let question = pairs(Model::PMedian);
    let answer = (Placed::nearest(vec![0, 2]), 2.0);
    let steps = vec![
        Proof::Split { site: 0, open: 1, closed: 2 },
        close([1.0; 4], 0.0),
        Proof::Fix { prices: vec![0.5; 4], budget_price: 0.0, capacity_price: 0.0, next: 3 },
        close([1.0; 4], 0.0),
    ];
    certified(&question, answer, Certificate { bound: 2.0, steps })
}

fn complaint(change: impl FnOnce(&mut Certified)) -> String {
    let mut claim = sound();
    change(&mut claim);
    verify(&claim).unwrap_err().to_string()
}

#[test]
fn every_kind_of_tampering_is_named() {
    let proved = verify(&sound()).unwrap();
    assert_eq!((proved.objective.value, proved.bound, proved.gap), (2.0, 2.0, 0.0));
    assert!(proved.sentence().contains("No layout is better: a proof of 4 steps holds."));
    let steps = |claim: &mut Certified, at: usize, step| claim.certificate.steps[at] = step;
    for (said, expected) in [
        (complaint(|c| c.certificate.bound = 3.0), "step 1 of the proof: its relaxed value is 2"),
        (complaint(|c| c.certificate.bound = f64::NAN), "the bound is NaN"),
        (complaint(|c| c.certificate.steps.clear()), "there are no steps"),
        (
            complaint(|c| drop(c.certificate.steps.pop())),
            "step 2 of the proof: it goes on with step 3",
        ),
        (
            complaint(|c| c.certificate.steps.push(close([1.0; 4], 0.0))),
            "step 4 of the proof: no step leads",
        ),
        (
            complaint(|c| steps(c, 0, Proof::Split { site: 0, open: 1, closed: 1 })),
            "step 0 of the proof: it goes on with step 1",
        ),
        (
            complaint(|c| steps(c, 0, Proof::Split { site: 0, open: 1, closed: 0 })),
            "step 0 of the proof: it goes on with step 0",
        ),
        (
            complaint(|c| steps(c, 0, Proof::Split { site: 9, open: 1, closed: 2 })),
            "step 0 of the proof: no site 9",
        ),
        (
            complaint(|c| steps(c, 1, close([9.0, 1.0, 1.0, 1.0], 0.0))),
            "step 1 of the proof: its relaxed value is",
        ),
        (complaint(|c| steps(c, 1, close([f64::NAN; 4], 0.0))), "a price is not a number"),
        (
            complaint(|c| steps(c, 3, close([0.0; 4], 0.0))),
            "step 3 of the proof: its relaxed value is 0",
        ),
        (
            complaint(|c| steps(c, 1, close([1.0; 4], 1.0))),
            "a price of capacity, but there is no limit",
        ),
        (
            complaint(|c| {
                let prices = vec![1.0; 3];
                steps(c, 1, Proof::Close { prices, budget_price: 0.0, capacity_price: 0.0 });
            }),
            "3 prices, expected 4",
        ),
        (
            complaint(|c| {
                let prices = vec![1.0; 4];
                steps(c, 1, Proof::Close { prices, budget_price: -1.0, capacity_price: 0.0 });
            }),
            "the price of budget is -1",
        ),
        (complaint(|c| c.placed.open = vec![0]), "the layout is worth 22, not 2"),
        (
            complaint(|c| c.placed.open = vec![0, 1, 2]),
            "the layout breaks a rule: 3 sites are open",
        ),
        (complaint(|c| c.objective = 1.0), "the layout is worth 2, not 1"),
        (complaint(|c| c.objective = f64::NAN), "the layout is worth 2, not NaN"),
        (complaint(|c| c.question.sites = Some(0)), "no sound question: 0 sites are to open"),
        // With one site more than before the prices prove less.
        (complaint(|c| c.question.sites = Some(4)), "its relaxed value is 0"),
    ] {
        assert!(said.contains(expected), "{said} | {expected}");
    }
}

#[test]
fn what_is_settled_or_closed_already_needs_no_proof() {
    let nothing = || close([0.0; 4], 0.0);
    let claim = |steps| {
        let mut claim = sound();
        claim.certificate.steps = steps;
        verify(&claim).map(|proved| proved.bound)
    };
    let twice = |open, closed| {
        vec![
            Proof::Split { site: 0, open: 1, closed: 2 },
            Proof::Split { site: 0, open: 3, closed: 4 },
            close([1.0; 4], 0.0),
            open,
            closed,
        ]
    };
    assert_eq!(claim(twice(close([1.0; 4], 0.0), nothing())), Ok(2.0));
    assert!(claim(twice(nothing(), close([1.0; 4], 0.0))).is_err());
    let fix = |price: f64| {
        let prices = vec![price; 4];
        let fix = Proof::Fix { prices, budget_price: 0.0, capacity_price: 0.0, next: 1 };
        claim(vec![fix, nothing()])
    };
    assert_eq!(fix(1.0), Ok(2.0));
    assert!(fix(0.5).is_err());
}

#[test]
fn as_many_sites_open_as_the_demand_takes() {
    // Four units and sites of three: two open, whatever the prices say.
    let question =
        PlacementQuestion { sizes: vec![1.0; 4].into(), sites: None, ..pairs(Model::SingleSource) };
    let answer = (Placed { open: vec![0, 2], service: Service::Single(vec![0, 0, 2, 2]) }, 8.0);
    let claim = |bound| {
        let steps = vec![close([0.0; 4], 0.0)];
        verify(&certified(&question, answer.clone(), Certificate { bound, steps }))
    };
    assert_eq!(claim(6.0).unwrap().gap, 0.25);
    assert!(claim(6.5).is_err());
}

#[test]
fn capacities_count_and_their_price_too() {
    let whole = Service::Single(vec![0, 0, 3, 3]);
    for model in [Model::Capacitated, Model::SingleSource] {
        let question = PlacementQuestion { sites: None, ..pairs(model) };
        let answer = (Placed { open: vec![0, 3], service: whole.clone() }, 8.0);
        // Six units need two sites of three at 3 each: a unit is worth 1; so are two points' ways.
        let prices = [0.0, 1.0, 1.0, 0.0];
        let claim = |bound, capacity_price| {
            let steps = vec![close(prices, capacity_price)];
            verify(&certified(&question, answer.clone(), Certificate { bound, steps }))
        };
        let proved = claim(6.0, 1.0).unwrap();
        assert_eq!((proved.bound, proved.gap), (6.0, 0.25));
        assert!(claim(6.5, 1.0).is_err());
    }
    let question = PlacementQuestion { sites: None, ..pairs(Model::Capacitated) };
    let share = |point, site, share| Share { point, site, share };
    let shares = vec![share(0, 0, 1.0), share(1, 0, 1.0), share(2, 3, 1.0), share(3, 3, 1.0)];
    let answer = (Placed { open: vec![0, 3], service: Service::Split(shares) }, 8.0);
    let certificate = Certificate { bound: 0.0, steps: vec![close([0.0; 4], 0.0)] };
    assert!(verify(&certified(&question, answer, certificate)).unwrap().gap > 0.9);
}

#[test]
fn whole_knapsacks_prove_more_than_fractional_ones() {
    // One site of capacity 3 and points of size 2: it serves one of two, not one and a half.
    let question = PlacementQuestion {
        sizes: vec![2.0; 4].into(),
        sites: None,
        candidates: vec![Candidate { opening_cost: 6.0, capacity: 3.0, ..Candidate::default() }; 4]
            .into(),
        ..pairs(Model::SingleSource)
    };
    let placed = Placed { open: vec![0, 1, 2, 3], service: Service::Single(vec![0, 1, 2, 3]) };
    let close = close([6.0; 4], 0.0);
    let claim = |model| {
        let question = PlacementQuestion { model, ..question.clone() };
        let certificate = Certificate { bound: 24.0, steps: vec![close.clone()] };
        verify(&certified(&question, (placed.clone(), 24.0), certificate))
    };
    assert_eq!(claim(Model::SingleSource).unwrap().gap, 0.0);
    assert!(claim(Model::Capacitated).is_err());
}
