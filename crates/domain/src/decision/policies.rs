//! One solver for each online decision.

use super::bagging::Bagging;
use super::delivery_fee::DeliveryFee;
use super::dispatch::Dispatch;
use super::pick_batch::PickBatch;
use super::pick_route::PickRoute;
use super::promise::Promise;
use super::radius::Radius;
use super::replenish::Replenish;
use super::store_choice::StoreChoice;
use super::{Decision, Solver};

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
    /// Which orders are picked together.
    pub pick_batch: Named<dyn PickBatch>,
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
    /// Number of decisions.
    pub const COUNT: usize = 9;
    /// Above the [`Decision::POSITION`] of each, some of which belong to decisions that no run takes.
    pub const POSITIONS: usize = 10;

    /// Decision and chosen solver, in the order of an order's life.
    #[must_use]
    pub fn names(&self) -> [(&'static str, &'static str); Self::COUNT] {
        fn names<D: Decision + ?Sized>(named: &Named<D>) -> (&'static str, &'static str) {
            (D::NAME, named.name)
        }
        [
            names(&self.store_choice),
            names(&self.promise),
            names(&self.delivery_fee),
            names(&self.pick_batch),
            names(&self.pick_route),
            names(&self.bagging),
            names(&self.dispatch),
            names(&self.radius),
            names(&self.replenish),
        ]
    }

    /// The solvers, in the order of an order's life.
    pub fn solvers(&mut self) -> [&mut dyn Solver; Self::COUNT] {
        [
            &mut *self.store_choice.solver,
            &mut *self.promise.solver,
            &mut *self.delivery_fee.solver,
            &mut *self.pick_batch.solver,
            &mut *self.pick_route.solver,
            &mut *self.bagging.solver,
            &mut *self.dispatch.solver,
            &mut *self.radius.solver,
            &mut *self.replenish.solver,
        ]
    }
}
