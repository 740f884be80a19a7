//! Decisions in words: what the solver was told that mattered, and what it said.

use domain::decision::bagging::{Bagging, BaggingQuestion, Bags};
use domain::decision::delivery_fee::{DeliveryFee, DeliveryFeeQuestion};
use domain::decision::dispatch::{Dispatch, DispatchPlan, DispatchQuestion};
use domain::decision::pick_batch::{PickBatch, PickBatchQuestion, PickBatches};
use domain::decision::pick_route::{PickRoute, PickRouteQuestion};
use domain::decision::promise::{Progress, Promise, PromiseQuestion, Quote};
use domain::decision::radius::{Radius, RadiusQuestion};
use domain::decision::replenish::{PurchaseLine, Replenish, ReplenishQuestion};
use domain::decision::store_choice::{StoreChoice, StoreChoiceQuestion};
use domain::decision::{self, Decision};
use domain::fleet::RiderKind;
use domain::ids::{OrderId, StoreId};
use domain::units::{Millimeters, Millis, Paise, SimTime};

use super::names::{Names, count, money, span};

/// A decision in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Words {
    /// What the solver was told.
    pub question: String,
    /// What it said.
    pub answer: String,
}

/// A decision of a run that can be told in words.
trait Told: Decision {
    /// What was asked and said, as far as it concerns `order`.
    fn told(
        question: &Self::Question<'_>,
        answer: &Self::Answer,
        order: OrderId,
        names: &Names<'_>,
    ) -> Words;
}

macro_rules! told {
    (
        run { $($(#[$doc:meta])* $stream:literal $name:ident: $Trait:ident::$ask:ident,)* }
        before { $($early:tt)* }
    ) => {
        /// Tells what was asked and said, as far as it concerns `order`; both are given as JSON.
        ///
        /// What is no question or answer of the decision is shown as it is.
        #[must_use]
        pub fn decision(
            decision: &str,
            question: &str,
            answer: &str,
            order: OrderId,
            names: &Names<'_>,
        ) -> Words {
            let told = match decision {
                $(stringify!($name) => {
                    told::<dyn decision::$name::$Trait>(question, answer, order, names)
                })*
                _ => None,
            };
            told.unwrap_or_else(|| Words { question: question.into(), answer: answer.into() })
        }
    };
}

domain::decisions!(told);

fn told<D: Told + ?Sized>(
    question: &str,
    answer: &str,
    order: OrderId,
    names: &Names<'_>,
) -> Option<Words> {
    let question: D::Question<'static> = serde_json::from_str(question).ok()?;
    let answer: D::Answer = serde_json::from_str(answer).ok()?;
    Some(D::told(&question, &answer, order, names))
}

impl Told for dyn StoreChoice {
    fn told(
        asked: &StoreChoiceQuestion<'_>,
        chosen: &Option<StoreId>,
        _order: OrderId,
        names: &Names<'_>,
    ) -> Words {
        let options: Vec<String> = asked
            .stores
            .iter()
            .map(|option| {
                let why_not = if !option.takes_orders {
                    ", takes no orders"
                } else if option.distance > option.radius {
                    ", beyond its radius"
                } else {
                    ""
                };
                format!(
                    "{} at {:.0} m with {} waiting{why_not}",
                    names.store(option.store),
                    option.distance.as_m(),
                    option.pick_queue
                )
            })
            .collect();
        Words {
            question: if options.is_empty() {
                "no store near by".into()
            } else {
                options.join("; ")
            },
            answer: chosen.map_or_else(|| "no store".into(), |store| names.store(store)),
        }
    }
}

impl Told for dyn Promise {
    fn told(
        asked: &PromiseQuestion<'_>,
        said: &Quote,
        _order: OrderId,
        _names: &Names<'_>,
    ) -> Words {
        let ahead = |stages: &[Progress]| {
            asked.ahead.iter().filter(|order| stages.contains(&order.progress)).count()
        };
        let waiting = ahead(&[Progress::Processing, Progress::PickQueue]);
        let at_work = ahead(&[Progress::Picking, Progress::PackQueue, Progress::Packing]);
        let own = || asked.riders.iter().filter(|rider| rider.kind == RiderKind::Dedicated);
        let at_the_bay = own().filter(|rider| rider.free_in == Millis::ZERO).count();
        Words {
            question: format!(
                "{}, {}; {waiting} ahead before the pickers, {at_work} in their and the stations' \
                 hands, {} waiting for a rider; {} on duty, {at_the_bay} of {} at the bay; map ride \
                 {}, traffic x {:.2}",
                count(u32::from(asked.lines), "line"),
                count(u32::from(asked.units), "unit"),
                ahead(&[Progress::Ready]),
                count(asked.pickers, "picker"),
                count(own().count() as u32, "rider"),
                span(asked.map_ride),
                asked.traffic_factor
            ),
            answer: format!(
                "{} from the click, of it {} ride",
                span(said.promise),
                span(said.ride)
            ),
        }
    }
}

impl Told for dyn DeliveryFee {
    fn told(
        asked: &DeliveryFeeQuestion,
        fee: &Paise,
        _order: OrderId,
        _names: &Names<'_>,
    ) -> Words {
        Words {
            question: format!(
                "{} not yet on the road, {} free, {:.1} orders expected in ten minutes{}",
                count(asked.queue_depth, "order"),
                count(asked.available_riders, "rider"),
                asked.expected_orders,
                if asked.is_subscriber { ", a subscriber" } else { "" }
            ),
            answer: money(*fee),
        }
    }
}

impl Told for dyn PickBatch {
    fn told(
        asked: &PickBatchQuestion<'_>,
        said: &PickBatches,
        order: OrderId,
        _names: &Names<'_>,
    ) -> Words {
        let number = |position: &u16| asked.orders.get(usize::from(*position)).map(|w| w.order);
        let tour =
            said.tours.iter().find(|tour| tour.orders.iter().any(|o| number(o) == Some(order)));
        let answer = match tour {
            None => waits(order, said.ask_again),
            Some(tour) => {
                let others = tour.orders.iter().filter_map(number).filter(|other| *other != order);
                let others: Vec<String> = others.map(|other| other.0.to_string()).collect();
                match others.is_empty() {
                    true => format!("order {} is picked alone", order.0),
                    false => {
                        format!("order {} is picked together with {}", order.0, others.join(", "))
                    }
                }
            }
        };
        Words {
            question: format!(
                "{} waiting, {} idle",
                count(asked.orders.len() as u64, "order"),
                count(asked.pickers, "picker")
            ),
            answer,
        }
    }
}

/// Nothing happens to an order yet.
fn waits(order: OrderId, ask_again: Option<SimTime>) -> String {
    match ask_again {
        Some(at) => format!("order {} waits, ask again at {at}", order.0),
        None => format!("order {} waits", order.0),
    }
}

impl Told for dyn PickRoute {
    fn told(
        asked: &PickRouteQuestion<'_>,
        _route: &Vec<u16>,
        _order: OrderId,
        _names: &Names<'_>,
    ) -> Words {
        let busy = asked.pickers_in_aisle.iter().map(|pickers| u64::from(*pickers)).sum::<u64>();
        Words {
            question: format!(
                "{}, {} in the aisles",
                count(asked.stops.len() as u64, "stop"),
                count(busy, "other picker")
            ),
            answer: "an order of visiting".into(),
        }
    }
}

impl Told for dyn Bagging {
    fn told(
        asked: &BaggingQuestion<'_>,
        bags: &Bags,
        _order: OrderId,
        _names: &Names<'_>,
    ) -> Words {
        Words {
            question: count(asked.items.len() as u64, "item"),
            answer: count(bags.len() as u64, "bag"),
        }
    }
}

impl Told for dyn Dispatch {
    fn told(
        asked: &DispatchQuestion<'_>,
        plan: &DispatchPlan,
        order: OrderId,
        _names: &Names<'_>,
    ) -> Words {
        let here = asked.riders.iter().filter(|option| option.eta == Millis::ZERO).count();
        let question = format!(
            "{} ready, {} at the bay, {} to come or to call",
            count(asked.orders.len() as u64, "order"),
            count(here as u64, "rider"),
            asked.riders.len() - here
        );
        let given = plan.assignments.iter().find(|given| given.orders.contains(&order));
        let answer = match given {
            None => waits(order, plan.ask_again),
            Some(given) => {
                let option = asked.riders.iter().find(|option| option.rider == given.rider);
                let held = option.and_then(|option| option.load).map_or(0, |load| load.orders);
                let others: Vec<String> = given
                    .orders
                    .iter()
                    .filter(|other| **other != order)
                    .map(|other| other.0.to_string())
                    .collect();
                let with = match (others.is_empty(), held) {
                    (true, 0) => "alone".to_owned(),
                    (true, held) => format!("beside {} in hand", held),
                    (false, 0) => format!("together with {}", others.join(", ")),
                    (false, held) => {
                        format!("together with {}, beside {held} in hand", others.join(", "))
                    }
                };
                let eta = option.map_or(Millis::ZERO, |option| option.eta);
                let when = if eta == Millis::ZERO {
                    "at the bay".to_owned()
                } else {
                    format!("expected at the bay in {}", span(eta))
                };
                let who = match option.map(|option| option.kind) {
                    Some(RiderKind::Gig) => "gig rider",
                    _ => "rider",
                };
                format!("{who} {}, {when}, takes order {} {with}", given.rider.0, order.0)
            }
        };
        Words { question, answer }
    }
}

impl Told for dyn Radius {
    fn told(
        asked: &RadiusQuestion,
        radius: &Millimeters,
        _order: OrderId,
        names: &Names<'_>,
    ) -> Words {
        Words {
            question: format!(
                "{} delivers within {:.0} m, {} not yet on the road, {} free, traffic x {:.2}",
                names.store(asked.store),
                asked.current.as_m(),
                count(asked.pending_orders, "order"),
                count(asked.available_riders, "rider"),
                asked.traffic_index
            ),
            answer: format!("{:.0} m", radius.as_m()),
        }
    }
}

impl Told for dyn Replenish {
    fn told(
        asked: &ReplenishQuestion<'_>,
        lines: &Vec<PurchaseLine>,
        _order: OrderId,
        names: &Names<'_>,
    ) -> Words {
        let units: u64 = lines.iter().map(|line| u64::from(line.quantity)).sum();
        Words {
            question: format!(
                "{} reviews {}",
                names.store(asked.store),
                count(asked.positions.len() as u64, "SKU")
            ),
            answer: format!("{} of {}", count(units, "unit"), count(lines.len() as u64, "SKU")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tour_is_told_by_whom_an_order_shares_it_with() {
        let order = |id: u32| format!(r#"{{"order":{id},"since":0,"due":9,"size":1,"stops":[]}}"#);
        let plan = r#"{"count":1,"pitch":1,"length":1,"blocks":1}"#;
        let question = format!(
            r#"{{"now":1,"ground":{{"aisles":{{"plan":{plan},"depot":{{"aisle":0,"depth":0}}}}}},
            "orders":[{},{},{}],"pickers":1,"capacity":9,
            "times":{{"tour":0,"order":1,"stop":1,"unit":1,"walk_mm_per_s":1}}}}"#,
            order(31),
            order(32),
            order(33)
        );
        let tours = |tours: &str| format!(r#"{{"tours":[{tours}],"ask_again":60000}}"#);
        let told = |answer: &str, id| {
            decision("pick_batch", &question, answer, OrderId(id), &Names { stores: &[] })
        };
        let both = tours(r#"{"orders":[0,2],"route":[]}"#);
        assert_eq!(told(&both, 33).question, "3 orders waiting, 1 picker idle");
        assert_eq!(told(&both, 33).answer, "order 33 is picked together with 31");
        assert_eq!(told(&both, 32).answer, "order 32 waits, ask again at 00:01:00.000");
        let alone = tours(r#"{"orders":[1],"route":[]}"#);
        assert_eq!(told(&alone, 32).answer, "order 32 is picked alone");
    }
}
