//! Sessions and the orders they become.

use domain::decision::promise::{Quote, TimeSpent};
use domain::ids::{OrderId, PickerId, RiderId, SkuId, StoreId};
use domain::order::Customer;
use domain::units::{Grams, Millilitres, Millis, Paise, SimTime};
use serde::{Deserialize, Serialize};

use crate::calendar::Ticket;
use crate::stage::Stage;

/// How far an order has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Status {
    /// Looking at the app.
    Browsing,
    /// Gone without an order.
    Lost,
    /// Clicked; payment and assignment.
    Processing,
    /// Waiting for a picker.
    PickQueue,
    /// Being picked.
    Picking,
    /// Waiting for a packing station.
    PackQueue,
    /// Being packed.
    Packing,
    /// Packed, waiting for a rider.
    Ready,
    /// Given to a rider who is on the way to the bay.
    Promised,
    /// Being loaded.
    Loading,
    /// On the road.
    OnTrip,
    /// With the customer.
    Delivered,
    /// Cancelled by the customer.
    Cancelled,
    /// Nobody took it.
    Failed,
}

/// A line of an order and what became of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OrderLine {
    /// What.
    pub sku: SkuId,
    /// Units wanted.
    pub wanted: u16,
    /// Units held for the order: reserved, then picked, then packed.
    pub held: u16,
    /// Which visit of the picker's tour brought it into the tote.
    pub visit: u16,
}

/// A session, and the order it may become.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Order {
    /// Its name in random streams.
    pub key: u64,
    /// Who.
    pub customer: Customer,
    /// How far it has come.
    pub status: Status,
    /// Which store serves it.
    pub store: StoreId,
    /// When the customer clicked.
    pub clicked: SimTime,
    /// Until when its time has been booked.
    pub booked: SimTime,
    /// When its bags were closed.
    pub ready: SimTime,
    /// What was promised, and what was expected with it.
    pub quote: Quote,
    /// Time booked to each stage, milliseconds.
    pub spent_ms: [u32; Stage::COUNT],
    /// Units wanted.
    pub units: u16,
    /// Ride at typical speeds when the promise was made.
    pub map_ride: Millis,
    /// Who picks or picked it.
    pub picker: Option<PickerId>,
    /// Who was told to carry it.
    pub rider: Option<RiderId>,
    /// Delivery fee.
    pub fee: Paise,
    /// Platform, small-basket and priority fees.
    pub other_fees: Paise,
    /// Goods at shelf prices: those in the basket, from the click on those reserved.
    pub value: Paise,
    /// Where its lines lie in [`Orders::lines`].
    lines: (u32, u32),
    /// Weight of its goods.
    pub weight: Grams,
    /// Volume of its goods.
    pub volume: Millilitres,
    /// Bags used.
    pub bags: u16,
    /// The end of the customer's patience.
    pub patience: Option<Ticket>,
}

impl Order {
    /// Where its time went, as the promise is told.
    #[must_use]
    pub fn time_spent(&self) -> TimeSpent {
        let spent = |stages: &[Stage]| -> Millis {
            stages.iter().map(|stage| Millis(self.spent_ms[*stage as usize].into())).sum()
        };
        TimeSpent {
            processing: spent(&[Stage::Processing]),
            queues: spent(&[Stage::PickQueue, Stage::PackQueue]),
            picking: spent(&[Stage::Walking, Stage::Picking]),
            packing: spent(&[Stage::Packing]),
            rider_wait: spent(&[Stage::RiderWait]),
            loading: spent(&[Stage::Bay]),
            detour: spent(&[Stage::Detour]),
            ride: spent(&[Stage::Ride]),
            door: spent(&[Stage::Parking, Stage::Building, Stage::Customer]),
        }
    }
}

/// All orders of a run, and their lines one after another.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Orders {
    orders: Vec<Order>,
    lines: Vec<OrderLine>,
}

impl Orders {
    /// Room for about this many sessions.
    #[must_use]
    pub fn with_capacity(sessions: usize) -> Self {
        Self { orders: Vec::with_capacity(sessions), lines: Vec::with_capacity(sessions * 7) }
    }

    /// A new session; its id.
    pub fn begin(&mut self, key: u64, customer: Customer, at: SimTime) -> OrderId {
        let id = OrderId::from(self.orders.len());
        self.orders.push(Order {
            key,
            customer,
            status: Status::Browsing,
            store: StoreId(0),
            clicked: at,
            booked: at,
            ready: at,
            quote: Quote::default(),
            spent_ms: [0; Stage::COUNT],
            units: 0,
            map_ride: Millis::ZERO,
            picker: None,
            rider: None,
            fee: Paise::ZERO,
            other_fees: Paise::ZERO,
            value: Paise::ZERO,
            lines: (0, 0),
            weight: Grams::ZERO,
            volume: Millilitres::ZERO,
            bags: 0,
            patience: None,
        });
        id
    }

    /// Gives an order its lines.
    pub fn fill(&mut self, id: OrderId, lines: impl IntoIterator<Item = OrderLine>) {
        let first = self.lines.len() as u32;
        self.lines.extend(lines);
        self.orders[id.index()].lines = (first, self.lines.len() as u32);
    }

    /// The lines of an order.
    #[must_use]
    pub fn lines(&self, id: OrderId) -> &[OrderLine] {
        let (first, end) = self.orders[id.index()].lines;
        &self.lines[first as usize..end as usize]
    }

    /// Distinct SKUs that an order asks for.
    #[must_use]
    pub fn line_count(&self, id: OrderId) -> u16 {
        self.lines(id).len().min(usize::from(u16::MAX)) as u16
    }

    /// The lines of an order, to change what is held.
    pub fn lines_mut(&mut self, id: OrderId) -> &mut [OrderLine] {
        let (first, end) = self.orders[id.index()].lines;
        &mut self.lines[first as usize..end as usize]
    }

    /// Number of sessions so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.orders.len()
    }

    /// No session has begun.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.orders.is_empty()
    }
}

impl std::ops::Index<OrderId> for Orders {
    type Output = Order;
    fn index(&self, id: OrderId) -> &Order {
        &self.orders[id.index()]
    }
}

impl std::ops::IndexMut<OrderId> for Orders {
    fn index_mut(&mut self, id: OrderId) -> &mut Order {
        &mut self.orders[id.index()]
    }
}
