//! What a store costs a month, by how densely people live around it.

use std::collections::BTreeMap;

use domain::demand::Zone;
use domain::geo::Point;

use crate::spec::economics::EconomicsSpec;

/// Days of a month.
pub const MONTH_DAYS: f64 = 30.0;
/// Side of the cells in which people are counted, millimetres.
const CELL_MM: i64 = 500_000;
/// Square kilometres of a cell and its eight neighbours.
const BLOCK_KM2: f64 = 2.25;
/// Monthly cost where nobody lives, over that of the scenario's store: 3 lakh of 4.2.
const LOWEST: f64 = 5.0 / 7.0;
/// What it rises by up to twice the usual density: to 5 lakh.
const RISE: f64 = 10.0 / 21.0;

/// How densely people live, and what a store there costs.
///
/// The monthly cost is 30 days of the scenario's `economics.store_day_inr`, times 5/7 where nobody
/// lives, rising in proportion to the density around to 25/21 at twice the usual density and above.
/// With the default of INR 14,000 a day these are the design's 3 and 5 lakh. The usual density is
/// the one that the average inhabitant sees. That land is dear where people are dense is the
/// assumption; a file of candidates can name real rents instead.
#[derive(Clone, Debug)]
pub struct Land {
    people: BTreeMap<(i64, i64), f64>,
    /// People per square kilometre around the average inhabitant.
    usual: f64,
    month_inr: f64,
}

impl Land {
    /// Counts people, those of a zone evenly over its doors.
    #[must_use]
    pub fn of(economics: &EconomicsSpec, zones: &[Zone]) -> Self {
        let mut people: BTreeMap<(i64, i64), f64> = BTreeMap::new();
        for zone in zones {
            let share = zone.population / zone.doors.len() as f64;
            for (_, at) in &zone.doors {
                *people.entry(cell(*at)).or_default() += share;
            }
        }
        let mut land = Self { people, usual: 0.0, month_inr: MONTH_DAYS * economics.store_day_inr };
        let (mut seen, mut all) = (0.0, 0.0);
        for (cell, people) in &land.people {
            seen += people * land.around(*cell);
            all += people;
        }
        land.usual = if all > 0.0 { seen / all } else { 0.0 };
        land
    }

    fn around(&self, (x, y): (i64, i64)) -> f64 {
        let near = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (x + dx, y + dy)));
        near.filter_map(|cell| self.people.get(&cell)).sum::<f64>() / BLOCK_KM2
    }

    /// People per square kilometre around a position.
    #[must_use]
    pub fn density(&self, at: Point) -> f64 {
        self.around(cell(at))
    }

    /// What a store at a position costs a month, INR.
    #[must_use]
    pub fn month_inr(&self, at: Point) -> f64 {
        let share = if self.usual > 0.0 { self.density(at) / (2.0 * self.usual) } else { 0.0 };
        libm::round(self.month_inr * (LOWEST + RISE * share.min(1.0)) / 100.0) * 100.0
    }

    /// The most that a store costs a month, INR.
    #[must_use]
    pub fn highest_inr(&self) -> f64 {
        self.month_inr * (LOWEST + RISE)
    }
}

fn cell(at: Point) -> (i64, i64) {
    (at.x_mm.div_euclid(CELL_MM), at.y_mm.div_euclid(CELL_MM))
}
