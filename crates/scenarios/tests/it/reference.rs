//! The settings listed in the documentation are those of the schema.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

const BEGIN: &str = "<!-- settings: begin -->\n";
const END: &str = "<!-- settings: end -->";

/// One list of settings per table of the file, by name.
fn settings() -> String {
    let schema = scenarios::schema();
    let mut text = String::new();
    for (section, part) in by_name(&schema["properties"]) {
        let definition = part["$ref"].as_str().unwrap().trim_start_matches("#/$defs/");
        table(&schema, definition, &format!("[{section}]"), section, &mut text);
    }
    text
}

/// Members of an object by name, however the JSON library keeps them.
fn by_name(object: &Value) -> BTreeMap<&str, &Value> {
    object.as_object().unwrap().iter().map(|(key, value)| (key.as_str(), value)).collect()
}

fn table(schema: &Value, definition: &str, heading: &str, path: &str, text: &mut String) {
    let definition = &schema["$defs"][definition];
    text.push_str(&format!("\n### `{heading}`\n\n{}\n\n", paragraph(definition)));
    let mut inner = Vec::new();
    for (key, setting) in by_name(&definition["properties"]) {
        text.push_str(&format!("- `{key}`{} {}\n", range(setting), paragraph(setting)));
        let listed = setting["items"]["$ref"].as_str();
        let target = setting["$ref"].as_str().or(listed).unwrap_or_default();
        let target = target.trim_start_matches("#/$defs/");
        if target.ends_with("Spec") {
            let path = format!("{path}.{key}");
            let heading =
                if listed.is_some() { format!("[[{path}]]") } else { format!("[{path}]") };
            inner.push((target, heading, path));
        }
    }
    for (definition, heading, path) in inner {
        table(schema, definition, &heading, &path, text);
    }
}

/// The description on one line, its paragraphs kept together.
fn paragraph(schema: &Value) -> String {
    schema["description"]
        .as_str()
        .unwrap_or_default()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn range(setting: &Value) -> String {
    let inner = if setting["items"].is_object() { &setting["items"] } else { setting };
    match (inner["minimum"].as_f64(), inner["maximum"].as_f64()) {
        (Some(low), Some(high)) => format!(" ({low} to {high}):"),
        _ => ":".into(),
    }
}

#[test]
fn the_documented_settings_are_those_of_the_schema() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/scenario-format.md");
    let text = std::fs::read_to_string(&file).unwrap();
    let (head, rest) = text.split_once(BEGIN).unwrap();
    let (listed, tail) = rest.split_once(END).unwrap();
    let now = settings();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&file, format!("{head}{BEGIN}{now}{END}{tail}")).unwrap();
        return;
    }
    let differs = listed.lines().zip(now.lines()).find(|(listed, now)| listed != now);
    assert!(
        listed == now,
        "docs/scenario-format.md is out of date; run this test with UPDATE_DOCS=1: {differs:?}"
    );
}
