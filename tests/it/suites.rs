//! Shipped suites: their optima hold against every answer there is.

use domain::decision::Decision;
use domain::decision::bagging::{Bagging, BaggingQuestion, Bags};
use domain::decision::pick_route::{PickRoute, PickRouteQuestion};
use experiments::solve::{Format, Posed, Question};
use scenarios::suite::shipped_suites;
use solvers::formats::Asking;

/// The text of a file that the suite `small` names.
fn file(name: &str) -> &'static str {
    let small = shipped_suites().iter().find(|suite| suite.name == "small").unwrap();
    small.files.iter().find(|(known, _)| *known == name).unwrap().1
}

fn instances(name: &str) -> Vec<Posed> {
    let format = Format::named("captured", "bagging").unwrap();
    let posing = format.read(Box::new(file(name).as_bytes()), name, &Asking::default()).unwrap();
    posing.map(Result::unwrap).collect()
}

/// The shortest walk over all orders of the slots; stops at one slot are visited together.
fn shortest(question: &PickRouteQuestion<'_>) -> f64 {
    let mut slots: Vec<Vec<u16>> = Vec::new();
    for (index, stop) in question.stops.iter().enumerate() {
        let here = slots.iter_mut().find(|s| question.stops[usize::from(s[0])].slot == stop.slot);
        match here {
            Some(slot) => slot.push(index as u16),
            None => slots.push(vec![index as u16]),
        }
    }
    fn walk(
        question: &PickRouteQuestion<'_>,
        slots: &mut Vec<Vec<u16>>,
        fixed: usize,
        best: &mut f64,
    ) {
        if fixed == slots.len() {
            let route = slots.concat();
            <dyn PickRoute>::check(&route, question).unwrap();
            *best = best.min(<dyn PickRoute>::objective(&route, question).unwrap().value);
        }
        for next in fixed..slots.len() {
            slots.swap(fixed, next);
            walk(question, slots, fixed + 1, best);
            slots.swap(fixed, next);
        }
    }
    let mut best = f64::INFINITY;
    walk(question, &mut slots, 0, &mut best);
    best
}

/// The fewest bags over all ways to share items out.
fn fewest(question: &BaggingQuestion<'_>) -> f64 {
    fn share(question: &BaggingQuestion<'_>, item: usize, bags: &mut Bags, best: &mut f64) {
        if bags.len() as f64 >= *best {
            return;
        }
        if item == question.items.len() {
            if <dyn Bagging>::check(bags, question).is_ok() {
                *best = <dyn Bagging>::objective(bags, question).unwrap().value;
            }
            return;
        }
        for bag in 0..bags.len() {
            bags[bag].push(item as u16);
            share(question, item + 1, bags, best);
            bags[bag].pop();
        }
        bags.push(vec![item as u16]);
        share(question, item + 1, bags, best);
        bags.pop();
    }
    let mut best = f64::INFINITY;
    share(question, 0, &mut Bags::new(), &mut best);
    best
}

fn best_known<Q: serde::de::DeserializeOwned>(name: &str, best: fn(&Q) -> f64) -> String {
    let mut text = "instance,objective,is_proved\n".to_owned();
    for posed in instances(name) {
        let Question::Json(json) = &posed.question else { panic!("captured questions are JSON") };
        let question: Q = serde_json::from_str(json.get()).unwrap();
        text.push_str(&format!("{},{},true\n", posed.instance, best(&question)));
    }
    text
}

#[test]
fn optimal_walks_are_the_shortest_over_all_orders() {
    let found = best_known::<PickRouteQuestion<'_>>("instances/pick_route.jsonl", shortest);
    assert_eq!(found, file("instances/pick_route.best.csv"));
}

#[test]
fn optimal_bags_are_the_fewest_over_all_ways_to_share_out() {
    let found = best_known::<BaggingQuestion<'_>>("instances/bagging.jsonl", fewest);
    assert_eq!(found, file("instances/bagging.best.csv"));
}
