//! Shortest tours that visit one stop of every group, exactly, for few groups.

use super::problem::{NO_WAY, TourProblem};
use crate::Work;

/// Most arcs that are looked at, sets of groups counted in.
const MOST_ARCS: u64 = 1 << 25;

const FAR: u64 = u64::MAX / 2;

/// A shortest tour through one stop of every group; turns are kept. `groups` lists the nodes of
/// each. `None` where there is no tour, where stops have precedences, or where there are too many
/// groups and stops. Ties go to the lower stop, from the end on. O(2ᵍ n²) for g groups.
///
/// Source: Laporte & Nobert (1983), INFOR 21, 61-75, for the problem; the table of sets is that of
/// Held & Karp (1962), doi:10.1137/0110015, over groups.
#[must_use]
pub fn one_of_each(
    problem: &TourProblem,
    groups: &[Vec<u16>],
    work: &mut Work,
) -> Option<Vec<u16>> {
    let count = groups.len();
    let stops: Vec<(u16, usize)> =
        (0..count).flat_map(|group| groups[group].iter().map(move |stop| (*stop, group))).collect();
    let arcs = (stops.len() * stops.len()) as u64;
    if count > 20 || arcs << count > MOST_ARCS || !problem.precedences().is_empty() {
        return None;
    }
    work.spend(arcs << count);
    let turns = problem.turns();
    let arc = |from: u16, to: u16| {
        let [i, j] = [from, to].map(usize::from);
        let keeps = from == 0 || to == 0 || turns[i] <= turns[j];
        let cost = problem.cost(i, j);
        if keeps && cost != NO_WAY { u64::from(cost) } else { FAR }
    };
    let width = stops.len();
    let table: Vec<u64> = stops
        .iter()
        .flat_map(|(to, _)| stops.iter().map(move |(from, _)| (*from, *to)))
        .map(|(from, to)| arc(from, to))
        .collect();
    // The shortest way through a set of groups that ends at a stop of one of them.
    let mut rows = vec![FAR; width << count];
    for set in 1..1_usize << count {
        for (j, &(stop, group)) in stops.iter().enumerate() {
            if set >> group & 1 == 0 {
                continue;
            }
            let others = set & !(1 << group);
            rows[set * width + j] = if others == 0 {
                arc(0, stop)
            } else {
                let row = &rows[others * width..(others + 1) * width];
                let sums = row.iter().zip(&table[j * width..]).map(|(row, arc)| row + arc);
                sums.fold(FAR, u64::min)
            };
        }
    }
    let mut set = (1_usize << count) - 1;
    if set == 0 {
        return Some(Vec::new());
    }
    let ends = |j: &usize| rows[set * width + j] + arc(stops[*j].0, 0);
    let mut at = (0..width).min_by_key(ends)?;
    if ends(&at) >= FAR {
        return None;
    }
    let mut route = Vec::with_capacity(count);
    loop {
        let (stop, group) = stops[at];
        route.push(stop);
        let length = rows[set * width + at];
        set &= !(1 << group);
        if set == 0 {
            break;
        }
        let leads = |i: &usize| rows[set * width + i] + table[at * width + i] == length;
        at = (0..width).find(leads)?;
    }
    route.reverse();
    Some(route)
}
