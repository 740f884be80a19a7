//! What a store knows when it promises: the orders ahead, who works, and when riders come back.

use domain::decision::promise::{OrderAhead, PlannedTimes, Progress, PromiseQuestion, RiderAhead};
use domain::fleet::RiderKind;
use domain::ids::{OrderId, RiderId, TripId};
use domain::units::Millis;

use crate::state::orders::{Order, Status};
use crate::state::riders::Doing;
use crate::world::World;

impl World<'_> {
    /// The question of what to promise for `order`, whose ride a maps service puts at `map_ride`.
    pub(crate) fn promise_question(
        &self,
        order: OrderId,
        map_ride: Millis,
    ) -> PromiseQuestion<'static> {
        let Order { store, customer, units, .. } = &self.orders[order];
        let (store, customer) = (*store, *customer);
        let (place, state) = (&self.instance.stores[store.index()], &self.stores[store]);
        let ahead: Vec<OrderAhead> =
            state.under_way.iter().map(|order| self.order_ahead(*order)).collect();
        let riders: Vec<RiderAhead> =
            state.riders_on_scene.iter().map(|rider| self.rider_ahead(*rider)).collect();
        PromiseQuestion {
            now: self.now,
            store,
            zone: customer.zone,
            building: customer.building.id,
            distance: place.point.distance(customer.point),
            map_ride,
            traffic_factor: self.sky.traffic_factor(self.now),
            lines: self.orders.line_count(order),
            units: *units,
            is_premium: customer.is_premium,
            planned: PlannedTimes { trip: state.trip_time.mean(), ..self.planned[store] },
            ahead: ahead.into(),
            pickers: state.pickers_on_duty,
            idle_pickers: state.idle_pickers.len() as u32,
            stations: u32::from(place.packing_stations),
            riders: riders.into(),
        }
    }

    fn order_ahead(&self, order: OrderId) -> OrderAhead {
        let state = &self.orders[order];
        let progress = match state.status {
            Status::Processing => Progress::Processing,
            Status::PickQueue => Progress::PickQueue,
            Status::Picking => Progress::Picking,
            Status::PackQueue => Progress::PackQueue,
            Status::Packing => Progress::Packing,
            Status::Ready => Progress::Ready,
            Status::Promised | Status::Loading => Progress::Given,
            Status::Browsing
            | Status::Lost
            | Status::OnTrip
            | Status::Delivered
            | Status::Cancelled
            | Status::Failed => unreachable!("only orders in the store are under way"),
        };
        OrderAhead {
            progress,
            since: state.booked,
            lines: self.orders.line_count(order),
            units: state.units,
            is_premium: state.customer.is_premium,
        }
    }

    /// A rider as the store sees them: who has been told to load counts as gone for a trip.
    fn rider_ahead(&self, rider: RiderId) -> RiderAhead {
        let (traits, state) = (&self.instance.fleet.riders[rider.index()], &self.riders[rider]);
        let trip = self.stores[traits.store].trip_time.mean();
        let mut free_in = match state.doing {
            Doing::Idle => Millis::ZERO,
            Doing::Away => self.gig_arrival_mean,
            Doing::Called => trip,
            Doing::Loading(_) | Doing::Out(_) | Doing::Back(_) => self.time_until_back(rider),
        };
        if !state.next.is_empty() && !matches!(state.doing, Doing::Called) {
            free_in += trip;
        }
        RiderAhead { kind: traits.kind, free_in, shift_left: traits.shift.end.since(self.now) }
    }

    /// How long a rider on the road is expected to be away yet.
    pub(crate) fn time_until_back(&self, rider: RiderId) -> Millis {
        let left = self.riders[rider].expected_back.since(self.now);
        if left > Millis::ZERO { left } else { self.instance.fleet.overdue }
    }

    /// Works out when the rider of `trip`, who sets out for the next door, is back: that ride
    /// under the speeds of now, every door as typical, further rides as the map has them.
    pub(crate) fn expect_back(&mut self, trip: TripId) {
        let (rider, stop) = (self.trips[trip].rider, self.trips[trip].stop);
        let orders = &self.trips[trip].orders[stop..];
        let traffic = self.sky.traffic_factor(self.now);
        let ride = |order: &OrderId| self.orders[*order].map_ride.scale(traffic);
        let mut span = self.typical_door_time * orders.len() as u64;
        // Doors that share a trip are neighbours: each further one costs its part of a ride.
        span += orders.iter().map(ride).max().unwrap_or_default();
        if self.instance.fleet.riders[rider.index()].kind == RiderKind::Dedicated {
            span += orders.last().map(ride).unwrap_or_default();
        }
        self.riders[rider].expected_back = self.now + span;
    }
}
