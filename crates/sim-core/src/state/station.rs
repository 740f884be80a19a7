//! A number of like servers and one line of those who wait, first come first served.

use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// A queue before parallel servers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Station<T> {
    servers: u32,
    busy: u32,
    waiting: VecDeque<T>,
}

impl<T> Station<T> {
    /// An empty station with `servers` servers.
    #[must_use]
    pub fn new(servers: u32) -> Self {
        Self { servers, busy: 0, waiting: VecDeque::new() }
    }

    /// Somebody arrives: served at once (and given back), or put in line.
    pub fn arrive(&mut self, who: T) -> Option<T> {
        if self.busy < self.servers {
            self.busy += 1;
            Some(who)
        } else {
            self.waiting.push_back(who);
            None
        }
    }

    /// A service ends: who is served next, if anybody waits.
    ///
    /// # Panics
    /// When nobody was being served.
    pub fn leave(&mut self) -> Option<T> {
        assert!(self.busy > 0, "a service ends only where one began");
        let next = self.waiting.pop_front();
        if next.is_none() {
            self.busy -= 1;
        }
        next
    }

    /// Takes somebody out of the line; false where they are not in it. O(line).
    pub fn withdraw(&mut self, who: &T) -> bool
    where
        T: PartialEq,
    {
        let place = self.waiting.iter().position(|waiting| waiting == who);
        place.and_then(|place| self.waiting.remove(place)).is_some()
    }

    /// Number in line.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Number being served.
    #[must_use]
    pub fn busy(&self) -> u32 {
        self.busy
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_served_in_order_of_arrival() {
        let mut station = Station::new(1);
        assert_eq!(station.arrive('a'), Some('a'));
        assert_eq!(station.arrive('b'), None);
        assert_eq!(station.arrive('c'), None);
        assert!(station.withdraw(&'b'));
        assert!(!station.withdraw(&'b'));
        assert_eq!(station.leave(), Some('c'));
        assert_eq!(station.leave(), None);
        assert_eq!((station.busy(), station.waiting()), (0, 0));
    }
}
