//! The inside of a store: what is sold, how baskets are filled, and where goods lie.

use std::path::{Path, PathBuf};

use domain::catalog::{Catalog, Velocity};
use domain::decision::slotting::Bay;
use domain::demand::BasketModel;
use domain::store::FloorPlan;

use super::{basket, files, floor, plain};
use crate::fault::Fault;
use crate::spec::Spec;
use crate::spec::floor::FloorSpec;
use crate::spec::handling::HandlingSpec;

/// The inside of every store of a scenario.
#[derive(Clone, Debug)]
pub struct Shop {
    /// What is sold.
    pub catalog: Catalog,
    /// How baskets are filled.
    pub baskets: BasketModel,
    /// Where goods lie.
    pub floor: FloorPlan,
}

/// What lies in which bay, and when it is picked.
#[derive(Clone, Debug)]
pub struct Shelves {
    /// The bays, aisle by aisle from front to back; their room is in facings, without those that
    /// second places of SKUs take.
    pub bays: Vec<Bay>,
    /// The bay of each SKU.
    pub bay_of: Vec<u32>,
    /// Facings of each SKU.
    pub facings: Vec<u32>,
    /// The turn in which each SKU is picked.
    pub turns: Vec<u8>,
}

impl Shelves {
    /// Those of a floor plan that was built from `spec`, under these rules of handling.
    #[must_use]
    pub fn of(
        spec: &FloorSpec,
        handling: &HandlingSpec,
        catalog: &Catalog,
        floor: &FloorPlan,
    ) -> Self {
        let mut bays = floor::bays(spec);
        let at = |slot| bays.iter().position(|bay| bay.slot == slot).unwrap_or_default();
        let bay_of = floor.slots.iter().map(|slot| at(*slot) as u32).collect();
        let seconds: Vec<usize> =
            floor.second_slots.iter().flatten().map(|slot| at(*slot)).collect();
        for second in seconds {
            bays[second].room -= floor::facings(spec, Velocity::C);
        }
        let handling = plain::handling(handling);
        Self {
            bays,
            bay_of,
            facings: catalog.skus.iter().map(|sku| floor::facings(spec, sku.velocity)).collect(),
            turns: catalog.skus.iter().map(|sku| handling.turn(sku)).collect(),
        }
    }
}

/// Builds the inside of a scenario's stores, with the files it names found.
pub(crate) fn shop(spec: &Spec, base: &Path) -> Result<Shop, Fault> {
    let find =
        |named: &PathBuf, setting: &str| files::resolve(base, &named.to_string_lossy(), setting);
    let (mut goods, mut baskets) = (spec.catalog.clone(), spec.basket.clone());
    let source = &spec.demand.source;
    for (index, list) in source.skus.iter().enumerate() {
        goods.source.push(find(list, &format!("demand.source.skus.{index}"))?);
    }
    if let Some(observed) = &source.baskets {
        baskets.source = Some(find(observed, "demand.source.baskets")?);
    }
    let (catalog, baskets) = basket::build(&goods, &baskets, spec.city.seed)?;
    let listed = spec.floor.slots.as_ref();
    let listed = listed.map(|named| files::resolve(base, named, "floor.slots")).transpose()?;
    let floor = floor::build(&spec.floor, &catalog, listed.as_deref())?;
    Ok(Shop { catalog, baskets, floor })
}
