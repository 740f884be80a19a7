//! Built worlds, shared by cells that differ in policies only.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use domain::instance::Instance;
use scenarios::{Scenario, ScenarioError};

use crate::start::Start;

/// A world, once somebody has built it.
type Built = Arc<OnceLock<Result<Arc<Instance>, Box<ScenarioError>>>>;

/// The latest worlds, the last used first.
pub(super) struct Worlds {
    capacity: usize,
    built: Mutex<Vec<(String, Built)>>,
}

impl Worlds {
    /// Keeps up to `capacity` worlds.
    pub(super) fn new(capacity: usize) -> Self {
        Self { capacity, built: Mutex::new(Vec::new()) }
    }

    /// The world of a scenario, built on first use. Who asks while it is being built waits.
    pub(super) fn get(
        &self,
        scenario: &Scenario,
        start: &Start,
    ) -> Result<Arc<Instance>, ScenarioError> {
        let key = scenario.world_key();
        let world = {
            let mut built = self.built.lock().unwrap_or_else(PoisonError::into_inner);
            let known = built.iter().position(|(known, _)| *known == key);
            let entry = known.map_or_else(|| (key, Built::default()), |place| built.remove(place));
            let world = Arc::clone(&entry.1);
            built.insert(0, entry);
            built.truncate(self.capacity);
            world
        };
        let build = || Ok(Arc::new(start.world(scenario.build()?)));
        let built = world.get_or_init(|| build().map_err(Box::new));
        built.clone().map_err(|error| *error)
    }
}
