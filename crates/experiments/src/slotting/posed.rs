//! Questions of slotting by name or file, for `darkstore solve`.

use std::path::Path;

use domain::decision::slotting::SlottingQuestion;
use scenarios::build::{basket, floor};
use scenarios::spec::basket::{BasketSpec, Unlisted};
use scenarios::spec::catalog::CatalogSpec;
use scenarios::spec::floor::FloorSpec;
use scenarios::spec::handling::HandlingSpec;
use scenarios::{Scenario, Shelves, shipped};

use super::question::{Count, posed, question};
use crate::solve::FormatError;

/// A question that is read from a place and not from a text: other files belong to it, or the
/// place is a name.
pub struct Source {
    /// Name on the command line.
    pub name: &'static str,
    /// What it is, in one sentence.
    pub summary: &'static str,
    /// Reads it.
    pub read: fn(&Path) -> Result<SlottingQuestion<'static>, FormatError>,
}

/// A scenario.
pub const SCENARIO: Source = Source {
    name: "scenario",
    summary: "A scenario file or the name of one that comes with the program: its goods, floor and \
              5,000 baskets to learn from and to judge by.",
    read: of_scenario,
};

/// Observed baskets.
pub const INSTACART: Source = Source {
    name: "instacart",
    summary: "Instacart 2017: `baskets.csv.gz` with the product tables beside it; every other \
              basket to learn from, the others to judge by, on a floor for 2,500 SKUs.",
    read: of_instacart,
};

fn of_scenario(place: &Path) -> Result<SlottingQuestion<'static>, FormatError> {
    let named = shipped().iter().find(|shipped| Path::new(shipped.name) == place);
    let read: Result<Scenario, _> = match named {
        Some(shipped) => scenarios::parse(shipped.name, shipped.text, &[]),
        None => scenarios::load(place, &[]),
    };
    let built = read.and_then(|scenario| Ok((scenario.shop()?, scenario)));
    let (shop, scenario) =
        built.map_err(|error| FormatError::new(error.line().unwrap_or(1), error.to_string()))?;
    Ok(question(&scenario, &shop, Count::default()))
}

/// Range, classes and today's floor follow from the baskets to learn from alone. Products that are
/// not of the range are left out of the baskets.
fn of_instacart(place: &Path) -> Result<SlottingQuestion<'static>, FormatError> {
    let wrong = |fault: scenarios::Fault| FormatError::new(1, fault.message);
    let goods = CatalogSpec::default();
    // The set says nothing of handling: walks are free.
    let free = HandlingSpec { cold_late: false, fragile_last: false, ..HandlingSpec::default() };
    // A third of what lies in these baskets is cold.
    let spec = FloorSpec { cold_aisles: 3, ..FloorSpec::default() };
    let baskets = BasketSpec { unlisted: Unlisted::Drop, ..BasketSpec::default() };
    let (catalog, model, judged) = basket::halves(place, &goods, &baskets, 1).map_err(wrong)?;
    let floor = floor::build(&spec, &catalog, None).map_err(wrong)?;
    let shelves = Shelves::of(&spec, &free, &catalog, &floor);
    let training = model.observed.iter().map(|lines| lines.iter().map(|line| line.sku.0).collect());
    let judged = judged.iter().map(|basket| basket.iter().map(|sku| sku.0).collect());
    Ok(posed(&catalog, &floor, shelves, training.collect(), judged.collect()))
}
