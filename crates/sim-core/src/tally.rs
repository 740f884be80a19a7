//! Facts folded into sums: all that figures and reports are made of.

use std::collections::BTreeMap;

use domain::fleet::RiderKind;
use domain::ids::{OrderId, SkuId, StoreId};
use domain::instance::Instance;
use domain::units::{Millis, Paise, SimTime};
use serde::{Deserialize, Serialize};

use crate::calibration::{Calibration, Known};
use crate::stage::{Phase, Stage};
use crate::trace::{CancelReason, Fact, LossReason, MissedAt, StockState, Witness};

/// Sources of last-mile variability, in the order of [`Variability::shares`].
pub const VARIABILITY_SOURCES: [&str; 5] =
    ["traffic", "building access", "customer", "parking and navigation", "weather"];

/// How the last mile's variance splits over its sources.
///
/// For each delivery, T = traffic + building + customer + parking + weather is the time beyond an
/// empty road to an open door; the share of a source is Cov(source, T) / Var(T). Shares sum to 1.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Variability {
    n: f64,
    mean: [f64; 5],
    mean_total: f64,
    /// Sums of products of deviations with the total.
    with_total: [f64; 5],
    total: f64,
}

impl Variability {
    fn add(&mut self, seconds: [f64; 5]) {
        // Welford's update, so that large sums cancel nothing.
        let total: f64 = seconds.iter().sum();
        self.n += 1.0;
        let before = total - self.mean_total;
        self.mean_total += before / self.n;
        let after = total - self.mean_total;
        self.total += before * after;
        for (source, value) in seconds.into_iter().enumerate() {
            let deviation = value - self.mean[source];
            self.mean[source] += deviation / self.n;
            self.with_total[source] += deviation * after;
        }
    }

    /// Joins another run's deliveries.
    pub fn merge(&mut self, other: &Self) {
        let n = self.n + other.n;
        if n == 0.0 {
            return;
        }
        let weight = self.n * other.n / n;
        let between = other.mean_total - self.mean_total;
        self.total += other.total + between * between * weight;
        for source in 0..5 {
            let apart = other.mean[source] - self.mean[source];
            self.with_total[source] += other.with_total[source] + apart * between * weight;
            self.mean[source] += apart * other.n / n;
        }
        self.mean_total += between * other.n / n;
        self.n = n;
    }

    /// Share of the variance by source (see [`VARIABILITY_SOURCES`]); NaN before two deliveries.
    #[must_use]
    pub fn shares(&self) -> [f64; 5] {
        self.with_total.map(|covariance| covariance / self.total)
    }

    /// Mean seconds by source.
    #[must_use]
    pub fn means(&self) -> [f64; 5] {
        self.mean
    }

    /// Standard deviation of the total, seconds.
    #[must_use]
    pub fn total_sd(&self) -> f64 {
        (self.total / (self.n - 1.0)).sqrt()
    }
}

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
    /// Sum of stage times over delivered orders: in time, late.
    pub stage_sum: [[Millis; Stage::COUNT]; 2],
    /// Units wanted and units handed over in delivered orders.
    pub units: [u64; 2],
    /// Lines whose units were missed, at checkout and at the shelf.
    pub lines_missed: [u64; 2],
    /// Lines wanted in placed orders.
    pub lines: u64,
    /// Stops on pick lists.
    pub pick_stops: u64,
    /// Sum of planned walks, millimetres, and number of orders taken up: of a tour's walk each
    /// order counts its part.
    pub walked: (u64, u64),
    /// What is left between walk and bound, as shares of the walk, summed over orders whose solver
    /// proved a bound, and the number of these.
    pub walk_gap: (f64, u64),
    /// Orders picked that have no more lines than the target is for, and those picked within the
    /// target of being taken up.
    pub picked: [u64; 2],
    /// Time riders were on trips and time dedicated riders were on duty.
    pub rider_time: [Millis; 2],
    /// Time of trips of gig riders.
    pub gig_time: Millis,
    /// Time pickers had an order in hand and time they were on duty.
    pub picker_time: [Millis; 2],
    /// Trips, trips with more than one order, orders on the latter, orders on gig trips, by the
    /// time the trip began.
    pub trips: [u64; 4],
    /// Orders carried to a door.
    pub carried: Carried,
    /// Metres ridden.
    pub ridden_m: f64,
    /// Money of delivered orders: goods at shelf prices, cost of goods, delivery fees, other fees,
    /// gateway.
    pub money: [Paise; 5],
    /// What went back of orders counted: kept though nothing came for it, vouchers, and the
    /// gateway's cut on orders that earned nothing.
    pub refunds: [Paise; 3],
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
    /// Orders placed, delivered and in time by hour of the run of the click.
    pub by_hour: Vec<[u64; 3]>,
    /// Orders placed, delivered and in time by store.
    pub by_store: Vec<[u64; 3]>,
    /// Mean radius in metres, mean fee in INR, by store-minute: sums and their number.
    pub control: ([f64; 2], u64),
    orders: Vec<OrderNote>,
    trips_open: Vec<(RiderKind, u8)>,
    /// Units written off as missing since the warm-up, which may be found again.
    missing: BTreeMap<(StoreId, SkuId), u32>,
}

/// Orders that reached a door, by how they travelled.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Carried {
    /// All of them, taken or not.
    pub all: u64,
    /// Those that shared their trip.
    pub shared: u64,
    /// Those on trips of gig riders.
    pub by_gig: u64,
    /// Those on trips of gig riders that were taken.
    pub delivered_by_gig: u64,
}

/// Delivered orders of one class of customers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ClassSums {
    /// How many.
    pub delivered: u64,
    /// Sum of their click-to-door times.
    pub click_to_door: Millis,
    /// Those delivered no later than promised.
    pub within_promise: u64,
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
            stage_sum: [[Millis::ZERO; Stage::COUNT]; 2],
            units: [0; 2],
            lines_missed: [0; 2],
            lines: 0,
            pick_stops: 0,
            walked: (0, 0),
            walk_gap: (0.0, 0),
            picked: [0; 2],
            rider_time: [Millis::ZERO; 2],
            gig_time: Millis::ZERO,
            picker_time: [Millis::ZERO; 2],
            trips: [0; 4],
            carried: Carried::default(),
            ridden_m: 0.0,
            money: [Paise::ZERO; 5],
            refunds: [Paise::ZERO; 3],
            expected_loss: Paise::ZERO,
            driven_away: 0,
            paying: 0,
            by_class: [ClassSums::default(); 2],
            bags: 0,
            written_off: Paise::ZERO,
            variability: Variability::default(),
            by_hour: vec![[0; 3]; hours],
            by_store: vec![[0; 3]; instance.stores.len()],
            control: ([0.0; 2], 0),
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
            self.picked[0] += 1;
            self.picked[1] += u64::from(took <= target);
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
        class.within_promise += u64::from(took <= promise);
        let mut phases = [0_u32; Phase::COUNT];
        for stage in Stage::ALL {
            let spent = note.stages[stage as usize];
            phases[stage.phase() as usize] += spent;
            self.stage_sum[usize::from(!in_time)][stage as usize] += Millis(u64::from(spent));
        }
        for (times, spent) in self.phase_ms.iter_mut().zip(phases) {
            times.push(spent);
        }
        for row in
            [&mut self.by_hour[usize::from(note.hour)], &mut self.by_store[note.store as usize]]
        {
            row[1] += 1;
            row[2] += u64::from(in_time);
        }
        self.units[0] += u64::from(note.units);
        self.units[1] += u64::from(note.units - note.missed);
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
                    self.by_hour[hour][0] += 1;
                    self.by_store[store.index()][0] += 1;
                }
            }
            Fact::LineMissed { order, units, at: when, .. } => {
                let note = self.order(order);
                note.missed += units;
                if when == MissedAt::Checkout {
                    // Asked for, never reserved: still part of what the customer wanted.
                    note.units += units;
                }
                if note.counts {
                    self.lines_missed[when as usize] += 1;
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
                self.walked.0 += walk.0 / u64::from(orders);
                self.walked.1 += 1;
                if let Some(bound) = bound {
                    let left = walk.0.saturating_sub(bound.0) as f64;
                    self.walk_gap.0 += left / walk.0.max(1) as f64;
                    self.walk_gap.1 += 1;
                }
            }
            Fact::PickEnded { order, busy, .. } => {
                self.picker_time[0] += self.counted(at, busy);
                self.picked_order(order);
            }
            Fact::PickerOff { duty, .. } => self.picker_time[1] += self.counted(at, duty),
            Fact::RiderOff { duty, .. } => self.rider_time[1] += self.counted(at, duty),
            Fact::TripStarted { trip, kind, orders, .. } => {
                if self.trips_open.len() <= trip.index() {
                    self.trips_open.resize(trip.index() + 1, (kind, orders));
                }
                self.trips_open[trip.index()] = (kind, orders);
                if warm {
                    let orders = u64::from(orders);
                    self.trips[0] += 1;
                    self.trips[1] += u64::from(orders > 1);
                    self.trips[2] += if orders > 1 { orders } else { 0 };
                    self.trips[3] += if kind == RiderKind::Gig { orders } else { 0 };
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
            Fact::TripEnded { trip, busy, .. } => {
                let busy = self.counted(at, busy);
                if self.trips_open[trip.index()].0 == RiderKind::Gig {
                    self.gig_time += busy;
                } else {
                    self.rider_time[0] += busy;
                }
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
                self.money[0] += goods;
                self.money[1] += cost;
            }
            Fact::Settled { order, fee, other, gateway } if self.order(order).counts => {
                self.money[2] += fee;
                self.money[3] += other;
                self.money[4] += gateway;
            }
            Fact::Refunded { order, kept, voucher, gateway, .. } if self.order(order).counts => {
                for (sum, part) in self.refunds.iter_mut().zip([kept, voucher, gateway]) {
                    *sum += part;
                }
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
            Fact::StoreMinute { radius, fee, .. } if warm => {
                self.control.0[0] += radius.as_m();
                self.control.0[1] += fee.as_inr();
                self.control.1 += 1;
            }
            _ => {}
        }
    }
}
