//! Layouts that the map finds nearly as good as the best, judged by the simulator.

use sim_core::kpi::{Better, KPIS};

use crate::error::ExperimentError;
use crate::key_figure::KeyFigure;
use crate::lab::{Cell, Lab, LabSampler};
use crate::selection::{
    Direction, Halved, HalvingConfig, Objective, SelectionError, select_by_halving,
};
use crate::statistics::Level;

/// Share of the best cost within which a layout is nearly as good on the map.
pub const NEARLY: f64 = 0.01;

/// Positions in the pool of up to `most` layouts that are as unlike as can be, the cheapest first.
///
/// Of the layouts whose cost is at most a share `within` above the least, each next one is that
/// whose nearest chosen layout differs from it in most sites (a greedy maximin, which comes within
/// a factor of two of the best spread); of equals the cheaper, then the earlier. Layouts of the
/// same sites are one. Sites are ascending, less cost is better. O(pool x most x sites).
///
/// Source: Gonzalez (1985), doi:10.1016/0304-3975(85)90224-5.
#[must_use]
pub fn diverse(pool: &[(f64, Vec<u32>)], most: usize, within: f64) -> Vec<usize> {
    let least = pool.iter().map(|(cost, _)| *cost).fold(f64::INFINITY, f64::min);
    let limit = least + within * least.abs();
    let mut near: Vec<usize> = (0..pool.len()).filter(|at| pool[*at].0 <= limit).collect();
    near.sort_by(|a, b| pool[*a].0.total_cmp(&pool[*b].0));
    let mut apart = vec![usize::MAX; near.len()];
    let mut chosen = Vec::new();
    while chosen.len() < most {
        let next = (0..near.len()).max_by_key(|at| (apart[*at], std::cmp::Reverse(*at)));
        let Some(next) = next.filter(|next| apart[*next] > 0) else { break };
        chosen.push(near[next]);
        for (at, apart) in apart.iter_mut().enumerate() {
            *apart = (*apart).min(differences(&pool[near[at]].1, &pool[near[next]].1));
        }
    }
    chosen
}

/// Sites that are open in one of two layouts only.
fn differences(a: &[u32], b: &[u32]) -> usize {
    let common = a.iter().filter(|site| b.binary_search(site).is_ok()).count();
    a.len() + b.len() - 2 * common
}

/// How layouts are judged.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct RefineConfig {
    /// Position in [`KPIS`] of the figure that decides; one of which more or less is better.
    pub kpi: usize,
    /// Replications of all layouts together.
    pub budget: u64,
    /// Share of the budget for the final: the winner against the map's best.
    pub final_share: f64,
    /// Level of the final interval.
    pub level: Level,
}

impl RefineConfig {
    /// The least budget with which two layouts can be judged.
    pub const LEAST: u64 = 6;

    /// Half of the budget for the final, 95 %.
    #[must_use]
    pub fn new(kpi: usize, budget: u64) -> Self {
        Self { kpi, budget, final_share: 0.5, level: Level::P95 }
    }

    /// Replications of each of the two layouts of the final.
    fn of_final(&self) -> u32 {
        let share = (self.budget as f64 * self.final_share / 2.0) as u64;
        share.clamp(2, u64::from(u32::MAX / 8)) as u32
    }

    /// How many layouts the budget can judge: one replication of each in each round of halving,
    /// and the final.
    #[must_use]
    pub fn affordable(&self) -> usize {
        let left = self.budget.saturating_sub(2 * u64::from(self.of_final()));
        let rounds = |layouts: usize| u64::from(layouts.next_power_of_two().trailing_zeros());
        let is_paid = |layouts: &usize| *layouts as u64 * rounds(*layouts) <= left;
        (2..=64).take_while(is_paid).last().unwrap_or(0)
    }
}

/// Has the simulator judge layouts, the map's best first: sequential halving on common random
/// numbers, then the winner against the map's best on fresh replications. Systems are positions
/// in `layouts`.
///
/// # Errors
/// A figure without a better side, a budget that is too small, or a layout that cannot be run.
pub fn refine(
    lab: &mut Lab<'_>,
    layouts: &[Cell],
    config: &RefineConfig,
) -> Result<Halved<usize>, SelectionError<ExperimentError>> {
    let kpi = &KPIS[config.kpi];
    let direction = match kpi.better {
        Better::Higher => Direction::Maximise,
        Better::Lower => Direction::Minimise,
        Better::Neutral => {
            let allowed = "a figure of which more or less is better";
            return SelectionError::require(false, "kpi", kpi.name, allowed)
                .and(Err(SelectionError::NoSystems));
        }
    };
    let halving = HalvingConfig {
        objective: Objective { name: kpi.name.to_owned(), response: 0, direction },
        budget: config.budget,
        final_replications: config.of_final(),
        level: config.level,
        first_replication: 0,
    };
    let systems: Vec<usize> = (0..layouts.len()).collect();
    let mut sampler = LabSampler::new(lab, vec![KeyFigure::at(config.kpi)], |layout: &usize| {
        Ok(layouts[*layout].clone())
    });
    select_by_halving(&systems, &halving, &mut sampler)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_pays_for_every_layout_it_says() {
        for budget in RefineConfig::LEAST..400 {
            let config = RefineConfig::new(0, budget);
            let layouts = config.affordable();
            assert!(layouts >= 2, "{budget}");
            // The least that `select_by_halving` takes.
            let rounds = u64::from(layouts.next_power_of_two().trailing_zeros());
            assert!(layouts as u64 * rounds + 2 * u64::from(config.of_final()) <= budget);
        }
        assert_eq!(RefineConfig::new(0, RefineConfig::LEAST - 1).affordable(), 0);
    }

    #[test]
    fn diverse_layouts_begin_with_the_best_and_lie_as_far_apart_as_the_pool_allows() {
        let pool = vec![
            (100.5, vec![1, 2, 4]),
            (100.0, vec![1, 2, 3]),
            (100.9, vec![7, 8, 9]),
            (100.0, vec![1, 2, 3]),
            (101.5, vec![11, 12, 13]),
            (100.7, vec![1, 8, 9]),
        ];
        assert_eq!(diverse(&pool, 9, NEARLY), [1, 2, 0, 5]);
        assert_eq!(diverse(&pool, 2, NEARLY), [1, 2]);
        assert_eq!(diverse(&pool, 9, 0.1), [1, 2, 4, 0, 5]);
        assert!(diverse(&[], 3, NEARLY).is_empty());
        // A profit of 100 as a cost: one per cent is one.
        let profits = vec![(-100.0, vec![1]), (-99.0, vec![2]), (-98.9, vec![3])];
        assert_eq!(diverse(&profits, 3, NEARLY), [0, 1]);
    }
}
