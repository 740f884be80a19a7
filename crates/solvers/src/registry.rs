//! Every solver by decision and name, and the way from names to a run's policies.

use domain::decision::{DECISIONS, Decision, Named, Policies};
use serde::Serialize;

use crate::Entry;
use crate::external::{self, Command, Commands, External};
use crate::settings::Parameter;

/// A decision and its registered solvers.
pub trait Registered: Decision {
    /// The solvers, the reference design's first.
    const ENTRIES: &'static [Entry<Self>];
    /// Who answers when nobody is named, asked outside a run: the solver whose answers are best.
    const STRONGEST: &'static str;

    /// A program as a solver of this decision.
    fn outside(external: External) -> Box<Self>;
}

macro_rules! registered {
    (
        run { $($(#[$doc:meta])* $stream:literal $name:ident: $Trait:ident::$ask:ident,)* }
        before { $($(#[$early_doc:meta])* $early_stream:literal $early:ident: $Early:ident::$early_ask:ident,)* }
    ) => {
        $(registered!($name: $Trait);)*
        $(registered!($early: $Early);)*

        /// One solver for each decision; `reference` where nothing else is said.
        #[derive(Clone, PartialEq, Debug, Default)]
        pub struct Choices {
            $($(#[$doc])* pub $name: Choice,)*
            $($(#[$early_doc])* /// Taken before a run, by none of its policies.
            pub $early: Choice,)*
            /// The programs that decide where the choice is `external`; only the command line names any.
            pub external: Commands,
        }

        impl Choices {
            /// The choice for a decision by its name.
            ///
            /// # Errors
            /// No decision has this name.
            pub fn get(&self, decision: &str) -> Result<&Choice, RegistryError> {
                match decision {
                    $(stringify!($name) => Ok(&self.$name),)*
                    $(stringify!($early) => Ok(&self.$early),)*
                    _ => Err(unknown_decision(decision)),
                }
            }

            fn get_mut(&mut self, decision: &str) -> Result<&mut Choice, RegistryError> {
                match decision {
                    $(stringify!($name) => Ok(&mut self.$name),)*
                    $(stringify!($early) => Ok(&mut self.$early),)*
                    _ => Err(unknown_decision(decision)),
                }
            }
        }

        /// Builds the chosen solvers, fresh and knowing nothing.
        ///
        /// # Errors
        /// An unknown solver or a parameter that its solver refuses.
        pub fn policies(choices: &Choices) -> Result<Policies, RegistryError> {
            Ok(Policies { $($name: chosen(&choices.$name, &choices.external)?,)* })
        }

        /// All solvers, by decision and in the order of registration.
        #[must_use]
        pub fn listing() -> Vec<Listed> {
            let mut all = Vec::new();
            $(list::<dyn domain::decision::$name::$Trait>(&mut all);)*
            $(list::<dyn domain::decision::$early::$Early>(&mut all);)*
            all
        }
    };
    ($name:ident: $Trait:ident) => {
        impl Registered for dyn domain::decision::$name::$Trait {
            const ENTRIES: &'static [Entry<Self>] = crate::$name::SOLVERS.entries;
            const STRONGEST: &'static str = crate::$name::SOLVERS.strongest;

            fn outside(external: External) -> Box<Self> {
                Box::new(external)
            }
        }
    };
}

domain::decisions!(registered);

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

impl Choices {
    /// Changes the choice for a decision by its name.
    ///
    /// # Errors
    /// No decision has this name. Solver and parameters are checked by [`policies`].
    pub fn set(&mut self, decision: &str, choice: Choice) -> Result<(), RegistryError> {
        *self.get_mut(decision)? = choice;
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

fn unknown_decision(decision: &str) -> RegistryError {
    RegistryError::UnknownDecision {
        decision: decision.into(),
        allowed: in_quotes(DECISIONS.iter().copied()),
    }
}

fn in_quotes(names: impl IntoIterator<Item = &'static str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
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
    use domain::decision::ONLINE;
    use domain::decision::placement::Placement;
    use domain::decision::slotting::Slotting;

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
        for decision in DECISIONS.iter().copied() {
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
