//! What a generated city is to look like.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::RoadsError;

/// What cuts the city in two.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Barrier {
    /// Nothing.
    None,
    /// A railway line, nearly straight.
    #[default]
    Railway,
    /// A river in wide bends.
    River,
}

/// The shape of a generated city. Every field has a default.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CityShape {
    /// Extent west to east, kilometres; 1 to 60, default 8.
    pub width_km: f64,
    /// Extent south to north, kilometres; 1 to 60, default 8.
    pub height_km: f64,
    /// People; 0 to 100 million, default 1 million.
    pub population: f64,
    /// Junctions per square kilometre outside open spaces; 20 to 600, default 250.
    pub junctions_per_km2: f64,
    /// Distance between arterial roads, kilometres; 0.4 to 5, default 1.6.
    pub arterial_spacing_km: f64,
    /// Distance between collector streets, kilometres; 0.1 to 2, default 0.45.
    pub collector_spacing_km: f64,
    /// Share of residential links left out at random, besides those that make T-junctions; 0 to
    /// 0.4, default 0.28.
    pub missing_link_share: f64,
    /// Share of residential and collector streets that are one-way; 0 to 0.5, default 0.08.
    pub one_way_share: f64,
    /// Share of neighbourhoods with living streets; 0 to 1, default 0.08.
    pub living_street_share: f64,
    /// Share of the area without residential streets: lakes, parks, campuses; 0 to 0.5, default
    /// 0.06.
    pub open_space_share: f64,
    /// What cuts the city in two; default a railway.
    pub barrier: Barrier,
    /// Distance between crossings of the barrier, kilometres; 0.2 to 20, default 1.2.
    pub crossing_spacing_km: f64,
    /// How far streets swing from straight lines, metres; 0 to 500, default 150.
    pub bend_m: f64,
    /// Distance from the centre at which population density has fallen to 37 %, kilometres; 0.5
    /// to 100, default 5.
    pub density_falloff_km: f64,
    /// Clustering of people: sigma of the logarithm of density from place to place; 0 to 1.5,
    /// default 0.5.
    pub density_sigma: f64,
    /// Share of buildings that are apartment towers, city-wide; 0 to 0.9, default 0.2.
    pub tower_share: f64,
    /// Side of a population cell, metres; 100 to 2000, default 500.
    pub cell_m: f64,
    /// Longitude of the centre, degrees; -180 to 180, default 77.59.
    pub centre_lon: f64,
    /// Latitude of the centre, degrees; -80 to 80, default 12.97.
    pub centre_lat: f64,
}

impl Default for CityShape {
    fn default() -> Self {
        Self {
            width_km: 8.0,
            height_km: 8.0,
            population: 1e6,
            junctions_per_km2: 250.0,
            arterial_spacing_km: 1.6,
            collector_spacing_km: 0.45,
            missing_link_share: 0.28,
            one_way_share: 0.08,
            living_street_share: 0.08,
            open_space_share: 0.06,
            barrier: Barrier::Railway,
            crossing_spacing_km: 1.2,
            bend_m: 150.0,
            density_falloff_km: 5.0,
            density_sigma: 0.5,
            tower_share: 0.2,
            cell_m: 500.0,
            centre_lon: 77.59,
            centre_lat: 12.97,
        }
    }
}

impl CityShape {
    /// Says which field lies outside its range, if one does.
    ///
    /// # Errors
    /// Names the first such field with its value and the allowed range.
    pub fn validate(&self) -> Result<(), RoadsError> {
        let table: [(&'static str, f64, f64, f64, &'static str); 18] = [
            ("width_km", self.width_km, 1.0, 60.0, "1 to 60"),
            ("height_km", self.height_km, 1.0, 60.0, "1 to 60"),
            ("population", self.population, 0.0, 1e8, "0 to 100000000"),
            ("junctions_per_km2", self.junctions_per_km2, 20.0, 600.0, "20 to 600"),
            ("arterial_spacing_km", self.arterial_spacing_km, 0.4, 5.0, "0.4 to 5"),
            ("collector_spacing_km", self.collector_spacing_km, 0.1, 2.0, "0.1 to 2"),
            ("missing_link_share", self.missing_link_share, 0.0, 0.4, "0 to 0.4"),
            ("one_way_share", self.one_way_share, 0.0, 0.5, "0 to 0.5"),
            ("living_street_share", self.living_street_share, 0.0, 1.0, "0 to 1"),
            ("open_space_share", self.open_space_share, 0.0, 0.5, "0 to 0.5"),
            ("crossing_spacing_km", self.crossing_spacing_km, 0.2, 20.0, "0.2 to 20"),
            ("bend_m", self.bend_m, 0.0, 500.0, "0 to 500"),
            ("density_falloff_km", self.density_falloff_km, 0.5, 100.0, "0.5 to 100"),
            ("density_sigma", self.density_sigma, 0.0, 1.5, "0 to 1.5"),
            ("tower_share", self.tower_share, 0.0, 0.9, "0 to 0.9"),
            ("cell_m", self.cell_m, 100.0, 2000.0, "100 to 2000"),
            ("centre_lon", self.centre_lon, -180.0, 180.0, "-180 to 180"),
            ("centre_lat", self.centre_lat, -80.0, 80.0, "-80 to 80"),
        ];
        match table.into_iter().find(|(_, value, low, high, _)| !(low..=high).contains(&value)) {
            Some((field, value, _, _, allowed)) => Err(RoadsError::Shape { field, value, allowed }),
            None => Ok(()),
        }
    }
}
