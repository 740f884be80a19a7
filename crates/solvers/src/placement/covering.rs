//! What the covering models have in common: how they are answered, and proofs in the question's
//! terms.

use domain::decision::placement::{
    Certificate, Placed, PlacementQuestion, Proof, Standing as Asked,
};

use kernels::location::Standing;
use kernels::set_cover::{Proven, Site, Step};

/// An answer with what is known of better ones.
#[derive(Clone, PartialEq, Debug)]
pub struct Solved {
    /// The layout; `None` where none within the limits was found.
    pub placed: Option<Placed>,
    /// What no layout can be better than, in the terms of the objective; infinite where there is
    /// none at all.
    pub bound: f64,
    /// Whether the layout is proven best, or proven not to exist.
    pub is_proved: bool,
    /// What anybody can check the bound by.
    pub certificate: Option<Certificate>,
}

/// The sites of a question.
pub(super) fn sites(question: &PlacementQuestion<'_>) -> Vec<Site> {
    let standing = |asked| match asked {
        Asked::Free => Standing::Free,
        Asked::Kept => Standing::Open,
        Asked::Banned => Standing::Closed,
    };
    let site = |candidate: &domain::decision::placement::Candidate| Site {
        price: candidate.opening_cost,
        standing: standing(candidate.standing),
    };
    question.candidates.iter().map(site).collect()
}

/// A proof in the question's terms. `points` are the demand points of the customers; where sites
/// count 1 each in the objective multipliers are scaled to that; `None` where a step rests on the
/// budget alone.
pub(super) fn certificate(
    bound: f64,
    steps: Vec<Step>,
    points: &[u32],
    counts_sites: bool,
    question: &PlacementQuestion<'_>,
) -> Option<Certificate> {
    let is_told = |step: &Step| match step {
        Step::Fix { proven, .. } | Step::Close { proven } => proven.count_price > 0.0,
        Step::Split { .. } => true,
    };
    if counts_sites && !steps.iter().all(is_told) {
        return None;
    }
    let told = |proven: Proven| {
        let scale = if counts_sites { 1.0 / proven.count_price } else { 1.0 };
        let mut prices = vec![0.0; question.weights.len()];
        for (point, price) in points.iter().zip(&proven.prices) {
            prices[*point as usize] = price * scale;
        }
        (prices, proven.budget_price * scale)
    };
    let step = |step: Step| match step {
        Step::Split { site, open, closed } => Proof::Split { site, open, closed },
        Step::Fix { proven, next } => {
            let (prices, budget_price) = told(proven);
            Proof::Fix { prices, budget_price, capacity_price: 0.0, next }
        }
        Step::Close { proven } => {
            let (prices, budget_price) = told(proven);
            Proof::Close { prices, budget_price, capacity_price: 0.0 }
        }
    };
    Some(Certificate { bound, steps: steps.into_iter().map(step).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::decision::placement::{Candidate, Distances, Model, Table, price};
    use domain::rng::{Purpose, Stream, Streams};
    use kernels::Work;
    use kernels::set_cover::Effort;

    fn question(rng: &mut Stream) -> PlacementQuestion<'static> {
        let (sites, points) = (1 + rng.below(8), 1 + rng.below(9));
        let mut rows = Vec::new();
        (0..sites * points).for_each(|_| rows.push(f64::from(rng.below(12))));
        let candidate = |rng: &mut Stream| Candidate {
            opening_cost: f64::from(rng.below(6)),
            standing: match rng.below(12) {
                0 => Asked::Kept,
                1 | 2 => Asked::Banned,
                _ => Asked::Free,
            },
            ..Candidate::default()
        };
        let candidates: Vec<Candidate> = (0..sites).map(|_| candidate(rng)).collect();
        let weights: Vec<f64> = (0..points).map(|_| f64::from(rng.below(4))).collect();
        let most = rng.chance(0.7).then(|| 1 + rng.below(sites.min(4)));
        let budget = rng.chance(0.4).then(|| f64::from(rng.below(14)));
        let radius = f64::from(2 + rng.below(5));
        let model = if rng.chance(0.5) { Model::PCenter } else { Model::SetCovering { radius } };
        PlacementQuestion {
            model,
            candidates: candidates.into(),
            weights: weights.into(),
            sizes: vec![].into(),
            distances: Distances::Table(Table { rows: rows.into() }),
            sites: most,
            budget,
        }
    }

    fn best(question: &PlacementQuestion<'_>) -> f64 {
        let sites = question.candidates.len() as u32;
        (1_u32..1 << sites)
            .filter_map(|set| {
                let open = (0..sites).filter(|site| set >> site & 1 == 1).collect();
                let placed = Placed::nearest(open);
                placed.check(question).ok()?;
                Some(price(&placed, question).ok()?.value)
            })
            .fold(f64::INFINITY, f64::min)
    }

    /// The least value of the relaxed problem at these prices: each site on its own, but for their
    /// number.
    fn relaxed(
        question: &PlacementQuestion<'_>,
        bound: f64,
        standing: &[Asked],
        prices: &[f64],
        budget_price: f64,
    ) -> f64 {
        let covers = |point: usize, site: usize| {
            let distance = question.distance(point, site).unwrap();
            match question.model {
                Model::SetCovering { radius } => distance <= radius,
                _ => distance < bound,
            }
        };
        let opening = f64::from(u8::from(matches!(question.model, Model::SetCovering { .. })));
        let mut value: f64 = prices.iter().sum();
        if let Some(budget) = question.budget {
            value -= budget_price * budget;
        }
        let mut free = Vec::new();
        let mut left = question.most_sites() as i64;
        for (site, candidate) in question.candidates.iter().enumerate() {
            let sum: f64 =
                (0..prices.len()).filter(|at| covers(*at, site)).map(|at| prices[at]).sum();
            let adds = opening + budget_price * candidate.opening_cost - sum;
            match standing[site] {
                Asked::Kept => {
                    value += adds;
                    left -= 1;
                }
                Asked::Free => free.push(adds),
                Asked::Banned => {}
            }
        }
        if left < 0 {
            return f64::INFINITY;
        }
        free.sort_by(f64::total_cmp);
        value + free.iter().take(left as usize).map(|adds| adds.min(0.0)).sum::<f64>()
    }

    /// Follows a proof, in the words of its definition.
    fn holds(
        question: &PlacementQuestion<'_>,
        proof: &Certificate,
        at: u32,
        mut standing: Vec<Asked>,
    ) -> bool {
        assert!(question.weights.len() < 100, "a proof for small cases only");
        let reached = |value: f64| match question.model {
            Model::SetCovering { .. } => value > proof.bound - 1.0 + 1e-9,
            _ => value > 1e-9,
        };
        let value = |standing: &[Asked], prices: &[f64], budget_price: f64| {
            let is_fair =
                |(price, weight): (&f64, &f64)| *price >= 0.0 && (*weight > 0.0 || *price == 0.0);
            assert!(budget_price >= 0.0);
            assert!(prices.iter().zip(question.weights.iter()).all(is_fair));
            relaxed(question, proof.bound, standing, prices, budget_price)
        };
        match &proof.steps[at as usize] {
            Proof::Close { prices, budget_price, .. } => {
                reached(value(&standing, prices, *budget_price))
            }
            Proof::Fix { prices, budget_price, next, .. } => {
                let before = standing.clone();
                for site in (0..before.len()).filter(|site| before[*site] == Asked::Free) {
                    let mut other = before.clone();
                    for (is, then) in [(Asked::Kept, Asked::Banned), (Asked::Banned, Asked::Kept)] {
                        other[site] = is;
                        if reached(value(&other, prices, *budget_price)) {
                            standing[site] = then;
                        }
                    }
                }
                holds(question, proof, *next, standing)
            }
            Proof::Split { site, open, closed } => {
                [(*open, Asked::Kept), (*closed, Asked::Banned)].into_iter().all(|(next, is)| {
                    let mut part = standing.clone();
                    part[*site as usize] = is;
                    holds(question, proof, next, part)
                })
            }
        }
    }

    #[test]
    fn proven_answers_are_those_of_trying_every_layout() {
        let streams = Streams::new(1, 0);
        let mut asked = [0; 3];
        for case in 0..6000 {
            let mut rng = streams.open(Purpose::Test, case);
            let question = question(&mut rng);
            if question.admit().is_err() {
                continue;
            }
            let optimum = best(&question);
            asked[0] += 1;
            for effort in [Effort::Heuristic, Effort::Bound, Effort::Exact] {
                let mut work = Work::of(3_000_000);
                let solved = match question.model {
                    Model::PCenter => {
                        crate::placement::p_center::solve(&question, effort, &mut work, &mut rng)
                    }
                    _ => crate::placement::set_covering::solve(
                        &question, effort, &mut work, &mut rng,
                    ),
                };
                assert!(solved.bound <= optimum, "{case} {effort:?} {question:?} {solved:?}");
                if let Some(placed) = &solved.placed {
                    placed.check(&question).unwrap();
                    let value = price(placed, &question).unwrap().value;
                    assert!(value >= optimum, "{case} {question:?} {solved:?}");
                    assert!(!solved.is_proved || value == optimum, "{case} {solved:?}");
                    asked[1] += usize::from(solved.is_proved && effort == Effort::Exact);
                }
                if effort == Effort::Exact {
                    assert!(solved.is_proved, "{case} {optimum} {question:?} {solved:?}");
                    assert_eq!(solved.placed.is_some(), optimum.is_finite());
                }
                if let Some(proof) = &solved.certificate {
                    let standing = question.candidates.iter().map(|c| c.standing).collect();
                    let is_true = holds(&question, proof, 0, standing);
                    assert!(is_true, "{case} {effort:?} {question:?} {solved:?}");
                    asked[2] += 1;
                }
            }
        }
        assert!(asked[0] > 2000 && asked[1] > 1500 && asked[2] > 4000, "{asked:?}");
    }
}
