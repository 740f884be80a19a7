//! The best layout, proved: Lagrangian bounds, reduced-cost fixing, branch and bound.

use domain::decision::placement::Placement;

use super::proving::{Effort, Prover};
use crate::{Entry, entry, settings};

/// In the registry.
pub const ENTRY: Entry<dyn Placement> = entry!(
    "exact",
    "Branch and bound on Lagrangian bounds: proves the best layout or a gap.",
    Prover::from(Config)
);

settings! {
    /// How long to search and to prove.
    pub struct Config {
        /// How long to work in all: millions of links looked at, about a hundred a second.
        work_m: u32 = 6_000, 1..=999_999;
        /// How much of that to search for better layouts between the steps of the proof, at most, in
        /// the same unit.
        search_m: u32 = 300, 0..=999_999;
        /// Most steps in which the prices are improved before the first case is split.
        steps: u32 = 3_000, 1..=100_000;
    }
}

impl From<Config> for Prover {
    fn from(Config { work_m, search_m, steps }: Config) -> Self {
        Self::with(
            ENTRY.name,
            Effort { work_m, search_m: Some(search_m), steps, nodes: usize::MAX },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{Asking, Format, mclp, orlib_cap, orlib_pmed, tsplib};
    use domain::decision::Solver;
    use domain::decision::placement::price;
    use domain::rng::{Purpose, Streams};

    #[test]
    fn published_optima_are_proved() {
        let Ok(data) = std::env::var("DARKSTORE_DATA") else {
            eprintln!("skipped: DARKSTORE_DATA is not set");
            return;
        };
        type Case = (&'static str, Format, Option<u32>, Option<f64>, f64);
        let cases: [Case; 7] = [
            ("pmed/pmed1.txt", orlib_pmed::FORMAT, None, None, 5819.0),
            ("pmed/pmed15.txt", orlib_pmed::FORMAT, None, None, 1729.0),
            ("tsplib-pmedian/rl1304.tsp", tsplib::FORMAT, Some(50), None, 795_012.0),
            ("mclp/SJC324.txt", mclp::FORMAT, Some(3), Some(800.0), 11604.0),
            ("mclp/SJC500.txt", mclp::FORMAT, Some(5), Some(800.0), 18859.0),
            ("mclp/BDS1000.txt", mclp::FORMAT, Some(10), Some(5.5), 44731.0),
            ("ufl-orlib/cap101.txt", orlib_cap::FORMAT, None, None, 796_648.437_5),
        ];
        for (file, format, sites, radius, optimum) in cases {
            let text = std::fs::read_to_string(format!("{data}/placement/{file}")).unwrap();
            let is_costed = format.name == orlib_cap::FORMAT.name;
            let model = is_costed.then(|| "uncapacitated".into());
            let asking = Asking { model, sites, radius, ..Asking::default() };
            let question = format.read(&text, &asking).unwrap();
            let mut exact = Prover::from(Config::default());
            let mut rng = Streams::new(1, 0).open(Purpose::Solver, 0);
            let placed = exact.place(&question, &mut rng);
            let value = price(&placed, &question).unwrap().value;
            assert!((value - optimum).abs() < 1e-6 * optimum, "{file}: {value}, not {optimum}");
            let bound = exact.bound().unwrap();
            assert!((bound - optimum).abs() < 1e-6 * optimum, "{file}: bound {bound}");
            let proved = exact.certificate().unwrap().bound;
            assert!((proved - optimum).abs() < 1e-6 * optimum, "{file}: certificate {proved}");
        }
    }
}
