//! Public files of sites and customers: their sizes, and prices of layouts that are known.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use domain::decision::placement::{Placed, PlacementQuestion, Service, price};
use experiments::solve::{Format, Question};
use solvers::formats::Asking;

/// The folder of a set; `None` where the public data are not at hand.
fn folder(set: &str) -> Option<PathBuf> {
    let Some(data) = std::env::var_os("DARKSTORE_DATA").filter(|data| !data.is_empty()) else {
        println!("skipped: DARKSTORE_DATA is not set");
        return None;
    };
    Some(Path::new(&data).join("placement").join(set))
}

fn read(file: &Path, format: &str, asking: &Asking) -> PlacementQuestion<'static> {
    let format = Format::named(format, "placement").unwrap();
    let reader = Box::new(BufReader::new(File::open(file).unwrap()));
    let mut posing = format.read(reader, "it", asking).unwrap();
    let posed = posing.next().unwrap().unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let Question::Read(question) = posed.question else { panic!("it is read") };
    *question.downcast().unwrap()
}

fn asking(model: &str, sites: Option<u32>, radius: Option<f64>) -> Asking {
    Asking { model: Some(model.into()), sites, radius, ..Asking::default() }
}

/// Rows of the set's table, by heading.
fn rows(folder: &Path) -> Vec<std::collections::BTreeMap<String, String>> {
    let text = std::fs::read_to_string(folder.join("bestknown.csv")).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned));
    let heads: Vec<String> = lines.next().unwrap().collect();
    lines.map(|line| heads.iter().cloned().zip(line).collect()).collect()
}

fn found(folder: &Path, name: &str) -> PathBuf {
    let endings = ["txt", "txt.gz", "tsp", "tsp.gz"];
    let files = endings.map(|ending| folder.join(format!("{name}.{ending}")));
    files.into_iter().find(|file| file.is_file()).unwrap()
}

#[test]
fn files_have_as_many_sites_and_customers_as_the_tables_of_their_values_say() {
    for (set, format, model, heads) in [
        ("pmed", "orlib-pmed", "p_median", ["vertices", "vertices"]),
        ("ufl-orlib", "orlib-cap", "uncapacitated", ["sites", "customers"]),
        ("ufl-m", "orlib-cap", "uncapacitated", ["sites", "customers"]),
        ("sscflp-holmberg", "sscflp-holmberg", "single_source", ["sites", "customers"]),
        ("sscflp-yang", "sscflp-yang", "single_source", ["sites", "customers"]),
        ("sscflp-tbed1", "sscflp-tbed1", "single_source", ["sites", "customers"]),
        ("pmedcap", "pmedcap", "single_source", ["customers", "customers"]),
        ("tsplib-pmedian", "tsplib", "p_median", ["points", "points"]),
        ("mclp", "mclp", "max_covering", ["sites", "customers"]),
    ] {
        let Some(folder) = folder(set) else { return };
        let mut last = String::new();
        for row in rows(&folder) {
            if row["instance"] == last {
                continue;
            }
            last.clone_from(&row["instance"]);
            let is_globe = last.starts_with("Manhattan") || last.starts_with("San");
            let format = if is_globe { "mclp-latlon" } else { format };
            let radius = (set == "mclp").then_some(1.0);
            // The file says how many sites are to open, or the table does, or nobody.
            let asked = match format {
                "orlib-pmed" | "pmedcap" => None,
                _ => row.get("p").map(|p| p.parse().unwrap()),
            };
            let question = read(&found(&folder, &last), format, &asking(model, asked, radius));
            let counted = [question.candidates.len(), question.weights.len()];
            assert_eq!(
                counted.map(|count| count.to_string()),
                heads.map(|head| row[head].clone()),
                "{last}"
            );
            assert_eq!(question.sites.map(|p| p.to_string()).as_ref(), row.get("p"), "{last}");
            question.admit().unwrap();
        }
    }
}

/// The value of the best layout with two sites, found by trying all pairs.
fn best_pair(question: &PlacementQuestion<'_>, least: bool) -> f64 {
    let sites = question.candidates.len() as u32;
    let pairs = (0..sites).flat_map(|a| (a + 1..sites).map(move |b| vec![a, b]));
    let values = pairs.map(|open| price(&Placed::nearest(open), question).unwrap().value);
    if least { values.reduce(f64::min).unwrap() } else { values.reduce(f64::max).unwrap() }
}

#[test]
fn published_optima_are_met_where_all_layouts_can_be_tried() {
    let Some(mclp) = folder("mclp") else { return };
    let covering =
        read(&mclp.join("SJC324.txt"), "mclp", &asking("max_covering", Some(2), Some(800.0)));
    assert_eq!(best_pair(&covering, false), 8790.0);
}

/// Every set of warehouses: sixteen are 65,535 sets.
#[test]
fn the_published_optimum_of_sixteen_warehouses_is_the_best_of_all_sets() {
    let Some(folder) = folder("ufl-orlib") else { return };
    let question =
        read(&folder.join("cap71.txt"), "orlib-cap", &asking("uncapacitated", None, None));
    let sets = (1..1_u32 << 16).map(|set| (0..16).filter(|site| set >> site & 1 == 1).collect());
    let values = sets.map(|open| price(&Placed::nearest(open), &question).unwrap().value);
    assert!((values.reduce(f64::min).unwrap() - 932_615.75).abs() < 1e-6);
}

/// Both layouts of capacitated files hold the same warehouses, and would be read for each other
/// without complaint: the same layout has the same price in both.
#[test]
fn the_same_problem_reads_alike_site_by_site_and_customer_by_customer() {
    let Some(cflp) = folder("cflp-orlib") else { return };
    let Some(ufl) = folder("ufl-orlib") else { return };
    // cap91 and cap101 differ in capacity alone.
    let by_site = read(&cflp.join("cap91.txt"), "cflp-orlib", &asking("single_source", None, None));
    let by_customer =
        read(&ufl.join("cap101.txt"), "orlib-cap", &asking("single_source", None, None));
    assert_eq!(by_site.sizes, by_customer.sizes);
    let nearest = |question: &PlacementQuestion<'_>| -> Vec<u32> {
        let of = |point: usize| {
            let distance = |site: &u32| question.distance(point, *site as usize).unwrap();
            (0..25_u32).min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap()
        };
        (0..50).map(of).collect()
    };
    let serves = nearest(&by_site);
    let placed = Placed { open: (0..25).collect(), service: Service::Single(serves) };
    let values = [&by_site, &by_customer].map(|q| price(&placed, q).unwrap().value);
    assert!((values[0] - values[1]).abs() < 1e-6 * values[0], "{values:?}");
}
