//! `--precision KPI:2%`: as many replications as it takes.

use experiments::KeyFigure;
use experiments::statistics::{Decision, Level, Precision, StoppingRule};
use scenarios::experiment::Precision as Wanted;

use crate::failure::Failure;
use crate::kpis::figure;

/// How well figures are to be known, and the most replications to spend on it.
#[derive(clap::Args)]
pub(crate) struct PrecisionArgs {
    /// Go on until the interval of this figure is so narrow: half of it at most VALUE in the
    /// figure's unit, or at most VALUE % of its mean, e.g. click_to_door_s_mean:2%; repeatable
    #[arg(long, value_name = "KPI:VALUE[%]", value_parser = wanted)]
    pub(crate) precision: Vec<Wanted>,
    /// With --precision, stop after so many replications whatever the interval
    #[arg(long, value_name = "R", default_value = "1000", requires = "precision")]
    #[arg(value_parser = crate::arguments::replications)]
    pub(crate) max_replications: u32,
}

fn wanted(text: &str) -> Result<Wanted, String> {
    let wanted = Wanted::parse(text)?;
    KeyFigure::named(&wanted.kpi).map_err(|(message, help)| match help {
        Some(help) => format!("{message}; {help}"),
        None => message,
    })?;
    Ok(wanted)
}

/// What is to be done after the replications so far.
pub(crate) enum Next {
    /// Nothing: every figure is known well enough.
    Enough,
    /// Run up to so many in all.
    UpTo(u32),
    /// Nothing, but these figures are not known well enough.
    Short(Vec<String>),
}

impl PrecisionArgs {
    /// Replications to begin with where the user names none.
    pub(crate) const LEAST: u32 = 10;

    /// Replications to begin with: as many as named, else the least, but no more than allowed, and
    /// whole blocks.
    pub(crate) fn first(&self, named: Option<u32>, otherwise: u32, block: u32) -> u32 {
        let first = if self.is_asked() {
            named.unwrap_or(Self::LEAST).min(self.max_replications)
        } else {
            named.unwrap_or(otherwise)
        };
        first.next_multiple_of(block)
    }

    /// The figures that are to be known well.
    pub(crate) fn figures(&self) -> Result<Vec<KeyFigure>, Failure> {
        self.precision.iter().map(|wanted| figure(&wanted.kpi)).collect()
    }

    /// Whether there is anything to reach.
    pub(crate) fn is_asked(&self) -> bool {
        !self.precision.is_empty()
    }

    /// Decides; `series` gives the values of a figure, one for each `block` of
    /// replications, and the scale that a relative precision refers to.
    pub(crate) fn next(
        &self,
        level: Level,
        finished: u32,
        block: u32,
        series: impl Fn(&KeyFigure) -> Vec<(Vec<f64>, f64)>,
    ) -> Result<Next, Failure> {
        let mut upto = finished;
        let (mut short, mut wanting) = (Vec::new(), Vec::new());
        for wanted in &self.precision {
            let kpi = figure(&wanted.kpi)?;
            for (values, scale) in series(&kpi) {
                let half_width = if wanted.is_relative {
                    // As the rule for a mean: the scale is itself estimated.
                    wanted.half_width / (1.0 + wanted.half_width) * scale.abs()
                } else {
                    wanted.half_width
                };
                if half_width == 0.0 || !half_width.is_finite() {
                    short.push(wanted.kpi.clone());
                    continue;
                }
                let most = (self.max_replications / block).max(2) as usize;
                let least = values.len().clamp(2, most);
                let rule = StoppingRule::new(Precision::Absolute(half_width), level, least, most)
                    .map_err(|error| Failure::input(error.to_string(), None))?;
                match rule.decide(&values) {
                    Decision::Enough => {}
                    Decision::More(more) => {
                        upto = upto.max(finished.saturating_add(more as u32 * block));
                        wanting.push(wanted.kpi.clone());
                    }
                    Decision::Capped | Decision::Undefined => short.push(wanted.kpi.clone()),
                }
            }
        }
        let most = self.max_replications - self.max_replications % block;
        let upto = upto.min(most.max(finished));
        if upto == finished {
            short.extend(wanting);
        }
        short.sort();
        short.dedup();
        Ok(if upto > finished {
            Next::UpTo(upto)
        } else if short.is_empty() {
            Next::Enough
        } else {
            Next::Short(short)
        })
    }
}
