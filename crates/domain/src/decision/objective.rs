//! The measure by which answers to one question are compared, where there is an agreed one.

/// How good an answer is, less being better.
///
/// Only decisions whose answers can be judged from the question alone have one; the others are
/// judged by what becomes of the simulated day.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Objective {
    /// The measure, to be made as small as possible.
    pub value: f64,
    /// What it counts, e.g. `m`.
    pub unit: &'static str,
}

impl Objective {
    /// What is left between the value and a lower bound on every answer's, as a share of the
    /// value: 0 proves that there is no better answer.
    ///
    /// `None` where the bound exceeds the value, which refutes the bound.
    #[must_use]
    pub fn gap(&self, bound: f64) -> Option<f64> {
        if bound == self.value {
            return Some(0.0);
        }
        (bound < self.value).then(|| (self.value - bound) / self.value.abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_what_a_bound_leaves_open() {
        let objective = |value| Objective { value, unit: "m" };
        for (value, bound, gap) in [
            (100.0, 80.0, Some(0.2)),
            (100.0, 100.0, Some(0.0)),
            (0.0, 0.0, Some(0.0)),
            (100.0, 101.0, None),
            (-100.0, -125.0, Some(0.25)),
            (100.0, f64::NAN, None),
        ] {
            assert_eq!(objective(value).gap(bound), gap, "{value} {bound}");
        }
    }
}
