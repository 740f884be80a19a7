//! A question of placement as a problem of uncapacitated location.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use domain::decision::placement::{
    Candidate, Coverage, Distances, Model, PlacementQuestion, Standing as Asked,
};

use kernels::location::{Location, Site, Standing, step_of};

/// The problem behind a question, and the way back.
#[derive(Clone, Debug)]
pub struct View {
    /// The problem, in terms of cost.
    pub location: Location,
    /// The customer of each demand point: points that the same sites cover are one customer, and
    /// points without weight are none, `u32::MAX`.
    pub customers: Vec<u32>,
    /// Where covering is to be made great: the weight that there is, from which the cost is taken.
    pub total: Option<f64>,
}

impl View {
    /// A cost in the terms of the question's objective.
    #[must_use]
    pub fn value(&self, cost: f64) -> f64 {
        self.total.map_or(cost, |total| total - cost)
    }

    /// Multipliers of customers as multipliers of demand points: customers that are several points
    /// share theirs out by weight, which proves the same bound.
    #[must_use]
    pub fn prices(&self, of_customers: &[f64], question: &PlacementQuestion<'_>) -> Vec<f64> {
        let mut weight = vec![0.0; of_customers.len()];
        let points = || self.customers.iter().zip(question.weights.iter());
        for (customer, of_point) in points().filter(|(customer, _)| **customer != u32::MAX) {
            weight[*customer as usize] += of_point;
        }
        let share = |(customer, of_point): (&u32, &f64)| match *customer {
            u32::MAX => 0.0,
            customer => of_customers[customer as usize] * of_point / weight[customer as usize],
        };
        points().map(share).collect()
    }
}

/// The problem behind a question, with at most the `nearest` sites of each demand point linked.
///
/// Where longer links are left out their cost is taken to be that of the first left out, so that
/// the problem is a relaxation of the question: its bounds hold, its costs may be too low.
/// O(points x sites) for tables and planes, with a selection of the nearest.
///
/// # Panics
/// On the p-center and the capacitated models, which have other problems behind them.
#[must_use]
pub fn view(question: &PlacementQuestion<'_>, nearest: usize) -> View {
    let model = question.model;
    assert!(
        !matches!(model, Model::PCenter) && !model.is_capacitated(),
        "the problem behind `{}` is another one",
        model.name()
    );
    let merges = match model {
        Model::MaxCovering { coverage, .. } => !matches!(coverage, Coverage::Partial { .. }),
        Model::SetCovering { .. } => true,
        _ => false,
    };
    let mut location = Location {
        sites: question.candidates.iter().map(|candidate| site(candidate, model)).collect(),
        starts: vec![0],
        links: Vec::new(),
        costs: Vec::new(),
        unserved: Vec::new(),
        spare: Vec::new(),
        most: question.most_sites(),
        budget: question.spendable(),
        step: 0.0,
    };
    let mut known: HashMap<u64, Vec<u32>> = HashMap::new();
    let mut customers = vec![u32::MAX; question.weights.len()];
    let mut row = Vec::new();
    for (point, weight) in question.weights.iter().enumerate() {
        if *weight == 0.0 {
            continue;
        }
        let left_out = near(question, point, nearest, &mut row);
        let (unserved, spare) = match model {
            Model::MaxCovering { coverage: Coverage::Backup { share }, .. } => {
                (weight * (1.0 - share), Some(weight * share))
            }
            Model::MaxCovering { .. } => (*weight, None),
            Model::SetCovering { .. } => (f64::INFINITY, None),
            _ => (left_out.map_or(f64::INFINITY, |distance| weight * distance), None),
        };
        let fresh = location.unserved.len() as u32;
        let customer = if merges {
            let mut hasher = DefaultHasher::new();
            row.iter().for_each(|(site, _)| site.hash(&mut hasher));
            let alike = known.entry(hasher.finish()).or_default();
            let same = |customer: &&u32| {
                location
                    .links_of(**customer as usize)
                    .map(|link| link.0)
                    .eq(row.iter().map(|l| l.0))
            };
            let found = alike.iter().find(same).copied();
            found.unwrap_or_else(|| {
                alike.push(fresh);
                fresh
            })
        } else {
            fresh
        };
        customers[point] = customer;
        if customer < fresh {
            location.unserved[customer as usize] += unserved;
            if let Some(spare) = spare {
                location.spare[customer as usize] += spare;
            }
            continue;
        }
        location.links.extend(row.iter().map(|(site, _)| site));
        if !merges {
            let cost = |distance: f64| match model {
                Model::MaxCovering { .. } => weight * (1.0 - question.nearness(distance)),
                _ => weight * distance,
            };
            location.costs.extend(row.iter().map(|(_, distance)| cost(*distance)));
        }
        location.starts.push(location.links.len());
        location.unserved.push(unserved);
        location.spare.extend(spare);
    }
    location.step = step(&location);
    let total = matches!(model, Model::MaxCovering { .. }).then(|| question.weights.iter().sum());
    View { location, customers, total }
}

fn site(candidate: &Candidate, model: Model) -> Site {
    Site {
        opening: match model {
            Model::SetCovering { .. } => 1.0,
            _ if model.pays_to_open() => candidate.opening_cost,
            _ => 0.0,
        },
        price: candidate.opening_cost,
        standing: match candidate.standing {
            Asked::Free => Standing::Free,
            Asked::Kept => Standing::Open,
            Asked::Banned => Standing::Closed,
        },
    }
}

/// The sites of use to a demand point, nearest first, ties by site: for covering those that cover
/// it, else the `most` nearest. Returns the distance that the nearest left out has at least.
fn near(
    question: &PlacementQuestion<'_>,
    point: usize,
    most: usize,
    row: &mut Vec<(u32, f64)>,
) -> Option<f64> {
    let model = question.model;
    let covers = matches!(model, Model::MaxCovering { .. } | Model::SetCovering { .. });
    let is_of_use = |distance: f64| !covers || question.nearness(distance) > 0.0;
    row.clear();
    let mut left_out = None;
    if let Distances::Links(links) = &question.distances {
        row.extend(links.of(point).map(|(site, distance)| (site, f64::from(distance))));
        left_out = links.beyond;
        // Unlisted sites may be of use too; none is, as long as listing went far enough.
        if let Some(beyond) = links.beyond.filter(|beyond| covers && is_of_use(*beyond)) {
            let mut listed = vec![false; question.candidates.len()];
            row.iter().for_each(|(site, _)| listed[*site as usize] = true);
            let others = (0..).zip(&listed).filter(|(_, listed)| !**listed);
            row.extend(others.map(|(site, _)| (site, beyond)));
        }
    } else {
        let distance = |site: u32| Some((site, question.distance(point, site as usize)?));
        row.extend((0..question.candidates.len() as u32).filter_map(distance));
    }
    row.retain(|(site, distance)| {
        is_of_use(*distance) && question.candidates[*site as usize].standing != Asked::Banned
    });
    let order = |a: &(u32, f64), b: &(u32, f64)| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0));
    if !covers && row.len() > most {
        row.select_nth_unstable_by(most, order);
        left_out = Some(row[most].1);
        row.truncate(most);
    }
    if covers && !matches!(model, Model::MaxCovering { coverage: Coverage::Partial { .. }, .. }) {
        // Nearness is all the same within the radius, so that equal covers are equal rows.
        row.sort_unstable_by_key(|(site, _)| *site);
    } else {
        row.sort_unstable_by(order);
    }
    left_out
}

/// The step between costs of a problem.
fn step(location: &Location) -> f64 {
    let openings = location.sites.iter().map(|site| site.opening);
    let of_customers = location.unserved.iter().chain(&location.spare).copied();
    step_of(openings.chain(of_customers).chain(location.costs.iter().copied()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::decision::placement::{Links, Metric, Placed, Plane, price};

    /// Seven points on a line, each a site too.
    fn line(model: Model) -> PlacementQuestion<'static> {
        let at: Vec<[f64; 2]> = [0.0, 1.0, 2.0, 4.0, 4.5, 9.0, 9.0].map(|x| [x, 0.0]).to_vec();
        PlacementQuestion {
            model,
            candidates: vec![Candidate { opening_cost: 2.0, ..Candidate::default() }; 7].into(),
            weights: vec![1.0, 2.0, 0.0, 3.0, 1.5, 1.0, 2.0].into(),
            sizes: vec![].into(),
            distances: Distances::Plane(Plane {
                sites: at.clone().into(),
                demand: at.into(),
                metric: Metric::Euclidean,
            }),
            sites: Some(2),
            budget: None,
        }
    }

    #[test]
    fn costs_of_the_problem_are_prices_of_the_question() {
        let covering = |coverage| Model::MaxCovering { radius: 1.0, coverage };
        for model in [
            Model::PMedian,
            Model::Uncapacitated,
            covering(Coverage::Whole),
            covering(Coverage::Partial { reach: 3.0 }),
            covering(Coverage::Backup { share: 0.25 }),
        ] {
            let question = line(model);
            question.admit().unwrap();
            let view = view(&question, usize::MAX);
            for (a, b) in (0..7).flat_map(|a| (a + 1..7).map(move |b| (a, b))) {
                let placed = Placed::nearest(vec![a, b]);
                let priced = price(&placed, &question).unwrap().value;
                let value = view.value(view.location.cost(&placed.open));
                assert!((priced - value).abs() < 1e-9, "{model:?} {a} {b}: {priced} {value}");
            }
        }
    }

    #[test]
    fn points_that_the_same_sites_cover_are_one_customer() {
        let question = line(Model::MaxCovering { radius: 1.0, coverage: Coverage::Whole });
        let view = view(&question, usize::MAX);
        assert_eq!(view.customers, [0, 1, u32::MAX, 2, 2, 3, 3]);
        assert_eq!(view.location.unserved, [1.0, 2.0, 4.5, 3.0]);
        assert_eq!(view.location.step, 0.1);
        let prices = view.prices(&[1.0, 2.0, 3.0, 1.5], &question);
        assert_eq!(prices, [1.0, 2.0, 0.0, 2.0, 1.0, 0.5, 1.0]);
    }

    #[test]
    fn left_out_links_make_a_relaxation() {
        let question = line(Model::PMedian);
        let (whole, part) = (view(&question, usize::MAX), view(&question, 3));
        for (a, b) in (0..7).flat_map(|a| (a + 1..7).map(move |b| (a, b))) {
            assert!(part.location.cost(&[a, b]) <= whole.location.cost(&[a, b]));
        }
        // From 0 the points at 4 and 4.5 are 4 and 4.5 away, and the first left out are 3 and 3.5.
        assert_eq!(part.location.cost(&[0, 5]), whole.location.cost(&[0, 5]) - 3.0 - 1.5);
    }

    #[test]
    fn sparse_links_say_the_same_as_the_plane_they_come_from() {
        let plane = line(Model::SetCovering { radius: 1.0 });
        let mut links = Links {
            starts: vec![0].into(),
            sites: vec![].into(),
            distances: vec![].into(),
            beyond: None,
        };
        for point in 0..7 {
            let mut row: Vec<(f64, u32)> =
                (0..7).map(|site| (plane.distance(point, site as usize).unwrap(), site)).collect();
            row.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            row.retain(|link| link.0 <= 2.0);
            links.sites.to_mut().extend(row.iter().map(|link| link.1));
            links.distances.to_mut().extend(row.iter().map(|link| link.0 as f32));
            links.starts.to_mut().push(links.sites.len() as u32);
        }
        let sparse = PlacementQuestion { distances: Distances::Links(links), ..plane.clone() };
        sparse.admit().unwrap();
        assert_eq!(view(&sparse, 9).location, view(&plane, 9).location);
    }
}
