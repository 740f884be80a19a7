//! Strategies that order from suppliers.

pub mod order_up_to;
pub mod reference;
