//! Files against the counts that others found in them, and damaged files against a clear refusal.

use std::fs;
use std::path::{Path, PathBuf};

use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef as _;
use proptest::prelude::*;

use super::*;
use crate::error::RoadsError;

/// A file of the public data, where it is at hand.
fn data(name: &str) -> Option<PathBuf> {
    let found =
        std::env::var_os("DARKSTORE_DATA").map(|root| PathBuf::from(root).join("geo").join(name));
    if found.is_none() {
        println!("skipped: DARKSTORE_DATA is not set");
    }
    found
}

/// A file with this content for the length of a test.
struct Written(PathBuf);

impl Written {
    fn new(name: &str, content: impl AsRef<[u8]>) -> Self {
        let folder = std::env::temp_dir().join(format!("roads-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join(name);
        fs::write(&path, content).unwrap();
        Self(path)
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        // A file that cannot be removed harms nobody.
        let _ = fs::remove_file(&self.0);
    }
}

fn is_close(value: f64, expected: f64, share: f64) -> bool {
    (value / expected - 1.0).abs() <= share
}

#[test]
fn bengaluru_has_the_streets_that_its_description_counts() {
    let Some(path) = data("bengaluru-roads/bengaluru_drive.osm.pbf") else { return };
    let extract = osm_pbf::read(&path).unwrap();
    assert_eq!((extract.nodes_seen(), extract.ways_seen()), (56_601, 18_124));
    let (every_node, _) = extract.every_node(&path).unwrap();
    let (strong, _) = every_node.strong_part();
    let before = strong.describe();
    println!("node by node: {before}");
    // Described: 54,779 nodes, 119,520 directed edges.
    assert!(is_close(before.junctions as f64, 54_779.0, 0.002), "{before}");
    assert!(is_close(before.streets as f64, 119_520.0, 0.002), "{before}");
    let after = osm_pbf(&path).unwrap().describe();
    println!("merged: {after}");
    // Described: 4,261 km. Merging loses none of them.
    assert!(is_close(after.total_km(), before.total_km(), 1e-9), "{after}");
    assert!(is_close(after.total_km(), 4_261.0, 0.002), "{after}");
    assert!(after.junctions < 29_374 && after.streets < 77_195, "{after}");
    // The description counts the ends of ways as junctions; with them kept, so do we.
    let ends = extract.way_ends(&path).unwrap().describe();
    println!("ends of ways kept: {ends}");
    assert!(is_close(ends.junctions as f64, 29_374.0, 0.01), "{ends}");
    assert!(is_close(ends.streets as f64, 77_195.0, 0.01), "{ends}");
}

#[test]
fn central_bengaluru_agrees_with_an_independent_build() {
    let Some(path) = data("bengaluru-roads/central_bengaluru_osmnx.graphml.gz") else { return };
    let (whole, is_simplified) = graphml::read(&path).unwrap();
    let whole = whole.describe();
    println!("{whole}");
    assert!(is_simplified);
    // 6,401 directed edges, of which one has `access` = no.
    assert_eq!((whole.junctions, whole.streets), (2_657, 6_400));
    assert!(is_close(whole.total_km(), 383.1, 0.002), "{whole}");
    let strong = graphml(&path).unwrap();
    assert_eq!(strong.graph.node_count(), 2_657);
    // Streets whose two ends are junctions of the younger extract too, within 2 m: almost all of
    // them have a twin there of the same length.
    let Some(pbf) = data("bengaluru-roads/bengaluru_drive.osm.pbf") else { return };
    let city = osm_pbf(&pbf).unwrap();
    let snapper = crate::snap::Snapper::new(&city);
    let twin = |node: NodeIndex| {
        let at = strong.plane.unproject(strong.graph[node].point);
        let (twin, gap) = snapper.nearest(city.plane.project(at)).unwrap();
        (gap.as_m() < 2.0).then(|| NodeIndex::new(twin.index()))
    };
    let (mut shared, mut alike) = (0, 0);
    for edge in strong.graph.edge_references() {
        if let (Some(from), Some(to)) = (twin(edge.source()), twin(edge.target())) {
            shared += 1;
            let length = edge.weight().length.as_m();
            alike +=
                i32::from(city.graph.edges_connecting(from, to).any(|twin| {
                    (twin.weight().length.as_m() - length).abs() < 0.5 + 0.01 * length
                }));
        }
    }
    println!("{shared} streets between shared junctions, {alike} of them alike");
    assert!(shared > 2_000 && alike * 20 > shared * 19, "{alike} of {shared}");
}

#[test]
fn porto_alegre_has_about_the_streets_that_its_description_counts() {
    let Some(path) = data("portoalegre/poa_osm.pbf") else { return };
    let extract = osm_pbf::read(&path).unwrap();
    assert_eq!((extract.nodes_seen(), extract.ways_seen()), (43_264, 16_032));
    let merged = extract.network(&path).unwrap().describe();
    let ends = extract.way_ends(&path).unwrap().describe();
    println!("merged: {merged}\nends of ways kept: {ends}");
    // Described for cars: 13,808 junctions, 31,027 directed edges, 2,599 km.
    assert!(is_close(merged.total_km(), 2_599.0, 0.03), "{merged}");
    // The description lets cars into the aisles of car parks, which we leave out.
    assert!(is_close(ends.junctions as f64, 13_808.0, 0.06), "{ends}");
    assert!(is_close(ends.streets as f64, 31_027.0, 0.06), "{ends}");
}

#[test]
fn monaco_is_read_whole() {
    let Some(path) = data("monaco/monaco.osm.gz") else { return };
    let extract = osm_xml::read(&path).unwrap();
    assert_eq!((extract.nodes_seen(), extract.ways_seen()), (13_739, 1_944));
    // None of its 77 relations is a turn restriction.
    assert_eq!(extract.restricted_turns(), 0);
    let size = extract.network(&path).unwrap().describe();
    println!("{size}");
    assert!(size.junctions > 300 && size.total_km() > 60.0, "{size}");
}

#[test]
fn people_add_up_to_what_the_descriptions_say() {
    for (name, wards_seen, people) in [
        ("bengaluru-wards/gba_369_wards_2025.kml.gz", 369, 8_402_887.0),
        ("bengaluru-wards/bbmp_198_wards.geojson.gz", 198, 5_840_155.0),
        ("portoalegre/poa_hexgrid.csv", 1_227, 812_935.0),
    ] {
        let Some(path) = data(name) else { return };
        let wards = wards(&path, None).unwrap();
        assert_eq!(wards.len(), wards_seen, "{name}");
        assert_eq!(wards.iter().map(|ward| ward.population).sum::<f64>(), people, "{name}");
        let inside =
            wards.iter().filter(|ward| ward.centre().is_some_and(|at| ward.contains(at))).count();
        // Centres of crescent-shaped wards may lie outside.
        assert!(inside * 20 > wards_seen * 19, "{name}: {inside} centres inside");
    }
}

#[test]
fn hexagons_around_cell_centres_tile_the_city() {
    let Some(path) = data("portoalegre/poa_hexgrid.csv") else { return };
    let cells = wards(&path, None).unwrap();
    let mut hits = [0_u32; 3];
    for (i, j) in (0..60).flat_map(|i| (0..60).map(move |j| (i, j))) {
        // A box inside the city.
        let at = domain::geo::GeoPoint {
            lon: -51.20 + 0.03 * f64::from(i) / 60.0,
            lat: -30.07 + 0.03 * f64::from(j) / 60.0,
        };
        let covers = cells.iter().filter(|cell| cell.contains(at)).count();
        hits[covers.min(2)] += 1;
    }
    // Cells where nobody lives and nothing stands are missing from the table.
    assert!(hits[1] > 3_000 && hits[2] < 20, "in no, one, two cells: {hits:?}");
}

const SMALL_OSM: &str = r#"<?xml version="1.0"?>
<osm version="0.6">
 <node id="1" lat="12.90" lon="77.50"/><node id="2" lat="12.90" lon="77.51"/>
 <node id="3" lat="12.91" lon="77.51"/><node id="4" lat="12.91" lon="77.50"/>
 <node id="5" lat="12.92" lon="77.50"><tag k="barrier" v="gate"/><tag k="access" v="private"/></node>
 <node id="6" lat="12.93" lon="77.50"/>
 <way id="10"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="primary"/></way>
 <way id="11"><nd ref="3"/><nd ref="4"/><nd ref="1"/><tag k="highway" v="residential"/><tag k="name" v="A &amp; B"/></way>
 <way id="12"><nd ref="4"/><nd ref="5"/><nd ref="6"/><tag k="highway" v="residential"/></way>
 <way id="13"><nd ref="2"/><nd ref="999"/><nd ref="4"/><tag k="highway" v="residential"/></way>
 <relation id="20"><member type="node" ref="2" role="via"/><tag k="type" v="restriction"/></relation>
</osm>"#;

#[test]
fn a_small_file_gives_the_streets_one_counts_by_hand() {
    let file = Written::new("small.osm", SMALL_OSM);
    let network = network(&file.0).unwrap();
    // 1 and 3 stay because class changes, 2 because turns are restricted there; 4 is merged, for
    // the way behind the gate is shut and the way over the missing node is cut.
    assert_eq!((network.graph.node_count(), network.graph.edge_count()), (3, 6));
    let (tall, wide) = (1_111.95, 1_083.85);
    let km = network.describe().km;
    assert!(is_close(km[1], 2.0 * (tall + wide) / 1e3, 1e-3), "{km:?}");
    assert!(is_close(km[4], 2.0 * (tall + wide) / 1e3, 1e-3), "{km:?}");
}

/// The message for a file of this content, read by `read`.
fn refusal<T>(
    name: &str,
    content: impl AsRef<[u8]>,
    read: impl Fn(&Path) -> Result<T, RoadsError>,
) -> String {
    let file = Written::new(name, content);
    let message = read(&file.0).err().map_or_else(|| "accepted".into(), |error| error.to_string());
    message.rsplit_once(name).map_or(message.clone(), |(_, rest)| rest.to_owned())
}

#[test]
fn faulty_street_files_are_refused_with_their_place() {
    let cases = [
        ("cut.osm", SMALL_OSM[..700].to_owned(), "at byte"),
        (
            "nan.osm",
            SMALL_OSM.replace("lat=\"12.91\"", "lat=\"NaN\""),
            "latitude NaN, allowed -90 to 90",
        ),
        ("far.osm", SMALL_OSM.replace("77.51", "277.51"), "longitude 277.51, allowed -180 to 180"),
        ("wide.osm", SMALL_OSM.replace("77.51", "97.51"), "span 20.0 degrees"),
        ("word.osm", SMALL_OSM.replace("ref=\"2\"", "ref=\"two\""), "`ref` of `nd` is `two`"),
        ("none.osm", SMALL_OSM.replace("highway", "waterway"), "holds no street"),
        ("empty.osm", String::new(), "ends before"),
        ("html.osm", "<html></html>".into(), "begins with `html`"),
        ("pairs.osm", SMALL_OSM.replace("</way>", "</why>"), "at byte"),
        ("streets.shp", String::new(), "allowed are .osm.pbf"),
        ("plain.osm.gz", SMALL_OSM.to_owned(), "cannot be read on"),
        ("text.osm.pbf", SMALL_OSM.to_owned(), "block header of 1010792557 bytes"),
    ];
    for (name, content, expected) in cases {
        let message = refusal(name, content, network);
        assert!(message.contains(expected), "{name}{message}");
    }
    assert!(matches!(network(Path::new("absent.osm")), Err(RoadsError::Unreadable { .. })));
}

#[test]
fn faulty_ward_files_are_refused_with_their_place() {
    let square = |people: &str, lon: &str| {
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"name":"A","TOT_P":{people}}},
            "geometry":{{"type":"Polygon","coordinates":[[[0,0],[{lon},0],[1,1],[0,0]]]}}}}]}}"#
        )
    };
    let kml = |people: &str, corner: &str| {
        format!(
            "<kml><Placemark><ExtendedData><Data name=\"TOT_P\"><value>{people}</value></Data></ExtendedData>\
             <Polygon><outerBoundaryIs><LinearRing><coordinates>0,0 1,0 {corner}</coordinates>\
             </LinearRing></outerBoundaryIs></Polygon></Placemark></kml>"
        )
    };
    let cases = [
        ("good.geojson", square("12", "1"), "accepted"),
        ("null.geojson", square("null", "1"), "feature 1: `TOT_P` is ``"),
        ("less.geojson", square("-1", "1"), "feature 1: `TOT_P` is `-1`"),
        ("far.geojson", square("12", "181"), "feature 1: longitude 181"),
        ("cut.geojson", square("12", "1")[..90].to_owned(), ": "),
        (
            "other.geojson",
            square("12", "1").replace("TOT_P", "houses"),
            "properties are houses, name",
        ),
        ("good.kml", kml("7", "1,1"), "accepted"),
        ("nan.kml", kml("7", "NaN,1"), "longitude NaN"),
        ("short.kml", kml("7", "1"), "position `1` is not"),
        ("blank.kml", kml("", "1,1"), "feature 1"),
        ("good.csv", "lon,lat,population\n1,1,5\n1.01,1,\n".into(), "accepted"),
        ("nan.csv", "lon,lat,population\n1,1,5\n1,NaN,5\n".into(), "line 3: latitude NaN"),
        ("blank.csv", "lon,lat,population\n1,1,5\n,1,5\n".into(), "line 3: `lon` is ``"),
        ("ragged.csv", "lon,lat,population\n1,1\n".into(), "line 2"),
        ("header.csv", "x,y\n1,1\n".into(), "line 1: no column `lon`"),
    ];
    for (name, content, expected) in cases {
        let message = refusal(name, content, |path| wards(path, None));
        assert!(message.contains(expected), "{name}{message}");
    }
    let asked = refusal("asked.geojson", square("12", "1"), |path| wards(path, Some("people")));
    assert!(asked.contains("no population under `people`"), "{asked}");
}

#[test]
fn files_that_end_early_are_refused() {
    for (name, read) in [
        ("bengaluru-roads/bengaluru_drive.osm.pbf", network as fn(&Path) -> _),
        ("monaco/monaco.osm.gz", network),
        ("bengaluru-roads/central_bengaluru_osmnx.graphml.gz", network),
    ] {
        let Some(path) = data(name) else { return };
        let whole = fs::read(&path).unwrap();
        let file_name = path.file_name().unwrap().to_string_lossy().into_owned();
        for part in 1..8 {
            let cut = &whole[..whole.len() * part / 8];
            let message = refusal(&file_name, cut, read);
            assert!(message.contains("at byte"), "{name} cut to {part}/8{message}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Blocks that nobody packed, their sizes made up.
    #[test]
    fn noise_is_no_map(bytes in proptest::collection::vec(any::<u8>(), 1..400), size in 0_u8..200) {
        let mut content = vec![0, 0, 0, size];
        content.extend(&bytes);
        let message = refusal("noise.osm.pbf", &content, network);
        prop_assert!(message != "accepted");
    }

    #[test]
    fn a_changed_byte_is_an_error_or_harmless(at in 0_usize..SMALL_OSM.len(), byte in any::<u8>()) {
        let mut content = SMALL_OSM.as_bytes().to_vec();
        content[at] = byte;
        let file = Written::new("changed.osm", &content);
        if let Ok(network) = network(&file.0) {
            prop_assert!(network.graph.node_count() <= 6);
        }
    }
}
