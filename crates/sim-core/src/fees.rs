//! What a customer pays beyond the goods and their delivery.

use domain::ids::OrderId;
use domain::units::Paise;

use crate::world::World;

impl World<'_> {
    /// Platform, small-basket and priority fees of an order, by the basket as the app shows it.
    #[must_use]
    pub(crate) fn other_fees(&self, order: OrderId) -> Paise {
        self.weighed_fees(order) + self.priority_fee(order)
    }

    /// The fees besides delivery that a customer weighs: all but that for priority, which who does
    /// not want it does not pay.
    #[must_use]
    pub(crate) fn weighed_fees(&self, order: OrderId) -> Paise {
        let prices = &self.instance.economics;
        let is_small = self.orders[order].value < prices.small_basket_below;
        prices.platform_fee + if is_small { prices.small_basket_fee } else { Paise::ZERO }
    }

    fn priority_fee(&self, order: OrderId) -> Paise {
        let is_premium = self.orders[order].customer.is_premium;
        if is_premium { self.instance.economics.priority_fee } else { Paise::ZERO }
    }
}
