//! Clock, calendar, state, trace and streams: the only thing that steps touch.

use domain::decision::promise::PlannedTimes;
use domain::decision::{Decision, Named, Policies};
use domain::fleet::RiderKind;
use domain::geo::Point;
use domain::ids::{OrderId, PickerId, RiderId, SkuId, StoreId, TripId, ZoneId};
use domain::instance::Instance;
use domain::lookup::Lookup;
use domain::loyalty::Worth;
use domain::order::Line;
use domain::rng::{Purpose, Stream, Streams};
use domain::store::FloorPlan;
use domain::travel::{Conditions, Leg, Ride};
use domain::units::{Millis, Paise, SimTime};
use domain::weather::Rain;

use crate::calendar::Calendar;
use crate::controls::Controls;
use crate::course::Course;
use crate::draw::arrivals::Arrivals;
use crate::draw::door;
use crate::draw::sky::Sky;
use crate::event::Event;
use crate::outlook;
use crate::simulation::{Run, SimError};
use crate::stage::Stage;
use crate::state::experience::{Experience, FadingMean};
use crate::state::goodwill::Goodwill;
use crate::state::inventory::Inventory;
use crate::state::learnt::Learnt;
use crate::state::orders::Orders;
use crate::state::pickers::Picker;
use crate::state::purchases::Purchase;
use crate::state::riders::{Doing, RiderState};
use crate::state::station::Station;
use crate::state::stores::{RecentDeliveries, StoreState};
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
    pub(crate) near_stores: Vec<Vec<StoreId>>,
    /// Sessions and orders.
    pub(crate) orders: Orders,
    /// Stock by store.
    pub(crate) stock: Vec<Inventory>,
    /// Stores.
    pub(crate) stores: Vec<StoreState>,
    /// Pickers of all stores.
    pub(crate) pickers: Vec<Picker>,
    /// Riders.
    pub(crate) riders: Vec<RiderState>,
    /// Trips.
    pub(crate) trips: Vec<Trip>,
    /// Purchase orders.
    pub(crate) purchases: Vec<Purchase>,
    /// Expected time at a door.
    pub(crate) typical_door_time: Millis,
    /// What the steps of an order are planned to take, by store.
    pub(crate) planned: Vec<PlannedTimes>,
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
    pub(crate) solver_streams: [Stream; Policies::POSITIONS],
    pub(crate) fingerprint: Fingerprint,
    pub(crate) facts: u64,
    pub(crate) tally: Tally,
    witness: &'a mut dyn Witness,
}

impl<'a> World<'a> {
    /// The world at the first midnight: shelves stocked, nobody on duty, everything planned.
    pub(crate) fn new(
        instance: &'a Instance,
        streams: Streams,
        witness: &'a mut dyn Witness,
    ) -> Self {
        let mut world = Self::empty(instance, Course::of(streams), witness);
        world.hire();
        world.stock_up();
        world.plan();
        world
    }

    /// The world before anything is the case: no goods, no people, nothing planned.
    pub(crate) fn empty(
        instance: &'a Instance,
        course: Course,
        witness: &'a mut dyn Witness,
    ) -> Self {
        let streams = course.now();
        let fixed = Streams::new(instance.city_seed, 0);
        let sky = Sky::draw(instance, &course);
        let arrivals = Arrivals::new(&instance.demand, &instance.calendar, &sky.rain);
        let expected: f64 = (0..instance.demand.zones.len())
            .map(|zone| {
                arrivals.expected(zone.into(), SimTime::ZERO, instance.calendar.arrivals_end())
            })
            .sum();
        Self {
            instance,
            now: SimTime::ZERO,
            calendar: Calendar::new(),
            rain: sky.rain.first().map_or(Rain::Dry, |(_, rain)| *rain),
            streams,
            course,
            fixed,
            sky,
            arrivals,
            sessions: vec![0; instance.demand.zones.len()],
            near_stores: near_stores(instance),
            orders: Orders::with_capacity((expected * 1.05) as usize),
            stock: vec![Inventory::new(instance.catalog.skus.len()); instance.stores.len()],
            stores: instance.stores.iter().map(|store| store_state(instance, store)).collect(),
            pickers: Vec::new(),
            riders: riders(instance),
            trips: Vec::new(),
            purchases: Vec::new(),
            typical_door_time: typical_door_time(instance),
            planned: outlook::planned_times(instance),
            known_buildings: Lookup::default(),
            gig_arrival_mean: Millis::from_s(instance.fleet.gig_arrival_s.mean()),
            goodwill: Goodwill::default(),
            worth: worth(instance),
            basket: Vec::new(),
            solver_streams: std::array::from_fn(|i| streams.open(Purpose::Solver, i as u64)),
            fingerprint: Fingerprint::default(),
            facts: 0,
            tally: Tally::new(instance),
            witness,
        }
    }

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

    /// Ends the run.
    #[must_use]
    pub(crate) fn into_run(self, events: u64) -> Run {
        let controls = Controls::of(&self);
        let Self { fingerprint, facts, tally, stock, .. } = self;
        Run { fingerprint, events, facts, tally, controls, stock }
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
        let answer = named.solver.ask(question, &mut self.solver_streams[D::POSITION]);
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
            self.stock[store.index()].transfer(sku, from, to, units);
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
                let shelf = self.stock[store.index()].shelf_mut(sku);
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
        self.stores[store.index()].closures == 0
            && self.instance.stores[store.index()].is_open(self.now)
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
        let state = &mut self.stores[store.index()];
        if !std::mem::replace(&mut state.dispatch_due, true) {
            self.calendar.schedule(self.now, Event::DispatchAsked(store));
        }
    }

    /// Changes what a rider is doing and keeps the store's counts.
    pub(crate) fn set_doing(&mut self, rider: RiderId, doing: Doing) {
        let store = &mut self.stores[self.instance.fleet.riders[rider.index()].store.index()];
        let state = &mut self.riders[rider.index()];
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
        let state = &mut self.riders[rider.index()];
        let is_present = state.in_shift && state.absences == 0;
        let was_present = std::mem::replace(&mut state.is_present, is_present);
        let present = &mut self.stores[store.index()].riders_present;
        *present = *present + u32::from(is_present) - u32::from(was_present);
        let state = &self.riders[rider.index()];
        if !matches!(state.doing, Doing::Away | Doing::Idle) {
            return;
        }
        let is_wanted = state.is_wanted();
        self.set_on_scene(store, rider, is_wanted);
        if traits.kind == RiderKind::Dedicated {
            match (self.riders[rider.index()].on_since.is_some(), is_wanted) {
                (false, true) => {
                    self.riders[rider.index()].on_since = Some(self.now);
                    self.stores[store.index()].riders_on_duty += 1;
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
        if let Some(since) = self.riders[rider.index()].on_since.take() {
            self.stores[store.index()].riders_on_duty -= 1;
            self.record(Fact::RiderOff { rider, duty: self.now.since(since) });
        }
    }

    /// Keeps the list of riders whom dispatch may ask, by id.
    fn set_on_scene(&mut self, store: StoreId, rider: RiderId, is_there: bool) {
        let scene = &mut self.stores[store.index()].riders_on_scene;
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
        let person = &mut self.pickers[picker.index()];
        let store = person.store;
        person.in_shift = true;
        person.on_duty = true;
        person.since = self.now;
        self.stores[store.index()].pickers_on_duty += 1;
        self.record(Fact::PickerOn { store, picker });
    }

    /// Counts a picker out who goes home.
    pub(crate) fn picker_goes(&mut self, picker: PickerId) {
        let person = &mut self.pickers[picker.index()];
        let store = person.store;
        person.on_duty = false;
        let duty = self.now.since(person.since);
        let place = &mut self.stores[store.index()];
        place.pickers_on_duty -= 1;
        place.idle_pickers.retain(|idle| *idle != picker);
        self.record(Fact::PickerOff { store, picker, duty });
    }

    /// The order a trip serves at its present stop; `None` on the way back.
    #[must_use]
    pub(crate) fn order_at_stop(&self, trip: TripId) -> Option<OrderId> {
        let trip = &self.trips[trip.index()];
        trip.orders.get(trip.stop).copied()
    }

    /// Everybody of the instance, off duty; shifts on the calendar.
    fn hire(&mut self) {
        for (index, store) in self.instance.stores.iter().enumerate() {
            for person in &store.pickers {
                let id = PickerId::from(self.pickers.len());
                self.pickers.push(Picker {
                    store: index.into(),
                    pace: person.pace,
                    in_shift: false,
                    on_duty: false,
                    since: SimTime::ZERO,
                    tour: Vec::new(),
                    started: SimTime::ZERO,
                    stops: Vec::new(),
                    at: FloorPlan::DEPOT,
                    slots: 0,
                    walked: Millis::ZERO,
                    walk: Vec::new(),
                });
                self.calendar.schedule(person.shift.start, Event::PickerOn(id));
                self.calendar.schedule(person.shift.end, Event::PickerOff(id));
            }
        }
        for (index, rider) in self.instance.fleet.riders.iter().enumerate() {
            let id = RiderId::from(index);
            self.calendar.schedule(rider.shift.start, Event::RiderOn(id));
            self.calendar.schedule(rider.shift.end, Event::RiderOff(id));
            if rider.rest.start < rider.rest.end {
                self.calendar.schedule(rider.rest.start, Event::RestBegins(id));
                self.calendar.schedule(rider.rest.end, Event::RestEnds(id));
            }
        }
    }

    /// Opening stock: some days' demand, of mixed age, with the errors of the past.
    fn stock_up(&mut self) {
        let supply = &self.instance.supply;
        for (index, store) in self.instance.stores.iter().enumerate() {
            let id = StoreId::from(index);
            for (number, sku) in self.instance.catalog.skus.iter().enumerate() {
                let sku_id = SkuId::from(number);
                let key = (index as u64) << 32 | number as u64;
                let mut stream = self.streams.open(Purpose::OpeningStock, key);
                let daily =
                    store.expected_orders_per_day * self.instance.demand.units_per_order[number];
                let life = f64::from(sku.shelf_life_days);
                // Nobody stocks more of a short-lived product than sells within its life.
                let cover = supply.opening_cover_days.min(life.max(1.0));
                let apart = supply.opening_spread * (2.0 * stream.uniform() - 1.0);
                let level = daily * cover * (1.0 + apart);
                let units = (libm::ceil(level) as u32).max(supply.opening_units_min);
                let lost = if stream.chance(supply.phantom_share) {
                    let most = libm::ceil(f64::from(units) * supply.phantom_at_most_share - 1e-9);
                    (1 + stream.below((most as u32).max(1))).min(units)
                } else {
                    0
                };
                let old = (f64::from(units - lost) * supply.opening_old_share) as u32;
                let age = 1 + stream.below(u32::from(sku.shelf_life_days)) as u16;
                let shelf = &mut self.stock[index];
                shelf.enter(sku_id, StockState::Available, units);
                shelf.shelf_mut(sku_id).put(old, age);
                shelf.shelf_mut(sku_id).put(units - lost - old, sku.shelf_life_days.max(age));
                self.record(Fact::OpeningStock { store: id, sku: sku_id, units });
                if lost > 0 {
                    self.record(Fact::Discrepancy { store: id, sku: sku_id, units: lost });
                }
            }
        }
    }

    /// What is on the calendar before the day begins.
    fn plan(&mut self) {
        for (index, (at, _)) in self.sky.rain.iter().enumerate() {
            self.calendar.schedule(*at, Event::RainChanges(index as u32));
        }
        for (index, disruption) in self.instance.disruptions.iter().enumerate() {
            let (start, end) = disruption.span();
            self.calendar.schedule(start, Event::DisruptionBegins(index as u32));
            self.calendar.schedule(end, Event::DisruptionEnds(index as u32));
        }
        for zone in 0..self.sessions.len() {
            let zone = ZoneId::from(zone);
            if let Some(at) = self.arrivals.next(zone, 0, SimTime::ZERO, &self.streams) {
                self.calendar.schedule(at, Event::SessionBegins(zone));
            }
        }
        let days = u64::from(self.instance.calendar.days);
        for index in 0..self.stores.len() {
            let store = StoreId::from(index);
            self.calendar.schedule(SimTime::ZERO, Event::ControlTick(store));
            for day in 0..days {
                let at = |minute: u32| {
                    SimTime(day * Millis::DAY.0 + u64::from(minute) * Millis::MINUTE.0)
                };
                for &minute in &self.instance.supply.review_min {
                    self.calendar.schedule(at(minute), Event::StockReview(store));
                }
                let check = at(self.instance.supply.expiry_check_min);
                self.calendar.schedule(check, Event::ExpiryCheck(store));
            }
        }
    }
}

fn riders(instance: &Instance) -> Vec<RiderState> {
    let fleet = &instance.fleet;
    let rated = |rating| RiderState::new(FadingMean::new(rating, fleet.rating_experience));
    fleet.riders.iter().map(|rider| rated(rider.rating)).collect()
}

fn store_state(instance: &Instance, store: &domain::store::Store) -> StoreState {
    StoreState {
        closures: 0,
        pick_queue: std::collections::VecDeque::new(),
        tours_wanted: SimTime::NEVER,
        idle_pickers: std::collections::VecDeque::new(),
        pickers_on_duty: 0,
        pickers_in_aisle: vec![0; usize::from(instance.floors[store.floor].aisles.count)],
        learnt: Learnt::new(instance.floors[store.floor].aisles.count),
        packing: Station::new(u32::from(store.packing_stations)),
        ready: Vec::new(),
        riders_on_scene: Vec::new(),
        idle_riders: 0,
        riders_on_duty: 0,
        under_way: Vec::new(),
        trip_time: Experience::new(planned_trip(instance), instance.fleet.trip_experience),
        riders_present: 0,
        dispatch_due: false,
        dispatch_wanted: SimTime::NEVER,
        radius: instance.service.default_radius,
        last_fee: Paise::ZERO,
        reviews: 0,
        recent: RecentDeliveries::default(),
    }
}

/// What customers are worth; stores are open alike, so that the first speaks for all.
fn worth(instance: &Instance) -> Worth {
    let open_share = instance.stores.first().map_or(0.0, |store| store.open_share);
    Worth::of(&instance.loyalty, &instance.demand, open_share)
}

/// Time at a door, averaged over the city's buildings.
pub(crate) fn typical_door_time(instance: &Instance) -> Millis {
    let zones = &instance.demand.zones;
    let sessions: f64 = zones.iter().map(|zone| zone.sessions_per_day).sum();
    let towers: f64 = zones.iter().map(|zone| zone.sessions_per_day * zone.tower_share).sum();
    let share = if sessions > 0.0 { towers / sessions } else { 0.0 };
    door::typical(&instance.access, share, f64::from(instance.demand.max_floor) / 2.0)
}

/// Loading, out and back and a door in between, as the latency budget plans them.
fn planned_trip(instance: &Instance) -> Millis {
    let door = typical_door_time(instance);
    let ride = instance.service.budget[3].saturating_sub(door);
    Millis::from_s(instance.work.bay_s.mean()) + ride * 2 + door
}

/// For each zone the stores from which some door of it lies within the largest radius, by id.
fn near_stores(instance: &Instance) -> Vec<Vec<StoreId>> {
    let reach = instance.service.radius_bounds[1].max(instance.service.default_radius);
    instance
        .demand
        .zones
        .iter()
        .map(|zone| {
            let from_centre = |(_, point): &(_, Point)| zone.centre.distance(*point);
            let size = zone.doors.iter().map(from_centre).max().unwrap_or_default();
            (0..instance.stores.len())
                .filter(|&index| instance.stores[index].point.distance(zone.centre) <= reach + size)
                .map(StoreId::from)
                .collect()
        })
        .collect()
}
