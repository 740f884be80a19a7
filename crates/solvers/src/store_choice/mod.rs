//! Strategies that choose the store for a customer.

pub mod nearest;
pub mod reference;

use domain::decision::store_choice::StoreChoice;

use crate::Solvers;

/// Solvers that choose a store; the reference design's comes first.
pub const SOLVERS: Solvers<dyn StoreChoice> =
    Solvers { entries: &[reference::ENTRY, nearest::ENTRY], strongest: reference::ENTRY.name };
