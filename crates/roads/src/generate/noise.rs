//! Random fields that change smoothly from place to place.

use domain::dist::standard_normal_quantile;
use domain::rng::Stream;

/// Normal draws at the corners of a coarse grid, blended in between.
pub(super) struct Noise {
    columns: usize,
    rows: usize,
    west: f64,
    south: f64,
    step: f64,
    values: Vec<f64>,
}

impl Noise {
    /// A field over a box centred at zero, given in metres, whose bumps are about `step` apart.
    pub(super) fn new(width: f64, height: f64, step: f64, stream: &mut Stream) -> Self {
        let columns = (width / step).ceil() as usize + 2;
        let rows = (height / step).ceil() as usize + 2;
        let values =
            (0..columns * rows).map(|_| standard_normal_quantile(stream.uniform())).collect();
        Self { columns, rows, west: -width / 2.0, south: -height / 2.0, step, values }
    }

    /// The field at a position in metres.
    pub(super) fn at(&self, x: f64, y: f64) -> f64 {
        let locate = |offset: f64, cells: usize| {
            let place = (offset / self.step).clamp(0.0, (cells - 1) as f64 - 1e-9);
            let cell = place as usize;
            let t = place - cell as f64;
            (cell, t * t * (3.0 - 2.0 * t))
        };
        let (column, tx) = locate(x - self.west, self.columns);
        let (row, ty) = locate(y - self.south, self.rows);
        let value = |c: usize, r: usize| self.values[(row + r) * self.columns + column + c];
        let south = value(0, 0) * (1.0 - tx) + value(1, 0) * tx;
        let north = value(0, 1) * (1.0 - tx) + value(1, 1) * tx;
        south * (1.0 - ty) + north * ty
    }
}
