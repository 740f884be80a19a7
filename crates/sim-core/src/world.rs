//! Clock, calendar, state, trace and streams: the only thing that steps touch.

use domain::decision::promise::PlannedTimes;
use domain::decision::{Decision, Named, Policies};
use domain::fleet::RiderKind;
use domain::ids::{OrderId, PickerId, PurchaseId, RiderId, SkuId, StoreId, TripId, ZoneId};
use domain::instance::Instance;
use domain::lookup::Lookup;
use domain::loyalty::Worth;
use domain::order::Line;
use domain::rng::{Purpose, Stream, Streams};
use domain::store::FloorPlan;
use domain::travel::{Conditions, Leg, Ride};
use domain::units::{Millis, SimTime};
use domain::weather::Rain;
use typed_index_collections::TiVec;

use crate::calendar::Calendar;
use crate::course::Course;
use crate::draw::arrivals::Arrivals;
use crate::draw::door;
use crate::draw::sky::Sky;
use crate::error::SimError;
use crate::event::Event;
use crate::stage::Stage;
use crate::state::goodwill::Goodwill;
use crate::state::inventory::Inventory;
use crate::state::orders::Orders;
use crate::state::pickers::Picker;
use crate::state::purchases::Purchase;
use crate::state::riders::{Doing, RiderState};
use crate::state::stores::StoreState;
use crate::state::trips::{DoorTimes, RideTimes, Trip};
use crate::tally::Tally;
use crate::trace::{Asked, Fact, Fingerprint, StockState, Subject, Witness};

/// The world of one replication.
pub(crate) struct World<'a> {
    /// What never changes.
    pub(crate) instance: &'a Instance,
    /// The time.
    pub(crate) now: SimTime,
    /// What will happen.
    pub(crate) calendar: Calendar<Event>,
    /// Chance of this replication.
    pub(crate) streams: Streams,
    /// Whose chance ruled before.
    pub(crate) course: Course,
    /// Chance that is the same whatever the seed of the run: the traits of people and buildings.
    pub(crate) fixed: Streams,
    /// Rain and speeds.
    pub(crate) sky: Sky,
    /// Rain now.
    pub(crate) rain: Rain,
    /// When sessions begin.
    pub(crate) arrivals: Arrivals,
    /// Sessions begun, by zone.
    pub(crate) sessions: Vec<u32>,
    /// Stores that could ever deliver to a zone, by zone.
    pub(crate) near_stores: TiVec<ZoneId, Vec<StoreId>>,
    /// Sessions and orders.
    pub(crate) orders: Orders,
    /// Stock by store.
    pub(crate) stock: TiVec<StoreId, Inventory>,
    /// Stores.
    pub(crate) stores: TiVec<StoreId, StoreState>,
    /// Pickers of all stores.
    pub(crate) pickers: TiVec<PickerId, Picker>,
    /// Riders.
    pub(crate) riders: TiVec<RiderId, RiderState>,
    /// Trips.
    pub(crate) trips: TiVec<TripId, Trip>,
    /// Purchase orders.
    pub(crate) purchases: TiVec<PurchaseId, Purchase>,
    /// Expected time at a door.
    pub(crate) typical_door_time: Millis,
    /// What the steps of an order are planned to take, by store.
    pub(crate) planned: TiVec<StoreId, PlannedTimes>,
    /// Buildings that something was delivered to.
    pub(crate) known_buildings: Lookup<()>,
    /// Expected way of a gig rider to the store.
    pub(crate) gig_arrival_mean: Millis,
    /// Who has been driven away.
    pub(crate) goodwill: Goodwill,
    /// What customers are worth.
    pub(crate) worth: Worth,
    /// A basket under the hand, to spare allocations.
    pub(crate) basket: Vec<Line>,
    pub(crate) solver_streams: [Stream; Policies::STREAMS],
    pub(crate) fingerprint: Fingerprint,
    pub(crate) facts: u64,
    pub(crate) tally: Tally,
    pub(crate) witness: &'a mut dyn Witness,
}

impl<'a> World<'a> {
    /// Records a fact.
    #[inline]
    pub(crate) fn record(&mut self, fact: Fact) {
        self.fingerprint.take(self.now, &fact);
        self.facts += 1;
        self.tally.note(self.now, &fact);
        self.witness.note(self.now, &fact);
    }

    /// Tells the witness what begins.
    #[inline]
    pub(crate) fn announce(&mut self, event: Event) {
        self.witness.event(self.now, &event);
    }

    /// Asks a solver about `subject` and checks what it says.
    ///
    /// # Errors
    /// When there is no answer, or it breaks a rule.
    pub(crate) fn ask<D: Decision + ?Sized>(
        &mut self,
        named: &mut Named<D>,
        subject: Subject,
        question: &D::Question<'_>,
    ) -> Result<D::Answer, SimError> {
        let answer = named.solver.ask(question, &mut self.solver_streams[D::STREAM]);
        let solver = named.name;
        let asked = Asked { decision: D::NAME, solver, subject, question, answer: &answer };
        if let Some(failure) = named.solver.failure() {
            return Err(SimError::no_answer(self.now, &asked, failure));
        }
        D::check(&answer, question)
            .map_err(|rule| SimError::broken_answer(self.now, &asked, rule))?;
        self.witness.decided(self.now, &asked);
        Ok(answer)
    }

    /// Books an order's time up to `until` to a stage.
    pub(crate) fn book(&mut self, order: OrderId, stage: Stage, until: SimTime) {
        let spent = until.since(self.orders[order].booked);
        self.orders[order].booked = until;
        self.orders[order].spent_ms[stage as usize] += spent.0 as u32;
        if spent > Millis::ZERO {
            self.record(Fact::StageEnded { order, stage, spent });
        }
    }

    /// Moves units between states in a store's books.
    pub(crate) fn transfer(
        &mut self,
        store: StoreId,
        sku: SkuId,
        from: StockState,
        to: StockState,
        units: u32,
    ) {
        if units > 0 {
            self.stock[store].transfer(sku, from, to, units);
            self.record(Fact::Stock { store, sku, from, to, units });
        }
    }

    /// Gives an order's goods back to the shelves they came from.
    pub(crate) fn put_back(&mut self, order: OrderId, from: StockState) {
        let store = self.orders[order].store;
        for line in 0..self.orders.lines(order).len() {
            let held = &mut self.orders.lines_mut(order)[line];
            let (sku, units) = (held.sku, u32::from(std::mem::take(&mut held.held)));
            if units == 0 {
                continue;
            }
            self.transfer(store, sku, from, StockState::Available, units);
            if from != StockState::Reserved {
                let fallback = self.last_day(sku);
                let shelf = self.stock[store].shelf_mut(sku);
                shelf.put(units, shelf.earliest_date(fallback));
            }
        }
    }

    /// The last day on which goods received today may be sold.
    #[must_use]
    pub(crate) fn last_day(&self, sku: SkuId) -> u16 {
        let days = self.now.day() + u64::from(self.instance.catalog.sku(sku).shelf_life_days);
        days.min(u64::from(u16::MAX)) as u16
    }

    /// The floor of a store.
    #[must_use]
    pub(crate) fn floor(&self, store: StoreId) -> &'a FloorPlan {
        &self.instance.floors[self.instance.stores[store.index()].floor]
    }

    /// Whether a store takes orders now: within hours and not closed by a disturbance.
    #[must_use]
    pub(crate) fn is_open(&self, store: StoreId) -> bool {
        self.stores[store].closures == 0 && self.instance.stores[store.index()].is_open(self.now)
    }

    /// When a rider who leaves now arrives under the given conditions, and the way's length.
    ///
    /// # Panics
    /// Where no street leads; worlds are built on a strongly connected network.
    #[must_use]
    pub(crate) fn ride_under(&self, leg: Leg, conditions: &Conditions) -> Millis {
        let arrival = self.instance.travel.arrive(leg, self.now, conditions);
        arrival.expect("every place of a world can be reached").since(self.now)
    }

    /// A rider's trip factor: how much longer than the typical rider this one needs for a street.
    #[must_use]
    pub(crate) fn trip_factor(&self, purpose: Purpose, key: u64) -> f64 {
        let uniform = self.streams.open(purpose, key).uniform();
        let z = domain::dist::standard_normal_quantile(uniform);
        libm::exp(self.instance.traffic.trip_sigma * z)
    }

    /// How long a ride that begins now takes and how far it goes, and how long it would take under
    /// better conditions.
    #[must_use]
    pub(crate) fn ride(&self, leg: Leg, purpose: Purpose, key: u64) -> RideTimes {
        let factor = self.trip_factor(purpose, key);
        RideTimes {
            dry: self.ride_under(leg, &self.sky.dry.at_pace(factor)),
            free_flow: self.ride_under(leg, &self.sky.free_flow),
            ..self.ride_as_it_is(leg, factor)
        }
    }

    /// The ride that begins now at a rider's pace, no other conditions asked about.
    ///
    /// # Panics
    /// Where no street leads.
    #[must_use]
    pub(crate) fn ride_as_it_is(&self, leg: Leg, factor: f64) -> RideTimes {
        let taken = self.instance.travel.ride(leg, self.now, &self.sky.actual.at_pace(factor));
        let Ride { arrival, distance } = taken.expect("every place of a world can be reached");
        RideTimes { actual: arrival.since(self.now), distance, ..RideTimes::default() }
    }

    /// What the rider meets at an order's door.
    #[must_use]
    pub(crate) fn draw_door(&self, order: OrderId) -> DoorTimes {
        let order = &self.orders[order];
        let stream = self.streams.open(Purpose::Door, order.key);
        door::draw(&self.instance.access, &order.customer, self.rain, stream)
    }

    /// Asks for a dispatch decision at the end of this millisecond.
    pub(crate) fn ask_dispatch(&mut self, store: StoreId) {
        let state = &mut self.stores[store];
        if !std::mem::replace(&mut state.dispatch_due, true) {
            self.calendar.schedule(self.now, Event::DispatchAsked(store));
        }
    }

    /// Changes what a rider is doing and keeps the store's counts.
    pub(crate) fn set_doing(&mut self, rider: RiderId, doing: Doing) {
        let store = &mut self.stores[self.instance.fleet.riders[rider.index()].store];
        let state = &mut self.riders[rider];
        store.idle_riders -= u32::from(state.doing == Doing::Idle);
        store.idle_riders += u32::from(doing == Doing::Idle);
        state.doing = doing;
    }

    /// Sends a rider at the bay home or keeps them, as the shift says; a gig rider may be called
    /// during the shift and is not on duty.
    ///
    /// A rider who comes on duty or free asks for work.
    pub(crate) fn settle_rider(&mut self, rider: RiderId) {
        let traits = self.instance.fleet.riders[rider.index()];
        let store = traits.store;
        let state = &mut self.riders[rider];
        let is_present = state.in_shift && state.absences == 0;
        let was_present = std::mem::replace(&mut state.is_present, is_present);
        let present = &mut self.stores[store].riders_present;
        *present = *present + u32::from(is_present) - u32::from(was_present);
        let state = &self.riders[rider];
        if !matches!(state.doing, Doing::Away | Doing::Idle) {
            return;
        }
        let is_wanted = state.is_wanted();
        self.set_on_scene(store, rider, is_wanted);
        if traits.kind == RiderKind::Dedicated {
            match (self.riders[rider].on_since.is_some(), is_wanted) {
                (false, true) => {
                    self.riders[rider].on_since = Some(self.now);
                    self.stores[store].riders_on_duty += 1;
                    self.record(Fact::RiderOn { rider });
                }
                (true, false) => self.send_home(rider),
                _ => {}
            }
            self.set_doing(rider, if is_wanted { Doing::Idle } else { Doing::Away });
        }
        if is_wanted {
            self.ask_dispatch(store);
        }
    }

    /// Counts a rider out who goes off duty.
    pub(crate) fn send_home(&mut self, rider: RiderId) {
        let store = self.instance.fleet.riders[rider.index()].store;
        if let Some(since) = self.riders[rider].on_since.take() {
            self.stores[store].riders_on_duty -= 1;
            self.record(Fact::RiderOff { rider, duty: self.now.since(since) });
        }
    }

    /// Keeps the list of riders whom dispatch may ask, by id.
    fn set_on_scene(&mut self, store: StoreId, rider: RiderId, is_there: bool) {
        let scene = &mut self.stores[store].riders_on_scene;
        match (scene.binary_search(&rider), is_there) {
            (Err(place), true) => scene.insert(place, rider),
            (Ok(place), false) => {
                scene.remove(place);
            }
            _ => {}
        }
    }

    /// Counts a picker who comes on duty.
    pub(crate) fn picker_comes(&mut self, picker: PickerId) {
        let person = &mut self.pickers[picker];
        let store = person.store;
        person.in_shift = true;
        person.on_duty = true;
        person.since = self.now;
        self.stores[store].pickers_on_duty += 1;
        self.record(Fact::PickerOn { store, picker });
    }

    /// Counts a picker out who goes home.
    pub(crate) fn picker_goes(&mut self, picker: PickerId) {
        let person = &mut self.pickers[picker];
        let store = person.store;
        person.on_duty = false;
        let duty = self.now.since(person.since);
        let place = &mut self.stores[store];
        place.pickers_on_duty -= 1;
        place.idle_pickers.retain(|idle| *idle != picker);
        self.record(Fact::PickerOff { store, picker, duty });
    }

    /// The order a trip serves at its present stop; `None` on the way back.
    #[must_use]
    pub(crate) fn order_at_stop(&self, trip: TripId) -> Option<OrderId> {
        let trip = &self.trips[trip];
        trip.orders.get(trip.stop).copied()
    }
}
