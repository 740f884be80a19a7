//! The published JSON Schema of a scenario file.

use std::sync::OnceLock;

use serde_json::Value;

use crate::spec::Spec;

/// JSON Schema of a scenario file: every setting with its meaning, unit, range and default.
#[must_use]
pub fn schema() -> Value {
    cached().clone()
}

/// The schema, made once.
pub(crate) fn cached() -> &'static Value {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let mut schema = schemars::schema_for!(Spec).to_value();
        schema["title"] = "darkstore scenario".into();
        schema
    })
}
