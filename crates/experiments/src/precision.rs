//! As many replications as it takes until figures are known well enough.

use crate::key_figure::KeyFigure;
use crate::statistics::{self, Decision, Level, StatisticsError, StoppingRule};

/// How well a figure is to be known.
#[derive(Clone, PartialEq, Debug)]
pub struct Wanted {
    /// The figure.
    pub figure: KeyFigure,
    /// Half the width of its interval at most: in its unit, or as a share of its mean.
    pub half_width: f64,
    /// Whether it is a share.
    pub is_relative: bool,
}

/// How well figures are to be known, and the most replications to spend on it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Precision {
    /// The figures; nothing is asked where there are none.
    pub wanted: Vec<Wanted>,
    /// Most replications, whatever the intervals.
    pub most: u32,
}

/// Values of a figure, one for each block of replications, and the scale that a relative precision
/// refers to.
pub type Series = (Vec<f64>, f64);

/// What is to be done after the replications so far.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Next {
    /// Nothing: every figure is known well enough.
    Enough,
    /// Run up to so many in all.
    UpTo(u32),
    /// Nothing, but these figures are not known well enough.
    Short(Vec<String>),
}

impl Precision {
    /// Replications to begin with where the user names none.
    pub const LEAST: u32 = 10;

    /// Whether there is anything to reach.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        !self.wanted.is_empty()
    }

    /// The figures that are to be known well.
    pub fn figures(&self) -> impl Iterator<Item = &KeyFigure> {
        self.wanted.iter().map(|wanted| &wanted.figure)
    }

    /// Replications to begin with: as many as named, else the least, but no more than allowed, and
    /// whole blocks.
    #[must_use]
    pub fn first(&self, named: Option<u32>, otherwise: u32, block: u32) -> u32 {
        let first = match self.is_asked() {
            true => named.unwrap_or(Self::LEAST).min(self.most),
            false => named.unwrap_or(otherwise),
        };
        first.next_multiple_of(block)
    }

    /// Decides; `series` gives the values of a figure, of each thing that it is to be known of.
    ///
    /// # Errors
    /// A half width that is none.
    pub fn next(
        &self,
        level: Level,
        finished: u32,
        block: u32,
        series: impl Fn(&KeyFigure) -> Vec<Series>,
    ) -> Result<Next, StatisticsError> {
        let mut upto = finished;
        let (mut short, mut wanting) = (Vec::new(), Vec::new());
        for Wanted { figure, half_width, is_relative } in &self.wanted {
            for (values, scale) in series(figure) {
                let half_width = match is_relative {
                    // As the rule for a mean: the scale is itself estimated.
                    true => half_width / (1.0 + half_width) * scale.abs(),
                    false => *half_width,
                };
                if half_width == 0.0 || !half_width.is_finite() {
                    short.push(figure.name.clone());
                    continue;
                }
                let most = (self.most / block).max(2) as usize;
                let least = values.len().clamp(2, most);
                let precision = statistics::Precision::Absolute(half_width);
                match StoppingRule::new(precision, level, least, most)?.decide(&values) {
                    Decision::Enough => {}
                    Decision::More(more) => {
                        upto = upto.max(finished.saturating_add(more as u32 * block));
                        wanting.push(figure.name.clone());
                    }
                    Decision::Capped | Decision::Undefined => short.push(figure.name.clone()),
                }
            }
        }
        let most = self.most - self.most % block;
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
