//! A budget of work, so that a search ends at the same step on every machine.

/// Units of work spent and left. A unit is about one memory access of the innermost loop: a link
/// looked at, an arc relaxed; 10⁸ take in the order of a second.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Work {
    done: u64,
    limit: u64,
}

impl Work {
    /// Nothing spent of `limit` units.
    #[must_use]
    pub const fn of(limit: u64) -> Self {
        Self { done: 0, limit }
    }

    /// Spends units, more than are left if need be.
    pub const fn spend(&mut self, units: u64) {
        self.done = self.done.saturating_add(units);
    }

    /// Whether nothing is left.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        self.done >= self.limit
    }

    /// Units spent.
    #[must_use]
    pub const fn done(&self) -> u64 {
        self.done
    }

    /// Units left.
    #[must_use]
    pub const fn left(&self) -> u64 {
        self.limit.saturating_sub(self.done)
    }

    /// A budget of its own of at most `limit` units and no more than are left; what it spends is
    /// to be spent here as well.
    #[must_use]
    pub const fn part(&self, limit: u64) -> Self {
        let left = self.left();
        Self::of(if limit < left { limit } else { left })
    }
}
