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

/// A proof as it grows, given up when it gets too long to be kept.
#[derive(Clone, Debug)]
pub(super) struct Tree {
    steps: Option<Vec<Option<Step>>>,
    numbers: usize,
}

impl Tree {
    /// Most numbers that a proof may hold.
    const MOST_NUMBERS: usize = 20_000_000;

    /// Its root is still to be written, as step 0.
    pub(super) fn new(is_kept: bool) -> Self {
        Self { steps: is_kept.then(|| vec![None]), numbers: 0 }
    }

    pub(super) const fn is_kept(&self) -> bool {
        self.steps.is_some()
    }

    /// The number of a step to be written later.
    pub(super) fn promise(&mut self) -> u32 {
        let Some(steps) = &mut self.steps else { return 0 };
        steps.push(None);
        steps.len() as u32 - 1
    }

    pub(super) fn write(&mut self, at: u32, step: impl FnOnce() -> Step) {
        let Some(steps) = &mut self.steps else { return };
        let step = step();
        self.numbers += match &step {
            Step::Split { .. } => 3,
            Step::Fix { proven, .. } | Step::Close { proven } => proven.prices.len() + 3,
        };
        if self.numbers > Self::MOST_NUMBERS {
            self.steps = None;
        } else {
            steps[at as usize] = Some(step);
        }
    }

    /// The whole proof; `None` where it got too long.
    pub(super) fn finish(self) -> Option<Vec<Step>> {
        self.steps?.into_iter().collect()
    }
}
