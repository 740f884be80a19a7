//! Captured questions: all or a fair sample, on any number of threads, answered again alike.

use std::fs;

use domain::decision::{DECISIONS, ONLINE};
use experiments::capture::{Origin, save_stopped};
use experiments::record::{FileEntry, Output};
use experiments::solve::{FORMATS, Posed, Solved, TASKS, Task};
use serde_json::Value;
use sim_core::trace::Subject;
use sim_core::{SimError, simulate as simulate_one};
use solvers::Choice;
use solvers::external::Commands;
use solvers::formats::Asking;

use crate::world::{Place, reference, simulate, tiny};

/// The lines of each captured file, and the files as the summary lists them.
fn captured(
    name: &str,
    selection: &str,
    replications: u32,
    threads: usize,
) -> (Vec<Vec<String>>, Vec<FileEntry>) {
    let place = Place::new(&format!("capture-{name}-{threads}"));
    let mut output = Output::create(place.path(), false).unwrap();
    output.capture(selection.parse().unwrap(), "tiny").unwrap();
    simulate(&reference, replications, threads, Some(&mut output)).unwrap();
    let mut listed = Vec::new();
    output
        .finish(|files| {
            listed.extend(files.iter().filter(|f| f.file.starts_with("questions/")).cloned());
            String::new()
        })
        .unwrap();
    let read = |entry: &FileEntry| {
        let text = fs::read_to_string(place.path().join(&entry.file)).unwrap();
        text.lines().map(str::to_owned).collect()
    };
    (listed.iter().map(read).collect(), listed)
}

fn field(line: &str, key: &str) -> Value {
    serde_json::from_str::<Value>(line).unwrap()[key].clone()
}

/// Every instance of a file, posed.
fn posed(lines: &[String]) -> Vec<Posed> {
    let text = lines.join("\n").into_bytes();
    let posing = FORMATS[0].read(Box::new(std::io::Cursor::new(text)), "", &Asking::default());
    posing.unwrap().collect::<Result<_, _>>().unwrap()
}

fn solve(decision: &str, solver: &str, lines: &[String]) -> Vec<Solved> {
    let task = Task::named(decision).unwrap();
    let mut solver = task.solver(&Choice::named(solver), &Commands::default()).unwrap();
    posed(lines).iter().map(|posed| solver.answer(posed).unwrap()).collect()
}

#[test]
fn files_of_questions_are_the_same_on_any_number_of_threads() {
    let selection = "dispatch,pick_route:40,bagging:100000";
    let (alone, listed) = captured("threads", selection, 4, 1);
    assert_eq!((alone.clone(), listed.clone()), captured("threads", selection, 4, 3));
    let names: Vec<&str> = listed.iter().map(|entry| &*entry.file).collect();
    assert_eq!(
        names,
        ["questions/dispatch.jsonl", "questions/pick_route.jsonl", "questions/bagging.jsonl"]
    );
    for (lines, entry) in alone.iter().zip(&listed) {
        assert_eq!(lines.len() as u64, entry.rows);
        let mut instances: Vec<Value> = lines.iter().map(|line| field(line, "instance")).collect();
        instances.dedup();
        assert_eq!(instances.len(), lines.len(), "every instance has a name of its own");
    }
    assert_eq!(alone[1].len(), 40);
    let first = serde_json::from_str::<Value>(&alone[2][0]).unwrap();
    assert_eq!(first["instance"], "tiny-r0-bagging-000000");
    assert_eq!((&first["scenario"], &first["seed"]), (&"tiny".into(), &3.into()));
}

/// All that was asked, counted by somebody else: one pick route and one bagging for each order
/// picked and packed.
#[test]
fn nothing_that_was_asked_is_missing_from_a_file_of_all_questions() {
    struct Packed(usize, usize);
    impl sim_core::trace::Witness for Packed {
        fn note(&mut self, _: domain::units::SimTime, fact: &sim_core::trace::Fact) {
            use sim_core::trace::Fact;
            self.0 += usize::from(matches!(fact, Fact::PickStarted { .. }));
            self.1 += usize::from(matches!(fact, Fact::Packed { .. }));
        }
    }
    let mut packed = Packed(0, 0);
    let streams = domain::rng::Streams::new(3, 0);
    simulate_one(tiny(), reference().unwrap(), streams, &mut packed).unwrap();
    let (files, _) = captured("all", "pick_route,bagging", 1, 1);
    assert!(packed.0 > 100);
    assert_eq!(files[0].len(), packed.0);
    assert!(files[1].len().abs_diff(packed.1) <= 2, "but for orders packed as the day ends");
    for (number, line) in files[0].iter().enumerate() {
        assert_eq!(field(line, "number"), number);
    }
}

/// Were numbers drawn evenly, the count in each quarter of the run would be binomial; chi-square
/// with 3 degrees of freedom exceeds 16.27 once in a thousand.
#[test]
fn a_sample_is_spread_over_the_whole_run_and_grows_by_questions_added() {
    let (all, _) = captured("run", "pick_route", 3, 2);
    let (large, _) = captured("large", "pick_route:200", 3, 2);
    let (small, _) = captured("small", "pick_route:50", 3, 2);
    assert_eq!((large[0].len(), small[0].len()), (200, 50));
    let position = |line: &String| all[0].iter().position(|other| other == line).unwrap();
    let positions: Vec<usize> = large[0].iter().map(position).collect();
    assert!(positions.is_sorted(), "in the order of asking");
    assert!(small[0].iter().all(|line| large[0].contains(line)));
    let quarter = |position: usize| 4 * position / all[0].len();
    let counts = positions.iter().fold([0.0; 4], |mut counts, position| {
        counts[quarter(*position)] += 1.0;
        counts
    });
    let chi_square: f64 = counts.iter().map(|count| (count - 50.0f64).powi(2) / 50.0).sum();
    assert!(chi_square < 16.27, "{counts:?}");
}

/// Solvers that remember nothing say the same when asked the same by somebody else: the question
/// left the process whole, to the last bit of every number.
#[test]
fn a_captured_question_is_answered_again_as_it_was_in_the_run() {
    let (files, _) = captured("again", &ONLINE.join(","), 1, 1);
    for (decision, lines) in ONLINE.iter().zip(&files) {
        assert!(!lines.is_empty(), "{decision} was asked");
        let remembers = ["promise", "delivery_fee"].contains(decision);
        for (line, solved) in lines.iter().zip(solve(decision, "reference", lines)) {
            assert_eq!(solved.instance, field(line, "instance").as_str().unwrap());
            let solution: Value = serde_json::from_str(solved.solution.unwrap().get()).unwrap();
            assert!(remembers || solution == field(line, "answer"), "{decision}: {line}");
        }
    }
}

#[test]
fn objectives_are_the_metres_and_bags_that_one_would_count_by_hand() {
    let lines = |decision: &str, question: &str| {
        vec![format!("{{\"decision\":\"{decision}\",\"question\":{question}}}")]
    };
    let items = |count: usize| {
        let item = r#"{"weight":3000,"volume":100,"is_cold":false,"is_fragile":false}"#;
        vec![item; count].join(",")
    };
    let bagging = format!(r#"{{"items":[{}],"max_weight":7000,"max_volume":9000}}"#, items(5));
    let solved = &solve("bagging", "first_come", &lines("bagging", &bagging))[0];
    // Two items of 3 kg go into a bag of 7 kg.
    assert_eq!((solved.objective, solved.unit), (Some(3.0), Some("bags")));
    let option = |store: u32, distance: u32| {
        format!(
            r#"{{"store":{store},"distance":{distance},"radius":2000000,"takes_orders":true,"pick_queue":0}}"#
        )
    };
    let door = r#"{"x_mm":0,"y_mm":0}"#;
    for (stores, objective) in [
        (format!("{},{}", option(0, 1_800_000), option(1, 1_250_000)), Some(1250.0)),
        (option(0, 2_000_001), None),
    ] {
        let question = format!(r#"{{"now":0,"door":{door},"stores":[{stores}]}}"#);
        let solved = &solve("store_choice", "nearest", &lines("store_choice", &question))[0];
        assert_eq!(solved.objective, objective, "{stores}");
    }
    // Two slots of one aisle, 2 m and 5 m deep, from the depot at its mouth and back.
    let stop = |depth: u32| {
        format!(
            r#"{{"slot":{{"aisle":0,"depth":{depth}}},"zone":"A","unit_weight":1,"quantity":1,"is_cold":false,"is_fragile":false}}"#
        )
    };
    let question = format!(
        r#"{{"ground":{{"aisles":{{"plan":{{"count":1,"pitch":1800,"length":10000,"blocks":1}},"depot":{{"aisle":0,"depth":0}}}}}},"stops":[{},{}],"pickers_in_aisle":[0]}}"#,
        stop(5000),
        stop(2000)
    );
    let solved = &solve("pick_route", "nearest", &lines("pick_route", &question))[0];
    assert_eq!((solved.objective, solved.work), (Some(10.0), Some(3)));
    assert_eq!(solved.solution.as_ref().unwrap().get(), "[1,0]");
}

#[test]
fn every_decision_can_be_solved_by_every_solver() {
    assert_eq!(TASKS.iter().map(|task| task.decision).collect::<Vec<_>>(), DECISIONS);
    let (files, _) = captured(
        "each",
        &ONLINE.iter().map(|decision| format!("{decision}:20")).collect::<Vec<_>>().join(","),
        1,
        1,
    );
    for listed in solvers::listing() {
        // Decisions taken before a run leave no questions in it.
        let file = ONLINE.iter().position(|decision| *decision == listed.decision);
        let Some(file) = file else { continue };
        let solved = solve(listed.decision, listed.name, &files[file]);
        assert!(solved.len() <= 20 && !solved.is_empty());
        for one in solved {
            let json: Value = serde_json::from_str(&one.json()).unwrap();
            let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
            assert_eq!(keys.len(), 10, "{keys:?}");
            assert_eq!(json["solver"], listed.name);
            // Optimal is what is proved, and nothing else.
            let status = if json["gap"] == 0.0 { "optimal" } else { "feasible" };
            assert_eq!(json["status"], status, "{} {}", listed.decision, listed.name);
        }
    }
}

#[test]
fn what_is_not_the_question_of_the_decision_is_refused() {
    let refusal = |decision: &str, line: &str| {
        let task = Task::named(decision).unwrap();
        let mut solver = task.solver(&Choice::default(), &Commands::default()).unwrap();
        let error = solver.answer(&posed(&[line.to_owned()])[0]).unwrap_err();
        assert!(!error.is_of_the_solver());
        error.to_string()
    };
    let line = r#"{"decision":"bagging","question":{"items":[]}}"#;
    assert_eq!(refusal("dispatch", line), "a question of `bagging`, expected `dispatch`");
    assert_eq!(refusal("bagging", line), "not a question of `bagging`: missing field `max_weight`");
}

#[test]
fn the_question_that_stopped_a_run_is_saved_and_nothing_is_overwritten() {
    let place = Place::new("stopped");
    let question = r#"{"items":[{"weight":1,"volume":1,"is_cold":false,"is_fragile":false}],"max_weight":9,"max_volume":9}"#;
    let stopped = SimError::BrokenAnswer {
        decision: "bagging",
        solver: "external",
        rule: domain::decision::BrokenAnswer::new("an item is left out"),
        at: domain::units::SimTime(7),
        subject: Subject::Order(domain::ids::OrderId(4)),
        question: question.into(),
        answer: "[]".into(),
    };
    let origin = Origin { scenario: "tiny".into(), seed: 3, replication: 2 };
    let first = save_stopped(place.path(), &origin, &stopped).unwrap();
    let second = save_stopped(place.path(), &origin, &stopped).unwrap();
    assert!(first.ends_with("question-bagging.jsonl"));
    assert!(second.ends_with("question-bagging-2.jsonl"));
    let text = fs::read_to_string(first).unwrap();
    assert_eq!(text, fs::read_to_string(second).unwrap());
    assert_eq!(field(&text, "answer"), serde_json::json!([]));
    assert_eq!(field(&text, "instance"), "tiny-r2-bagging-stopped");
    let solved = solve("bagging", "reference", &[text.trim().to_owned()]);
    assert_eq!(solved[0].objective, Some(1.0));
}
