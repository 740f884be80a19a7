//! What of the files of a city is not in it.

use super::ground::REACHED_M;

/// What of the street file and the wards is not in a city.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct LeftOut {
    /// Streets.
    pub streets: roads::import::LeftOut,
    /// People who live further than 250 m from every junction.
    pub people: f64,
    /// The same as a share of all people in the wards file.
    pub people_share: f64,
    /// Wards with people of whom none is in the city.
    pub wards: usize,
}

/// More than this share of a file's streets left out is a warning.
const MOST_STREETS: f64 = 0.5;
/// More than this share of the people left out is a warning: wards of a whole city around a map of
/// its middle are usual.
const MOST_PEOPLE: f64 = 0.9;

impl LeftOut {
    /// What is left out, a line each, without an end of line.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let streets = &self.streets;
        if streets.km > 0.0 {
            lines.push(format!(
                "{} junctions, {:.1} km not reachable both ways ({})",
                streets.junctions,
                streets.km,
                percent(streets.share)
            ));
        }
        if streets.missing_nodes > 0 {
            lines.push(format!(
                "stretches of street at {} nodes that the file does not hold",
                streets.missing_nodes
            ));
        }
        // Shares of ground are counted point by point, so the last person is not.
        if self.people >= 0.5 {
            let wards = match self.wards {
                0 => String::new(),
                1 => ", all of 1 ward".into(),
                wards => format!(", all of {wards} wards"),
            };
            lines.push(format!(
                "{:.0} people further than {} m from every junction ({}{wards})",
                self.people,
                REACHED_M,
                percent(self.people_share)
            ));
        }
        lines
    }

    /// Why the city may not be the one that was meant, a line each.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.streets.share > MOST_STREETS {
            warnings.push(format!(
                "only {} of the streets in the file can be reached from each other both ways: is \
                 it cut off at a bridge, or are its streets not joined?",
                percent(1.0 - self.streets.share)
            ));
        }
        if self.people_share > MOST_PEOPLE {
            warnings.push(format!(
                "only {} of the people in the wards live near the streets: do both files show the \
                 same city?",
                percent(1.0 - self.people_share)
            ));
        }
        warnings
    }
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}
