//! Why an estimator refuses.

/// What an estimator cannot work with.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
pub enum StatisticsError {
    /// A setting outside its range.
    #[error("{name} {value} is not {range}")]
    OutOfRange {
        /// Which setting.
        name: &'static str,
        /// Its value.
        value: f64,
        /// What is allowed.
        range: &'static str,
    },
    /// Not enough to work with.
    #[error("{given} {what}, at least {needed} are needed")]
    TooFew {
        /// Of what.
        what: &'static str,
        /// How many there are.
        given: usize,
        /// How many there must be.
        needed: usize,
    },
    /// A value is missing or infinite.
    #[error("value {index} (counted from 0) is missing or infinite")]
    NotFinite {
        /// Which value.
        index: usize,
    },
    /// Two lists that should go pair by pair.
    #[error("{left} values cannot be paired with {right}")]
    Unequal {
        /// Values in the one.
        left: usize,
        /// Values in the other.
        right: usize,
    },
    /// Antithetic replications come in pairs.
    #[error("{given} antithetic replications, their number must be even")]
    Unpaired {
        /// How many there are.
        given: usize,
    },
    /// The start-up part is not seen to end in the first half of the series.
    #[error(
        "no end of the warm-up is seen in the first half: the rule would cut {cut} of {length} \
         observations; simulate longer"
    )]
    WarmUpTooLong {
        /// Observations the rule would cut.
        cut: usize,
        /// Observations there are.
        length: usize,
    },
    /// Batches still depend on each other, or are worth too little, at the largest size allowed.
    #[error(
        "{length} observations are too few for batch means of a series with so long a memory; \
         simulate at least twice as long"
    )]
    Dependent {
        /// Observations there are.
        length: usize,
    },
    /// A control variate that never varies.
    #[error("control {index} (counted from 0) never varies")]
    ConstantControl {
        /// Which.
        index: usize,
    },
    /// A control variate that the others already determine.
    #[error("control {index} (counted from 0) follows from the controls before it")]
    CollinearControl {
        /// Which.
        index: usize,
    },
    /// A figure of which neither more nor less is better.
    #[error("there is no best: neither more nor less of the figure is better")]
    NoDirection,
}

/// The position of the first value that is missing or infinite, as an error.
pub(super) fn require_finite(values: &[f64]) -> Result<(), StatisticsError> {
    match values.iter().position(|value| !value.is_finite()) {
        Some(index) => Err(StatisticsError::NotFinite { index }),
        None => Ok(()),
    }
}

/// At least `needed` of `what`.
pub(super) fn require_count(
    what: &'static str,
    given: usize,
    needed: usize,
) -> Result<(), StatisticsError> {
    if given < needed { Err(StatisticsError::TooFew { what, given, needed }) } else { Ok(()) }
}
