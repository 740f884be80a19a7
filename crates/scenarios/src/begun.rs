//! What of a timetable has begun by a time, compared with that of another scenario.

use domain::units::SimTime;

use crate::build::at_hour;
use crate::spec::Spec;

/// The first list of a timetable of which something that began before `at` differs.
///
/// What begins at `at` or later may differ; what had begun may not, not even in when it ends.
#[must_use]
pub fn begun_otherwise(before: &Spec, after: &Spec, at: SimTime) -> Option<&'static str> {
    let [was, is] = [&before.disruptions, &after.disruptions];
    let spells = [&before.weather.spell, &after.weather.spell];
    let differs = [
        ("weather.spell", differs(spells[0], spells[1], at, |spell| (spell.day, spell.start_h))),
        (
            "disruptions.road_closure",
            differs(&was.road_closure, &is.road_closure, at, |closure| {
                (closure.day, closure.start_h)
            }),
        ),
        (
            "disruptions.store_closure",
            differs(&was.store_closure, &is.store_closure, at, |closure| {
                (closure.day, closure.start_h)
            }),
        ),
        (
            "disruptions.rider_shortage",
            differs(&was.rider_shortage, &is.rider_shortage, at, |shortage| {
                (shortage.day, shortage.start_h)
            }),
        ),
    ];
    differs.into_iter().find_map(|(list, differs)| differs.then_some(list))
}

fn differs<T: PartialEq>(was: &[T], is: &[T], at: SimTime, start: fn(&T) -> (u16, f64)) -> bool {
    let has_begun = |entry: &&T| {
        let (day, hours) = start(entry);
        at_hour(day, hours) < at
    };
    was.iter().filter(has_begun).ne(is.iter().filter(has_begun))
}
