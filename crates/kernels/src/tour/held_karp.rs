//! Shortest tours through few stops, exactly, by what is visited and where that ends.

use super::problem::{NO_WAY, TourProblem};
use crate::Work;

/// Most stops: tables of 2ⁿ rows of 16 fit into the cache of one core.
pub const MOST_STOPS: usize = 13;

/// Fields of a row, a power of two so that rows are whole vectors of the processor.
const LANES: usize = 16;

/// Above every length; two of them still fit.
const FAR: u32 = u32::MAX / 2;

/// A shortest tour, or `None` where there is no tour, there are more than [`MOST_STOPS`] stops, or
/// lengths pass 2³¹. Ties go to the lower stop, from the end on. O(2ⁿ n²), less where turns and
/// precedences leave fewer sets of stops that can be visited first.
///
/// Source: Held & Karp (1962), doi:10.1137/0110015; Bellman (1962), doi:10.1145/321105.321111.
#[must_use]
pub fn held_karp(problem: &TourProblem, work: &mut Work) -> Option<Vec<u16>> {
    let stops = problem.nodes() - 1;
    if stops == 0 {
        return Some(Vec::new());
    }
    if stops > MOST_STOPS {
        return None;
    }
    // Column j: from every stop to stop j, in units so that sums fit.
    let unit = problem.unit() as u32;
    let mut into = vec![[FAR; LANES]; stops];
    let scaled = |from: usize, to: usize| match problem.cost(from, to) {
        NO_WAY => FAR,
        cost => cost / unit,
    };
    let mut longest = 0;
    for (j, column) in into.iter_mut().enumerate() {
        for (i, field) in column.iter_mut().enumerate().take(stops) {
            if i != j {
                *field = scaled(i + 1, j + 1);
            }
        }
        for cost in column.iter().copied().chain([scaled(0, j + 1), scaled(j + 1, 0)]) {
            if cost < FAR {
                longest = longest.max(cost);
            }
        }
    }
    if u64::from(longest) * (stops as u64 + 1) >= u64::from(FAR) {
        return None;
    }
    let needed = needed(problem);
    let mut rows = vec![[FAR; LANES]; 1 << stops];
    // What the stops of a set need; a set that holds it can be visited first.
    let mut needs = vec![0_u16; 1 << stops];
    let mut visited = 0;
    for set in 1..1_usize << stops {
        let first = set.trailing_zeros() as usize;
        needs[set] = needs[set & (set - 1)] | needed[first];
        if usize::from(needs[set]) & !set != 0 {
            continue;
        }
        visited += 1;
        let mut row = [FAR; LANES];
        let mut rest = set;
        while rest != 0 {
            let j = rest.trailing_zeros() as usize;
            rest &= rest - 1;
            let others = set & !(1 << j);
            row[j] = if others == 0 { scaled(0, j + 1) } else { nearest(&rows[others], &into[j]) };
        }
        rows[set] = row;
    }
    work.spend(visited * stops as u64);

    let full = (1_usize << stops) - 1;
    let ends = |j: usize| rows[full][j].saturating_add(scaled(j + 1, 0));
    let mut at = (0..stops).min_by_key(|j| (ends(*j), *j))?;
    if ends(at) >= FAR {
        return None;
    }
    let mut route = vec![0_u16; stops];
    let mut set = full;
    for place in (0..stops).rev() {
        route[place] = at as u16 + 1;
        let length = rows[set][at];
        set &= !(1 << at);
        if set != 0 {
            let from = |i: &usize| rows[set][*i] < FAR && rows[set][*i] + into[at][*i] == length;
            at = (0..stops).find(from)?;
        }
    }
    Some(route)
}

/// The least that reaching a stop takes after one of the ends of a row. FAR and more where there
/// is no way.
#[inline]
fn nearest(row: &[u32; LANES], into: &[u32; LANES]) -> u32 {
    let sums: [u32; LANES] = std::array::from_fn(|i| row[i] + into[i]);
    sums.iter().fold(FAR, |least, sum| if *sum < least { *sum } else { least })
}

/// For each stop those that must be visited before, as bits.
fn needed(problem: &TourProblem) -> [u16; LANES] {
    let turns = &problem.turns()[1..];
    let mut needed = [0; LANES];
    for (v, need) in needed.iter_mut().enumerate().take(turns.len()) {
        for (u, turn) in turns.iter().enumerate() {
            if *turn < turns[v] {
                *need |= 1 << u;
            }
        }
    }
    for &(first, later) in problem.precedences() {
        needed[usize::from(later) - 1] |= 1 << (first - 1);
    }
    needed
}
