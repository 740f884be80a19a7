//! Strategies that put waiting orders on pickers' carts.

pub mod first_come;
pub mod reference;

mod single;

#[cfg(test)]
mod cases;
