//! What solvers make of damaged questions that are sound all the same: answers that keep the rules,
//! or none, but no panic.

use std::io::Cursor;

use domain::decision::bagging::BaggingQuestion;
use domain::decision::pick_batch::PickBatchQuestion;
use domain::decision::pick_route::PickRouteQuestion;
use domain::decision::placement::{Model, PlacementQuestion};
use experiments::solve::{FORMATS, Format, Posed, Question, Task};
use solvers::formats::Asking;
use solvers::{Choice, listing};

use crate::reader::Reader;

/// Most stops, items or sites of a question that is answered: others take too long.
const SIZE: usize = 12;

/// Most pairs of a placement that is answered.
const PAIRS: usize = 64;

/// Solvers that are not asked: they search until their work is spent.
const PATIENT: [&str; 4] = ["portfolio", "exact", "swap", "external"];

/// A reader of each format of questions that are answered.
pub(crate) fn readers() -> Vec<Reader> {
    let formats = FORMATS.iter().filter(|format| !format.is_of_a_place());
    formats.filter_map(|format| Some(of(format, format.decision?))).collect()
}

fn of(format: &'static Format, decision: &'static str) -> Reader {
    let seeds = crate::formats::name(format, decision);
    let solvers: Vec<String> = listing()
        .into_iter()
        .filter(|listed| listed.decision == decision)
        .map(|listed| listed.name.to_owned())
        .filter(|name| decision != "placement" || !PATIENT.contains(&name.as_str()))
        .collect();
    let read = move |bytes: &[u8]| {
        let mut is_answered = false;
        for asking in askings(decision) {
            let file = Box::new(Cursor::new(bytes.to_vec()));
            let Ok(posing) = format.read(file, "it", &asking) else { continue };
            for posed in posing.map_while(Result::ok).filter(is_small) {
                // All are asked, whoever answers.
                for solver in &solvers {
                    is_answered |= answers(decision, solver, &posed);
                }
            }
        }
        is_answered
    };
    Reader::from(&format!("solved-{seeds}"), &seeds, read)
}

/// What is asked of a file: every model of placement.
fn askings(decision: &str) -> Vec<Asking> {
    if decision != "placement" {
        return vec![Asking::default()];
    }
    let asking = |model: &str| Asking {
        model: Some(model.into()),
        sites: Some(1),
        radius: model.ends_with("covering").then_some(5.0),
        ..Asking::default()
    };
    Model::NAMES.map(asking).into()
}

fn is_small(posed: &Posed) -> bool {
    let Question::Read(question) = &posed.question else { return false };
    if let Some(question) = question.downcast_ref::<PickRouteQuestion<'static>>() {
        question.stops.len() <= SIZE
    } else if let Some(question) = question.downcast_ref::<BaggingQuestion<'static>>() {
        question.items.len() <= SIZE
    } else if let Some(question) = question.downcast_ref::<PickBatchQuestion<'static>>() {
        question.orders.len() <= SIZE
    } else if let Some(question) = question.downcast_ref::<PlacementQuestion<'static>>() {
        question.candidates.len() * question.weights.len() <= PAIRS
    } else {
        false
    }
}

/// Whether a solver answers. A broken answer or a refuted proof is a panic.
fn answers(decision: &str, solver: &str, posed: &Posed) -> bool {
    let task = Task::named(decision).expect("a decision of this program");
    let built = task.solver(&Choice::named(solver), &Default::default());
    match built.expect("a registered solver").answer(posed) {
        Ok(_) => true,
        Err(error) => {
            // Where the ways left make no tour, a heuristic does not know that there is none.
            let has_no_way = error.to_string().contains("where there is no way");
            let is_fault = error.is_of_the_solver() && !error.is_no_answer() && !has_no_way;
            assert!(!is_fault, "{error}");
            false
        }
    }
}
