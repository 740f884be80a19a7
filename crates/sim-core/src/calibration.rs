//! Whether promises are kept alike: deliveries by what was known when they were promised.

use domain::units::Millis;
use serde::{Deserialize, Serialize};

/// What deliveries are told apart by.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Trait {
    /// Lines of the basket.
    Basket,
    /// Orders of the store under way at the quote.
    Load,
    /// Hour of the day of the click.
    Hour,
    /// Whether anything was delivered to the building before.
    Building,
}

impl Trait {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 4] = [Self::Basket, Self::Load, Self::Hour, Self::Building];

    /// In words, for reports.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Basket => "basket",
            Self::Load => "orders under way",
            Self::Hour => "hour",
            Self::Building => "building",
        }
    }

    /// The names of its classes.
    #[must_use]
    pub fn classes(self) -> Vec<String> {
        match self {
            Self::Basket => spans(&BASKET, "line"),
            Self::Load => spans(&LOAD, "order"),
            Self::Hour => (0..24).map(|hour| format!("{hour:02}:00")).collect(),
            Self::Building => vec!["first visit".into(), "known".into()],
        }
    }
}

/// The last value of each class but the open one.
const BASKET: [u16; 4] = [2, 5, 10, 20];
const LOAD: [u16; 4] = [0, 3, 6, 9];

fn spans(ends: &[u16], what: &str) -> Vec<String> {
    let mut from = 0;
    let mut names: Vec<String> = Vec::new();
    for &end in ends {
        names.push(match (from, end) {
            (from, end) if from == end => format!("{end} {what}s"),
            (0, end) => format!("up to {end} {what}s"),
            (from, end) => format!("{from} to {end} {what}s"),
        });
        from = end + 1;
    }
    names.push(format!("{from} {what}s and more"));
    names
}

/// What was known of an order at its quote.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Known {
    /// Lines of its basket.
    pub lines: u16,
    /// Orders of the store under way.
    pub under_way: u16,
    /// Hour of the day of the click.
    pub hour_of_day: u8,
    /// Something was delivered to the building before.
    pub is_known_building: bool,
}

impl Known {
    /// The class of a trait it belongs to.
    #[must_use]
    pub fn class(&self, by: Trait) -> usize {
        let below = |ends: &[u16], value: u16| ends.partition_point(|end| *end < value);
        match by {
            Trait::Basket => below(&BASKET, self.lines),
            Trait::Load => below(&LOAD, self.under_way),
            Trait::Hour => usize::from(self.hour_of_day),
            Trait::Building => usize::from(self.is_known_building),
        }
    }
}

/// Deliveries of one class.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Class {
    /// Delivered orders.
    pub delivered: u64,
    /// Of them, at the door no later than promised.
    pub kept: u64,
    /// Sum of promises.
    pub promised: Millis,
    /// Sum of times from click to door.
    pub took: Millis,
}

impl Class {
    /// Share of promises kept; NaN without deliveries.
    #[must_use]
    pub fn kept_share(&self) -> f64 {
        self.kept as f64 / self.delivered as f64
    }

    /// Adds the deliveries of another run.
    pub fn merge(&mut self, other: &Self) {
        self.delivered += other.delivered;
        self.kept += other.kept;
        self.promised += other.promised;
        self.took += other.took;
    }
}

/// Deliveries by the classes of every trait.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Calibration {
    classes: Vec<Vec<Class>>,
}

impl Default for Calibration {
    fn default() -> Self {
        let classes = Trait::ALL.map(|by| vec![Class::default(); by.classes().len()]);
        Self { classes: classes.to_vec() }
    }
}

impl Calibration {
    /// Takes in a delivery.
    pub fn note(&mut self, known: &Known, promise: Millis, took: Millis) {
        for (by, classes) in Trait::ALL.into_iter().zip(&mut self.classes) {
            let class = &mut classes[known.class(by)];
            class.delivered += 1;
            class.kept += u64::from(took <= promise);
            class.promised += promise;
            class.took += took;
        }
    }

    /// Adds the deliveries of another run.
    pub fn merge(&mut self, other: &Self) {
        for (own, other) in self.classes.iter_mut().flatten().zip(other.classes.iter().flatten()) {
            own.merge(other);
        }
    }

    /// The classes of a trait, in the order of [`Trait::classes`].
    #[must_use]
    pub fn classes(&self, by: Trait) -> &[Class] {
        &self.classes[by as usize]
    }

    /// Largest difference of kept shares between two classes of one trait that have at least so
    /// many deliveries; 0 where there are no two.
    #[must_use]
    pub fn spread(&self, at_least: u64) -> f64 {
        let spread = |classes: &Vec<Class>| {
            let of_size = classes.iter().filter(|class| class.delivered >= at_least.max(1));
            let shares = || of_size.clone().map(Class::kept_share);
            let ends = shares().fold(None, |ends: Option<(f64, f64)>, share| {
                let (low, high) = ends.unwrap_or((share, share));
                Some((low.min(share), high.max(share)))
            });
            ends.map_or(0.0, |(low, high)| high - low)
        };
        self.classes.iter().map(spread).fold(0.0, f64::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_delivery_is_in_one_class_of_each_trait() {
        let mut table = Calibration::default();
        let known = |lines, under_way| Known { lines, under_way, ..Known::default() };
        for (lines, load) in [(1, 0), (2, 1), (3, 3), (20, 4), (21, 9), (60, 200)] {
            table.note(&known(lines, load), Millis(600_000), Millis(500_000 + u64::from(lines)));
        }
        table.note(&Known { hour_of_day: 23, ..known(1, 0) }, Millis(1), Millis(2));
        for by in Trait::ALL {
            assert_eq!(table.classes(by).len(), by.classes().len());
            assert_eq!(table.classes(by).iter().map(|class| class.delivered).sum::<u64>(), 7);
        }
        let counts = |by| table.classes(by).iter().map(|c| c.delivered).collect::<Vec<_>>();
        assert_eq!(counts(Trait::Basket), [3, 1, 0, 1, 2]);
        assert_eq!(counts(Trait::Load), [2, 2, 1, 1, 1]);
        assert_eq!(table.spread(1), 1.0);
        assert_eq!(table.spread(8), 0.0);
        assert_eq!(Trait::Basket.classes()[0], "up to 2 lines");
        assert_eq!(Trait::Load.classes()[0], "0 orders");
    }
}
