//! Streets and people from files.

pub mod access;
mod area;
mod areas;
mod extract;
mod geojson;
mod graphml;
mod imported;
mod kml;
mod latest;
pub mod osm;
mod osm_pbf;
mod osm_xml;
mod points;
mod source;
mod streets;
mod turns;
pub mod wards;
mod xml;

pub use area::Area;
pub use areas::areas;
pub use graphml::graphml;
pub use imported::{Imported, LeftOut};
pub use osm_pbf::osm_pbf;
pub use osm_xml::osm_xml;
pub use streets::{network, streets, streets_of};
pub use wards::{Ward, wards, wards_of};

#[cfg(test)]
mod tests;
