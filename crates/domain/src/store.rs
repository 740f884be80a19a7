//! A dark store: floor plan, hours, stations and who works there when.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::catalog::Velocity;
use crate::dist::Dist;
use crate::geo::Point;
use crate::ids::SkuId;
use crate::travel::Place;
use crate::units::{Grams, Millilitres, Millimeters, Millis, SimTime};

/// Where a SKU lies on the floor.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Slot {
    /// Aisle, 0 is nearest to the packing stations.
    pub aisle: u16,
    /// Way into the aisle from its front, millimetres.
    pub depth: Millimeters,
}

/// What a part of the floor is for.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema,
)]
pub enum FloorZone {
    /// Slow movers, furthest from the stations.
    C,
    /// Medium movers.
    B,
    /// Fast movers, nearest to the stations.
    A,
    /// The cold room.
    Cold,
}

impl From<Velocity> for FloorZone {
    fn from(velocity: Velocity) -> Self {
        match velocity {
            Velocity::A => Self::A,
            Velocity::B => Self::B,
            Velocity::C => Self::C,
        }
    }
}

/// Parallel aisles between a front and a back cross aisle (one block), with one cross aisle more
/// halfway where there are two blocks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Aisles {
    /// Number of aisles.
    pub count: u16,
    /// Distance between the middles of neighbouring aisles.
    pub pitch: Millimeters,
    /// Length of an aisle from front to back cross aisle.
    pub length: Millimeters,
    /// Blocks: 1, or 2 with a middle cross aisle.
    pub blocks: u8,
}

/// A shortest walk between two slots: along the aisle of the first, across, along that of the other.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Way {
    /// In the aisle left; the whole walk where both slots are in it.
    pub leaving: Millimeters,
    /// In a cross aisle.
    pub across: Millimeters,
    /// In the aisle entered.
    pub entering: Millimeters,
}

impl Aisles {
    /// The parts of a shortest walk between two slots, by the front rather than the back and by
    /// the back rather than the middle where they are as short.
    #[must_use]
    pub fn way(&self, from: Slot, to: Slot) -> Way {
        let to_cross = |cross: u64| [from, to].map(|slot| slot.depth.0.abs_diff(cross));
        if from.aisle == to.aisle {
            let [leaving, _] = to_cross(to.depth.0);
            let none = Millimeters::ZERO;
            return Way { leaving: Millimeters(leaving), across: none, entering: none };
        }
        let middle = (self.blocks == 2).then_some(self.length.0 / 2);
        let crosses = [Some(0), Some(self.length.0), middle];
        let ways = crosses.into_iter().flatten().map(to_cross);
        let [leaving, entering] =
            ways.min_by_key(|way| way.iter().sum::<u64>()).unwrap_or_default();
        let across = u64::from(from.aisle.abs_diff(to.aisle)) * self.pitch.0;
        Way {
            leaving: Millimeters(leaving),
            across: Millimeters(across),
            entering: Millimeters(entering),
        }
    }

    /// Shortest walk between two slots along the aisles.
    #[inline]
    #[must_use]
    pub fn walk(&self, from: Slot, to: Slot) -> Millimeters {
        let along = from.depth.0.abs_diff(to.depth.0);
        if from.aisle == to.aisle {
            return Millimeters(along);
        }
        let across = u64::from(from.aisle.abs_diff(to.aisle)) * self.pitch.0;
        let length = self.length.0;
        let by_front = from.depth.0 + to.depth.0;
        let by_back = 2 * length - by_front;
        let mut detour = by_front.min(by_back);
        if self.blocks == 2 {
            let middle = length / 2;
            detour = detour.min(from.depth.0.abs_diff(middle) + to.depth.0.abs_diff(middle));
        }
        Millimeters(across + detour)
    }
}

/// A rectangular floor and where every SKU lies on it.
///
/// The packing stations stand at the front, at the mouth of aisle 0.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FloorPlan {
    /// The aisles.
    pub aisles: Aisles,
    /// Slot of each SKU, by SKU id.
    pub slots: Vec<Slot>,
    /// Second slot of each SKU that stands in two places, by SKU id.
    pub second_slots: Vec<Option<Slot>>,
    /// Zone of each SKU, by SKU id.
    pub zones: Vec<FloorZone>,
}

impl FloorPlan {
    /// Where the picker starts and ends: the stations at the mouth of aisle 0.
    pub const DEPOT: Slot = Slot { aisle: 0, depth: Millimeters(0) };

    /// The slot of a SKU.
    #[must_use]
    pub fn slot(&self, sku: SkuId) -> Slot {
        self.slots[sku.index()]
    }

    /// The zone of a SKU.
    #[must_use]
    pub fn zone(&self, sku: SkuId) -> FloorZone {
        self.zones[sku.index()]
    }

    /// Shortest walk between two slots along the aisles.
    #[inline]
    #[must_use]
    pub fn walk(&self, from: Slot, to: Slot) -> Millimeters {
        self.aisles.walk(from, to)
    }
}

/// A number of people on duty between two times.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Shift {
    /// When they begin.
    pub start: SimTime,
    /// When they stop; work in hand is finished first.
    pub end: SimTime,
}

/// A person who picks.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Picker {
    /// On duty.
    pub shift: Shift,
    /// Speed relative to the typical picker.
    pub pace: f64,
}

/// How long things take inside a store, and how often they go wrong.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoreWork {
    /// Walking speed of a typical picker, metres per second.
    pub walk_m_per_s: f64,
    /// Reading the list and taking a tote, seconds per order.
    pub pick_setup_s: Dist,
    /// Finding, taking and scanning the first unit of a line, seconds.
    pub pick_line_s: Dist,
    /// Each further unit of the line, seconds.
    pub pick_unit_s: f64,
    /// Looking in vain before a line is given up, seconds.
    pub search_s: Dist,
    /// Chance that a line's goods are not where they should be.
    pub misplaced_share: f64,
    /// Chance that the picker takes a wrong item; found and put right at packing.
    pub wrong_item_share: f64,
    /// Chance that a line's goods are not at the second slot of their SKU, where it has one: on
    /// average; each SKU has a chance of its own between zero and twice that.
    pub second_face_empty_share: f64,
    /// Seconds lost at a stop per other picker met in the same aisle.
    pub congestion_s: f64,
    /// How much longer the walk along an aisle takes per other picker in it, as a share.
    pub crowding_share: f64,
    /// Totes on a picker's cart: most orders on one tour.
    pub cart_totes: u32,
    /// Whether the store learns from its pickers' walks how fast each aisle is, and where goods
    /// with two slots are found.
    pub learns: bool,
    /// Whether pickers fill the bags while they pick.
    pub fills_bags: bool,
    /// Receipt, labels and quality check, seconds per order.
    pub pack_setup_s: Dist,
    /// Each unit packed, seconds.
    pub pack_unit_s: f64,
    /// Each bag opened, filled and closed, seconds.
    pub pack_bag_s: f64,
    /// Putting a wrong item right, seconds.
    pub correction_s: f64,
    /// Rider takes the bags and sets off, seconds.
    pub bay_s: Dist,
    /// How long a picker may take for a whole order of up to `pick_target_lines` lines to meet the
    /// target that is counted.
    pub pick_target: Millis,
    /// Most lines of an order for which the target holds.
    pub pick_target_lines: u16,
    /// Walking that the plan of an aisle's pace weighs as much as.
    pub pace_prior: Millis,
    /// Looks that what is thought beforehand of a slot weighs as much as, and the share of them
    /// that find the goods.
    pub find_prior: [f64; 2],
    /// Time after a failed pick until the shelf has been looked through, minutes.
    pub recheck_min: f64,
    /// Most weight in a bag.
    pub bag_weight: Grams,
    /// Most volume in a bag.
    pub bag_volume: Millilitres,
}

/// A dark store.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Store {
    /// Name, unique in the scenario.
    pub name: String,
    /// On the street network.
    pub place: Place,
    /// On the plane.
    pub point: Point,
    /// Its floor: an index into [`Instance::floors`](crate::instance::Instance::floors).
    pub floor: usize,
    /// First minute of the day it takes orders.
    pub opens_min: u32,
    /// First minute of the day it takes no more; 1440 for midnight.
    pub closes_min: u32,
    /// Packing stations, staffed as long as there is something to pack.
    pub packing_stations: u16,
    /// Takes no more orders while this many wait for a picker ("busy").
    pub busy_queue: u32,
    /// Takes no more orders while this many per rider wait to leave (the circuit breaker).
    pub busy_orders_per_rider: f64,
    /// Pickers over the whole horizon.
    pub pickers: Vec<Picker>,
    /// Walking speed in each aisle relative to the typical one; nobody has told the store.
    pub aisle_pace: Vec<f64>,
    /// Orders it expects on an average day, all of them while it is open.
    pub expected_orders_per_day: f64,
    /// Share of an average day's sessions that begin while it is open, 0 to 1.
    pub open_share: f64,
}

impl Store {
    /// Whether it takes orders at this time of day.
    #[must_use]
    pub fn is_open(&self, at: SimTime) -> bool {
        let minute = (at.minute() % 1440) as u32;
        self.opens_min <= minute && minute < self.closes_min
    }

    /// Whether `pending` orders that have not left are too many for so many riders; without any
    /// rider none can be taken.
    #[must_use]
    pub fn lacks_riders(&self, pending: u32, riders: u32) -> bool {
        f64::from(pending) >= self.busy_orders_per_rider * f64::from(riders)
    }

    /// Orders it expects in a span while it is open, at `level` times the sessions of a mean hour
    /// of the week. Over the open hours of an average week these are seven days' orders.
    #[must_use]
    pub fn expected_orders(&self, level: f64, span: Millis) -> f64 {
        // Around the clock, hours in which it is closed included, there would be more in a day.
        let around_the_clock = self.expected_orders_per_day / self.open_share;
        if self.open_share > 0.0 {
            around_the_clock * level * span.0 as f64 / Millis::DAY.0 as f64
        } else {
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(blocks: u8) -> Aisles {
        Aisles { count: 5, pitch: Millimeters(2_000), length: Millimeters(10_000), blocks }
    }

    fn slot(aisle: u16, depth: u64) -> Slot {
        Slot { aisle, depth: Millimeters(depth) }
    }

    #[test]
    fn walks_take_the_nearer_cross_aisle() {
        let one = plan(1);
        assert_eq!(one.walk(slot(1, 3_000), slot(1, 8_000)), Millimeters(5_000));
        assert_eq!(one.walk(slot(0, 1_000), slot(2, 2_000)), Millimeters(7_000));
        assert_eq!(one.walk(slot(0, 9_000), slot(1, 8_000)), Millimeters(5_000));
        assert_eq!(plan(2).walk(slot(0, 4_000), slot(1, 6_000)), Millimeters(4_000));
    }

    #[test]
    fn the_parts_of_a_way_make_the_walk() {
        for blocks in [1, 2] {
            let plan = plan(blocks);
            let depths = [0, 1_000, 4_900, 5_100, 9_000, 10_000];
            let slots = || (0..5).flat_map(move |a| depths.map(|d| slot(a, d)));
            for (from, to) in slots().flat_map(|from| slots().map(move |to| (from, to))) {
                let way = plan.way(from, to);
                assert_eq!(way.leaving + way.across + way.entering, plan.walk(from, to));
            }
        }
    }

    #[test]
    fn walking_is_a_metric() {
        for blocks in [1, 2] {
            let plan = plan(blocks);
            let slots: Vec<Slot> =
                (0..5).flat_map(|a| [0, 2_500, 5_000, 9_000].map(|d| slot(a, d))).collect();
            for &a in &slots {
                for &b in &slots {
                    assert_eq!(plan.walk(a, b), plan.walk(b, a));
                    for &c in &slots {
                        assert!(plan.walk(a, c) <= plan.walk(a, b) + plan.walk(b, c));
                    }
                }
            }
        }
    }
}
