//! Promises are kept alike, whatever was known when they were made.

use domain::rng::Streams;
use sim_core::calibration::{Calibration, Trait};
use sim_core::simulate;
use solvers::{Choices, policies};

use crate::shipped::instance;

/// Classes with fewer deliveries say little.
const DELIVERIES: u64 = 200;

/// Calibration over replications of `quickstart`, and the share of promises kept.
fn calibration(overrides: &[(&str, &str)], replications: u32) -> (Calibration, f64) {
    let instance = instance("quickstart", overrides);
    let mut all = Calibration::default();
    for replication in 0..replications {
        let policies = policies(&Choices::default()).expect("the reference policies");
        let run = simulate(&instance, policies, Streams::new(1, replication), &mut ());
        all.merge(&run.expect("a run without broken answers").tally.calibration);
    }
    let both = all.classes(Trait::Building);
    let delivered: u64 = both.iter().map(|class| class.delivered).sum();
    let kept: u64 = both.iter().map(|class| class.kept).sum();
    (all, kept as f64 / delivered as f64)
}

/// Large and small baskets, idle and busy stores, every hour, buildings known and unknown: over ten
/// days that each begin anew, and over ten days in a row, in which the promise learns.
#[test]
fn kept_shares_of_two_classes_differ_by_at_most_ten_points() {
    for (overrides, replications) in [(&[][..], 10), (&[("calendar.days", "10")][..], 1)] {
        let (classes, kept) = calibration(overrides, replications);
        let spread = classes.spread(DELIVERIES);
        assert!(spread <= 0.10, "{overrides:?}: {spread:.3}, {classes:#?}");
        assert!((0.88..0.98).contains(&kept), "{overrides:?}: {kept:.3}");
    }
}

/// With a third of the riders the store is late, but knows that it will be.
#[test]
fn a_store_short_of_riders_promises_what_it_can_keep() {
    let (classes, kept) = calibration(&[("fleet.riders_per_store", "8")], 4);
    assert!(classes.spread(DELIVERIES) <= 0.15, "{:.3}", classes.spread(DELIVERIES));
    assert!(kept > 0.8, "{kept:.3}");
}
