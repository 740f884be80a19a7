//! What every route must keep to.

use super::question::PickRouteQuestion;
use crate::decision::BrokenAnswer;

/// Every stop is visited once, or of scattered goods enough; turns and precedences are kept, and
/// there is a way.
///
/// # Errors
/// Names the broken rule.
pub fn check(answer: &[u16], question: &PickRouteQuestion<'_>) -> Result<(), BrokenAnswer> {
    let stops = question.stops.len();
    let mut position = vec![usize::MAX; stops];
    for (at, &stop) in answer.iter().enumerate() {
        let slot = position.get_mut(usize::from(stop)).filter(|seen| **seen == usize::MAX);
        let broken = || BrokenAnswer::new(format!("stop {stop} unknown or visited twice"));
        *slot.ok_or_else(broken)? = at;
    }
    if question.visits_all() {
        BrokenAnswer::unless(answer.len() == stops, || {
            format!("route of {} stops for {stops}", answer.len())
        })?;
    } else {
        let mut taken = vec![0_u64; question.wanted.len()];
        for &stop in answer {
            let stop = &question.stops[usize::from(stop)];
            taken[usize::from(stop.line)] += u64::from(stop.quantity);
        }
        for (line, (taken, wanted)) in taken.iter().zip(question.wanted.iter()).enumerate() {
            BrokenAnswer::unless(*taken >= u64::from(*wanted), || {
                format!("{taken} of {wanted} units of line {line}")
            })?;
        }
    }
    for pair in answer.windows(2) {
        let [turn, next] = [pair[0], pair[1]].map(|stop| question.stops[usize::from(stop)].turn);
        BrokenAnswer::unless(turn <= next, || {
            format!("stop {} of turn {next} after stop {} of turn {turn}", pair[1], pair[0])
        })?;
    }
    for &(first, second) in question.precedences.iter() {
        let [before, after] = [first, second].map(|stop| position[usize::from(stop)]);
        let is_kept = before < after || before == usize::MAX || after == usize::MAX;
        BrokenAnswer::unless(is_kept, || format!("stop {second} before stop {first}"))?;
    }
    BrokenAnswer::unless(question.length(answer).is_some(), || {
        "the route goes where there is no way".into()
    })
}
