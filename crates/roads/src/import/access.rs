//! Which OpenStreetMap ways a delivery rider on a motor two-wheeler may use, and which way round.
//!
//! The most specific access tag decides: `motorcycle`, then `motor_vehicle`, `vehicle`, `access`.
//! `maxspeed` is not read: 3 % of Indian ways carry it, and in a city traffic, not the limit,
//! sets the speed. Paths, footways and steps are closed even to who would push along them.

use domain::travel::RoadClass;

/// How a way may be ridden.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Passage {
    /// Class by its `highway` tag.
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
/// `customers` and `delivery` let them in; `private` does not.
#[must_use]
pub fn is_closed(value: &str) -> bool {
    matches!(
        value,
        "no" | "private" | "agricultural" | "forestry" | "emergency" | "military" | "psv" | "bus"
    )
}

/// How a two-wheeler may ride a way with these tags; `None` where it may not.
pub fn passage<'a>(tag: impl Fn(&str) -> Option<&'a str>) -> Option<Passage> {
    let class = class(tag("highway")?)?;
    if tag("area") == Some("yes") || is_shut(&tag) {
        return None;
    }
    // Aisles of car parks and drive-throughs lead to no door.
    if matches!(tag("service"), Some("parking_aisle" | "drive-through" | "emergency_access")) {
        return None;
    }
    let implied = matches!(tag("junction"), Some("roundabout" | "circular"))
        || tag("highway") == Some("motorway");
    let (forward, backward) = match tag("oneway:motorcycle").or_else(|| tag("oneway")) {
        Some("yes" | "true" | "1") => (true, false),
        Some("-1" | "reverse") => (false, true),
        // Reversible lanes are open both ways: which way at what hour is not in the tags.
        Some(_) => (true, true),
        None => (true, !implied),
    };
    Some(Passage { class, forward, backward })
}

/// Whether the access tags of a way or a barrier keep two-wheelers out.
pub fn is_shut<'a>(tag: impl Fn(&str) -> Option<&'a str>) -> bool {
    ["motorcycle", "motor_vehicle", "vehicle", "access"]
        .into_iter()
        .find_map(tag)
        .is_some_and(is_closed)
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
}
