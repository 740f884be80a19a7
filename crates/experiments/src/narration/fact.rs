//! Facts in words.

use domain::fleet::RiderKind;
use domain::weather::Rain;
use sim_core::trace::{CancelReason, Fact, MILLIONTH, MissedAt, StockState};

use super::names::{Names, count, money, signed_span, span};

/// The kind of a fact, as the table of facts names it.
#[must_use]
pub fn kind(fact: &Fact) -> String {
    let debugged = format!("{fact:?}");
    debugged.split([' ', '{']).next().unwrap_or_default().to_owned()
}

/// A fact as one sentence without its time.
#[must_use]
pub fn fact(fact: &Fact, names: &Names<'_>) -> String {
    match *fact {
        Fact::SessionBegan { order, zone, customer, is_subscriber, is_premium } => format!(
            "customer {customer} of zone {}{} opens the app: session {}",
            zone.0,
            match (is_subscriber, is_premium) {
                (false, false) => "",
                (true, false) => ", a subscriber,",
                (false, true) => ", who pays for priority,",
                (true, true) => ", a subscriber who pays for priority,",
            },
            order.0
        ),
        Fact::BasketFilled { order, lines, units, value } => format!(
            "basket of order {}: {}, {}, {}",
            order.0,
            count(lines, "line"),
            count(units, "unit"),
            money(value)
        ),
        Fact::Quoted { order, store, promise, fee, other, .. } => format!(
            "order {} is promised in {} by {}, delivery fee {}, other fees {}",
            order.0,
            span(promise),
            names.store(store),
            money(fee),
            money(other)
        ),
        Fact::Lost { order, reason } => {
            format!("session {} ends without an order: {}", order.0, reason.label())
        }
        Fact::Placed { order, store, units, value, .. } => format!(
            "order {} is placed at {}: {} for {}",
            order.0,
            names.store(store),
            count(units, "unit"),
            money(value)
        ),
        Fact::LineMissed { order, sku, units, at } => {
            let when = match at {
                MissedAt::Checkout => "too few in stock at checkout",
                MissedAt::Shelf => "not found on the shelf",
            };
            format!("order {}: {} of SKU {} {when}", order.0, count(units, "unit"), sku.0)
        }
        Fact::StageEnded { order, stage, spent } => {
            format!("order {}: {} took {}", order.0, stage.label(), span(spent))
        }
        Fact::PickStarted { order, picker, stops, walk, orders, bound } => format!(
            "picker {} takes up order {}{}: {}, a walk of {:.0} m{}",
            picker.0,
            order.0,
            match orders {
                0 | 1 => String::new(),
                orders => format!(" with {}", count(orders - 1, "other")),
            },
            count(stops, "stop"),
            walk.as_m(),
            match bound {
                None => String::new(),
                Some(bound) if bound >= walk => ", proved shortest".into(),
                Some(bound) => format!(", proved at least {:.0} m", bound.as_m()),
            }
        ),
        Fact::PickEnded { order, picker, busy } => {
            format!("picker {} puts order {} down after {}", picker.0, order.0, span(busy))
        }
        Fact::Packed { order, bags } => {
            format!("order {} is packed in {}", order.0, count(bags, "bag"))
        }
        Fact::TripStarted { .. } | Fact::LegEnded { .. } | Fact::TripEnded { .. } => travel(fact),
        Fact::LastMile { .. } => last_mile(fact),
        Fact::Delivered { order, clicked, promise, goods, .. } => format!(
            "order {} is delivered: clicked at {clicked}, promised in {}, goods {}",
            order.0,
            span(promise),
            money(goods)
        ),
        Fact::Settled { order, fee, other, gateway } => format!(
            "order {} is paid: delivery fee {}, other fees {}, gateway's cut {}",
            order.0,
            money(fee),
            money(other),
            money(gateway)
        ),
        Fact::Refunded { order, refund, kept, voucher, gateway } => {
            let mut told = format!("order {}: {} given back", order.0, money(refund));
            for (what, amount) in
                [("not given back", kept), ("a voucher", voucher), ("gateway's cut", gateway)]
            {
                if amount.0 != 0 {
                    told.push_str(&format!(", {what} {}", money(amount)));
                }
            }
            told
        }
        Fact::GoodwillLost { order, share, loss, is_gone } => format!(
            "order {}: after this {:.1} % of customers do not come back, this one {}; expected loss {}",
            order.0,
            f64::from(share) / MILLIONTH * 100.0,
            if is_gone { "does not" } else { "does" },
            money(loss)
        ),
        Fact::Cancelled { order, clicked, reason } => {
            let why = match reason {
                CancelReason::Patience => "the customer's patience ended",
                CancelReason::NothingFound => "nothing was found on the shelf",
            };
            format!("order {}, clicked at {clicked}, is cancelled: {why}", order.0)
        }
        Fact::Failed { order, clicked } => {
            format!("nobody takes order {}, clicked at {clicked}, at the door", order.0)
        }
        Fact::RiderOn { rider } => format!("rider {} comes on duty", rider.0),
        Fact::RiderOff { rider, duty } => {
            format!("rider {} goes off duty after {}", rider.0, span(duty))
        }
        Fact::PickerOn { store, picker } => {
            format!("picker {} comes on duty at {}", picker.0, names.store(store))
        }
        Fact::PickerOff { store, picker, duty } => format!(
            "picker {} goes off duty at {} after {}",
            picker.0,
            names.store(store),
            span(duty)
        ),
        Fact::StoreMinute { .. } => store_minute(fact, names),
        Fact::RainChanged { rain } => format!(
            "the weather changes: {}",
            match rain {
                Rain::Dry => "dry",
                Rain::Light => "light rain",
                Rain::Heavy => "heavy rain",
            }
        ),
        Fact::Disruption { number, begins } => {
            let turn = if begins { "begins" } else { "ends" };
            format!("disturbance {number} of the timetable {turn}")
        }
        Fact::Stock { .. }
        | Fact::Ordered { .. }
        | Fact::OpeningStock { .. }
        | Fact::Discrepancy { .. }
        | Fact::Purchased { .. } => goods(fact, names),
    }
}

/// Facts about goods that belong to no order.
fn goods(fact: &Fact, names: &Names<'_>) -> String {
    match *fact {
        Fact::Stock { store, sku, from, to, units } => format!(
            "{}: {} of SKU {} from {} to {}",
            names.store(store),
            count(units, "unit"),
            sku.0,
            state(from),
            state(to)
        ),
        Fact::Ordered { store, sku, units } => {
            format!("{} orders {} of SKU {}", names.store(store), count(units, "unit"), sku.0)
        }
        Fact::OpeningStock { store, sku, units } => format!(
            "{} opens with {} of SKU {} in its books",
            names.store(store),
            count(units, "unit"),
            sku.0
        ),
        Fact::Discrepancy { store, sku, units } => format!(
            "{}: {} of SKU {} in the books and not on the shelf",
            names.store(store),
            count(units, "unit"),
            sku.0
        ),
        Fact::Purchased { purchase, store, lines } => format!(
            "{} sends out purchase order {} with {}",
            names.store(store),
            purchase.0,
            count(lines, "line")
        ),
        _ => unreachable!("not about goods: {fact:?}"),
    }
}

/// Facts about a rider's trip.
fn travel(fact: &Fact) -> String {
    match *fact {
        Fact::TripStarted { trip, rider, kind, orders } => {
            let kind = match kind {
                RiderKind::Dedicated => "rider",
                RiderKind::Gig => "gig rider",
            };
            format!(
                "{kind} {} leaves the store with {}: trip {}",
                rider.0,
                count(orders, "order"),
                trip.0
            )
        }
        Fact::LegEnded { trip, order, ride, distance } => {
            let to =
                order.map_or("the store".into(), |order| format!("the door of order {}", order.0));
            format!("trip {} reaches {to}: {:.2} km in {}", trip.0, distance.as_km(), span(ride))
        }
        Fact::TripEnded { trip, rider, busy } => {
            format!("rider {} is free again: trip {} took {}", rider.0, trip.0, span(busy))
        }
        _ => unreachable!("not about a trip: {fact:?}"),
    }
}

fn last_mile(fact: &Fact) -> String {
    let Fact::LastMile { order, free_flow, traffic_ms, weather, parking, building, customer } =
        *fact
    else {
        unreachable!("not a last mile: {fact:?}")
    };
    format!(
        "last mile of order {}: empty roads {}, traffic {}, weather {}, parking {}, building {}, \
         customer {}",
        order.0,
        span(free_flow),
        signed_span(traffic_ms),
        span(weather),
        span(parking),
        span(building),
        span(customer)
    )
}

fn store_minute(fact: &Fact, names: &Names<'_>) -> String {
    let Fact::StoreMinute {
        store,
        pick_queue,
        rider_queue,
        idle_riders,
        idle_pickers,
        radius,
        fee,
    } = *fact
    else {
        unreachable!("not a minute of a store: {fact:?}")
    };
    format!(
        "{}: {pick_queue} wait for a picker, {rider_queue} for a rider; idle {}, {}; radius {:.0} \
         m, fee {}",
        names.store(store),
        count(idle_pickers, "picker"),
        count(idle_riders, "rider"),
        radius.as_m(),
        money(fee)
    )
}

const fn state(state: StockState) -> &'static str {
    match state {
        StockState::Ordered => "ordered",
        StockState::InTransit => "in transit",
        StockState::Received => "received",
        StockState::Putaway => "being put away",
        StockState::Available => "for sale",
        StockState::Reserved => "reserved",
        StockState::Picked => "picked",
        StockState::Packed => "packed",
        StockState::Delivered => "delivered",
        StockState::Suspect => "suspect",
        StockState::Missing => "missing",
        StockState::Damaged => "damaged",
        StockState::Expired => "expired",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::{OrderId, PickerId, StoreId};
    use domain::units::{Millimeters, Millis, Paise};
    use sim_core::stage::Stage;

    #[test]
    fn facts_read_as_sentences() {
        let stores = ["north".to_owned()];
        let names = Names { stores: &stores };
        let order = OrderId(7);
        for (fact, words) in [
            (
                Fact::Quoted {
                    order,
                    store: StoreId(0),
                    promise: Millis(612_345),
                    fee: Paise(2_500),
                    under_way: 0,
                    is_known_building: false,
                    other: Paise(700),
                },
                "order 7 is promised in 10:12.3 by north, delivery fee INR 25.00, other fees INR 7.00",
            ),
            (
                Fact::StageEnded { order, stage: Stage::RiderWait, spent: Millis(59_960) },
                "order 7: waiting for a rider took 1:00.0",
            ),
            (
                Fact::PickStarted {
                    order,
                    picker: PickerId(2),
                    stops: 1,
                    walk: Millimeters(45_600),
                    orders: 1,
                    bound: None,
                },
                "picker 2 takes up order 7: 1 stop, a walk of 46 m",
            ),
            (
                Fact::PickStarted {
                    order,
                    picker: PickerId(2),
                    stops: 4,
                    walk: Millimeters(45_600),
                    orders: 3,
                    bound: Some(Millimeters(45_600)),
                },
                "picker 2 takes up order 7 with 2 others: 4 stops, a walk of 46 m, proved shortest",
            ),
        ] {
            assert_eq!(super::fact(&fact, &names), words);
        }
        assert_eq!(kind(&Fact::RainChanged { rain: Rain::Dry }), "RainChanged");
        assert_eq!(names.store(StoreId(4)), "store 4");
    }

    #[test]
    fn negative_spans_carry_a_sign() {
        assert_eq!(signed_span(-61_000), "−1:01.0");
        assert_eq!(signed_span(0), "0:00.0");
    }
}
