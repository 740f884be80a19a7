//! A replication stopped in time: all that is the case, to go on from later, once or many times.

use domain::decision::{MemoryError, Policies};
use domain::ids::{PickerId, PurchaseId, RiderId, StoreId, TripId, ZoneId};
use domain::instance::Instance;
use domain::lookup::Lookup;
use domain::rng::{Purpose, Stream, Streams};
use domain::units::SimTime;
use domain::weather::Rain;
use serde::{Deserialize, Serialize};
use typed_index_collections::TiVec;

use crate::calendar::Calendar;
use crate::course::Course;
use crate::draw::arrivals::Arrivals;
use crate::draw::sky::Sky;
use crate::event::Event;
use crate::simulation::Simulation;
use crate::state::goodwill::Goodwill;
use crate::state::inventory::Inventory;
use crate::state::orders::Orders;
use crate::state::pickers::Picker;
use crate::state::purchases::Purchase;
use crate::state::riders::RiderState;
use crate::state::stores::StoreState;
use crate::state::trips::Trip;
use crate::tally::Tally;
use crate::trace::{Fingerprint, Witness};
use crate::world::World;

/// Why a replication cannot be saved or gone on with.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SnapshotError {
    /// A solver's memory cannot be told or taken up.
    #[error("{decision} solver `{solver}`: {reason}")]
    Memory {
        /// Which decision.
        decision: String,
        /// Which solver.
        solver: String,
        /// Why.
        reason: MemoryError,
    },
    /// The saved world is not one of this program.
    #[error("the saved world cannot be read: {0}")]
    Damaged(String),
    /// The saved world is not one of this scenario.
    #[error("the saved world has {saved} {what}, the scenario {expected}")]
    OtherWorld {
        /// What is counted.
        what: &'static str,
        /// How many there are in the saved world.
        saved: usize,
        /// How many the scenario has.
        expected: usize,
    },
    /// The saved world has lived through other weather.
    #[error("until {} it rained otherwise in the saved day", at.clock())]
    OtherPast {
        /// Until when.
        at: SimTime,
    },
}

/// What a solver had learnt.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Memory {
    decision: String,
    solver: String,
    bytes: Vec<u8>,
}

/// A world and the memories of its solvers, before the events of a certain time.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Snapshot {
    at: SimTime,
    world: Vec<u8>,
    memories: Vec<Memory>,
}

/// All of a world that events change, and that cannot be drawn or computed again.
#[derive(Serialize, Deserialize)]
struct State<'a> {
    now: SimTime,
    course: Course,
    rain: Rain,
    events: u64,
    facts: u64,
    fingerprint: Fingerprint,
    solver_streams: [Stream; Policies::STREAMS],
    known_buildings: Held<'a, Lookup<()>>,
    calendar: Held<'a, Calendar<Event>>,
    sessions: Held<'a, Vec<u32>>,
    orders: Held<'a, Orders>,
    stock: Held<'a, TiVec<StoreId, Inventory>>,
    stores: Held<'a, TiVec<StoreId, StoreState>>,
    pickers: Held<'a, TiVec<PickerId, Picker>>,
    riders: Held<'a, TiVec<RiderId, RiderState>>,
    trips: Held<'a, TiVec<TripId, Trip>>,
    purchases: Held<'a, TiVec<PurchaseId, Purchase>>,
    goodwill: Held<'a, Goodwill>,
    tally: Held<'a, Tally>,
}

/// Lent while it is saved, owned once it is read.
enum Held<'a, T> {
    Lent(&'a T),
    Owned(T),
}

impl<T> Held<'_, T> {
    fn owned(self) -> T {
        match self {
            Self::Owned(value) => value,
            Self::Lent(_) => unreachable!("a state that was read owns its parts"),
        }
    }
}

impl<T: Serialize> Serialize for Held<'_, T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Lent(value) => value.serialize(serializer),
            Self::Owned(value) => value.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Held<'_, T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::Owned)
    }
}

impl Snapshot {
    /// The time: no event at or after it has been handled.
    #[must_use]
    pub fn at(&self) -> SimTime {
        self.at
    }

    /// Decision and solver of every memory, in the order of an order's life.
    pub fn solvers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.memories.iter().map(|memory| (memory.decision.as_str(), memory.solver.as_str()))
    }
}

impl<'a> Simulation<'a> {
    /// Saves what is the case; everything before `at` must have been handled.
    ///
    /// # Errors
    /// When a solver cannot tell what it knows.
    pub fn snapshot(&mut self, at: SimTime) -> Result<Snapshot, SnapshotError> {
        let names = self.policies.names();
        let memories = names.into_iter().zip(self.policies.solvers());
        let memories = memories
            .map(|((decision, solver), policy)| {
                let (decision, solver) = (decision.to_owned(), solver.to_owned());
                match policy.memory() {
                    Ok(bytes) => Ok(Memory { decision, solver, bytes }),
                    Err(reason) => Err(SnapshotError::Memory { decision, solver, reason }),
                }
            })
            .collect::<Result<_, _>>()?;
        let world = &self.world;
        let state = State {
            now: world.now,
            course: world.course,
            rain: world.rain,
            events: self.events,
            facts: world.facts,
            fingerprint: world.fingerprint,
            solver_streams: world.solver_streams.clone(),
            known_buildings: Held::Lent(&world.known_buildings),
            calendar: Held::Lent(&world.calendar),
            sessions: Held::Lent(&world.sessions),
            orders: Held::Lent(&world.orders),
            stock: Held::Lent(&world.stock),
            stores: Held::Lent(&world.stores),
            pickers: Held::Lent(&world.pickers),
            riders: Held::Lent(&world.riders),
            trips: Held::Lent(&world.trips),
            purchases: Held::Lent(&world.purchases),
            goodwill: Held::Lent(&world.goodwill),
            tally: Held::Lent(&world.tally),
        };
        let world = postcard::to_stdvec(&state).expect("a world is plain data");
        Ok(Snapshot { at, world, memories })
    }

    /// Goes on from `snapshot` in the same `instance`.
    ///
    /// Solvers of the same name take up what their predecessors knew, others begin afresh. With a
    /// `future`, all that is not yet decided by chance falls as in that replication: rain,
    /// traffic, customers to come and everything drawn for orders from now on.
    ///
    /// # Errors
    /// When the snapshot is damaged, of another world, or holds a memory its solver refuses.
    pub fn resume(
        instance: &'a Instance,
        policies: Policies,
        snapshot: &Snapshot,
        future: Option<Streams>,
        witness: &'a mut dyn Witness,
    ) -> Result<Self, SnapshotError> {
        let riders = instance.fleet.riders.len();
        Self::go_on(instance, policies, snapshot, future, witness, riders)
    }

    /// As [`Self::resume`]; the saved world has `riders` riders, and those beyond have yet to come.
    pub(crate) fn go_on(
        instance: &'a Instance,
        policies: Policies,
        snapshot: &Snapshot,
        future: Option<Streams>,
        witness: &'a mut dyn Witness,
        riders: usize,
    ) -> Result<Self, SnapshotError> {
        let state: State<'static> = postcard::from_bytes(&snapshot.world)
            .map_err(|error| SnapshotError::Damaged(error.to_string()))?;
        let events = state.events;
        let mut world = state.into_world(instance, witness, riders)?;
        if let Some(future) = future {
            world.turn_to(future, snapshot.at);
        }
        let mut simulation = Self { world, policies, events };
        simulation.recall(&snapshot.memories)?;
        Ok(simulation)
    }

    fn recall(&mut self, memories: &[Memory]) -> Result<(), SnapshotError> {
        let names = self.policies.names();
        for ((decision, solver), policy) in names.into_iter().zip(self.policies.solvers()) {
            let mut kept = memories.iter();
            let kept = kept.find(|kept| kept.decision == decision && kept.solver == solver);
            if let Some(Memory { decision, solver, bytes }) = kept {
                policy.recall(bytes).map_err(|reason| SnapshotError::Memory {
                    decision: decision.clone(),
                    solver: solver.clone(),
                    reason,
                })?;
            }
        }
        Ok(())
    }
}

impl State<'static> {
    fn into_world<'a>(
        self,
        instance: &'a Instance,
        witness: &'a mut dyn Witness,
        known_riders: usize,
    ) -> Result<World<'a>, SnapshotError> {
        let pickers: usize = instance.stores.iter().map(|store| store.pickers.len()).sum();
        let stock = self.stock.owned();
        let stores = self.stores.owned();
        let sessions = self.sessions.owned();
        let (staff, riders) = (self.pickers.owned(), self.riders.owned());
        for (what, saved, expected) in [
            ("stores", stores.len(), instance.stores.len()),
            ("zones", sessions.len(), instance.demand.zones.len()),
            ("pickers", staff.len(), pickers),
            ("riders", riders.len(), known_riders),
            ("SKUs", stock.first().map_or(0, Inventory::len), instance.catalog.skus.len()),
        ] {
            if saved != expected {
                return Err(SnapshotError::OtherWorld { what, saved, expected });
            }
        }
        let mut world = World::empty(instance, self.course, witness);
        world.now = self.now;
        world.rain = self.rain;
        world.facts = self.facts;
        world.fingerprint = self.fingerprint;
        world.solver_streams = self.solver_streams;
        world.known_buildings = self.known_buildings.owned();
        world.calendar = self.calendar.owned();
        world.sessions = sessions;
        world.orders = self.orders.owned();
        world.stock = stock;
        world.stores = stores;
        world.pickers = staff;
        world.riders.splice(..RiderId::from(known_riders), riders);
        world.trips = self.trips.owned();
        world.purchases = self.purchases.owned();
        world.goodwill = self.goodwill.owned();
        world.tally = self.tally.owned();
        Ok(world)
    }
}

impl World<'_> {
    /// Lets chance fall as in `future` from `from` on.
    fn turn_to(&mut self, future: Streams, from: SimTime) {
        self.course = self.course.forked(future, from);
        self.streams = future;
        self.solver_streams =
            std::array::from_fn(|position| future.open(Purpose::Solver, position as u64));
        self.sky = Sky::draw(self.instance, &self.course);
        let (demand, calendar) = (&self.instance.demand, &self.instance.calendar);
        self.arrivals = Arrivals::new(demand, calendar, &self.sky.rain);
        let drawn_ahead: Vec<_> = self
            .calendar
            .ahead()
            .filter(|(.., event)| matches!(event, Event::SessionBegins(_) | Event::RainChanges(_)))
            .map(|(_, ticket, _)| ticket)
            .collect();
        for ticket in drawn_ahead {
            self.calendar.cancel(ticket);
        }
        for (index, (at, _)) in self.sky.rain.iter().enumerate() {
            if *at >= from {
                self.calendar.schedule(*at, Event::RainChanges(index as u32));
            }
        }
        // Arrivals have no memory: since none came before `from`, the next is drawn from there.
        for zone in 0..self.sessions.len() {
            let begun = self.sessions[zone];
            let zone = ZoneId::from(zone);
            if let Some(at) = self.arrivals.next(zone, begun, from, &self.streams) {
                self.calendar.schedule(at, Event::SessionBegins(zone));
            }
        }
    }
}
