//! The restricted master problem: fewest bins, in fractions, of a pool of bins that cover demand.
//!
//! A revised simplex method, primal when columns come in and dual when demand goes down, with the
//! inverse of the basis kept dense and updated row by row: bases of bin packing have a few entries
//! a column, so most rows are not touched.

use crate::Work;

/// What a bin of the pool holds: kinds and how many of each.
pub(super) type Column = Vec<(u32, u32)>;

/// Entries below which a number counts as 0.
const ZERO: f64 = 1e-9;

/// Reduced costs and infeasibilities below which a basis is good enough.
const TOLERANCE: f64 = 1e-7;

/// Demand is raised by up to this much, in another way for each row, lest bases are degenerate.
const PERTURBATION: f64 = 1e-6;

/// Pivots after which what is updated step by step is worked out anew.
const REFRESH: u32 = 64;

/// A pool of columns, a basis and its inverse.
#[derive(Clone, Debug)]
pub(super) struct Master {
    rows: usize,
    demand: Vec<f64>,
    columns: Vec<Column>,
    is_basic: Vec<bool>,
    /// Pairs of rows: what covers the first may cover the second instead.
    exchanges: Vec<(u32, u32)>,
    /// The variable of each row of the basis: the surplus of a row, an exchange, a column.
    basis: Vec<usize>,
    /// Row by row.
    inverse: Vec<f64>,
    x: Vec<f64>,
    y: Vec<f64>,
    since_refresh: u32,
}

impl Master {
    /// One column of its own for each row, which holds as many as `alone` says.
    pub(super) fn new(demand: &[u32], alone: &[u32], exchanges: Vec<(u32, u32)>) -> Self {
        let rows = demand.len();
        let columns: Vec<Column> = (0..rows).map(|row| vec![(row as u32, alone[row])]).collect();
        let mut inverse = vec![0.0; rows * rows];
        for (row, count) in alone.iter().enumerate() {
            inverse[row * rows + row] = 1.0 / f64::from(*count);
        }
        let mut master = Self {
            rows,
            demand: Vec::new(),
            columns,
            is_basic: vec![true; rows],
            basis: (rows + exchanges.len()..2 * rows + exchanges.len()).collect(),
            exchanges,
            inverse,
            x: vec![0.0; rows],
            y: vec![0.0; rows],
            since_refresh: 0,
        };
        master.demand(demand);
        master.refresh();
        master
    }

    /// Adds a column to the pool.
    pub(super) fn add(&mut self, column: Column) {
        self.columns.push(column);
        self.is_basic.push(false);
    }

    /// The pool.
    pub(super) fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The price of each row.
    pub(super) fn prices(&self) -> &[f64] {
        &self.y
    }

    /// Columns of the basis with their values.
    pub(super) fn solution(&self) -> impl Iterator<Item = (&Column, f64)> {
        let first = self.first_column();
        let columns = self.basis.iter().zip(&self.x).filter(move |(at, _)| **at >= first);
        columns.map(move |(variable, x)| (&self.columns[variable - first], *x))
    }

    fn first_column(&self) -> usize {
        self.rows + self.exchanges.len()
    }

    /// Asks for other numbers of each kind. The basis stays, and may not be feasible then.
    pub(super) fn demand(&mut self, demand: &[u32]) {
        self.demand.clear();
        self.demand.extend(demand.iter().enumerate().map(|(row, count)| {
            // Different in every row and of no pattern: the fractions of multiples of the golden
            // section.
            let raised = (row as f64 * 0.618_033_988_749_895).fract();
            f64::from(*count) + if *count > 0 { PERTURBATION * (0.5 + 0.5 * raised) } else { 0.0 }
        }));
        self.values();
    }

    /// Best fractions of the columns of the pool. `false` where the work or numbers gave out.
    pub(super) fn solve(&mut self, work: &mut Work) -> bool {
        self.dual(work) && self.primal(work)
    }

    /// Enters columns of negative reduced cost until there is none.
    fn primal(&mut self, work: &mut Work) -> bool {
        let mut entering = vec![0.0; self.rows];
        loop {
            let Some(variable) = self.cheapest(work) else { return true };
            if work.is_over() {
                return false;
            }
            self.enter(variable, &mut entering);
            let mut leaving = None;
            let mut least = f64::INFINITY;
            for (row, &change) in entering.iter().enumerate() {
                if change > TOLERANCE {
                    let ratio = self.x[row].max(0.0) / change;
                    // Of equals the larger pivot.
                    if ratio < least - ZERO
                        || (ratio < least + ZERO
                            && leaving.is_some_and(|other: usize| change > entering[other]))
                    {
                        least = least.min(ratio);
                        leaving = Some(row);
                    }
                }
            }
            let Some(row) = leaving else { return false };
            self.pivot(row, variable, &entering, work);
        }
    }

    /// The variable of the most negative reduced cost.
    fn cheapest(&self, work: &mut Work) -> Option<usize> {
        let mut best = (-TOLERANCE, None);
        for (row, price) in self.y.iter().enumerate() {
            if *price < best.0 {
                best = (*price, Some(row));
            }
        }
        for (at, (from, to)) in self.exchanges.iter().enumerate() {
            let cost = self.y[*from as usize] - self.y[*to as usize];
            if cost < best.0 {
                best = (cost, Some(self.rows + at));
            }
        }
        for (at, column) in self.columns.iter().enumerate() {
            if !self.is_basic[at] {
                let cost = self.reduced_cost(column);
                if cost < best.0 {
                    best = (cost, Some(self.first_column() + at));
                }
            }
        }
        work.spend((3 * self.columns.len() + self.rows) as u64);
        best.1
    }

    fn reduced_cost(&self, column: &Column) -> f64 {
        let paid: f64 =
            column.iter().map(|(row, count)| self.y[*row as usize] * f64::from(*count)).sum();
        1.0 - paid
    }

    /// Leaves rows of negative value until there is none.
    fn dual(&mut self, work: &mut Work) -> bool {
        let mut entering = vec![0.0; self.rows];
        loop {
            let most = (0..self.rows).min_by(|a, b| self.x[*a].total_cmp(&self.x[*b]));
            let Some(row) = most.filter(|row| self.x[*row] < -TOLERANCE) else { return true };
            if work.is_over() {
                return false;
            }
            let Some(variable) = self.replacing(row, work) else { return false };
            self.enter(variable, &mut entering);
            if entering[row].abs() < TOLERANCE {
                return false;
            }
            self.pivot(row, variable, &entering, work);
        }
    }

    /// The variable that replaces the one of a row at the least loss.
    fn replacing(&self, row: usize, work: &mut Work) -> Option<usize> {
        let inverse = &self.inverse[row * self.rows..(row + 1) * self.rows];
        let mut best = (f64::INFINITY, 0.0, None);
        let mut offer = |cost: f64, change: f64, variable: usize| {
            if change < -TOLERANCE {
                let ratio = cost.max(0.0) / -change;
                if ratio < best.0 - ZERO || (ratio < best.0 + ZERO && change < best.1) {
                    best = (ratio.min(best.0), change, Some(variable));
                }
            }
        };
        for (at, entry) in inverse.iter().enumerate() {
            // A basic surplus has a change of 0 or, in its own row, of 1.
            offer(self.y[at], -entry, at);
        }
        for (at, (from, to)) in self.exchanges.iter().enumerate() {
            let (from, to) = (*from as usize, *to as usize);
            offer(self.y[from] - self.y[to], inverse[to] - inverse[from], self.rows + at);
        }
        for (at, column) in self.columns.iter().enumerate() {
            if !self.is_basic[at] {
                let change: f64 = column
                    .iter()
                    .map(|(row, count)| inverse[*row as usize] * f64::from(*count))
                    .sum();
                if change < -TOLERANCE {
                    offer(self.reduced_cost(column), change, self.first_column() + at);
                }
            }
        }
        work.spend((3 * self.columns.len() + self.rows) as u64);
        best.2
    }

    /// How the basis changes when a variable enters.
    fn enter(&self, variable: usize, entering: &mut [f64]) {
        let rows = self.rows;
        if variable < rows {
            for (row, change) in entering.iter_mut().enumerate() {
                *change = -self.inverse[row * rows + variable];
            }
            return;
        }
        let Some(at) = variable.checked_sub(self.first_column()) else {
            let (from, to) = self.exchanges[variable - rows];
            for (row, change) in entering.iter_mut().enumerate() {
                *change = self.inverse[row * rows + to as usize]
                    - self.inverse[row * rows + from as usize];
            }
            return;
        };
        let column = &self.columns[at];
        for (row, change) in entering.iter_mut().enumerate() {
            let inverse = &self.inverse[row * rows..(row + 1) * rows];
            *change = column.iter().map(|(at, n)| inverse[*at as usize] * f64::from(*n)).sum();
        }
    }

    /// Puts a variable in the place of the one of a row.
    fn pivot(&mut self, row: usize, variable: usize, entering: &[f64], work: &mut Work) {
        let rows = self.rows;
        let cost = match (variable.checked_sub(self.first_column()), variable.checked_sub(rows)) {
            (Some(at), _) => self.reduced_cost(&self.columns[at]),
            (None, Some(at)) => {
                let (from, to) = self.exchanges[at];
                self.y[from as usize] - self.y[to as usize]
            }
            (None, None) => self.y[variable],
        };
        let pivot = entering[row];
        let mut own = std::mem::take(&mut self.inverse);
        let (before, rest) = own.split_at_mut(row * rows);
        let (line, after) = rest.split_at_mut(rows);
        let step = self.x[row] / pivot;
        for (price, entry) in self.y.iter_mut().zip(&*line) {
            *price += cost / pivot * entry;
        }
        line.iter_mut().for_each(|entry| *entry /= pivot);
        let filled: Vec<usize> = (0..rows).filter(|at| line[*at].abs() > 1e-13).collect();
        let is_sparse = 4 * filled.len() < rows;
        let mut touched = 0;
        let others = before.chunks_exact_mut(rows).chain(after.chunks_exact_mut(rows));
        let numbers = (0..row).chain(row + 1..rows);
        for (at, other) in numbers.zip(others) {
            let change = entering[at];
            if change.abs() < 1e-13 {
                continue;
            }
            touched += 1;
            if is_sparse {
                filled.iter().for_each(|&column| other[column] -= change * line[column]);
            } else {
                other.iter_mut().zip(&*line).for_each(|(entry, own)| *entry -= change * own);
            }
            self.x[at] -= change * step;
        }
        self.x[row] = step;
        self.inverse = own;
        let entries = if is_sparse { 2 * filled.len() } else { rows / 4 };
        work.spend((touched * entries + 4 * rows) as u64);
        if let Some(at) = self.basis[row].checked_sub(self.first_column()) {
            self.is_basic[at] = false;
        }
        if let Some(at) = variable.checked_sub(self.first_column()) {
            self.is_basic[at] = true;
        }
        self.basis[row] = variable;
        self.since_refresh += 1;
        if self.since_refresh >= REFRESH {
            self.refresh();
        }
    }

    /// Values and prices from the inverse.
    fn refresh(&mut self) {
        self.since_refresh = 0;
        self.values();
        self.y.fill(0.0);
        let first = self.first_column();
        for (variable, line) in self.basis.iter().zip(self.inverse.chunks_exact(self.rows)) {
            if *variable >= first {
                self.y.iter_mut().zip(line).for_each(|(price, entry)| *price += entry);
            }
        }
    }

    fn values(&mut self) {
        for (x, line) in self.x.iter_mut().zip(self.inverse.chunks_exact(self.rows)) {
            *x = line.iter().zip(&self.demand).map(|(entry, demand)| entry * demand).sum();
        }
    }
}
