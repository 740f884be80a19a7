//! Values by number, which are looked up and never walked through.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// Values by the numbers of customers, buildings and the like, of which few have one.
///
/// A hash table is several times as fast as a tree here, but its order is nobody's business: there
/// is no way to walk through it, and it is saved in the order of the numbers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(from = "BTreeMap<u64, V>", into = "BTreeMap<u64, V>")]
#[serde(bound(serialize = "V: Clone + Serialize"))]
pub struct Lookup<V> {
    values: FxHashMap<u64, V>,
}

impl<V> Default for Lookup<V> {
    fn default() -> Self {
        Self { values: FxHashMap::default() }
    }
}

impl<V> Lookup<V> {
    /// The value of a number, if it has one.
    #[inline]
    #[must_use]
    pub fn get(&self, number: u64) -> Option<&V> {
        self.values.get(&number)
    }

    /// Whether a number has a value.
    #[inline]
    #[must_use]
    pub fn contains(&self, number: u64) -> bool {
        self.values.contains_key(&number)
    }

    /// Gives a number a value, in the place of any it has.
    pub fn insert(&mut self, number: u64, value: V) {
        self.values.insert(number, value);
    }

    /// The value of a number, which gets the default if it has none.
    pub fn entry(&mut self, number: u64) -> &mut V
    where
        V: Default,
    {
        self.values.entry(number).or_default()
    }
}

impl<V> From<BTreeMap<u64, V>> for Lookup<V> {
    fn from(values: BTreeMap<u64, V>) -> Self {
        Self { values: values.into_iter().collect() }
    }
}

impl<V> From<Lookup<V>> for BTreeMap<u64, V> {
    fn from(lookup: Lookup<V>) -> Self {
        lookup.values.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_saved_in_the_order_of_the_numbers_whatever_came_first() {
        let filled = |numbers: &[u64]| {
            let mut lookup = Lookup::default();
            numbers.iter().for_each(|number| *lookup.entry(*number) += number * 2);
            lookup
        };
        let numbers: Vec<u64> = (0..100).map(|n| n << 32 | n).collect();
        let backwards: Vec<u64> = numbers.iter().rev().copied().collect();
        let saved = serde_json::to_string(&filled(&numbers)).unwrap();
        assert_eq!(saved, serde_json::to_string(&filled(&backwards)).unwrap());
        let read: Lookup<u64> = serde_json::from_str(&saved).unwrap();
        assert_eq!(read, filled(&numbers));
        assert_eq!(read.get(3 << 32 | 3), Some(&(2 * (3 << 32 | 3))));
        assert!(!read.contains(3) && read.contains(0));
    }
}
