//! Why there is no cover: a tree of cases, each closed by multipliers.

/// One step of a proof that no cover keeps within the limits.
///
/// Prices belong to customers. A case is closed when the prices sum to more than the limits are
/// worth, while no site that may still open covers more than its own worth: a site is worth
/// `count_price` and `budget_price` times its price.
#[derive(Clone, PartialEq, Debug)]
pub enum Step {
    /// A site is open, or it is not.
    Split {
        /// The site.
        site: u32,
        /// The step that goes on where it is open.
        open: u32,
        /// The step that goes on where it is closed.
        closed: u32,
    },
    /// Sites whose opening, or closing, alone would close the case are closed, or open.
    Fix {
        /// The multipliers.
        proven: Proven,
        /// The step that goes on.
        next: u32,
    },
    /// The case is closed.
    Close {
        /// The multipliers.
        proven: Proven,
    },
}

/// Multipliers and what they are measured against.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Proven {
    /// Of customers, 0 and more.
    pub prices: Vec<f64>,
    /// Of one more site.
    pub count_price: f64,
    /// Of a unit of budget.
    pub budget_price: f64,
}

impl Proven {
    /// How many numbers it holds, with those of its step.
    pub(super) fn numbers(&self) -> usize {
        self.prices.len() + 3
    }
}
