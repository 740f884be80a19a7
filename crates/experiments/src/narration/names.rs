//! What people, places and spans are called on a page.

use domain::ids::StoreId;
use domain::shown::shown;
use domain::units::{Millis, Paise};

/// Names that a page calls things by.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// Names of the stores, by id; a store beyond them goes by its number.
    pub stores: &'a [String],
}

impl Names<'_> {
    /// A store's name.
    #[must_use]
    pub fn store(&self, store: StoreId) -> String {
        let name = self.stores.get(store.index()).map(|name| shown(name).into_owned());
        name.unwrap_or_else(|| format!("store {}", store.0))
    }
}

/// A span as `m:ss.t`.
pub(crate) fn span(millis: Millis) -> String {
    let tenths = (millis.0 + 50) / 100;
    format!("{}:{:02}.{}", tenths / 600, tenths / 10 % 60, tenths % 10)
}

/// A span that may be negative.
pub(crate) fn signed_span(ms: i64) -> String {
    let sign = if ms < 0 { "−" } else { "" };
    format!("{sign}{}", span(Millis(ms.unsigned_abs())))
}

/// A sum of money.
pub(crate) fn money(paise: Paise) -> String {
    format!("INR {:.2}", paise.as_inr())
}

/// `1 order`, `2 orders`.
pub(crate) fn count(number: impl Into<u64>, one: &str) -> String {
    let number = number.into();
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}
