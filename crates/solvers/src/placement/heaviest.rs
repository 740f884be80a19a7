//! The baseline placement: the sites that most demand is nearest to.

use domain::decision::placement::{Placed, Placement, PlacementQuestion, Standing};
use domain::decision::{Solver, SolverFailure};
use domain::rng::Stream;

use super::reach::each_distance;
use super::room::{Room, layout};
use crate::{Entry, entry};

/// In the registry.
pub const ENTRY: Entry<dyn Placement> = entry!(
    "heaviest",
    "Every demand point counts for its nearest site; the heaviest sites open, however close.",
    Heaviest::default()
);

/// Looks at demand and at nothing else.
#[derive(Clone, Debug, Default)]
pub struct Heaviest {
    looked_at: Option<u64>,
    failure: Option<SolverFailure>,
}

impl Heaviest {
    fn choose(&mut self, question: &PlacementQuestion<'_>) -> Result<Placed, SolverFailure> {
        let (mut room, mut open) = Room::of(question, ENTRY.name)?;
        let mut weight = vec![0.0; question.candidates.len()];
        let mut looked_at = 0;
        for point in 0..question.weights.len() {
            let mut nearest: Option<(f64, u32)> = None;
            looked_at += each_distance(question, point, |site, distance| {
                let is_allowed = question.candidates[site as usize].standing != Standing::Banned;
                if is_allowed && nearest.is_none_or(|(least, _)| distance < least) {
                    nearest = Some((distance, site));
                }
            });
            if let Some((_, site)) = nearest {
                weight[site as usize] += question.weights[point];
            }
        }
        self.looked_at = Some(looked_at);
        let mut heaviest: Vec<u32> = (0..question.candidates.len() as u32).collect();
        heaviest.sort_by(|a, b| weight[*b as usize].total_cmp(&weight[*a as usize]).then(a.cmp(b)));
        for site in heaviest {
            if room.admits(question, site) {
                room.take(question, site);
                open.push(site);
            }
        }
        layout(question, open)
    }
}

impl Solver for Heaviest {
    fn failure(&mut self) -> Option<SolverFailure> {
        self.failure.take()
    }

    fn work(&self) -> Option<u64> {
        self.looked_at
    }
}

impl Placement for Heaviest {
    fn place(&mut self, question: &PlacementQuestion<'_>, _rng: &mut Stream) -> Placed {
        (self.looked_at, self.failure) = (None, None);
        self.choose(question).unwrap_or_else(|failure| {
            self.failure = Some(failure);
            Placed::default()
        })
    }
}
