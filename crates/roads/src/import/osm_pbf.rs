//! OpenStreetMap PBF: blocks of packed protocol buffers, decoded without generated code.

use std::io::{BufRead, ErrorKind, Read as _};
use std::path::Path;

use domain::geo::GeoPoint;
use flate2::bufread::ZlibDecoder;
use prost::Message;

use super::access::{is_barred, passage};
use super::extract::{Extract, Node, NodeTags, Turn, Way, position};
use super::source::{self, Source};
use super::turns::rule;
use crate::error::{Position, RoadsError};
use crate::network::Network;

/// Largest header of a block that the format allows.
const HEADER_LIMIT: u32 = 64 * 1024;
/// Largest block that the format allows, packed or not.
const BLOCK_LIMIT: u64 = 32 * 1024 * 1024;

/// Features of the format that are understood.
const FEATURES: [&str; 3] = ["OsmSchema-V0.6", "DenseNodes", "LocationsOnWays"];

#[derive(Clone, PartialEq, Message)]
struct BlobHeader {
    #[prost(string, tag = "1")]
    kind: String,
    #[prost(int32, tag = "3")]
    size: i32,
}

#[derive(Clone, PartialEq, Message)]
struct Blob {
    #[prost(bytes = "vec", optional, tag = "1")]
    raw: Option<Vec<u8>>,
    #[prost(int32, tag = "2")]
    raw_size: i32,
    #[prost(bytes = "vec", optional, tag = "3")]
    zlib: Option<Vec<u8>>,
}

#[derive(Clone, PartialEq, Message)]
struct HeaderBlock {
    #[prost(string, repeated, tag = "4")]
    required_features: Vec<String>,
}

#[derive(Clone, PartialEq, Message)]
struct PrimitiveBlock {
    #[prost(message, required, tag = "1")]
    strings: StringTable,
    #[prost(message, repeated, tag = "2")]
    groups: Vec<PrimitiveGroup>,
    #[prost(int32, optional, tag = "17")]
    granularity: Option<i32>,
    #[prost(int64, optional, tag = "19")]
    lat_offset: Option<i64>,
    #[prost(int64, optional, tag = "20")]
    lon_offset: Option<i64>,
}

#[derive(Clone, PartialEq, Message)]
struct StringTable {
    #[prost(bytes = "vec", repeated, tag = "1")]
    entries: Vec<Vec<u8>>,
}

#[derive(Clone, PartialEq, Message)]
struct PrimitiveGroup {
    #[prost(message, repeated, tag = "1")]
    nodes: Vec<NodeRecord>,
    #[prost(message, optional, tag = "2")]
    dense: Option<DenseNodes>,
    #[prost(message, repeated, tag = "3")]
    ways: Vec<WayRecord>,
    #[prost(message, repeated, tag = "4")]
    relations: Vec<RelationRecord>,
}

#[derive(Clone, PartialEq, Message)]
struct NodeRecord {
    #[prost(sint64, tag = "1")]
    id: i64,
    #[prost(uint32, repeated, tag = "2")]
    keys: Vec<u32>,
    #[prost(uint32, repeated, tag = "3")]
    values: Vec<u32>,
    #[prost(message, optional, tag = "4")]
    info: Option<Info>,
    #[prost(sint64, tag = "8")]
    lat: i64,
    #[prost(sint64, tag = "9")]
    lon: i64,
}

#[derive(Clone, PartialEq, Message)]
struct DenseNodes {
    #[prost(sint64, repeated, tag = "1")]
    ids: Vec<i64>,
    #[prost(message, optional, tag = "5")]
    info: Option<DenseInfo>,
    #[prost(sint64, repeated, tag = "8")]
    lats: Vec<i64>,
    #[prost(sint64, repeated, tag = "9")]
    lons: Vec<i64>,
    #[prost(int32, repeated, tag = "10")]
    keys_values: Vec<i32>,
}

/// Of a node, a way or a relation.
#[derive(Clone, PartialEq, Message)]
struct Info {
    #[prost(int32, tag = "1")]
    version: i32,
}

/// Of dense nodes, one after another.
#[derive(Clone, PartialEq, Message)]
struct DenseInfo {
    #[prost(int32, repeated, tag = "1")]
    versions: Vec<i32>,
}

#[derive(Clone, PartialEq, Message)]
struct WayRecord {
    #[prost(int64, tag = "1")]
    id: i64,
    #[prost(uint32, repeated, tag = "2")]
    keys: Vec<u32>,
    #[prost(uint32, repeated, tag = "3")]
    values: Vec<u32>,
    #[prost(message, optional, tag = "4")]
    info: Option<Info>,
    #[prost(sint64, repeated, tag = "8")]
    refs: Vec<i64>,
    #[prost(sint64, repeated, tag = "9")]
    lats: Vec<i64>,
    #[prost(sint64, repeated, tag = "10")]
    lons: Vec<i64>,
}

#[derive(Clone, PartialEq, Message)]
struct RelationRecord {
    #[prost(int64, tag = "1")]
    id: i64,
    #[prost(uint32, repeated, tag = "2")]
    keys: Vec<u32>,
    #[prost(uint32, repeated, tag = "3")]
    values: Vec<u32>,
    #[prost(message, optional, tag = "4")]
    info: Option<Info>,
    #[prost(int32, repeated, tag = "8")]
    roles: Vec<i32>,
    #[prost(sint64, repeated, tag = "9")]
    members: Vec<i64>,
    #[prost(int32, repeated, tag = "10")]
    kinds: Vec<i32>,
}

/// Reads the street network of an `.osm.pbf` file.
///
/// # Errors
/// When the file cannot be read, is damaged, needs a feature unknown here, or holds no streets.
pub fn osm_pbf(path: &Path) -> Result<Network, RoadsError> {
    Ok(read(Source::of(path))?.network(path)?.network)
}

/// Reads nodes, ways open to two-wheelers, and turn restrictions.
///
/// # Errors
/// When the file cannot be read, is damaged, or needs a feature unknown here.
pub(super) fn read(source: Source<'_>) -> Result<Extract, RoadsError> {
    let path = source.path;
    let mut file = source.open()?;
    let mut extract = Extract::default();
    let mut offset = 0_u64;
    while let Some(header_size) = next_size(path, &mut file, offset)? {
        let fault = |problem: String| RoadsError::malformed(path, Position::Byte(offset), problem);
        if header_size > HEADER_LIMIT {
            let problem = format!("block header of {header_size} bytes, allowed at most 65536");
            return Err(fault(problem));
        }
        let bytes = exactly(path, &mut file, offset, u64::from(header_size))?;
        let header = BlobHeader::decode(&bytes[..])
            .map_err(|error| fault(format!("damaged block header: {error}")))?;
        let size = u64::try_from(header.size).unwrap_or(u64::MAX);
        if size > BLOCK_LIMIT {
            let problem = format!("block of {} bytes, allowed 0 to 33554432", header.size);
            return Err(fault(problem));
        }
        let bytes = exactly(path, &mut file, offset, size)?;
        let content = unpacked(&bytes).map_err(fault)?;
        match header.kind.as_str() {
            "OSMHeader" => check_features(&content).map_err(fault)?,
            "OSMData" => read_block(&content, &mut extract).map_err(fault)?,
            _ => {}
        }
        offset += 4 + u64::from(header_size) + size;
    }
    Ok(extract)
}

/// Size of the next block header; `None` at the proper end of the file.
fn next_size(path: &Path, file: &mut dyn BufRead, offset: u64) -> Result<Option<u32>, RoadsError> {
    match file.fill_buf() {
        Ok([]) => return Ok(None),
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::Interrupted => {}
        Err(error) => return Err(source::broken(path, &error, offset)),
    }
    let bytes = exactly(path, file, offset, 4)?;
    Ok(Some(bytes.iter().fold(0, |size, byte| size << 8 | u32::from(*byte))))
}

/// Reads `size` bytes; memory grows only as bytes arrive.
fn exactly(
    path: &Path,
    file: &mut dyn BufRead,
    offset: u64,
    size: u64,
) -> Result<Vec<u8>, RoadsError> {
    let mut bytes = Vec::new();
    file.take(size)
        .read_to_end(&mut bytes)
        .map_err(|error| source::broken(path, &error, offset))?;
    if (bytes.len() as u64) < size {
        let problem =
            format!("file ends inside this block: {size} bytes wanted, {} left", bytes.len());
        return Err(RoadsError::malformed(path, Position::Byte(offset), problem));
    }
    Ok(bytes)
}

/// The content of a block.
fn unpacked(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let blob = Blob::decode(bytes).map_err(|error| format!("damaged block: {error}"))?;
    if let Some(raw) = blob.raw {
        return Ok(raw);
    }
    let Some(zlib) = blob.zlib else {
        return Err("block is neither plain nor packed with zlib, the only packing read".into());
    };
    let size = u64::try_from(blob.raw_size).unwrap_or(u64::MAX);
    if size > BLOCK_LIMIT {
        return Err(format!("block of {} bytes unpacked, allowed 0 to 33554432", blob.raw_size));
    }
    let mut content = Vec::new();
    ZlibDecoder::new(&zlib[..])
        .take(size + 1)
        .read_to_end(&mut content)
        .map_err(|error| format!("damaged packed block: {error}"))?;
    if content.len() as u64 != size {
        return Err(format!("block unpacks to {} bytes, not to {size} as it says", content.len()));
    }
    Ok(content)
}

fn check_features(content: &[u8]) -> Result<(), String> {
    let header =
        HeaderBlock::decode(content).map_err(|error| format!("damaged file header: {error}"))?;
    match header.required_features.iter().find(|feature| !FEATURES.contains(&feature.as_str())) {
        Some(feature) => Err(format!("file needs feature `{feature}`, unknown here")),
        None => Ok(()),
    }
}

/// Strings and scale of a block.
struct Block {
    strings: Vec<Vec<u8>>,
    granularity: i64,
    lat_offset: i64,
    lon_offset: i64,
}

impl Block {
    fn string(&self, index: usize) -> Result<&str, String> {
        let bytes = self
            .strings
            .get(index)
            .ok_or_else(|| format!("string {index} of {}", self.strings.len()))?;
        // A name that is no text is no tag that matters here.
        Ok(std::str::from_utf8(bytes).unwrap_or_default())
    }

    fn tags(&self, keys: &[u32], values: &[u32]) -> Result<Vec<(&str, &str)>, String> {
        if keys.len() != values.len() {
            return Err(format!("{} tag keys but {} values", keys.len(), values.len()));
        }
        keys.iter()
            .zip(values)
            .map(|(key, value)| Ok((self.string(*key as usize)?, self.string(*value as usize)?)))
            .collect()
    }

    fn position(&self, node: i64, [lat, lon]: [i64; 2]) -> Result<GeoPoint, String> {
        let degrees = |offset: i64, units: i64| {
            (i128::from(offset) + i128::from(self.granularity) * i128::from(units)) as f64 * 1e-9
        };
        position(degrees(self.lat_offset, lat), degrees(self.lon_offset, lon))
            .map_err(|problem| format!("node {node} has {problem}"))
    }

    fn node(
        &self,
        id: i64,
        version: i32,
        position: [i64; 2],
        tags: &[(&str, &str)],
    ) -> Result<Node, String> {
        let at = Some(self.position(id, position)?);
        let tags = match find(tags, "barrier") {
            _ if tags.is_empty() => NodeTags::None,
            Some(_) if is_barred(|key| find(tags, key)) => NodeTags::Shut,
            _ => NodeTags::Open,
        };
        Ok(Node { id, version: number(version), at, tags })
    }

    fn way(&self, way: &WayRecord, extract: &mut Extract) -> Result<(), String> {
        let tags = self.tags(&way.keys, &way.values)?;
        let passage = passage(|key| find(&tags, key));
        let mut nodes = Vec::new();
        if passage.is_some() {
            nodes = running(&way.refs).collect();
            let given = [way.lats.len(), way.lons.len()];
            if given != [0, 0] && given != [nodes.len(), nodes.len()] {
                return Err(format!(
                    "way {} has {} nodes but {} latitudes and {} longitudes",
                    way.id,
                    nodes.len(),
                    given[0],
                    given[1]
                ));
            }
            for ((node, lat), lon) in nodes.iter().zip(running(&way.lats)).zip(running(&way.lons)) {
                extract.on_ways.push((*node, self.position(*node, [lat, lon])?));
            }
        }
        let version = version(&way.info);
        extract.ways.push(Way { id: way.id, version, is_bare: tags.is_empty(), nodes, passage });
        Ok(())
    }

    fn relation(&self, relation: &RelationRecord, extract: &mut Extract) -> Result<(), String> {
        let tags = self.tags(&relation.keys, &relation.values)?;
        if !find(&tags, "type").is_some_and(|kind| kind.starts_with("restriction")) {
            return Ok(());
        }
        let mut turn = Turn {
            id: relation.id,
            version: version(&relation.info),
            rule: rule(|key| find(&tags, key)),
            ..Turn::default()
        };
        let members = running(&relation.members).zip(&relation.roles).zip(&relation.kinds);
        for ((id, role), kind) in members {
            // Kinds are node, way and relation.
            if matches!(kind, 0 | 1) {
                turn.add(*kind == 0, self.string(index(*role))?, id);
            }
        }
        extract.turns.push(turn);
        Ok(())
    }

    fn dense(&self, dense: &DenseNodes, extract: &mut Extract) -> Result<(), String> {
        let count = dense.ids.len();
        if dense.lats.len() != count || dense.lons.len() != count {
            let problem = format!(
                "{count} node numbers but {} latitudes and {} longitudes",
                dense.lats.len(),
                dense.lons.len()
            );
            return Err(problem);
        }
        let versions = dense.info.as_ref().map_or(&[][..], |info| &info.versions);
        let mut strings = dense.keys_values.iter();
        let mut tags = Vec::new();
        let positions = running(&dense.lats).zip(running(&dense.lons));
        for (number, (id, (lat, lon))) in running(&dense.ids).zip(positions).enumerate() {
            tags.clear();
            while let Some(key) = strings.next().filter(|key| **key != 0) {
                let value = strings.next().ok_or("a node's tag has a key but no value")?;
                tags.push((self.string(index(*key))?, self.string(index(*value))?));
            }
            let version = versions.get(number).copied().unwrap_or(0);
            extract.nodes.push(self.node(id, version, [lat, lon], &tags)?);
        }
        Ok(())
    }
}

/// The sums of steps, as the format stores rising numbers.
fn running(steps: &[i64]) -> impl Iterator<Item = i64> + '_ {
    steps.iter().scan(0_i64, |sum, step| {
        *sum = sum.wrapping_add(*step);
        Some(*sum)
    })
}

fn version(info: &Option<Info>) -> u32 {
    info.as_ref().map_or(0, |info| number(info.version))
}

/// A version that is not known is written as -1.
fn number(version: i32) -> u32 {
    u32::try_from(version).unwrap_or(0)
}

/// Of a string that a negative number names there is none.
fn index(number: i32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn find<'a>(tags: &[(&str, &'a str)], key: &str) -> Option<&'a str> {
    tags.iter().find(|(k, _)| *k == key).map(|(_, value)| *value)
}

fn read_block(content: &[u8], extract: &mut Extract) -> Result<(), String> {
    let decoded =
        PrimitiveBlock::decode(content).map_err(|error| format!("damaged data block: {error}"))?;
    let block = Block {
        strings: decoded.strings.entries,
        granularity: i64::from(decoded.granularity.unwrap_or(100)),
        lat_offset: decoded.lat_offset.unwrap_or(0),
        lon_offset: decoded.lon_offset.unwrap_or(0),
    };
    for group in decoded.groups {
        for node in &group.nodes {
            let tags = block.tags(&node.keys, &node.values)?;
            let position = [node.lat, node.lon];
            let version = node.info.as_ref().map_or(0, |info| info.version);
            extract.nodes.push(block.node(node.id, version, position, &tags)?);
        }
        if let Some(dense) = &group.dense {
            block.dense(dense, extract)?;
        }
        for way in &group.ways {
            block.way(way, extract)?;
        }
        for relation in &group.relations {
            block.relation(relation, extract)?;
        }
    }
    Ok(())
}
