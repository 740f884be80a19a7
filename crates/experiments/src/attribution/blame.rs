//! How a late order's excess is split over causes: in proportion to how far each lies above what
//! is usual at that store.

use domain::ids::StoreId;
use domain::units::Millis;

use super::cause::Cause;
use super::delivery::Delivery;
use super::split::split;

/// Fewer orders in time than this tell nothing about what is usual.
const ENOUGH: usize = 20;

/// What is usual: the median of each cause over the orders in time of a store.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reference {
    sla: Millis,
    by_store: Vec<[i64; Cause::COUNT]>,
}

impl Reference {
    /// Learns from the deliveries of one replication.
    ///
    /// A store with fewer than 20 orders in time is measured by all stores', and where these are
    /// too few as well by zero.
    #[must_use]
    pub fn of(deliveries: &[Delivery], stores: usize, sla: Millis) -> Self {
        let in_time = || deliveries.iter().filter(|delivery| delivery.took <= sla);
        let everywhere = medians(in_time()).unwrap_or_default();
        let by_store = (0..stores)
            .map(|store| {
                let here = in_time().filter(|delivery| delivery.store.index() == store);
                medians(here).unwrap_or(everywhere)
            })
            .collect();
        Self { sla, by_store }
    }

    /// What is usual at a store, milliseconds by cause.
    #[must_use]
    pub fn usual_ms(&self, store: StoreId) -> &[i64; Cause::COUNT] {
        &self.by_store[store.index()]
    }

    /// The excess of a delivery over the SLA, split over causes; all zero where it is in time.
    ///
    /// A cause's weight is its time above the usual. Where none lies above, which takes an SLA
    /// below the usual total, the weights are the times themselves.
    #[must_use]
    pub fn blame(&self, delivery: &Delivery) -> [Millis; Cause::COUNT] {
        let excess = delivery.took.saturating_sub(self.sla).0;
        let usual = self.usual_ms(delivery.store);
        blame(excess, &delivery.times_ms, usual).map(Millis)
    }
}

/// Splits `excess` by times above `usual`; `times` have a positive sum where `excess` is positive.
fn blame<const N: usize>(excess: u64, times: &[i64; N], usual: &[i64; N]) -> [u64; N] {
    let above: [u64; N] = std::array::from_fn(|cause| (times[cause] - usual[cause]).max(0) as u64);
    if above.iter().any(|weight| *weight > 0) {
        split(excess, &above)
    } else {
        split(excess, &times.map(|time| time.max(0) as u64))
    }
}

/// The lower median of each cause; `None` of too few deliveries.
fn medians<'a>(deliveries: impl Iterator<Item = &'a Delivery>) -> Option<[i64; Cause::COUNT]> {
    let all: Vec<&Delivery> = deliveries.collect();
    if all.len() < ENOUGH {
        return None;
    }
    Some(Cause::ALL.map(|cause| {
        let mut times: Vec<i64> = all.iter().map(|one| one.times_ms[cause as usize]).collect();
        let middle = (times.len() - 1) / 2;
        *times.select_nth_unstable(middle).1
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::OrderId;
    use domain::units::SimTime;
    use proptest::prelude::*;

    #[test]
    fn who_is_above_the_usual_is_to_blame_and_in_proportion() {
        // 60 s above, 30 s above, 50 s below, as usual.
        let times = [100_000, 40_000, 10_000, 7_000];
        let usual = [40_000, 10_000, 60_000, 7_000];
        assert_eq!(blame(30_000, &times, &usual), [20_000, 10_000, 0, 0]);
    }

    #[test]
    fn a_fast_rider_is_not_to_blame_and_takes_nothing_off_the_others() {
        let times = [500_000, -20_000, 150_000];
        assert_eq!(blame(30_000, &times, &[400_000, -5_000, 50_000]), [15_000, 0, 15_000]);
        // A ride slower than the usual fast one is to blame though it beats empty roads.
        assert_eq!(blame(9, &[10, -10, 30], &[10, -40, 30]), [0, 9, 0]);
    }

    #[test]
    fn where_nothing_is_above_the_usual_times_themselves_are_to_blame() {
        assert_eq!(blame(8, &[30, -7, 10], &[50, 50, 50]), [6, 0, 2]);
    }

    #[test]
    fn the_usual_is_the_median_of_orders_in_time() {
        let delivery = |order: u32, took: u64, walk: i64| Delivery {
            order: OrderId(order),
            store: StoreId(0),
            clicked: SimTime::ZERO,
            took: Millis(took),
            times_ms: Cause::ALL.map(|c| if c == Cause::Walking { walk } else { 0 }),
        };
        let mut all: Vec<Delivery> = (0..21).map(|n| delivery(n, 100, i64::from(n))).collect();
        all.extend((0..50).map(|n| delivery(n, 601, 10_000)));
        let reference = Reference::of(&all, 2, Millis(600));
        for store in [0, 1] {
            assert_eq!(reference.usual_ms(StoreId(store))[Cause::Walking as usize], 10);
        }
        let few = Reference::of(&all[..19], 1, Millis(600));
        assert_eq!(few.usual_ms(StoreId(0)), &[0; Cause::COUNT]);
    }

    proptest! {
        #[test]
        fn the_excess_is_split_exactly(
            times in prop::array::uniform9(-100_000_i64..2_000_000),
            usual in prop::array::uniform9(-100_000_i64..400_000),
        ) {
            let total: i64 = times.iter().sum();
            prop_assume!(total > 600_000);
            let excess = (total - 600_000) as u64;
            let parts = blame(excess, &times, &usual);
            prop_assert_eq!(parts.iter().sum::<u64>(), excess);
            for (part, (time, usual)) in parts.iter().zip(times.iter().zip(usual)) {
                prop_assert!(*part == 0 || *time > 0 || *time > usual);
            }
        }
    }
}
