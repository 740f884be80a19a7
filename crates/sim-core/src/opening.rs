//! The first midnight: shelves stocked, people hired, everything planned.

use domain::geo::Point;
use domain::ids::{PickerId, RiderId, SkuId, StoreId, ZoneId};
use domain::instance::Instance;
use domain::lookup::Lookup;
use domain::loyalty::Worth;
use domain::rng::{Purpose, Streams};
use domain::store::FloorPlan;
use domain::units::{Millis, Paise, SimTime};
use domain::weather::Rain;

use typed_index_collections::TiVec;

use crate::calendar::Calendar;
use crate::course::Course;
use crate::draw::arrivals::Arrivals;
use crate::draw::sky::Sky;
use crate::event::Event;
use crate::plans::{planned_times, planned_trip, typical_door_time};
use crate::state::experience::{Experience, FadingMean};
use crate::state::goodwill::Goodwill;
use crate::state::inventory::Inventory;
use crate::state::learnt::Learnt;
use crate::state::orders::Orders;
use crate::state::pickers::Picker;
use crate::state::riders::RiderState;
use crate::state::station::Station;
use crate::state::stores::{RecentDeliveries, StoreState};
use crate::tally::Tally;
use crate::trace::{Fact, Fingerprint, StockState, Witness};
use crate::world::World;

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
            near_stores: near_stores(instance).into(),
            orders: Orders::with_capacity((expected * 1.05) as usize),
            stock: vec![Inventory::new(instance.catalog.skus.len()); instance.stores.len()].into(),
            stores: instance.stores.iter().map(|store| store_state(instance, store)).collect(),
            pickers: TiVec::new(),
            riders: riders(instance).into(),
            trips: TiVec::new(),
            purchases: TiVec::new(),
            typical_door_time: typical_door_time(instance),
            planned: planned_times(instance).into(),
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
                let shelf = &mut self.stock[id];
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
