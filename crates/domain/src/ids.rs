//! Names of things as small integers that index vectors.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident,)*) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl $name {
            /// Position in the vector of its kind.
            #[must_use]
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl From<$name> for usize {
            fn from(id: $name) -> Self {
                id.index()
            }
        }

        impl From<usize> for $name {
            /// # Panics
            /// Beyond 2³² things of one kind.
            fn from(index: usize) -> Self {
                Self(u32::try_from(index).expect("fewer than 2^32 things of a kind"))
            }
        }
    )*};
}

ids! {
    /// An order, or a browsing session that may become one, numbered as they begin in one run.
    OrderId,
    /// A dark store.
    StoreId,
    /// A rider, dedicated or gig.
    RiderId,
    /// A picker.
    PickerId,
    /// A stock keeping unit.
    SkuId,
    /// A product category.
    CategoryId,
    /// A demand zone: a ward or a grid cell.
    ZoneId,
    /// A junction of the street network.
    NodeId,
    /// A trip of one rider: out with one or more orders, and back.
    TripId,
    /// A purchase order to a supplier.
    PurchaseId,
}
