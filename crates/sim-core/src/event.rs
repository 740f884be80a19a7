//! What will happen: one enum, ranked for events of the same millisecond.

use domain::ids::{OrderId, PickerId, PurchaseId, RiderId, SkuId, StoreId, TripId, ZoneId};
use serde::{Deserialize, Serialize};

use crate::calendar::Classed;

/// Something that will happen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum Event {
    /// The weather changes to entry `.0` of the day's course.
    RainChanges(u32),
    /// Disturbance `.0` of the timetable begins.
    DisruptionBegins(u32),
    /// Disturbance `.0` of the timetable ends.
    DisruptionEnds(u32),
    /// A picker's shift begins.
    PickerOn(PickerId),
    /// A picker's shift ends.
    PickerOff(PickerId),
    /// A rider's shift begins.
    RiderOn(RiderId),
    /// A rider's shift ends.
    RiderOff(RiderId),
    /// A rider's break begins.
    RestBegins(RiderId),
    /// A rider's break ends.
    RestEnds(RiderId),
    /// Goods past their date leave the shelves.
    ExpiryCheck(StoreId),
    /// A shelf on which goods were not found has been looked through.
    ShelfRechecked(StoreId, SkuId),
    /// A supplier's truck leaves.
    PurchaseShips(PurchaseId),
    /// A supplier's truck is unloaded and scanned.
    PurchaseArrives(PurchaseId),
    /// A delivery is on the shelves.
    PurchaseShelved(PurchaseId),
    /// An order is with its customer, or nobody took it.
    HandedOver(TripId),
    /// A rider is back at the store.
    Returned(RiderId),
    /// A gig rider has come when called.
    GigArrives(RiderId),
    /// A rider parks at a door.
    DoorReached(TripId),
    /// A rider leaves the bay.
    TripLeaves(TripId),
    /// A rider sets out for the next door, or for the store.
    LegBegins(TripId),
    /// A rider at the bay takes the first bag.
    LoadingBegins(RiderId),
    /// An order is in its bags.
    PackingDone(OrderId),
    /// A picked order joins the line before the packing stations.
    PackRequested(OrderId),
    /// A picker is back at the stations.
    ToteDown(PickerId),
    /// A picker reaches the next slot of the list.
    SlotReached(PickerId),
    /// An order is paid and joins the pick queue.
    PickRequested(OrderId),
    /// A store decides which orders are picked together, as a solver wished.
    ToursAsked(StoreId),
    /// A customer's patience ends.
    PatienceEnds(OrderId),
    /// A customer of the zone opens the app.
    SessionBegins(ZoneId),
    /// The app needs a promise to show.
    QuoteAsked(OrderId),
    /// The app needs a fee to show, and the customer decides.
    FeeAsked(OrderId),
    /// The customer clicks.
    Checkout(OrderId),
    /// A store reviews its stock.
    StockReview(StoreId),
    /// A minute of a store: its state is noted and its radius perhaps reconsidered.
    ControlTick(StoreId),
    /// A store decides who carries what.
    DispatchAsked(StoreId),
}

impl std::fmt::Display for Event {
    /// `PickRequested of order 17`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let debugged = format!("{self:?}");
        let name = debugged.split('(').next().unwrap_or_default();
        f.write_str(name)?;
        match *self {
            Self::RainChanges(entry) => write!(f, " {entry}"),
            Self::DisruptionBegins(number) | Self::DisruptionEnds(number) => write!(f, " {number}"),
            Self::PickerOn(picker)
            | Self::PickerOff(picker)
            | Self::ToteDown(picker)
            | Self::SlotReached(picker) => write!(f, " of picker {}", picker.0),
            Self::RiderOn(rider)
            | Self::RiderOff(rider)
            | Self::RestBegins(rider)
            | Self::RestEnds(rider)
            | Self::Returned(rider)
            | Self::GigArrives(rider)
            | Self::LoadingBegins(rider) => write!(f, " of rider {}", rider.0),
            Self::ExpiryCheck(store)
            | Self::StockReview(store)
            | Self::ControlTick(store)
            | Self::ToursAsked(store)
            | Self::DispatchAsked(store) => write!(f, " of store {}", store.0),
            Self::ShelfRechecked(store, sku) => write!(f, " of SKU {} at store {}", sku.0, store.0),
            Self::PurchaseShips(purchase)
            | Self::PurchaseArrives(purchase)
            | Self::PurchaseShelved(purchase) => write!(f, " of purchase {}", purchase.0),
            Self::HandedOver(trip)
            | Self::DoorReached(trip)
            | Self::TripLeaves(trip)
            | Self::LegBegins(trip) => write!(f, " of trip {}", trip.0),
            Self::PackingDone(order)
            | Self::PackRequested(order)
            | Self::PickRequested(order)
            | Self::PatienceEnds(order)
            | Self::QuoteAsked(order)
            | Self::FeeAsked(order)
            | Self::Checkout(order) => write!(f, " of order {}", order.0),
            Self::SessionBegins(zone) => write!(f, " of zone {}", zone.0),
        }
    }
}

impl Classed for Event {
    /// The world outside goes first, then who is on duty, then goods, then work that ends, then
    /// work that begins, then customers, then reviews; dispatch is last, so that it sees all
    /// that the millisecond brought.
    fn class(&self) -> u8 {
        match self {
            Self::RainChanges(_) | Self::DisruptionBegins(_) | Self::DisruptionEnds(_) => 0,
            Self::PickerOn(_)
            | Self::PickerOff(_)
            | Self::RiderOn(_)
            | Self::RiderOff(_)
            | Self::RestBegins(_)
            | Self::RestEnds(_) => 1,
            Self::ExpiryCheck(_)
            | Self::ShelfRechecked(..)
            | Self::PurchaseShips(_)
            | Self::PurchaseArrives(_)
            | Self::PurchaseShelved(_) => 2,
            Self::HandedOver(_) | Self::Returned(_) | Self::GigArrives(_) => 3,
            Self::DoorReached(_)
            | Self::TripLeaves(_)
            | Self::LegBegins(_)
            | Self::LoadingBegins(_) => 4,
            Self::PackingDone(_)
            | Self::ToteDown(_)
            | Self::SlotReached(_)
            | Self::PackRequested(_) => 5,
            Self::PickRequested(_) | Self::ToursAsked(_) | Self::PatienceEnds(_) => 6,
            Self::SessionBegins(_)
            | Self::QuoteAsked(_)
            | Self::FeeAsked(_)
            | Self::Checkout(_) => 7,
            Self::StockReview(_) | Self::ControlTick(_) => 8,
            Self::DispatchAsked(_) => 9,
        }
    }
}
