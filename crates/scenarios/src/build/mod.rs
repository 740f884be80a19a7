//! From the typed file to the checked world, one part of the world a file.

pub mod basket;
pub mod catalog;
pub mod files;
pub mod floor;

mod city;
mod clock;
mod demand;
mod disruptions;
mod fleet;
mod ground;
mod instance;
mod left_out;
mod nearby;
mod place;
mod plain;
mod shop;
mod siting;
mod staffing;
mod stores;
mod wards;

pub use city::City;
pub(crate) use city::city;
pub(crate) use clock::at_hour;
pub(crate) use demand::open_share;
pub(crate) use instance::instance;
pub use left_out::LeftOut;
pub(crate) use place::{exchanged, point};
pub(crate) use plain::speeds;
pub(crate) use shop::shop;
pub use shop::{Shelves, Shop};
pub(crate) use stores::{OFF_STREET_M, standing};
