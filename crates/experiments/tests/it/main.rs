//! Whole experiments on the smallest shipped scenario.

mod directory;
mod explaining;
mod running;
mod world;
