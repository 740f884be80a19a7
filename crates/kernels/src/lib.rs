//! Mathematics without groceries: problems and searches that several decisions share.
//!
//! Problems are plain numbers, answers carry a bound, and every search spends a budget of [`Work`]
//! instead of time, so that it ends at the same step on every machine.
//!
//! | module | problem | answers |
//! | --- | --- | --- |
//! | [`location`] | p-median, maximal covering, uncapacitated location | search, sifting, proof by branch and bound |
//! | [`capacitated`] | facility location with capacities, shares or single sources | search, proof |
//! | [`set_cover`] | set covering, p-center by covering | search, proof |
//! | [`partition`] | set partitioning of few columns | proof |
//! | [`transport`] | transportation between few sites and many customers | optimal as sites open and close |
//! | [`knapsack`] | fractional and whole knapsacks | optimal |
//! | [`bins`] | packing in one or several dimensions, with conflicts | search, proof |
//! | [`tour`] | travelling salesman, with turns and precedences | Held-Karp, search with a bound |
//! | [`aisles`] | walks through a warehouse of aisles | optimal by dynamic programming |
//!
//! The shortest tour through four corners of a square of 10, begun at the first:
//!
//! ```
//! use kernels::Work;
//! use kernels::tour::{TourProblem, held_karp};
//!
//! let at = [(0, 0), (10, 10), (0, 10), (10, 0)];
//! let apart = |a: (i32, i32), b: (i32, i32)| ((a.0 - b.0).abs() + (a.1 - b.1).abs()) as u32;
//! let costs = at.iter().flat_map(|a| at.iter().map(move |b| apart(*a, *b))).collect();
//! let problem = TourProblem::new(costs, vec![0; 4], Vec::new())?;
//! let route = held_karp(&problem, &mut Work::of(10_000)).expect("four nodes are few");
//! assert_eq!(problem.length(&route), Some(40));
//! assert_eq!(route[1], 1, "the corner across comes between the others");
//! # Ok::<(), kernels::tour::TourError>(())
//! ```

pub mod aisles;
pub mod bins;
pub mod capacitated;
pub mod knapsack;
pub mod location;
pub mod partition;
pub mod set_cover;
pub mod tour;
pub mod transport;

mod record;
mod rules;
mod volume;
mod work;

pub use work::Work;
