//! What a rider meets at a door: parking, the way in, the customer.

use domain::access::AccessModel;
use domain::dist::{Dist, standard_normal_quantile};
use domain::order::Customer;
use domain::rng::Stream;
use domain::units::Millis;
use domain::weather::Rain;

use crate::state::trips::DoorTimes;

/// Times at the door of `customer`, from the order's own stream.
#[must_use]
pub(crate) fn draw(
    access: &AccessModel,
    customer: &Customer,
    rain: Rain,
    mut stream: Stream,
) -> DoorTimes {
    let dry_parking = access.parking_s.draw(&mut stream);
    let slower = match rain {
        Rain::Dry => 1.0,
        Rain::Light => access.rain_parking_factor[0],
        Rain::Heavy => access.rain_parking_factor[1],
    };
    let parking = Millis::from_s(dry_parking * slower);
    let z = standard_normal_quantile(stream.uniform());
    let building = customer.building.access.scale(libm::exp(access.visit_sigma * z));
    let mut customer_s = access.customer_s.draw(&mut stream);
    let (unanswered, fails) =
        (stream.chance(access.unanswered_share), stream.chance(access.failed_share));
    let wait_s = access.unanswered_s.draw(&mut stream);
    if unanswered || fails {
        customer_s += wait_s;
    }
    DoorTimes {
        parking,
        wet_parking: parking.saturating_sub(Millis::from_s(dry_parking)),
        building,
        customer: Millis::from_s(customer_s),
        fails,
    }
}

/// Expected time at a door, as a planner would put it.
#[must_use]
pub(crate) fn typical(access: &AccessModel, tower_share: f64, mean_floor: f64) -> Millis {
    let tower = access.tower_gate_s.mean() + access.tower_s_per_floor * mean_floor;
    let building = tower * tower_share + access.house_s.mean() * (1.0 - tower_share);
    let visit = libm::exp(access.visit_sigma * access.visit_sigma / 2.0);
    let mean = |dist: &Dist| dist.mean();
    let customer = mean(&access.customer_s) + access.unanswered_share * mean(&access.unanswered_s);
    Millis::from_s(mean(&access.parking_s) + building * visit + customer)
}
