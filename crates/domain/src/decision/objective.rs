//! The measure by which answers to one question are compared, where there is an agreed one.

/// Which of two values is the better.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sense {
    /// The smaller.
    Least,
    /// The greater.
    Most,
}

impl Sense {
    /// How much worse a value is than another; below 0 where it is better.
    #[must_use]
    pub const fn excess(self, value: f64, than: f64) -> f64 {
        match self {
            Self::Least => value - than,
            Self::Most => than - value,
        }
    }
}

/// How good an answer is.
///
/// Only decisions whose answers can be judged from the question alone have one; the others are
/// judged by what becomes of the simulated day.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Objective {
    /// The measure.
    pub value: f64,
    /// What it counts, e.g. `m`.
    pub unit: &'static str,
    /// Whether it is to be made small or great.
    pub sense: Sense,
}

impl Objective {
    /// A measure to be made as small as possible.
    #[must_use]
    pub const fn least(value: f64, unit: &'static str) -> Self {
        Self { value, unit, sense: Sense::Least }
    }

    /// A measure to be made as great as possible.
    #[must_use]
    pub const fn most(value: f64, unit: &'static str) -> Self {
        Self { value, unit, sense: Sense::Most }
    }

    /// What is left between the value and a bound on every answer's, as a share of the value:
    /// 0 proves that there is no better answer.
    ///
    /// `None` where the value is better than the bound, which refutes the bound.
    #[must_use]
    pub fn gap(&self, bound: f64) -> Option<f64> {
        if bound == self.value {
            return Some(0.0);
        }
        let left = self.sense.excess(self.value, bound);
        (left > 0.0).then(|| left / self.value.abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_what_a_bound_leaves_open() {
        let least = |value| Objective::least(value, "m");
        for (value, bound, gap) in [
            (100.0, 80.0, Some(0.2)),
            (100.0, 100.0, Some(0.0)),
            (0.0, 0.0, Some(0.0)),
            (100.0, 101.0, None),
            (-100.0, -125.0, Some(0.25)),
            (100.0, f64::NAN, None),
        ] {
            assert_eq!(least(value).gap(bound), gap, "{value} {bound}");
        }
        assert_eq!(Objective::most(100.0, "orders").gap(125.0), Some(0.25));
        assert_eq!(Objective::most(100.0, "orders").gap(99.0), None);
    }
}
