//! The suites that come with the program, and the files they name.

use crate::shipped::opening;

/// A suite that comes with the program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ShippedSuite {
    /// Name by which it is run.
    pub name: &'static str,
    /// What it guards.
    pub sentence: &'static str,
    /// The file.
    pub text: &'static str,
    /// Files that it names, and what they hold.
    pub files: &'static [(&'static str, &'static str)],
}

/// Names the files once; their first line is the sentence.
macro_rules! shipped {
    ($($name:literal: [$($file:literal),* $(,)?],)*) => {
        &[$({
            const TEXT: &str =
                include_str!(concat!("../../../../scenarios/suites/", $name, ".toml"));
            ShippedSuite {
                name: $name,
                sentence: opening(TEXT),
                text: TEXT,
                files: &[$(
                    ($file, include_str!(concat!("../../../../scenarios/suites/", $file))),
                )*],
            }
        },)*]
    };
}

const SHIPPED: &[ShippedSuite] = shipped![
    "small": [
        "instances/pick_route.jsonl",
        "instances/pick_route.best.csv",
        "instances/bagging.jsonl",
        "instances/bagging.best.csv",
    ],
    "public": [],
    "placement": [],
    "picking": [],
    "packing": [],
];

/// All suites that come with the program.
#[must_use]
pub fn shipped_suites() -> &'static [ShippedSuite] {
    SHIPPED
}
