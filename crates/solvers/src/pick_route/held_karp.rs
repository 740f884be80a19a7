//! Routes on floors of any shape, exactly for few stops.

use domain::decision::pick_route::PickRoute;

use super::any_floor::{AnyFloor, Config};
use crate::{Entry, entry};

/// In the registry.
///
/// Finds the shortest route of up to 13 stops, whatever the work; turns and precedences make it
/// faster. With more stops it hands over to the search of `local_search`, which may prove a route
/// shortest or only bound it.
///
/// Of scattered goods the places are chosen exactly as well where any place of a line has enough of
/// it, stops have no precedences, and lines are few (10 lines of 15 places together, say); else it is
/// first chosen where they are taken, and no bound is told.
pub const ENTRY: Entry<dyn PickRoute> = entry!(
    "held_karp",
    "Any floor: the shortest route of up to 13 stops, by sets of stops visited first; \
              beyond, it searches as `local_search` does.",
    AnyFloor::exact(Config)
);
