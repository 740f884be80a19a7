//! Whole experiments on the smallest shipped scenario.

mod capturing;
mod directory;
mod running;
mod world;
