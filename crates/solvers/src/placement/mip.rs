//! The best layout as a general solver of integer programs finds it: an outside judge.

use domain::decision::placement::{
    Model, Placed, Placement, PlacementQuestion, Service, Share, price,
};
use domain::decision::{Solver, SolverFailure};
use domain::rng::Stream;
#[cfg(feature = "highs")]
use good_lp::highs as library;
#[cfg(not(feature = "highs"))]
use good_lp::microlp as library;
use good_lp::{ResolutionError, Solution, SolverModel, WithMipGap};

use super::capacitated::capacitated;
use super::integer_program::IntegerProgram;
use crate::{Entry, entry, settings};
use kernels::Work;
use kernels::transport::Transport;

/// In the registry.
pub const ENTRY: Entry<dyn Placement> = entry!(
    "mip",
    "A general solver of integer programs, for small questions: judges the others.",
    Mip::new(Config)
);

/// A library's optimum may differ from the layout's own value by this, relatively.
const PRECISION: f64 = 1e-6;

settings! {
    /// How large a program may be.
    pub struct Config {
        /// Most coefficients of an integer program that is tried: there is no telling how long one
        /// takes, and nothing stops it half-way.
        most_coefficients: u32 = 20_000, 1..=999_999;
    }
}

/// Leaves it to a library.
#[derive(Clone, Debug)]
pub struct Mip {
    config: Config,
    bound: Option<f64>,
    failure: Option<SolverFailure>,
}

impl Default for Mip {
    fn default() -> Self {
        Self::new(Config::default())
    }
}

impl Mip {
    /// A solver with these settings.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self { config, bound: None, failure: None }
    }

    /// The best layout, and its value.
    fn solve(&self, question: &PlacementQuestion<'_>) -> Result<(Placed, f64), SolverFailure> {
        let failure = |text: String| SolverFailure(format!("`{}` {text}", ENTRY.name));
        let most = self.config.most_coefficients;
        let program = IntegerProgram::of(question, most as usize).ok_or_else(|| {
            failure(format!(
                "is for small questions: the integer program of this one has more than \
                 `most_coefficients` = {most}; `portfolio` answers large ones"
            ))
        })?;
        let IntegerProgram { variables, cost, constraints, open, service, .. } = program;
        let least = variables.minimise(cost.clone()).using(library).with_all(constraints);
        let least = least.with_mip_gap(0.0).map_err(|error| failure(error.to_string()))?;
        let solution = least.solve().map_err(|error| match error {
            ResolutionError::Infeasible => failure("finds that no layout keeps the limits".into()),
            other => failure(format!("has no answer: {other}")),
        })?;
        let is_open = |site: &u32| solution.value(open[*site as usize]) > 0.5;
        let open: Vec<u32> = (0..open.len() as u32).filter(is_open).collect();
        let shares =
            service.iter().map(|(site, point, share)| (*site, *point, solution.value(*share)));
        let placed = placed(question, open, shares.collect());
        let objective = price(&placed, question).map_err(|broken| failure(broken.to_string()))?;
        let told = match question.model {
            Model::MaxCovering { .. } => question.weights.iter().sum::<f64>() - solution.eval(cost),
            _ => solution.eval(cost),
        };
        let value = objective.value;
        match (value - told).abs() <= PRECISION * (1.0 + value.abs()) {
            true => Ok((placed, value)),
            false => Err(failure(format!("is told {told} for a layout worth {value}"))),
        }
    }
}

/// The layout that a solution means: whole sites, and what the library rounded put right.
fn placed(
    question: &PlacementQuestion<'_>,
    open: Vec<u32>,
    shares: Vec<(u32, u32, f64)>,
) -> Placed {
    let service = match question.model {
        Model::SingleSource => {
            let mut served = vec![u32::MAX; question.weights.len()];
            for (site, point, _) in shares.into_iter().filter(|share| share.2 > 0.5) {
                served[point as usize] = site;
            }
            Service::Single(served)
        }
        Model::Capacitated => {
            let problem = capacitated(question);
            let transport = Transport::of(problem.tariff(), &open, &mut Work::of(u64::MAX));
            let share = |(site, point, share): (u32, u32, f64)| Share { site, point, share };
            Service::Split(transport.shares().into_iter().map(share).collect())
        }
        _ => return Placed::nearest(open),
    };
    Placed { open, service }
}

impl Solver for Mip {
    fn bound(&self) -> Option<f64> {
        self.bound
    }

    fn failure(&mut self) -> Option<SolverFailure> {
        self.failure.take()
    }
}

impl Placement for Mip {
    fn place(&mut self, question: &PlacementQuestion<'_>, _rng: &mut Stream) -> Placed {
        (self.bound, self.failure) = (None, None);
        match self.solve(question) {
            Ok((placed, value)) => {
                self.bound = Some(value);
                placed
            }
            Err(failure) => {
                self.failure = Some(failure);
                Placed::default()
            }
        }
    }
}
