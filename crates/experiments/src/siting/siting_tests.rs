//! What is said of a layout, judged by looking at all layouts of small questions.

use domain::decision::placement::{
    Candidate, Coverage, Distances, Metric, Model, Placed, PlacementQuestion, Plane, Standing,
    price,
};
use domain::rng::{Purpose, Streams};
use solvers::registry::Choice;

use super::{Asker, Forced, Layout, Verdict, curve, frontier, judged, overlap, phased};

const SITES: u32 = 8;
const RADIUS: f64 = 0.3;

/// Points and sites at random on a square, integer weights, so that sums are exact.
fn question(number: u64) -> PlacementQuestion<'static> {
    let mut stream = Streams::new(5, 0).open(Purpose::Test, number);
    let mut place = || [stream.uniform(), stream.uniform()];
    let sites: Vec<[f64; 2]> = (0..SITES).map(|_| place()).collect();
    let demand: Vec<[f64; 2]> = (0..20).map(|_| place()).collect();
    let weights: Vec<f64> = (0..20).map(|_| f64::from(1 + stream.below(9))).collect();
    let candidates: Vec<Candidate> = (0..SITES)
        .map(|_| Candidate { opening_cost: f64::from(1 + stream.below(5)), ..Candidate::default() })
        .collect();
    PlacementQuestion {
        model: Model::MaxCovering { radius: RADIUS, coverage: Coverage::Whole },
        candidates: candidates.into(),
        weights: weights.into(),
        sizes: vec![].into(),
        distances: Distances::Plane(Plane {
            sites: sites.into(),
            demand: demand.into(),
            metric: Metric::Euclidean,
        }),
        sites: Some(3),
        budget: None,
    }
}

fn asker() -> Asker {
    Asker { choice: Choice::named("swap") }.within(5)
}

/// All layouts that keep the limits, with their values.
fn all(question: &PlacementQuestion<'_>) -> Vec<(Vec<u32>, f64)> {
    let layouts = (1_u32..1 << SITES)
        .map(|set| Placed::nearest((0..SITES).filter(|site| set >> site & 1 == 1).collect()));
    let admitted = layouts.filter(|placed| placed.check(question).is_ok());
    admitted.map(|placed| (placed.open.clone(), price(&placed, question).unwrap().value)).collect()
}

fn best(question: &PlacementQuestion<'_>, allowed: impl Fn(&[u32]) -> bool) -> f64 {
    let values = all(question).into_iter().filter(|(open, _)| allowed(open));
    values.map(|(_, value)| value).fold(0.0, f64::max)
}

#[test]
fn the_curve_is_the_best_of_all_layouts_of_each_size() {
    for number in 0..20 {
        let question = question(number);
        let steps = curve(&question, 1, SITES + 2, &asker()).unwrap();
        assert_eq!(steps.len(), SITES as usize, "more stores than candidates is no question");
        let mut before = 0.0;
        for step in &steps {
            let sized = PlacementQuestion { sites: Some(step.sites), ..question.clone() };
            assert_eq!(step.best.objective.value, best(&sized, |_| true));
            if step.sites > 1 {
                assert_eq!(step.marginal, Some(step.best.objective.value - before));
            }
            before = step.best.objective.value;
        }
    }
}

#[test]
fn the_price_of_a_site_is_what_all_layouts_with_the_other_choice_lose() {
    for number in 0..20 {
        let question = question(number);
        let asker = || Asker { choice: Choice::named("exact") };
        let answered = asker().ask(&question).unwrap();
        let others: Vec<u32> = (0..SITES).collect();
        let robust = judged(&question, &answered, &others, &[], (0.05, 1), &asker()).unwrap();
        let found = robust.sites;
        assert_eq!(found.len(), SITES as usize);
        let top = best(&question, |_| true);
        for site in found {
            let forced = best(&question, |open| open.contains(&site.site) != site.is_open);
            // Branch and bound proves what it finds in questions this small.
            let price = top - forced;
            let Forced::Layout { price: found, at_least: Some(at_least) } = site.forced else {
                panic!("{:?}", site.forced);
            };
            assert!((found - price).abs() < 1e-9 && (at_least - price).abs() < 1e-6);
            let expected = match (price <= 0.05 * top, site.is_open) {
                (true, _) => Verdict::Swappable,
                (false, true) => Verdict::MustHave { is_proved: true },
                (false, false) => Verdict::Never { is_proved: true },
            };
            assert_eq!(site.verdict, expected);
        }
        let all = all(&question);
        let limit = top - 0.05 * top;
        for (value, open) in &robust.good {
            assert!(*value >= limit && all.contains(&(open.clone(), *value)));
        }
        assert!(robust.good.len() <= all.iter().filter(|(_, value)| *value >= limit).count());
    }
}

#[test]
fn no_layout_is_cheaper_and_better_than_the_front() {
    // Only a proof makes a front of one that is searched for.
    let exact = Asker { choice: Choice::named("exact") }.within(5);
    for number in 0..20 {
        let question = question(number);
        let front = frontier(&question, 12.0, 12, &exact).unwrap();
        let unlimited = PlacementQuestion { sites: None, budget: Some(12.0), ..question.clone() };
        for budget in &front {
            for (open, value) in all(&unlimited) {
                let cost: f64 =
                    open.iter().map(|site| question.candidates[*site as usize].opening_cost).sum();
                let point = (budget.spent, budget.best.objective.value);
                let is_better = cost <= point.0 && value > point.1;
                assert!(!is_better, "{number}: {open:?} at {cost} is worth {value}, {point:?}");
            }
        }
        assert!(front.windows(2).all(|pair| pair[0].spent < pair[1].spent));
    }
}

#[test]
fn phases_keep_what_stands_and_lose_what_nesting_costs() {
    for number in 0..20 {
        let question = question(number);
        let steps = curve(&question, 1, 5, &asker()).unwrap();
        let phases = phased(&question, 5, &steps, &asker()).unwrap();
        let mut open: Vec<u32> = Vec::new();
        for (phase, step) in phases.iter().zip(&steps) {
            assert!(open.iter().all(|site| phase.best.placed.open.contains(site)));
            let sized = PlacementQuestion { sites: Some(phase.sites), ..question.clone() };
            let kept = best(&sized, |set| open.iter().all(|site| set.contains(site)));
            assert_eq!(phase.best.objective.value, kept);
            assert_eq!(phase.nesting, Some(step.best.objective.value - kept));
            open.clone_from(&phase.best.placed.open);
        }
    }
}

#[test]
fn figures_of_stores_sum_to_the_value_and_overlaps_are_shares_of_catchments() {
    for number in 0..20 {
        let question = question(number);
        let answered = asker().ask(&question).unwrap();
        let placed = &answered.placed;
        let layout = Layout::of(&question, placed, RADIUS);
        assert_eq!(layout.covered, answered.objective.value);
        assert_eq!(layout.stores.iter().map(|store| store.covered).sum::<f64>(), layout.covered);
        let near = |point: usize, site: u32| {
            question.distance(point, site as usize).is_some_and(|d| d <= RADIUS)
        };
        let weight = |is_in: &dyn Fn(usize) -> bool| -> f64 {
            (0..20).filter(|point| is_in(*point)).map(|point| question.weights[point]).sum()
        };
        let shares = overlap(&question, placed, RADIUS);
        for (a, site) in placed.open.iter().enumerate() {
            let whole = weight(&|point| near(point, *site));
            assert_eq!(layout.stores[a].within, whole);
            for (b, other) in placed.open.iter().enumerate() {
                let both = weight(&|point| near(point, *site) && near(point, *other));
                let share = if whole > 0.0 { both / whole } else { 0.0 };
                assert_eq!(shares[a][b], share);
            }
        }
    }
}

#[test]
fn a_site_that_must_or_must_not_open_has_no_price() {
    let mut question = question(1);
    question.candidates.to_mut()[0].standing = Standing::Kept;
    question.candidates.to_mut()[1].standing = Standing::Banned;
    let answered = asker().ask(&question).unwrap();
    let others: Vec<u32> = (0..SITES).collect();
    let found = judged(&question, &answered, &others, &[], (0.01, 1), &asker()).unwrap().sites;
    assert!(found.iter().all(|site| site.site > 1) && found.len() == SITES as usize - 2);
}

#[test]
fn without_a_bound_nothing_is_proved() {
    let question = question(2);
    let answered = asker().ask(&question).unwrap();
    let others: Vec<u32> = (0..SITES).collect();
    let found = judged(&question, &answered, &others, &[], (0.0, 1), &asker()).unwrap().sites;
    let proved = |verdict| {
        matches!(
            verdict,
            Verdict::MustHave { is_proved: true } | Verdict::Never { is_proved: true }
        )
    };
    assert!(found.iter().all(|site| !proved(site.verdict)));
    assert!(found.iter().any(|site| site.verdict != Verdict::Swappable));
}
