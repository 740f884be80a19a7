//! What the registry knows about one solver.

use crate::settings::Parameter;

/// A solver of one decision: its name, a sentence about it, and how to build it.
pub struct Entry<P: ?Sized> {
    /// Name in scenario files, unique within the decision.
    pub name: &'static str,
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// Its parameters, in the order in which its settings declare them.
    pub parameters: fn() -> Vec<Parameter>,
    /// Builds it from a table of parameters; those not named keep their defaults.
    pub build: fn(toml::Table) -> Result<Box<P>, toml::de::Error>,
}

/// The registered solvers of one decision.
pub struct Solvers<P: ?Sized + 'static> {
    /// Each of them, the reference design's first.
    pub entries: &'static [Entry<P>],
    /// Name of the one whose answers are best, who answers outside a run when nobody is named.
    pub strongest: &'static str,
}

/// What the registry knows about a solver: its name, a sentence about it, and how it is made, of
/// its settings (`Flat::new(Config)`) or of nothing (`Nearest`).
macro_rules! entry {
    ($name:literal, $summary:literal, $Solver:ident::$make:ident($Config:ty)) => {
        $crate::Entry {
            name: $name,
            summary: $summary,
            parameters: $crate::settings::parameters::<$Config>,
            build: |table| Ok(Box::new($Solver::$make($crate::settings::read::<$Config>(table)?))),
        }
    };
    ($name:literal, $summary:literal, $solver:expr) => {
        $crate::Entry {
            name: $name,
            summary: $summary,
            parameters: Vec::new,
            build: |table| {
                $crate::settings::read::<$crate::settings::Nothing>(table)?;
                Ok(Box::new($solver))
            },
        }
    };
}

pub(crate) use entry;
