//! Filling bays with goods, in an order of goods and an order of bays.

use domain::decision::slotting::SlottingQuestion;

/// How many training baskets hold each SKU.
pub(super) fn picks(question: &SlottingQuestion<'_>) -> Vec<u32> {
    let mut picks = vec![0; question.goods.len()];
    for goods in question.training.iter().flatten() {
        picks[*goods as usize] += 1;
    }
    picks
}

/// The bays, nearest to the depot first; ties by position.
pub(super) fn by_distance(question: &SlottingQuestion<'_>) -> Vec<u32> {
    let mut bays: Vec<u32> = (0..question.bays.len() as u32).collect();
    bays.sort_by_key(|bay| (question.from_depot(*bay as usize), *bay));
    bays
}

/// The SKUs, picked most often first; ties by position.
pub(super) fn by_picks(question: &SlottingQuestion<'_>) -> Vec<u32> {
    let picks = picks(question);
    let mut goods: Vec<u32> = (0..question.goods.len() as u32).collect();
    goods.sort_by_key(|sku| (std::cmp::Reverse(picks[*sku as usize]), *sku));
    goods
}

/// Lays each SKU of `order` into the first of `bays` that has its temperature and room for it;
/// fixed SKUs stay. O(SKUs × bays) at worst.
///
/// Whether goods of several sizes fit at all is a bin packing problem: where this order leaves one
/// out, the largest are laid first, and where that fails too, everything stays as it is today.
pub(super) fn filled(question: &SlottingQuestion<'_>, order: &[u32], bays: &[u32]) -> Vec<u32> {
    first_fit(question, order, bays).unwrap_or_else(|| {
        let mut largest_first = order.to_vec();
        let space = |sku: &u32| std::cmp::Reverse(question.goods[*sku as usize].space);
        largest_first.sort_by_key(space);
        first_fit(question, &largest_first, bays).unwrap_or_else(|| question.today())
    })
}

fn first_fit(question: &SlottingQuestion<'_>, order: &[u32], bays: &[u32]) -> Option<Vec<u32>> {
    let mut free = room_beside_fixed(question);
    let mut layout = question.today();
    let mut open = [false, true].map(|is_cold| {
        let bays = bays.iter().copied();
        bays.filter(|bay| question.bays[*bay as usize].is_cold == is_cold).collect::<Vec<u32>>()
    });
    let of = |sku: &&u32| !question.goods[**sku as usize].is_fixed;
    for &sku in order.iter().filter(of) {
        let goods = question.goods[sku as usize];
        let open = &mut open[usize::from(goods.is_cold)];
        let fits = |bay: &u32| free[*bay as usize] >= u64::from(goods.space);
        let at = open.iter().position(fits)?;
        let bay = open[at];
        layout[sku as usize] = bay;
        free[bay as usize] -= u64::from(goods.space);
        if free[bay as usize] == 0 && goods.space > 0 {
            open.remove(at);
        }
    }
    Some(layout)
}

/// What is free of each bay's room while nothing but fixed goods lies there.
pub(super) fn room_beside_fixed(question: &SlottingQuestion<'_>) -> Vec<u64> {
    let mut free: Vec<u64> = question.bays.iter().map(|bay| u64::from(bay.room)).collect();
    for goods in question.goods.iter().filter(|goods| goods.is_fixed) {
        free[goods.bay as usize] -= u64::from(goods.space);
    }
    free
}
