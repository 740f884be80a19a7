//! Facts folded into sums: all that figures and reports are made of.

mod sums;
mod variability;

use std::collections::BTreeMap;

use domain::fleet::RiderKind;
use domain::ids::{OrderId, SkuId, StoreId};
use domain::instance::Instance;
use domain::units::{Millis, Paise, SimTime};
use serde::{Deserialize, Serialize};

use crate::calibration::{Calibration, Known};
use crate::stage::{Phase, Stage};
use crate::trace::{CancelReason, Fact, LossReason, MissedAt, StockState, Witness};

pub use sums::{
    ByLateness, Carried, ClassSums, Money, OrderCounts, Refunds, StoreMinutes, Walks, WorkTime,
};
pub use variability::{VARIABILITY_SOURCES, Variability};

/// Sums over one run. Orders clicked, and time spent, before the warm-up ends count in none.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Tally {
    warmup: SimTime,
    sla: Millis,
    pick_target: (Millis, u16),
    unit_costs: Vec<Paise>,
    /// Sessions begun.
    pub sessions: u64,
    /// Sessions that ended without an order, by [`LossReason`].
    pub lost: [u64; LossReason::COUNT],
    /// Orders clicked and paid.
    pub placed: u64,
    /// Orders cancelled before they left the store.
    pub cancelled: u64,
    /// Of those, orders of which nothing was found on the shelf.
    pub nothing_found: u64,
    /// Orders that nobody took at the door.
    pub failed: u64,
    /// Click-to-door time of each delivered order, milliseconds, in order of delivery.
    pub click_to_door_ms: Vec<u32>,
    /// Orders delivered within the SLA.
    pub within_sla: u64,
    /// Orders delivered no later than promised.
    pub within_promise: u64,
    /// Sum of promises of delivered orders.
    pub promised: Millis,
    /// Click-to-door time less promise of each delivered order, milliseconds, in order of delivery.
    pub promise_error_ms: Vec<i32>,
    /// Whether promises are kept alike.
    pub calibration: Calibration,
    /// Phase times of each delivered order, milliseconds, in order of delivery.
    pub phase_ms: [Vec<u32>; Phase::COUNT],
    /// Sum of stage times over delivered orders.
    pub stage_sum: ByLateness<[Millis; Stage::COUNT]>,
    /// Units wanted in delivered orders.
    pub units_wanted: u64,
    /// Units handed over.
    pub units_handed_over: u64,
    /// Lines on pick lists that were not found on the shelf.
    pub lines_not_found: u64,
    /// Lines wanted in placed orders.
    pub lines: u64,
    /// Stops on pick lists.
    pub pick_stops: u64,
    /// Walks of pickers.
    pub walks: Walks,
    /// Orders picked that have no more lines than the target is for.
    pub picked_small: u64,
    /// Of those, orders picked within the target of being taken up.
    pub picked_in_time: u64,
    /// Time of dedicated riders.
    pub riders: WorkTime,
    /// Time of pickers.
    pub pickers: WorkTime,
    /// Orders on trips of gig riders, by the time the trip began.
    pub gig_orders: u64,
    /// Orders carried to a door.
    pub carried: Carried,
    /// Metres ridden.
    pub ridden_m: f64,
    /// Money of delivered orders.
    pub money: Money,
    /// What went back of orders counted.
    pub refunds: Refunds,
    /// Margin of orders after the run that is expected to be lost.
    pub expected_loss: Paise,
    /// Customers driven away, as a sum of chances, millionths.
    pub driven_away: u64,
    /// Delivered orders of customers without a subscription.
    pub paying: u64,
    /// Delivered orders of customers who do not pay for priority, and of those who do.
    pub by_class: [ClassSums; 2],
    /// Bags used.
    pub bags: u64,
    /// Purchase cost of units expired, damaged or missing.
    pub written_off: Paise,
    /// Last-mile variability.
    pub variability: Variability,
    /// Orders by hour of the run of the click.
    pub by_hour: Vec<OrderCounts>,
    /// Orders by store.
    pub by_store: Vec<OrderCounts>,
    /// Settings of stores, minute by minute.
    pub store_minutes: StoreMinutes,
    orders: Vec<OrderNote>,
    trips_open: Vec<(RiderKind, u8)>,
    /// Units written off as missing since the warm-up, which may be found again.
    missing: BTreeMap<(StoreId, SkuId), u32>,
}

/// What later facts about an order need to know of earlier ones.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct OrderNote {
    stages: [u32; Stage::COUNT],
    known: Known,
    units: u16,
    missed: u16,
    hour: u16,
    store: u32,
    counts: bool,
    is_shared: bool,
    is_gig: bool,
    is_cancelled: bool,
    is_subscriber: bool,
    is_premium: bool,
}

impl Tally {
    /// Empty sums for a run of `instance`.
    #[must_use]
    pub fn new(instance: &Instance) -> Self {
        let hours = (instance.calendar.end().0).div_ceil(Millis::HOUR.0) as usize;
        Self {
            warmup: SimTime(instance.calendar.warmup.0),
            sla: instance.service.sla,
            pick_target: (instance.work.pick_target, instance.work.pick_target_lines),
            unit_costs: instance.catalog.skus.iter().map(|sku| sku.cost).collect(),
            sessions: 0,
            lost: [0; LossReason::COUNT],
            placed: 0,
            cancelled: 0,
            nothing_found: 0,
            failed: 0,
            click_to_door_ms: Vec::new(),
            within_sla: 0,
            within_promise: 0,
            promised: Millis::ZERO,
            promise_error_ms: Vec::new(),
            calibration: Calibration::default(),
            phase_ms: std::array::from_fn(|_| Vec::new()),
            stage_sum: ByLateness::default(),
            units_wanted: 0,
            units_handed_over: 0,
            lines_not_found: 0,
            lines: 0,
            pick_stops: 0,
            walks: Walks::default(),
            picked_small: 0,
            picked_in_time: 0,
            riders: WorkTime::default(),
            pickers: WorkTime::default(),
            gig_orders: 0,
            carried: Carried::default(),
            ridden_m: 0.0,
            money: Money::default(),
            refunds: Refunds::default(),
            expected_loss: Paise::ZERO,
            driven_away: 0,
            paying: 0,
            by_class: [ClassSums::default(); 2],
            bags: 0,
            written_off: Paise::ZERO,
            variability: Variability::default(),
            by_hour: vec![OrderCounts::default(); hours],
            by_store: vec![OrderCounts::default(); instance.stores.len()],
            store_minutes: StoreMinutes::default(),
            orders: Vec::new(),
            trips_open: Vec::new(),
            missing: BTreeMap::new(),
        }
    }

    /// Orders delivered.
    #[must_use]
    pub fn delivered(&self) -> u64 {
        self.click_to_door_ms.len() as u64
    }

    /// Orders placed and neither delivered, cancelled nor failed when the run ended.
    #[must_use]
    pub fn open(&self) -> u64 {
        self.placed - self.delivered() - self.cancelled - self.failed
    }

    /// Sessions that ended without an order.
    #[must_use]
    pub fn sessions_lost(&self) -> u64 {
        self.lost.iter().sum()
    }

    /// The part of a span ending at `at` that lies after the warm-up.
    fn counted(&self, at: SimTime, span: Millis) -> Millis {
        span.min(at.since(self.warmup))
    }

    /// Counts an order that reached its door.
    fn carry(&mut self, order: OrderId, is_taken: bool) {
        let (is_shared, is_gig) = (self.order(order).is_shared, self.order(order).is_gig);
        self.carried.all += 1;
        self.carried.shared += u64::from(is_shared);
        self.carried.by_gig += u64::from(is_gig);
        self.carried.delivered_by_gig += u64::from(is_gig && is_taken);
    }

    fn order(&mut self, order: OrderId) -> &mut OrderNote {
        if self.orders.len() <= order.index() {
            self.orders.resize(order.index() + 1, OrderNote::default());
        }
        &mut self.orders[order.index()]
    }

    /// Counts an order whose tote was put down, unless the customer has cancelled it.
    fn picked_order(&mut self, order: OrderId) {
        let (target, lines) = self.pick_target;
        let note = self.order(order);
        if note.counts && !note.is_cancelled && note.known.lines <= lines {
            let picking = [Stage::Walking, Stage::Picking].map(|stage| note.stages[stage as usize]);
            let took = Millis(picking.map(u64::from).iter().sum());
            self.picked_small += 1;
            self.picked_in_time += u64::from(took <= target);
        }
    }

    fn delivered_order(&mut self, order: OrderId, clicked: SimTime, at: SimTime, promise: Millis) {
        let note = self.order(order).clone();
        let took = at.since(clicked);
        let in_time = took <= self.sla;
        self.click_to_door_ms.push(took.0 as u32);
        self.within_sla += u64::from(in_time);
        self.within_promise += u64::from(took <= promise);
        self.promised += promise;
        self.promise_error_ms.push((took.0 as i64 - promise.0 as i64) as i32);
        let known = Known { hour_of_day: (note.hour % 24) as u8, ..note.known };
        self.calibration.note(&known, promise, took);
        self.paying += u64::from(!note.is_subscriber);
        let class = &mut self.by_class[usize::from(note.is_premium)];
        class.delivered += 1;
        class.click_to_door += took;
        let mut phases = [0_u32; Phase::COUNT];
        let sums = &mut self.stage_sum;
        let sums = if in_time { &mut sums.in_time } else { &mut sums.late };
        for stage in Stage::ALL {
            let spent = note.stages[stage as usize];
            phases[stage.phase() as usize] += spent;
            sums[stage as usize] += Millis(u64::from(spent));
        }
        for (times, spent) in self.phase_ms.iter_mut().zip(phases) {
            times.push(spent);
        }
        for row in
            [&mut self.by_hour[usize::from(note.hour)], &mut self.by_store[note.store as usize]]
        {
            row.delivered += 1;
            row.in_time += u64::from(in_time);
        }
        self.units_wanted += u64::from(note.units);
        self.units_handed_over += u64::from(note.units - note.missed);
    }
}

impl Witness for Tally {
    fn note(&mut self, at: SimTime, fact: &Fact) {
        let warm = at >= self.warmup;
        match *fact {
            Fact::SessionBegan { order, is_subscriber, is_premium, .. } => {
                let note = self.order(order);
                (note.is_subscriber, note.is_premium) = (is_subscriber, is_premium);
                note.counts = warm;
                self.sessions += u64::from(warm);
            }
            Fact::BasketFilled { order, lines, .. } => self.order(order).known.lines = lines,
            Fact::Quoted { order, under_way, is_known_building, .. } => {
                let known = &mut self.order(order).known;
                (known.under_way, known.is_known_building) = (under_way, is_known_building);
            }
            Fact::Lost { order, reason } if self.order(order).counts => {
                self.lost[reason as usize] += 1;
            }
            Fact::Placed { order, store, units, minute, .. } => {
                let note = self.order(order);
                note.units += units;
                note.store = store.0;
                note.hour = (minute / 60) as u16;
                if note.counts {
                    let (hour, lines) = (usize::from(note.hour), note.known.lines);
                    self.placed += 1;
                    self.lines += u64::from(lines);
                    self.by_hour[hour].placed += 1;
                    self.by_store[store.index()].placed += 1;
                }
            }
            Fact::LineMissed { order, units, at: when, .. } => {
                let note = self.order(order);
                note.missed += units;
                if when == MissedAt::Checkout {
                    // Asked for, never reserved: still part of what the customer wanted.
                    note.units += units;
                }
                if note.counts && when == MissedAt::Shelf {
                    self.lines_not_found += 1;
                }
            }
            Fact::StageEnded { order, stage, spent } => {
                self.order(order).stages[stage as usize] += spent.0 as u32;
            }
            Fact::Stock { store, sku, from, to, units } if warm => {
                if matches!(to, StockState::Expired | StockState::Damaged | StockState::Missing) {
                    self.written_off += self.unit_costs[sku.index()] * i64::from(units);
                }
                if to == StockState::Missing {
                    *self.missing.entry((store, sku)).or_default() += units;
                }
                if from == StockState::Missing {
                    // What went missing before the warm-up ended was never written off here.
                    let missing = self.missing.entry((store, sku)).or_default();
                    let back = units.min(*missing);
                    *missing -= back;
                    self.written_off -= self.unit_costs[sku.index()] * i64::from(back);
                }
            }
            Fact::PickStarted { order, stops, walk, orders, bound, .. }
                if self.order(order).counts =>
            {
                self.pick_stops += u64::from(stops);
                self.walks.planned_mm += walk.0 / u64::from(orders);
                self.walks.orders += 1;
                if let Some(bound) = bound {
                    let left = walk.0.saturating_sub(bound.0) as f64;
                    self.walks.gap += left / walk.0.max(1) as f64;
                    self.walks.bounded += 1;
                }
            }
            Fact::PickEnded { order, busy, .. } => {
                self.pickers.busy += self.counted(at, busy);
                self.picked_order(order);
            }
            Fact::PickerOff { duty, .. } => self.pickers.duty += self.counted(at, duty),
            Fact::RiderOff { duty, .. } => self.riders.duty += self.counted(at, duty),
            Fact::TripStarted { trip, kind, orders, .. } => {
                if self.trips_open.len() <= trip.index() {
                    self.trips_open.resize(trip.index() + 1, (kind, orders));
                }
                self.trips_open[trip.index()] = (kind, orders);
                if warm && kind == RiderKind::Gig {
                    self.gig_orders += u64::from(orders);
                }
            }
            Fact::LegEnded { trip, order, distance, .. } => {
                if let Some(order) = order {
                    let (kind, orders) = self.trips_open[trip.index()];
                    let note = self.order(order);
                    note.is_gig = kind == RiderKind::Gig;
                    note.is_shared = orders > 1;
                }
                if warm {
                    self.ridden_m += distance.as_m();
                }
            }
            Fact::Packed { order, bags } if self.order(order).counts => {
                self.bags += u64::from(bags);
            }
            Fact::TripEnded { trip, busy, .. }
                if self.trips_open[trip.index()].0 == RiderKind::Dedicated =>
            {
                self.riders.busy += self.counted(at, busy);
            }
            Fact::LastMile { order, traffic_ms, weather, parking, building, customer, .. }
                if self.order(order).counts =>
            {
                let [building, customer, parking, weather] =
                    [building, customer, parking, weather].map(Millis::as_s);
                let traffic = traffic_ms as f64 / 1e3;
                self.variability.add([traffic, building, customer, parking, weather]);
            }
            Fact::Delivered { order, clicked, promise, goods, cost }
                if self.order(order).counts =>
            {
                self.delivered_order(order, clicked, at, promise);
                self.carry(order, true);
                self.money.goods += goods;
                self.money.cost += cost;
            }
            Fact::Settled { order, fee, other, gateway } if self.order(order).counts => {
                self.money.delivery_fees += fee;
                self.money.other_fees += other;
                self.money.gateway += gateway;
            }
            Fact::Refunded { order, kept, voucher, gateway, .. } if self.order(order).counts => {
                self.refunds.kept += kept;
                self.refunds.vouchers += voucher;
                self.refunds.gateway += gateway;
            }
            Fact::GoodwillLost { order, share, loss, .. } if self.order(order).counts => {
                self.expected_loss += loss;
                self.driven_away += u64::from(share);
            }
            Fact::Cancelled { order, reason, .. } if self.order(order).counts => {
                self.order(order).is_cancelled = true;
                self.cancelled += 1;
                self.nothing_found += u64::from(reason == CancelReason::NothingFound);
            }
            Fact::Failed { order, .. } if self.order(order).counts => {
                self.failed += 1;
                self.carry(order, false);
            }
            Fact::StoreMinute { radius, .. } if warm => {
                self.store_minutes.radius_m += radius.as_m();
                self.store_minutes.count += 1;
            }
            _ => {}
        }
    }
}
