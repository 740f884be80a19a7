//! What the timetable brings: rain, closed stores, missing riders.

use domain::disruption::Disruption;
use domain::fleet::RiderKind;
use domain::ids::RiderId;
use domain::rng::Purpose;

use crate::trace::Fact;
use crate::world::World;

/// The weather changes to entry `entry` of the day's course.
pub(crate) fn rain_changes(world: &mut World<'_>, entry: u32) {
    world.rain = world.sky.rain[entry as usize].1;
    world.record(Fact::RainChanged { rain: world.rain });
}

/// Disturbance `number` begins or ends.
pub(crate) fn disruption_turns(world: &mut World<'_>, number: u32, begins: bool) {
    world.record(Fact::Disruption { number, begins });
    match world.instance.disruptions[number as usize] {
        Disruption::StoreClosure { store, .. } => {
            let closures = &mut world.stores[store].closures;
            *closures = if begins { *closures + 1 } else { *closures - 1 };
        }
        Disruption::RiderShortage { .. } => {
            for rider in world.riders.keys() {
                if stays_away(world, number, rider) {
                    let absences = &mut world.riders[rider].absences;
                    *absences = if begins { *absences + 1 } else { *absences - 1 };
                    world.settle_rider(rider);
                }
            }
        }
    }
}

/// Whether a rider is one of those whom disturbance `number` keeps away: the same when it begins and
/// when it ends.
pub(crate) fn stays_away(world: &World<'_>, number: u32, rider: RiderId) -> bool {
    let Disruption::RiderShortage { share, start, store, .. } =
        world.instance.disruptions[number as usize]
    else {
        return false;
    };
    let traits = &world.instance.fleet.riders[rider.index()];
    let is_meant = traits.kind != RiderKind::Gig && store.is_none_or(|store| store == traits.store);
    let key = u64::from(number) << 32 | rider.index() as u64;
    is_meant && world.course.at(start).open(Purpose::Absence, key).chance(share)
}
