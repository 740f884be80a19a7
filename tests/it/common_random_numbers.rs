//! Changing one policy changes nobody else's draws.

use std::collections::BTreeMap;

use domain::ids::OrderId;
use domain::rng::Streams;
use domain::units::{Millis, SimTime};
use sim_core::simulate;
use sim_core::trace::Fact;
use solvers::{Choice, Choices, listing, policies};

use crate::shipped::instance;

/// What a customer brings, and what the door costs: nothing a policy should touch.
#[derive(Default, PartialEq, Debug)]
struct Draws {
    sessions: Vec<(SimTime, Fact)>,
    doors: BTreeMap<OrderId, (Millis, Millis)>,
}

fn draws(choices: &Choices) -> Draws {
    let instance = instance("tiny", &[]);
    let mut facts: Vec<(SimTime, Fact)> = Vec::new();
    let policies = policies(choices).expect("registered policies");
    simulate(&instance, policies, Streams::new(11, 0), &mut facts).expect("a sound run");
    let mut draws = Draws::default();
    for (at, fact) in facts {
        match fact {
            Fact::SessionBegan { .. } | Fact::BasketFilled { .. } => {
                draws.sessions.push((at, fact))
            }
            Fact::LastMile { order, building, customer, .. } => {
                draws.doors.insert(order, (building, customer));
            }
            _ => {}
        }
    }
    draws
}

#[test]
fn every_registered_solver_sees_the_same_customers_baskets_and_doors() {
    let base = draws(&Choices::default());
    assert!(base.sessions.len() > 200 && base.doors.len() > 100);
    for listed in listing() {
        let mut choices = Choices::default();
        let choice = Choice::named(listed.name);
        choices.set(listed.decision, choice).expect("a listed decision");
        let other = draws(&choices);
        assert_eq!(base.sessions, other.sessions, "{} {}", listed.decision, listed.name);
        let both = base.doors.iter().filter(|(order, _)| other.doors.contains_key(order));
        let mut shared = 0;
        for (order, door) in both {
            assert_eq!(*door, other.doors[order], "{} {}", listed.decision, listed.name);
            shared += 1;
        }
        assert!(shared > 50, "{} {}: {shared} orders in common", listed.decision, listed.name);
    }
}
