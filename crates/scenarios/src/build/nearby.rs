//! Points in square cells, to find those within a distance without looking at all of them.

use std::collections::BTreeMap;

use domain::geo::Point;
use domain::units::Millimeters;

/// Points by cell.
pub(crate) struct Nearby {
    points: Vec<Point>,
    cells: BTreeMap<(i64, i64), Vec<u32>>,
    cell_mm: i64,
}

impl Nearby {
    /// Sorts points into cells of about the distance that will be asked for.
    pub(crate) fn new(points: Vec<Point>, reach: Millimeters) -> Self {
        let cell_mm = i64::try_from(reach.0).unwrap_or(i64::MAX).max(1000);
        let mut cells: BTreeMap<(i64, i64), Vec<u32>> = BTreeMap::new();
        for (index, point) in points.iter().enumerate() {
            let cell = (point.x_mm.div_euclid(cell_mm), point.y_mm.div_euclid(cell_mm));
            cells.entry(cell).or_default().push(index as u32);
        }
        Self { points, cells, cell_mm }
    }

    /// Indices of points within `reach` of `at` with their distance, by index.
    pub(crate) fn within(&self, at: Point, reach: Millimeters) -> Vec<(usize, Millimeters)> {
        let radius = i64::try_from(reach.0).unwrap_or(i64::MAX / 4);
        let cells = |middle: i64| {
            (middle - radius).div_euclid(self.cell_mm)..=(middle + radius).div_euclid(self.cell_mm)
        };
        let mut found = Vec::new();
        for x in cells(at.x_mm) {
            let ys = cells(at.y_mm);
            for (_, members) in self.cells.range((x, *ys.start())..=(x, *ys.end())) {
                for &index in members {
                    let distance = self.points[index as usize].distance(at);
                    if distance <= reach {
                        found.push((index as usize, distance));
                    }
                }
            }
        }
        found.sort_unstable();
        found
    }

    /// The nearest point within `reach`; of equally near ones the first.
    pub(crate) fn nearest(&self, at: Point, reach: Millimeters) -> Option<(usize, Millimeters)> {
        self.within(at, reach).into_iter().min_by_key(|(index, distance)| (*distance, *index))
    }
}

#[cfg(test)]
mod tests {
    use domain::rng::{Purpose, Streams};

    use super::*;

    #[test]
    fn cells_find_what_looking_at_all_points_finds() {
        let mut stream = Streams::new(5, 0).open(Purpose::Test, 0);
        let mut point = || Point::from_m(stream.uniform() * 9e3 - 4e3, stream.uniform() * 9e3);
        let points: Vec<Point> = (0..300).map(|_| point()).collect();
        let nearby = Nearby::new(points.clone(), Millimeters::from_m(700.0));
        for reach in [0.0, 300.0, 700.0, 2500.0].map(Millimeters::from_m) {
            for _ in 0..20 {
                let at = point();
                let all: Vec<(usize, Millimeters)> = points
                    .iter()
                    .enumerate()
                    .map(|(index, p)| (index, p.distance(at)))
                    .filter(|(_, distance)| *distance <= reach)
                    .collect();
                let nearest = all.iter().copied().min_by_key(|(index, d)| (*d, *index));
                assert_eq!(nearby.nearest(at, reach), nearest);
                assert_eq!(nearby.within(at, reach), all);
            }
        }
    }
}
