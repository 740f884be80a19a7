//! Weighted junctions brought together in square cells, until few enough are left.

use std::collections::BTreeMap;

use domain::geo::Point;
use domain::ids::NodeId;

/// A junction and its weight.
pub(super) type Weighted = (NodeId, Point, f64);

/// The cell of a point, cells beginning at the members' lowest coordinates.
pub(super) fn cells(members: &[Weighted], side_mm: i64) -> impl Fn(Point) -> (i64, i64) {
    let least = |of: fn(Point) -> i64| members.iter().map(|(_, at, _)| of(*at)).min().unwrap_or(0);
    let (x, y) = (least(|at| at.x_mm), least(|at| at.y_mm));
    move |at| ((at.y_mm - y).div_euclid(side_mm), (at.x_mm - x).div_euclid(side_mm))
}

/// The junction that stands for each cell of `side_mm`, with the members' weight, by cell.
///
/// It is the member nearest to the cell's weighted middle, of equally near ones the lowest id.
/// Members are given by id. O(n log n).
pub(super) fn in_cells(members: &[Weighted], side_mm: i64) -> Vec<Weighted> {
    let cell = cells(members, side_mm);
    let mut cells: BTreeMap<(i64, i64), Vec<Weighted>> = BTreeMap::new();
    for member in members {
        cells.entry(cell(member.1)).or_default().push(*member);
    }
    cells.into_values().map(|members| stands_for(&members)).collect()
}

fn stands_for(members: &[Weighted]) -> Weighted {
    let weight: f64 = members.iter().map(|member| member.2).sum();
    let mean = |of: fn(Point) -> i64| {
        let sum: f64 = members.iter().map(|(_, at, weight)| of(*at) as f64 * weight).sum();
        libm::round(sum / weight) as i64
    };
    let middle = Point { x_mm: mean(|at| at.x_mm), y_mm: mean(|at| at.y_mm) };
    let nearest = members.iter().min_by_key(|(node, at, _)| (at.distance(middle), *node));
    let (node, at, _) = nearest.expect("a cell has members");
    (*node, *at, weight)
}

/// The smallest side in whole metres up to 64 km at which at most `most` cells are taken.
///
/// Cells do not nest, so that a larger side may take more of them: the answer is one that fits,
/// next to one that does not. O(n log n) sixteen times.
pub(super) fn side_for(members: &[Weighted], most: usize) -> i64 {
    let fits = |side_m: i64| in_cells(members, side_m * 1000).len() <= most.max(1);
    let (mut small, mut large) = (0, 65_536);
    while large - small > 1 {
        let middle = (small + large) / 2;
        if fits(middle) {
            large = middle;
        } else {
            small = middle;
        }
    }
    large * 1000
}
