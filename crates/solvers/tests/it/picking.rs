//! Exact pick routes against the published optima of the single-picker-routing instances.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use domain::decision::Decision;
use domain::decision::pick_route::{Ground, PickRoute, PickRouteQuestion};
use domain::rng::{Purpose, Streams};
use domain::store::Slot;
use solvers::formats::{Listing, sprp};

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
    let entry =
        solvers::pick_route::SOLVERS.entries.iter().find(|entry| entry.name == "aisle_dp").unwrap();
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
fn orders_of_scattered_articles_are_solved_as_published() {
    let Some(folder) = folder("sprp_ss") else { return };
    let mut solver = exact(4_000);
    for (file, optima) in table(&folder) {
        for (format, optimum) in
            [&sprp::SCATTERED, &sprp::SCATTERED_TWO_BLOCK].into_iter().zip(optima)
        {
            if !is_optimum(&file, format) {
                continue;
            }
            let question = question(format, &folder.join(&file));
            let found = solved(&mut *solver, &question);
            assert_eq!(found, (optimum, optimum), "{file} {}", format.name);
        }
    }
}

/// Whether the published value is the optimum of the file as it is. Those of varying demands in two
/// blocks are not, see the test below.
fn is_optimum(file: &str, format: &Listing<PickRouteQuestion<'static>>) -> bool {
    !(file.starts_with("varying") && format.name.ends_with("two-block"))
}

#[test]
fn some_values_published_for_varying_demands_in_two_blocks_are_below_every_walk() {
    let Some(folder) = folder("sprp_ss") else { return };
    let file = "varying_F5_m10_C30_a3_0.txt";
    let (_, [_, published]) = table(&folder).into_iter().find(|row| row.0 == file).unwrap();
    let question = question(&sprp::SCATTERED_TWO_BLOCK, &folder.join(file));
    assert_eq!(published, 44.0);
    assert_eq!(shortest_of_all(&question, published), None);
    assert_eq!(shortest_of_all(&question, 60.0), Some(50.0));
    assert_eq!(solved(&mut *exact(100), &question), (50.0, 50.0));
}

/// The length of a shortest walk that fetches what is wanted by trying all that are no longer than
/// `most`: from place to place, each set of places visited and the last of them by the shortest way.
fn shortest_of_all(question: &PickRouteQuestion<'_>, most: f64) -> Option<f64> {
    let Ground::Aisles { plan, depot } = question.ground else { panic!("no aisles") };
    let middle = plan.length.0 / 2;
    let walk = |a: Slot, b: Slot| {
        if a.aisle == b.aisle {
            return a.depth.0.abs_diff(b.depth.0);
        }
        let by = |cross: u64| a.depth.0.abs_diff(cross) + b.depth.0.abs_diff(cross);
        let along = [0, middle, plan.length.0].map(by).into_iter().min().unwrap();
        u64::from(a.aisle.abs_diff(b.aisle)) * plan.pitch.0 + along
    };
    let is_enough = |visited: u64| {
        let mut wanted = question.wanted.to_vec();
        for (at, stop) in question.stops.iter().enumerate() {
            let wanted = &mut wanted[usize::from(stop.line)];
            *wanted = wanted.saturating_sub(if visited >> at & 1 == 1 { stop.quantity } else { 0 });
        }
        wanted.iter().all(|wanted| *wanted == 0)
    };
    let most = (1_000.0 * most) as u64;
    let mut least = None;
    let mut walks = BTreeMap::from([((0_u64, u16::MAX), 0)]);
    while !walks.is_empty() {
        let mut longer = BTreeMap::new();
        for (&(visited, last), &length) in &walks {
            let from = question.stops.get(usize::from(last)).map_or(depot, |stop| stop.slot);
            let closed = length + walk(from, depot);
            if is_enough(visited) && least.is_none_or(|least| closed < least) {
                least = Some(closed);
            }
            for (at, stop) in (0..).zip(question.stops.iter()) {
                let length = length + walk(from, stop.slot);
                if visited >> at & 1 == 0 && length + walk(stop.slot, depot) <= most {
                    let known = longer.entry((visited | 1 << at, at)).or_insert(length);
                    *known = length.min(*known);
                }
            }
        }
        walks = longer;
    }
    least.map(|least| least as f64 / 1_000.0)
}
