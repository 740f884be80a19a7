//! Strategies that put waiting orders on pickers' carts.

pub mod first_come;
pub mod portfolio;
pub mod reference;
pub mod savings;

mod lengths;
mod search;
mod single;
mod turn;

#[cfg(test)]
mod cases;
