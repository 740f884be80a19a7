//! The cells of an experiment, in order: which value every factor takes in each.

use scenarios::experiment::{DesignSpec, Experiment, FactorSpec};
use scenarios::{Fault, ScenarioError};
use serde::Serialize;

use super::fraction::Fraction;
use super::level::{Factor, Level};
use super::{factorial, latin_hypercube, one_at_a_time, sampled, sobol};

/// Most cells of a design.
pub const MAX_CELLS: usize = 10_000;

/// One combination of the factors' values.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cell {
    /// Short name: `riders_per_store=8 dispatch=first_come`.
    pub label: String,
    /// Position of each factor's value among its levels.
    pub levels: Vec<usize>,
    /// Path and value of each factor's setting, as in `--set`.
    pub overrides: Vec<(String, String)>,
}

/// The cells of an experiment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Design {
    /// Kind, as the file names it.
    pub kind: &'static str,
    /// Factors in the order of the file.
    pub factors: Vec<Factor>,
    /// Cells in the order of running; the base cell of `one_at_a_time` is the first.
    pub cells: Vec<Cell>,
    /// What shares a column with what, in a fractional design.
    pub fraction: Option<Fraction>,
}

impl Design {
    /// Makes the cells whose factors' levels are the rows of `points`.
    #[must_use]
    pub fn of(kind: &'static str, factors: Vec<Factor>, points: Vec<Vec<usize>>) -> Self {
        let cells = points.into_iter().map(|levels| cell(&factors, levels)).collect();
        Self { kind, factors, cells, fraction: None }
    }

    /// Every combination of the levels of `factors`, the last varying fastest.
    #[must_use]
    pub fn factorial(factors: Vec<Factor>) -> Self {
        let counts: Vec<usize> = factors.iter().map(|factor| factor.levels.len()).collect();
        Self::of("factorial", factors, factorial::rows(&counts))
    }

    /// The cells of a fraction, the factors at two levels each.
    #[must_use]
    pub fn fractional(factors: Vec<Factor>, fraction: Fraction) -> Self {
        let design = Self::of("fractional", factors, fraction.rows());
        Self { fraction: Some(fraction), ..design }
    }
}

fn cell(factors: &[Factor], levels: Vec<usize>) -> Cell {
    let chosen = || factors.iter().zip(&levels).map(|(factor, at)| (factor, &factor.levels[*at]));
    let names: Vec<String> =
        chosen().map(|(factor, level)| format!("{}={}", factor.name, level.label)).collect();
    let overrides =
        factors.iter().zip(&levels).flat_map(|(factor, at)| factor.overrides(*at)).collect();
    Cell { label: names.join(" "), overrides, levels }
}

/// The cells of an experiment's design.
///
/// # Errors
/// The experiment has no design, or its factors do not suit it; the error points at the line.
pub fn design(experiment: &Experiment) -> Result<Design, ScenarioError> {
    cells(experiment).map_err(|fault| experiment.error_at(&fault.path, &fault.message, fault.help))
}

fn cells(experiment: &Experiment) -> Result<Design, Fault> {
    let specs = &experiment.spec.factor;
    let Some(spec) = &experiment.spec.design else {
        return Err(Fault::new("experiment", "the experiment has no `[design]`"));
    };
    let kind = spec.kind();
    let on_grid = || specs.iter().map(Factor::of).collect::<Vec<Factor>>();
    match spec {
        DesignSpec::Factorial {} => {
            let factors = on_grid();
            let count = factors.iter().map(|factor| factor.levels.len() as f64).product::<f64>();
            Fault::unless(count <= MAX_CELLS as f64, "design", || {
                format!("the factors' levels make {count} cells, allowed at most {MAX_CELLS}")
            })?;
            at_least_two(&factors)?;
            Ok(Design::factorial(factors))
        }
        DesignSpec::Fractional { resolution, generators } => {
            let factors = on_grid();
            two_levels(&factors)?;
            let count = factors.len();
            let fraction = if generators.is_empty() {
                Fraction::standard(count, resolution.unwrap_or(4))
                    .map_err(|rule| Fault::new("design.resolution", rule))?
            } else {
                let fraction = Fraction::generated(count, generators)
                    .map_err(|(at, rule)| Fault::new(format!("design.generators.{at}"), rule))?;
                let (given, asked) = (fraction.resolution, *resolution);
                Fault::unless(
                    asked.is_none_or(|asked| given.is_none_or(|given| given >= asked)),
                    "design.resolution",
                    || {
                        let given = given.unwrap_or_default();
                        format!("the generators give resolution {given}, allowed at least as asked")
                    },
                )?;
                fraction
            };
            Ok(Design::fractional(factors, fraction))
        }
        DesignSpec::LatinHypercube { points, seed, exchanges } => {
            let points = latin_hypercube(*points, specs.len(), *seed, *exchanges);
            Ok(spread(kind, specs, &points))
        }
        DesignSpec::Sobol { points, scramble, seed, skip } => {
            let most = super::MAX_DIMENSIONS;
            Fault::unless(specs.len() <= most, "design", || {
                format!("`sobol` takes at most {most} factors, there are {}", specs.len())
            })?;
            let points = sobol::sobol(*points, specs.len(), *scramble, *seed, *skip);
            Ok(spread(kind, specs, &points))
        }
        DesignSpec::OneAtATime {} => {
            let bases = (0..specs.len()).map(|factor| experiment.base_value(factor));
            let factors: Vec<Factor> = specs
                .iter()
                .zip(bases)
                .map(|(spec, base)| {
                    let base = base.as_ref().map(|base| Level::of_factor(spec, base));
                    one_at_a_time::based(spec, base)
                })
                .collect();
            let counts: Vec<usize> = factors.iter().map(|factor| factor.levels.len()).collect();
            Ok(Design::of(kind, factors, one_at_a_time::rows(&counts)))
        }
    }
}

fn spread(kind: &'static str, specs: &[FactorSpec], points: &[Vec<f64>]) -> Design {
    let (factors, rows) = sampled::stratify(specs, points);
    Design::of(kind, factors, rows)
}

fn at_least_two(factors: &[Factor]) -> Result<(), Fault> {
    let single = factors.iter().position(|factor| factor.levels.len() < 2);
    single.map_or(Ok(()), |index| {
        let name = &factors[index].name;
        Err(Fault::new(
            format!("factor.{index}.levels"),
            format!("factor `{name}` has one level, allowed two or more"),
        )
        .help("a setting that does not vary belongs in `set`"))
    })
}

fn two_levels(factors: &[Factor]) -> Result<(), Fault> {
    let wrong = factors.iter().position(|factor| factor.levels.len() != 2);
    wrong.map_or(Ok(()), |index| {
        let (name, count) = (&factors[index].name, factors[index].levels.len());
        Err(Fault::new(
            format!("factor.{index}.setting"),
            format!("factor `{name}` has {count} levels, a fractional design takes 2 of each"),
        ))
    })
}
