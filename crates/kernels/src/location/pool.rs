//! The best layouts that a search met, kept apart from each other.

/// Good layouts, each with its cost, best first.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Pool {
    /// Cost and open sites, ascending.
    pub layouts: Vec<(f64, Vec<u32>)>,
}

impl Pool {
    /// Offers a layout to a pool of at most `most`; whether it was taken.
    ///
    /// It is taken where it is better than the worst, or there is room. Of layouts that differ by
    /// fewer than `apart` sites only the better stays, so that the pool does not fill with twins.
    /// A full pool gives up the layout most alike of those that are no better: Resende & Werneck
    /// (2004), doi:10.1023/B:HEUR.0000019986.96257.50.
    pub fn offer(&mut self, cost: f64, open: Vec<u32>, most: usize, apart: usize) -> bool {
        let at = self.layouts.partition_point(|known| known.0 <= cost);
        let near = |known: &(f64, Vec<u32>)| difference(&known.1, &open) < apart.max(1);
        if self.layouts[..at].iter().any(near) {
            return false;
        }
        let full = self.layouts.len() >= most;
        if full && at == self.layouts.len() {
            return false;
        }
        let mut place = 0;
        let better = at;
        self.layouts.retain(|known| {
            place += 1;
            place <= better || !near(known)
        });
        if self.layouts.len() >= most {
            let alike = (at..self.layouts.len())
                .rev()
                .min_by_key(|known| difference(&self.layouts[*known].1, &open));
            if let Some(alike) = alike {
                self.layouts.remove(alike);
            }
        }
        self.layouts.insert(at, (cost, open));
        true
    }

    /// The layouts that cost at most `share` more than the best.
    pub fn within(&self, share: f64) -> impl Iterator<Item = &(f64, Vec<u32>)> {
        let most = self.layouts.first().map_or(0.0, |best| best.0 + share * best.0.abs());
        self.layouts.iter().take_while(move |layout| layout.0 <= most)
    }
}

/// How many sites are open in one of two layouts only; both ascending.
#[must_use]
pub(super) fn difference(a: &[u32], b: &[u32]) -> usize {
    let (mut at_a, mut at_b, mut both) = (0, 0, 0);
    while at_a < a.len() && at_b < b.len() {
        match a[at_a].cmp(&b[at_b]) {
            std::cmp::Ordering::Less => at_a += 1,
            std::cmp::Ordering::Greater => at_b += 1,
            std::cmp::Ordering::Equal => (at_a, at_b, both) = (at_a + 1, at_b + 1, both + 1),
        }
    }
    a.len() + b.len() - 2 * both
}
