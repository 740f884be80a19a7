//! What an order leaves behind: money that goes back, and customers who do not come back.

use domain::ids::OrderId;
use domain::loyalty::Lived;
use domain::refunds::Settlement;
use domain::rng::Purpose;
use domain::units::{Millis, Paise};

use crate::trace::{Fact, MILLIONTH};
use crate::world::World;

impl World<'_> {
    /// All that the customer paid at the click.
    #[must_use]
    pub(crate) fn paid(&self, order: OrderId) -> Paise {
        let order = &self.orders[order];
        order.value + order.fee + order.other_fees
    }

    /// Gives back what a cancelled order was paid with.
    pub(crate) fn settle_cancelled(&mut self, order: OrderId) {
        let rules = &self.instance.economics.refunds;
        let paid = self.paid(order);
        let gateway = self.instance.economics.gateway_share;
        let settlement = rules.settle(paid, paid, rules.cancelled_share, gateway);
        let settlement = Settlement { voucher: rules.cancelled_voucher, ..settlement };
        self.refund(order, settlement);
        self.lived_through(
            order,
            Lived {
                is_cancelled: true,
                announced: self.announced(order),
                has_voucher: settlement.voucher > Paise::ZERO,
                ..Lived::default()
            },
        );
    }

    /// Gives back what an order was paid with that nobody took.
    pub(crate) fn settle_failed(&mut self, order: OrderId) {
        let rules = &self.instance.economics.refunds;
        let paid = self.paid(order);
        let gateway = self.instance.economics.gateway_share;
        let settlement = rules.settle(paid, paid, rules.failed_share, gateway);
        self.refund(order, settlement);
        let late = self.now.since(self.orders[order].clicked);
        let late = late.saturating_sub(self.orders[order].quote.promise);
        self.lived_through(
            order,
            Lived { is_failed: true, late, announced: self.announced(order), ..Lived::default() },
        );
    }

    /// Settles a delivered order of which `goods` were handed over; what was paid for the rest of
    /// the reserved goods goes back.
    pub(crate) fn settle_delivered(&mut self, order: OrderId, goods: Paise) {
        let prices = &self.instance.economics;
        let rules = &prices.refunds;
        let state = &self.orders[order];
        let late = self.now.since(state.clicked).saturating_sub(state.quote.promise);
        let (fee, mut other) = (state.fee, state.other_fees);
        if state.customer.is_subscriber {
            other += prices.subscription_per_order;
        }
        let paid = self.paid(order);
        let gateway = prices.gateway_share;
        let settlement = rules.settle(paid, state.value - goods, rules.missing_share, gateway);
        let settlement = Settlement { voucher: rules.voucher(late), ..settlement };
        self.record(Fact::Settled { order, fee, other, gateway: settlement.gateway });
        if settlement.refund != Paise::ZERO || settlement.voucher != Paise::ZERO {
            // The gateway's cut is told with what was earned.
            self.refund(order, Settlement { gateway: Paise::ZERO, ..settlement });
        }
        let lines = self.orders.lines(order).iter();
        let (wanted, held) = lines.fold((0, 0), |(wanted, held), line| {
            (wanted + u32::from(line.wanted), held + u32::from(line.held))
        });
        self.lived_through(
            order,
            Lived {
                late,
                announced: self.announced(order),
                missing: f64::from(wanted - held) / f64::from(wanted.max(1)),
                has_voucher: settlement.voucher > Paise::ZERO,
                ..Lived::default()
            },
        );
    }

    /// By how much the promise shown for an order lay beyond the usual one.
    #[must_use]
    pub(crate) fn announced(&self, order: OrderId) -> Millis {
        let usual = self.instance.demand.choice.usual_promise;
        self.orders[order].quote.promise.saturating_sub(usual)
    }

    fn refund(&mut self, order: OrderId, settlement: Settlement) {
        let Settlement { refund, kept, voucher, gateway } = settlement;
        self.record(Fact::Refunded { order, refund, kept, voucher, gateway });
    }

    /// The customer of an order lives through this; some are driven away.
    ///
    /// The order's one uniform decides, so that a longer wait drives away all whom a shorter one
    /// does. Booked is what is lost on average, not what chance makes of it.
    pub(crate) fn lived_through(&mut self, order: OrderId, lived: Lived) {
        let share = self.instance.loyalty.driven_away(&lived);
        if share <= 0.0 {
            return;
        }
        let (key, customer) = (self.orders[order].key, self.orders[order].customer);
        let is_gone = self.streams.open(Purpose::Loyalty, key).chance(share);
        if is_gone {
            self.goodwill.lose(customer.id);
        }
        let end = self.instance.calendar.arrivals_end();
        let loss = self.worth.after(customer.is_subscriber, self.now, end).share(share);
        let share = libm::round(share * MILLIONTH) as u32;
        self.record(Fact::GoodwillLost { order, share, loss, is_gone });
    }
}
