//! `[city]`: a generated city, or streets and wards from files.

use roads::generate::Barrier;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The city: generated from a seed unless `roads` names a street file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CitySpec {
    /// Seed of all that is fixed: streets, people, towers, catalogue, staff. Default: 1.
    pub seed: u64,
    /// Street file: `.osm.pbf`, `.osm`, `.osm.gz`, `.graphml`, `.graphml.gz`. Relative to the
    /// scenario file, or beginning with `$DARKSTORE_DATA/`. Default: none, a generated city.
    pub roads: Option<String>,
    /// Wards with population: `.kml`, `.kml.gz`, `.geojson`, `.geojson.gz`. Needs `roads`.
    /// Default: none, people live where junctions are.
    pub wards: Option<String>,
    /// Property of the wards file that holds the number of people. Default: none, the usual names
    /// are tried (`population`, `TOT_P`, `POP_TOTAL`...).
    pub ward_people: Option<String>,
    /// Width of a generated city, kilometres. Default: 8.
    #[schemars(range(min = 1.0, max = 60.0))]
    pub width_km: f64,
    /// Height of a generated city, kilometres. Default: 8.
    #[schemars(range(min = 1.0, max = 60.0))]
    pub height_km: f64,
    /// People per square kilometre of a generated city, on average, and of a street file without
    /// wards. Default: 12000 (Bengaluru has about that).
    #[schemars(range(min = 10.0, max = 200_000.0))]
    pub people_per_km2: f64,
    /// Distance from the centre at which the density of people has fallen to 37 %, kilometres.
    /// Default: 5.
    #[schemars(range(min = 0.5, max = 100.0))]
    pub density_falloff_km: f64,
    /// Clustering of people, sigma of the logarithm of density from place to place. Default: 0.5.
    #[schemars(range(min = 0.0, max = 1.5))]
    pub density_sigma: f64,
    /// Junctions of a generated city per square kilometre. Default: 250.
    #[schemars(range(min = 20.0, max = 600.0))]
    pub junctions_per_km2: f64,
    /// Distance between arterial roads, kilometres. Default: 1.6.
    #[schemars(range(min = 0.4, max = 5.0))]
    pub arterial_spacing_km: f64,
    /// Distance between collector streets, kilometres. Default: 0.45.
    #[schemars(range(min = 0.1, max = 2.0))]
    pub collector_spacing_km: f64,
    /// Share of residential links left out at random, 0 to 0.4. Default: 0.1.
    #[schemars(range(min = 0.0, max = 0.4))]
    pub missing_link_share: f64,
    /// Share of residential and collector streets that are one-way, 0 to 0.5. Default: 0.08.
    #[schemars(range(min = 0.0, max = 0.5))]
    pub one_way_share: f64,
    /// Share of neighbourhoods with living streets, 0 to 1. Default: 0.08.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub living_street_share: f64,
    /// Share of the area without residential streets (lakes, parks, campuses), 0 to 0.5. Default:
    /// 0.06.
    #[schemars(range(min = 0.0, max = 0.5))]
    pub open_space_share: f64,
    /// What cuts a generated city in two: `"none"`, `"railway"` or `"river"`. Default:
    /// `"railway"`.
    pub barrier: Barrier,
    /// Distance between crossings of the barrier, kilometres. Default: 1.2.
    #[schemars(range(min = 0.2, max = 20.0))]
    pub crossing_spacing_km: f64,
    /// How far streets swing from straight lines, metres. Default: 150.
    #[schemars(range(min = 0.0, max = 500.0))]
    pub bend_m: f64,
    /// Longitude of a generated city's centre, which is the origin of its plane, degrees. Default:
    /// 77.59.
    #[schemars(range(min = -180.0, max = 180.0))]
    pub centre_lon: f64,
    /// Latitude of a generated city's centre, degrees. Default: 12.97.
    #[schemars(range(min = -80.0, max = 80.0))]
    pub centre_lat: f64,
    /// Side of the square zones in which demand is counted where there are no wards, kilometres.
    /// Default: 0.5.
    #[schemars(range(min = 0.1, max = 2.0))]
    pub zone_km: f64,
    /// Share of buildings that are apartment towers, on average, 0 to 0.9. Default: 0.25
    /// (assumption).
    #[schemars(range(min = 0.0, max = 0.9))]
    pub tower_share: f64,
    /// Highest floor of a tower. Default: 14 (assumption).
    #[schemars(range(max = 100))]
    pub max_floor: u8,
    /// People per building. Default: 24, a mix of houses and towers (assumption).
    #[schemars(range(min = 1.0, max = 10_000.0))]
    pub people_per_building: f64,
    /// Share of people who are customers known to the app, 0 to 1. Default: 0.06 (assumption).
    #[schemars(range(min = 0.0001, max = 1.0))]
    pub customer_share: f64,
    /// Longest way from the nearest junction to a door, metres. Default: 80.
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub door_offset_max_m: f64,
}

impl Default for CitySpec {
    fn default() -> Self {
        Self {
            seed: 1,
            roads: None,
            wards: None,
            ward_people: None,
            width_km: 8.0,
            height_km: 8.0,
            people_per_km2: 12_000.0,
            density_falloff_km: 5.0,
            density_sigma: 0.5,
            junctions_per_km2: 250.0,
            arterial_spacing_km: 1.6,
            collector_spacing_km: 0.45,
            missing_link_share: 0.1,
            one_way_share: 0.08,
            living_street_share: 0.08,
            open_space_share: 0.06,
            barrier: Barrier::Railway,
            crossing_spacing_km: 1.2,
            bend_m: 150.0,
            centre_lon: 77.59,
            centre_lat: 12.97,
            zone_km: 0.5,
            tower_share: 0.25,
            max_floor: 14,
            people_per_building: 24.0,
            customer_share: 0.06,
            door_offset_max_m: 80.0,
        }
    }
}
