//! Routes on floors of any shape, by local search.

use domain::decision::pick_route::PickRoute;

use super::any_floor::{AnyFloor, Config};
use crate::{Entry, entry};

/// In the registry.
///
/// Improves a walk to the nearest stop until the work is over or the route is proved shortest.
///
/// Turns and precedences are kept. Of scattered goods it is first chosen where they are taken, and
/// no bound is told. From 3,001 stops on the route is improved in pieces of 1,000, and the bound is
/// what reaching every stop takes at least.
pub const ENTRY: Entry<dyn PickRoute> = entry!(
    "local_search",
    "Any floor: chained Lin-Kernighan steps, or exchanges that keep turns and precedences, \
              with a bound from trees; stops early where the route is proved shortest.",
    AnyFloor::search(Config)
);
