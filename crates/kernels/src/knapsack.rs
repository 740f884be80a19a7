//! The knapsack: the most profitable items that fit, whole or with one of them cut.

use std::cmp::Ordering;

/// An item that may be packed.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Item {
    /// What packing it brings, above 0.
    pub profit: f64,
    /// What it takes of the room, 0 and more.
    pub size: f64,
    /// Whose it is.
    pub id: u32,
}

/// Nodes of the search for whole items after which the table is filled instead.
const NODES: u32 = 4_000;

/// Cells that the table has at most; beyond them the last item is cut.
const CELLS: usize = 50_000_000;

/// Packs items of which the last may be cut; returns their profit. O(n) on average.
///
/// `items` is reordered: those packed first. `packed` holds the share of each packed item.
/// Source: Dantzig (1957), doi:10.1287/opre.5.2.266; by partition instead of sorting, Balas &
/// Zemel (1980), *Operations Research* 28, 1130-1154.
pub fn fractional(items: &mut [Item], room: f64, packed: &mut Vec<(u32, f64)>) -> f64 {
    packed.clear();
    if items.iter().map(|item| item.size).sum::<f64>() <= room {
        packed.extend(items.iter().map(|item| (item.id, 1.0)));
        return items.iter().map(|item| item.profit).sum();
    }
    // Before `first` all is packed, from `end` on nothing is.
    let (mut first, mut end, mut left) = (0, items.len(), room);
    while first + 1 < end {
        let middle = (end - first) / 2;
        let open = &mut items[first..end];
        open.select_nth_unstable_by(middle, by_rate);
        let better: f64 = open[..middle].iter().map(|item| item.size).sum();
        if better <= left {
            left -= better;
            first += middle;
        } else {
            end = first + middle;
        }
    }
    let mut profit = 0.0;
    for item in &items[..first] {
        profit += item.profit;
        packed.push((item.id, 1.0));
    }
    if let Some(item) = items.get(first) {
        let share = if item.size <= left { 1.0 } else { left / item.size };
        if share > 0.0 {
            profit += item.profit * share;
            packed.push((item.id, share));
        }
    }
    profit
}

/// Packs whole items of whole sizes; returns their profit, which no packing exceeds.
///
/// Branches depth first on the items in order of profit by size, bounded by the cut item; where
/// that takes long, fills the table of rooms, O(n x room). Where even the table is too large the
/// last item is cut, so that the profit is an upper bound. Returns the units of work too.
/// Source: Horowitz & Sahni (1974), doi:10.1145/321812.321823; Bellman (1957).
pub fn whole(items: &mut [Item], room: f64, packed: &mut Vec<(u32, f64)>) -> (f64, u64) {
    let room = room.floor();
    let upper = fractional(items, room, packed);
    if packed.iter().all(|(_, share)| *share >= 1.0) && packed.len() == items.len()
        || packed.last().is_none_or(|(_, share)| *share >= 1.0)
    {
        return (upper, items.len() as u64);
    }
    items.sort_unstable_by(by_rate);
    let mut search = Search {
        items,
        chosen: vec![false; items.len()],
        best: vec![false; items.len()],
        most: -1.0,
        nodes: 0,
    };
    search.visit(0, room, 0.0);
    let nodes = search.nodes;
    if nodes < NODES {
        let (best, most) = (search.best, search.most);
        packed.clear();
        let taken = items.iter().zip(&best).filter(|(_, taken)| **taken);
        packed.extend(taken.map(|(item, _)| (item.id, 1.0)));
        return (most, 4 * u64::from(nodes) + 2 * items.len() as u64);
    }
    let width = room as usize + 1;
    if items.len().saturating_mul(width) > CELLS {
        return (upper, u64::from(4 * NODES));
    }
    let profit = table(items, width, packed);
    (profit, (items.len() * width) as u64)
}

/// By profit by size, the best first, ties by id; what takes no room comes first.
fn by_rate(a: &Item, b: &Item) -> Ordering {
    (b.profit / b.size).total_cmp(&(a.profit / a.size)).then(a.id.cmp(&b.id))
}

struct Search<'a> {
    items: &'a [Item],
    chosen: Vec<bool>,
    best: Vec<bool>,
    most: f64,
    nodes: u32,
}

impl Search<'_> {
    /// Decides the items from `next` on, with `left` of the room and `profit` so far.
    fn visit(&mut self, next: usize, left: f64, profit: f64) {
        self.nodes += 1;
        if self.nodes >= NODES {
            return;
        }
        if profit > self.most {
            self.most = profit;
            self.best.copy_from_slice(&self.chosen);
        }
        // What fits is taken, until one does not; then the bound decides whether to go on.
        let (mut room, mut bound) = (left, profit);
        for item in &self.items[next..] {
            if item.size > room {
                bound += item.profit * room / item.size;
                break;
            }
            room -= item.size;
            bound += item.profit;
        }
        if bound <= self.most || next == self.items.len() {
            return;
        }
        let item = self.items[next];
        if item.size <= left {
            self.chosen[next] = true;
            self.visit(next + 1, left - item.size, profit + item.profit);
            self.chosen[next] = false;
        }
        self.visit(next + 1, left, profit);
    }
}

/// The table of what each room can hold.
fn table(items: &[Item], width: usize, packed: &mut Vec<(u32, f64)>) -> f64 {
    let mut best = vec![0.0; width];
    let mut taken = vec![false; items.len() * width];
    for (at, item) in items.iter().enumerate() {
        let size = item.size as usize;
        for room in (size..width).rev() {
            let with = best[room - size] + item.profit;
            if with > best[room] {
                best[room] = with;
                taken[at * width + room] = true;
            }
        }
    }
    packed.clear();
    let mut room = width - 1;
    for (at, item) in items.iter().enumerate().rev() {
        if taken[at * width + room] {
            packed.push((item.id, 1.0));
            room -= item.size as usize;
        }
    }
    best[width - 1]
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::rng::{Purpose, Streams};

    fn brute(items: &[Item], room: f64) -> f64 {
        let fits = |mask: &u32| {
            let of = |mask: u32| (0..items.len()).filter(move |at| mask >> at & 1 == 1);
            let size: f64 = of(*mask).map(|at| items[at].size).sum();
            (size <= room).then(|| of(*mask).map(|at| items[at].profit).sum::<f64>())
        };
        (0..1_u32 << items.len()).filter_map(|mask| fits(&mask)).fold(0.0, f64::max)
    }

    #[test]
    fn search_and_table_pack_the_most_there_is_and_cutting_never_packs_less() {
        let mut stream = Streams::new(1, 0).open(Purpose::Solver, 0);
        for _ in 0..3_000 {
            let n = 1 + stream.below(10);
            let item = |id| Item {
                profit: f64::from(1 + stream.below(20)),
                size: f64::from(stream.below(15)),
                id,
            };
            let mut items: Vec<Item> = (0..n).map(item).collect();
            let room = f64::from(stream.below(60));
            let expected = brute(&items, room);
            let mut packed = Vec::new();
            let cut = fractional(&mut items, room, &mut packed);
            assert!(cut >= expected - 1e-9, "{cut} {expected}");
            let (found, _) = whole(&mut items, room, &mut packed);
            assert_eq!(found, expected, "{items:?} {room}");
            assert_eq!(table(&items, room as usize + 1, &mut packed), expected);
            let size_of = |id: u32| items.iter().find(|item| item.id == id).map(|item| item.size);
            let size: f64 = packed.iter().filter_map(|(id, _)| size_of(*id)).sum();
            assert!(size <= room);
        }
    }

    #[test]
    fn search_and_table_agree_on_many_items() {
        let mut stream = Streams::new(2, 0).open(Purpose::Solver, 0);
        for _ in 0..300 {
            let n = 20 + stream.below(60);
            let mut item = |id| Item {
                profit: 1.0 + 60.0 * stream.uniform(),
                size: f64::from(5 + stream.below(31)),
                id,
            };
            let mut items: Vec<Item> = (0..n).map(&mut item).collect();
            let room = f64::from(50 + stream.below(400));
            let mut packed = Vec::new();
            let (found, _) = whole(&mut items, room, &mut packed);
            let expected = table(&items, room as usize + 1, &mut packed);
            assert!((found - expected).abs() < 1e-9 * expected, "{found} {expected}");
        }
    }
}
