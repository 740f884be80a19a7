//! One delivered order and what its time went into, to the millisecond.

use domain::ids::{OrderId, StoreId};
use domain::units::{Millis, SimTime};
use sim_core::stage::Stage;

use super::cause::Cause;

/// A delivered order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Delivery {
    /// Which order.
    pub order: OrderId,
    /// Which store delivered it.
    pub store: StoreId,
    /// When the customer clicked.
    pub clicked: SimTime,
    /// From click to door.
    pub took: Millis,
    /// Milliseconds by cause, in the order of [`Cause::ALL`]; they sum to `took`. Traffic is
    /// negative where the rider was faster than the typical one on an empty road.
    pub times_ms: [i64; Cause::COUNT],
}

/// The last mile as the trace tells it.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct LastMile {
    pub(super) free_flow: Millis,
    pub(super) weather: Millis,
    pub(super) parking: Millis,
    pub(super) building: Millis,
    pub(super) customer: Millis,
}

/// Times by cause. What the ride and the door took beyond the last mile's named parts is traffic,
/// so that the sum is that of the stages whatever was rounded on the way.
pub(super) fn times(stages: &[Millis; Stage::COUNT], last_mile: &LastMile) -> [i64; Cause::COUNT] {
    let of = |stage: Stage| stages[stage as usize].0 as i64;
    let LastMile { free_flow, weather, parking, building, customer } = *last_mile;
    let named = [free_flow, weather, parking, building, customer].map(|part| part.0 as i64);
    let reached = [Stage::Ride, Stage::Parking, Stage::Building, Stage::Customer].map(of);
    let traffic = reached.iter().sum::<i64>() - named.iter().sum::<i64>();
    let [free_flow, weather, parking, building, customer] = named;
    Cause::ALL.map(|cause| match cause {
        Cause::Processing => of(Stage::Processing),
        Cause::PickQueue => of(Stage::PickQueue),
        Cause::Walking => of(Stage::Walking),
        Cause::Picking => of(Stage::Picking),
        Cause::PackingWait => of(Stage::PackQueue),
        Cause::Packing => of(Stage::Packing),
        Cause::RiderWait => of(Stage::RiderWait),
        Cause::Loading => of(Stage::Bay),
        Cause::Detour => of(Stage::Detour),
        Cause::EmptyRoad => free_flow,
        Cause::Traffic => traffic,
        Cause::Weather => weather,
        Cause::Parking => parking,
        Cause::Building => building,
        Cause::Customer => customer,
    })
}
