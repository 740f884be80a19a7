//! OpenStreetMap PBF: blocks of packed protocol buffers, decoded without generated code.

use std::io::{BufRead, ErrorKind, Read as _};
use std::path::Path;

use flate2::bufread::ZlibDecoder;
use prost::Message;

use super::access::{is_shut, passage};
use super::osm::{Extract, Way, position};
use super::source;
use crate::error::{Position, RoadsError};
use crate::network::Network;

/// Largest header of a block that the format allows.
const HEADER_LIMIT: u32 = 64 * 1024;
/// Largest block that the format allows, packed or not.
const BLOCK_LIMIT: u64 = 32 * 1024 * 1024;

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
    #[prost(sint64, tag = "8")]
    lat: i64,
    #[prost(sint64, tag = "9")]
    lon: i64,
}

#[derive(Clone, PartialEq, Message)]
struct DenseNodes {
    #[prost(sint64, repeated, tag = "1")]
    ids: Vec<i64>,
    #[prost(sint64, repeated, tag = "8")]
    lats: Vec<i64>,
    #[prost(sint64, repeated, tag = "9")]
    lons: Vec<i64>,
    #[prost(int32, repeated, tag = "10")]
    keys_values: Vec<i32>,
}

#[derive(Clone, PartialEq, Message)]
struct WayRecord {
    #[prost(uint32, repeated, tag = "2")]
    keys: Vec<u32>,
    #[prost(uint32, repeated, tag = "3")]
    values: Vec<u32>,
    #[prost(sint64, repeated, tag = "8")]
    refs: Vec<i64>,
}

#[derive(Clone, PartialEq, Message)]
struct RelationRecord {
    #[prost(uint32, repeated, tag = "2")]
    keys: Vec<u32>,
    #[prost(uint32, repeated, tag = "3")]
    values: Vec<u32>,
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
    read(path)?.network(path)
}

/// Reads nodes, ways open to two-wheelers, and turn restrictions.
///
/// # Errors
/// When the file cannot be read, is damaged, or needs a feature unknown here.
pub(super) fn read(path: &Path) -> Result<Extract, RoadsError> {
    let mut file = source::open(path)?;
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
    match header
        .required_features
        .iter()
        .find(|feature| !matches!(feature.as_str(), "OsmSchema-V0.6" | "DenseNodes"))
    {
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

    fn node(
        &self,
        id: i64,
        [lat, lon]: [i64; 2],
        tags: &[(&str, &str)],
        extract: &mut Extract,
    ) -> Result<(), String> {
        let degrees = |offset: i64, units: i64| {
            (i128::from(offset) + i128::from(self.granularity) * i128::from(units)) as f64 * 1e-9
        };
        let at = position(degrees(self.lat_offset, lat), degrees(self.lon_offset, lon))
            .map_err(|problem| format!("node {id} has {problem}"))?;
        extract.nodes.push((id, at));
        if find(tags, "barrier").is_some() && is_shut(|key| find(tags, key)) {
            extract.shut.push(id);
        }
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
        let mut strings = dense.keys_values.iter();
        let (mut id, mut lat, mut lon) = (0_i64, 0_i64, 0_i64);
        let mut tags = Vec::new();
        for node in 0..count {
            id = id.wrapping_add(dense.ids[node]);
            lat = lat.wrapping_add(dense.lats[node]);
            lon = lon.wrapping_add(dense.lons[node]);
            tags.clear();
            while let Some(key) = strings.next().filter(|key| **key != 0) {
                let value = strings.next().ok_or("a node's tag has a key but no value")?;
                let index = |number: i32| usize::try_from(number).unwrap_or(usize::MAX);
                tags.push((self.string(index(*key))?, self.string(index(*value))?));
            }
            self.node(id, [lat, lon], &tags, extract)?;
        }
        Ok(())
    }
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
            block.node(node.id, [node.lat, node.lon], &tags, extract)?;
        }
        if let Some(dense) = &group.dense {
            block.dense(dense, extract)?;
        }
        for way in group.ways {
            extract.ways_seen += 1;
            let tags = block.tags(&way.keys, &way.values)?;
            if let Some(passage) = passage(|key| find(&tags, key)) {
                let mut id = 0_i64;
                let nodes = way.refs.iter().map(|step| {
                    id = id.wrapping_add(*step);
                    id
                });
                extract.ways.push(Way { nodes: nodes.collect(), passage });
            }
        }
        for relation in group.relations {
            let tags = block.tags(&relation.keys, &relation.values)?;
            if !find(&tags, "type").is_some_and(|kind| kind.starts_with("restriction")) {
                continue;
            }
            let mut id = 0_i64;
            for ((step, role), kind) in
                relation.members.iter().zip(&relation.roles).zip(&relation.kinds)
            {
                id = id.wrapping_add(*step);
                let role = block.string(usize::try_from(*role).unwrap_or(usize::MAX))?;
                if *kind == 0 && role == "via" {
                    extract.restricted.push(id);
                }
            }
        }
    }
    Ok(())
}
