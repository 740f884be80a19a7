//! What can be wrong with a procedure's settings or with the answers it gets.

/// Why a procedure stopped without a result.
#[derive(Debug, thiserror::Error)]
pub enum SelectionError<E: std::error::Error + 'static> {
    /// A setting outside its range.
    #[error("`{name}` is {value}; it must be {allowed}")]
    Setting {
        /// Which.
        name: &'static str,
        /// What it is.
        value: String,
        /// What it may be.
        allowed: String,
    },
    /// There is nothing to choose from.
    #[error("no systems to compare; at least one is needed")]
    NoSystems,
    /// A system stands in the list twice.
    #[error("system {system} is listed twice; each may be listed once")]
    Twice {
        /// Which.
        system: String,
    },
    /// Replications could not be observed.
    #[error("replications could not be observed")]
    Sampler(#[source] E),
    /// The sampler broke its contract.
    #[error("the sampler answered {answered} rows to {asked} requests")]
    Rows {
        /// Requests made.
        asked: usize,
        /// Rows answered.
        answered: usize,
    },
    /// A row lacks a response that an objective or constraint names.
    #[error(
        "system {system} has {answered} responses in replication {replication}; \
         response {response} is asked for (counted from 0)"
    )]
    NoResponse {
        /// Which system.
        system: String,
        /// Which replication.
        replication: u32,
        /// Which response, counted from 0.
        response: usize,
        /// How many there are.
        answered: usize,
    },
    /// A response is missing or infinite.
    #[error(
        "response {response} of system {system} is {value} in replication {replication}; \
         it must be a finite number"
    )]
    NotFinite {
        /// Which system.
        system: String,
        /// Which replication.
        replication: u32,
        /// Which response, counted from 0.
        response: usize,
        /// What it is.
        value: f64,
    },
}

impl<E: std::error::Error + 'static> SelectionError<E> {
    /// `Ok` where a setting `is_allowed`.
    ///
    /// # Errors
    /// A [`Self::Setting`] where it is not.
    pub fn require(
        is_allowed: bool,
        name: &'static str,
        value: impl std::fmt::Display,
        allowed: impl Into<String>,
    ) -> Result<(), Self> {
        if is_allowed {
            return Ok(());
        }
        Err(Self::Setting { name, value: value.to_string(), allowed: allowed.into() })
    }
}
