//! Layouts against each other: what they offer, and which orders change hands between them.

mod document;
mod layout;
mod ledger;
mod served;

pub use document::{LedgerDocument, ledgers_csv};
pub use layout::{Layout, Site};
pub use ledger::{Flow, Ledger, Line, Side};
pub use served::{Served, Watching};
