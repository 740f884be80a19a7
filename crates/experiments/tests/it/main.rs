//! Whole experiments on the smallest shipped scenario, and the cells of the shipped experiments.

mod capturing;
mod comparing;
mod designs;
mod directory;
mod explaining;
mod halving;
mod key_figures;
mod layouts;
mod normals;
mod optimizing;
mod proofs;
mod public_formats;
mod running;
mod selecting;
mod world;
