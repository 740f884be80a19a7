//! Strategies that fill bags.

pub mod first_come;
pub mod reference;

mod company;
