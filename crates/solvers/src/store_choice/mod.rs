//! Strategies that choose the store for a customer.

pub mod nearest;
pub mod reference;
