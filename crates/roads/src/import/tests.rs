//! Files against the counts that others found in them, and damaged files against a clear refusal.

use std::fs;
use std::path::{Path, PathBuf};

use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef as _;
use proptest::prelude::*;

use super::source::Source;
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
    let extract = osm::Extract::read(&path).unwrap();
    assert_eq!((extract.nodes_seen(), extract.ways_seen()), (56_601, 18_124));
    assert_eq!(extract.restricted_turns(), 0);
    let every_node = extract.every_node(&path).unwrap();
    let (strong, _) = every_node.network.strong_part();
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
    let graphml::Graph { network, is_simplified } = graphml::read(Source::of(&path)).unwrap();
    let whole = network.describe();
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
    // Speed limits cut streets that the graph holds in one piece.
    assert!(shared > 2_000 && alike * 100 > shared * 94, "{alike} of {shared}");
}

#[test]
fn porto_alegre_has_about_the_streets_that_its_description_counts() {
    let Some(path) = data("portoalegre/poa_osm.pbf") else { return };
    let extract = osm::Extract::read(&path).unwrap();
    assert_eq!((extract.nodes_seen(), extract.ways_seen()), (43_264, 16_032));
    assert_eq!(extract.restricted_turns(), 0);
    let merged = extract.network(&path).unwrap().network.describe();
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
    let extract = osm::Extract::read(&path).unwrap();
    assert_eq!((extract.nodes_seen(), extract.ways_seen()), (13_739, 1_944));
    // None of its 77 relations is a turn restriction.
    assert_eq!(extract.restricted_turns(), 0);
    let size = extract.network(&path).unwrap().network.describe();
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

/// A ring of four streets with a street across, which carries `tags`.
fn cut_ring(tags: &str) -> String {
    format!(
        r#"<osm version="0.6">
 <node id="1" lat="12.900" lon="77.500"/><node id="2" lat="12.900" lon="77.510"/>
 <node id="3" lat="12.910" lon="77.510"/><node id="4" lat="12.910" lon="77.500"/>
 <way id="10"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/><tag k="highway" v="residential"/></way>
 <way id="11"><nd ref="1"/><nd ref="3"/>{tags}</way>
</osm>"#
    )
}

/// The same as a graph of directed edges; `data` are the names and values of the cut.
fn cut_graph(data: &[(&str, &str)]) -> String {
    let keys: String = data
        .iter()
        .map(|(name, _)| format!("<key id=\"{name}\" for=\"edge\" attr.name=\"{name}\"/>"))
        .collect();
    let edge = |a: u32, b: u32, data: &[(&str, &str)]| -> String {
        let data: String = data
            .iter()
            .map(|(name, value)| format!("<data key=\"{name}\">{value}</data>"))
            .collect();
        format!("<edge source=\"{a}\" target=\"{b}\">{data}</edge>")
    };
    let ring: &[(&str, &str)] = &[("highway", "residential"), ("reversed", "False")];
    let mut edges: String = [(1, 2), (2, 3), (3, 4), (4, 1)]
        .into_iter()
        .flat_map(|(a, b)| [edge(a, b, ring), edge(b, a, ring)])
        .collect();
    for (a, b, reversed) in [(1, 3, "False"), (3, 1, "True")] {
        edges.push_str(&edge(a, b, &[data, &[("reversed", reversed)]].concat()));
    }
    format!(
        "<graphml><key id=\"x\" for=\"node\" attr.name=\"x\"/><key id=\"y\" for=\"node\" attr.name=\"y\"/>\
         <key id=\"reversed\" for=\"edge\" attr.name=\"reversed\"/>\
         <key id=\"simplified\" for=\"graph\" attr.name=\"simplified\"/>{keys}\
         <graph edgedefault=\"directed\"><data key=\"simplified\">False</data>\
         <node id=\"1\"><data key=\"x\">77.5</data><data key=\"y\">12.9</data></node>\
         <node id=\"2\"><data key=\"x\">77.51</data><data key=\"y\">12.9</data></node>\
         <node id=\"3\"><data key=\"x\">77.51</data><data key=\"y\">12.91</data></node>\
         <node id=\"4\"><data key=\"x\">77.5</data><data key=\"y\">12.91</data></node>{edges}</graph></graphml>"
    )
}

fn streets_in(name: &str, content: &str) -> usize {
    let imported = streets_of(name, content.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
    imported.network.describe().streets
}

#[test]
fn a_graph_and_a_map_with_the_same_tags_have_the_same_streets() {
    // Two loops where the cut is shut, five streets where it is one-way, else six.
    let cases: &[(&[(&str, &str)], usize)] = &[
        (&[], 6),
        (&[("motorcycle", "no")], 2),
        (&[("access", "no"), ("motorcycle", "yes")], 6),
        (&[("vehicle", "no")], 2),
        (&[("motor_vehicle", "no"), ("motorcycle", "yes")], 6),
        (&[("access", "private")], 2),
        (&[("service", "parking_aisle")], 2),
        (&[("service", "drive-through")], 2),
        (&[("area", "yes")], 2),
        (&[("motor_vehicle", "agricultural;forestry")], 2),
        (&[("vehicle", "forestry;agricultural")], 2),
        (&[("access", "private;emergency")], 2),
        (&[("access", "private;destination")], 6),
        (&[("motor_vehicle:backward", "no")], 5),
        (&[("vehicle:forward", "no")], 5),
        (&[("motorcycle:backward", "no")], 5),
        (&[("oneway:motor_vehicle", "yes")], 5),
        (&[("oneway:motorcycle", "-1")], 5),
    ];
    for (extra, expected) in cases {
        let tags = [&[("highway", "residential")], *extra].concat();
        let written: String =
            tags.iter().map(|(k, v)| format!("<tag k=\"{k}\" v=\"{v}\"/>")).collect();
        assert_eq!(streets_in("cut.osm", &cut_ring(&written)), *expected, "map {extra:?}");
        assert_eq!(streets_in("cut.graphml", &cut_graph(&tags)), *expected, "graph {extra:?}");
    }
    let oneway = "<tag k=\"highway\" v=\"residential\"/><tag k=\"oneway\" v=\"yes\"/>\
                  <tag k=\"oneway:motor_vehicle\" v=\"no\"/>";
    assert_eq!(streets_in("oneway.osm", &cut_ring(oneway)), 6);
    // A gate on the cut.
    let gate = cut_ring("<nd ref=\"5\"/><tag k=\"highway\" v=\"residential\"/>").replace(
        "<nd ref=\"1\"/><nd ref=\"3\"/><nd ref=\"5\"/>",
        "<nd ref=\"1\"/><nd ref=\"5\"/><nd ref=\"3\"/>",
    );
    for (value, expected) in [("agricultural;forestry", 2), ("agricultural", 2), ("yes", 6)] {
        let node = format!(
            "<node id=\"5\" lat=\"12.905\" lon=\"77.505\"><tag k=\"barrier\" v=\"gate\"/>\
             <tag k=\"motor_vehicle\" v=\"{value}\"/></node>"
        );
        let file = gate.replace(" <way id=\"10\">", &format!("{node}<way id=\"10\">"));
        assert_eq!(streets_in("gate.osm", &file), expected, "gate {value}");
    }
}

#[test]
fn a_graph_has_its_defaults_and_undirected_edges_go_both_ways() {
    let file = cut_graph(&[("highway", "residential")]);
    let default = "<key id=\"highway\" for=\"edge\" attr.name=\"highway\">\
                   <default>residential</default></key>";
    let by_default = file
        .replace("<key id=\"highway\" for=\"edge\" attr.name=\"highway\"/>", default)
        .replace("<data key=\"highway\">residential</data>", "");
    assert_eq!(streets_in("default.graphml", &by_default), 6);
    // One edge for each street: the second of each pair is taken out.
    let mut single = file.clone();
    for (a, b) in [(2, 1), (3, 2), (4, 3), (1, 4), (3, 1)] {
        let begin = single.find(&format!("<edge source=\"{a}\" target=\"{b}\">")).unwrap();
        let end = begin + single[begin..].find("</edge>").unwrap() + "</edge>".len();
        single.replace_range(begin..end, "");
    }
    let undirected = single.replace("edgedefault=\"directed\"", "edgedefault=\"undirected\"");
    assert_eq!(streets_in("undirected.graphml", &undirected), 6);
    let edge_by_edge = single.replace("<edge ", "<edge directed=\"false\" ");
    assert_eq!(streets_in("false.graphml", &edge_by_edge), 6);
    let directed = undirected.replace("<edge ", "<edge directed=\"true\" ");
    assert_eq!(streets_in("true.graphml", &directed), streets_in("single.graphml", &single));
    // A one-way street of an undirected graph whose direction is told.
    let told = |from: &str| {
        undirected
            .replace(
                "<key id=\"x\"",
                "<key id=\"from\" for=\"edge\" attr.name=\"from\"/>\
                      <key id=\"oneway\" for=\"edge\" attr.name=\"oneway\"/><key id=\"x\"",
            )
            .replace(
                "<edge source=\"1\" target=\"3\">",
                &format!(
                    "<edge source=\"1\" target=\"3\"><data key=\"from\">{from}</data>\
                 <data key=\"oneway\">True</data>"
                ),
            )
    };
    for from in ["1", "3"] {
        assert_eq!(streets_in("told.graphml", &told(from)), 5, "from {from}");
    }
}

#[test]
fn the_geometry_of_an_edge_is_where_the_street_runs() {
    let line = "LINESTRING (77.5 12.9, 77.53 12.905, 77.51 12.91)";
    let file = cut_graph(&[("highway", "residential"), ("geometry", line)])
        .replace(">False</data><node", ">True</data><node");
    let network = streets_of("bent.graphml", file.as_bytes()).unwrap().network;
    let bends = network.graph.edge_weights().filter_map(|street| street.bends.as_ref());
    let bends: Vec<_> = bends.flat_map(|bends| bends.iter()).collect();
    let at = domain::geo::GeoPoint { lon: 77.53, lat: 12.905 };
    assert_eq!(bends, [&network.plane.project(at); 2]);
    let wrong = file.replace("77.53 12.905", "77.53");
    let error = streets_of("bent.graphml", wrong.as_bytes()).unwrap_err().to_string();
    assert!(error.contains("edge from 1 to 3 has a `geometry` with ` 77.53`"), "{error}");
}

#[test]
fn of_several_versions_of_an_element_the_newest_counts() {
    let two_way = "<tag k=\"highway\" v=\"residential\"/>";
    let oneway = format!("{two_way}<tag k=\"oneway\" v=\"yes\"/>");
    let ring = cut_ring(two_way);
    let again = |way: &str| ring.replace("</osm>", &format!("{way}</osm>"));
    let nodes = "<nd ref=\"1\"/><nd ref=\"3\"/>";
    let cases = [
        // Given again, with other tags, as bare bones, older, deleted.
        (format!("<way id=\"11\">{nodes}{oneway}</way>"), 5),
        (format!("<way id=\"11\">{nodes}</way>"), 6),
        (format!("<way id=\"11\" version=\"2\">{nodes}</way>"), 2),
        (format!("<way id=\"11\" version=\"2\">{nodes}{oneway}</way><way id=\"11\" version=\"1\">{nodes}{two_way}</way>"), 5),
        ("<way id=\"11\" version=\"2\" visible=\"false\"/>".into(), 2),
        ("<node id=\"2\" lat=\"12.9\" lon=\"77.51\"/>".into(), 6),
        // Without its corner or with a gate there, the ring and the cut are one loop.
        ("<node id=\"2\" version=\"9\" visible=\"false\"/>".into(), 2),
        (
            "<node id=\"2\" lat=\"12.9\" lon=\"77.51\"><tag k=\"barrier\" v=\"gate\"/><tag k=\"access\" \
             v=\"no\"/></node><node id=\"2\" lat=\"12.9\" lon=\"77.51\"/>".into(),
            2,
        ),
    ];
    for (element, expected) in cases {
        assert_eq!(streets_in("again.osm", &again(&element)), expected, "{element}");
    }
    let moved = again("<node id=\"2\" version=\"3\" lat=\"12.89\" lon=\"77.51\"/>");
    let longer = streets_of("moved.osm", moved.as_bytes()).unwrap().network.describe().total_km();
    let usual = streets_of("ring.osm", ring.as_bytes()).unwrap().network.describe().total_km();
    assert!(longer > usual + 2.0, "{longer} {usual}");
}

#[test]
fn positions_on_ways_stand_in_for_nodes() {
    let two_way = "<tag k=\"highway\" v=\"residential\"/>";
    let places = [
        ("1", "12.900", "77.500"),
        ("2", "12.900", "77.510"),
        ("3", "12.910", "77.510"),
        ("4", "12.910", "77.500"),
    ];
    let mut file = cut_ring(two_way);
    for (id, lat, lon) in places {
        let at = format!("lat=\"{lat}\" lon=\"{lon}\"");
        file = file.replace(&format!("<node id=\"{id}\" {at}/>"), "");
        file = file.replace(&format!("<nd ref=\"{id}\"/>"), &format!("<nd ref=\"{id}\" {at}/>"));
    }
    assert!(!file.contains("<node"));
    assert_eq!(streets_in("geometry.osm", &file), 6);
    let bare = file.replace("lat=\"12.9", "was=\"12.9");
    let error = streets_of("bare.osm", bare.as_bytes()).unwrap_err().to_string();
    assert!(error.contains("holds 2 ways open to two-wheelers, but not the positions of their 4 nodes, such as node 1"), "{error}");
}

#[test]
fn packed_files_bring_positions_on_ways_too() {
    let network = |content: &[u8]| streets_of("mesh.osm.pbf", content).unwrap();
    let plain = network(include_bytes!("../../tests/data/mesh.osm.pbf"));
    let located = network(include_bytes!("../../tests/data/mesh_located.osm.pbf"));
    let size = plain.network.describe();
    assert_eq!((size.junctions, size.streets), (60, 216));
    assert!(is_close(size.total_km(), 98.4, 1e-3), "{size}");
    assert_eq!(located.network.describe(), size);
    assert_eq!(located.left_out, plain.left_out);
}

#[test]
fn what_cannot_be_reached_both_ways_is_counted() {
    // The ring, and far from it a street with two ends.
    let far = "<node id=\"6\" lat=\"12.95\" lon=\"77.5\"/><node id=\"7\" lat=\"12.95\" lon=\"77.51\"/>\
               <way id=\"12\"><nd ref=\"6\"/><nd ref=\"7\"/><nd ref=\"99\"/><tag k=\"highway\" v=\"primary\"/></way></osm>";
    let file = cut_ring("<tag k=\"highway\" v=\"residential\"/>").replace("</osm>", far);
    let imported = streets_of("far.osm", file.as_bytes()).unwrap();
    let LeftOut { junctions, km, share, missing_nodes } = imported.left_out;
    let kept = imported.network.describe().total_km();
    assert_eq!((junctions, missing_nodes), (2, 1));
    assert!(is_close(km, 2.0 * 1.0838, 1e-3) && is_close(share, km / (km + kept), 1e-9), "{km}");
    let alone = streets_of(
        "one.osm",
        file.replace("oneway", "")
            .replace("v=\"primary\"/>", "v=\"primary\"/><tag k=\"oneway\" v=\"yes\"/>")
            .replace("v=\"residential\"", "v=\"steps\"")
            .as_bytes(),
    );
    let error = alone.unwrap_err().to_string();
    assert!(error.contains("holds no two junctions that reach each other both ways"), "{error}");
}

/// A street from west to east over a cross street, with a loop of side streets around.
const CROSSING: &str = r#"<osm version="0.6">
 <node id="1" lat="12.900" lon="77.500"/><node id="2" lat="12.900" lon="77.501"/><node id="3" lat="12.900" lon="77.502"/>
 <node id="4" lat="12.901" lon="77.501"/><node id="5" lat="12.899" lon="77.501"/>
 <way id="10"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/></way>
 <way id="11"><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/></way>
 <way id="12"><nd ref="2"/><nd ref="4"/><tag k="highway" v="residential"/></way>
 <way id="13"><nd ref="2"/><nd ref="5"/><tag k="highway" v="residential"/></way>
 <way id="14"><nd ref="1"/><nd ref="4"/><nd ref="3"/><nd ref="5"/><nd ref="1"/><tag k="highway" v="residential"/></way>
 <relation id="20"><member type="way" ref="10" role="from"/><member type="node" ref="2" role="via"/>
  <member type="way" ref="12" role="to"/><tag k="type" v="restriction"/>RULE</relation>
</osm>"#;

#[test]
fn turn_restrictions_are_obeyed() {
    use domain::geo::GeoPoint;
    use domain::ids::NodeId;
    use domain::travel::{Conditions, RoadClass};
    use domain::units::SimTime;
    // Metres from 1 to each other corner.
    let metres = |rule: &str, to: (f64, f64)| {
        let file = CROSSING.replace("RULE", rule);
        let network = streets_of("crossing.osm", file.as_bytes()).unwrap().network;
        let at = |(lon, lat)| {
            let point = network.plane.project(GeoPoint { lon, lat });
            let nearest = |node: &NodeIndex| network.graph[*node].point.distance(point);
            NodeId(network.graph.node_indices().min_by_key(nearest).unwrap().index() as u32)
        };
        let streets = crate::shortest_path::Streets::new(&network);
        let conditions = Conditions::constant([10_000; RoadClass::COUNT]);
        let length = streets
            .ride(at((77.5, 12.9)), at(to), SimTime(0), &conditions)
            .map(|ride| ride.distance);
        length.unwrap().as_m().round()
    };
    let (north, east, south) = ((77.501, 12.901), (77.502, 12.9), (77.501, 12.899));
    let all = |rule: &str| [north, east, south].map(|to| metres(rule, to));
    let free = all("");
    // Straight north by way 14 is shorter than over the crossing anyway.
    assert_eq!(free, [155.0, 217.0, 155.0]);
    // No straight on: 1-4-3 instead of 1-2-3.
    let to_east = |value: &str| format!("<tag k=\"restriction\" v=\"{value}\"/>");
    let only_north = all(&to_east("only_left_turn"));
    assert_eq!(only_north, [155.0, 311.0, 155.0]);
    assert_eq!(all(&to_east("no_left_turn")), free);
    let no_straight_on = CROSSING.replace("ref=\"12\" role=\"to\"", "ref=\"11\" role=\"to\"");
    for (tags, is_obeyed) in [
        ("<tag k=\"restriction\" v=\"no_straight_on\"/>", true),
        ("<tag k=\"restriction:motorcycle\" v=\"no_straight_on\"/>", true),
        ("<tag k=\"restriction:hgv\" v=\"no_straight_on\"/>", false),
        (
            "<tag k=\"restriction\" v=\"no_straight_on\"/><tag k=\"except\" v=\"bus;motorcycle\"/>",
            false,
        ),
        (
            "<tag k=\"restriction\" v=\"no_straight_on\"/><tag k=\"except\" v=\"bus;bicycle\"/>",
            true,
        ),
        (
            "<tag k=\"restriction\" v=\"no_straight_on\"/><tag k=\"restriction:motor_vehicle\" v=\"no_u_turn\"/>",
            true,
        ),
        ("<tag k=\"restriction:conditional\" v=\"no_straight_on @ (08:00-10:00)\"/>", false),
    ] {
        let file = no_straight_on.replace("RULE", tags);
        let network = streets_of("crossing.osm", file.as_bytes()).unwrap().network;
        let size = network.describe();
        // Copies of a junction are no junctions of their own.
        assert_eq!((size.junctions, size.streets), (5, 16), "{tags}");
        assert_eq!(network.graph.node_count(), 5 + usize::from(is_obeyed), "{tags}");
    }
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
             <Polygon><outerBoundaryIs><LinearRing><coordinates>0,0 1,0 {corner} 0,0</coordinates>\
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
        ("commas.kml", kml("7", "1,1,0,1,2,0"), "position `1,1,0,1,2,0` is not"),
        ("few.kml", kml("7", ""), "a ring has 3 positions, allowed are 4 and more"),
        (
            "spike.geojson",
            square("12", "1").replace("[1,1],", ""),
            "feature 1: a ring has 3 positions, allowed are 4 and more",
        ),
        ("mark.geojson", format!("\u{feff}{}", square("12", "1")), "accepted"),
        ("mark.kml", format!("\u{feff}{}", kml("7", "1,1")), "accepted"),
        ("mark.csv", "\u{feff}lon,lat,population\n1,1,5\n1.01,1,\n".into(), "accepted"),
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
