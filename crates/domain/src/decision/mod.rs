//! The decisions a platform takes: for each a question, an answer, a trait and a check.

pub mod bagging;
pub mod delivery_fee;
pub mod dispatch;
pub mod pick_batch;
pub mod pick_route;
pub mod placement;
pub mod policies;
pub mod promise;
pub mod radius;
pub mod replenish;
pub mod slotting;
pub mod store_choice;

mod broken;
mod list;
mod objective;
mod shape;
mod solver;

pub use broken::{BadQuestion, BrokenAnswer};
pub use list::{DECISIONS, Listed, ONLINE};
pub use objective::{Objective, Sense};
pub use policies::{Named, Policies};
pub use shape::{Shape, shapes};
pub use solver::{Decision, MemoryError, Online, Solver, SolverFailure};

/// Hands the list of decisions to the macro named, which makes of it what it needs: policies,
/// settings of a scenario, entries of a registry, tasks.
///
/// A line of the list tells what the decision is about, which stream of random numbers its solver
/// draws from, its name (that of its module), its trait, and the method that asks. The decisions of
/// a run come in the order of an order's life; those `before` it are taken once. A line without
/// the parts that belong to it does not compile.
///
/// The number of a stream is never changed and never used again, so that the draws of a solver
/// stay what they were: a new decision takes the next one.
#[macro_export]
macro_rules! decisions {
    ($then:ident) => {
        $then! {
            run {
                /// Which store serves a customer.
                0 store_choice: StoreChoice::choose,
                /// What the app promises.
                1 promise: Promise::quote,
                /// What delivery costs the customer.
                2 delivery_fee: DeliveryFee::fee,
                /// Which orders are picked together.
                9 pick_batch: PickBatch::batch,
                /// In what order a picker visits the slots.
                3 pick_route: PickRoute::route,
                /// Which items share a bag.
                4 bagging: Bagging::pack,
                /// Which rider carries which orders.
                5 dispatch: Dispatch::plan,
                /// How far a store delivers.
                6 radius: Radius::radius,
                /// What is ordered from suppliers.
                7 replenish: Replenish::order,
            }
            before {
                /// Where the stores stand.
                8 placement: Placement::place,
                /// Which SKU lies where.
                10 slotting: Slotting::slot,
            }
        }
    };
}
