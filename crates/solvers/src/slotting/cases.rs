//! Small questions for the tests of slotting.

use domain::decision::slotting::{Bay, Goods, SlottingQuestion};
use domain::rng::Stream;
use domain::store::{Aisles, Slot};
use domain::units::Millimeters;

/// A random question: `count` SKUs, each in a bay of its own, the last of them in the cold room.
pub(super) fn one_each(count: u32, rng: &mut Stream) -> SlottingQuestion<'static> {
    let aisles = 1 + rng.below(4) as u16;
    let aisles = Aisles {
        count: aisles,
        pitch: Millimeters(2_000),
        length: Millimeters(8_000),
        blocks: 1 + rng.below(2) as u8,
    };
    let cold_from = count - rng.below(count.min(3));
    let bays = (0..count).map(|at| Bay {
        slot: Slot {
            aisle: rng.below(aisles.count.into()) as u16,
            depth: Millimeters(u64::from(rng.below(9)) * 1_000),
        },
        is_cold: at >= cold_from,
        room: 1,
    });
    let bays: Vec<Bay> = bays.collect();
    let has_turns = rng.chance(0.3);
    let goods = (0..count).map(|at| Goods {
        space: 1,
        category: rng.below(3),
        is_cold: at >= cold_from,
        turn: u8::from(has_turns && at >= cold_from),
        bay: at,
        is_fixed: rng.chance(0.1),
    });
    let goods: Vec<Goods> = goods.collect();
    let baskets: Vec<Vec<u32>> = (0..1 + rng.below(8)).map(|_| basket(count, rng)).collect();
    SlottingQuestion {
        aisles,
        depot: Slot { aisle: 0, depth: Millimeters(0) },
        bays: bays.into(),
        goods: goods.into(),
        training: baskets.clone().into(),
        judged: baskets.into(),
    }
}

/// One to three SKUs.
pub(super) fn basket(count: u32, rng: &mut Stream) -> Vec<u32> {
    let mut basket: Vec<u32> = (0..1 + rng.below(3)).map(|_| rng.below(count)).collect();
    basket.sort_unstable();
    basket.dedup();
    basket
}
