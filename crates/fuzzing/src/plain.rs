//! Scenarios, experiments, suites, baselines, and files of streets, people and goods.

use std::path::{Path, PathBuf};

use experiments::bench::Baseline;
use roads::import;
use scenarios::public::{instacart, sku_list};
use scenarios::{experiment, suite};

use crate::reader::{Reader, scratch};

/// All of them.
pub(crate) fn readers() -> Vec<Reader> {
    vec![
        text("scenario", |text| scenarios::parse("it", text, &[]).is_ok()),
        text("experiment", |text| experiment::parse_experiment("it", text).is_ok()),
        text("suite", |text| suite::parse_suite("it", text).is_ok()),
        text("baseline", |text| Baseline::read("it", text).is_ok()),
        Reader::of_file("zepto", "skus.csv", |file| sku_list::read(file).is_ok()),
        Reader::of_file("bigbasket", "skus.csv", |file| sku_list::read(file).is_ok()),
        baskets(),
        Reader::of_file("areas-csv", "areas.csv", |file| import::areas(file).is_ok()),
        Reader::of_file("wards-geojson", "wards.geojson", wards),
        Reader::of_file("wards-kml", "wards.kml", wards),
        Reader::of_file("osm-xml", "streets.osm", |file| import::osm_xml(file).is_ok()),
        Reader::of_file("graphml", "streets.graphml", |file| import::graphml(file).is_ok()),
    ]
}

/// A reader of text; a file that is none is refused before.
fn text(name: &str, read: fn(&str) -> bool) -> Reader {
    Reader::of(name, move |bytes| std::str::from_utf8(bytes).is_ok_and(read))
}

fn wards(file: &Path) -> bool {
    import::wards(file, Some("pop")).is_ok() | import::wards(file, None).is_ok()
}

/// Observed baskets, beside sound lists of what is in them.
fn baskets() -> Reader {
    let folder = scratch("instacart");
    let write = |name: &str, text: &str| {
        std::fs::write(folder.join(name), text).expect("a temporary file can be written");
    };
    write("aisles.csv", "aisle_id,aisle\n84,milk\n112,bread\n");
    write("departments.csv", "department_id,department\n16,dairy eggs\n3,bakery\n");
    write(
        "products.csv",
        "product_id,product_name,aisle_id,department_id\n10,Milk,84,16\n11,Bread,112,3\n",
    );
    let file: PathBuf = folder.join("baskets.csv");
    Reader::of("instacart", move |bytes| {
        std::fs::write(&file, bytes).expect("a temporary file can be written");
        instacart::ObservedBaskets::read(&file).is_ok()
    })
}
