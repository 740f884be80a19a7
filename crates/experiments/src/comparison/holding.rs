//! Runs the cells of a laboratory until they can be held against each other.

use super::worlds::have_other_stores;
use super::{Comparison, Options, compare};
use crate::error::ExperimentError;
use crate::lab::Lab;
use crate::precision::{Next, Precision, Series};
use crate::sampling::Sampling;
use crate::summary::Summary;

/// Cells held against each other.
#[derive(Clone, Debug)]
pub struct Held {
    /// What it came to.
    pub comparison: Comparison,
    /// Summaries by cell; all cells have as many.
    pub summaries: Vec<Vec<Summary>>,
    /// Figures that are not known as well as asked for.
    pub short: Vec<String>,
}

/// Runs `first` replications of every cell of `lab`, more where `precision` asks for them, and
/// compares; where the cells have other stores, it also tells who serves whom instead.
///
/// # Errors
/// As [`Lab::run`]; a precision that is none, or mirrored partners that are missing.
pub fn hold(
    lab: &mut Lab<'_>,
    options: Options,
    precision: &Precision,
    first: u32,
) -> Result<Held, ExperimentError> {
    let labels: Vec<String> = lab.cells().iter().map(|cell| cell.label.clone()).collect();
    let (mut layouts, mut days) = (Vec::new(), 1.0);
    if have_other_stores(lab.cells()) {
        lab.keep_served();
        days = lab.counted_days(0)?;
        layouts = (0..labels.len()).map(|cell| lab.layout(cell)).collect::<Result<_, _>>()?;
    }
    let (summaries, short) = replicated(lab, &options, precision, first)?;
    let mut comparison = compare(labels, &summaries, options)?;
    if layouts.iter().any(|layout| layout.sites != layouts[0].sites) {
        comparison.add_layouts(layouts, &summaries, days);
    }
    Ok(Held { comparison, summaries, short })
}

/// As many replications as are asked for, or as it takes; figures whose differences are still not
/// known well enough.
fn replicated(
    lab: &mut Lab<'_>,
    options: &Options,
    precision: &Precision,
    first: u32,
) -> Result<(Vec<Vec<Summary>>, Vec<String>), ExperimentError> {
    let mut replications = first;
    loop {
        let summaries = lab.run_all(replications)?;
        if !precision.is_asked() {
            return Ok((summaries, Vec::new()));
        }
        let each = options.level.bonferroni((summaries.len() - 1) * options.kpis.len());
        let sampling = Sampling { with_controls: false, ..options.sampling };
        let next = precision.next(each, replications, sampling.block(), |kpi| {
            let value = |summary: &Summary| kpi.of(summary);
            let base = summaries[0].iter().map(value).sum::<f64>() / summaries[0].len() as f64;
            let apart = |cell: &Vec<Summary>| -> Series {
                let pairs = cell.iter().zip(&summaries[0]);
                let apart: Vec<f64> = pairs.map(|(a, b)| value(a) - value(b)).collect();
                (sampling.blocks(&apart), base)
            };
            summaries[1..].iter().map(apart).collect()
        })?;
        match next {
            Next::Enough => return Ok((summaries, Vec::new())),
            Next::Short(short) => return Ok((summaries, short)),
            Next::UpTo(more) => replications = more,
        }
    }
}
