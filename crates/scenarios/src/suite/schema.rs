//! The published JSON Schema of a suite file.

use std::sync::OnceLock;

use serde_json::Value;

use super::file::SuiteSpec;

/// JSON Schema of a suite file: every setting with its meaning, range and default.
#[must_use]
pub fn suite_schema() -> Value {
    cached().clone()
}

/// The schema, made once.
pub(super) fn cached() -> &'static Value {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let mut schema = schemars::schema_for!(SuiteSpec).to_value();
        schema["title"] = "darkstore suite".into();
        schema
    })
}
