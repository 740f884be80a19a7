//! Which OpenStreetMap ways a delivery rider on a motor two-wheeler may use, and which way round.
//!
//! The most specific access tag decides, for each direction: `motorcycle`, then `motor_vehicle`,
//! `vehicle`, `access`, and of one kind the tag for the direction (`motorcycle:backward`) before
//! the tag for both. One-way tags go the same way, from `oneway:motorcycle` to `oneway`. Of the
//! values in a list (`agricultural;forestry`) one that is open is enough. Paths, footways and
//! steps are closed even to who would push along them.
//!
//! A street's class decides how fast it is ridden, and `maxspeed` makes it slower: a limit below
//! the usual speed of the class makes a street one of the widest class that keeps to the limit.

use domain::travel::RoadClass;

use crate::speeds::TWO_WHEELER_FREE_FLOW_KMH;

/// Kilometres in a mile.
const KM_PER_MILE: f64 = 1.609_344;

/// Access tags, most specific first: for both directions, forward and backward.
const ACCESS: [[&str; 3]; 4] = [
    ["motorcycle", "motorcycle:forward", "motorcycle:backward"],
    ["motor_vehicle", "motor_vehicle:forward", "motor_vehicle:backward"],
    ["vehicle", "vehicle:forward", "vehicle:backward"],
    ["access", "access:forward", "access:backward"],
];
/// One-way tags, most specific first.
const ONE_WAY: [&str; 4] =
    ["oneway:motorcycle", "oneway:motor_vehicle", "oneway:vehicle", "oneway"];

/// How a way may be ridden.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Passage {
    /// Class by its `highway` tag and its speed limit.
    pub class: RoadClass,
    /// From its first node to its last.
    pub forward: bool,
    /// From its last node to its first.
    pub backward: bool,
}

/// The class of a `highway` value that is open to motor traffic unless tagged otherwise.
#[must_use]
pub fn class(highway: &str) -> Option<RoadClass> {
    Some(match highway {
        "motorway" | "motorway_link" | "trunk" | "trunk_link" => RoadClass::Trunk,
        "primary" | "primary_link" => RoadClass::Primary,
        "secondary" | "secondary_link" => RoadClass::Secondary,
        "tertiary" | "tertiary_link" => RoadClass::Tertiary,
        "residential" | "unclassified" | "road" => RoadClass::Residential,
        "living_street" | "service" => RoadClass::Living,
        _ => return None,
    })
}

/// Whether an access value keeps riders out. Deliveries are customers' business, so `destination`,
/// `customers` and `delivery` let them in; `private` does not. A list keeps out where each of its
/// values does.
#[must_use]
pub fn is_closed(value: &str) -> bool {
    value.split(';').all(|value| {
        matches!(
            value.trim(),
            "no" | "private"
                | "agricultural"
                | "forestry"
                | "emergency"
                | "military"
                | "psv"
                | "bus"
        )
    })
}

/// The values of a tag on the parts of a street: one, or those in brackets where a graph file
/// joined several ways (`['residential', 'service']`).
fn parts(value: &str) -> impl Iterator<Item = &str> {
    let list = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let one = list.is_none().then(|| value.trim());
    let several = list.into_iter().flat_map(|list| {
        list.split(',').map(|value| value.trim().trim_matches(['\'', '"']).trim())
    });
    one.into_iter().chain(several)
}

/// How a two-wheeler may ride a way with these tags; `None` where it may not. Of several classes
/// on one street the slowest counts, and a part that is closed closes it.
pub fn passage<'a>(tag: impl Fn(&str) -> Option<&'a str>) -> Option<Passage> {
    let class = parts(tag("highway")?).filter_map(class).max()?;
    let has = |key: &str, of: fn(&str) -> bool| tag(key).is_some_and(|value| parts(value).any(of));
    // Aisles of car parks and drive-throughs lead to no door.
    let leads_nowhere = |value: &str| {
        value.split(';').all(|value| {
            matches!(value.trim(), "parking_aisle" | "drive-through" | "emergency_access")
        })
    };
    if has("area", |value| value == "yes") || has("service", leads_nowhere) {
        return None;
    }
    let implied = has("junction", |value| matches!(value, "roundabout" | "circular"))
        || has("highway", |value| value == "motorway");
    let (forward, backward) = match ONE_WAY.into_iter().find_map(&tag) {
        Some("yes" | "true" | "1") => (true, false),
        Some("-1" | "reverse") => (false, true),
        // Reversible lanes are open both ways: which way at what hour is not in the tags.
        Some(_) => (true, true),
        None => (true, !implied),
    };
    let (forward, backward) = (forward && !is_shut(&tag, 1), backward && !is_shut(&tag, 2));
    let limit = tag("maxspeed").and_then(|value| parts(value).filter_map(kmh).reduce(f64::min));
    let class = limit.map_or(class, |limit| limited(class, limit));
    (forward || backward).then_some(Passage { class, forward, backward })
}

/// Whether the access tags of a barrier keep two-wheelers out.
pub fn is_barred<'a>(tag: impl Fn(&str) -> Option<&'a str>) -> bool {
    is_shut(&tag, 0)
}

/// Whether access tags keep two-wheelers out: 0 in general, 1 forward, 2 backward.
fn is_shut<'a>(tag: &impl Fn(&str) -> Option<&'a str>, direction: usize) -> bool {
    ACCESS
        .into_iter()
        .find_map(|keys| tag(keys[direction]).or_else(|| tag(keys[0])))
        .is_some_and(|value| parts(value).any(is_closed))
}

/// A speed limit in km/h; `None` for words such as `signals`. Of a list the lowest counts.
fn kmh(value: &str) -> Option<f64> {
    let one = |value: &str| {
        let value = value.trim();
        let (number, unit) = match value.strip_suffix("mph") {
            Some(number) => (number, KM_PER_MILE),
            None => (value.strip_suffix("km/h").unwrap_or(value), 1.0),
        };
        number.trim().parse::<f64>().ok().filter(|speed| *speed > 0.0).map(|speed| speed * unit)
    };
    value.split(';').filter_map(one).reduce(f64::min)
}

/// The widest class, no wider than the street's own, whose usual speed keeps to a limit.
fn limited(class: RoadClass, kmh: f64) -> RoadClass {
    let keeps = |of: &RoadClass| *of >= class && TWO_WHEELER_FREE_FLOW_KMH[*of as usize] <= kmh;
    RoadClass::ALL.into_iter().find(keeps).unwrap_or(RoadClass::Living)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Tags = &'static [(&'static str, &'static str)];

    fn ride(tags: Tags) -> Option<(bool, bool)> {
        passage(|key| tags.iter().find(|(k, _)| *k == key).map(|(_, value)| *value))
            .map(|passage| (passage.forward, passage.backward))
    }

    #[test]
    fn tags_decide_who_rides_where() {
        let both = Some((true, true));
        let table: &[(Tags, Option<(bool, bool)>)] = &[
            (&[("highway", "residential")], both),
            (&[("highway", "residential"), ("oneway", "yes")], Some((true, false))),
            (&[("highway", "residential"), ("oneway", "-1")], Some((false, true))),
            (&[("highway", "residential"), ("oneway", "no")], both),
            (&[("highway", "tertiary"), ("junction", "roundabout")], Some((true, false))),
            (
                &[("highway", "tertiary"), ("junction", "roundabout"), ("oneway", "-1")],
                Some((false, true)),
            ),
            (&[("highway", "motorway")], Some((true, false))),
            (&[("highway", "motorway_link")], both),
            (&[("highway", "primary"), ("oneway", "yes"), ("oneway:motorcycle", "no")], both),
            (&[("highway", "primary"), ("access", "no")], None),
            (&[("highway", "primary"), ("access", "no"), ("motorcycle", "yes")], both),
            (&[("highway", "primary"), ("access", "yes"), ("motor_vehicle", "private")], None),
            (
                &[("highway", "primary"), ("motor_vehicle", "no"), ("motorcycle", "designated")],
                both,
            ),
            (&[("highway", "service"), ("access", "customers")], both),
            (&[("highway", "primary"), ("motor_vehicle", "agricultural;forestry")], None),
            (&[("highway", "primary"), ("vehicle", "forestry; agricultural")], None),
            (&[("highway", "primary"), ("access", "private;emergency")], None),
            (&[("highway", "primary"), ("access", "private;customers")], both),
            (&[("highway", "primary"), ("access", "['yes', 'no']")], None),
            (&[("highway", "primary"), ("access", "['yes', 'private;delivery']")], both),
            (&[("highway", "primary"), ("motor_vehicle:backward", "no")], Some((true, false))),
            (&[("highway", "primary"), ("vehicle:forward", "no")], Some((false, true))),
            (&[("highway", "primary"), ("motorcycle:backward", "no")], Some((true, false))),
            (&[("highway", "primary"), ("vehicle:forward", "no"), ("motorcycle", "yes")], both),
            (
                &[("highway", "primary"), ("access", "no"), ("motor_vehicle:forward", "yes")],
                Some((true, false)),
            ),
            (&[("highway", "primary"), ("vehicle:forward", "no"), ("oneway", "yes")], None),
            (&[("highway", "primary"), ("oneway:motor_vehicle", "yes")], Some((true, false))),
            (&[("highway", "primary"), ("oneway:vehicle", "-1")], Some((false, true))),
            (&[("highway", "primary"), ("oneway", "yes"), ("oneway:motor_vehicle", "no")], both),
            (
                &[
                    ("highway", "primary"),
                    ("oneway", "no"),
                    ("oneway:motor_vehicle", "no"),
                    ("oneway:motorcycle", "yes"),
                ],
                Some((true, false)),
            ),
            (&[("highway", "service"), ("service", "drive-through")], None),
            (&[("highway", "service"), ("service", "driveway")], both),
            (&[("highway", "residential;service")], None),
            (&[("highway", "service"), ("service", "parking_aisle")], None),
            (&[("highway", "residential"), ("area", "yes")], None),
            (&[("highway", "bus_stop")], None),
            (&[("highway", "steps")], None),
            (&[("highway", "footway"), ("motorcycle", "yes")], None),
            (&[("highway", "construction")], None),
            (&[("railway", "rail")], None),
        ];
        for (tags, expected) in table {
            assert_eq!(ride(tags), *expected, "{tags:?}");
        }
    }

    #[test]
    fn a_limit_below_the_usual_speed_makes_a_street_slower_and_no_other_does() {
        use RoadClass::{Living, Primary, Residential, Trunk};
        let no_limit = f64::INFINITY;
        let table = [
            ("trunk", "80", Trunk, 80.0),
            ("trunk", "25", Trunk, 25.0),
            ("trunk", "IN:urban", Trunk, no_limit),
            ("primary", "20 mph", Primary, 32.187),
            ("primary", "60;22", Primary, 22.0),
            ("['primary', 'trunk']", "['50', '25']", Primary, 25.0),
            ("residential", "20 km/h", Residential, 20.0),
            ("residential", "5", Residential, 5.0),
            ("residential", "-3", Residential, no_limit),
            ("residential", "none", Residential, no_limit),
        ];
        let speed = |class: RoadClass| TWO_WHEELER_FREE_FLOW_KMH[class as usize];
        for (highway, limit, usual, kmh) in table {
            let tag = |key: &str| match key {
                "highway" => Some(highway),
                "maxspeed" => Some(limit),
                _ => None,
            };
            let class = passage(tag).unwrap().class;
            assert!(class == Living || speed(class) <= kmh, "{highway} at {limit}: {class:?}");
            assert_eq!(class == usual, speed(usual) <= kmh, "{highway} at {limit}: {class:?}");
        }
    }
}
