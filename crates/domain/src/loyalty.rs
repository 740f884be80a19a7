//! Whether customers come back after what they lived through, and what it is worth that they do.

use serde::{Deserialize, Serialize};

use crate::demand::Demand;
use crate::units::{Millis, Paise, SimTime};

/// How what customers live through changes whether they come back.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Loyalty {
    /// Share of customers whom even the latest delivery drives away.
    pub late_share_at_most: f64,
    /// Time beyond the promise that drives away half of those.
    pub late_half: Millis,
    /// What time promised beyond the usual counts of time beyond the promise, as a share.
    pub announced_share: f64,
    /// Share driven away by an order that is cancelled before it left the store.
    pub cancelled_share: f64,
    /// Share driven away by an order that nobody took at the door.
    pub failed_share: f64,
    /// Share driven away where nothing of what was wanted comes; in proportion where a part does.
    pub missing_share: f64,
    /// Share driven away by a store that takes no order though it is open.
    pub turned_away_share: f64,
    /// Share of the customers driven away whom a voucher holds.
    pub voucher_holds_share: f64,
    /// Orders that a customer of average habits still places, if nothing drives them away.
    pub lifetime_orders: f64,
    /// What such an order leaves after all that is spent on it.
    pub order_margin: Paise,
}

/// What a customer lived through with one order or in the attempt to place one.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Lived {
    /// Time beyond the promise.
    pub late: Millis,
    /// By how much the promise lay beyond the usual one.
    pub announced: Millis,
    /// Cancelled before it left the store.
    pub is_cancelled: bool,
    /// Nobody took it at the door.
    pub is_failed: bool,
    /// Share of the units wanted that did not come, 0 to 1.
    pub missing: f64,
    /// Turned away by a store that is open.
    pub is_turned_away: bool,
    /// A voucher came with it.
    pub has_voucher: bool,
}

impl Loyalty {
    /// Share of customers who do not come back after this.
    #[must_use]
    pub fn driven_away(&self, lived: &Lived) -> f64 {
        let waited = lived.late + lived.announced.scale(self.announced_share);
        let late = if waited > Millis::ZERO {
            let halves = waited.as_s() / self.late_half.as_s().max(1e-3);
            self.late_share_at_most * (1.0 - libm::exp2(-halves))
        } else {
            0.0
        };
        let happened = |is: bool, share: f64| if is { share } else { 0.0 };
        let stay: f64 = [
            late,
            happened(lived.is_cancelled, self.cancelled_share),
            happened(lived.is_failed, self.failed_share),
            self.missing_share * lived.missing,
            happened(lived.is_turned_away, self.turned_away_share),
        ]
        .map(|share| 1.0 - share)
        .iter()
        .product();
        (1.0 - stay) * (1.0 - happened(lived.has_voucher, self.voucher_holds_share))
    }
}

/// What customers are worth, of one city.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Worth {
    /// Margin of all orders still to come of a customer, without and with a subscription.
    lifetime: [Paise; 2],
    /// Over which time they come, on average.
    over: Millis,
}

impl Worth {
    /// Of the customers of `demand`, whose stores are open for `open_share` of the sessions.
    #[must_use]
    pub fn of(loyalty: &Loyalty, demand: &Demand, open_share: f64) -> Self {
        let often = demand.orders_per_customer_day(open_share);
        let days = if often > 0.0 { loyalty.lifetime_orders / often } else { 0.0 };
        let lifetime = |is_subscriber| {
            let orders = loyalty.lifetime_orders * demand.choice.relative_frequency(is_subscriber);
            loyalty.order_margin.share(orders)
        };
        Self {
            lifetime: [lifetime(false), lifetime(true)],
            over: Millis(libm::round(days * Millis::DAY.0 as f64) as u64),
        }
    }

    /// Margin of the orders that a customer places after `end`, seen from `now`: what comes before
    /// is simulated and not counted twice. Lifetimes have no memory, so that as much is left at
    /// any time.
    #[must_use]
    pub fn after(&self, is_subscriber: bool, now: SimTime, end: SimTime) -> Paise {
        let left = end.since(now).as_s() / self.over.as_s().max(1.0);
        self.lifetime[usize::from(is_subscriber)].share(libm::exp(-left))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loyalty() -> Loyalty {
        Loyalty {
            late_share_at_most: 0.2,
            late_half: Millis::MINUTE * 8,
            announced_share: 0.5,
            cancelled_share: 0.5,
            failed_share: 0.1,
            missing_share: 0.4,
            turned_away_share: 0.05,
            voucher_holds_share: 0.25,
            lifetime_orders: 15.0,
            order_margin: Paise(6_000),
        }
    }

    #[test]
    fn each_minute_of_lateness_drives_away_less_than_the_one_before() {
        let after = |minutes: u64| {
            let late = Millis::MINUTE * minutes;
            loyalty().driven_away(&Lived { late, ..Lived::default() })
        };
        for (minutes, share) in [(0, 0.0), (8, 0.1), (16, 0.15), (24, 0.175)] {
            assert!((after(minutes) - share).abs() < 1e-12, "{minutes} min: {}", after(minutes));
            // What was announced counts half.
            let announced = Millis::MINUTE * (2 * minutes);
            let warned = loyalty().driven_away(&Lived { announced, ..Lived::default() });
            assert!((warned - share).abs() < 1e-12, "{minutes} min: {warned}");
        }
    }

    #[test]
    fn what_comes_together_drives_away_who_is_left() {
        let lived = Lived { is_cancelled: true, missing: 0.25, ..Lived::default() };
        let share = loyalty().driven_away(&lived);
        assert!((share - 0.55).abs() < 1e-12, "{share}");
        let held = loyalty().driven_away(&Lived { has_voucher: true, ..lived });
        assert!((held - 0.75 * 0.55).abs() < 1e-12, "{held}");
        assert_eq!(loyalty().driven_away(&Lived::default()), 0.0);
    }

    #[test]
    fn what_comes_within_the_run_is_not_counted_as_lost_after_it() {
        let worth = Worth { lifetime: [Paise(100_000); 2], over: Millis::DAY * 50 };
        let end = SimTime(Millis::DAY.0 * 50);
        assert_eq!(worth.after(false, end, end), Paise(100_000));
        assert_eq!(worth.after(true, SimTime::ZERO, end), Paise(36_788));
    }
}
