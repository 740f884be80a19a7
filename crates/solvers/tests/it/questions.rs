//! Random questions for every decision.

use domain::decision::bagging::{BagItem, BaggingQuestion};
use domain::decision::delivery_fee::DeliveryFeeQuestion;
use domain::decision::dispatch::{Load, ReadyOrder, RiderOption};
use domain::decision::pick_batch::{PickBatchQuestion, PickTimes, WaitingOrder};
use domain::decision::pick_route::{Ground, PickRouteQuestion, PickStop};
use domain::decision::promise::{
    BasketTime, DeliveryOutcome, OrderAhead, PlannedTimes, Progress, PromiseQuestion, Quote,
    RiderAhead, TimeSpent,
};
use domain::decision::radius::RadiusQuestion;
use domain::decision::replenish::StockPosition;
use domain::decision::slotting::{Bay, Goods, SlottingQuestion};
use domain::decision::store_choice::StoreOption;
use domain::fleet::RiderKind;
use domain::geo::Point;
use domain::ids::{OrderId, RiderId, SkuId, StoreId, ZoneId};
use domain::store::{Aisles, FloorZone, Slot};
use domain::units::{Grams, Millilitres, Millimeters, Millis, Paise, SimTime};
use domain::weather::Rain;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// The time of every dispatch question.
pub(crate) const NOW: SimTime = SimTime(50_000_000);

fn aisles() -> impl Strategy<Value = Aisles> {
    (1_u16..12, 1_u8..=2).prop_map(|(aisles, blocks)| Aisles {
        count: aisles,
        pitch: Millimeters(2_200),
        length: Millimeters(12_000),
        blocks,
    })
}

fn stop() -> impl Strategy<Value = PickStop> {
    let zone = select(vec![FloorZone::A, FloorZone::B, FloorZone::C, FloorZone::Cold]);
    let handling = (any::<bool>(), any::<bool>(), 0_u8..4);
    (0_u16..12, 0_u64..=12_000, zone, handling, 1_u16..5, 0_u16..6).prop_map(
        |(aisle, depth, zone, (is_cold, is_fragile, turn), quantity, line)| PickStop {
            slot: Slot { aisle, depth: Millimeters(depth) },
            zone,
            unit_weight: Grams(400),
            quantity,
            is_cold,
            is_fragile,
            turn,
            line,
        },
    )
}

/// Pick lists with turns, some of them of goods that lie in several places.
pub(crate) fn pick_list() -> impl Strategy<Value = PickRouteQuestion<'static>> {
    let paces = prop_oneof![Just(Vec::new()), vec(200_u16..3_000, 12)];
    let shape = (any::<bool>(), any::<bool>(), 0_u16..12, any::<bool>(), paces);
    (aisles(), vec(stop(), 0..30), vec(0_u16..4, 6), vec(0_u16..3, 12), shape).prop_map(
        |(
            plan,
            mut stops,
            mut wanted,
            busy,
            (is_scattered, has_turns, aisle, is_back, mut pace),
        )| {
            for stop in &mut stops {
                stop.slot.aisle %= plan.count;
                stop.turn *= u8::from(has_turns);
            }
            for (line, wanted) in (0..).zip(&mut wanted) {
                let there = stops.iter().filter(|stop| stop.line == line);
                *wanted = (*wanted).min(there.map(|stop| stop.quantity).sum());
            }
            let depth = if is_back { plan.length } else { Millimeters(0) };
            let depot = Slot { aisle: aisle % plan.count, depth };
            let mut question = PickRouteQuestion::of(Ground::Aisles { plan, depot }, stops);
            if is_scattered {
                question.wanted = wanted.into();
            }
            question.pickers_in_aisle = busy[..usize::from(plan.count)].to_vec().into();
            pace.truncate(usize::from(plan.count));
            question.aisle_pace = pace.into();
            question
        },
    )
}

/// Orders of no or many stops, small and too large, due long ago, soon and never.
pub(crate) fn pick_batch() -> impl Strategy<Value = PickBatchQuestion<'static>> {
    let due = prop_oneof![
        Just(SimTime::NEVER),
        (0_u64..600_000).prop_map(|d| SimTime(NOW.0 - 100_000 + d))
    ];
    let order = (0_u64..300_000, due, 0_u32..7, vec(stop(), 0..6));
    let shape = (aisles(), any::<bool>(), any::<bool>(), 0_u16..6, 0_u64..3_000);
    (vec(order, 0..9), shape).prop_map(|(mut orders, (plan, has_turns, is_last, pickers, tour))| {
        orders.sort_by_key(|(waited, ..)| std::cmp::Reverse(*waited));
        let orders = (40..).zip(orders).map(|(id, (waited, due, size, mut stops))| {
            for stop in &mut stops {
                stop.slot.aisle %= plan.count;
                stop.turn *= u8::from(has_turns);
            }
            let since = SimTime(NOW.0 - waited);
            WaitingOrder {
                order: OrderId(id),
                since,
                due,
                is_premium: id % 5 == 0,
                size,
                stops: stops.into(),
            }
        });
        let orders: Vec<_> = orders.collect();
        PickBatchQuestion {
            now: NOW,
            ground: Ground::store(plan),
            pickers: if is_last { orders.len() as u16 } else { pickers },
            orders: orders.into(),
            capacity: 6,
            times: PickTimes {
                tour: Millis(tour),
                order: Millis(11_000),
                stop: Millis(4_000),
                unit: Millis(800),
                walk_mm_per_s: 1_200,
            },
            is_last,
            pickers_in_aisle: vec![].into(),
        }
    })
}

/// Bags with and without rules that keep units apart.
pub(crate) fn bagging() -> impl Strategy<Value = BaggingQuestion<'static>> {
    let conflicts = vec((0_u16..40, 0_u16..40), 0..20);
    let rules = (any::<bool>(), any::<bool>(), conflicts);
    (bag_items(), rules).prop_map(|(mut items, (has_classes, crushes, mut conflicts))| {
        items.iter_mut().for_each(|item| item.class *= u8::from(has_classes));
        let count = items.len() as u16;
        conflicts.retain(|(one, other)| *one.max(other) < count);
        BaggingQuestion {
            crush_weight: crushes.then_some(Grams(2_000)),
            conflicts: conflicts.into(),
            ..BaggingQuestion::of(items, Grams(8_000), Millilitres(20_000))
        }
    })
}

pub(crate) fn bag_items() -> impl Strategy<Value = Vec<BagItem>> {
    let item = (0_u32..15_000, 0_u32..30_000, any::<bool>(), any::<bool>(), 0_u8..3).prop_map(
        |(weight, volume, is_cold, is_fragile, class)| BagItem {
            weight: Grams(weight),
            volume: Millilitres(volume),
            is_cold,
            is_fragile,
            class,
        },
    );
    vec(item, 1..40)
}

fn door() -> impl Strategy<Value = Point> {
    (-1_500.0..1_500.0, -1_500.0..1_500.0).prop_map(|(x, y)| Point::from_m(x, y))
}

/// Orders, oldest first.
pub(crate) fn ready_orders() -> impl Strategy<Value = Vec<ReadyOrder>> {
    let order = (0_u64..1_500_000, 0_u64..600_000, door(), 0_u32..=20_000, 0_u32..=60_000)
        .prop_flat_map(|order| (Just(order), any::<bool>(), 0_u64..1_200_000))
        .prop_map(|((waited, prepared, door, weight, volume), is_premium, ride)| {
            let ready = NOW.0 - waited;
            ReadyOrder {
                order: OrderId(0),
                clicked: SimTime(ready - prepared),
                ready: SimTime(ready),
                promised: SimTime(ready - prepared + 600_000),
                door,
                weight: Grams(weight),
                volume: Millilitres(volume),
                is_premium,
                ride: Millis(ride),
            }
        });
    vec(order, 1..15).prop_map(|mut orders| {
        orders.sort_by_key(|order| order.clicked);
        for (id, order) in (100..).zip(&mut orders) {
            order.order = OrderId(id);
        }
        orders
    })
}

/// Riders, by id.
pub(crate) fn riders() -> impl Strategy<Value = Vec<RiderOption>> {
    let load = (1_u8..=3, door(), 0_u64..600_000, 0_u32..25_000, any::<bool>()).prop_map(
        |(orders, door, waited, weight, has_premium)| Load {
            orders,
            door,
            ready: SimTime(NOW.0 - waited),
            ride: Millis(200_000),
            weight: Grams(weight),
            volume: Millilitres(weight),
            has_premium,
        },
    );
    let eta = prop_oneof![Just(0_u64), 0_u64..3_000_000];
    let rider = (any::<bool>(), eta, option::of(load), 1.0..5.0, 0_u64..20_000_000, 0_u32..9)
        .prop_map(|(is_gig, eta, load, rating, shift_left, deliveries_last_hour)| RiderOption {
            rider: RiderId(0),
            kind: if is_gig { RiderKind::Gig } else { RiderKind::Dedicated },
            eta: if load.is_some() { Millis::ZERO } else { Millis(eta) },
            load,
            rating,
            shift_left: Millis(shift_left),
            deliveries_last_hour,
        });
    vec(rider, 0..10).prop_map(|mut riders| {
        for (id, rider) in (0..).step_by(3).zip(&mut riders) {
            rider.rider = RiderId(id);
        }
        riders
    })
}

pub(crate) fn store_options() -> impl Strategy<Value = Vec<StoreOption>> {
    let store = (0_u64..4_000_000, 0_u64..3_000_000, any::<bool>(), 0_u32..50).prop_map(
        |(distance, radius, takes_orders, pick_queue)| StoreOption {
            store: StoreId(0),
            distance: Millimeters(distance),
            radius: Millimeters(radius),
            takes_orders,
            pick_queue,
            pending: pick_queue,
            riders: 3,
        },
    );
    vec(store, 0..8).prop_map(|mut stores| {
        for (id, store) in (5..).zip(&mut stores) {
            store.store = StoreId(id);
        }
        stores
    })
}

fn order_ahead() -> impl Strategy<Value = OrderAhead> {
    use Progress::{Given, PackQueue, Packing, PickQueue, Picking, Processing, Ready};
    let all = vec![Processing, PickQueue, Picking, PackQueue, Packing, Ready, Given];
    (select(all), 0_u64..4_000_000, 0_u16..80, 0_u16..200, any::<bool>()).prop_map(
        |(progress, waited, lines, units, is_premium)| OrderAhead {
            progress,
            since: SimTime(NOW.0 - waited),
            lines,
            units,
            is_premium,
        },
    )
}

fn rider_ahead() -> impl Strategy<Value = RiderAhead> {
    let kind = select(vec![RiderKind::Dedicated, RiderKind::Gig]);
    (kind, 0_u64..3_000_000, 0_u64..9_000_000).prop_map(|(kind, free_in, left)| RiderAhead {
        kind,
        free_in: Millis(free_in),
        shift_left: Millis(left),
    })
}

/// A customer, and a delivery that is heard of before.
pub(crate) fn promise() -> impl Strategy<Value = (PromiseQuestion<'static>, DeliveryOutcome)> {
    let place = (0_u32..4, 0_u64..6, 0_u64..4_000_000, 0_u64..4_000_000, 0.0..4.0);
    let times = (0_u64..3_600_000, vec(0_u64..100_000, 6), 0_u64..3_600_000);
    let people = (0_u32..9, 0_u32..9, 1_u32..6, vec(rider_ahead(), 0..12));
    let basket = (0_u16..100, 0_u16..300, any::<bool>(), vec(order_ahead(), 0..30));
    let known = vec(0_u64..3_000_000, 10);
    (place, times, people, basket, known).prop_map(|(place, times, people, basket, known)| {
        let (zone, building) = (ZoneId(place.0), place.1);
        let time = |at: usize| Millis(times.1[at]);
        let basket_time =
            |at: usize| BasketTime { order: time(at), line: time(at + 1), unit: time(at + 2) };
        let question = PromiseQuestion {
            now: NOW,
            store: StoreId(0),
            zone,
            building,
            distance: Millimeters(place.2),
            map_ride: Millis(place.3),
            traffic_factor: place.4,
            lines: basket.0,
            units: basket.1,
            is_premium: basket.2,
            planned: PlannedTimes {
                processing: Millis(times.0),
                picking: basket_time(0),
                packing: basket_time(3),
                loading: time(1),
                door: time(2),
                trip: Millis(times.2),
            },
            ahead: basket.3.into(),
            pickers: people.0,
            idle_pickers: people.0.min(people.1),
            stations: people.2,
            riders: people.3.into(),
        };
        let spent = |at: usize| Millis(known[at]);
        let outcome = DeliveryOutcome {
            now: NOW,
            store: StoreId(0),
            zone,
            building,
            lines: basket.1 % 50,
            units: basket.0,
            quote: Quote { promise: spent(0), ride: spent(1), departure: spent(2) },
            spent: TimeSpent {
                processing: spent(3),
                queues: spent(4),
                picking: spent(5),
                packing: spent(6),
                rider_wait: spent(7),
                loading: spent(8),
                detour: Millis::ZERO,
                ride: spent(9),
                door: spent(2),
            },
            is_direct: basket.2,
        };
        (question, outcome)
    })
}

pub(crate) fn radius() -> impl Strategy<Value = RadiusQuestion> {
    let lengths = (0_u64..5_000_000, 0_u64..5_000_000, 0_u64..2_000_000, 0_u64..3_000_000);
    let load = (0_u32..40, 0_u32..90, option::of(0_u64..3_600_000), 0.0..5.0);
    (lengths, load).prop_map(|((current, default, low, width), load)| RadiusQuestion {
        now: NOW,
        store: StoreId(0),
        current: Millimeters(current),
        default: Millimeters(default),
        bounds: [Millimeters(low), Millimeters(low + width)],
        available_riders: load.0,
        pending_orders: load.1,
        recent_delivery: load.2.map(Millis),
        traffic_index: load.3,
    })
}

pub(crate) fn delivery_fee() -> impl Strategy<Value = DeliveryFeeQuestion> {
    let rain = select(vec![Rain::Dry, Rain::Light, Rain::Heavy]);
    let who = (0_u64..20_000_000, 0_u32..3, 0_u64..6_000_000, any::<bool>());
    (who, 0_u32..200, 0_u32..40, 0.0..100.0, rain).prop_map(
        |((after, zone, distance, is_subscriber), queue_depth, available, expected, rain)| {
            DeliveryFeeQuestion {
                now: NOW + Millis(after),
                store: StoreId(0),
                zone: ZoneId(zone),
                distance: Millimeters(distance),
                is_subscriber,
                queue_depth,
                available_riders: available,
                expected_orders: expected,
                rain,
            }
        },
    )
}

pub(crate) fn stock() -> impl Strategy<Value = Vec<StockPosition>> {
    let stock = (0_u32..500, 0_u32..500, 0.0..20_000.0, 0.0..20_000.0, 0.0..20_000.0);
    let goods = (0_i64..100_000, 0_i64..100_000, 0_u16..400, 0_u16..200);
    let position = (stock, goods).prop_map(|(stock, goods)| StockPosition {
        sku: SkuId(0),
        available: stock.0,
        on_order: stock.1,
        daily_demand: stock.2,
        daily_low: stock.3,
        daily_high: stock.4,
        price: Paise(goods.0),
        cost: Paise(goods.1),
        shelf_life_days: goods.2,
        min_order_quantity: goods.3,
    });
    vec(position, 1..20).prop_map(|mut positions| {
        for (id, position) in (0..).zip(&mut positions) {
            position.sku = SkuId(id);
        }
        positions
    })
}

/// Floors with goods and baskets; goods that do not fit are left out.
pub(crate) fn slotting() -> impl Strategy<Value = SlottingQuestion<'static>> {
    let bay = (0_u16..12, 0_u64..=12_000, any::<bool>(), 0_u32..5);
    let goods = (0_u32..4, 0_u32..3, any::<bool>(), 0_u8..3, proptest::bool::weighted(0.2));
    let baskets = || vec(vec(0_u32..40, 1..6), 0..4);
    let floor = (aisles(), vec(bay, 1..6), any::<bool>());
    (floor, vec(goods, 0..9), baskets(), baskets()).prop_map(
        |((aisles, bays, has_turns), wanted, mut training, mut judged)| {
            let bay = |(aisle, depth, is_cold, room)| Bay {
                slot: Slot { aisle: aisle % aisles.count, depth: Millimeters(depth) },
                is_cold,
                room,
            };
            let bays: Vec<Bay> = bays.into_iter().map(bay).collect();
            let mut free: Vec<u32> = bays.iter().map(|bay| bay.room).collect();
            let mut goods = Vec::new();
            for (space, category, is_cold, turn, is_fixed) in wanted {
                let fits = |at: &usize| bays[*at].is_cold == is_cold && free[*at] >= space;
                if let Some(bay) = (0..bays.len()).find(fits) {
                    free[bay] -= space;
                    let turn = turn * u8::from(has_turns);
                    let bay = bay as u32;
                    goods.push(Goods { space, category, is_cold, turn, bay, is_fixed });
                }
            }
            for baskets in [&mut training, &mut judged] {
                for basket in baskets.iter_mut() {
                    basket.retain(|sku| (*sku as usize) < goods.len());
                    basket.sort_unstable();
                    basket.dedup();
                }
                baskets.retain(|basket| !basket.is_empty());
            }
            SlottingQuestion {
                aisles,
                depot: Slot { aisle: 0, depth: Millimeters(0) },
                bays: bays.into(),
                goods: goods.into(),
                training: training.into(),
                judged: judged.into(),
            }
        },
    )
}
