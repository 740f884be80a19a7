//! What solvers are told of pick lists: stops, slots, orders that wait, what picking takes.

use domain::decision::pick_batch::{PickBatchQuestion, PickTimes, WaitingOrder};
use domain::decision::pick_route::{Ground, PickRouteQuestion, PickStop};
use domain::ids::{OrderId, SkuId, StoreId};
use domain::store::Slot;
use domain::units::{Millis, SimTime};

use crate::stage::Phase;
use crate::state::orders::OrderLine;
use crate::state::pickers::{Face, Stop};
use crate::world::World;

impl World<'_> {
    /// The order line that a stop serves.
    pub(crate) fn line_of(&self, stop: &Stop) -> OrderLine {
        self.orders.lines(stop.order)[usize::from(stop.line)]
    }

    /// The question of the route over the given slots, each of a line of the tour.
    pub(crate) fn route_question(
        &self,
        store: StoreId,
        offered: &[(u16, Face)],
        lines: &[Stop],
    ) -> PickRouteQuestion<'static> {
        let stop = |(number, face): &(u16, Face)| {
            let line = self.line_of(&lines[usize::from(*number)]);
            PickStop { line: *number, ..self.pick_stop(store, line, face.slot) }
        };
        let stops: Vec<PickStop> = offered.iter().map(stop).collect();
        let is_scattered = offered.len() > lines.len();
        let wanted = lines.iter().filter(|_| is_scattered).map(|stop| self.line_of(stop).held);
        let state = &self.stores[store];
        PickRouteQuestion {
            wanted: wanted.collect(),
            pickers_in_aisle: state.pickers_in_aisle.clone().into(),
            aisle_pace: self.learnt_paces(store).into(),
            ..PickRouteQuestion::of(Ground::store(self.floor(store).aisles), stops)
        }
    }

    /// The slots at which a line's goods may be looked for first.
    ///
    /// A store that learns leaves off the slot where the search in vain is expected to cost so much
    /// more than at the other that walking to the next aisle would be less.
    pub(crate) fn offered(&self, stop: &Stop) -> impl Iterator<Item = Face> + use<> {
        let (here, elsewhere) = (stop.here, stop.elsewhere);
        let avoided = elsewhere.and_then(|_| self.avoided_slot(stop));
        let faces = [Some(here), elsewhere].into_iter().flatten();
        faces.filter(move |face| Some(face.number) != avoided)
    }

    fn avoided_slot(&self, stop: &Stop) -> Option<u8> {
        let (store, work) = (self.orders[stop.order].store, &self.instance.work);
        let known = &self.stores[store].learnt;
        let [first, second] = known.found_share(self.line_of(stop).sku, work.find_prior);
        let aisle_s = self.floor(store).aisles.pitch.as_m() / work.walk_m_per_s;
        let loss_s = (first - second) * work.search_s.mean();
        let worse = if loss_s > 0.0 { 1 } else { 0 };
        (work.learns && loss_s.abs() > aisle_s).then_some(worse)
    }

    /// What the solver is told of a line at a slot.
    fn pick_stop(&self, store: StoreId, line: OrderLine, slot: Slot) -> PickStop {
        let sku = self.instance.catalog.sku(line.sku);
        PickStop {
            slot,
            zone: self.floor(store).zone(line.sku),
            unit_weight: sku.weight,
            quantity: line.held,
            is_cold: sku.is_cold,
            is_fragile: sku.is_fragile,
            turn: self.instance.handling.turn(sku),
            line: 0,
        }
    }

    /// The question of which waiting orders are picked together.
    pub(crate) fn batch_question(&self, store: StoreId) -> PickBatchQuestion<'static> {
        let (state, work) = (&self.stores[store], &self.instance.work);
        let orders: Vec<_> =
            state.pick_queue.iter().map(|order| self.waiting_order(*order)).collect();
        PickBatchQuestion {
            now: self.now,
            ground: Ground::store(self.floor(store).aisles),
            orders: orders.into(),
            pickers: state.idle_pickers.len() as u16,
            capacity: work.cart_totes,
            times: PickTimes {
                tour: Millis::ZERO,
                order: Millis::from_s(work.pick_setup_s.mean()),
                stop: Millis::from_s(work.pick_line_s.mean()),
                unit: Millis::from_s(work.pick_unit_s),
                walk_mm_per_s: libm::round(work.walk_m_per_s * 1e3) as u32,
            },
            is_last: false,
            pickers_in_aisle: state.pickers_in_aisle.clone().into(),
        }
    }

    /// A waiting order, each of its lines at the first slot of its SKU.
    fn waiting_order(&self, order: OrderId) -> WaitingOrder<'static> {
        let state = &self.orders[order];
        let first = |sku: SkuId| self.floor(state.store).slot(sku);
        let lines = self.orders.lines(order);
        let held = (0..).zip(lines).filter(|(_, line)| line.held > 0);
        let mut stops = Vec::with_capacity(lines.len());
        stops.extend(held.map(|(number, line)| PickStop {
            line: number,
            ..self.pick_stop(state.store, *line, first(line.sku))
        }));
        WaitingOrder {
            order,
            since: state.booked,
            due: self.due_at_stations(order),
            is_premium: state.customer.is_premium,
            size: 1,
            stops: stops.into(),
        }
    }

    /// When an order has to be at the stations for its promise to be kept, if nobody has to wait
    /// there and the rest takes the time it is planned or expected to.
    fn due_at_stations(&self, order: OrderId) -> SimTime {
        let (state, work) = (&self.orders[order], &self.instance.work);
        let units: u32 = self.orders.lines(order).iter().map(|line| u32::from(line.held)).sum();
        let packing_s =
            work.pack_setup_s.mean() + f64::from(units) * work.pack_unit_s + work.pack_bag_s;
        let dispatch = self.instance.service.budget[Phase::Dispatch as usize];
        let rest = Millis::from_s(packing_s) + dispatch + state.quote.ride + self.typical_door_time;
        SimTime((state.clicked + state.quote.promise).0.saturating_sub(rest.0))
    }
}
