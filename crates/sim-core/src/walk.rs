//! Pickers walk: along aisles that are fast or slow, and past each other.

use domain::ids::{PickerId, StoreId};
use domain::paced_aisles::PacedAisles;
use domain::store::{FloorPlan, Slot};
use domain::units::{Millimeters, Millis};

use crate::event::Event;
use crate::state::pickers::AisleWalk;
use crate::world::World;

impl World<'_> {
    /// Lets a picker walk to the next stop, or to the stations after the last, leaving in `pause`.
    ///
    /// The way is the shortest, or the quickest by what the store has learnt. Along an aisle the walk
    /// takes longer the more others are in it as the picker sets out; in cross aisles there is room
    /// for all.
    pub(crate) fn send_picker(&mut self, picker: PickerId, pause: Millis) {
        let person = &self.pickers[picker];
        let (to, event) = match person.stops.last() {
            Some(stop) => (stop.here.slot, Event::SlotReached(picker)),
            None => (FloorPlan::DEPOT, Event::ToteDown(picker)),
        };
        let (store, from, own_pace) = (person.store, person.at, person.pace);
        let is_among_aisles = person.slots > 0;
        let speed = self.instance.work.walk_m_per_s;
        let mut parts = std::mem::take(&mut self.pickers[picker].walk);
        parts.clear();
        let aisle_walk = |(aisle, length): (u16, Millimeters)| {
            let own = u16::from(is_among_aisles && aisle == from.aisle);
            let others = self.stores[store].pickers_in_aisle[usize::from(aisle)] - own;
            let crowding = 1.0 + self.instance.work.crowding_share * f64::from(others);
            let typical = self.instance.stores[store.index()].aisle_pace[usize::from(aisle)];
            let actual = Millis::from_s(length.as_m() * crowding / (speed * (own_pace * typical)));
            AisleWalk { aisle, planned: Millis::from_s(length.as_m() / speed), actual }
        };
        let plan = self.floor(store).aisles;
        let learnt = self.learnt_paces(store);
        let across = if let Some(aisles) = PacedAisles::of(plan, &learnt) {
            let (along, across) = aisles.walks_from(from).way(to);
            parts.extend(along.into_iter().map(aisle_walk));
            across
        } else {
            let way = plan.way(from, to);
            let along = [(from.aisle, way.leaving), (to.aisle, way.entering)];
            parts.extend(along.map(aisle_walk));
            way.across
        };
        let across = Millis::from_s(across.as_m() / (speed * own_pace));
        let walk = across + parts.iter().map(|part| part.actual).sum();
        let person = &mut self.pickers[picker];
        person.walk = parts;
        person.walked += walk;
        self.calendar.schedule(self.now + pause + walk, event);
    }

    /// The paces of aisles per mille of the typical one, where the store has learnt them.
    pub(crate) fn learnt_paces(&self, store: StoreId) -> Vec<u16> {
        let paces = self.stores[store].learnt.paces.iter();
        paces
            .filter(|_| self.instance.work.learns)
            .map(|pace| pace.per_mille(self.instance.work.pace_prior))
            .collect()
    }

    /// A picker is at a slot: how many others are in its aisle.
    pub(crate) fn picker_arrives(&mut self, picker: PickerId, at: Slot) -> u16 {
        self.learn_walk(picker);
        let person = &mut self.pickers[picker];
        let aisles = &mut self.stores[person.store].pickers_in_aisle;
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
        let person = &mut self.pickers[picker];
        if std::mem::take(&mut person.slots) > 0 {
            let aisle = usize::from(person.at.aisle);
            self.stores[person.store].pickers_in_aisle[aisle] -= 1;
        }
        person.at = FloorPlan::DEPOT;
    }

    /// The store takes note of how long the walk that ends now took along the aisles.
    fn learn_walk(&mut self, picker: PickerId) {
        if self.instance.work.learns {
            let person = &self.pickers[picker];
            let learnt = &mut self.stores[person.store].learnt;
            for walk in &person.walk {
                learnt.paces[usize::from(walk.aisle)].note(walk.planned, walk.actual);
            }
        }
    }
}
