//! The stops in an order that turns and precedences allow.

/// The stops such that each comes after all that must come before it, else a stop of a cycle.
/// The smallest that can come next always does.
pub(super) fn sorted(turns: &[u8], precedences: &[(u16, u16)]) -> Result<Vec<u16>, u16> {
    let direct = direct(turns, precedences);
    let mut missing = vec![0_u32; turns.len()];
    direct.iter().flatten().for_each(|later| missing[usize::from(*later)] += 1);
    let stops = 1..turns.len() as u16;
    let mut ready: Vec<u16> = stops.filter(|v| missing[usize::from(*v)] == 0).collect();
    let mut done = 0;
    while let Some(&node) = ready.get(done) {
        done += 1;
        for &later in &direct[usize::from(node)] {
            let missing = &mut missing[usize::from(later)];
            *missing -= 1;
            if *missing == 0 {
                ready.push(later);
            }
        }
    }
    match missing.iter().position(|count| *count > 0) {
        Some(stop) => Err(stop as u16),
        None => Ok(ready),
    }
}

/// For each stop those that come after it, by a precedence or as one of the next turn.
pub(super) fn direct(turns: &[u8], precedences: &[(u16, u16)]) -> Vec<Vec<u16>> {
    let mut direct = vec![Vec::new(); turns.len()];
    for &(first, later) in precedences {
        direct[usize::from(first)].push(later);
    }
    let mut by_turn: Vec<u16> = (1..turns.len() as u16).collect();
    by_turn.sort_by_key(|stop| turns[usize::from(*stop)]);
    let groups: Vec<&[u16]> =
        by_turn.chunk_by(|a, b| turns[usize::from(*a)] == turns[usize::from(*b)]).collect();
    for pair in groups.windows(2) {
        for &first in pair[0] {
            direct[usize::from(first)].extend_from_slice(pair[1]);
        }
    }
    direct
}
