//! Decisions in words: what the solver was told that mattered, and what it said.

use domain::decision::bagging::BaggingQuestion;
use domain::decision::delivery_fee::DeliveryFeeQuestion;
use domain::decision::dispatch::{DispatchPlan, DispatchQuestion};
use domain::decision::pick_batch::{PickBatchQuestion, PickBatches};
use domain::decision::pick_route::PickRouteQuestion;
use domain::decision::promise::{Progress, PromiseQuestion, Quote};
use domain::decision::store_choice::StoreChoiceQuestion;
use domain::fleet::RiderKind;
use domain::ids::{OrderId, StoreId};
use domain::units::{Millis, Paise, SimTime};
use serde::de::DeserializeOwned;

use super::names::{Names, count, money, span};

/// A decision in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Words {
    /// What the solver was told.
    pub question: String,
    /// What it said.
    pub answer: String,
}

/// Tells what was asked and said, as far as it concerns `order`; both are given as JSON.
///
/// A decision of a kind not known here is shown as it is.
#[must_use]
pub fn decision(
    decision: &str,
    question: &str,
    answer: &str,
    order: OrderId,
    names: &Names<'_>,
) -> Words {
    let told = match decision {
        "store_choice" => store_choice(question, answer, names),
        "promise" => promise(question, answer),
        "delivery_fee" => delivery_fee(question, answer),
        "pick_batch" => pick_batch(question, answer, order),
        "pick_route" => pick_route(question),
        "bagging" => bagging(question, answer),
        "dispatch" => dispatch(question, answer, order),
        _ => None,
    };
    told.unwrap_or_else(|| Words { question: question.into(), answer: answer.into() })
}

fn read<T: DeserializeOwned>(json: &str) -> Option<T> {
    serde_json::from_str(json).ok()
}

fn store_choice(question: &str, answer: &str, names: &Names<'_>) -> Option<Words> {
    let question: StoreChoiceQuestion<'_> = read(question)?;
    let chosen: Option<StoreId> = read(answer)?;
    let options: Vec<String> = question
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
    Some(Words {
        question: if options.is_empty() { "no store near by".into() } else { options.join("; ") },
        answer: chosen.map_or_else(|| "no store".into(), |store| names.store(store)),
    })
}

fn promise(question: &str, answer: &str) -> Option<Words> {
    let asked: PromiseQuestion<'_> = read(question)?;
    let said: Quote = read(answer)?;
    let ahead = |stages: &[Progress]| {
        asked.ahead.iter().filter(|order| stages.contains(&order.progress)).count()
    };
    let waiting = ahead(&[Progress::Processing, Progress::PickQueue]);
    let at_work = ahead(&[Progress::Picking, Progress::PackQueue, Progress::Packing]);
    let own = || asked.riders.iter().filter(|rider| rider.kind == RiderKind::Dedicated);
    let at_the_bay = own().filter(|rider| rider.free_in == Millis::ZERO).count();
    Some(Words {
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
        answer: format!("{} from the click, of it {} ride", span(said.promise), span(said.ride)),
    })
}

fn delivery_fee(question: &str, answer: &str) -> Option<Words> {
    let asked: DeliveryFeeQuestion = read(question)?;
    let fee: Paise = read(answer)?;
    Some(Words {
        question: format!(
            "{} not yet on the road, {} free, {:.1} orders expected in ten minutes{}",
            count(asked.queue_depth, "order"),
            count(asked.available_riders, "rider"),
            asked.expected_orders,
            if asked.is_subscriber { ", a subscriber" } else { "" }
        ),
        answer: money(fee),
    })
}

fn pick_batch(question: &str, answer: &str, order: OrderId) -> Option<Words> {
    let asked: PickBatchQuestion<'_> = read(question)?;
    let said: PickBatches = read(answer)?;
    let number = |position: &u16| asked.orders.get(usize::from(*position)).map(|w| w.order);
    let tour = said.tours.iter().find(|tour| tour.orders.iter().any(|o| number(o) == Some(order)));
    let answer = match tour {
        None => waits(order, said.ask_again),
        Some(tour) => {
            let others = tour.orders.iter().filter_map(number).filter(|other| *other != order);
            let others: Vec<String> = others.map(|other| other.0.to_string()).collect();
            match others.is_empty() {
                true => format!("order {} is picked alone", order.0),
                false => format!("order {} is picked together with {}", order.0, others.join(", ")),
            }
        }
    };
    Some(Words {
        question: format!(
            "{} waiting, {} idle",
            count(asked.orders.len() as u64, "order"),
            count(asked.pickers, "picker")
        ),
        answer,
    })
}

/// Nothing happens to an order yet.
fn waits(order: OrderId, ask_again: Option<SimTime>) -> String {
    match ask_again {
        Some(at) => format!("order {} waits, ask again at {at}", order.0),
        None => format!("order {} waits", order.0),
    }
}

fn pick_route(question: &str) -> Option<Words> {
    let asked: PickRouteQuestion<'_> = read(question)?;
    let busy = asked.pickers_in_aisle.iter().map(|pickers| u64::from(*pickers)).sum::<u64>();
    Some(Words {
        question: format!(
            "{}, {} in the aisles",
            count(asked.stops.len() as u64, "stop"),
            count(busy, "other picker")
        ),
        answer: "an order of visiting".into(),
    })
}

fn bagging(question: &str, answer: &str) -> Option<Words> {
    let asked: BaggingQuestion<'_> = read(question)?;
    let bags: Vec<serde_json::Value> = read(answer)?;
    Some(Words {
        question: count(asked.items.len() as u64, "item"),
        answer: count(bags.len() as u64, "bag"),
    })
}

fn dispatch(question: &str, answer: &str, order: OrderId) -> Option<Words> {
    let asked: DispatchQuestion<'_> = read(question)?;
    let plan: DispatchPlan = read(answer)?;
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
    Some(Words { question, answer })
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
