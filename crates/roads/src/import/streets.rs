//! A street network from any file that holds one.

use std::path::Path;

use super::imported::Imported;
use super::source::{Source, bare_name};
use super::{graphml, osm_pbf, osm_xml};
use crate::error::{Position, RoadsError};
use crate::network::Network;

/// Reads a street network; the extension names the format: `.osm.pbf` (or `.pbf`), `.osm`,
/// `.osm.gz`, `.graphml`, `.graphml.gz`.
///
/// # Errors
/// When the extension is another, the file cannot be read or its content is faulty.
pub fn streets(path: &Path) -> Result<Imported, RoadsError> {
    read(Source::of(path))
}

/// The network of [`streets`] in a file of this name and content.
///
/// # Errors
/// As [`streets`].
pub fn streets_of(name: &str, content: &[u8]) -> Result<Imported, RoadsError> {
    read(Source::given(Path::new(name), content))
}

fn read(source: Source<'_>) -> Result<Imported, RoadsError> {
    let path = source.path;
    let name = bare_name(path);
    if name.ends_with(".pbf") {
        osm_pbf::read(source)?.network(path)
    } else if name.ends_with(".osm") || name.ends_with(".osm.xml") {
        osm_xml::read(source)?.network(path)
    } else if name.ends_with(".graphml") {
        graphml::read(source)?.network(path)
    } else {
        let problem = "unknown kind of street file, allowed are .osm.pbf, .osm, .osm.gz, \
                       .graphml and .graphml.gz";
        Err(RoadsError::malformed(path, Position::Whole, problem))
    }
}

/// The network of [`streets`] alone.
///
/// # Errors
/// As [`streets`].
pub fn network(path: &Path) -> Result<Network, RoadsError> {
    Ok(streets(path)?.network)
}
