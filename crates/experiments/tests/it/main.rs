//! Whole experiments on the smallest shipped scenario, and the cells of the shipped experiments.

mod designs;
mod directory;
mod running;
mod world;
