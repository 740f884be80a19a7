//! What customers live through brings them back or does not, and what goes back to them.

use std::collections::{BTreeMap, BTreeSet};

use domain::decision::Policies;
use domain::loyalty::Lived;
use domain::rng::Streams;
use domain::units::{Paise, SimTime};
use sim_core::trace::{Fact, LossReason, MILLIONTH};
use sim_core::{Run, Simulation, simulate};
use solvers::{Choice, Choices, policies};

use crate::shipped::instance;

/// Six minutes are promised, and most orders take longer.
fn hasty() -> Policies {
    let mut choices = Choices { promise: Choice::named("fixed"), ..Choices::default() };
    choices.promise.params.insert("promise_min".into(), 6.0.into());
    policies(&choices).expect("registered policies")
}

fn run(overrides: &[(&str, &str)]) -> (Run, Vec<(SimTime, Fact)>) {
    let instance = instance("tiny", overrides);
    let mut facts = Vec::new();
    let run = simulate(&instance, hasty(), Streams::new(3, 0), &mut facts);
    (run.expect("a run without broken answers"), facts)
}

/// Riders are short for five days, so that many orders are late.
const LATE: [(&str, &str); 3] =
    [("calendar.days", "5"), ("fleet.riders_per_store", "2"), ("fleet.gig_share", "0")];

#[test]
fn who_was_driven_away_opens_the_app_no_more_and_nobody_elses_draws_move() {
    let (harsh, facts) = run(&[LATE[0], LATE[1], LATE[2], ("loyalty.late_share_at_most", "0.9")]);
    let mut gone = BTreeMap::new();
    let mut customer_of = BTreeMap::new();
    let mut sessions = Vec::new();
    for (at, fact) in &facts {
        match *fact {
            Fact::SessionBegan { order, customer, .. } => {
                customer_of.insert(order, customer);
                sessions.push((*at, *fact));
            }
            Fact::GoodwillLost { order, is_gone: true, .. } => {
                gone.entry(customer_of[&order]).or_insert(*at);
            }
            Fact::Quoted { order, .. } => {
                assert!(!gone.contains_key(&customer_of[&order]), "{order:?} is asked for again");
            }
            Fact::Lost { order, reason: LossReason::StaysAway } => {
                assert!(gone.contains_key(&customer_of[&order]), "{order:?} was never driven away");
            }
            _ => {}
        }
    }
    assert!(harsh.tally.lost[LossReason::StaysAway as usize] > 30);
    let (mild, facts) = run(&[LATE[0], LATE[1], LATE[2], ("loyalty.late_share_at_most", "0")]);
    assert!(mild.tally.placed > harsh.tally.placed);
    let same: Vec<_> =
        facts.into_iter().filter(|(_, fact)| matches!(fact, Fact::SessionBegan { .. })).collect();
    assert_eq!(sessions, same, "the same customers would have come at the same times");
}

#[test]
fn as_many_are_driven_away_as_expected() {
    let (run, facts) = run(&LATE);
    let gone = facts.iter().filter(|(_, f)| matches!(f, Fact::GoodwillLost { is_gone: true, .. }));
    let (gone, expected) = (gone.count() as f64, run.tally.driven_away as f64 / MILLIONTH);
    assert!(expected > 30.0, "{expected}");
    // A sum of independent chances has at most this variance.
    assert!((gone - expected).abs() < 4.0 * expected.sqrt(), "{gone} of {expected}");
}

#[test]
fn a_longer_wait_drives_away_all_whom_a_shorter_one_does() {
    let gone = |minutes: &str| -> BTreeSet<u32> {
        // One day of which the orders are the same: what is lost in goodwill comes after it.
        let (_, facts) = run(&[("loyalty.late_half_min", minutes)]);
        let gone = facts.iter().filter_map(|(_, fact)| match *fact {
            Fact::GoodwillLost { order, is_gone: true, .. } => Some(order.0),
            _ => None,
        });
        gone.collect()
    };
    let (patient, hasty) = (gone("60"), gone("1"));
    // Who is gone orders no more that day, so that a few orders of the patient are missing.
    let missing = patient.difference(&hasty).count();
    assert!(hasty.len() > patient.len() && missing * 5 <= patient.len(), "{patient:?} {hasty:?}");
}

#[test]
fn a_resumed_run_knows_who_is_gone() {
    let instance = instance("tiny", &LATE);
    let whole = simulate(&instance, hasty(), Streams::new(3, 0), &mut ()).expect("a sound run");
    let at = SimTime::from_hours(60);
    let mut none = ();
    let mut first = Simulation::new(&instance, hasty(), Streams::new(3, 0), &mut none);
    first.run_until(at).expect("a sound run");
    let saved = first.snapshot(at).expect("a world that can be saved");
    let mut none = ();
    let resumed = Simulation::resume(&instance, hasty(), &saved, None, &mut none);
    let resumed = resumed.expect("a saved world").finish().expect("a sound run");
    assert_eq!(resumed.fingerprint, whole.fingerprint);
    assert!(whole.tally.lost[LossReason::StaysAway as usize] > 0);
}

#[test]
fn money_paid_is_earned_given_back_or_kept() {
    let (_, facts) = run(&[
        ("fleet.riders_per_store", "2"),
        ("refunds.missing_share", "0.75"),
        ("refunds.cancelled_share", "0.5"),
        ("work.misplaced_share", "0.2"),
    ]);
    let mut value: BTreeMap<u32, Paise> = BTreeMap::new();
    let mut fees: BTreeMap<u32, Paise> = BTreeMap::new();
    let mut goods: BTreeMap<u32, Paise> = BTreeMap::new();
    let mut refunded = [0; 2];
    for (_, fact) in facts {
        match fact {
            Fact::Quoted { order, fee, other, .. } => {
                fees.insert(order.0, fee + other);
            }
            Fact::Placed { order, value: paid, .. } => {
                value.insert(order.0, paid);
            }
            Fact::Delivered { order, goods: delivered, .. } => {
                goods.insert(order.0, delivered);
            }
            Fact::Refunded { order, refund, kept, .. } => {
                let unearned = match goods.get(&order.0) {
                    Some(goods) => value[&order.0] - *goods,
                    None => value[&order.0] + fees[&order.0],
                };
                assert_eq!(refund + kept, unearned);
                let is_delivered = goods.contains_key(&order.0);
                refunded[usize::from(is_delivered)] += 1;
                if is_delivered {
                    assert!((refund.as_inr() - 0.75 * unearned.as_inr()).abs() < 0.01);
                }
            }
            _ => {}
        }
    }
    assert!(refunded.iter().all(|orders| *orders >= 5), "{refunded:?}");
}

#[test]
fn vouchers_cost_money_and_hold_customers() {
    let of = |inr: &str, holds: &str| {
        let settings = [
            LATE[1],
            LATE[2],
            ("refunds.late_voucher_inr", inr),
            ("refunds.late_after_min", "2"),
            ("refunds.cancelled_voucher_inr", "0"),
            ("loyalty.voucher_holds_share", holds),
        ];
        run(&settings).0.tally
    };
    let (none, given) = (of("0", "0.5"), of("50", "0.5"));
    assert_eq!(none.refunds.vouchers, Paise::ZERO);
    assert!(given.refunds.vouchers > none.refunds.vouchers + Paise(100_000));
    assert!(given.driven_away < none.driven_away);
    assert!(given.expected_loss < none.expected_loss);
}

#[test]
fn a_subscriber_is_worth_as_much_more_as_they_order_more_often() {
    let instance = instance("tiny", &[]);
    let worth = domain::loyalty::Worth::of(&instance.loyalty, &instance.demand, 1.0);
    let end = instance.calendar.arrivals_end();
    let [plain, subscriber] = [false, true].map(|is| worth.after(is, end, end).as_inr());
    assert!((subscriber / plain - 3.5).abs() < 1e-3);
    let mean = 0.15 * subscriber + 0.85 * plain;
    assert!((mean - 15.0 * 60.0).abs() < 0.1, "{mean}");
    let lived = Lived { is_cancelled: true, ..Lived::default() };
    assert!(instance.loyalty.driven_away(&lived) > 0.0);
}
