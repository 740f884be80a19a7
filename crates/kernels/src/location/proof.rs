//! A proof of a bound: a tree of cases, each closed by prices.

use std::rc::Rc;

use super::fix::fix;
use super::relaxed::{Relaxation, Relaxed};
use super::{Location, Standing};
use crate::Work;

/// One step of a proof, in terms of prices of customers.
#[derive(Clone, PartialEq, Debug)]
pub enum Step {
    /// A site is open, or it is not.
    Split {
        /// The site.
        site: u32,
        /// The step that goes on where it is open.
        open: u32,
        /// The step that goes on where it is closed.
        closed: u32,
    },
    /// What these prices fix is fixed.
    Fix {
        /// Of customers.
        prices: Rc<Vec<f64>>,
        /// Of the budget.
        budget_price: f64,
        /// The step that goes on.
        next: u32,
    },
    /// These prices prove the bound.
    Close {
        /// Of customers.
        prices: Rc<Vec<f64>>,
        /// Of the budget.
        budget_price: f64,
    },
}

/// The proof as somebody reads it who knows the bound from the start, and what it proves: `lower`
/// or, where costs have steps, the next value that a cost can have.
///
/// While the search went on the best answer was still to be found, so that prices fix more sites
/// for the reader than they did then: splits of these are left out, and cases that are closed
/// already are not gone into.
#[must_use]
pub(super) fn tidied(
    location: &Location,
    steps: &[Step],
    lower: f64,
    work: &mut Work,
) -> (Vec<Step>, f64) {
    if steps.is_empty() || !lower.is_finite() {
        return (Vec::new(), lower);
    }
    let (proved, goal) = if location.step > 0.0 {
        let raised = location.raised(lower);
        (raised, raised - location.step * (1.0 - 1e-6))
    } else {
        (lower, lower - 1e-12 * lower.abs())
    };
    let mut relaxation = Relaxation::new(location);
    let mut relaxed = Relaxed::default();
    let standing: Vec<Standing> = location.sites.iter().map(|site| site.standing).collect();
    let mut tidy: Vec<Option<Step>> = vec![None];
    let mut left = vec![(0_u32, standing, 0_usize)];
    while let Some((at, mut standing, place)) = left.pop() {
        let mut reserve = || {
            tidy.push(None);
            tidy.len() as u32 - 1
        };
        let step = match &steps[at as usize] {
            Step::Split { site, open, closed } => match standing[*site as usize] {
                Standing::Open => {
                    left.push((*open, standing, place));
                    continue;
                }
                Standing::Closed => {
                    left.push((*closed, standing, place));
                    continue;
                }
                Standing::Free => {
                    let (if_open, if_closed) = (reserve(), reserve());
                    let mut other = standing.clone();
                    other[*site as usize] = Standing::Closed;
                    left.push((*closed, other, if_closed as usize));
                    standing[*site as usize] = Standing::Open;
                    left.push((*open, standing, if_open as usize));
                    Step::Split { site: *site, open: if_open, closed: if_closed }
                }
            },
            Step::Fix { prices, next, .. } => {
                work.spend(relaxation.solve(&standing, prices, &mut relaxed));
                let (prices, budget_price) = (prices.clone(), relaxed.budget_price);
                if relaxed.value >= goal {
                    Step::Close { prices, budget_price }
                } else {
                    let goes_on = reserve();
                    let is_over = (0..standing.len()).any(|site| {
                        standing[site] == Standing::Free
                            && relaxed.value + relaxed.rise_if_open(site) >= goal
                            && relaxed.value + relaxed.rise_if_closed(site) >= goal
                    });
                    if is_over {
                        let prices = prices.clone();
                        tidy[goes_on as usize] = Some(Step::Close { prices, budget_price });
                    } else {
                        fix(location, &mut standing, &relaxed, goal);
                        left.push((*next, standing, goes_on as usize));
                    }
                    Step::Fix { prices, budget_price, next: goes_on }
                }
            }
            Step::Close { prices, budget_price } => {
                Step::Close { prices: prices.clone(), budget_price: *budget_price }
            }
        };
        tidy[place] = Some(step);
    }
    (tidy.into_iter().flatten().collect(), proved)
}
