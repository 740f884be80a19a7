//! Which customers have been driven away.

use domain::lookup::Lookup;
use serde::{Deserialize, Serialize};

/// Customers who open the app no more, by their numbers: nobody else is stored.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Goodwill {
    gone: Lookup<()>,
}

impl Goodwill {
    /// A customer is driven away.
    pub fn lose(&mut self, customer: u64) {
        self.gone.insert(customer, ());
    }

    /// Whether a customer opens the app no more.
    #[must_use]
    pub fn is_gone(&self, customer: u64) -> bool {
        self.gone.contains(customer)
    }
}
