//! Whole experiments on the smallest shipped scenario.

mod directory;
mod normals;
mod optimizing;
mod running;
mod selecting;
mod world;
