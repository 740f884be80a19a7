//! The baseline store choice: the nearest store that serves the customer.

use domain::decision::Solver;
use domain::decision::store_choice::{StoreChoice, StoreChoiceQuestion};
use domain::ids::StoreId;
use domain::rng::Stream;

use crate::{Entry, entry};

/// In the registry.
pub const ENTRY: Entry<dyn StoreChoice> =
    entry!("nearest", "The nearest store that serves the customer, as the crow flies.", Nearest);

/// Prefers the shortest straight line.
#[derive(Clone, Debug)]
pub struct Nearest;

impl Solver for Nearest {}

impl StoreChoice for Nearest {
    fn choose(&mut self, question: &StoreChoiceQuestion<'_>, _rng: &mut Stream) -> Option<StoreId> {
        let serving = question.stores.iter().filter(|option| option.serves());
        serving.min_by_key(|option| (option.distance, option.store)).map(|option| option.store)
    }
}
