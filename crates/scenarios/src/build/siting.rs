//! A simple placement of stores: where most people are not yet near one.

use domain::geo::Point;
use domain::units::Millimeters;

use super::nearby::Nearby;

/// A place where people live, which is also a candidate for a store.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ground {
    pub(crate) point: Point,
    pub(crate) population: f64,
    /// Whether a store may be placed here.
    pub(crate) is_candidate: bool,
}

/// Chooses `count` places, one after another, each where it adds most.
///
/// A place adds the people around it, falling to nothing at `reach`, divided by the stores they
/// have near already: first gaps are closed, then crowds are shared. `spacing` to any other store
/// is kept, or halved where no place is left. Greedy, deterministic, of equals the first. O(places
/// x neighbours + count x places).
///
/// Returns indices into `grounds`, fewer than `count` where candidates run out.
pub(crate) fn spread(
    grounds: &[Ground],
    existing: &[Point],
    count: usize,
    reach: Millimeters,
    mut spacing: Millimeters,
) -> Vec<usize> {
    let nearby = Nearby::new(grounds.iter().map(|g| g.point).collect(), reach);
    let closeness = |distance: Millimeters| 1.0 - distance.0 as f64 / reach.0.max(1) as f64;
    let mut stores: Vec<Point> = Vec::new();
    let mut served = vec![0.0; grounds.len()];
    let neighbours: Vec<Vec<(usize, f64)>> = grounds
        .iter()
        .map(|ground| {
            let around = nearby.within(ground.point, reach);
            around.into_iter().map(|(index, distance)| (index, closeness(distance))).collect()
        })
        .collect();
    for point in existing {
        for (index, distance) in nearby.within(*point, reach) {
            served[index] += closeness(distance);
        }
        stores.push(*point);
    }
    let adds = |place: usize, served: &[f64]| -> f64 {
        let people = |&(index, close): &(usize, f64)| {
            let ground: &Ground = &grounds[index];
            ground.population * close / (1.0 + 4.0 * served[index])
        };
        neighbours[place].iter().map(people).sum()
    };
    let mut gain: Vec<f64> = (0..grounds.len()).map(|place| adds(place, &served)).collect();
    let mut chosen: Vec<usize> = Vec::new();
    while chosen.len() < count {
        let free = |place: usize| {
            let far = stores.iter().all(|store| store.distance(grounds[place].point) >= spacing);
            grounds[place].is_candidate && !chosen.contains(&place) && far
        };
        // Best first, so that the spacing is looked at for few places.
        let mut order: Vec<usize> = (0..grounds.len()).collect();
        order.sort_by(|a, b| gain[*b].total_cmp(&gain[*a]).then(a.cmp(b)));
        let Some(best) = order.into_iter().find(|place| free(*place)) else {
            if spacing == Millimeters::ZERO {
                break;
            }
            spacing = if spacing.0 < 1000 { Millimeters::ZERO } else { Millimeters(spacing.0 / 2) };
            continue;
        };
        chosen.push(best);
        stores.push(grounds[best].point);
        for &(index, close) in &neighbours[best] {
            served[index] += close;
        }
        // Only places within twice the reach see people whose service changed.
        for (place, _) in nearby.within(grounds[best].point, Millimeters(2 * reach.0)) {
            gain[place] = adds(place, &served);
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(populations: &[f64]) -> Vec<Ground> {
        let ground = |(i, population): (usize, &f64)| Ground {
            point: Point::from_m(i as f64 * 1000.0, 0.0),
            population: *population,
            is_candidate: true,
        };
        populations.iter().enumerate().map(ground).collect()
    }

    #[test]
    fn the_first_store_goes_where_most_people_are_and_the_second_to_the_rest() {
        let grounds = line(&[1.0, 9.0, 1.0, 0.0, 0.0, 0.0, 1.0, 5.0, 1.0]);
        let reach = Millimeters::from_m(1500.0);
        assert_eq!(spread(&grounds, &[], 2, reach, Millimeters::from_m(500.0)), [1, 7]);
        let there = [grounds[1].point];
        assert_eq!(spread(&grounds, &there, 1, reach, Millimeters::from_m(500.0)), [7]);
    }

    #[test]
    fn spacing_yields_where_there_is_no_room() {
        let grounds = line(&[1.0; 4]);
        let reach = Millimeters::from_m(2000.0);
        let chosen = spread(&grounds, &[], 9, reach, Millimeters::from_m(3000.0));
        let mut sorted = chosen.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, [0, 1, 2, 3]);
    }
}
