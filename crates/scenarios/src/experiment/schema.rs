//! The published JSON Schema of an experiment file.

use std::sync::OnceLock;

use serde_json::Value;

use super::file::ExperimentSpec;

/// JSON Schema of an experiment file: every setting with its meaning, range and default.
#[must_use]
pub fn experiment_schema() -> Value {
    cached().clone()
}

/// The schema, made once.
pub(crate) fn cached() -> &'static Value {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let mut schema = schemars::schema_for!(ExperimentSpec).to_value();
        schema["title"] = "darkstore experiment".into();
        schema
    })
}
