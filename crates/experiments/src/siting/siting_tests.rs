//! What is said of a layout, judged by looking at all layouts of small questions.

use domain::decision::placement::{
    Candidate, Coverage, Distances, Metric, Model, Placed, PlacementQuestion, Plane, Standing,
    price,
};
use domain::rng::{Purpose, Streams};
use solvers::registry::Choice;

use super::{
    Asker, Forced, Layout, Verdict, curve, even_budgets, freed, front, judged, neighbourly,
    overlap, phased, within_budgets,
};

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
    Asker::of(Choice::named("swap")).within(5)
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
        let asker = || Asker::of(Choice::named("exact"));
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
    let exact = Asker::of(Choice::named("exact")).within(5);
    for number in 0..20 {
        let question = question(number);
        let budgets = even_budgets(&question, 12.0, 12);
        let found = within_budgets(&question, &budgets, &exact).unwrap();
        let front = front(&question, found, &[], None);
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

#[test]
fn the_chosen_layout_is_on_the_front_and_marked_where_it_is_dominated() {
    let exact = Asker::of(Choice::named("exact")).within(5);
    let (mut on, mut under) = (0, 0);
    for number in 0..20 {
        let question = PlacementQuestion { budget: Some(14.0), ..question(number) };
        let chosen = exact.ask(&question).unwrap();
        let cost = |open: &[u32]| -> f64 {
            open.iter().map(|site| question.candidates[*site as usize].opening_cost).sum()
        };
        let budgets = within_budgets(&question, &[2.0, 5.0, 9.0, 14.0], &exact).unwrap();
        let steps = curve(&question, 1, 3, &exact).unwrap();
        let front = front(&question, budgets, &steps, Some(&chosen.placed));
        let marked: Vec<_> = front.iter().filter(|budget| budget.is_chosen).collect();
        assert_eq!(marked.len(), 1);
        assert_eq!(marked[0].best.placed.open, chosen.placed.open);
        assert_eq!(marked[0].spent, cost(&chosen.placed.open));
        let unlimited = PlacementQuestion { sites: None, budget: Some(14.0), ..question.clone() };
        for point in &front {
            // No layout for that rent is beyond the bound, whatever it was drawn from.
            let bound = point.best.bound.unwrap();
            let payable = all(&unlimited).into_iter().filter(|(open, _)| cost(open) <= point.spent);
            assert!(payable.map(|(_, value)| value).fold(0.0, f64::max) <= bound + 1e-9);
            let is_dominated = front.iter().any(|other| {
                !std::ptr::eq(other, point)
                    && other.spent <= point.spent
                    && other.best.objective.value >= point.best.objective.value
            });
            assert_eq!(point.is_dominated, is_dominated);
        }
        if marked[0].is_dominated { under += 1 } else { on += 1 }
    }
    assert!(on > 0 && under > 0, "{on} {under}");
}

#[test]
fn a_curve_searched_again_from_its_neighbours_only_rises_and_its_ranges_hold_the_truth() {
    let mut risen = 0;
    for number in 0..20 {
        let question = question(number);
        let poor = Asker::of(Choice::named("heaviest"));
        let before = curve(&question, 1, SITES, &poor).unwrap();
        let after = neighbourly(&question, before.clone(), 1);
        let truth: Vec<f64> = (1..=SITES)
            .map(|sites| {
                best(&PlacementQuestion { sites: Some(sites), ..question.clone() }, |_| true)
            })
            .collect();
        for (at, (old, new)) in before.iter().zip(&after).enumerate() {
            assert!(new.best.objective.value >= old.best.objective.value);
            assert!(new.best.objective.value <= truth[at]);
            risen += usize::from(new.best.objective.value > old.best.objective.value);
        }
        assert!(after.windows(2).all(|w| w[1].best.objective.value >= w[0].best.objective.value));
        let dual = Asker::of(Choice::named("dual")).within(1);
        let bounded = curve(&question, 1, SITES, &dual).unwrap();
        for (at, step) in bounded.iter().enumerate().skip(1) {
            let [low, high] = step.between.unwrap();
            let worth = truth[at] - truth[at - 1];
            assert!(low <= worth + 1e-9 && worth <= high + 1e-9, "{low} {worth} {high}");
        }
    }
    assert!(risen > 0);
}

#[test]
fn a_choice_costs_what_all_layouts_without_it_gain() {
    let exact = Asker::of(Choice::named("exact"));
    for number in 0..20 {
        let mut question = question(number);
        let top = best(&question, |_| true);
        question.candidates.to_mut()[0].standing = Standing::Kept;
        question.candidates.to_mut()[1].standing = Standing::Banned;
        let chosen = exact.ask(&question).unwrap();
        let found = freed(&question, &chosen, &exact).unwrap();
        assert_eq!(found.len(), 3);
        for freed in found {
            let value = match freed.site {
                Some(site) => {
                    let mut one = question.clone();
                    one.candidates.to_mut()[site as usize].standing = Standing::Free;
                    best(&one, |_| true)
                }
                None => top,
            };
            assert!((freed.costs - (value - chosen.objective.value)).abs() < 1e-9);
            assert!((freed.at_most.unwrap() - freed.costs).abs() < 1e-6);
        }
    }
}

#[test]
fn an_asker_that_is_stopped_asks_nothing() {
    let asker = asker();
    asker.stop.store(true, std::sync::atomic::Ordering::Relaxed);
    assert!(matches!(asker.ask(&question(0)), Err(super::SitingError::Interrupted)));
    assert!(curve(&question(0), 1, 3, &asker).is_err());
}
