//! Time of one answer of the reference solvers on questions of a busy store.

use std::hint::black_box;

use divan::Bencher;
use domain::decision::bagging::{BagItem, BaggingQuestion};
use domain::decision::dispatch::{DispatchQuestion, ReadyOrder, RiderOption};
use domain::decision::pick_route::{Ground, PickRouteQuestion, PickStop};
use domain::decision::promise::{
    BasketTime, DeliveryOutcome, OrderAhead, PlannedTimes, Progress, PromiseQuestion, Quote,
    RiderAhead, TimeSpent,
};
use domain::decision::replenish::{ReplenishQuestion, StockPosition};
use domain::fleet::RiderKind;
use domain::geo::Point;
use domain::ids::{OrderId, RiderId, SkuId, StoreId, ZoneId};
use domain::rng::{Purpose, Stream, Streams};
use domain::store::{Aisles, FloorZone, Slot};
use domain::units::{Grams, Millilitres, Millimeters, Millis, Paise, SimTime};
use solvers::{Choices, policies};

fn main() {
    divan::main();
}

const NOW: SimTime = SimTime(50_000_000);

fn stream() -> Stream {
    Streams::new(17, 0).open(Purpose::Test, 0)
}

#[divan::bench(args = [7, 30])]
fn pick_route(bencher: Bencher, stops: u32) {
    let aisles =
        Aisles { count: 12, pitch: Millimeters(2_200), length: Millimeters(12_000), blocks: 2 };
    let mut rng = stream();
    let zones = [FloorZone::A, FloorZone::A, FloorZone::B, FloorZone::C, FloorZone::Cold];
    let stops: Vec<PickStop> = (0..stops)
        .map(|_| PickStop {
            slot: Slot {
                aisle: rng.below(12) as u16,
                depth: Millimeters(u64::from(rng.below(12_000))),
            },
            zone: zones[rng.below(5) as usize],
            unit_weight: Grams(400),
            quantity: 1,
            is_cold: rng.chance(0.2),
            is_fragile: rng.chance(0.1),
            turn: 0,
            line: 0,
        })
        .collect();
    let question = PickRouteQuestion::of(Ground::store(aisles), &stops);
    let mut solver = policies(&Choices::default()).unwrap().pick_route.solver;
    bencher.bench_local(|| solver.route(black_box(&question), &mut rng));
}

#[divan::bench(args = [10, 40])]
fn bagging(bencher: Bencher, items: u32) {
    let mut rng = stream();
    let items: Vec<BagItem> = (0..items)
        .map(|_| BagItem {
            weight: Grams(50 + rng.below(1_500)),
            volume: Millilitres(50 + rng.below(2_000)),
            is_cold: rng.chance(0.2),
            is_fragile: rng.chance(0.1),
            class: 0,
        })
        .collect();
    let (max_weight, max_volume) = (Grams(8_000), Millilitres(20_000));
    let question = BaggingQuestion::of(&items, max_weight, max_volume);
    let mut solver = policies(&Choices::default()).unwrap().bagging.solver;
    bencher.bench_local(|| solver.pack(black_box(&question), &mut rng));
}

/// Orders waiting and riders: an ordinary moment, a peak, a backlog without and with few riders.
#[divan::bench(args = [(1, 8), (4, 12), (40, 0), (40, 12)])]
fn dispatch(bencher: Bencher, (orders, riders): (u32, u32)) {
    let mut rng = stream();
    let orders: Vec<ReadyOrder> = (0..orders)
        .map(|id| {
            let ready = NOW.0 - u64::from(rng.below(90_000));
            let mut coordinate = || f64::from(rng.below(3_000)) - 1_500.0;
            ReadyOrder {
                order: OrderId(id),
                clicked: SimTime(ready - 180_000),
                ready: SimTime(ready),
                promised: SimTime(ready + 420_000),
                door: Point::from_m(coordinate(), coordinate()),
                weight: Grams(3_000),
                volume: Millilitres(6_000),
                is_premium: false,
                ride: Millis(200_000),
            }
        })
        .collect();
    let riders: Vec<RiderOption> = (0..riders)
        .map(|id| RiderOption {
            rider: RiderId(id),
            kind: if rng.chance(0.2) { RiderKind::Gig } else { RiderKind::Dedicated },
            eta: Millis(if rng.chance(0.3) { 0 } else { u64::from(rng.below(600_000)) }),
            load: None,
            rating: 4.0 + rng.uniform(),
            shift_left: Millis::HOUR * 3,
            deliveries_last_hour: rng.below(6),
        })
        .collect();
    let question = DispatchQuestion {
        now: NOW,
        store: StoreId(0),
        orders: (&orders).into(),
        riders: (&riders).into(),
        capacity_weight: Grams(20_000),
        capacity_volume: Millilitres(60_000),
        max_orders_per_trip: 2,
        door_time: Millis(120_000),
        door_to_door_m_per_s: 5.0,
        sla: Millis(600_000),
    };
    let mut solver = policies(&Choices::default()).unwrap().dispatch.solver;
    bencher.bench_local(|| solver.plan(black_box(&question), &mut rng));
}

/// A quote and what became of it, with this many buildings known, at a store where twenty orders
/// are under way and twenty riders at work.
#[divan::bench(args = [1_000, 100_000])]
fn promise(bencher: Bencher, buildings: u32) {
    let mut rng = stream();
    let mut solver = policies(&Choices::default()).unwrap().promise.solver;
    let minute = Millis::MINUTE;
    let basket = BasketTime { order: Millis(30_000), line: Millis(6_000), unit: Millis(2_000) };
    let order =
        |progress| OrderAhead { progress, since: NOW, lines: 6, units: 8, is_premium: false };
    let stages = [Progress::PickQueue, Progress::Picking, Progress::Packing, Progress::Ready];
    let ahead: Vec<OrderAhead> = (0..20).map(|at| order(stages[at % 4])).collect();
    let rider = |at: u64| RiderAhead {
        kind: RiderKind::Dedicated,
        free_in: minute * at,
        shift_left: minute * 200,
    };
    let riders: Vec<RiderAhead> = (0..20).map(rider).collect();
    let outcome = |building: u32| DeliveryOutcome {
        now: NOW,
        store: StoreId(0),
        zone: ZoneId(building % 200),
        building: u64::from(building),
        lines: 6,
        units: 8,
        quote: Quote { promise: minute * 10, ride: minute * 4, departure: minute * 3 },
        spent: TimeSpent {
            picking: minute,
            packing: minute,
            ride: minute * 5,
            door: minute * 2,
            ..TimeSpent::default()
        },
        is_direct: true,
    };
    (0..buildings).for_each(|building| solver.learn(&outcome(building)));
    bencher.bench_local(|| {
        let building = rng.below(buildings);
        let question = PromiseQuestion {
            now: NOW,
            store: StoreId(0),
            zone: ZoneId(building % 200),
            building: u64::from(building),
            distance: Millimeters::from_m(1_200.0),
            map_ride: minute * 4,
            traffic_factor: 1.2,
            lines: 6,
            units: 8,
            is_premium: false,
            planned: PlannedTimes {
                processing: Millis(18_000),
                picking: basket,
                packing: basket,
                loading: Millis(20_000),
                door: minute * 2,
                trip: minute * 12,
            },
            ahead: (&ahead).into(),
            pickers: 6,
            idle_pickers: 1,
            stations: 3,
            riders: (&riders).into(),
        };
        let quote = solver.quote(black_box(&question), &mut rng);
        solver.learn(black_box(&outcome(building)));
        quote
    });
}

#[divan::bench(args = [2_500])]
fn replenish(bencher: Bencher, skus: u32) {
    let mut rng = stream();
    let positions: Vec<StockPosition> = (0..skus)
        .map(|sku| StockPosition {
            sku: SkuId(sku),
            available: rng.below(20),
            on_order: rng.below(5),
            daily_demand: 5.0,
            daily_low: 2.0,
            daily_high: 8.0,
            price: Paise(5_000),
            cost: Paise(4_000),
            shelf_life_days: 1 + rng.below(60) as u16,
            min_order_quantity: 6,
        })
        .collect();
    let question = ReplenishQuestion {
        now: NOW,
        store: StoreId(0),
        positions: (&positions).into(),
        protection: Millis::DAY,
    };
    let mut solver = policies(&Choices::default()).unwrap().replenish.solver;
    bencher.bench_local(|| solver.order(black_box(&question), &mut rng));
}
