//! The shortest walk through the bays of a basket, exact.

use domain::decision::slotting::SlottingQuestion;
use domain::store::Slot;

use kernels::aisles::{Floor, Place, Routing, Stop};

/// Routes baskets on the floor of a question.
pub(super) struct Router {
    floor: Floor,
    depot: Place,
    /// Place of each bay.
    places: Vec<Place>,
    /// Turn of each SKU.
    turns: Vec<u8>,
    routing: Routing,
    stops: Vec<Stop>,
}

impl Router {
    /// Of this floor.
    pub(super) fn of(question: &SlottingQuestion<'_>) -> Self {
        let aisles = question.aisles;
        Self {
            floor: Floor::new(aisles.pitch.0, aisles.length.0, aisles.blocks == 2),
            depot: place(question.depot),
            places: question.bays.iter().map(|bay| place(bay.slot)).collect(),
            turns: question.goods.iter().map(|goods| goods.turn).collect(),
            routing: Routing::default(),
            stops: Vec::new(),
        }
    }

    /// Length of the shortest walk through a basket, millimetres; its lines in the order of
    /// visiting go into `route`.
    pub(super) fn route(&mut self, bays: &[u32], basket: &[u32], route: &mut Vec<u16>) -> u64 {
        self.stop_at(bays, basket);
        self.routing.route(&self.floor, self.depot, &self.stops, &[], route)
    }

    /// As [`Self::route`], the length only.
    pub(super) fn length(&mut self, bays: &[u32], basket: &[u32]) -> u64 {
        self.stop_at(bays, basket);
        self.routing.cost(&self.floor, self.depot, &self.stops, &[])
    }

    /// What the last walk took, in units of work.
    pub(super) fn work(&self) -> u64 {
        self.routing.work(&self.floor)
    }

    fn stop_at(&mut self, bays: &[u32], basket: &[u32]) {
        self.stops.clear();
        self.stops.extend(basket.iter().map(|sku| Stop {
            turn: self.turns[*sku as usize],
            place: self.places[bays[*sku as usize] as usize],
        }));
    }
}

fn place(slot: Slot) -> Place {
    Place { aisle: slot.aisle.into(), at: slot.depth.0 }
}
