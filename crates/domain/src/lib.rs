//! The words of quick commerce: units, the world as plain data, and the decisions taken in it.
//!
//! Simulator and solvers know nothing of each other; they meet here.

pub mod access;
pub mod better;
pub mod catalog;
pub mod decision;
pub mod demand;
pub mod disruption;
pub mod dist;
pub mod economics;
pub mod fleet;
pub mod geo;
pub mod handling;
pub mod ids;
pub mod instance;
pub mod lookup;
pub mod loyalty;
pub mod order;
pub mod paced_aisles;
pub mod refunds;
pub mod rng;
pub mod shown;
pub mod store;
pub mod supply;
pub mod travel;
pub mod units;
pub mod weather;
