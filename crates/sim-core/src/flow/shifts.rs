//! People go off duty, and riders come on duty and take breaks.

use domain::ids::{PickerId, RiderId};

use crate::world::World;

/// A picker's shift ends; the tour in hand is finished first.
pub(crate) fn picker_off(world: &mut World<'_>, picker: PickerId) {
    let person = &mut world.pickers[picker];
    person.in_shift = false;
    if person.tour.is_empty() {
        world.picker_goes(picker);
    }
}

/// A rider's shift begins.
pub(crate) fn rider_on(world: &mut World<'_>, rider: RiderId) {
    if let Some(yesterday) = world.instance.fleet.riders[rider.index()].yesterday {
        world.riders[rider].rating = world.riders[yesterday].rating;
    }
    world.riders[rider].in_shift = true;
    world.settle_rider(rider);
}

/// A rider's shift ends; the trip in hand is finished first.
pub(crate) fn rider_off(world: &mut World<'_>, rider: RiderId) {
    world.riders[rider].in_shift = false;
    world.settle_rider(rider);
}

/// A rider's break begins, after the trip in hand.
pub(crate) fn rest_begins(world: &mut World<'_>, rider: RiderId) {
    world.riders[rider].wants_rest = true;
    world.settle_rider(rider);
}

/// A rider's break ends.
pub(crate) fn rest_ends(world: &mut World<'_>, rider: RiderId) {
    world.riders[rider].wants_rest = false;
    world.settle_rider(rider);
}
