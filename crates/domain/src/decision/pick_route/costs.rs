//! What walks cost: metres or, where the pace of aisles is told, the time they take.

use super::ground::Ground;
use super::question::PickRouteQuestion;
use crate::paced_aisles::{PacedAisles, QuickWalks};
use crate::store::Slot;
use crate::units::Millimeters;

/// What walks from one place of a question cost.
#[derive(Clone, Debug)]
pub struct CostsFrom<'q> {
    question: &'q PickRouteQuestion<'q>,
    from: Option<u16>,
    /// Where aisles differ in pace; with the depot.
    quickest: Option<(QuickWalks<'q>, Slot)>,
}

impl CostsFrom<'_> {
    /// Cost of the best walk to a stop, `None` for the depot; `None` where there is no way.
    #[must_use]
    pub fn to(&self, to: Option<u16>) -> Option<Millimeters> {
        match &self.quickest {
            Some((walks, depot)) => Some(walks.to(self.question.slot(to, *depot))),
            None => self.question.walk(self.from, to),
        }
    }
}

impl PickRouteQuestion<'_> {
    /// The aisles with their paces, and the depot, where paces are told and differ from the typical
    /// one. Where the depot is off the floor, or there are no aisles, paces count for nothing.
    #[must_use]
    pub fn paced(&self) -> Option<(PacedAisles<'_>, Slot)> {
        match self.ground {
            Ground::Aisles { plan, depot } => {
                PacedAisles::of(plan, &self.aisle_pace).map(|aisles| (aisles, depot))
            }
            Ground::Gated(_) | Ground::Distances(_) => None,
        }
    }

    /// What walks from a stop cost, `None` for the depot: their length, or the length that takes
    /// as long at the typical pace where the paces of aisles are told.
    #[must_use]
    pub fn costs_from(&self, from: Option<u16>) -> CostsFrom<'_> {
        let quickest =
            self.paced().map(|(aisles, depot)| (aisles.walks_from(self.slot(from, depot)), depot));
        CostsFrom { question: self, from, quickest }
    }

    /// Cost of the walk from the depot through the stops in this order and back; `None` where
    /// there is no way.
    #[must_use]
    pub fn cost(&self, route: &[u16]) -> Option<Millimeters> {
        if self.paced().is_none() {
            return self.length(route);
        }
        let stops = || route.iter().map(|stop| Some(*stop));
        let legs = [None].into_iter().chain(stops()).zip(stops().chain([None]));
        legs.map(|(from, to)| self.costs_from(from).to(to)).sum()
    }

    /// Metres of the walk that [`Self::cost`] is the cost of.
    #[must_use]
    pub fn walked(&self, route: &[u16]) -> Option<Millimeters> {
        let Some((aisles, depot)) = self.paced() else { return self.length(route) };
        let (mut at, mut length) = (depot, Millimeters::ZERO);
        let slots = route.iter().map(|stop| self.slot(Some(*stop), depot));
        for slot in slots.chain([depot]) {
            let (along, across) = aisles.walks_from(at).way(slot);
            length += along.into_iter().map(|(_, part)| part).sum::<Millimeters>() + across;
            at = slot;
        }
        Some(length)
    }

    fn slot(&self, stop: Option<u16>, depot: Slot) -> Slot {
        stop.map_or(depot, |stop| self.stops[usize::from(stop)].slot)
    }
}
