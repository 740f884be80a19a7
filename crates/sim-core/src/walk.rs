//! Pickers walk: along aisles that are fast or slow, and past each other.

use domain::ids::PickerId;
use domain::store::{FloorPlan, Slot};
use domain::units::{Millimeters, Millis};

use crate::event::Event;
use crate::state::pickers::AisleWalk;
use crate::world::World;

impl World<'_> {
    /// Lets a picker walk to the next stop, or to the stations after the last, leaving in `pause`.
    ///
    /// Along an aisle the walk takes longer the more others are in it as the picker sets out; in
    /// cross aisles there is room for all.
    pub(crate) fn send_picker(&mut self, picker: PickerId, pause: Millis) {
        let person = &self.pickers[picker.index()];
        let (to, event) = match person.stops.last() {
            Some(stop) => (stop.here.slot, Event::SlotReached(picker)),
            None => (FloorPlan::DEPOT, Event::ToteDown(picker)),
        };
        let (store, from) = (person.store, person.at);
        let way = self.floor(store).aisles.way(from, to);
        let speed = self.instance.work.walk_m_per_s;
        let planned = |length: Millimeters| Millis::from_s(length.as_m() / speed);
        let here = u16::from(person.slots > 0);
        let along =
            [(from, way.leaving, here), (to, way.entering, 0)].map(|(slot, length, own)| {
                let aisle = usize::from(slot.aisle);
                let others = self.stores[store.index()].pickers_in_aisle[aisle] - own;
                let crowding = 1.0 + self.instance.work.crowding_share * f64::from(others);
                let pace = person.pace * self.instance.stores[store.index()].aisle_pace[aisle];
                let actual = Millis::from_s(length.as_m() * crowding / (speed * pace));
                AisleWalk { aisle: slot.aisle, planned: planned(length), actual }
            });
        let across = Millis::from_s(way.across.as_m() / (speed * person.pace));
        let walk = along[0].actual + across + along[1].actual;
        let person = &mut self.pickers[picker.index()];
        person.walk = along;
        person.walked += walk;
        self.calendar.schedule(self.now + pause + walk, event);
    }

    /// A picker is at a slot: how many others are in its aisle.
    pub(crate) fn picker_arrives(&mut self, picker: PickerId, at: Slot) -> u16 {
        self.learn_walk(picker);
        let person = &mut self.pickers[picker.index()];
        let aisles = &mut self.stores[person.store.index()].pickers_in_aisle;
        if person.slots > 0 {
            aisles[usize::from(person.at.aisle)] -= 1;
        }
        person.slots += 1;
        let others = aisles[usize::from(at.aisle)];
        aisles[usize::from(at.aisle)] += 1;
        person.at = at;
        others
    }

    /// A picker is back at the stations, out of all aisles.
    pub(crate) fn picker_returns(&mut self, picker: PickerId) {
        self.learn_walk(picker);
        let person = &mut self.pickers[picker.index()];
        if std::mem::take(&mut person.slots) > 0 {
            let aisle = usize::from(person.at.aisle);
            self.stores[person.store.index()].pickers_in_aisle[aisle] -= 1;
        }
        person.at = FloorPlan::DEPOT;
    }

    /// The store takes note of how long the walk that ends now took along the aisles.
    fn learn_walk(&mut self, picker: PickerId) {
        if self.instance.work.learns {
            let person = &self.pickers[picker.index()];
            let learnt = &mut self.stores[person.store.index()].learnt;
            for walk in person.walk {
                learnt.paces[usize::from(walk.aisle)].note(walk.planned, walk.actual);
            }
        }
    }
}
