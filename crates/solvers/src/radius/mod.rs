//! Strategies that set delivery radii.

pub mod fixed;
pub mod reference;

use domain::decision::radius::Radius;

use crate::Solvers;

/// Solvers that set a delivery radius; the reference design's comes first.
pub const SOLVERS: Solvers<dyn Radius> =
    Solvers { entries: &[reference::ENTRY, fixed::ENTRY], strongest: reference::ENTRY.name };
