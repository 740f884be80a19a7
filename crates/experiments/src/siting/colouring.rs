//! Which stores of a map get the same colour: none whose catchments meet, as far as colours go.

use std::collections::BTreeMap;

use domain::geo::Point;

/// Cells along the longer side of the map; catchments in one cell, or in two beside each other,
/// meet.
const CELLS: i64 = 48;

/// How much the catchments of each two stores meet, in pairs of neighbouring cells.
///
/// `members` are demand points and the store that covers them, `span_mm` is the longer side of the
/// map. O(members).
pub(super) fn meetings(stores: usize, members: &[(Point, usize)], span_mm: i64) -> Vec<Vec<u32>> {
    let side = (span_mm / CELLS).max(1);
    let mut cells: BTreeMap<(i64, i64), Vec<usize>> = BTreeMap::new();
    for (at, store) in members {
        let cell = (at.x_mm.div_euclid(side), at.y_mm.div_euclid(side));
        let of_cell = cells.entry(cell).or_default();
        if !of_cell.contains(store) {
            of_cell.push(*store);
        }
    }
    let mut meetings = vec![vec![0; stores]; stores];
    for ((x, y), here) in &cells {
        for beside in [(*x, *y), (x + 1, *y), (*x, y + 1)] {
            for there in cells.get(&beside).into_iter().flatten() {
                for store in here.iter().filter(|store| *store != there) {
                    meetings[*store][*there] += 1;
                    meetings[*there][*store] += 1;
                }
            }
        }
    }
    meetings
}

/// A colour of `colours` for each store. Stores that meet differ wherever the smallest-last order
/// allows it, which with six colours is on every map that can be drawn without crossings; else the
/// two that meet least are alike. Of several colours it is the one whose stores are farthest away.
///
/// Source: Matula & Beck (1983), doi:10.1145/2402.322385.
pub(super) fn coloured(meetings: &[Vec<u32>], at: &[Point], colours: usize) -> Vec<usize> {
    let stores = at.len();
    let mut chosen: Vec<Option<usize>> = vec![None; stores];
    for store in smallest_last(meetings) {
        let known = &chosen;
        let of = |colour: usize| {
            let alike = (0..stores).filter(move |other| known[*other] == Some(colour));
            let meets: u32 = alike.clone().map(|other| meetings[store][other]).sum();
            let away = alike.map(|other| at[other].distance(at[store])).min();
            // A colour that nobody has is farther than any.
            (meets, away.is_some(), std::cmp::Reverse(away), colour)
        };
        let best = (0..colours).min_by_key(|colour| of(*colour));
        chosen[store] = best;
    }
    chosen.into_iter().map(Option::unwrap_or_default).collect()
}

/// The stores, so that each meets few of those before it: the one that meets fewest of those left
/// comes last, and so on.
fn smallest_last(meetings: &[Vec<u32>]) -> Vec<usize> {
    let mut left: Vec<usize> = (0..meetings.len()).collect();
    let mut order = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let degree = |store: usize| left.iter().filter(|o| meetings[store][**o] > 0).count();
        let place = (0..left.len()).min_by_key(|place| degree(left[*place])).unwrap_or_default();
        order.push(left.remove(place));
    }
    order.reverse();
    order
}

#[cfg(test)]
mod tests {
    use domain::rng::{Purpose, Streams};

    use super::*;

    const SIDE: i64 = 1_000_000;

    /// Stores at random and every point of a lattice covered by the nearest.
    fn town(number: u64, stores: usize) -> (Vec<Point>, Vec<(Point, usize)>) {
        let mut stream = Streams::new(7, 0).open(Purpose::Test, number);
        let mut somewhere = || stream.below(SIDE as u32).into();
        let at: Vec<Point> =
            (0..stores).map(|_| Point { x_mm: somewhere(), y_mm: somewhere() }).collect();
        let lattice = (0..60 * 60).map(|cell: i64| Point {
            x_mm: cell % 60 * (SIDE / 60),
            y_mm: cell / 60 * (SIDE / 60),
        });
        let nearest = |point: Point| {
            (0..stores).min_by_key(|store| at[*store].distance(point)).unwrap_or_default()
        };
        let members = lattice.map(|point| (point, nearest(point))).collect();
        (at, members)
    }

    #[test]
    fn catchments_that_meet_have_different_colours() {
        for (number, stores) in (0..).zip([2, 6, 25, 60, 120]) {
            let (at, members) = town(number, stores);
            let meetings = meetings(stores, &members, SIDE);
            let chosen = coloured(&meetings, &at, 6);
            for a in 0..stores {
                for b in 0..stores {
                    assert!(a == b || meetings[a][b] == 0 || chosen[a] != chosen[b], "{a} {b}");
                }
            }
        }
    }

    #[test]
    fn few_stores_have_a_colour_each_and_too_many_that_meet_share_one() {
        let (at, members) = town(1, 6);
        let mut chosen = coloured(&meetings(6, &members, SIDE), &at, 6);
        chosen.sort_unstable();
        assert_eq!(chosen, [0, 1, 2, 3, 4, 5]);
        // All meet; the pair that meets least is alike.
        let all = vec![vec![0, 9, 1], vec![9, 0, 9], vec![1, 9, 0]];
        let chosen = coloured(&all, &at[..3], 2);
        assert_eq!(chosen[0], chosen[2]);
        assert_ne!(chosen[0], chosen[1]);
    }
}
