//! The reference design's replenishment: a newsvendor per SKU with lost customers against waste.

use domain::decision::Solver;
use domain::decision::replenish::{PurchaseLine, Replenish, ReplenishQuestion, StockPosition};
use domain::dist::standard_normal_quantile;
use domain::rng::Stream;
use domain::units::Millis;

use super::order_up_to::top_up;
use crate::{Entry, entry, settings};

/// In the registry.
pub const ENTRY: Entry<dyn Replenish> = entry!(
    "reference",
    "Newsvendor level per SKU from margin, lost customers, carrying cost and spoilage.",
    Reference::new(Config)
);

settings! {
    /// Costs of having too little and too much.
    pub struct Config {
        /// Share of the price lost with the customer when a unit is missing, on top of the margin.
        lost_customer_share: f64 = 0.1, 0.0..=100.0;
        /// Share of the cost that carrying a unit takes.
        carrying_share: f64 = 0.02, 0.0..=10.0;
        /// Share of the cost that a unit takes which is certain to spoil.
        spoilage_share: f64 = 0.3, 0.0..=10.0;
        /// Goods that keep this long do not spoil; risk grows linearly towards a life of none, days.
        safe_life_days: f64 = 30.0, 1.0..=3650.0;
        /// Lowest and, mirrored, highest chance of sufficing that is aimed for. Our guard against
        /// goods that cost nothing or sell at a loss; the design has none.
        chance_at_least: f64 = 0.001, 0.000_001..=0.5;
    }
}

/// Width of an 80 % interval of a normal distribution in standard deviations, 2 x 1.2816. The
/// design divides by 3.29, which belongs to a 90 % interval.
const WIDTH_80: f64 = 2.563_103_131_089_201;

/// A newsvendor over the protection period.
#[derive(Clone, Debug)]
pub struct Reference {
    config: Config,
}

impl Reference {
    /// A solver with these settings.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self { config }
    }

    /// The chance of sufficing that balances the two costs.
    fn critical_ratio(&self, sku: &StockPosition) -> f64 {
        let config = &self.config;
        let (price, cost) = (sku.price.as_inr(), sku.cost.as_inr());
        let too_little = price - cost + price * config.lost_customer_share;
        let life = f64::from(sku.shelf_life_days);
        let risk = ((config.safe_life_days - life) / config.safe_life_days).max(0.0);
        let too_much = cost * (config.carrying_share + risk * config.spoilage_share);
        let ratio = too_little / (too_little + too_much);
        if too_little <= 0.0 {
            return config.chance_at_least;
        }
        ratio.clamp(config.chance_at_least, 1.0 - config.chance_at_least)
    }

    /// The stock level, shelf and orders together, that suffices with the critical ratio's chance.
    ///
    /// Days are independent, so the deviation grows with the root of the period. The design adds
    /// up the ends of the daily intervals, as if one good day made all days good.
    fn level(&self, sku: &StockPosition, protection: Millis) -> f64 {
        let days = protection.as_s() / Millis::DAY.as_s();
        let deviation = ((sku.daily_high - sku.daily_low) / WIDTH_80).max(0.0) * days.sqrt();
        sku.daily_demand * days + standard_normal_quantile(self.critical_ratio(sku)) * deviation
    }
}

impl Solver for Reference {}

impl Replenish for Reference {
    fn order(&mut self, question: &ReplenishQuestion<'_>, _rng: &mut Stream) -> Vec<PurchaseLine> {
        let positions = question.positions.iter();
        positions.filter_map(|sku| top_up(sku, self.level(sku, question.protection))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::replenish::order_up_to::OrderUpTo;
    use domain::ids::{SkuId, StoreId};
    use domain::rng::{Purpose, Streams};
    use domain::units::{Paise, SimTime};

    fn position() -> StockPosition {
        StockPosition {
            sku: SkuId(0),
            available: 0,
            on_order: 0,
            daily_demand: 20.0,
            daily_low: 13.6,
            daily_high: 26.4,
            price: Paise::from_inr(50.0),
            cost: Paise::from_inr(40.0),
            shelf_life_days: 3,
            min_order_quantity: 6,
        }
    }

    fn ordered(solver: &mut dyn Replenish, sku: StockPosition, days: f64) -> u32 {
        let question = ReplenishQuestion {
            now: SimTime::ZERO,
            store: StoreId(0),
            positions: vec![sku].into(),
            protection: Millis::from_s(days * 86_400.0),
        };
        let lines = solver.order(&question, &mut Streams::new(1, 0).open(Purpose::Test, 0));
        lines.first().map_or(0, |line| line.quantity)
    }

    fn reference() -> Reference {
        Reference::new(Config::default())
    }

    #[test]
    fn the_critical_ratio_is_the_designs() {
        // Too little: 10 + 5. Too much: 40 * (0.02 + 27 / 30 * 0.3) = 11.6.
        assert!((reference().critical_ratio(&position()) - 15.0 / 26.6).abs() < 1e-12);
        let keeps = StockPosition { shelf_life_days: 90, ..position() };
        // Too much: 40 * 0.02.
        assert!((reference().critical_ratio(&keeps) - 15.0 / 15.8).abs() < 1e-12);
    }

    #[test]
    fn the_level_is_the_quantile_of_the_period() {
        // Deviation of a day 12.8 / 2.5631 = 4.994; of four days 9.988.
        // z(15 / 15.8) = z(0.949367) = 1.63850; 80 + 16.365.
        let keeps = StockPosition { shelf_life_days: 90, ..position() };
        assert!((reference().level(&keeps, Millis::DAY * 4) - 96.365).abs() < 1e-2);
        assert_eq!(ordered(&mut reference(), keeps, 4.0), 97);
    }

    #[test]
    fn the_level_suffices_as_often_as_the_critical_ratio_says() {
        let keeps = StockPosition { shelf_life_days: 15, ..position() };
        let ratio = reference().critical_ratio(&keeps);
        let level = reference().level(&keeps, Millis::DAY * 4);
        let mut stream = Streams::new(5, 0).open(Purpose::Test, 1);
        let n = 40_000;
        let day = |u: f64| 20.0 + 12.8 / 2.563_103 * standard_normal_quantile(u);
        let enough =
            (0..n).filter(|_| (0..4).map(|_| day(stream.uniform())).sum::<f64>() <= level).count();
        let error = (ratio * (1.0 - ratio) / f64::from(n)).sqrt();
        assert!((enough as f64 / f64::from(n) - ratio).abs() < 4.0 * error, "{enough} of {n}");
    }

    #[test]
    fn what_is_on_order_is_not_ordered_again() {
        let keeps = StockPosition { shelf_life_days: 90, available: 30, ..position() };
        assert_eq!(ordered(&mut reference(), keeps, 4.0), 67);
        let coming = StockPosition { on_order: 60, ..keeps };
        assert_eq!(ordered(&mut reference(), coming, 4.0), 7);
        let enough = StockPosition { on_order: 67, ..keeps };
        assert_eq!(ordered(&mut reference(), enough, 4.0), 0);
    }

    #[test]
    fn the_minimum_applies_to_the_order_and_not_to_the_level() {
        let nearly = StockPosition { shelf_life_days: 90, available: 95, ..position() };
        assert_eq!(ordered(&mut reference(), nearly, 4.0), 6);
        let slow = StockPosition {
            daily_demand: 0.1,
            daily_low: 0.0,
            daily_high: 0.3,
            available: 2,
            min_order_quantity: 12,
            ..position()
        };
        assert_eq!(ordered(&mut reference(), slow, 1.0), 0, "two suffice; twelve are not needed");
    }

    #[test]
    fn goods_that_cost_nothing_or_sell_at_a_loss_have_a_level_too() {
        let free = StockPosition { cost: Paise::ZERO, ..position() };
        let loss = StockPosition { cost: Paise::from_inr(90.0), ..position() };
        let nothing = StockPosition { price: Paise::ZERO, cost: Paise::ZERO, ..position() };
        assert!((reference().critical_ratio(&free) - 0.999).abs() < 1e-12);
        assert!((reference().critical_ratio(&loss) - 0.001).abs() < 1e-12);
        assert!((reference().critical_ratio(&nothing) - 0.001).abs() < 1e-12);
        assert_eq!(ordered(&mut reference(), loss, 0.01), 0, "no level below zero");
    }

    #[test]
    fn order_up_to_covers_its_days() {
        let mut solver = OrderUpTo::new(super::super::order_up_to::Config::default());
        assert_eq!(ordered(&mut solver, position(), 1.0), 40);
        let stocked = StockPosition { available: 20, on_order: 17, ..position() };
        assert_eq!(ordered(&mut solver, stocked, 1.0), 6, "three are missing, six are delivered");
    }
}
