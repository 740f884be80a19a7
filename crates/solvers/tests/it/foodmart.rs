//! Batching and routing of the Foodmart orders against the published optima.

use std::path::PathBuf;

use domain::decision::Decision;
use domain::decision::pick_batch::{PickBatch, PickBatchQuestion};
use domain::rng::{Purpose, Streams};
use solvers::formats::foodmart::FORMAT;

/// Length of the solver's tours and its bound, metres.
fn walked(solver: &str, question: &PickBatchQuestion<'_>) -> (f64, Option<f64>) {
    let entry =
        solvers::pick_batch::SOLVERS.entries.iter().find(|entry| entry.name == solver).unwrap();
    let mut solver = (entry.build)(toml::Table::new()).unwrap();
    let answer = solver.batch(question, &mut Streams::new(1, 0).open(Purpose::Solver, 9));
    assert_eq!(<dyn PickBatch>::check(&answer, question), Ok(()));
    (<dyn PickBatch>::objective(&answer, question).unwrap().value, solver.bound())
}

#[test]
fn the_published_optima_of_foodmart_are_found_and_proved() {
    let Some(data) = std::env::var_os("DARKSTORE_DATA") else {
        println!("skipped: DARKSTORE_DATA names no folder of public data");
        return;
    };
    let folder = PathBuf::from(data).join("picking/foodmart");
    let best = std::fs::read_to_string(folder.join("bestknown.csv")).unwrap();
    let mut seen = 0;
    for row in best.lines().skip(1) {
        let fields: Vec<&str> = row.split(',').collect();
        let (file, optimum): (&str, f64) = (fields[0], fields[4].parse().unwrap());
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        let question = (FORMAT.read)(&text).unwrap().remove(0).question;
        assert_eq!(<dyn PickBatch>::admit(&question), Ok(()));
        let (least, bound) = walked("portfolio", &question);
        assert_eq!((least, bound), (optimum, Some(optimum)), "{file}");
        let [savings, singles] = ["savings", "reference"].map(|name| walked(name, &question).0);
        println!("{file}: {least} m, savings {savings} m, singles {singles} m");
        assert!(savings >= optimum && savings <= singles, "{file}");
        seen += 1;
    }
    assert!(seen >= 3);
}
