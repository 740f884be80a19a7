//! A sample of the customers, for a first look at a large problem.

use super::problem::Location;

/// Every `stride`-th customer, each standing for `stride` of them.
///
/// What a set of open sites costs here is an estimate of what it costs there, the better the more
/// customers are near each other in number as in place. No bound follows from it. O(links / stride).
///
/// # Panics
/// On a stride of 0.
#[must_use]
pub fn thinned(location: &Location, stride: usize) -> Location {
    assert!(stride > 0, "every customer at least");
    let scale = stride as f64;
    let sampled = || (0..location.customers()).step_by(stride);
    let mut small = Location {
        sites: location.sites.clone(),
        starts: vec![0],
        links: Vec::new(),
        costs: Vec::new(),
        unserved: sampled().map(|customer| scale * location.unserved[customer]).collect(),
        spare: Vec::new(),
        ..*location
    };
    for customer in sampled() {
        let range = location.starts[customer]..location.starts[customer + 1];
        small.links.extend_from_slice(&location.links[range.clone()]);
        if !location.costs.is_empty() {
            small.costs.extend(location.costs[range].iter().map(|cost| scale * cost));
        }
        small.starts.push(small.links.len());
        if !location.spare.is_empty() {
            small.spare.push(scale * location.spare[customer]);
        }
    }
    small
}

#[cfg(test)]
mod tests {
    use super::super::problem::{Site, Standing};
    use super::*;

    #[test]
    fn alike_customers_cost_the_same_in_the_sample() {
        let site = Site { opening: 3.0, price: 0.0, standing: Standing::Free };
        let customers = 12;
        let location = Location {
            sites: vec![site; 3],
            starts: (0..=customers).map(|customer| 2 * customer).collect(),
            links: (0..customers).flat_map(|_| [1, 2]).collect(),
            costs: (0..customers).flat_map(|_| [2.0, 5.0]).collect(),
            unserved: vec![9.0; customers],
            spare: vec![],
            most: 2,
            budget: f64::INFINITY,
            step: 1.0,
        };
        for stride in [1, 2, 3, 4] {
            let small = thinned(&location, stride);
            assert_eq!(small.customers(), customers / stride);
            for open in [vec![], vec![0], vec![1], vec![2], vec![1, 2]] {
                assert_eq!(small.cost(&open), location.cost(&open), "{stride} {open:?}");
            }
        }
    }
}
