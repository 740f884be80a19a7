//! What customers pay, what that does to their orders, and what priority buys.

use domain::rng::Streams;
use domain::units::SimTime;
use sim_core::simulate;
use sim_core::tally::Tally;
use sim_core::trace::{Fact, LossReason};
use solvers::{Choice, Choices, policies};

use crate::shipped::instance;

/// Of the shipped scenario `tiny`.
fn run(choices: &Choices, overrides: &[(&str, &str)]) -> (Tally, Vec<(SimTime, Fact)>) {
    let instance = instance("tiny", overrides);
    let policies = policies(choices).expect("registered policies");
    let mut facts = Vec::new();
    let run = simulate(&instance, policies, Streams::new(1, 0), &mut facts);
    (run.expect("a run without broken answers").tally, facts)
}

fn day(overrides: &[(&str, &str)]) -> Tally {
    run(&Choices::default(), overrides).0
}

fn lost(tally: &Tally, reason: LossReason) -> u64 {
    tally.lost[reason as usize]
}

#[test]
fn every_fee_counts_in_the_decision_to_order() {
    for fee in ["economics.platform_fee_inr", "economics.small_basket_fee_inr"] {
        let placed = ["0", "30", "300"].map(|inr| day(&[(fee, inr)]).placed);
        assert!(placed[0] > placed[1] && placed[1] > placed[2], "{fee}: {placed:?}");
    }
    let usual =
        [("economics.platform_fee_inr", "37"), ("demand.choice.usual_other_fees_inr", "37")];
    let (plain, dearer) = (day(&[]), day(&usual));
    assert_eq!(plain.placed, dearer.placed, "customers who are used to a fee do not mind it");
}

#[test]
fn baskets_below_the_minimum_are_refused_and_no_others() {
    let (tally, facts) = run(&Choices::default(), &[("service.min_order_inr", "199")]);
    assert!(lost(&tally, LossReason::BelowMinimum) > 20);
    let mut value = std::collections::BTreeMap::new();
    for (_, fact) in facts {
        match fact {
            Fact::BasketFilled { order, value: basket, .. } => {
                value.insert(order, basket.as_inr());
            }
            Fact::Quoted { order, .. } => assert!(value[&order] >= 199.0),
            Fact::Lost { order, reason: LossReason::BelowMinimum } => {
                assert!(value[&order] < 199.0)
            }
            _ => {}
        }
    }
    assert_eq!(lost(&day(&[]), LossReason::BelowMinimum), 0);
}

#[test]
fn the_promise_that_customers_are_used_to_is_not_the_sla() {
    let mut thirty = Choices { promise: Choice::named("fixed"), ..Choices::default() };
    thirty.promise.params.insert("promise_min".into(), 30.0.into());
    let walked = |setting| lost(&run(&thirty, &[setting]).0, LossReason::WalkedAway);
    let slas = ["10", "30"].map(|sla| walked(("service.sla_min", sla)));
    assert_eq!(slas[0], slas[1]);
    let usual = ["10", "30"].map(|minutes| walked(("demand.choice.usual_promise_min", minutes)));
    assert!(usual[0] > 2 * usual[1], "{usual:?}");
}

#[test]
fn a_dearer_subscription_has_fewer_subscribers_who_bring_more_each() {
    let of = |inr: &str| {
        let instance = instance("tiny", &[("economics.subscription_month_inr", inr)]);
        let choice = &instance.demand.choice;
        (choice.subscriber_share, instance.economics.subscription_per_order)
    };
    let (usual, dear) = (of("49"), of("99"));
    assert!((usual.0 - 0.15).abs() < 1e-12 && dear.0 < 0.07, "{usual:?} {dear:?}");
    assert!(dear.1 > usual.1 && usual.1.as_inr() > 0.5, "{usual:?} {dear:?}");
    assert_eq!(of("0").1.0, 0);
}

#[test]
fn who_pays_no_subscription_pays_more_than_the_average_over_all_orders() {
    let tally = day(&[]);
    let all = tally.money.delivery_fees.as_inr() / tally.delivered() as f64;
    let paying = tally.money.delivery_fees.as_inr() / tally.paying as f64;
    assert!(tally.paying < tally.delivered() && paying >= 25.0 && all < paying, "{all} {paying}");
}

/// Riders are short, so that who goes first makes a difference.
const SHORT: [(&str, &str); 5] = [
    ("demand.sessions_per_day", "800"),
    ("stores.busy_orders_per_rider", "4"),
    ("fleet.riders_per_store", "3"),
    ("fleet.gig_share", "0"),
    ("demand.choice.premium_share", "0.2"),
];

#[test]
fn priority_is_faster_and_costs_the_others_time() {
    let with = day(&SHORT);
    let [standard, premium] = with.by_class.map(|c| c.click_to_door.as_min() / c.delivered as f64);
    assert!(with.by_class[1].delivered > 30);
    assert!(premium < 0.9 * standard, "{premium:.1} min against {standard:.1}");
    // The same people, of whom nobody pays for it.
    let short = |last| day(&[SHORT[0], SHORT[1], SHORT[2], SHORT[3], SHORT[4], last]);
    let without = short(("demand.choice.premium_share", "0"));
    let all = without.by_class[0];
    let all = all.click_to_door.as_min() / all.delivered as f64;
    assert!(
        premium < all && all < standard,
        "{premium:.1}, without {all:.1}, others {standard:.1}"
    );
    let free = short(("economics.priority_inr", "0"));
    assert!(free.by_class[1].delivered > with.by_class[1].delivered, "fewer pay more");
}

#[test]
fn a_store_without_riders_takes_no_orders() {
    let away = "[{share = 1.0, start_h = 12, end_h = 20}]";
    let away = [("disruptions.rider_shortage", away), ("fleet.gig_share", "0")];
    let (tally, facts) = run(&Choices::default(), &away);
    let placed = facts
        .iter()
        .filter(|(at, fact)| matches!(fact, Fact::Placed { .. }) && (12..20).contains(&at.hour()));
    assert_eq!(placed.count(), 0);
    assert!(lost(&tally, LossReason::TooFewRiders) > 100);
    assert_eq!(lost(&tally, LossReason::StoreBusy), 0);
    assert!(tally.cancelled < 10, "{} cancelled", tally.cancelled);
}

#[test]
fn too_many_orders_for_the_riders_close_a_store_until_they_have_left() {
    let closes = |limit: &str| {
        let few = [
            ("demand.sessions_per_day", "900"),
            ("fleet.riders_per_store", "2"),
            ("fleet.gig_share", "0"),
            ("stores.busy_orders_per_rider", limit),
        ];
        let tally = day(&few);
        (lost(&tally, LossReason::TooFewRiders), tally.cancelled)
    };
    let (tight, loose, never) = (closes("0.5"), closes("1.5"), closes("1000"));
    assert!(tight.0 > loose.0 && loose.0 > 0 && never.0 == 0, "{tight:?} {loose:?} {never:?}");
    assert!(tight.1 <= loose.1 && loose.1 <= never.1, "{tight:?} {loose:?} {never:?}");
}
