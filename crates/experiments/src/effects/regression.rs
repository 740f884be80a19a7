//! Least squares: a straight line for each numeric factor, a step for each level of the others.

use super::error::EffectsError;
use super::model::{Fit, LevelResponse, Model, Plan, Weighing, mean_over, squares};
use super::responses::dot;
use crate::design::Design;

/// A column of the regression, centred.
struct Column {
    factor: usize,
    /// The level that differs from the factor's first, for words.
    level: Option<usize>,
    values: Vec<f64>,
}

/// The model of a design that samples the factors' ranges.
///
/// The coefficients are weights on the cells, the rows of (XᵀX)⁻¹Xᵀ, so they have a value in every
/// replication like any other contrast. O(cells × columns²).
pub(super) fn model(design: &Design, means: &[f64]) -> Result<Model, EffectsError> {
    let columns = columns(design)?;
    let cells = design.cells.len();
    let effects = columns.len();
    let Some(residual_cells) = cells.checked_sub(effects + 1) else {
        return Err(EffectsError::TooFewCells { cells, effects });
    };
    let weights = coefficients(&columns).map_err(|at| EffectsError::Collinear {
        factor: design.factors[columns[at].factor].name.clone(),
    })?;
    let centre = mean_over(design, |_| true);
    let mut terms: Vec<Plan> = Vec::new();
    let mut levels = Vec::new();
    for (factor, about) in design.factors.iter().enumerate() {
        let own = || columns.iter().zip(&weights).filter(|(column, _)| column.factor == factor);
        let contrasts = own().map(|(column, weights)| Weighing {
            label: match column.level {
                None => "per unit".into(),
                Some(level) => {
                    let first = first_level(design, factor);
                    format!("{} against {}", about.levels[level].label, about.levels[first].label)
                }
            },
            spread: column
                .level
                .is_none()
                .then(|| (squares(&column.values) / (cells - 1) as f64).sqrt()),
            weights: weights.clone(),
        });
        let contrasts = contrasts.collect();
        terms.push(Plan { factors: vec![factor], aliases: Vec::new(), share: None, contrasts });
        // At a level that occurs, the other factors at their means: the centre and this factor's
        // columns as they are in a cell with that level.
        let occurring = (0..about.levels.len()).filter_map(|level| {
            let cell = design.cells.iter().position(|cell| cell.levels[factor] == level)?;
            let mut response = centre.clone();
            for (column, weights) in own() {
                let x = column.values[cell];
                response.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += x * weight);
            }
            Some(LevelResponse { level, weights: response })
        });
        levels.push(if about.is_numeric() {
            // Only the ends of a line are of interest.
            let mut ends: Vec<LevelResponse> = occurring.collect();
            ends.sort_by(|a, b| number(design, factor, a).total_cmp(&number(design, factor, b)));
            let last = ends.pop();
            ends.into_iter().take(1).chain(last).collect()
        } else {
            occurring.collect()
        });
    }
    let (explained, left) = {
        let slopes: Vec<f64> = weights.iter().map(|w| dot(w, means)).collect();
        let fitted: Vec<f64> = (0..cells)
            .map(|cell| columns.iter().zip(&slopes).map(|(c, slope)| c.values[cell] * slope).sum())
            .collect();
        // Not as a difference of squares, which would leave rounding where the lines fit.
        let rest: Vec<f64> = means.iter().zip(&fitted).map(|(mean, line)| mean - line).collect();
        (squares(&fitted), squares(&rest))
    };
    // What lines explain and what they leave add up, but for rounding, to the whole.
    let r_squared = (squares(means) > 0.0).then_some(explained / (explained + left));
    let deviation = (residual_cells > 0).then(|| (left / residual_cells as f64).sqrt());
    let fit = Fit { r_squared, residual_cells, deviation };
    Ok(Model { terms, levels, centre, fit: Some(fit) })
}

fn number(design: &Design, factor: usize, response: &LevelResponse) -> f64 {
    design.factors[factor].levels[response.level].number.unwrap_or(f64::NAN)
}

/// The first level, in the order of the file, that a cell has.
fn first_level(design: &Design, factor: usize) -> usize {
    design.cells.iter().map(|cell| cell.levels[factor]).min().unwrap_or_default()
}

fn columns(design: &Design) -> Result<Vec<Column>, EffectsError> {
    let mut columns = Vec::new();
    for (factor, about) in design.factors.iter().enumerate() {
        let mut occurring: Vec<usize> =
            design.cells.iter().map(|cell| cell.levels[factor]).collect();
        occurring.sort_unstable();
        occurring.dedup();
        if occurring.len() < 2 {
            return Err(EffectsError::Constant { factor: about.name.clone() });
        }
        let mut add = |level: Option<usize>, value: &dyn Fn(usize) -> f64| {
            let mut values: Vec<f64> =
                design.cells.iter().map(|cell| value(cell.levels[factor])).collect();
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            values.iter_mut().for_each(|value| *value -= mean);
            columns.push(Column { factor, level, values });
        };
        if about.is_numeric() {
            add(None, &|level| about.levels[level].number.unwrap_or(f64::NAN));
        } else {
            for other in &occurring[1..] {
                add(Some(*other), &|level| f64::from(u8::from(level == *other)));
            }
        }
    }
    Ok(columns)
}

/// Rows of (XᵀX)⁻¹Xᵀ by modified Gram-Schmidt; the error is a column that depends on earlier ones.
///
/// Each column is reduced to what the others leave of it, which is the row up to its square.
fn coefficients(columns: &[Column]) -> Result<Vec<Vec<f64>>, usize> {
    let count = columns.len();
    let mut basis: Vec<Vec<f64>> = Vec::with_capacity(count);
    // Columns are sums of the basis: column j = Σ upper[i][j] basis[i], with upper[j][j] = norm.
    let mut upper = vec![vec![0.0; count]; count];
    for (j, column) in columns.iter().enumerate() {
        let mut rest = column.values.clone();
        // Twice is enough (Giraud, Langou & Rozložník 2005, doi:10.1016/j.camwa.2005.08.009).
        for _ in 0..2 {
            for (i, direction) in basis.iter().enumerate() {
                let along = dot(direction, &rest);
                upper[i][j] += along;
                rest.iter_mut().zip(direction).for_each(|(r, d)| *r -= along * d);
            }
        }
        let (norm, before) = (dot(&rest, &rest).sqrt(), dot(&column.values, &column.values).sqrt());
        if norm <= 1e-9 * before {
            return Err(j);
        }
        upper[j][j] = norm;
        rest.iter_mut().for_each(|r| *r /= norm);
        basis.push(rest);
    }
    // Back substitution: upper × rows = basis.
    let mut rows = basis;
    for j in (0..count).rev() {
        let (head, solved) = rows.split_at_mut(j + 1);
        for (known, factor) in solved.iter().zip(&upper[j][j + 1..]) {
            head[j].iter_mut().zip(known).for_each(|(r, known)| *r -= factor * known);
        }
        rows[j].iter_mut().for_each(|r| *r /= upper[j][j]);
    }
    Ok(rows)
}
