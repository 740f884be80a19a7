//! Kinds that can share bins, directly or by way of others: what is apart is packed apart.

use super::problem::Problem;

/// The kinds of each part, in order of the first. O(kinds² / 64) words.
pub(super) fn parts(problem: &Problem) -> Vec<Vec<u32>> {
    let kinds = problem.kinds.len();
    if problem.conflicts.words() == 0 {
        return vec![(0..kinds as u32).collect()];
    }
    let mut unseen: Vec<u64> = vec![u64::MAX; problem.conflicts.words()];
    if let (Some(last), rest @ 1..) = (unseen.last_mut(), kinds % 64) {
        *last = (1 << rest) - 1;
    }
    let mut parts = Vec::new();
    for first in 0..kinds {
        if unseen[first / 64] >> (first % 64) & 1 == 0 {
            continue;
        }
        unseen[first / 64] &= !(1 << (first % 64));
        let mut part = vec![first as u32];
        let mut at = 0;
        while at < part.len() {
            let row = problem.conflicts.row(part[at] as usize);
            for (word, (unseen, apart)) in unseen.iter_mut().zip(row).enumerate() {
                let mut reached = *unseen & !apart;
                *unseen &= apart;
                while reached != 0 {
                    part.push((word * 64) as u32 + reached.trailing_zeros());
                    reached &= reached - 1;
                }
            }
            at += 1;
        }
        part.sort_unstable();
        parts.push(part);
    }
    parts
}
