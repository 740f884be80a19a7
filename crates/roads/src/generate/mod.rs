//! A plausible Indian city from a seed: streets, people and towers.

mod barrier;
mod city;
mod lattice;
mod noise;
mod people;
mod shape;

pub use city::{Generated, generate};
pub use people::Cell;
pub use shape::{Barrier, CityShape};
