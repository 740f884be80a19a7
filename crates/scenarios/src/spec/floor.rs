//! `[floor]`: aisles and shelves of a dark store.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Aisles and shelves of a dark store.
///
/// The default is 9 aisles of 10 m at a pitch of 1.8 m: 220 m² with three cross aisles of 1.2 m,
/// which with 45 m² for stations, receiving and the riders' bay makes 2,850 square feet. The sizes
/// are assumptions within the 2,000-3,000 square feet usual for dark stores.
///
/// Goods stand on both sides of an aisle, on several levels; a picker in front of a bay reaches
/// all of it, so a bay is one position. Aisle 0 lies along the wall nearest to the stations. The
/// middle cross aisle has no width of its own in the walk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FloorSpec {
    /// Number of aisles, cold room included. Default: 9.
    #[schemars(range(min = 1, max = 500))]
    pub aisles: u16,
    /// Length of an aisle from front to back cross aisle, metres. Default: 10.
    #[schemars(range(min = 1.0, max = 200.0))]
    pub aisle_length_m: f64,
    /// Distance between the middles of neighbouring aisles, metres. Default: 1.8 (two half racks
    /// of 0.45 m and 0.9 m to walk).
    #[schemars(range(min = 0.5, max = 20.0))]
    pub aisle_pitch_m: f64,
    /// Blocks: 1, or 2 with a middle cross aisle. Default: 2.
    #[schemars(range(min = 1, max = 2))]
    pub blocks: u8,
    /// Aisles of the cold room. Default: 2.
    #[schemars(range(min = 0, max = 500))]
    pub cold_aisles: u16,
    /// First aisle of the cold room. Default: 1, so that the fastest ambient goods stand in aisle
    /// 0 and the cold room is the next thing beside the stations.
    #[schemars(range(min = 0, max = 499))]
    pub cold_first_aisle: u16,
    /// Length of a bay along the aisle, metres. Default: 1.
    #[schemars(range(min = 0.1, max = 10.0))]
    pub bay_length_m: f64,
    /// Shelf levels of a bay. Default: 6.
    #[schemars(range(min = 1, max = 20))]
    pub levels: u16,
    /// Facings side by side on one level of one side of a bay. Default: 5 (0.2 m each).
    #[schemars(range(min = 1, max = 100))]
    pub facings_per_level: u16,
    /// Facings of a SKU of class A, B and C; one that sells faster holds more stock in front.
    /// Default: 4, 2, 1.
    #[schemars(inner(range(min = 1, max = 100)))]
    pub facings: [u16; 3],
    /// CSV file of SKUs that lie elsewhere, `sku,aisle,depth_m`, as `darkstore slot` writes it: the
    /// name of a SKU, its aisle and how far into it, the metres of a bay's middle. SKUs that it does
    /// not list keep their places. Default: none; goods lie by class and popularity.
    pub slots: Option<String>,
    /// Number of SKUs, the most popular ones, that stand in a second place too (scattered storage):
    /// with the facings of class C, between the goods of class B and those of class C. Default: 0.
    #[schemars(range(min = 0, max = 20_000))]
    pub second_faces: u32,
}

impl Default for FloorSpec {
    fn default() -> Self {
        Self {
            aisles: 9,
            aisle_length_m: 10.0,
            aisle_pitch_m: 1.8,
            blocks: 2,
            cold_aisles: 2,
            cold_first_aisle: 1,
            bay_length_m: 1.0,
            levels: 6,
            facings_per_level: 5,
            facings: [4, 2, 1],
            slots: None,
            second_faces: 0,
        }
    }
}
