//! What happened: facts in order of time, each folded into a running hash, the fingerprint.

use domain::fleet::RiderKind;
use domain::ids::{OrderId, PickerId, PurchaseId, RiderId, SkuId, StoreId, TripId, ZoneId};
use domain::units::{Millimeters, Millis, Paise, SimTime};
use domain::weather::Rain;
use serde::{Deserialize, Serialize};

use crate::stage::Stage;

/// Why a session ended without an order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[repr(u8)]
pub enum LossReason {
    /// No store that takes orders delivers this far.
    NoStore,
    /// Every store in reach is outside its hours or closed by a disturbance.
    StoreClosed,
    /// Stores near by have too many orders waiting for a picker.
    StoreBusy,
    /// Stores near by have too many orders for their riders, or no rider.
    TooFewRiders,
    /// The basket was worth less than the least order value.
    BelowMinimum,
    /// Nothing the customer wanted was in stock.
    OutOfStock,
    /// The promise or the fees were not accepted.
    WalkedAway,
    /// The payment failed.
    PaymentFailed,
    /// The basket is more than a rider carries.
    TooHeavy,
    /// The customer was driven away by an earlier order.
    StaysAway,
}

impl LossReason {
    /// Number of reasons.
    pub const COUNT: usize = 10;
    /// All reasons.
    pub const ALL: [Self; Self::COUNT] = [
        Self::NoStore,
        Self::StoreClosed,
        Self::StoreBusy,
        Self::TooFewRiders,
        Self::BelowMinimum,
        Self::OutOfStock,
        Self::WalkedAway,
        Self::PaymentFailed,
        Self::TooHeavy,
        Self::StaysAway,
    ];

    /// In words, for reports.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::NoStore => "outside every delivery radius",
            Self::StoreClosed => "store closed",
            Self::StoreBusy => "store busy",
            Self::TooFewRiders => "too few riders",
            Self::OutOfStock => "everything out of stock",
            Self::WalkedAway => "promise or fees not accepted",
            Self::PaymentFailed => "payment failed",
            Self::TooHeavy => "more than a rider carries",
            Self::StaysAway => "stays away after an earlier order",
            Self::BelowMinimum => "basket below the minimum order value",
        }
    }
}

/// Where a unit of stock is, by the system's books.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[repr(u8)]
pub enum StockState {
    /// On a purchase order.
    Ordered,
    /// On the supplier's truck.
    InTransit,
    /// Scanned at the store's door.
    Received,
    /// On its way to the shelf.
    Putaway,
    /// On the shelf, for sale.
    Available,
    /// On the shelf, held for an order.
    Reserved,
    /// In a picker's tote.
    Picked,
    /// In a delivery bag.
    Packed,
    /// With the customer.
    Delivered,
    /// On the shelf by the books, not for sale until somebody has looked.
    Suspect,
    /// Not found where the books have it.
    Missing,
    /// Written off as damaged.
    Damaged,
    /// Taken off the shelf past its date.
    Expired,
}

impl StockState {
    /// Number of states.
    pub const COUNT: usize = 13;
    /// All states.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Ordered,
        Self::InTransit,
        Self::Received,
        Self::Putaway,
        Self::Available,
        Self::Reserved,
        Self::Picked,
        Self::Packed,
        Self::Delivered,
        Self::Suspect,
        Self::Missing,
        Self::Damaged,
        Self::Expired,
    ];
}

/// Why an order was cancelled before it left the store.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[repr(u8)]
pub enum CancelReason {
    /// The customer's patience ended.
    Patience,
    /// Not one item was on the shelf.
    NothingFound,
}

/// When a line's units were found missing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[repr(u8)]
pub enum MissedAt {
    /// The app showed too few in stock at checkout.
    Checkout,
    /// The picker did not find what was reserved.
    Shelf,
}

/// One fact. Orders that lost nothing, parcels that moved: what an audit would want to know.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[repr(u8)]
pub enum Fact {
    /// A customer opened the app.
    SessionBegan {
        /// Number of the session, and of the order it may become.
        order: OrderId,
        /// Where the customer lives.
        zone: ZoneId,
        /// Who.
        customer: u64,
        /// Pays a monthly fee for free delivery.
        is_subscriber: bool,
        /// Pays for priority.
        is_premium: bool,
    },
    /// The customer put together a basket.
    BasketFilled {
        /// Whose.
        order: OrderId,
        /// Distinct SKUs.
        lines: u16,
        /// Units.
        units: u16,
        /// At shelf prices.
        value: Paise,
    },
    /// The app showed a promise and fees.
    Quoted {
        /// To whom.
        order: OrderId,
        /// Which store would deliver.
        store: StoreId,
        /// From click to door.
        promise: Millis,
        /// Delivery fee.
        fee: Paise,
        /// Orders of the store clicked and not yet on the road.
        under_way: u16,
        /// Something was delivered to the customer's building before.
        is_known_building: bool,
        /// Platform, small-basket and priority fees.
        other: Paise,
    },
    /// The session ended without an order.
    Lost {
        /// Which session.
        order: OrderId,
        /// Why.
        reason: LossReason,
    },
    /// The customer clicked and stock was reserved.
    Placed {
        /// Which order.
        order: OrderId,
        /// Which store.
        store: StoreId,
        /// Units reserved.
        units: u16,
        /// At shelf prices.
        value: Paise,
        /// Minutes after the first midnight, for folding by hour.
        minute: u32,
    },
    /// Units of a line could not be had.
    LineMissed {
        /// Which order.
        order: OrderId,
        /// Which SKU.
        sku: SkuId,
        /// How many units.
        units: u16,
        /// When it came out.
        at: MissedAt,
    },
    /// A stage of an order's life ended; its time is booked.
    StageEnded {
        /// Which order.
        order: OrderId,
        /// Which stage.
        stage: Stage,
        /// How long it took.
        spent: Millis,
    },
    /// Units changed state in the books.
    Stock {
        /// Which store.
        store: StoreId,
        /// Which SKU.
        sku: SkuId,
        /// From.
        from: StockState,
        /// To.
        to: StockState,
        /// How many.
        units: u32,
    },
    /// Units of a SKU went on a purchase order.
    Ordered {
        /// Which store.
        store: StoreId,
        /// Which SKU.
        sku: SkuId,
        /// How many.
        units: u32,
    },
    /// Stock on the shelf as the horizon begins, by the books.
    OpeningStock {
        /// Which store.
        store: StoreId,
        /// Which SKU.
        sku: SkuId,
        /// How many.
        units: u32,
    },
    /// The shelf came to hold fewer units than the books say, unnoticed.
    Discrepancy {
        /// Which store.
        store: StoreId,
        /// Which SKU.
        sku: SkuId,
        /// Units that the books have and the shelf has not.
        units: u32,
    },
    /// A picker took up an order, alone or with others.
    PickStarted {
        /// Which order.
        order: OrderId,
        /// Who.
        picker: PickerId,
        /// Lines of the order on the list.
        stops: u16,
        /// Length of the planned walk, for all orders of the tour.
        walk: Millimeters,
        /// Orders on the tour.
        orders: u8,
        /// What no walk for this list can be shorter than, where the solver has proved it.
        bound: Option<Millimeters>,
    },
    /// A picker put down the tote at the stations.
    PickEnded {
        /// Which order.
        order: OrderId,
        /// Who.
        picker: PickerId,
        /// The order's part of the time since taking up the tour.
        busy: Millis,
    },
    /// An order is in its bags.
    Packed {
        /// Which order.
        order: OrderId,
        /// Number of bags.
        bags: u16,
    },
    /// A rider left the store.
    TripStarted {
        /// Which trip.
        trip: TripId,
        /// Who.
        rider: RiderId,
        /// Dedicated or gig.
        kind: RiderKind,
        /// Number of orders on board.
        orders: u8,
    },
    /// A rider arrived at a door or at the store.
    LegEnded {
        /// Which trip.
        trip: TripId,
        /// The order whose door was reached; `None` at the store.
        order: Option<OrderId>,
        /// Time on the road.
        ride: Millis,
        /// Length of the way.
        distance: Millimeters,
    },
    /// A rider is free again.
    TripEnded {
        /// Which trip.
        trip: TripId,
        /// Who.
        rider: RiderId,
        /// From taking the first bag to being free.
        busy: Millis,
    },
    /// What made a delivery's last mile longer than an empty road to an open door.
    LastMile {
        /// Which order.
        order: OrderId,
        /// The ride on empty roads.
        free_flow: Millis,
        /// Further time because of traffic and the rider's own pace in dry weather, milliseconds;
        /// negative for a rider faster than the typical one on an empty road.
        traffic_ms: i64,
        /// Further time because of rain, on the road and parking.
        weather: Millis,
        /// Parking and finding the entrance, in dry weather.
        parking: Millis,
        /// Into the building and up.
        building: Millis,
        /// Finding the customer.
        customer: Millis,
    },
    /// The customer has the order.
    Delivered {
        /// Which order.
        order: OrderId,
        /// When the customer clicked.
        clicked: SimTime,
        /// When it was promised, from the click.
        promise: Millis,
        /// Goods handed over, at shelf prices.
        goods: Paise,
        /// What the goods cost.
        cost: Paise,
    },
    /// What the customer paid beyond the goods.
    Settled {
        /// Which order.
        order: OrderId,
        /// Delivery fee.
        fee: Paise,
        /// Platform, small-basket and priority fees, and the order's part of a subscription.
        other: Paise,
        /// Gateway's cut.
        gateway: Paise,
    },
    /// Money went back to the customer, or a voucher.
    Refunded {
        /// Which order.
        order: OrderId,
        /// Given back.
        refund: Paise,
        /// Paid for nothing and not given back; negative where more was given back than paid.
        kept: Paise,
        /// Cost of a voucher.
        voucher: Paise,
        /// Gateway's cut, of an order that earned nothing.
        gateway: Paise,
    },
    /// What the customer lived through drives some away.
    GoodwillLost {
        /// By which order or session.
        order: OrderId,
        /// Share of customers whom it drives away, millionths.
        share: u32,
        /// Margin of the orders after the run that are lost by it, on average.
        loss: Paise,
        /// This customer is driven away.
        is_gone: bool,
    },
    /// The order was cancelled before it left the store.
    Cancelled {
        /// Which order.
        order: OrderId,
        /// When the customer had clicked.
        clicked: SimTime,
        /// Why.
        reason: CancelReason,
    },
    /// Nobody took the order at the door.
    Failed {
        /// Which order.
        order: OrderId,
        /// When the customer had clicked.
        clicked: SimTime,
    },
    /// A rider came on duty.
    RiderOn {
        /// Who.
        rider: RiderId,
    },
    /// A rider went off duty or on a break.
    RiderOff {
        /// Who.
        rider: RiderId,
        /// Time on duty since coming on.
        duty: Millis,
    },
    /// A picker came on duty.
    PickerOn {
        /// Where.
        store: StoreId,
        /// Who.
        picker: PickerId,
    },
    /// A picker went off duty.
    PickerOff {
        /// Where.
        store: StoreId,
        /// Who.
        picker: PickerId,
        /// Time on duty.
        duty: Millis,
    },
    /// The state of a store at that minute.
    StoreMinute {
        /// Which store.
        store: StoreId,
        /// Orders waiting for a picker.
        pick_queue: u16,
        /// Packed orders waiting for a rider.
        rider_queue: u16,
        /// Riders idle at the store.
        idle_riders: u16,
        /// Pickers idle.
        idle_pickers: u16,
        /// Delivery radius from now on.
        radius: Millimeters,
        /// Last fee shown to somebody without a subscription.
        fee: Paise,
    },
    /// A purchase order went out.
    Purchased {
        /// Which purchase order.
        purchase: PurchaseId,
        /// Which store.
        store: StoreId,
        /// Number of lines.
        lines: u32,
    },
    /// The weather changed.
    RainChanged {
        /// To.
        rain: Rain,
    },
    /// A disturbance of the timetable began or ended.
    Disruption {
        /// Its position in the timetable.
        number: u32,
        /// Began, or ended.
        begins: bool,
    },
}

/// Shares in facts are whole millionths, so that facts compare and hash exactly.
pub const MILLIONTH: f64 = 1e6;

/// What a decision is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Subject {
    /// One order.
    Order(OrderId),
    /// A store.
    Store(StoreId),
}

/// A decision: who was asked what about whom, and said what.
pub struct Asked<'a> {
    /// Which decision.
    pub decision: &'static str,
    /// Which solver.
    pub solver: &'static str,
    /// About whom.
    pub subject: Subject,
    /// The question.
    pub question: &'a dyn erased_serde::Serialize,
    /// The answer.
    pub answer: &'a dyn erased_serde::Serialize,
}

impl Asked<'_> {
    /// The question as JSON.
    #[must_use]
    pub fn question_json(&self) -> String {
        serde_json::to_string(self.question).expect("questions are plain data")
    }

    /// The answer as JSON.
    #[must_use]
    pub fn answer_json(&self) -> String {
        serde_json::to_string(self.answer).expect("answers are plain data")
    }
}

/// Sees every fact as it happens.
pub trait Witness {
    /// Takes note of a fact.
    fn note(&mut self, at: SimTime, fact: &Fact);

    /// An event begins; the facts noted until the next one are its doing.
    fn event(&mut self, _at: SimTime, _event: &dyn std::fmt::Display) {}

    /// A solver has answered, and its answer keeps the rules.
    fn decided(&mut self, _at: SimTime, _asked: &Asked<'_>) {}
}

/// Looks away.
impl Witness for () {
    fn note(&mut self, _at: SimTime, _fact: &Fact) {}
}

/// Keeps everything.
impl Witness for Vec<(SimTime, Fact)> {
    fn note(&mut self, at: SimTime, fact: &Fact) {
        self.push((at, *fact));
    }
}

/// The running hash of all facts so far.
///
/// Two 64-bit words are folded per fact by 64 x 64 -> 128 bit multiplication, as in wyhash; equal
/// fingerprints mean equal runs for every practical purpose, not against an adversary.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Fingerprint(u64);

impl Default for Fingerprint {
    fn default() -> Self {
        Self(0x9E37_79B9_7F4A_7C15)
    }
}

impl std::fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl Fingerprint {
    /// The hash as a number.
    #[must_use]
    pub fn value(self) -> u64 {
        self.0
    }

    /// Joins the fingerprint of another run, in order.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self(fold(self.0, other.0, 0))
    }

    /// Takes in a fact.
    #[inline]
    pub fn take(&mut self, at: SimTime, fact: &Fact) {
        let mut hash = self.0;
        let mut word = |a: u64, b: u64| hash = fold(hash, a, b);
        let low = |id: u32, kind: u64| kind << 56 | u64::from(id);
        word(at.0, 0);
        match *fact {
            Fact::SessionBegan { order, zone, customer, is_subscriber, is_premium } => {
                let class = u64::from(is_subscriber) << 63 | u64::from(is_premium) << 62;
                word(low(order.0, 1) | u64::from(zone.0) << 32, customer ^ class);
            }
            Fact::BasketFilled { order, lines, units, value } => {
                word(low(order.0, 2), u64::from(lines) << 16 | u64::from(units));
                word(value.0 as u64, 0);
            }
            Fact::Quoted { order, store, promise, fee, other, under_way, is_known_building } => {
                let known = u64::from(under_way) << 1 | u64::from(is_known_building);
                word(low(order.0, 3), known << 32 | u64::from(store.0));
                word(other.0 as u64, 0);
                word(promise.0, fee.0 as u64);
            }
            Fact::Lost { order, reason } => word(low(order.0, 4), reason as u64),
            Fact::Placed { order, store, units, value, minute } => {
                word(low(order.0, 5), u64::from(store.0) << 32 | u64::from(minute));
                word(value.0 as u64, u64::from(units));
            }
            Fact::LineMissed { order, sku, units, at } => {
                word(low(order.0, 6), u64::from(sku.0) << 32 | u64::from(units) << 8 | at as u64);
            }
            Fact::StageEnded { order, stage, spent } => {
                word(low(order.0, 7), (stage as u64) << 56 | spent.0);
            }
            Fact::Stock { store, sku, from, to, units } => {
                word(
                    low(store.0, 8),
                    u64::from(sku.0) << 40
                        | (from as u64) << 36
                        | (to as u64) << 32
                        | u64::from(units),
                );
            }
            Fact::OpeningStock { store, sku, units } => {
                word(low(store.0, 9), u64::from(sku.0) << 32 | u64::from(units));
            }
            Fact::Discrepancy { store, sku, units } => {
                word(low(store.0, 10), u64::from(sku.0) << 32 | u64::from(units));
            }
            Fact::PickStarted { order, picker, stops, walk, orders, bound } => {
                word(
                    low(order.0, 11),
                    u64::from(picker.0) << 32 | u64::from(orders) << 16 | u64::from(stops),
                );
                word(walk.0, bound.map_or(u64::MAX, |bound| bound.0));
            }
            Fact::PickEnded { order, picker, busy } => {
                word(low(order.0, 12), u64::from(picker.0));
                word(busy.0, 0);
            }
            Fact::Packed { order, bags } => word(low(order.0, 13), u64::from(bags)),
            Fact::TripStarted { trip, rider, kind, orders } => {
                word(
                    low(trip.0, 14),
                    u64::from(rider.0) << 32 | (kind as u64) << 8 | u64::from(orders),
                );
            }
            Fact::LegEnded { trip, order, ride, distance } => {
                word(low(trip.0, 15), order.map_or(u64::MAX, |order| u64::from(order.0)));
                word(ride.0, distance.0);
            }
            Fact::TripEnded { trip, rider, busy } => {
                word(low(trip.0, 16), u64::from(rider.0));
                word(busy.0, 0);
            }
            Fact::LastMile {
                order,
                free_flow,
                traffic_ms,
                weather,
                parking,
                building,
                customer,
            } => {
                word(low(order.0, 17), free_flow.0);
                word(traffic_ms as u64, weather.0);
                word(parking.0, building.0);
                word(customer.0, 0);
            }
            Fact::Delivered { order, clicked, promise, goods, cost } => {
                word(low(order.0, 18), clicked.0);
                word(promise.0, goods.0 as u64);
                word(cost.0 as u64, 0);
            }
            Fact::Settled { order, fee, other, gateway } => {
                word(low(order.0, 19), fee.0 as u64);
                word(other.0 as u64, gateway.0 as u64);
            }
            Fact::Cancelled { order, clicked, reason } => {
                word(low(order.0, 20) | (reason as u64) << 32, clicked.0);
            }
            Fact::Failed { order, clicked } => word(low(order.0, 21), clicked.0),
            Fact::Refunded { order, refund, kept, voucher, gateway } => {
                word(low(order.0, 31), refund.0 as u64);
                word(kept.0 as u64, voucher.0 as u64);
                word(gateway.0 as u64, 0);
            }
            Fact::GoodwillLost { order, share, loss, is_gone } => {
                word(low(order.0, 32), u64::from(is_gone) << 32 | u64::from(share));
                word(loss.0 as u64, 0);
            }
            Fact::RiderOn { rider } => word(low(rider.0, 22), 0),
            Fact::RiderOff { rider, duty } => word(low(rider.0, 23), duty.0),
            Fact::PickerOn { store, picker } => word(low(store.0, 24), u64::from(picker.0)),
            Fact::PickerOff { store, picker, duty } => {
                word(low(store.0, 25), u64::from(picker.0));
                word(duty.0, 0);
            }
            Fact::StoreMinute {
                store,
                pick_queue,
                rider_queue,
                idle_riders,
                idle_pickers,
                radius,
                fee,
            } => {
                let counts = [pick_queue, rider_queue, idle_riders, idle_pickers];
                word(low(store.0, 26), counts.iter().fold(0, |w, n| w << 16 | u64::from(*n)));
                word(radius.0, fee.0 as u64);
            }
            Fact::Purchased { purchase, store, lines } => {
                word(low(purchase.0, 27), u64::from(store.0) << 32 | u64::from(lines));
            }
            Fact::Ordered { store, sku, units } => {
                word(low(store.0, 30), u64::from(sku.0) << 32 | u64::from(units));
            }
            Fact::RainChanged { rain } => word(low(0, 28), rain as u64),
            Fact::Disruption { number, begins } => word(low(number, 29), u64::from(begins)),
        }
        self.0 = hash;
    }
}

#[inline]
fn fold(hash: u64, a: u64, b: u64) -> u64 {
    let product = u128::from(hash ^ a ^ 0xA076_1D64_78BD_642F)
        * u128::from(b ^ hash.rotate_left(32) ^ 0xE703_7ED1_A0B4_28DB);
    (product >> 64) as u64 ^ product as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fingerprint(facts: &[(SimTime, Fact)]) -> Fingerprint {
        let mut hash = Fingerprint::default();
        for (at, fact) in facts {
            hash.take(*at, fact);
        }
        hash
    }

    #[test]
    fn a_fingerprint_sees_time_order_kind_and_content() {
        let on = |rider| Fact::RiderOn { rider: RiderId(rider) };
        let base = [(SimTime(1), on(1)), (SimTime(1), on(2))];
        let variants = [
            vec![(SimTime(1), on(2)), (SimTime(1), on(1))],
            vec![(SimTime(2), on(1)), (SimTime(1), on(2))],
            vec![(SimTime(1), on(1)), (SimTime(1), on(3))],
            vec![(SimTime(1), on(1))],
            vec![
                (SimTime(1), Fact::RiderOff { rider: RiderId(1), duty: Millis(0) }),
                (SimTime(1), on(2)),
            ],
        ];
        assert_eq!(fingerprint(&base), fingerprint(&base));
        for other in variants {
            assert_ne!(fingerprint(&base), fingerprint(&other), "{other:?}");
        }
    }
}
