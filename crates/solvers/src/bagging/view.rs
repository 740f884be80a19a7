//! A question of bagging as a problem of bin packing.

use domain::decision::bagging::BaggingQuestion;

use super::company::Company;
use kernels::bins::{Conflicts, Problem, Sizes};

/// Kinds of units among which pairs are kept; beyond, the matrix would fill memory.
const KINDS: usize = 12_000;

/// A question in the words of the kernel.
pub(super) struct View {
    pub(super) problem: Problem,
    /// The units that fit into a bag, those of the first kind first.
    pub(super) units: Vec<u16>,
    /// Units that exceed a bag.
    pub(super) oversize: Vec<u16>,
}

/// Units of the same sizes that are kept apart from the same others are of one kind. `None` where
/// there are too many kinds for rules between them. O(units log units + kinds² + conflicts log
/// conflicts).
pub(super) fn view(question: &BaggingQuestion<'_>, company: &Company<'_>) -> Option<View> {
    let capacity = [question.max_weight.0, question.max_volume.0];
    let (mut sizes, mut tags, mut fitting) = (Vec::<Sizes>::new(), Vec::new(), Vec::new());
    let mut oversize = Vec::new();
    let lists = lists(question, company);
    for (number, item) in (0_u16..).zip(question.items.iter()) {
        if item.weight > question.max_weight || item.volume > question.max_volume {
            oversize.push(number);
            continue;
        }
        let is_heavy = question.crush_weight.is_some_and(|most| item.weight > most);
        let tag = u32::from(item.class) << 1 | u32::from(item.is_fragile);
        let list = lists.get(usize::from(number)).copied().unwrap_or_default();
        sizes.push([item.weight.0, item.volume.0]);
        tags.push(match item.is_fragile && is_heavy {
            _ if company.is_free() => 0,
            false => list << 9 | tag,
            // It crushes its like.
            true => 1 << 31 | u32::from(number),
        });
        fitting.push(number);
    }
    let (mut problem, order) = Problem::of(capacity, &sizes, &tags);
    let units: Vec<u16> = order.into_iter().map(|at| fitting[at as usize]).collect();
    if !company.is_free() {
        if problem.kinds.len() > KINDS {
            return None;
        }
        problem.conflicts = conflicts(&problem, &units, company, question.items.len());
    }
    Some(View { problem, units, oversize })
}

/// For each unit the number of its list of conflicts, 0 where it has none; the same for the same
/// list. Empty where there are no conflicts at all.
fn lists(question: &BaggingQuestion<'_>, company: &Company<'_>) -> Vec<u32> {
    if question.conflicts.is_empty() {
        return Vec::new();
    }
    let units = question.items.len() as u16;
    let list = |unit: u16| company.apart(unit).iter().map(|pair| pair.1);
    let mut order: Vec<u16> = (0..units).collect();
    order.sort_by(|a, b| list(*a).cmp(list(*b)));
    let mut numbers = vec![0; order.len()];
    let mut number = 0;
    for pair in order.windows(2) {
        number += u32::from(!list(pair[0]).eq(list(pair[1])));
        numbers[usize::from(pair[1])] = number;
    }
    // The empty list comes first, where there is one.
    let has_empty = order.first().is_some_and(|first| company.apart(*first).is_empty());
    numbers.iter_mut().for_each(|number| *number += u32::from(!has_empty));
    numbers
}

/// Which kinds never share a bag.
fn conflicts(problem: &Problem, units: &[u16], company: &Company<'_>, all: usize) -> Conflicts {
    let mut conflicts = Conflicts::among(problem.kinds.len());
    let mut firsts = Vec::with_capacity(problem.kinds.len());
    let mut kind_of = vec![None; all];
    let mut begin = 0;
    for (number, kind) in problem.kinds.iter().enumerate() {
        let end = begin + kind.count as usize;
        firsts.push(units[begin]);
        units[begin..end].iter().for_each(|unit| kind_of[usize::from(*unit)] = Some(number));
        begin = end;
    }
    for (a, &one) in firsts.iter().enumerate() {
        for (b, &other) in firsts[..a].iter().enumerate() {
            if !company.may_share(one, other) {
                conflicts.separate(a, b);
            }
        }
        for (_, other) in company.apart(one) {
            if let Some(b) = kind_of[usize::from(*other)] {
                conflicts.separate(a, b);
            }
        }
    }
    conflicts
}
