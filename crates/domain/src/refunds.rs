//! What customers get back, and what they are given beside it, by rule.

use serde::{Deserialize, Serialize};

use crate::units::{Millis, Paise};

/// The platform's rules.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Refunds {
    /// Share of their price given back for goods that were paid at the click and did not come.
    pub missing_share: f64,
    /// Share of all that was paid given back for an order cancelled before it left the store.
    pub cancelled_share: f64,
    /// Share of all that was paid given back for an order that nobody took at the door.
    pub failed_share: f64,
    /// Share of its cut on money given back that the payment gateway keeps.
    pub gateway_kept_share: f64,
    /// How far beyond its promise an order comes for a voucher.
    pub late_after: Millis,
    /// What a voucher for a late order costs the platform.
    pub late_voucher: Paise,
    /// What a voucher for a cancelled order costs the platform.
    pub cancelled_voucher: Paise,
}

/// Money that goes back and forth after the click.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Settlement {
    /// Given back to the customer.
    pub refund: Paise,
    /// Paid and neither given back nor earned by goods; negative where more is given back than was
    /// paid.
    pub kept: Paise,
    /// Cost of a voucher.
    pub voucher: Paise,
    /// The payment gateway's cut, on what stays and on what went back.
    pub gateway: Paise,
}

impl Refunds {
    /// Of `paid`, `unearned` was for what did not come; `share` of it is given back.
    #[must_use]
    pub fn settle(&self, paid: Paise, unearned: Paise, share: f64, gateway: f64) -> Settlement {
        let refund = unearned.share(share);
        let charged = (paid - refund) + refund.share(self.gateway_kept_share);
        Settlement {
            refund,
            kept: unearned - refund,
            voucher: Paise::ZERO,
            gateway: charged.share(gateway),
        }
    }

    /// The voucher for an order delivered so far beyond its promise.
    #[must_use]
    pub fn voucher(&self, late: Millis) -> Paise {
        let is_due = late > Millis::ZERO && late >= self.late_after;
        if is_due { self.late_voucher } else { Paise::ZERO }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> Refunds {
        Refunds {
            missing_share: 1.0,
            cancelled_share: 1.0,
            failed_share: 0.5,
            gateway_kept_share: 1.0,
            late_after: Millis::MINUTE * 10,
            late_voucher: Paise(5_000),
            cancelled_voucher: Paise(3_000),
        }
    }

    #[test]
    fn what_is_given_back_is_neither_kept_nor_earned() {
        let inr = |inr: i64| Paise(inr * 100);
        // 400 INR paid, goods of 100 did not come.
        let whole = rules().settle(inr(400), inr(100), 1.0, 0.01);
        let expected =
            Settlement { refund: inr(100), kept: inr(0), voucher: inr(0), gateway: inr(4) };
        assert_eq!(whole, expected);
        let half = rules().settle(inr(400), inr(400), 0.5, 0.01);
        assert_eq!((half.refund, half.kept), (inr(200), inr(200)));
        let more = rules().settle(inr(400), inr(100), 1.5, 0.01);
        assert_eq!((more.refund, more.kept), (inr(150), inr(-50)));
        let forgiving = Refunds { gateway_kept_share: 0.0, ..rules() };
        assert_eq!(forgiving.settle(inr(400), inr(100), 1.0, 0.01).gateway, inr(3));
    }

    #[test]
    fn vouchers_are_for_late_orders() {
        let minutes = |minutes: u64| rules().voucher(Millis::MINUTE * minutes).0;
        assert_eq!([minutes(0), minutes(9), minutes(10)], [0, 0, 5_000]);
        let at_once = Refunds { late_after: Millis::ZERO, ..rules() };
        assert_eq!(at_once.voucher(Millis::ZERO), Paise::ZERO);
    }
}
