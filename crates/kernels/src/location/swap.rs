//! Local search: one site opens, one closes, or one for another, until no such change saves.

use super::columns::Columns;
use super::layout::{Layout, Move};
use super::problem::Location;
use crate::Work;

/// Improves a layout until no opening, closing or swap saves anything, or the work is over.
/// Returns the open sites, ascending, and their cost.
///
/// Teitz & Bart (1968), doi:10.1287/opre.16.5.955, with the tables of [`Layout`]. Sites are
/// compared by the best change that opens each; the best of all are made in turn, those that
/// still save when their turn comes. Then only sites whose figures changed are compared, and all
/// once more at the end. The layout must be one that the location allows.
#[must_use]
pub fn improve(location: &Location, open: Vec<u32>, work: &mut Work) -> (Vec<u32>, f64) {
    let columns = Columns::of(location);
    work.spend(location.links.len() as u64);
    improve_by(location, &columns, open, work)
}

/// As [`improve`], with the columns at hand.
#[must_use]
pub fn improve_by(
    location: &Location,
    columns: &Columns,
    open: Vec<u32>,
    work: &mut Work,
) -> (Vec<u32>, f64) {
    let before = location.cost(&open);
    let mut layout = Layout::new(location, columns, &open);
    descend(&mut layout, work);
    let (cost, settled) = layout.settled();
    if cost <= before {
        return (settled, cost);
    }
    let mut open = open;
    open.sort_unstable();
    (open, before)
}

/// Descends until no single change saves, as far as the work goes. Tables are summed anew before
/// the last look.
pub(super) fn descend(layout: &mut Layout<'_>, work: &mut Work) {
    let mut sites: Vec<u32> = (0..layout.location().sites.len() as u32).collect();
    while !work.is_over() {
        let mut descent = Descent::new();
        descent.run(layout, &mut sites, work);
        if work.is_over() {
            return;
        }
        let open = layout.settled().1;
        *layout = Layout::new(layout.location(), layout.columns(), &open);
        sites.clear();
        sites.extend(0..layout.location().sites.len() as u32);
        if !descent.step(layout, &sites, work) {
            return;
        }
    }
}

/// A local search, with what it made.
#[derive(Clone, Debug, Default)]
pub(super) struct Descent {
    /// The changes made, in order.
    pub(super) made: Vec<Move>,
    saving: Vec<Move>,
}

impl Descent {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Goes on from changes that open one of `sites` until none of them, nor of the sites that
    /// are touched on the way, saves.
    pub(super) fn run(&mut self, layout: &mut Layout<'_>, sites: &mut Vec<u32>, work: &mut Work) {
        layout.take_touched(sites);
        while self.step(layout, sites, work) && !work.is_over() {
            sites.clear();
            layout.take_touched(sites);
        }
        sites.clear();
    }

    /// Makes the changes that save, best first, each if it still does; whether there was one.
    fn step(&mut self, layout: &mut Layout<'_>, sites: &[u32], work: &mut Work) -> bool {
        let made = self.made.len();
        let tolerance = layout.tolerance();
        let closings = layout.closings();
        self.saving.clear();
        let found = sites.iter().filter_map(|site| layout.best_opening(*site, &closings));
        self.saving.extend(found.filter(|change| change.delta < -tolerance));
        self.saving.sort_unstable_by(|a, b| {
            a.delta.total_cmp(&b.delta).then_with(|| a.opens.cmp(&b.opens))
        });
        work.spend(8 * sites.len() as u64 + layout.open().len() as u64);
        for at in 0..self.saving.len() {
            if work.is_over() {
                break;
            }
            let Some(site) = self.saving[at].opens else { continue };
            let closings = layout.closings();
            work.spend(layout.open().len() as u64);
            let change = layout.best_opening(site, &closings);
            if let Some(change) = change.filter(|change| change.delta < -tolerance) {
                self.make(layout, change, work);
            }
        }
        while let Some(change) = layout.best_closing().filter(|it| it.delta < -tolerance) {
            self.make(layout, change, work);
        }
        self.made.len() > made
    }

    pub(super) fn make(&mut self, layout: &mut Layout<'_>, change: Move, work: &mut Work) {
        layout.apply(change);
        work.spend(layout.take_spent());
        self.made.push(change);
    }

    /// Takes back all changes.
    pub(super) fn take_back(&mut self, layout: &mut Layout<'_>, work: &mut Work) {
        while let Some(change) = self.made.pop() {
            layout.apply(change.back());
            work.spend(layout.take_spent());
        }
    }
}
