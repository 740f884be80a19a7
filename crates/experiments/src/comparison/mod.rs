//! Cells compared on common random numbers: means, paired differences, and who may be best.

mod holding;
mod worlds;

use serde::Serialize;
use sim_core::kpi::Better;

use crate::key_figure::KeyFigure;
use crate::layouts::{Layout, Ledger, LedgerDocument, Served};
use crate::report::interval_in;
use crate::sampling::{Mean, Sampling};
use crate::statistics::{
    AgainstBest, Comparison as Pair, Estimate, Finding, Level, Paired, StatisticsError,
    compare_with_best, difference,
};
use crate::summary::Summary;

pub use holding::{Held, hold};
pub use worlds::{have_other_stores, other_worlds, twin};

/// How cells are compared.
#[derive(Clone, Debug)]
pub struct Options {
    /// The compared figures, the most important first.
    pub kpis: Vec<KeyFigure>,
    /// Level of the means' intervals, and joint level of all differences.
    pub level: Level,
    /// How replications were drawn, and whether means are corrected by how chance fell.
    pub sampling: Sampling,
    /// Smallest difference that matters, by position in `kpis`.
    pub matters: Vec<Option<f64>>,
}

/// A cell against the first one, on one figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Position of the cell.
    pub cell: usize,
    /// Position of the figure in the options.
    pub kpi: usize,
    /// Cell less first cell; the interval holds jointly with all others.
    pub estimate: Estimate,
    /// Its p-value times the number of differences (Bonferroni): below one less the level just when
    /// the joint interval leaves zero out, so that one rule decides what is shown. `None` where there
    /// is no spread to judge by.
    pub joint_p_value: Option<f64>,
    /// Correlation of the two cells over replications.
    pub correlation: Option<f64>,
    /// How many times more replications independent runs would have needed.
    pub variance_reduction: Option<f64>,
    /// What the joint interval shows.
    pub finding: Finding,
    /// The same in one sentence.
    pub verdict: String,
}

/// Cells, their means, their differences to the first, and the best of them.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Labels of the cells.
    pub labels: Vec<String>,
    /// The options.
    pub options: Options,
    /// Replications of each cell.
    pub replications: usize,
    /// By cell and figure.
    pub means: Vec<Vec<Mean>>,
    /// Differences to the first cell, by cell and figure.
    pub differences: Vec<Difference>,
    /// Level of each of them, so that all hold jointly.
    pub each: Level,
    /// Cells against the best of the others on the first figure that has a better side.
    pub best: Option<(usize, Vec<AgainstBest>)>,
    /// What the stores of each cell offer; empty where all cells have the same stores.
    pub layouts: Vec<Layout>,
    /// Positions of cells with other stores than the first, and who serves whom there instead.
    pub ledgers: Vec<(usize, Ledger)>,
}

/// Letters that stand for cells where labels would be too long: A, B, ..., Z, AA, AB, ...
#[must_use]
pub fn letter(mut cell: usize) -> String {
    let mut name = String::new();
    loop {
        name.insert(0, (b'A' + (cell % 26) as u8) as char);
        if cell < 26 {
            return name;
        }
        cell = cell / 26 - 1;
    }
}

/// Compares cells; `summaries[cell][replication]`, the first cell being what others are held
/// against.
///
/// # Errors
/// When the cells have different numbers of replications, or mirrored partners are missing.
pub fn compare(
    labels: Vec<String>,
    summaries: &[Vec<Summary>],
    options: Options,
) -> Result<Comparison, StatisticsError> {
    let replications = summaries.first().map_or(0, Vec::len);
    let value = |cell: usize, kpi: &KeyFigure| -> Vec<f64> {
        summaries[cell].iter().map(|summary| kpi.of(summary)).collect()
    };
    let Options { level, sampling, .. } = options;
    let means = (0..summaries.len())
        .map(|cell| {
            let mean = |kpi: &KeyFigure| sampling.mean(&value(cell, kpi), &summaries[cell], level);
            options.kpis.iter().map(mean).collect()
        })
        .collect();
    let is_short = labels.len() == 2 && labels.iter().all(|label| label.chars().count() <= 40);
    let names: Vec<String> =
        if is_short { labels.clone() } else { (0..labels.len()).map(letter).collect() };
    let pairs = summaries.len().saturating_sub(1) * options.kpis.len();
    let each = level.bonferroni(pairs);
    let mut differences = Vec::new();
    for cell in 1..summaries.len() {
        for (position, kpi) in options.kpis.iter().enumerate() {
            let (here, first) = (value(cell, kpi), value(0, kpi));
            let paired = Paired::of(&sampling.blocks(&here), &sampling.blocks(&first), each)?;
            let apart: Vec<f64> =
                here.iter().zip(&first).map(|(a, b)| difference(*a, *b)).collect();
            // No policy moves the controls: those of the first cell are those of all.
            let estimate = sampling.mean(&apart, &summaries[0], each).estimate;
            let KeyFigure { name, unit, better, .. } = kpi;
            let pair = Pair {
                a: &names[cell],
                b: &names[0],
                block: if sampling.is_antithetic { "mirrored pairs" } else { "replications" },
                kpi: name,
                unit,
                better: *better,
                difference: &estimate,
                matters: options.matters[position],
            };
            differences.push(Difference {
                cell,
                kpi: position,
                estimate: estimate.where_spread(),
                joint_p_value: estimate.p_value(0.0).map(|p| (p * pairs as f64).min(1.0)),
                correlation: paired.correlation,
                variance_reduction: paired.variance_reduction.map(|reduction| reduction.factor),
                finding: pair.finding(),
                verdict: pair.verdict(),
            });
        }
    }
    let judged = options.kpis.iter().position(|kpi| kpi.better != Better::Neutral);
    // Its intervals know nothing of controls, and must not contradict those that do.
    let judged = judged.filter(|_| !sampling.with_controls);
    let best = judged.and_then(|position| {
        let kpi = &options.kpis[position];
        let systems: Vec<Vec<f64>> =
            (0..summaries.len()).map(|cell| sampling.blocks(&value(cell, kpi))).collect();
        let against = compare_with_best(&systems, kpi.better, level).ok()?;
        Some((position, against))
    });
    Ok(Comparison {
        labels,
        options,
        replications,
        means,
        differences,
        each,
        best,
        layouts: Vec::new(),
        ledgers: Vec::new(),
    })
}

/// The comparison as plain data, for machines.
#[derive(Serialize)]
struct Document<'a> {
    seed: u64,
    replications: usize,
    level: f64,
    antithetic: bool,
    control_variates: bool,
    cells: Vec<CellDocument<'a>>,
    differences_to: &'a str,
    level_of_each_difference: f64,
    differences: Vec<DifferenceDocument<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    best: Option<BestDocument<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ledgers: Vec<LedgerDocument<'a>>,
}

#[derive(Serialize)]
struct CellDocument<'a> {
    cell: &'a str,
    fingerprint: String,
    kpis: Vec<MeanDocument<'a>>,
}

#[derive(Serialize)]
struct MeanDocument<'a> {
    kpi: &'a str,
    unit: &'a str,
    mean: f64,
    interval: Option<[f64; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    variance_saved_by_controls: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    variance_saved_by_mirroring: Option<f64>,
}

#[derive(Serialize)]
struct DifferenceDocument<'a> {
    cell: &'a str,
    kpi: &'a str,
    difference: f64,
    interval: Option<[f64; 2]>,
    p_value_joint: Option<f64>,
    correlation: Option<f64>,
    variance_reduction: Option<f64>,
    finding: String,
    verdict: &'a str,
}

#[derive(Serialize)]
struct BestDocument<'a> {
    kpi: &'a str,
    cells: Vec<AgainstBestDocument<'a>>,
}

#[derive(Serialize)]
struct AgainstBestDocument<'a> {
    cell: &'a str,
    difference_to_best_other: f64,
    interval: [f64; 2],
    is_best_certain: bool,
    is_worse_certain: bool,
}

impl Comparison {
    /// Adds what the cells' stores offer, and a ledger against the first cell for each cell with
    /// other stores; summaries that do not say who served whom make none. `days` are those that
    /// count.
    pub fn add_layouts(&mut self, layouts: Vec<Layout>, summaries: &[Vec<Summary>], days: f64) {
        let Options { sampling, level, .. } = self.options;
        for cell in 1..layouts.len() {
            if layouts[cell].sites == layouts[0].sites {
                continue;
            }
            let pairs = summaries[0].iter().zip(&summaries[cell]);
            let served: Option<Vec<[&Served; 2]>> = pairs
                .map(|(first, other)| Some([first.served.as_ref()?, other.served.as_ref()?]))
                .collect();
            if let Some(served) = served {
                let both = [&layouts[0], &layouts[cell]];
                let ledger = Ledger::between(both, served, days, sampling, level);
                self.ledgers.push((cell, ledger));
            }
        }
        self.layouts = layouts;
    }

    /// Name and unit of a compared figure.
    #[must_use]
    pub fn kpi(&self, position: usize) -> &KeyFigure {
        &self.options.kpis[position]
    }

    /// As JSON text; the same on any number of threads, to the byte.
    #[must_use]
    pub fn json(&self, seed: u64, summaries: &[Vec<Summary>]) -> String {
        let cells = self.means.iter().enumerate().map(|(cell, means)| CellDocument {
            cell: &self.labels[cell],
            fingerprint: summaries[cell]
                .iter()
                .fold(sim_core::trace::Fingerprint::default(), |all, summary| {
                    all.join(summary.fingerprint)
                })
                .to_string(),
            kpis: means
                .iter()
                .enumerate()
                .map(|(position, mean)| MeanDocument {
                    kpi: &self.kpi(position).name,
                    unit: self.kpi(position).unit,
                    mean: mean.estimate.mean,
                    interval: interval_in(&mean.estimate, self.kpi(position).unit),
                    variance_saved_by_controls: mean.saved_by_controls,
                    variance_saved_by_mirroring: mean.saved_by_mirroring,
                })
                .collect(),
        });
        let differences = self.differences.iter().map(|difference| DifferenceDocument {
            cell: &self.labels[difference.cell],
            kpi: &self.kpi(difference.kpi).name,
            difference: difference.estimate.mean,
            interval: difference.estimate.interval(),
            p_value_joint: difference.joint_p_value,
            correlation: difference.correlation,
            variance_reduction: difference.variance_reduction,
            finding: format!("{:?}", difference.finding),
            verdict: &difference.verdict,
        });
        let best = self.best.as_ref().map(|(position, against)| BestDocument {
            kpi: &self.kpi(*position).name,
            cells: against
                .iter()
                .zip(&self.labels)
                .map(|(against, cell)| AgainstBestDocument {
                    cell,
                    difference_to_best_other: against.difference,
                    interval: against.interval,
                    is_best_certain: against.is_best_certain,
                    is_worse_certain: against.is_worse_certain,
                })
                .collect(),
        });
        let document = Document {
            seed,
            replications: self.replications,
            level: self.options.level.get(),
            antithetic: self.options.sampling.is_antithetic,
            control_variates: self.options.sampling.with_controls,
            cells: cells.collect(),
            differences_to: &self.labels[0],
            level_of_each_difference: self.each.get(),
            differences: differences.collect(),
            best,
            ledgers: self
                .ledgers
                .iter()
                .map(|(cell, ledger)| ledger.document(&self.labels[*cell], &self.labels[0]))
                .collect(),
        };
        serde_json::to_string_pretty(&document)
            .unwrap_or_else(|error| unreachable!("results are plain data: {error}"))
    }
}
