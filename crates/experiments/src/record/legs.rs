//! The table of rider legs: every way from store to door, door to door and back.

use domain::fleet::RiderKind;
use domain::units::SimTime;
use sim_core::trace::Fact;

use super::table::{Column, Table};

/// Who rides a trip, known since it started.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trip {
    pub(super) rider: u32,
    pub(super) kind: RiderKind,
    pub(super) orders: u8,
    legs: u8,
}

impl Trip {
    /// How the rider is employed, in words.
    pub(super) const fn kind(&self) -> &'static str {
        match self.kind {
            RiderKind::Dedicated => "dedicated",
            RiderKind::Gig => "gig",
        }
    }
}

/// Legs so far, and trips by number.
#[derive(Default)]
pub(super) struct Legs {
    trips: Vec<Option<Trip>>,
    trip: Vec<u32>,
    rider: Vec<u32>,
    kind: Vec<&'static str>,
    leg: Vec<u32>,
    order: Vec<Option<u32>>,
    start_s: Vec<f64>,
    ride_s: Vec<f64>,
    distance_m: Vec<f64>,
}

impl Legs {
    pub(super) fn note(&mut self, at: SimTime, fact: &Fact) {
        match *fact {
            Fact::TripStarted { trip, rider, kind, orders } => {
                if self.trips.len() <= trip.index() {
                    self.trips.resize(trip.index() + 1, None);
                }
                self.trips[trip.index()] = Some(Trip { rider: rider.0, kind, orders, legs: 0 });
            }
            Fact::LegEnded { trip, order, ride, distance } => {
                let known = self.trips.get_mut(trip.index()).and_then(Option::as_mut);
                let known = known.expect("a trip starts before its legs end");
                self.trip.push(trip.0);
                self.rider.push(known.rider);
                self.kind.push(known.kind());
                self.leg.push(u32::from(known.legs));
                known.legs += 1;
                self.order.push(order.map(|order| order.0));
                self.start_s.push(at.as_s() - ride.as_s());
                self.ride_s.push(ride.as_s());
                self.distance_m.push(distance.as_m());
            }
            _ => {}
        }
    }

    /// The trip of this number.
    pub(super) fn trip(&self, trip: u32) -> Option<Trip> {
        self.trips.get(trip as usize).copied().flatten()
    }

    pub(super) fn table(self, replication: u32) -> Table {
        let rows = self.trip.len();
        Table::new(vec![
            Column::numbers("replication", vec![replication; rows]),
            Column::numbers("trip", self.trip),
            Column::numbers("rider", self.rider),
            Column::words("kind", &self.kind),
            Column::numbers("leg", self.leg),
            Column::optional("order", self.order),
            Column::numbers("start_s", self.start_s),
            Column::numbers("ride_s", self.ride_s),
            Column::numbers("distance_m", self.distance_m),
        ])
    }
}
