//! An order's lines and the traits of who placed it.

use serde::{Deserialize, Serialize};

use crate::geo::Point;
use crate::ids::{SkuId, ZoneId};
use crate::travel::Place;
use crate::units::Millis;

/// One SKU of an order.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Line {
    /// What.
    pub sku: SkuId,
    /// How many units, at least 1.
    pub quantity: u16,
}

/// Kinds of building, which decide how a rider gets in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum BuildingKind {
    /// A door on the street.
    House,
    /// Guard, gate, lift.
    Tower,
}

/// A building and its fixed traits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Building {
    /// Name, unique in the city.
    pub id: u64,
    /// House or tower.
    pub kind: BuildingKind,
    /// Typical time from the parked vehicle to the right floor of this building.
    pub access: Millis,
}

/// A customer and their fixed traits: the same person whenever they come back.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Customer {
    /// Name, unique in the city.
    pub id: u64,
    /// Demand zone of the home.
    pub zone: ZoneId,
    /// Home on the street network.
    pub place: Place,
    /// Home on the plane.
    pub point: Point,
    /// The building of the home.
    pub building: Building,
    /// Floor of the home, 0 at street level.
    pub floor: u8,
    /// Pays a monthly fee for free delivery.
    pub is_subscriber: bool,
    /// Pays for priority: goes first among waiting orders and never shares a trip.
    pub is_premium: bool,
}
