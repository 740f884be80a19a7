//! Pops an event, matches it, calls its step, until nothing is left to happen.

use domain::decision::Policies;
use domain::ids::StoreId;
use domain::instance::Instance;
use domain::rng::Streams;
use domain::units::{Millis, SimTime};
use typed_index_collections::TiVec;

use crate::controls::Controls;
use crate::error::SimError;
use crate::event::Event;
use crate::flow::{
    browse, cancelling, checkout, dispatching, disruption, handover, loading, packing, picking,
    pricing, quoting, radius_control, receiving, replenishing, riding, shelf_check, shifts,
};
use crate::state::inventory::Inventory;
use crate::tally::Tally;
use crate::trace::{Fingerprint, Witness};
use crate::world::World;

/// One replication under way.
pub struct Simulation<'a> {
    pub(crate) world: World<'a>,
    pub(crate) policies: Policies,
    pub(crate) events: u64,
}

impl<'a> Simulation<'a> {
    /// The first midnight of a replication; `witness` sees every fact as it happens.
    pub fn new(
        instance: &'a Instance,
        policies: Policies,
        streams: Streams,
        witness: &'a mut dyn Witness,
    ) -> Self {
        Self { world: World::new(instance, streams, witness), policies, events: 0 }
    }

    /// Handles all events before `until`, at most those of the run.
    ///
    /// # Errors
    /// When a solver gives no answer, or one that fails its check.
    pub fn run_until(&mut self, until: SimTime) -> Result<(), SimError> {
        let Self { world, policies, events } = self;
        let until = until.min(world.instance.calendar.end() + Millis(1));
        while let Some((at, event)) = world.calendar.pop_before(until) {
            world.now = at;
            *events += 1;
            world.announce(event);
            step(world, policies, event)?;
        }
        Ok(())
    }

    /// Handles all events that are left, and closes the books.
    ///
    /// # Errors
    /// When a solver gives no answer, or one that fails its check.
    pub fn finish(mut self) -> Result<Run, SimError> {
        self.run_until(SimTime::NEVER)?;
        if !self.world.calendar.is_empty() {
            self.world.now = self.world.instance.calendar.end();
        }
        close(&mut self.world);
        Ok(books(self.world, self.events))
    }
}

/// What one replication came to.
#[derive(Clone, Debug)]
pub struct Run {
    /// Hash of all facts.
    pub fingerprint: Fingerprint,
    /// Events handled.
    pub events: u64,
    /// Facts recorded.
    pub facts: u64,
    /// Sums of the facts.
    pub tally: Tally,
    /// How chance fell, measured against its mean.
    pub controls: Controls,
    /// Stock as the run ended, by store.
    pub stock: TiVec<StoreId, Inventory>,
}

/// What the world's books say at the end.
fn books(world: World<'_>, events: u64) -> Run {
    let World { instance, arrivals, sessions, sky, fingerprint, facts, tally, stock, .. } = world;
    let controls = Controls::of(instance, &arrivals, &sessions, &sky.rain);
    Run { fingerprint, events, facts, tally, controls, stock }
}

/// Simulates one replication of `instance` from the first midnight until the last order is done.
///
/// `witness` sees every fact as it happens; `&mut ()` looks away.
///
/// # Errors
/// When a solver gives no answer, or one that fails its check.
pub fn simulate(
    instance: &Instance,
    policies: Policies,
    streams: Streams,
    witness: &mut dyn Witness,
) -> Result<Run, SimError> {
    Simulation::new(instance, policies, streams, witness).finish()
}

/// One event.
fn step(world: &mut World<'_>, policies: &mut Policies, event: Event) -> Result<(), SimError> {
    match event {
        Event::SessionBegins(zone) => browse::session_begins(world, policies, zone)?,
        Event::QuoteAsked(order) => quoting::quote_asked(world, policies, order)?,
        Event::FeeAsked(order) => pricing::fee_asked(world, policies, order)?,
        Event::Checkout(order) => checkout::checkout(world, order),
        Event::PickRequested(order) => picking::pick_requested(world, policies, order)?,
        Event::ToursAsked(store) => picking::tours_asked(world, policies, store)?,
        Event::SlotReached(picker) => picking::slot_reached(world, picker),
        Event::ToteDown(picker) => picking::tote_down(world, policies, picker)?,
        Event::PackRequested(order) => packing::pack_requested(world, policies, order)?,
        Event::PackingDone(order) => packing::packing_done(world, policies, order)?,
        Event::DispatchAsked(store) => dispatching::dispatch_asked(world, policies, store)?,
        Event::LoadingBegins(rider) => loading::loading_begins(world, rider),
        Event::GigArrives(rider) => loading::gig_arrives(world, rider),
        Event::TripLeaves(trip) => loading::trip_leaves(world, trip),
        Event::LegBegins(trip) => riding::leg_begins(world, trip),
        Event::DoorReached(trip) => riding::door_reached(world, trip),
        Event::HandedOver(trip) => handover::handed_over(world, policies, trip),
        Event::Returned(rider) => riding::returned(world, rider),
        Event::PatienceEnds(order) => cancelling::patience_ends(world, order),
        Event::PickerOn(picker) => picking::picker_on(world, policies, picker)?,
        Event::PickerOff(picker) => shifts::picker_off(world, picker),
        Event::RiderOn(rider) => shifts::rider_on(world, rider),
        Event::RiderOff(rider) => shifts::rider_off(world, rider),
        Event::RestBegins(rider) => shifts::rest_begins(world, rider),
        Event::RestEnds(rider) => shifts::rest_ends(world, rider),
        Event::ControlTick(store) => radius_control::control_tick(world, policies, store)?,
        Event::StockReview(store) => replenishing::stock_review(world, policies, store)?,
        Event::PurchaseShips(purchase) => receiving::purchase_ships(world, purchase),
        Event::PurchaseArrives(purchase) => receiving::purchase_arrives(world, purchase),
        Event::PurchaseShelved(purchase) => receiving::purchase_shelved(world, purchase),
        Event::ExpiryCheck(store) => shelf_check::expiry_check(world, store),
        Event::ShelfRechecked(store, sku) => shelf_check::shelf_rechecked(world, store, sku),
        Event::RainChanges(entry) => disruption::rain_changes(world, entry),
        Event::DisruptionBegins(number) => disruption::disruption_turns(world, number, true),
        Event::DisruptionEnds(number) => disruption::disruption_turns(world, number, false),
    }
    Ok(())
}

/// Counts the time of people still on duty when the run ends.
fn close(world: &mut World<'_>) {
    for picker in world.pickers.keys() {
        if world.pickers[picker].on_duty {
            world.picker_goes(picker);
        }
    }
    for rider in world.riders.keys() {
        world.send_home(rider);
    }
}
