//! `[work]`: how long things take inside a store, and how often they go wrong.

use domain::dist::Dist;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How long things take inside a store, and how often they go wrong.
///
/// The reference design asks for a ten-item order in 90 seconds of picking and for picking and
/// packing in 150 seconds together; the times below are assumptions that add up to that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WorkSpec {
    /// Walking speed of a typical picker, metres per second. Default: 1.2.
    #[schemars(range(min = 0.1, max = 5.0))]
    pub walk_m_per_s: f64,
    /// Reading the list and taking a tote, seconds per order. Default: log-normal, median 8,
    /// sigma 0.3.
    pub pick_setup_s: Dist,
    /// Finding, taking and scanning the first unit of a line, seconds. Default: log-normal,
    /// median 4, sigma 0.4: half of the orders of ten units are then picked in the design's 90
    /// seconds.
    pub pick_line_s: Dist,
    /// Each further unit of a line, seconds. Default: 1.5.
    #[schemars(range(min = 0.0, max = 600.0))]
    pub pick_unit_s: f64,
    /// Looking in vain before a line is given up, seconds. Default: log-normal, median 25, sigma
    /// 0.4.
    pub search_s: Dist,
    /// Share of lines whose goods are not where they should be, 0 to 1. Default: 0.022.
    ///
    /// With stock that is missing unnoticed, 2 to 3 % of picks fail.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub misplaced_share: f64,
    /// Share of lines at which the picker takes a wrong item, found and put right at packing, 0
    /// to 1. Default: 0.004.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub wrong_item_share: f64,
    /// Share of lines whose goods are not at the second slot of a SKU that has two, 0 to 1: on
    /// average; each SKU has a share of its own between zero and twice that. Default: 0.1, as the
    /// second slot is filled up last.
    #[schemars(range(min = 0.0, max = 0.5))]
    pub second_face_empty_share: f64,
    /// Time lost at a stop per other picker met in the same aisle, seconds. Default: 1.5.
    #[schemars(range(min = 0.0, max = 600.0))]
    pub congestion_s: f64,
    /// How much longer the walk along an aisle takes per other picker in it, as a share: at 0.2
    /// and with two others, 1.4 times as long. A picker counts where the last stop was until the
    /// next is reached. Default: 0.2 (assumption: in an aisle of 0.9 m people give way).
    #[schemars(range(min = 0.0, max = 10.0))]
    pub crowding_share: f64,
    /// Spread of walking speed between the aisles of a store, sigma of the logarithm: narrow ones,
    /// pallets, a wet floor. Nobody knows it beforehand. Default: 0.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub aisle_pace_sigma: f64,
    /// Totes on a picker's cart: most orders that are picked on one tour, where `pick_batch` puts
    /// several together. Default: 4.
    #[schemars(range(min = 1, max = 50))]
    pub cart_totes: u32,
    /// Whether the store learns, from what pickers did, how fast each aisle is and at which of two
    /// slots goods are found, tells the pick route, and sends pickers the quickest way. Default:
    /// false.
    pub learn_from_walks: bool,
    /// How much walking along an aisle the plan weighs as much as, where the store learns how fast
    /// one walks there, seconds. Default: 60.
    #[schemars(range(min = 1.0, max = 86_400.0))]
    pub pace_prior_s: f64,
    /// How many looks at a slot what is thought beforehand weighs as much as, where the store learns
    /// at which of two slots goods are found. Default: 10.
    #[schemars(range(min = 0.1, max = 100_000.0))]
    pub find_prior_looks: f64,
    /// Share of looks at a slot that are thought beforehand to find the goods, 0 to 1. Default: 0.9.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub find_prior_share: f64,
    /// The target that `pick_target_share` counts: seconds from taking up an order to putting down
    /// its tote. Default: 90 (design: for ten items).
    #[schemars(range(min = 1.0, max = 3600.0))]
    pub pick_target_s: f64,
    /// Most lines of the orders that `pick_target_share` counts. Default: 10 (design).
    #[schemars(range(min = 1, max = 1000))]
    pub pick_target_lines: u16,
    /// Whether pickers fill the bags while they pick, so that only units that belong beneath what
    /// already lies in their bag are packed at the station. Default: false.
    pub fill_bags_while_picking: bool,
    /// Receipt, labels and quality check, seconds per order. Default: log-normal, median 12,
    /// sigma 0.3.
    pub pack_setup_s: Dist,
    /// Each unit packed, seconds. Default: 1.5.
    #[schemars(range(min = 0.0, max = 600.0))]
    pub pack_unit_s: f64,
    /// Each bag opened, filled and closed, seconds. Default: 8.
    #[schemars(range(min = 0.0, max = 600.0))]
    pub pack_bag_s: f64,
    /// Putting a wrong item right, seconds. Default: 40.
    #[schemars(range(min = 0.0, max = 3600.0))]
    pub correction_s: f64,
    /// Rider takes the bags and sets off, seconds. Default: log-normal, median 20, sigma 0.4.
    pub bay_s: Dist,
    /// Time after a failed pick until the shelf has been looked through, minutes. Default: 20.
    #[schemars(range(min = 0.0, max = 1440.0))]
    pub recheck_min: f64,
    /// Most weight in a bag, kilograms. Default: 8 (design).
    #[schemars(range(min = 0.1, max = 100.0))]
    pub bag_kg: f64,
    /// Most volume in a bag, litres. Default: 15.
    #[schemars(range(min = 0.1, max = 500.0))]
    pub bag_l: f64,
}

impl Default for WorkSpec {
    fn default() -> Self {
        Self {
            walk_m_per_s: 1.2,
            pick_setup_s: Dist::LogNormal { median: 8.0, sigma: 0.3 },
            pick_line_s: Dist::LogNormal { median: 4.0, sigma: 0.4 },
            pick_unit_s: 1.5,
            search_s: Dist::LogNormal { median: 25.0, sigma: 0.4 },
            misplaced_share: 0.022,
            wrong_item_share: 0.004,
            second_face_empty_share: 0.1,
            congestion_s: 1.5,
            crowding_share: 0.2,
            aisle_pace_sigma: 0.0,
            cart_totes: 4,
            learn_from_walks: false,
            pace_prior_s: 60.0,
            find_prior_looks: 10.0,
            find_prior_share: 0.9,
            pick_target_s: 90.0,
            pick_target_lines: 10,
            fill_bags_while_picking: false,
            pack_setup_s: Dist::LogNormal { median: 12.0, sigma: 0.3 },
            pack_unit_s: 1.5,
            pack_bag_s: 8.0,
            correction_s: 40.0,
            bay_s: Dist::LogNormal { median: 20.0, sigma: 0.4 },
            recheck_min: 20.0,
            bag_kg: 8.0,
            bag_l: 15.0,
        }
    }
}
