//! The scenario file as typed data, one section a file.
//!
//! Ranges stand beside the fields as schema attributes; the loader checks every file against the
//! same schema that is published, so a range is written once.

pub mod access;
pub mod basket;
pub mod calendar;
pub mod catalog;
pub mod city;
pub mod demand;
pub mod disruptions;
pub mod economics;
pub mod fleet;
pub mod floor;
pub mod handling;
pub mod loyalty;
pub mod policies;
pub mod refunds;
pub mod service;
pub mod stores;
pub mod supply;
pub mod travel;
pub mod weather;
pub mod work;

mod check;
mod whole;

pub use whole::Spec;
