//! What one site gains at most from the demand that fits into it.

/// A demand point at a site: what serving it gains, above 0, and what it takes.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Item {
    pub(super) gain: f64,
    pub(super) size: f64,
}

/// The greatest gain where points may be served in part. O(items log items).
///
/// Source: Dantzig (1957), doi:10.1287/opre.5.2.266.
pub(super) fn fractional(items: &mut [Item], capacity: f64) -> f64 {
    items.sort_by(|a, b| (b.gain / b.size).total_cmp(&(a.gain / a.size)));
    let (mut left, mut gain) = (capacity, 0.0);
    for item in items {
        if item.size <= left {
            left -= item.size;
            gain += item.gain;
        } else {
            return gain + item.gain * left / item.size;
        }
    }
    gain
}

/// The greatest gain where points are served whole; sizes and capacity are whole numbers.
/// O(items x capacity), and where that is less 2^items: a few items take no table, however large a
/// capacity the file claims.
pub(super) fn whole(items: &[Item], capacity: f64) -> f64 {
    let sizes: f64 = items.iter().map(|item| item.size).sum();
    if sizes <= capacity {
        return items.iter().map(|item| item.gain).sum();
    }
    if items.len() < 20 && capacity > f64::from(1_u32 << items.len()) {
        return of_all_subsets(items, capacity);
    }
    let mut best = vec![0.0_f64; capacity as usize + 1];
    for item in items.iter().filter(|item| item.size <= capacity) {
        let size = item.size as usize;
        for room in (size..best.len()).rev() {
            best[room] = best[room].max(best[room - size] + item.gain);
        }
    }
    best.last().copied().unwrap_or_default()
}

/// The same by trying every subset.
fn of_all_subsets(items: &[Item], capacity: f64) -> f64 {
    let Some((first, rest)) = items.split_first() else { return 0.0 };
    let without = of_all_subsets(rest, capacity);
    if first.size > capacity {
        return without;
    }
    without.max(first.gain + of_all_subsets(rest, capacity - first.size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_points_gain_what_the_best_subset_gains_and_parts_no_less() {
        let mut state = 1_u64;
        let mut draw = |most: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) % most
        };
        for _ in 0..2000 {
            let mut items: Vec<Item> = (0..draw(8))
                .map(|_| Item { gain: 1.0 + draw(50) as f64, size: draw(9) as f64 })
                .collect();
            let capacity = draw(25) as f64;
            let mut best: f64 = 0.0;
            for chosen in 0..1_u32 << items.len() {
                let of = |at: &usize| chosen >> at & 1 == 1;
                let sum = |value: fn(&Item) -> f64| -> f64 {
                    (0..items.len()).filter(of).map(|at| value(&items[at])).sum()
                };
                if sum(|item| item.size) <= capacity {
                    best = best.max(sum(|item| item.gain));
                }
            }
            assert_eq!(whole(&items, capacity), best);
            // Large sizes take another way.
            let scaled = |item: &Item| Item { size: item.size * 1e6, ..*item };
            let large: Vec<Item> = items.iter().map(scaled).collect();
            assert_eq!(whole(&large, capacity * 1e6), best);
            assert!(fractional(&mut items, capacity) >= best - 1e-9);
        }
        let mut parts = [Item { gain: 6.0, size: 3.0 }, Item { gain: 4.0, size: 1.0 }];
        assert_eq!(fractional(&mut parts, 2.0), 6.0);
    }
}
