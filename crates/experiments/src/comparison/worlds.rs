//! Cells whose differences are of more than the settings that a reader looks at.

use super::letter;
use crate::lab::Cell;

/// The first cell that is another one's twin.
#[must_use]
pub fn twin(cells: &[Cell]) -> Option<&Cell> {
    let is_twin = |(at, cell): &(usize, &Cell)| {
        let mut earlier = cells[..*at].iter();
        earlier.any(|other| other.scenario.text == cell.scenario.text && other.label == cell.label)
    };
    cells.iter().enumerate().find(is_twin).map(|(_, cell)| cell)
}

/// Whether any cell has other stores than the first, in the same city and on the same days, as far
/// as settings tell.
#[must_use]
pub fn have_other_stores(cells: &[Cell]) -> bool {
    let of_stores = |cell: &Cell| {
        let stores = &cell.scenario.spec.stores;
        (stores.site.clone(), stores.count, stores.spacing_km, stores.edge_km)
    };
    cells.iter().any(|cell| {
        let (here, there) = (&cell.scenario.spec, &cells[0].scenario.spec);
        here.city == there.city
            && here.calendar == there.calendar
            && of_stores(cell) != of_stores(&cells[0])
    })
}

/// Says which cells are of another city, or meet other demand, than the first: their differences are
/// not those of policies.
#[must_use]
pub fn other_worlds(cells: &[Cell]) -> Vec<String> {
    let first = &cells[0].scenario.spec;
    let parted = |is_other: &dyn Fn(&Cell) -> bool| -> Option<String> {
        let names: Vec<String> =
            (0..cells.len()).filter(|at| is_other(&cells[*at])).map(letter).collect();
        (!names.is_empty()).then(|| names.join(", "))
    };
    let of_city = |cell: &Cell| cell.scenario.spec.city != first.city;
    let of_demand = |cell: &Cell| !of_city(cell) && cell.scenario.spec.demand != first.demand;
    let cities = parted(&of_city).map(|names| {
        format!(
            "CITIES DIFFER between A and {names}: chance falls on other streets and people, and a \
             difference\n  is one of places, whatever else is set"
        )
    });
    let demands = parted(&of_demand).map(|names| {
        format!(
            "DEMAND DIFFERS between A and {names}: other customers or other orders, which a difference \
             includes"
        )
    });
    cities.into_iter().chain(demands).collect()
}
