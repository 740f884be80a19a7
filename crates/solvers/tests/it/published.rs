//! Placement strategies on public instances, against published optima.

use std::path::PathBuf;

use domain::decision::placement::{Placement, PlacementQuestion, price};
use domain::rng::{Purpose, Streams};
use solvers::formats::{Asking, Format, orlib_cap, orlib_pmed};
use solvers::registry::{Choice, solver};

/// A public instance, where the data are at hand.
fn instance(
    format: &Format,
    file: &str,
    model: Option<&str>,
) -> Option<PlacementQuestion<'static>> {
    let Some(root) = std::env::var_os("DARKSTORE_DATA") else {
        println!("skipped: DARKSTORE_DATA is not set");
        return None;
    };
    let path = PathBuf::from(root).join("placement").join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    let asking = Asking { model: model.map(Into::into), ..Asking::default() };
    Some(format.read(&text, &asking).unwrap())
}

/// What `swap` reaches within so many million links.
fn swap(question: &PlacementQuestion<'_>, work_m: i64) -> f64 {
    let params = toml::Table::from_iter([("work_m".into(), work_m.into())]);
    let choice = Choice { name: "swap".into(), params };
    let mut solver = solver::<dyn Placement>(&choice).unwrap().solver;
    let mut rng = Streams::new(1, 0).open(Purpose::Test, 0);
    let placed = solver.place(question, &mut rng);
    placed.check(question).unwrap();
    assert!(solver.bound().is_none());
    price(&placed, question).unwrap().value
}

#[test]
fn swaps_reach_the_optima_of_medians_on_graphs() {
    let optima = [("pmed1", 5_819.0), ("pmed5", 1_355.0), ("pmed7", 5_631.0), ("pmed15", 1_729.0)];
    for (name, optimum) in optima {
        let file = format!("pmed/{name}.txt");
        let Some(question) = instance(&orlib_pmed::FORMAT, &file, Some("p_median")) else { return };
        assert_eq!(swap(&question, 20), optimum, "{name}");
    }
}

#[test]
fn swaps_reach_the_optima_of_uncapacitated_location() {
    let optima = [
        ("ufl-orlib/cap71.txt", 932_615.750),
        ("ufl-orlib/cap103.txt", 893_782.112),
        ("ufl-orlib/cap131.txt", 793_439.562),
        ("ufl-orlib/cap133.txt", 893_076.712),
    ];
    for (file, optimum) in optima {
        let question = instance(&orlib_cap::FORMAT, file, Some("uncapacitated"));
        let Some(question) = question else { return };
        let found = swap(&question, 20);
        assert!((found - optimum).abs() <= 1e-6 * optimum, "{file}: {found}");
    }
}
