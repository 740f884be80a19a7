//! Riders who come free are found, and shortages add up.

use domain::rng::Streams;
use sim_core::simulate;
use sim_core::tally::Tally;
use sim_core::trace::LossReason;
use solvers::{Choices, policies};

use crate::shipped::instance;

fn day(overrides: &[(&str, &str)]) -> Tally {
    let instance = instance("tiny", overrides);
    let policies = policies(&Choices::default()).expect("the reference policies");
    let run = simulate(&instance, policies, Streams::new(1, 0), &mut ());
    run.expect("a run without broken answers").tally
}

/// What no rider can carry is refused and counted; it is carried by nobody.
#[test]
fn a_basket_above_what_a_rider_carries_is_refused() {
    let lost = |overrides: &[(&str, &str)]| day(overrides).lost[LossReason::TooHeavy as usize];
    let none = [("fleet.capacity_kg", "500"), ("fleet.capacity_l", "2000")];
    assert_eq!(lost(&none), 0);
    let light = day(&[("fleet.capacity_kg", "4")]);
    let refused = light.lost[LossReason::TooHeavy as usize];
    assert!(refused * 4 > light.sessions && refused * 2 < light.sessions, "{refused}");
    for nothing in [("fleet.capacity_kg", "0.1"), ("fleet.capacity_l", "0.1")] {
        let tally = day(&[nothing]);
        assert!(tally.delivered() * 100 < tally.sessions, "{} delivered", tally.delivered());
        assert!(tally.lost[LossReason::TooHeavy as usize] * 100 > tally.sessions * 98);
    }
}

const NO_DEDICATED: &str = "[{share = 1.0, start_h = 0, end_h = 25.5}]";

/// Orders that wait while every gig rider is out must not wait for the next order to be packed.
#[test]
fn a_gig_rider_who_comes_free_is_given_what_waits() {
    let tally = day(&[("disruptions.rider_shortage", NO_DEDICATED), ("fleet.gig_share", "0.5")]);
    assert_eq!(tally.riders.duty.0, 0, "nobody on the payroll is there");
    assert_eq!(tally.carried.by_gig, tally.carried.all);
    assert!(tally.delivered() * 10 > tally.placed * 9, "{} of {}", tally.delivered(), tally.placed);
}

/// A short shortage inside a long one changes nothing when it ends.
#[test]
fn overlapping_shortages_do_not_cancel_each_other() {
    let long = "{share = 1.0, start_h = 8, end_h = 20}";
    let short = "{share = 1.0, start_h = 9, end_h = 9.1}";
    let duty = |list: String| {
        day(&[("disruptions.rider_shortage", &list), ("fleet.gig_share", "0")]).riders.duty
    };
    assert_eq!(duty(format!("[{long}]")), duty(format!("[{long}, {short}]")));
}
