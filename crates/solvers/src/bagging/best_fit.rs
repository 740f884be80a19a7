//! Best fit decreasing: bulky units first, each into the fullest bag that may take it.

use std::cmp::Reverse;

use domain::decision::Solver;
use domain::decision::bagging::{BagItem, Bagging, BaggingQuestion, Bags};
use domain::rng::Stream;

use super::company::Company;
use super::goals::stack;
use crate::{Entry, entry};

/// In the registry.
pub const ENTRY: Entry<dyn Bagging> = entry!(
    "best_fit",
    "Bulky units first, each into the fullest bag that may take it; fragile ones on top.",
    BestFit
);

/// Best fit decreasing.
#[derive(Clone, Debug)]
pub struct BestFit;

impl Solver for BestFit {}

impl Bagging for BestFit {
    fn pack(&mut self, question: &BaggingQuestion<'_>, _rng: &mut Stream) -> Bags {
        best_fit(question, &Company::of(question))
    }
}

/// Best fit decreasing by the larger of a unit's shares of a bag. O(units × bags) where all fit.
///
/// A unit that alone exceeds the limits gets a bag of its own.
/// Source: Johnson et al. (1974), doi:10.1137/0203025.
pub(super) fn best_fit(question: &BaggingQuestion<'_>, company: &Company<'_>) -> Bags {
    let most = [u64::from(question.max_weight.0), u64::from(question.max_volume.0)];
    // Shares of a bag, weights and volumes on one denominator.
    let share = |size: [u64; 2]| (size[0] * most[1].max(1)).max(size[1] * most[0].max(1));
    let size = |item: &BagItem| [u64::from(item.weight.0), u64::from(item.volume.0)];
    let fits = |size: [u64; 2]| size[0] <= most[0] && size[1] <= most[1];
    let all = 0..question.items.len() as u16;
    let (mut order, oversize): (Vec<u16>, Vec<u16>) =
        all.partition(|&number| fits(size(&question.items[usize::from(number)])));
    order.sort_by_key(|&number| Reverse(share(size(&question.items[usize::from(number)]))));
    let mut bags = Bags::new();
    let mut rooms: Vec<[u64; 2]> = Vec::new();
    for number in order {
        let size = size(&question.items[usize::from(number)]);
        let mut best: Option<(u64, usize)> = None;
        for (at, room) in rooms.iter().enumerate() {
            let fits = size[0] <= room[0] && size[1] <= room[1];
            if fits
                && best.is_none_or(|(least, _)| share(*room) < least)
                && company.allows(&bags[at], number)
            {
                best = Some((share(*room), at));
            }
        }
        let at = best.map_or(bags.len(), |(_, at)| at);
        if at == bags.len() {
            bags.push(Vec::new());
            rooms.push(most);
        }
        bags[at].push(number);
        (0..2).for_each(|d| rooms[at][d] -= size[d]);
    }
    bags.extend(oversize.into_iter().map(|number| vec![number]));
    bags.iter_mut().for_each(|bag| stack(bag, &question.items));
    bags
}
