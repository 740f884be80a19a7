//! Exact bags on public instances, against published and proved optima.

use std::path::PathBuf;

use domain::decision::Solver;
use domain::decision::bagging::{self, Bagging, BaggingQuestion};
use domain::rng::{Purpose, Streams};
use solvers::bagging::exact::{Config, Exact};
use solvers::formats::{Listing, bags, bpp, bppc};

type Format = Listing<BaggingQuestion<'static>>;

/// A folder of the public data, where they are at hand.
fn folder(name: &str) -> Option<PathBuf> {
    let root = std::env::var_os("DARKSTORE_DATA");
    if root.is_none() {
        println!("skipped: DARKSTORE_DATA is not set");
    }
    Some(PathBuf::from(root?).join("packing").join(name))
}

/// The rows of a folder's table: one column as a name, another as a number of bags.
fn known(folder: &std::path::Path, name: &str, best: &str) -> Vec<(String, f64)> {
    let text = std::fs::read_to_string(folder.join("bestknown.csv")).unwrap();
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    let at = |column: &str| head.iter().position(|head| *head == column).unwrap();
    let (name, best) = (at(name), at(best));
    let row = |line: &str| {
        let fields: Vec<&str> = line.split(',').collect();
        (fields[name].to_owned(), fields[best].parse().unwrap())
    };
    lines.map(row).collect()
}

/// Bags and bound; the answer is checked.
fn packed(solver: &mut Exact, question: &BaggingQuestion<'_>) -> (f64, f64) {
    let bags = solver.pack(question, &mut Streams::new(1, 0).open(Purpose::Test, 0));
    bagging::check(&bags, question).unwrap();
    (bags.len() as f64, solver.bound().unwrap())
}

/// All files of a folder are proved, at the value that is known to be the best.
fn proves_all(name: &str, format: &Format) {
    let Some(folder) = folder(name) else { return };
    let mut solver = Exact::new(Config::default());
    for (instance, best) in known(&folder, "instance", "best") {
        let instance = instance.trim_end_matches(".txt");
        let text = std::fs::read_to_string(folder.join(format!("{instance}.txt"))).unwrap();
        let read = (format.read)(&text).unwrap();
        assert_eq!(packed(&mut solver, &read[0].question), (best, best), "{instance}");
    }
}

#[test]
fn uniform_items_of_falkenauer_are_proved() {
    proves_all("bpplib/falkenauer_u", &bpp::FORMAT);
}

#[test]
fn sets_of_scholl_and_schwerin_are_proved() {
    ["bpplib/scholl1", "bpplib/schwerin"].into_iter().for_each(|set| proves_all(set, &bpp::FORMAT));
}

#[test]
fn items_with_conflicts_are_proved() {
    proves_all("bppc", &bppc::FORMAT);
}

#[test]
fn grocery_baskets_are_proved() {
    let Some(folder) = folder("bags") else { return };
    let text = std::fs::read_to_string(folder.join("baskets.txt")).unwrap();
    let baskets = (bags::FORMAT.read)(&text).unwrap();
    let known = known(&folder, "line", "bags_opt");
    assert_eq!(baskets.len(), known.len());
    let mut solver = Exact::new(Config::default());
    for (basket, (line, best)) in baskets.iter().zip(known) {
        assert_eq!(basket.name.as_ref(), Some(&line));
        assert_eq!(packed(&mut solver, &basket.question), (best, best), "basket {line}");
    }
}
