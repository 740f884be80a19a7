//! Every solver by decision and name, and the way from names to a run's policies.

use domain::decision::bagging::Bagging;
use domain::decision::delivery_fee::DeliveryFee;
use domain::decision::dispatch::Dispatch;
use domain::decision::pick_batch::PickBatch;
use domain::decision::pick_route::PickRoute;
use domain::decision::placement::Placement;
use domain::decision::promise::Promise;
use domain::decision::radius::Radius;
use domain::decision::replenish::Replenish;
use domain::decision::slotting::Slotting;
use domain::decision::store_choice::StoreChoice;
use domain::decision::{Decision, Named, Policies};
use serde::Serialize;

use crate::external::{self, Command, Commands, External};
use crate::settings::Parameter;
use crate::{
    Entry, bagging, delivery_fee, dispatch, pick_batch, pick_route, placement, promise, radius,
    replenish, slotting, store_choice,
};

/// Solvers that choose a store.
pub const STORE_CHOICE: &[Entry<dyn StoreChoice>] =
    &[store_choice::reference::ENTRY, store_choice::nearest::ENTRY];

/// Solvers that quote a delivery time.
pub const PROMISE: &[Entry<dyn Promise>] = &[promise::reference::ENTRY, promise::fixed::ENTRY];

/// Solvers that set a delivery fee.
pub const DELIVERY_FEE: &[Entry<dyn DeliveryFee>] =
    &[delivery_fee::reference::ENTRY, delivery_fee::flat::ENTRY];

/// Solvers that put orders on pickers' carts.
pub const PICK_BATCH: &[Entry<dyn PickBatch>] = &[
    pick_batch::reference::ENTRY,
    pick_batch::first_come::ENTRY,
    pick_batch::savings::ENTRY,
    pick_batch::portfolio::ENTRY,
];

/// Solvers that route a picker.
pub const PICK_ROUTE: &[Entry<dyn PickRoute>] = &[
    pick_route::reference::ENTRY,
    pick_route::as_listed::ENTRY,
    pick_route::nearest::ENTRY,
    pick_route::held_karp::ENTRY,
    pick_route::local_search::ENTRY,
    pick_route::s_shape::ENTRY,
    pick_route::largest_gap::ENTRY,
    pick_route::aisle_dp::ENTRY,
];

/// Solvers that fill bags.
pub const BAGGING: &[Entry<dyn Bagging>] = &[
    bagging::reference::ENTRY,
    bagging::first_come::ENTRY,
    bagging::best_fit::ENTRY,
    bagging::exact::ENTRY,
];

/// Solvers that give orders to riders.
pub const DISPATCH: &[Entry<dyn Dispatch>] =
    &[dispatch::reference::ENTRY, dispatch::first_come::ENTRY];

/// Solvers that set a delivery radius.
pub const RADIUS: &[Entry<dyn Radius>] = &[radius::reference::ENTRY, radius::fixed::ENTRY];

/// Solvers that order from suppliers.
pub const REPLENISH: &[Entry<dyn Replenish>] =
    &[replenish::reference::ENTRY, replenish::order_up_to::ENTRY];

/// Solvers that place stores.
pub const PLACEMENT: &[Entry<dyn Placement>] = &[
    placement::reference::ENTRY,
    placement::portfolio::ENTRY,
    placement::heaviest::ENTRY,
    placement::greedy::ENTRY,
    placement::swap::ENTRY,
    placement::dual::ENTRY,
    placement::exact::ENTRY,
    placement::mip::ENTRY,
];

/// Solvers that lay goods out.
pub const SLOTTING: &[Entry<dyn Slotting>] = &[
    slotting::reference::ENTRY,
    slotting::random::ENTRY,
    slotting::abc::ENTRY,
    slotting::cube_per_order::ENTRY,
    slotting::planogram::ENTRY,
    slotting::exact_route::ENTRY,
];

/// A decision and its registered solvers.
pub trait Registered: Decision {
    /// The solvers, the reference design's first.
    const ENTRIES: &'static [Entry<Self>];

    /// Who answers when nobody is named, asked outside a run: the solver whose answers are best.
    const STRONGEST: &'static str = "reference";

    /// A program as a solver of this decision.
    fn outside(external: External) -> Box<Self>;
}

impl Registered for dyn StoreChoice {
    const ENTRIES: &'static [Entry<Self>] = STORE_CHOICE;

    fn outside(external: External) -> Box<Self> {
        Box::new(external)
    }
}

impl Registered for dyn Promise {
    const ENTRIES: &'static [Entry<Self>] = PROMISE;

    fn outside(external: External) -> Box<Self> {
        Box::new(external)
    }
}

impl Registered for dyn DeliveryFee {
    const ENTRIES: &'static [Entry<Self>] = DELIVERY_FEE;

    fn outside(external: External) -> Box<Self> {
        Box::new(external)
    }
}

impl Registered for dyn PickBatch {
    const ENTRIES: &'static [Entry<Self>] = PICK_BATCH;
    const STRONGEST: &'static str = "portfolio";

    fn outside(external: External) -> Box<Self> {
        Box::new(external)
    }
}

impl Registered for dyn PickRoute {
    const ENTRIES: &'static [Entry<Self>] = PICK_ROUTE;
    const STRONGEST: &'static str = "aisle_dp";

    fn outside(external: External) -> Box<Self> {
        Box::new(external)
    }
}

impl Registered for dyn Bagging {
    const ENTRIES: &'static [Entry<Self>] = BAGGING;
    const STRONGEST: &'static str = "exact";

    fn outside(external: External) -> Box<Self> {
        Box::new(external)
    }
}

impl Registered for dyn Dispatch {
    const ENTRIES: &'static [Entry<Self>] = DISPATCH;

    fn outside(external: External) -> Box<Self> {
        Box::new(external)
    }
}

impl Registered for dyn Radius {
    const ENTRIES: &'static [Entry<Self>] = RADIUS;

    fn outside(external: External) -> Box<Self> {
        Box::new(external)
    }
}

impl Registered for dyn Replenish {
    const ENTRIES: &'static [Entry<Self>] = REPLENISH;

    fn outside(external: External) -> Box<Self> {
        Box::new(external)
    }
}

impl Registered for dyn Placement {
    const ENTRIES: &'static [Entry<Self>] = PLACEMENT;
    const STRONGEST: &'static str = "portfolio";

    fn outside(external: External) -> Box<Self> {
        Box::new(external)
    }
}

impl Registered for dyn Slotting {
    const ENTRIES: &'static [Entry<Self>] = SLOTTING;
    const STRONGEST: &'static str = "exact_route";

    fn outside(external: External) -> Box<Self> {
        Box::new(external)
    }
}

/// Why no policies could be built.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// No decision has this name.
    #[error("unknown decision `{decision}`, expected one of {allowed}")]
    UnknownDecision {
        /// The name given.
        decision: String,
        /// The names there are.
        allowed: String,
    },
    /// No solver of the decision has this name.
    #[error("unknown solver `{name}` for `{decision}`, expected one of {allowed}")]
    UnknownSolver {
        /// The decision.
        decision: &'static str,
        /// The name given.
        name: String,
        /// The names there are.
        allowed: String,
    },
    /// A program is to decide, but none was named where one may be.
    #[error(
        "`external` for `{decision}` needs a program from the command line: a scenario cannot start programs"
    )]
    NoProgram {
        /// The decision.
        decision: &'static str,
    },
    /// The solver refuses its parameters.
    #[error("parameters of `{name}` for `{decision}`: {}", .source.message())]
    Parameters {
        /// The decision.
        decision: &'static str,
        /// The solver.
        name: &'static str,
        /// What is wrong with them.
        source: toml::de::Error,
    },
}

/// A solver by name, and its parameters.
#[derive(Clone, PartialEq, Debug)]
pub struct Choice {
    /// Registered name.
    pub name: String,
    /// Parameters that differ from their defaults.
    pub params: toml::Table,
}

impl Choice {
    /// A solver with its default parameters.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self { name: name.into(), params: toml::Table::new() }
    }
}

impl Default for Choice {
    /// The reference design's own solver.
    fn default() -> Self {
        Self::named("reference")
    }
}

/// One solver for each decision; `reference` where nothing else is said.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Choices {
    /// Which store serves a customer.
    pub store_choice: Choice,
    /// What the app promises.
    pub promise: Choice,
    /// What delivery costs the customer.
    pub delivery_fee: Choice,
    /// Which orders are picked together.
    pub pick_batch: Choice,
    /// In what order a picker visits the slots.
    pub pick_route: Choice,
    /// Which items share a bag.
    pub bagging: Choice,
    /// Which rider carries which orders.
    pub dispatch: Choice,
    /// How far a store delivers.
    pub radius: Choice,
    /// What is ordered from suppliers.
    pub replenish: Choice,
    /// Where the stores stand; taken before a run, by none of its policies.
    pub placement: Choice,
    /// Which SKU lies where; taken before a run, likewise.
    pub slotting: Choice,
    /// The programs that decide where the choice is `external`; only the command line names any.
    pub external: Commands,
}

impl Choices {
    /// The choice for a decision by its name.
    ///
    /// # Errors
    /// No decision has this name.
    pub fn get(&self, decision: &str) -> Result<&Choice, RegistryError> {
        Ok(match decision {
            "store_choice" => &self.store_choice,
            "promise" => &self.promise,
            "delivery_fee" => &self.delivery_fee,
            "pick_batch" => &self.pick_batch,
            "pick_route" => &self.pick_route,
            "bagging" => &self.bagging,
            "dispatch" => &self.dispatch,
            "radius" => &self.radius,
            "replenish" => &self.replenish,
            "placement" => &self.placement,
            "slotting" => &self.slotting,
            _ => return Err(unknown_decision(decision)),
        })
    }

    /// Changes the choice for a decision by its name.
    ///
    /// # Errors
    /// No decision has this name. Solver and parameters are checked by [`policies`].
    pub fn set(&mut self, decision: &str, choice: Choice) -> Result<(), RegistryError> {
        *match decision {
            "store_choice" => &mut self.store_choice,
            "promise" => &mut self.promise,
            "delivery_fee" => &mut self.delivery_fee,
            "pick_batch" => &mut self.pick_batch,
            "pick_route" => &mut self.pick_route,
            "bagging" => &mut self.bagging,
            "dispatch" => &mut self.dispatch,
            "radius" => &mut self.radius,
            "replenish" => &mut self.replenish,
            "placement" => &mut self.placement,
            "slotting" => &mut self.slotting,
            _ => return Err(unknown_decision(decision)),
        } = choice;
        Ok(())
    }

    /// Has a program decide.
    ///
    /// # Errors
    /// No decision has this name.
    pub fn set_external(&mut self, decision: &str, command: Command) -> Result<(), RegistryError> {
        self.set(decision, Choice::named(external::NAME))?;
        for known in DECISIONS.iter().filter(|known| **known == decision) {
            self.external.set(known, command.clone());
        }
        Ok(())
    }
}

/// Names of the decisions: those that a run takes in the order of an order's life, then those that
/// are taken before it.
pub const DECISIONS: [&str; 11] = [
    "store_choice",
    "promise",
    "delivery_fee",
    "pick_batch",
    "pick_route",
    "bagging",
    "dispatch",
    "radius",
    "replenish",
    "placement",
    "slotting",
];

/// Names of the decisions that a run takes, in the order of an order's life.
pub const ONLINE: &[&str] = DECISIONS.split_at(Policies::COUNT).0;

fn unknown_decision(decision: &str) -> RegistryError {
    RegistryError::UnknownDecision { decision: decision.into(), allowed: in_quotes(DECISIONS) }
}

fn in_quotes(names: impl IntoIterator<Item = &'static str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

/// Builds the chosen solvers, fresh and knowing nothing.
///
/// # Errors
/// An unknown solver or a parameter that its solver refuses.
pub fn policies(choices: &Choices) -> Result<Policies, RegistryError> {
    let external = &choices.external;
    Ok(Policies {
        store_choice: chosen(&choices.store_choice, external)?,
        promise: chosen(&choices.promise, external)?,
        delivery_fee: chosen(&choices.delivery_fee, external)?,
        pick_batch: chosen(&choices.pick_batch, external)?,
        pick_route: chosen(&choices.pick_route, external)?,
        bagging: chosen(&choices.bagging, external)?,
        dispatch: chosen(&choices.dispatch, external)?,
        radius: chosen(&choices.radius, external)?,
        replenish: chosen(&choices.replenish, external)?,
    })
}

/// Builds a chosen solver, fresh and knowing nothing, or one that asks a program.
///
/// # Errors
/// An unknown solver, a parameter that it refuses, or `external` without a program.
pub fn chosen<D: Registered + ?Sized>(
    choice: &Choice,
    external: &Commands,
) -> Result<Named<D>, RegistryError> {
    match external.get(D::NAME) {
        Some(command) if choice.name == external::NAME => {
            let solver = D::outside(External::new(command.clone()));
            Ok(Named { name: external::NAME, solver })
        }
        _ => solver(choice),
    }
}

/// Builds a registered solver, fresh and knowing nothing.
///
/// # Errors
/// An unknown solver or a parameter that it refuses; `external`, which is not registered.
pub fn solver<D: Registered + ?Sized>(choice: &Choice) -> Result<Named<D>, RegistryError> {
    let decision = D::NAME;
    if choice.name == external::NAME {
        return Err(RegistryError::NoProgram { decision });
    }
    let entry = D::ENTRIES.iter().find(|entry| entry.name == choice.name).ok_or_else(|| {
        RegistryError::UnknownSolver {
            decision,
            name: choice.name.clone(),
            allowed: in_quotes(D::ENTRIES.iter().map(|entry| entry.name)),
        }
    })?;
    let solver = (entry.build)(choice.params.clone())
        .map_err(|source| RegistryError::Parameters { decision, name: entry.name, source })?;
    Ok(Named { name: entry.name, solver })
}

/// A registered solver, for listings.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Listed {
    /// The decision it takes.
    pub decision: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it does.
    pub summary: &'static str,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
}

/// All solvers, by decision and in the order of registration.
#[must_use]
pub fn listing() -> Vec<Listed> {
    let mut all = Vec::new();
    list::<dyn StoreChoice>(&mut all);
    list::<dyn Promise>(&mut all);
    list::<dyn DeliveryFee>(&mut all);
    list::<dyn PickBatch>(&mut all);
    list::<dyn PickRoute>(&mut all);
    list::<dyn Bagging>(&mut all);
    list::<dyn Dispatch>(&mut all);
    list::<dyn Radius>(&mut all);
    list::<dyn Replenish>(&mut all);
    list::<dyn Placement>(&mut all);
    list::<dyn Slotting>(&mut all);
    all
}

fn list<D: Registered + ?Sized>(all: &mut Vec<Listed>) {
    all.extend(D::ENTRIES.iter().map(|entry| Listed {
        decision: D::NAME,
        name: entry.name,
        summary: entry.summary,
        parameters: (entry.parameters)(),
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(decision: &str, name: &str, params: &str) -> String {
        let mut choices = Choices::default();
        let choice = Choice { name: name.into(), params: params.parse().unwrap() };
        if decision == "placement" {
            let built = solver::<dyn Placement>(&choice);
            return built.err().map_or_else(String::new, |error| error.to_string());
        }
        if decision == "slotting" {
            let built = solver::<dyn Slotting>(&choice);
            return built.err().map_or_else(String::new, |error| error.to_string());
        }
        choices.set(decision, choice).unwrap();
        policies(&choices).err().map_or_else(String::new, |error| error.to_string())
    }

    #[test]
    fn the_reference_is_chosen_unless_said_otherwise() {
        let policies = policies(&Choices::default()).unwrap();
        let expected = ONLINE.iter().map(|decision| (*decision, "reference"));
        assert!(policies.names().into_iter().eq(expected));
    }

    #[test]
    fn every_listed_solver_can_be_chosen_and_every_decision_has_a_baseline() {
        for decision in DECISIONS {
            let listed = listing();
            let names: Vec<&str> =
                listed.iter().filter(|l| l.decision == decision).map(|l| l.name).collect();
            assert!(names.len() >= 2 && names[0] == "reference", "{decision}: {names:?}");
            for (i, name) in names.iter().enumerate() {
                assert!(!names[..i].contains(name), "`{name}` twice for {decision}");
                let mut choices = Choices::default();
                choices.set(decision, Choice::named(name)).unwrap();
                assert_eq!(choices.get(decision).unwrap().name, *name);
                if ONLINE.contains(&decision) {
                    assert!(policies(&choices).unwrap().names().contains(&(decision, name)));
                }
            }
        }
    }

    #[test]
    fn the_strongest_of_each_decision_is_registered() {
        fn is_registered<D: Registered + ?Sized>() {
            assert!(D::ENTRIES.iter().any(|entry| entry.name == D::STRONGEST), "{}", D::NAME);
        }
        is_registered::<dyn PickBatch>();
        is_registered::<dyn PickRoute>();
        is_registered::<dyn Bagging>();
        is_registered::<dyn Placement>();
        is_registered::<dyn Slotting>();
    }

    #[test]
    fn listed_defaults_are_accepted_and_what_lies_outside_the_listed_range_is_not() {
        for Listed { decision, name, parameters, .. } in listing() {
            for parameter in parameters {
                let Parameter { name: key, default, allowed, doc, .. } = parameter;
                assert!(!doc.is_empty(), "{decision} {name} {key} has no description");
                assert_ne!(key, "name", "scenario files name the solver by this key");
                assert_eq!(complaint(decision, name, &format!("{key} = {default}")), "");
                let Some((low, high)) = allowed.split_once(" to ") else {
                    assert_eq!(allowed, "true or false", "{decision} {name} {key}");
                    continue;
                };
                let (low, high): (f64, f64) = (low.parse().unwrap(), high.parse().unwrap());
                assert!(low < high && high < 1e6, "{decision} {name} {key}: {allowed}");
                for value in [low - 1.0, high + 1.0] {
                    let text = if default.contains('.') {
                        format!("{key} = {value:?}")
                    } else {
                        format!("{key} = {value:.0}")
                    };
                    assert_ne!(complaint(decision, name, &text), "", "{decision} {name}: {text}");
                }
                assert_ne!(complaint(decision, name, &format!("{key} = nan")), "");
            }
        }
    }

    #[test]
    fn errors_name_the_thing_and_what_is_allowed() {
        assert_eq!(
            complaint("dispatch", "refrence", ""),
            "unknown solver `refrence` for `dispatch`, expected one of `reference`, `first_come`"
        );
        assert_eq!(
            complaint("delivery_fee", "flat", "fee_inr = -5"),
            "parameters of `flat` for `delivery_fee`: `fee_inr` is -5, allowed 0 to 200"
        );
        let error = complaint("promise", "fixed", "promise_minutes = 9");
        assert!(
            error.contains("unknown field `promise_minutes`, expected `promise_min`"),
            "{error}"
        );
        let error = Choices::default().get("weather").unwrap_err().to_string();
        assert!(error.starts_with("unknown decision `weather`, expected one of `store_choice`"));
    }
}
