//! Whose chance rules at which time: one replication's, or another's from a fork on.

use domain::rng::Streams;
use domain::units::{Millis, SimTime};
use serde::{Deserialize, Serialize};

/// The streams of what has happened, and of what is to come.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Course {
    past: Streams,
    future: Streams,
    from: SimTime,
}

impl Course {
    /// One replication from beginning to end.
    #[must_use]
    pub(crate) fn of(streams: Streams) -> Self {
        Self { past: streams, future: streams, from: SimTime::ZERO }
    }

    /// The same past, and from `from` on the chance of `future`.
    #[must_use]
    pub(crate) fn forked(self, future: Streams, from: SimTime) -> Self {
        Self { past: self.future, future, from }
    }

    /// The streams for what begins at `at`.
    #[must_use]
    pub(crate) fn at(&self, at: SimTime) -> Streams {
        if at < self.from { self.past } else { self.future }
    }

    /// The streams for what belongs to an hour of the run.
    #[must_use]
    pub(crate) fn at_hour(&self, hour: u64) -> Streams {
        self.at(SimTime(hour * Millis::HOUR.0))
    }

    /// The streams for what is drawn from now on.
    #[must_use]
    pub(crate) fn now(&self) -> Streams {
        self.future
    }
}
