//! Future events, popped in order of (time, class, sequence number).

use domain::units::SimTime;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Ranks events that happen at the same millisecond: the lower class goes first.
pub trait Classed {
    /// 0 to 15.
    fn class(&self) -> u8;
}

/// Names a scheduled event, to cancel it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Ticket {
    slot: u32,
    generation: u32,
}

/// Later than the end of any run (557 years); events beyond it are held there.
const LATEST: SimTime = SimTime((1 << 44) - 1);

/// Everything a queue of 16-byte entries must do; private, so that it can be exchanged.
trait Queue: Default {
    fn push(&mut self, entry: Entry);
    /// The least entry, if it is less than `bound`.
    fn pop_below(&mut self, bound: Entry) -> Option<Entry>;
    /// Everything in the queue, in any order.
    fn entries(&self) -> Vec<Entry>;
}

/// Time (44 bits), class (4), sequence (48) and slot (32) in one word: comparing entries is
/// comparing integers, and no two are equal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry(u128);

impl Entry {
    fn new(at: SimTime, class: u8, sequence: u64, slot: u32) -> Self {
        debug_assert!(at.0 < 1 << 44 && class < 16 && sequence < 1 << 48);
        Self(
            u128::from(at.0) << 84
                | u128::from(class) << 80
                | u128::from(sequence) << 32
                | u128::from(slot),
        )
    }

    fn time(self) -> SimTime {
        SimTime((self.0 >> 84) as u64)
    }

    fn slot(self) -> u32 {
        self.0 as u32
    }
}

/// Four siblings of the heap in one cache line.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Siblings([Entry; 4]);

impl Siblings {
    /// Later than every event: fills the places of siblings that are not there.
    const NOBODY: Entry = Entry(u128::MAX);

    /// Position and value of the least, found without a branch to mispredict.
    #[inline]
    fn least(&self) -> (usize, Entry) {
        let [a, b, c, d] = self.0;
        let left = usize::from(b < a);
        let right = 2 + usize::from(d < c);
        let winner = [left, right][usize::from(self.0[right & 3] < self.0[left & 3])];
        (winner, self.0[winner & 3])
    }
}

/// A heap with four children to a node: half as deep as a binary one, and the children of a node
/// share a cache line.
///
/// Node 0 is the root; the children of node `k` are the group `k + 1`, so node `k` is place
/// `(k + 3) % 4` of group `k / 4`, rounded up.
///
/// After a pop the root stays empty until the next call: most events schedule a successor, and
/// that push then costs one walk down instead of one down and one up.
struct QuadHeap {
    groups: Vec<Siblings>,
    len: usize,
    root_is_empty: bool,
}

impl Default for QuadHeap {
    fn default() -> Self {
        Self { groups: vec![Siblings([Siblings::NOBODY; 4])], len: 0, root_is_empty: false }
    }
}

impl QuadHeap {
    #[inline]
    fn node(&mut self, k: usize) -> &mut Entry {
        &mut self.groups[k.div_ceil(4)].0[(k + 3) % 4]
    }

    /// Puts `entry` at the root and lets it sink.
    #[inline]
    fn sink(&mut self, entry: Entry) {
        let groups = self.groups.as_mut_slice();
        let (mut group, mut place, mut below) = (0, 3, 1);
        while let Some(children) = groups.get(below) {
            let (next, least) = children.least();
            if entry < least {
                break;
            }
            groups[group].0[place & 3] = least;
            (group, place) = (below, next);
            below = 4 * group + place - 2;
        }
        groups[group].0[place & 3] = entry;
    }
}

impl Queue for QuadHeap {
    #[inline]
    fn push(&mut self, entry: Entry) {
        if std::mem::take(&mut self.root_is_empty) {
            self.sink(entry);
            return;
        }
        let mut hole = self.len;
        self.len += 1;
        if hole.div_ceil(4) == self.groups.len() {
            self.groups.push(Siblings([Siblings::NOBODY; 4]));
        }
        while hole > 0 {
            let parent = *self.node((hole - 1) / 4);
            if parent < entry {
                break;
            }
            *self.node(hole) = parent;
            hole = (hole - 1) / 4;
        }
        *self.node(hole) = entry;
    }

    #[inline]
    fn pop_below(&mut self, bound: Entry) -> Option<Entry> {
        if std::mem::take(&mut self.root_is_empty) {
            self.len -= 1;
            let last = std::mem::replace(self.node(self.len), Siblings::NOBODY);
            if self.len > 0 {
                self.sink(last);
            }
        }
        if self.len == 0 {
            return None;
        }
        let least = *self.node(0);
        if least >= bound {
            return None;
        }
        self.root_is_empty = true;
        Some(least)
    }

    fn entries(&self) -> Vec<Entry> {
        let all = self.groups.iter().flat_map(|group| group.0);
        // Node 0 is the last place of the first group.
        let root = self.root_is_empty.then(|| self.groups[0].0[3]);
        all.filter(|entry| *entry != Siblings::NOBODY && Some(*entry) != root).collect()
    }
}

/// Where a scheduled event waits; the generation tells a live ticket from a stale one.
#[derive(Serialize, Deserialize)]
struct Slot<E> {
    event: Option<E>,
    generation: u32,
}

/// The calendar of future events.
pub struct Calendar<E> {
    queue: QuadHeap,
    slots: Vec<Slot<E>>,
    free: Vec<u32>,
    sequence: u64,
}

impl<E: Classed> Default for Calendar<E> {
    fn default() -> Self {
        Self { queue: QuadHeap::default(), slots: Vec::new(), free: Vec::new(), sequence: 0 }
    }
}

impl<E: Classed> Calendar<E> {
    /// An empty calendar.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of events that still lie ahead.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.iter().filter(|slot| slot.event.is_some()).count()
    }

    /// The events that lie ahead, with the time of each, in no order.
    pub fn ahead(&self) -> impl Iterator<Item = (SimTime, Ticket, &E)> {
        self.queue.entries().into_iter().filter_map(|entry| {
            let slot = &self.slots[entry.slot() as usize];
            let ticket = Ticket { slot: entry.slot(), generation: slot.generation };
            slot.event.as_ref().map(|event| (entry.time(), ticket, event))
        })
    }

    /// Nothing lies ahead. O(slots), like [`Self::len`].
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Lets `event` happen at `at`. O(log n).
    #[inline]
    pub fn schedule(&mut self, at: SimTime, event: E) -> Ticket {
        let (at, class) = (at.min(LATEST), event.class());
        let slot = if let Some(slot) = self.free.pop() {
            self.slots[slot as usize].event = Some(event);
            slot
        } else {
            self.slots.push(Slot { event: Some(event), generation: 0 });
            (self.slots.len() - 1) as u32
        };
        self.sequence += 1;
        self.queue.push(Entry::new(at, class, self.sequence, slot));
        Ticket { slot, generation: self.slots[slot as usize].generation }
    }

    /// Takes an event out; false where it has happened or was cancelled before. O(1).
    pub fn cancel(&mut self, ticket: Ticket) -> bool {
        let slot = &mut self.slots[ticket.slot as usize];
        slot.generation == ticket.generation && slot.event.take().is_some()
    }

    /// The next event and its time. O(log n).
    #[inline]
    pub fn pop(&mut self) -> Option<(SimTime, E)> {
        self.pop_below(Siblings::NOBODY)
    }

    /// The next event and its time, if it happens before `end`. O(log n).
    #[inline]
    pub fn pop_before(&mut self, end: SimTime) -> Option<(SimTime, E)> {
        if end > LATEST { self.pop() } else { self.pop_below(Entry::new(end, 0, 0, 0)) }
    }

    #[inline]
    fn pop_below(&mut self, bound: Entry) -> Option<(SimTime, E)> {
        loop {
            let entry = self.queue.pop_below(bound)?;
            let slot = &mut self.slots[entry.slot() as usize];
            // The slot may be used again only now that its entry has left the queue.
            slot.generation = slot.generation.wrapping_add(1);
            self.free.push(entry.slot());
            if let Some(event) = slot.event.take() {
                return Some((entry.time(), event));
            }
        }
    }
}

/// A calendar as it is saved: tickets stay valid and ties are broken as they would have been.
#[derive(Serialize, Deserialize)]
struct Saved<Slots> {
    entries: Vec<u128>,
    slots: Slots,
    free: Vec<u32>,
    sequence: u64,
}

impl<E: Classed + Serialize> Serialize for Calendar<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entries = self.queue.entries().into_iter().map(|entry| entry.0).collect();
        let (free, sequence) = (self.free.clone(), self.sequence);
        Saved { entries, slots: &self.slots, free, sequence }.serialize(serializer)
    }
}

impl<'de, E: Classed + Deserialize<'de>> Deserialize<'de> for Calendar<E> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let saved = Saved::<Vec<Slot<E>>>::deserialize(deserializer)?;
        let mut queue = QuadHeap::default();
        for entry in saved.entries {
            let entry = Entry(entry);
            if entry.slot() as usize >= saved.slots.len() {
                return Err(D::Error::custom("an event without a slot"));
            }
            queue.push(entry);
        }
        Ok(Self { queue, slots: saved.slots, free: saved.free, sequence: saved.sequence })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// The obvious queue: a sorted set.
    #[derive(Default)]
    struct SortedSet(BTreeSet<Entry>);

    impl Queue for SortedSet {
        fn push(&mut self, entry: Entry) {
            self.0.insert(entry);
        }
        fn pop_below(&mut self, bound: Entry) -> Option<Entry> {
            self.0.first().is_some_and(|first| *first < bound).then(|| self.0.pop_first())?
        }
        fn entries(&self) -> Vec<Entry> {
            self.0.iter().copied().collect()
        }
    }

    #[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
    struct Numbered(u32, u8);

    impl Classed for Numbered {
        fn class(&self) -> u8 {
            self.1
        }
    }

    proptest! {
        #[test]
        fn the_heap_pops_what_a_sorted_set_pops(
            steps in prop::collection::vec((0_u8..5, 0_u64..50, 0_u8..4), 0..400),
        ) {
            let (mut heap, mut set) = (QuadHeap::default(), SortedSet::default());
            for (sequence, (step, at, class)) in steps.into_iter().enumerate() {
                let entry = Entry::new(SimTime(at), class, sequence as u64, sequence as u32);
                let bound = if step == 3 { entry } else { Siblings::NOBODY };
                if step < 2 {
                    heap.push(entry);
                    set.push(entry);
                } else if step < 4 {
                    let popped = set.pop_below(bound);
                    prop_assert_eq!(heap.pop_below(bound).map(|e| e.0), popped.map(|e| e.0));
                } else {
                    let mut entries = heap.entries();
                    entries.sort_unstable();
                    prop_assert!(entries == set.entries());
                }
            }
            while let Some(entry) = set.pop_below(Siblings::NOBODY) {
                prop_assert_eq!(heap.pop_below(Siblings::NOBODY).map(|e| e.0), Some(entry.0));
            }
            prop_assert!(heap.pop_below(Siblings::NOBODY).is_none());
        }

        #[test]
        fn a_cancelled_event_never_happens_and_the_others_all_do(
            steps in prop::collection::vec((0_u8..4, 0_u64..100, any::<prop::sample::Index>()), 1..300),
        ) {
            let mut calendar = Calendar::new();
            let mut alive: Vec<(u64, u8, u32, Ticket)> = Vec::new();
            let mut gone: Vec<Ticket> = Vec::new();
            for (number, (action, at, which)) in steps.into_iter().enumerate() {
                let number = number as u32;
                match action {
                    0 | 1 => {
                        let ticket = calendar.schedule(SimTime(at), Numbered(number, action));
                        alive.push((at, action, number, ticket));
                    }
                    2 if !alive.is_empty() => {
                        let (.., ticket) = alive.swap_remove(which.index(alive.len()));
                        prop_assert!(calendar.cancel(ticket));
                        gone.push(ticket);
                    }
                    _ => {
                        let next = alive.iter().min_by_key(|e| (e.0, e.1, e.2)).copied();
                        let popped = calendar.pop();
                        prop_assert_eq!(popped, next.map(|e| (SimTime(e.0), Numbered(e.2, e.1))));
                        if let Some(next) = next {
                            alive.retain(|e| e.2 != next.2);
                            gone.push(next.3);
                        }
                    }
                }
                prop_assert_eq!(calendar.len(), alive.len());
            }
            for ticket in gone {
                prop_assert!(!calendar.cancel(ticket), "a stale ticket cancels nothing");
            }
        }
    }

    #[test]
    fn an_event_beyond_all_time_does_not_come_early() {
        let mut calendar = Calendar::new();
        calendar.schedule(SimTime(1 << 45), Numbered(0, 0));
        calendar.schedule(SimTime::NEVER, Numbered(1, 0));
        calendar.schedule(SimTime(7), Numbered(2, 0));
        let order: Vec<u32> = std::iter::from_fn(|| calendar.pop()).map(|(_, e)| e.0).collect();
        assert_eq!(order, [2, 0, 1]);
    }

    #[test]
    fn ties_go_by_class_then_by_order_of_scheduling() {
        let mut calendar = Calendar::new();
        for (number, class) in [(0, 2), (1, 1), (2, 2), (3, 1)] {
            calendar.schedule(SimTime(5), Numbered(number, class));
        }
        calendar.schedule(SimTime(4), Numbered(4, 9));
        let order: Vec<u32> = std::iter::from_fn(|| calendar.pop()).map(|(_, e)| e.0).collect();
        assert_eq!(order, [4, 1, 3, 0, 2]);
    }
}
