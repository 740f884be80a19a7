//! What is asked of a picker, and which answers count.

use super::*;
use crate::decision::{BadQuestion, Decision};
use crate::store::{Aisles, FloorZone, Slot};
use crate::units::{Grams, Millimeters};

fn stop(aisle: u16, depth: u64) -> PickStop {
    PickStop {
        slot: Slot { aisle, depth: Millimeters(depth) },
        zone: FloorZone::A,
        unit_weight: Grams(1),
        quantity: 1,
        is_cold: false,
        is_fragile: false,
        turn: 0,
        line: 0,
    }
}

fn aisles() -> Ground<'static> {
    let length = Millimeters(10_000);
    Ground::store(Aisles { count: 2, pitch: Millimeters(3_000), length, blocks: 1 })
}

fn admit(question: &PickRouteQuestion<'_>) -> Result<(), String> {
    <dyn PickRoute>::admit(question).map_err(|fault: BadQuestion| fault.to_string())
}

fn broken(route: &[u16], question: &PickRouteQuestion<'_>) -> String {
    check(route, question).unwrap_err().to_string()
}

#[test]
fn a_walk_is_measured_from_the_depot_and_back() {
    let question = PickRouteQuestion::of(aisles(), vec![stop(0, 4_000), stop(1, 2_000)]);
    assert_eq!(question.length(&[0, 1]), Some(Millimeters(4_000 + 9_000 + 5_000)));
    assert_eq!(question.length(&[]), Some(Millimeters::ZERO));
    // A path: from where row 0 leads to where column 0 ends.
    let no = DistanceTable::NO_WAY;
    let table = DistanceTable { cells: vec![9, 1, no, no, 0, 2, 4, 3, 0].into() };
    let path = PickRouteQuestion::of(Ground::Distances(table), vec![stop(0, 0), stop(0, 0)]);
    assert_eq!(admit(&path), Ok(()));
    assert_eq!(path.length(&[0, 1]), Some(Millimeters(1 + 2 + 4)));
    assert_eq!(path.length(&[1, 0]), None);
    assert_eq!(broken(&[1, 0], &path), "the route goes where there is no way");
}

#[test]
fn where_paces_are_told_a_walk_costs_the_time_it_takes() {
    let mut question = PickRouteQuestion::of(aisles(), vec![stop(0, 4_000), stop(1, 2_000)]);
    assert_eq!(question.cost(&[0, 1]), question.length(&[0, 1]));
    question.aisle_pace = vec![500, 2_000].into();
    assert_eq!(admit(&question), Ok(()));
    // Along aisle 0 twice as long, along aisle 1 half as long, the depot being at the front.
    let halves = Millimeters(8_000 + 8_000 + 3_000 + 1_000 + 1_000 + 3_000);
    assert_eq!(question.cost(&[0, 1]), Some(halves));
    assert_eq!(question.cost(&[]), Some(Millimeters::ZERO));
    let objective = <dyn PickRoute>::objective(&vec![0, 1], &question).unwrap();
    assert_eq!((objective.value, objective.unit), (24.0, "m"));
    assert_eq!(question.walked(&[0, 1]), question.length(&[0, 1]));
    // Deep in aisle 0 the back is reached sooner by aisle 1.
    question.stops.to_mut()[0].slot.depth = Millimeters(9_000);
    assert_eq!(question.cost(&[0]), Some(Millimeters(2 * (3_000 + 5_000 + 3_000 + 2_000))));
    assert_eq!(question.walked(&[0]), Some(Millimeters(2 * (3_000 + 10_000 + 3_000 + 1_000))));
    // A depot off the floor: paces are not looked at.
    let cross = [0, 10_000].map(Millimeters).to_vec();
    let gates = [1_000, 3_500].map(Millimeters).to_vec();
    let pitch = Millimeters(3_000);
    question.ground =
        Ground::Gated(GatedAisles { pitch, cross: cross.into(), gates: gates.into() });
    assert_eq!(question.cost(&[0, 1]), question.length(&[0, 1]));
}

#[test]
fn from_a_depot_off_the_floor_any_aisle_is_entered_directly() {
    let lengths = |lengths: &[u64]| lengths.iter().map(|&mm| Millimeters(mm)).collect();
    let gated = |cross: &[u64], gates: &[u64]| {
        let pitch = Millimeters(3_000);
        let aisles = GatedAisles { pitch, cross: lengths(cross), gates: lengths(gates) };
        PickRouteQuestion::of(Ground::Gated(aisles), vec![stop(0, 7_000), stop(2, 9_000)])
    };
    let question = gated(&[0, 6_000, 10_000], &[2_000, 3_500, 6_200]);
    assert_eq!(admit(&question), Ok(()));
    assert_eq!(question.walk(None, Some(1)), Some(Millimeters(6_200 + 9_000)));
    assert_eq!(question.walk(Some(0), None), Some(Millimeters(7_000 + 2_000)));
    // By the back cross aisle, or by the one in between.
    assert_eq!(question.walk(Some(0), Some(1)), Some(Millimeters(6_000 + 3_000 + 1_000)));
    assert_eq!(question.length(&[0, 1]), Some(Millimeters(9_000 + 10_000 + 15_200)));
    let near = gated(&[0, 10_000], &[1_000, 3_500, 2_000]);
    assert_eq!(admit(&near).unwrap_err(), "aisles 0 and 2 are nearer by way of the depot");
    assert!(admit(&gated(&[0], &[1])).unwrap_err().contains("two or three"));
    let told = admit(&gated(&[0, 8_000], &[9_000; 3])).unwrap_err();
    assert_eq!(told, "stop 1 9000 mm into its aisle, allowed 0 to 8000");
}

#[test]
fn turns_precedences_and_wanted_units_are_kept() {
    let mut question =
        PickRouteQuestion::of(aisles(), vec![stop(0, 1), stop(0, 2), stop(1, 3), stop(1, 4)]);
    question.stops.to_mut()[3].turn = 1;
    question.precedences = vec![(1, 0)].into();
    assert_eq!(admit(&question), Ok(()));
    assert_eq!(check(&[1, 0, 2, 3], &question), Ok(()));
    assert_eq!(broken(&[1, 0, 3, 2], &question), "stop 2 of turn 0 after stop 3 of turn 1");
    assert_eq!(broken(&[0, 1, 2, 3], &question), "stop 0 before stop 1");
    assert_eq!(broken(&[1, 0, 2], &question), "route of 3 stops for 4");
    assert_eq!(broken(&[1, 0, 2, 2], &question), "stop 2 unknown or visited twice");
    for (line, stop) in [0, 0, 1, 1].into_iter().zip(question.stops.to_mut()) {
        stop.line = line;
    }
    question.wanted = vec![1, 2].into();
    assert_eq!(check(&[1, 2, 3], &question), Ok(()));
    assert_eq!(broken(&[0, 2], &question), "1 of 2 units of line 1");
}

#[test]
fn questions_without_an_answer_are_refused_with_what_is_allowed() {
    let ask = |change: fn(&mut PickRouteQuestion<'_>)| {
        let mut question = PickRouteQuestion::of(aisles(), vec![stop(0, 1), stop(1, 2)]);
        change(&mut question);
        admit(&question).unwrap_err()
    };
    assert_eq!(
        ask(|q| q.stops.to_mut()[1].slot.aisle = 2),
        "stop 1 in aisle 2, allowed: aisles 0 to 1 of 2"
    );
    assert_eq!(
        ask(|q| q.stops.to_mut()[0].slot.depth = Millimeters(10_001)),
        "stop 0 10001 mm into its aisle, allowed 0 to 10000"
    );
    assert!(ask(|q| q.precedences = vec![(0, 1), (1, 0)].into()).contains("run in a circle"));
    assert!(ask(|q| q.precedences = vec![(0, 2)].into()).contains("names stop 2, there are 2"));
    assert_eq!(ask(|q| q.wanted = vec![3].into()), "3 units wanted of line 0, 2 there");
    assert_eq!(
        ask(|q| {
            q.stops.to_mut()[0].turn = 1;
            q.precedences = vec![(0, 1)].into();
        }),
        "stop 0 has turn 1 and must precede stop 1 of turn 0"
    );
    let table = |cells: Vec<u32>| Ground::Distances(DistanceTable { cells: cells.into() });
    let lost = PickRouteQuestion::of(table(vec![0, u32::MAX, 1, 0]), vec![stop(0, 0)]);
    assert_eq!(admit(&lost).unwrap_err(), "stop 0 cannot be reached and left");
    let short = PickRouteQuestion::of(table(vec![0]), vec![stop(0, 0)]);
    assert_eq!(admit(&short).unwrap_err(), "1 distances, expected 4 for 2 places");
}

#[test]
fn an_empty_list_is_a_question() {
    let question = PickRouteQuestion::of(aisles(), vec![]);
    assert_eq!((admit(&question), check(&[], &question)), (Ok(()), Ok(())));
}
