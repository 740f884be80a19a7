//! What `darkstore place` is asked.

use std::path::PathBuf;

use domain::decision::placement::Model;
use experiments::siting::RefineConfig;

use crate::flags::scenario::{ScenarioArgs, setting};
use crate::flags::shared::{seed, threads, whole};

/// How distance can be measured.
pub(crate) const METRICS: [&str; 3] = ["minutes", "km-by-road", "km-straight"];

/// Which stores to open, and how to look at them.
#[derive(clap::Args)]
#[command(
    after_help = "The default model opens the stores that bring most orders within the ride \
    budget: what the promise leaves for the last mile, less a typical parking, way in and \
    handover. That is the question of a ten-minute promise: an order farther away is late however \
    short the average ride is, which the p-median would trade away."
)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) scenario: ScenarioArgs,
    /// Number of stores; may be left out with a budget, and where costs or cover decide it
    #[arg(long, value_name = "K", value_parser = stores, allow_negative_numbers = true)]
    pub(crate) stores: Option<u32>,
    /// What a layout is judged by
    #[arg(long, value_name = "NAME", default_value = "max_covering", value_parser = Model::NAMES)]
    pub(crate) model: String,
    /// How distance is measured [default: minutes, or km-by-road with --radius-km]
    #[arg(long, value_name = "NAME", value_parser = METRICS)]
    pub(crate) metric: Option<String>,
    /// What counts as near, in minutes or kilometres: what the models of coverage ask, and what the
    /// page says of all [default: the ride budget of the promise, or the scenario's
    /// service.radius_km]
    #[arg(long, value_name = "X", value_parser = above_zero, allow_negative_numbers = true)]
    pub(crate) radius: Option<f64>,
    /// The same in kilometres, by road or straight
    #[arg(long, value_name = "KM", value_parser = above_zero, allow_negative_numbers = true)]
    #[arg(conflicts_with = "radius")]
    pub(crate) radius_km: Option<f64>,
    /// Where coverage ends that fades from the radius on (max_covering)
    #[arg(long, value_name = "X", value_parser = above_zero, allow_negative_numbers = true)]
    #[arg(conflicts_with = "backup")]
    pub(crate) reach: Option<f64>,
    /// Share of an order, up to 0.5, that counts only with a second store in the radius
    /// (max_covering)
    #[arg(long, value_name = "SHARE", value_parser = half, allow_negative_numbers = true)]
    pub(crate) backup: Option<f64>,
    /// Hour of day whose demand and traffic count [default: demand of the whole day, traffic of 20]
    #[arg(long, value_name = "H", value_parser = clap::value_parser!(u8).range(0..24))]
    pub(crate) hour: Option<u8>,
    /// Most that the stores may cost a month, INR
    #[arg(long, value_name = "INR", value_parser = above_zero, allow_negative_numbers = true)]
    pub(crate) budget_inr: Option<f64>,
    /// Stores that stay: all of the scenario's, none, or names set apart by commas
    #[arg(long, value_name = "NAMES", default_value = "none")]
    pub(crate) keep: String,
    /// Sites at which no store may open: names set apart by commas
    #[arg(long, value_name = "NAMES", default_value = "")]
    pub(crate) ban: String,
    /// How many candidate sites to make up, or a CSV file of them: name, lon and lat or x_km and
    /// y_km, and if known rent_inr and orders_max [default: a grid of 500 m and busy spots]
    #[arg(long, value_name = "N|FILE", allow_negative_numbers = true)]
    pub(crate) candidates: Option<String>,
    /// Most demand points; junctions near each other are brought together to that number
    #[arg(long, value_name = "N", default_value = "5000")]
    #[arg(value_parser = points, allow_negative_numbers = true)]
    pub(crate) demand_points: u32,
    /// Most orders a day of a store (capacitated, single_source) [default: 1500]
    #[arg(long, value_name = "N", value_parser = above_zero, allow_negative_numbers = true)]
    pub(crate) orders_max: Option<f64>,
    /// INR that an order earns before rent [default: estimated from the scenario's settings]
    #[arg(long, value_name = "INR", value_parser = above_zero, allow_negative_numbers = true)]
    pub(crate) margin_inr: Option<f64>,
    /// Who decides (`darkstore list policies`) [default: portfolio]
    #[arg(long, value_name = "NAME")]
    pub(crate) solver: Option<String>,
    /// Set a parameter of the solver, as often as needed
    #[arg(long, value_name = "KEY=VALUE", value_parser = setting)]
    pub(crate) solver_set: Vec<(String, String)>,
    /// Also open the stores one after another, none moved, and say what that costs
    #[arg(long)]
    pub(crate) phased: bool,
    /// Closed sites to examine besides the open ones: so many, those with most demand near first,
    /// or names set apart by commas
    #[arg(long, value_name = "N|NAMES", default_value = "10", conflicts_with = "brief")]
    pub(crate) examine: String,
    /// Layouts this share below the best still count as good, 0 to 1
    #[arg(long, value_name = "SHARE", default_value = "0.01", value_parser = share)]
    #[arg(conflicts_with = "brief", allow_negative_numbers = true)]
    pub(crate) tolerance: f64,
    /// How long to look for the layout: millions of links looked at, about a hundred a second. The
    /// curve gets as much altogether, each further question a twentieth
    #[arg(long, value_name = "M", default_value = "600",
          value_parser = clap::value_parser!(u32).range(1..=900_000))]
    pub(crate) work_m: u32,
    /// A tenth of the work: a first look
    #[arg(long)]
    pub(crate) quick: bool,
    /// CSV file of competitors' stores: name, lon and lat or x_km and y_km; they are on the map and
    /// in the table of stores, and `reference` keeps away from them
    #[arg(long, value_name = "FILE")]
    pub(crate) competitors: Option<PathBuf>,
    /// Have the simulator judge up to eight unlike layouts within the tolerance, in N simulated
    /// days altogether
    #[arg(long, value_name = "N", conflicts_with = "brief", value_parser = days)]
    #[arg(allow_negative_numbers = true)]
    pub(crate) refine: Option<u64>,
    /// The figure by which the simulator judges (`darkstore list kpis`)
    #[arg(
        long,
        value_name = "KPI",
        default_value = "contribution_per_day_inr",
        requires = "refine"
    )]
    pub(crate) kpi: String,
    /// Seed of the simulated days
    #[arg(long, value_name = "N", value_parser = seed, allow_negative_numbers = true)]
    #[arg(requires = "refine")]
    pub(crate) seed: Option<u64>,
    /// Questions and simulated days at a time; results do not depend on it [default: one per
    /// processor]
    #[arg(long, value_name = "T", value_parser = threads, allow_negative_numbers = true)]
    pub(crate) threads: Option<usize>,
    /// Only the layout, the same as without: no curve, no budgets, no price of sites. Where the
    /// layout is not proved best, what may improve it is asked all the same
    #[arg(long, conflicts_with = "phased")]
    pub(crate) brief: bool,
    /// Write the question to a file that `darkstore solve placement` reads
    #[arg(long, value_name = "FILE")]
    pub(crate) question: Option<PathBuf>,
    /// Write layout.toml (and with --refine the winner, refined.toml), layout.geojson, map.svg,
    /// curve.svg, pareto.svg and tables to a directory
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Put new results in the place of those that --out holds
    #[arg(long, requires = "out")]
    pub(crate) replace: bool,
    /// Print one JSON object instead of the page
    #[arg(long)]
    pub(crate) json: bool,
}

fn above_zero(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number > 0.0 && number.is_finite() => Ok(number),
        _ => Err("expected a number above 0".into()),
    }
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if (0.0..=1.0).contains(&number) => Ok(number),
        _ => Err("expected a share, 0 to 1".into()),
    }
}

fn half(text: &str) -> Result<f64, String> {
    share(text)
        .ok()
        .filter(|share| *share <= 0.5)
        .ok_or_else(|| "expected a share, 0 to 0.5".into())
}

fn points(text: &str) -> Result<u32, String> {
    whole(text, 1, 10_000_000).map(|number| number as u32)
}

fn stores(text: &str) -> Result<u32, String> {
    whole(text, 1, 1_000_000).map(|number| number as u32)
}

/// A number of simulated days with which at least two layouts can be judged.
fn days(text: &str) -> Result<u64, String> {
    whole(text, RefineConfig::LEAST, 1_000_000)
}
