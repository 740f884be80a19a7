//! Flags that commands share, and what they say of an experiment.

pub(crate) mod capture;
pub(crate) mod experiment;
pub(crate) mod external;
pub(crate) mod kpis;
pub(crate) mod laboratory;
pub(crate) mod precision;
pub(crate) mod scenario;
pub(crate) mod shared;
pub(crate) mod snapshot;
pub(crate) mod vary;
