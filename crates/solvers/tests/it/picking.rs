//! Exact pick routes against the published optima of the single-picker-routing instances.

use std::path::{Path, PathBuf};

use domain::decision::Decision;
use domain::decision::pick_route::{PickRoute, PickRouteQuestion};
use domain::rng::{Purpose, Streams};
use solvers::formats::{Listing, sprp};
use solvers::registry::PICK_ROUTE;

/// The folder of a set; `None` where the public data are not at hand.
fn folder(set: &str) -> Option<PathBuf> {
    let Some(data) = std::env::var_os("DARKSTORE_DATA").filter(|data| !data.is_empty()) else {
        println!("skipped: DARKSTORE_DATA is not set");
        return None;
    };
    Some(Path::new(&data).join("picking").join(set))
}

/// The files of a set, each with its optima for one block and for two.
fn table(folder: &Path) -> Vec<(String, [f64; 2])> {
    let text = std::fs::read_to_string(folder.join("bestknown.csv")).unwrap();
    let row = |line: &str| {
        let fields: Vec<&str> = line.split(',').collect();
        (fields[0].to_owned(), [7, 8].map(|at| fields[at].parse().unwrap()))
    };
    text.lines().skip(1).map(row).collect()
}

/// Files are Latin-1.
fn question(
    format: &Listing<PickRouteQuestion<'static>>,
    file: &Path,
) -> PickRouteQuestion<'static> {
    let text: String = std::fs::read(file).unwrap().into_iter().map(char::from).collect();
    let mut read = (format.read)(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    read.remove(0).question
}

/// The exact solver, with so many units of work to choose among places.
fn exact(scattered_work_m: i64) -> Box<dyn PickRoute> {
    let entry = PICK_ROUTE.iter().find(|entry| entry.name == "aisle_dp").unwrap();
    (entry.build)(toml::Table::from_iter([("scattered_work_m".into(), scattered_work_m.into())]))
        .unwrap()
}

/// Length of the answer, which is checked, and the bound.
fn solved(solver: &mut dyn PickRoute, question: &PickRouteQuestion<'_>) -> (f64, f64) {
    <dyn PickRoute>::admit(question).unwrap();
    let route = solver.route(question, &mut Streams::new(1, 0).open(Purpose::Test, 0));
    <dyn PickRoute>::check(&route, question).unwrap();
    (question.length(&route).unwrap().as_m(), solver.bound().unwrap())
}

#[test]
fn orders_of_articles_in_one_place_are_solved_as_published() {
    let Some(folder) = folder("sprp") else { return };
    let mut solver = exact(0);
    for (file, optima) in table(&folder) {
        for (format, optimum) in [&sprp::FORMAT, &sprp::TWO_BLOCK].into_iter().zip(optima) {
            let question = question(format, &folder.join(&file));
            let found = solved(&mut *solver, &question);
            assert_eq!(found, (optimum, optimum), "{file} {}", format.name);
        }
    }
}

#[test]
fn orders_of_few_scattered_articles_are_solved_and_of_many_bounded_as_published() {
    let Some(folder) = folder("sprp_ss") else { return };
    let few = |file: &str| file.contains("_a3_") || file.contains("_a7_");
    let [mut short, mut long] = [20, 300].map(exact);
    for (file, optima) in table(&folder).into_iter().step_by(5) {
        for (format, optimum) in
            [&sprp::SCATTERED, &sprp::SCATTERED_TWO_BLOCK].into_iter().zip(optima)
        {
            // The published values of these are not optima of the files as they are: of
            // `varying_F5_m10_C30_a3_0` trying all places and orders finds 50, not 44.
            if file.starts_with("varying") && format.name.ends_with("two-block") {
                continue;
            }
            let question = question(format, &folder.join(&file));
            let solver = if few(&file) { &mut long } else { &mut short };
            let (length, bound) = solved(&mut **solver, &question);
            let said = format!("{file} {}: {bound} {optimum} {length}", format.name);
            assert!(bound <= optimum && optimum <= length, "{said}");
            assert!(!few(&file) || bound == length, "{said}");
        }
    }
}
