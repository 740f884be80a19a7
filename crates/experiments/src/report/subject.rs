//! What a page about an earlier run is about.

use domain::units::Millis;

use super::figure::number;
use crate::rundir::RunDirectory;

/// A run on disk, and of its world what pages mention.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// The run.
    pub run: &'a RunDirectory,
    /// Names of the stores.
    pub stores: &'a [String],
    /// The promise that the SLA counts.
    pub sla: Millis,
    /// Whether headings are bold.
    pub is_styled: bool,
}

impl About<'_> {
    /// What run it is, and which of its replications.
    pub(super) fn title(&self, replications: &[u32]) -> String {
        let which = match replications {
            [one] => format!("replication {one}"),
            all => format!("{} replications", all.len()),
        };
        format!("{} · seed {} · {which}\n", self.run.scenario, self.run.seed)
    }

    /// A heading and what stands under it.
    pub(super) fn section(&self, heading: &str, body: &str) -> String {
        if self.is_styled {
            format!("\n\u{1b}[1m{heading}\u{1b}[0m\n{body}")
        } else {
            format!("\n{heading}\n{body}")
        }
    }
}

/// `1 order`, `2 orders`.
pub(super) fn plural(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(count as f64, 0), if count == 1 { one } else { many })
}
