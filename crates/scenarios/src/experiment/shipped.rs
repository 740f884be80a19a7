//! The experiments that come with the program.

use crate::shipped::opening;

/// An experiment that comes with the program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ShippedExperiment {
    /// Name by which it is run.
    pub name: &'static str,
    /// What it asks.
    pub sentence: &'static str,
    /// The file.
    pub text: &'static str,
}

/// Names the files once; their first line is the sentence.
macro_rules! shipped {
    ($($name:literal,)*) => {
        &[$({
            const TEXT: &str =
                include_str!(concat!("../../../../scenarios/experiments/", $name, ".toml"));
            ShippedExperiment { name: $name, sentence: opening(TEXT), text: TEXT }
        },)*]
    };
}

const SHIPPED: &[ShippedExperiment] = shipped![
    "riders_by_dispatch",
    "screening",
    "space_filling",
    "what_matters",
    "best_dispatch",
    "least_riders",
];

/// All experiments that come with the program.
#[must_use]
pub fn shipped_experiments() -> &'static [ShippedExperiment] {
    SHIPPED
}
