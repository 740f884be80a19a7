//! A river or railway across the city, and the few streets that cross it.

use domain::geo::Point;
use domain::rng::{Purpose, Streams};

use super::lattice::Link;
use super::noise::Noise;
use super::shape::{Barrier, CityShape};

/// A line from one edge of the city to the opposite one.
struct Line {
    runs_north: bool,
    offset: f64,
    swing: f64,
    bends: Noise,
}

impl Line {
    /// Metres by which a position lies beyond the line.
    fn beyond(&self, point: Point) -> f64 {
        let (along, across) = self.split(point);
        across - self.offset - self.swing * self.bends.at(along, 0.0)
    }

    /// Metres along the line's general direction and across it.
    fn split(&self, point: Point) -> (f64, f64) {
        let (x, y) = (point.x_mm as f64 / 1e3, point.y_mm as f64 / 1e3);
        if self.runs_north { (y, x) } else { (x, y) }
    }
}

/// Removes the links that cross the barrier, but for the widest in each stretch of it.
pub(super) fn cut(shape: &CityShape, points: &[Point], links: &mut Vec<Link>, streams: &Streams) {
    let (swing, step) = match shape.barrier {
        Barrier::None => return,
        Barrier::Railway => (120.0, 3000.0),
        Barrier::River => (350.0, 1800.0),
    };
    let mut stream = streams.open(Purpose::City, 6);
    let runs_north = stream.chance(0.5);
    let (length, breadth) = if runs_north {
        (shape.height_km * 1e3, shape.width_km * 1e3)
    } else {
        (shape.width_km * 1e3, shape.height_km * 1e3)
    };
    // Between an eighth and a quarter of the way from the centre to the edge on either side.
    let side = if stream.chance(0.5) { 0.5 } else { -0.5 };
    let offset = side * breadth * (0.125 + 0.125 * stream.uniform());
    let bends = Noise::new(length, step, step, &mut stream);
    let line = Line { runs_north, offset, swing, bends };
    let beyond: Vec<f64> = points.iter().map(|point| line.beyond(*point)).collect();
    let crosses = |link: &Link| (beyond[link.a as usize] < 0.0) != (beyond[link.b as usize] < 0.0);
    let spacing = shape.crossing_spacing_km * 1e3;
    let stretches = (length / spacing).ceil().max(1.0) as usize;
    let mut widest: Vec<Option<usize>> = vec![None; stretches];
    for (index, link) in links.iter().enumerate().filter(|(_, link)| crosses(link)) {
        let (along, _) = line.split(points[link.a as usize]);
        let stretch = (((along + length / 2.0) / spacing).max(0.0) as usize).min(stretches - 1);
        let best = &mut widest[stretch];
        if best.is_none_or(|best: usize| link.class < links[best].class) {
            *best = Some(index);
        }
    }
    let kept: Vec<usize> = widest.into_iter().flatten().collect();
    for index in &kept {
        links[*index].is_two_way = true;
    }
    let mut index = 0;
    links.retain(|link| {
        index += 1;
        !crosses(link) || kept.contains(&(index - 1))
    });
}
