//! One solver for each decision of a run.

use super::list::{ONLINE, STREAMS};
use super::{Listed, Online, Solver};

/// A solver and the name it is registered under.
pub struct Named<P: ?Sized> {
    /// Registered name.
    pub name: &'static str,
    /// The solver.
    pub solver: Box<P>,
}

macro_rules! policies {
    (
        run { $($(#[$doc:meta])* $stream:literal $name:ident: $Trait:ident::$ask:ident,)* }
        before { $($early:tt)* }
    ) => {
        /// What a run decides with.
        pub struct Policies {
            $($(#[$doc])* pub $name: Named<dyn super::$name::$Trait>,)*
        }

        impl Policies {
            /// Decision and chosen solver, in the order of an order's life.
            #[must_use]
            pub fn names(&self) -> [(&'static str, &'static str); Self::COUNT] {
                [$((<dyn super::$name::$Trait>::NAME, self.$name.name)),*]
            }

            /// The solvers, in the order of an order's life.
            pub fn solvers(&mut self) -> [&mut dyn Solver; Self::COUNT] {
                [$(&mut *self.$name.solver),*]
            }
        }

        $(impl Online for dyn super::$name::$Trait {
            fn policy(policies: &mut Policies) -> &mut Named<Self> {
                &mut policies.$name
            }
        })*
    };
}

crate::decisions!(policies);

impl Policies {
    /// Number of decisions.
    pub const COUNT: usize = ONLINE.len();
    /// The [`Listed::STREAM`] of each is below this.
    pub const STREAMS: usize = STREAMS;
}
