//! Strategies that give packed orders to riders.

pub mod first_come;
pub mod reference;

#[cfg(test)]
mod cases;
