//! Small files of every kind with bytes changed: each is read or refused, quickly, and never more
//! than its size allows.

use std::io::Read as _;
use std::time::{Duration, Instant};

use domain::rng::{Purpose, Stream, Streams};
use flate2::bufread::ZlibDecoder;
use roads::import::{streets_of, wards_of};

/// Changed files for each kind.
const MUTANTS: u64 = 2000;
/// No file of a few kilobytes takes longer, even on a busy machine.
const LONGEST: Duration = Duration::from_secs(5);

const MAP: &str = r#"<?xml version="1.0"?><osm version="0.6">
 <node id="1" lat="12.90" lon="77.50" version="2"/><node id="2" lat="12.90" lon="77.51"/>
 <node id="3" lat="12.91" lon="77.51"/><node id="4" lat="12.91" lon="77.50"><tag k="barrier" v="gate"/></node>
 <way id="10"><nd ref="1"/><nd ref="2"/><nd ref="3" lat="12.91" lon="77.51"/><tag k="highway" v="primary"/><tag k="maxspeed" v="20 mph"/></way>
 <way id="11" version="3"><nd ref="3"/><nd ref="4"/><nd ref="1"/><tag k="highway" v="residential"/><tag k="name" v="A &amp; B"/></way>
 <way id="12"><nd ref="1"/><nd ref="3"/><tag k="highway" v="service"/><tag k="vehicle:forward" v="no;private"/></way>
 <relation id="20"><member type="way" ref="10" role="from"/><member type="node" ref="3" role="via"/>
  <member type="way" ref="11" role="to"/><tag k="type" v="restriction"/><tag k="restriction" v="no_left_turn"/></relation>
 <relation id="21"><member type="way" ref="11" role="from"/><member type="way" ref="12" role="via"/>
  <member type="way" ref="10" role="to"/><tag k="type" v="restriction"/><tag k="restriction" v="only_u_turn"/></relation>
</osm>"#;

const GRAPH: &str = r#"<graphml><key id="x" for="node" attr.name="x"/><key id="y" for="node" attr.name="y"/>
 <key id="h" for="edge" attr.name="highway"><default>residential</default></key><key id="l" for="edge" attr.name="length"/>
 <key id="g" for="edge" attr.name="geometry"/><key id="r" for="edge" attr.name="reversed"/>
 <graph edgedefault="undirected"><data key="x">1</data>
 <node id="a"><data key="x">77.5</data><data key="y">12.9</data></node>
 <node id="b"><data key="x">77.51</data><data key="y">12.9</data></node>
 <node id="c"><data key="x">77.51</data><data key="y">12.91</data></node>
 <edge source="a" target="b"><data key="l">1100.5</data><data key="h">['primary', 'service']</data></edge>
 <edge source="b" target="c" directed="true"><data key="g">LINESTRING (77.51 12.9, 77.52 12.905, 77.51 12.91)</data></edge>
 <edge source="c" target="a"><data key="r">[False, True]</data></edge></graph></graphml>"#;

const AREAS: &str = r#"{"type":"FeatureCollection","features":[
 {"type":"Feature","properties":{"name":"A","population":12.5},"geometry":{"type":"Polygon","coordinates":[[[77.5,12.9],[77.6,12.9],[77.6,13.0],[77.5,12.9]],[[77.52,12.91],[77.53,12.91],[77.53,12.92],[77.52,12.91]]]}},
 {"type":"Feature","properties":{"name":null,"population":7},"geometry":{"type":"MultiPolygon","coordinates":[[[[77.5,12.9],[77.6,12.9],[77.6,13.0],[77.5,12.9]]]]}}]}"#;

const PLACEMARKS: &str = r#"<kml><Document><Placemark><name>A &#38; B</name><ExtendedData><Data name="population"><value>8000</value></Data></ExtendedData>
 <MultiGeometry><Polygon><outerBoundaryIs><LinearRing><coordinates>77.5,12.9,0 77.6,12.9 77.6,13.0 77.5,12.9,0</coordinates></LinearRing></outerBoundaryIs>
 <innerBoundaryIs><LinearRing><coordinates>77.52,12.91 77.53,12.91 77.53,12.92 77.52,12.91</coordinates></LinearRing></innerBoundaryIs></Polygon></MultiGeometry></Placemark></Document></kml>"#;

const TABLE: &str = "id,lon,lat,population\na,77.50,12.90,5\nb,77.501,12.90,\nc,77.50,12.901,7\n\"d \"\"e\"\"\",77.501,12.901,9\n";

/// The value of a varint, and how many bytes it takes.
fn varint(bytes: &[u8]) -> (usize, usize) {
    let length = bytes.iter().take_while(|byte| **byte > 127).count() + 1;
    let value =
        bytes[..length].iter().rev().fold(0, |sum, byte| sum << 7 | usize::from(byte & 127));
    (value, length)
}

fn varint_of(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value > 127 {
        bytes.push(value as u8 & 127 | 128);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

/// A packed map with its blocks unpacked, so that changes reach what lies inside: in packed ones
/// nearly all are seen by the checksum.
fn unpacked(mut map: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let [a, b, c, d, rest @ ..] = map {
        let (header, rest) = rest.split_at(u32::from_be_bytes([*a, *b, *c, *d]) as usize);
        // A header holds a kind (field 1) and the size of the block (field 3).
        let (kind, size) = header.split_at(2 + usize::from(header[1]));
        let (block, rest) = rest.split_at(varint(&size[1..]).0);
        // A block holds the size unpacked (field 2) and its packed content (field 3).
        let (_, length) = varint(&block[1..]);
        let packed = &block[1 + length..];
        let content = &packed[1 + varint(&packed[1..]).1..];
        let mut plain = Vec::new();
        ZlibDecoder::new(content).read_to_end(&mut plain).unwrap();
        let plain = [&[0x0a], &varint_of(plain.len())[..], &plain].concat();
        let header = [kind, &[0x18], &varint_of(plain.len())].concat();
        out.extend((header.len() as u32).to_be_bytes());
        out.extend(header);
        out.extend(plain);
        map = rest;
    }
    out
}

/// Changes a few places: bytes flipped, lost, doubled, replaced by what breaks numbers and frames,
/// or a stretch moved elsewhere.
fn mutant(original: &[u8], stream: &mut Stream) -> Vec<u8> {
    const NASTY: [&[u8]; 10] = [
        b"0",
        b"-1",
        b"NaN",
        b"1e308",
        b"999999999999999999999",
        b"\xff\xff\xff\xff",
        b"\0",
        b"<",
        b"\"",
        b"]]",
    ];
    let mut bytes = original.to_vec();
    for _ in 0..=stream.below(3) {
        let below = |stream: &mut Stream, len: usize| stream.below(len.max(1) as u32) as usize;
        let at = below(stream, bytes.len());
        let until = (at + 1 + below(stream, 40)).min(bytes.len());
        match stream.below(6) {
            0 if at < bytes.len() => bytes[at] ^= 1 << stream.below(8),
            1 => drop(bytes.drain(at..until)),
            2 => {
                let again = bytes[at..until].to_vec();
                bytes.splice(at..at, again);
            }
            3 => {
                let new = NASTY[below(stream, NASTY.len())];
                bytes.splice(at..until.min(at + new.len()), new.iter().copied());
            }
            4 => bytes.truncate(at),
            _ => {
                let moved: Vec<u8> = bytes.drain(at..until).collect();
                let to = below(stream, bytes.len());
                bytes.splice(to..to, moved);
            }
        }
    }
    bytes
}

/// Reads mutants of a file that is read as it is; says how many were read.
fn survive(name: &str, original: &[u8], read: impl Fn(&str, &[u8]) -> Result<(), String>) -> u64 {
    read(name, original).unwrap_or_else(|error| panic!("{error}"));
    let mut read_whole = 0;
    for number in 0..MUTANTS {
        let mut stream = Streams::new(number, 0).open(Purpose::Test, original.len() as u64);
        let bytes = mutant(original, &mut stream);
        let began = Instant::now();
        match read(name, &bytes) {
            Ok(()) => read_whole += 1,
            Err(message) => assert!(message.contains(name), "{name} {number}: {message}"),
        }
        assert!(began.elapsed() < LONGEST, "{name} {number} took {:?}", began.elapsed());
    }
    read_whole
}

fn streets(name: &str, content: &[u8]) -> Result<(), String> {
    let imported = streets_of(name, content).map_err(|error| error.to_string())?;
    // As many junctions as the file could name, and as many copies as turns could ask for.
    assert!(imported.network.graph.node_count() <= content.len(), "{name}");
    Ok(())
}

fn wards(name: &str, content: &[u8]) -> Result<(), String> {
    let wards = wards_of(name, content, None).map_err(|error| error.to_string())?;
    assert!(wards.len() <= content.len() && wards.iter().all(|ward| ward.population >= 0.0));
    Ok(())
}

#[test]
fn changed_street_files_are_read_or_refused() {
    let mesh = include_bytes!("data/mesh.osm.pbf");
    let located = include_bytes!("data/mesh_located.osm.pbf");
    let read = [
        survive("map.osm", MAP.as_bytes(), streets),
        survive("graph.graphml", GRAPH.as_bytes(), streets),
        survive("mesh.osm.pbf", &unpacked(mesh), streets),
        survive("located.osm.pbf", &unpacked(located), streets),
    ];
    survive("packed.osm.pbf", mesh, streets);
    // Some changes are harmless, most are not: both paths were walked.
    assert!(read.iter().all(|read| *read > 0 && *read < MUTANTS), "{read:?}");
}

#[test]
fn changed_ward_files_are_read_or_refused() {
    let read = [
        survive("wards.geojson", AREAS.as_bytes(), wards),
        survive("wards.kml", PLACEMARKS.as_bytes(), wards),
        survive("wards.csv", TABLE.as_bytes(), wards),
    ];
    assert!(read.iter().all(|read| *read > 0 && *read < MUTANTS), "{read:?}");
}
