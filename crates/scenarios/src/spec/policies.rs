//! `[policies]`: the chosen solver of each decision, by name, with its parameters.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A solver's name, or a table of its name and parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyChoice {
    /// Registered name.
    pub name: String,
    /// Parameters, checked by the solver.
    pub params: toml::Table,
}

impl PolicyChoice {
    fn named(name: &str) -> Self {
        Self { name: name.into(), params: toml::Table::new() }
    }

    /// Name and parameters, as `savings (hold_s = 30)`.
    #[must_use]
    pub fn label(&self) -> String {
        let params = self.params.iter().map(|(key, value)| format!("{key} = {value}"));
        let params: Vec<String> = params.collect();
        if params.is_empty() {
            self.name.clone()
        } else {
            format!("{} ({})", self.name, params.join(", "))
        }
    }
}

impl Serialize for PolicyChoice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.params.is_empty() {
            return self.name.serialize(serializer);
        }
        let mut table = self.params.clone();
        table.insert("name".into(), self.name.clone().into());
        table.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for PolicyChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match toml::Value::deserialize(deserializer)? {
            toml::Value::String(name) => Ok(Self { name, params: toml::Table::new() }),
            toml::Value::Table(mut params) => match params.remove("name") {
                Some(toml::Value::String(name)) => Ok(Self { name, params }),
                _ => Err(D::Error::custom("a policy table needs a `name`")),
            },
            _ => Err(D::Error::custom("a policy is a name or a table with a `name`")),
        }
    }
}

impl JsonSchema for PolicyChoice {
    fn schema_name() -> Cow<'static, str> {
        "PolicyChoice".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A solver's name, or a table of its name and parameters.",
            "type": ["string", "object"],
            "properties": {
                "name": { "type": "string", "description": "Registered name of the solver." }
            },
            "required": ["name"],
            "additionalProperties": true
        })
    }
}

macro_rules! policies {
    (
        run { $($(#[$doc:meta])* $stream:literal $decision:ident: $Trait:ident::$ask:ident,)* }
        before { $($early:tt)* }
    ) => {
        /// The chosen solver of each decision: a name, `dispatch = "reference"`, or a table with
        /// parameters, `[policies.dispatch]`. `darkstore list` names all solvers.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(default, deny_unknown_fields)]
        pub struct PoliciesSpec {
            /// Solvers of the decisions that are not chosen here, by the name of a bundle: `reference`
            /// or `recommended`. Also `policies = "recommended"`. Default: none.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub bundle: Option<String>,
            $(
                $(#[$doc])*
                /// Default: `"reference"`.
                pub $decision: PolicyChoice,
            )*
        }

        impl PoliciesSpec {
            /// Decision and choice, in the order of an order's life.
            #[must_use]
            pub fn choices(&self) -> Vec<(&'static str, &PolicyChoice)> {
                vec![$((stringify!($decision), &self.$decision),)*]
            }
        }

        impl Default for PoliciesSpec {
            fn default() -> Self {
                Self { bundle: None, $($decision: PolicyChoice::named("reference"),)* }
            }
        }
    };
}

domain::decisions!(policies);
