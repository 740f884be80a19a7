//! Whole experiments on the smallest shipped scenario.

mod directory;
mod running;
mod world;
