//! One solver for each online decision.

use super::bagging::Bagging;
use super::delivery_fee::DeliveryFee;
use super::dispatch::Dispatch;
use super::pick_route::PickRoute;
use super::promise::Promise;
use super::radius::Radius;
use super::replenish::Replenish;
use super::store_choice::StoreChoice;

/// A solver and the name it is registered under.
pub struct Named<P: ?Sized> {
    /// Registered name.
    pub name: &'static str,
    /// The solver.
    pub solver: Box<P>,
}

/// What a run decides with.
pub struct Policies {
    /// Which store serves a customer.
    pub store_choice: Named<dyn StoreChoice>,
    /// What the app promises.
    pub promise: Named<dyn Promise>,
    /// In what order a picker visits the slots.
    pub pick_route: Named<dyn PickRoute>,
    /// Which items share a bag.
    pub bagging: Named<dyn Bagging>,
    /// Which rider carries which orders.
    pub dispatch: Named<dyn Dispatch>,
    /// How far a store delivers.
    pub radius: Named<dyn Radius>,
    /// What delivery costs the customer.
    pub delivery_fee: Named<dyn DeliveryFee>,
    /// What is ordered from suppliers.
    pub replenish: Named<dyn Replenish>,
}

impl Policies {
    /// Decision and chosen solver, in the order of an order's life.
    #[must_use]
    pub fn names(&self) -> [(&'static str, &'static str); 8] {
        [
            ("store_choice", self.store_choice.name),
            ("promise", self.promise.name),
            ("delivery_fee", self.delivery_fee.name),
            ("pick_route", self.pick_route.name),
            ("bagging", self.bagging.name),
            ("dispatch", self.dispatch.name),
            ("radius", self.radius.name),
            ("replenish", self.replenish.name),
        ]
    }
}
