//! The tree of cases of a proof, every leaf of which must reach the bound.

use domain::decision::placement::{
    Certificate, Coverage, Distances, Model, PlacementQuestion, Proof, Standing, Table,
};

use super::relaxed::{Prices, Relaxed, cost};

/// Share of a sum within which it counts as equal, for rounding.
pub(super) const SLACK: f64 = 1e-9;

/// The first step that proves nothing, counted from 0.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
#[error("step {step} of the proof: {fault}")]
pub struct Broken {
    /// The step.
    pub step: usize,
    /// What is wrong with it.
    pub fault: String,
}

impl Broken {
    fn unless(holds: bool, step: usize, fault: impl FnOnce() -> String) -> Result<(), Self> {
        if holds { Ok(()) } else { Err(Self { step, fault: fault() }) }
    }
}

/// What a relaxed value has to reach.
struct Goal {
    bound: f64,
    /// The bound in terms of cost.
    cost: f64,
    /// Costs are multiples of it; 0 where nothing of the kind is known.
    step: f64,
    /// The size of the sums in it, of which a share may be rounding.
    scale: f64,
    is_p_center: bool,
}

impl Goal {
    fn new(question: &PlacementQuestion<'_>, bound: f64) -> Self {
        let total: f64 = question.weights.iter().sum();
        let (cost, scale) = match question.model {
            Model::MaxCovering { .. } => (total - bound, total),
            _ => (bound, bound.abs()),
        };
        let is_p_center = question.model == Model::PCenter;
        Self { bound, cost, step: step(question), scale, is_p_center }
    }

    /// Whether a relaxed value shows that no layout is better than the bound.
    fn is_reached(&self, value: f64, prices: Prices<'_>) -> bool {
        if value == f64::INFINITY {
            return true;
        }
        if self.is_p_center {
            // Layouts that cover everything would cost nothing. There are none below 0.
            let size: f64 = prices.points.iter().map(|price| price.abs()).sum();
            return self.bound <= 0.0 || value > SLACK * size;
        }
        let raised = match self.step > 0.0 {
            true => ((value / self.step) - 1e-6).ceil() * self.step,
            false => value,
        };
        value.max(raised) >= self.cost - SLACK * self.scale
    }
}

/// Checks that the tree proves the bound.
///
/// # Errors
/// The first step, in the order in which cases are gone through, that does not hold.
pub(super) fn check(
    question: &PlacementQuestion<'_>,
    certificate: &Certificate,
) -> Result<(), Broken> {
    let Certificate { bound, steps } = certificate;
    Broken::unless(bound.is_finite(), 0, || format!("the bound is {bound}"))?;
    Broken::unless(!steps.is_empty(), 0, || "there are no steps".into())?;
    structure(steps)?;
    let tabled = tabled(question, steps.len());
    let question = tabled.as_ref().unwrap_or(question);
    let goal = Goal::new(question, *bound);
    let cases: Vec<Standing> = question.candidates.iter().map(|site| site.standing).collect();
    let mut open = vec![(0_usize, cases)];
    while let Some((at, mut cases)) = open.pop() {
        match &steps[at] {
            Proof::Split { site, open: if_open, closed } => {
                let site = *site as usize;
                let case = cases.get(site).copied();
                let case =
                    case.ok_or_else(|| Broken { step: at, fault: format!("no site {site}") })?;
                // Where it is settled already, nothing is left of one of the two.
                if case != Standing::Kept {
                    let mut others = cases.clone();
                    others[site] = Standing::Banned;
                    open.push((*closed as usize, others));
                }
                if case != Standing::Banned {
                    cases[site] = Standing::Kept;
                    open.push((*if_open as usize, cases));
                }
            }
            Proof::Fix { prices, budget_price, capacity_price, next } => {
                let prices = admitted(question, prices, *budget_price, *capacity_price, at)?;
                let relaxed = Relaxed::new(question, &cases, prices, goal.bound, true);
                if !goal.is_reached(relaxed.value(), prices)
                    && fix(question, &mut cases, &relaxed, |value| goal.is_reached(value, prices))
                {
                    open.push((*next as usize, cases));
                }
            }
            Proof::Close { prices, budget_price, capacity_price } => {
                let prices = admitted(question, prices, *budget_price, *capacity_price, at)?;
                let value =
                    |exact| Relaxed::new(question, &cases, prices, goal.bound, exact).value();
                let mut found = value(false);
                if !goal.is_reached(found, prices) && question.model == Model::SingleSource {
                    found = value(true);
                }
                Broken::unless(goal.is_reached(found, prices), at, || match goal.is_p_center {
                    true => format!(
                        "its prices do not rule out a layout within less than {}",
                        goal.bound
                    ),
                    false => format!(
                        "its relaxed value is {found}, the bound {} takes {}",
                        goal.bound, goal.cost
                    ),
                })?;
            }
        }
    }
    Ok(())
}

/// The same question with its distances worked out once, where many steps ask for them and there
/// is room.
fn tabled<'a>(question: &PlacementQuestion<'a>, steps: usize) -> Option<PlacementQuestion<'a>> {
    const MOST_PAIRS: usize = 30_000_000;
    const MANY_STEPS: usize = 4;
    let Distances::Plane(plane) = &question.distances else { return None };
    if steps < MANY_STEPS || plane.demand.len() * plane.sites.len() > MOST_PAIRS {
        return None;
    }
    let from = |point: &[f64; 2]| {
        let point = *point;
        plane.sites.iter().map(move |site| plane.metric.between(point, *site))
    };
    let rows = plane.demand.iter().flat_map(from).collect();
    let distances = Distances::Table(Table { rows });
    Some(PlacementQuestion { distances, ..question.clone() })
}

/// That every step but the first is named once, by an earlier one.
fn structure(steps: &[Proof]) -> Result<(), Broken> {
    let mut named = vec![false; steps.len()];
    named[0] = true;
    for (at, step) in steps.iter().enumerate() {
        let next = match step {
            Proof::Split { open, closed, .. } => vec![*open, *closed],
            Proof::Fix { next, .. } => vec![*next],
            Proof::Close { .. } => vec![],
        };
        for next in next {
            let place = next as usize;
            let is_new = place > at && named.get(place) == Some(&false);
            Broken::unless(is_new, at, || {
                format!("it goes on with step {next}, expected a later one that no other names")
            })?;
            named[place] = true;
        }
    }
    let idle = named.iter().position(|named| !named);
    Broken::unless(idle.is_none(), idle.unwrap_or_default(), || "no step leads to it".into())
}

/// Fixes the free sites of which one of the two choices reaches the bound; whether anything is
/// left, that is no site is there of which both do.
fn fix(
    question: &PlacementQuestion<'_>,
    cases: &mut [Standing],
    relaxed: &Relaxed,
    is_reached: impl Fn(f64) -> bool,
) -> bool {
    for (site, case) in cases.iter_mut().enumerate().filter(|(_, case)| **case == Standing::Free) {
        let opening_cost = question.candidates[site].opening_cost;
        let if_open = is_reached(relaxed.value_open(site, opening_cost, question.budget.is_some()));
        let if_closed = is_reached(relaxed.value_closed(site));
        match (if_open, if_closed) {
            (true, true) => return false,
            (true, false) => *case = Standing::Banned,
            (false, true) => *case = Standing::Kept,
            (false, false) => {}
        }
    }
    true
}

/// Prices of the right number and sign.
fn admitted<'a>(
    question: &PlacementQuestion<'_>,
    points: &'a [f64],
    budget: f64,
    capacity: f64,
    step: usize,
) -> Result<Prices<'a>, Broken> {
    let expected = question.weights.len();
    Broken::unless(points.len() == expected, step, || {
        format!("{} prices, expected {expected}", points.len())
    })?;
    Broken::unless(points.iter().all(|price| price.is_finite()), step, || {
        "a price is not a number".into()
    })?;
    for (price, is_known, what) in [
        (budget, question.budget.is_some(), "budget"),
        (capacity, question.model.is_capacitated(), "capacity"),
    ] {
        Broken::unless(price >= 0.0 && price.is_finite(), step, || {
            format!("the price of {what} is {price}, allowed 0 and more")
        })?;
        Broken::unless(is_known || price == 0.0, step, || {
            format!("a price of {what}, but there is no limit")
        })?;
    }
    Ok(Prices { points, budget, capacity })
}

/// The largest of 1, 0.1, 0.01 and 0.001 of which the cost of every layout is a multiple; 0 where
/// there is none.
fn step(question: &PlacementQuestion<'_>) -> f64 {
    let model = question.model;
    match model {
        // Shares can be anything.
        Model::Capacitated | Model::PCenter => return 0.0,
        Model::SetCovering { .. } => return 1.0,
        _ => {}
    }
    let mut finest = 1.0;
    let mut admit = |value: f64| {
        while finest <= 1000.0 {
            let steps = value * finest;
            if (steps - steps.round()).abs() < 1e-7 && steps.abs() < 1e12 {
                return true;
            }
            finest *= 10.0;
        }
        false
    };
    if model.pays_to_open() && !question.candidates.iter().all(|site| admit(site.opening_cost)) {
        return 0.0;
    }
    for (point, weight) in question.weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0)
    {
        let is_multiple = match model {
            Model::MaxCovering { coverage: Coverage::Backup { share }, .. } => {
                admit(weight * share) && admit(weight * (1.0 - share))
            }
            Model::MaxCovering { coverage: Coverage::Whole, .. } => admit(*weight),
            _ => {
                let fine = matches!(model, Model::MaxCovering { .. });
                let mut of = |distance| cost(question, point, distance, 0.0).is_none_or(&mut admit);
                let pairs = match &question.distances {
                    Distances::Links(links) => {
                        links.beyond.is_none_or(&mut of)
                            && links.of(point).all(|(_, distance)| of(f64::from(distance)))
                    }
                    _ => (0..question.candidates.len())
                        .filter_map(|site| question.distance(point, site))
                        .all(of),
                };
                pairs && (!fine || admit(*weight))
            }
        };
        if !is_multiple {
            return 0.0;
        }
    }
    1.0 / finest
}
