//! Strategies that fill bags.

pub mod best_fit;
pub mod exact;
pub mod first_come;
pub mod goals;
pub mod reference;

mod company;
mod enumerate;
mod exchange;
mod view;
