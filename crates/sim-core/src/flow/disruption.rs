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
    // Whoever stayed away when it began comes back when it ends.
    let began = world.instance.disruptions[number as usize].span().0;
    match world.instance.disruptions[number as usize] {
        Disruption::StoreClosure { store, .. } => {
            let closures = &mut world.stores[store.index()].closures;
            *closures = if begins { *closures + 1 } else { *closures - 1 };
        }
        Disruption::RiderShortage { share, store, .. } => {
            for index in 0..world.riders.len() {
                let traits = &world.instance.fleet.riders[index];
                let affected = store.is_none_or(|store| store == traits.store);
                if traits.kind == RiderKind::Gig || !affected {
                    continue;
                }
                let key = u64::from(number) << 32 | index as u64;
                if world.course.at(began).open(Purpose::Absence, key).chance(share) {
                    let absences = &mut world.riders[index].absences;
                    *absences = if begins { *absences + 1 } else { *absences - 1 };
                    world.settle_rider(RiderId::from(index));
                }
            }
        }
    }
}
