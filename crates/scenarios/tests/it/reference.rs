//! The settings listed in the documentation are those of the schemas.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

const BEGIN: &str = "<!-- settings: begin -->\n";
const END: &str = "<!-- settings: end -->";

/// One list of settings per table of the file, by name.
fn settings(schema: &Value) -> String {
    let mut text = String::new();
    for (section, part) in by_name(&schema["properties"]) {
        // A section is there, or may be left out, or repeats.
        let (part, heading) = match part["items"].is_object() {
            true => (&part["items"], format!("[[{section}]]")),
            false => (part["anyOf"].get(0).unwrap_or(part), format!("[{section}]")),
        };
        let Some(definition) = part["$ref"].as_str() else {
            // A setting of no section.
            text.push_str(&format!("\n### `{section}`\n\n{}\n", paragraph(part)));
            continue;
        };
        let definition = definition.trim_start_matches("#/$defs/");
        let variants = schema["$defs"][definition]["oneOf"].as_array();
        for variant in variants.into_iter().flatten() {
            let kind = variant["properties"]["kind"]["const"].as_str().unwrap();
            let heading = format!("{heading} kind = \"{kind}\"");
            members(schema, variant, &heading, section, &mut text);
        }
        if variants.is_none() {
            table(schema, definition, &heading, section, &mut text);
        }
    }
    text
}

/// Members of an object by name, however the JSON library keeps them.
fn by_name(object: &Value) -> BTreeMap<&str, &Value> {
    object.as_object().unwrap().iter().map(|(key, value)| (key.as_str(), value)).collect()
}

fn table(schema: &Value, definition: &str, heading: &str, path: &str, text: &mut String) {
    members(schema, &schema["$defs"][definition], heading, path, text);
}

fn members(schema: &Value, definition: &Value, heading: &str, path: &str, text: &mut String) {
    text.push_str(&format!("\n### `{heading}`\n\n{}\n\n", paragraph(definition)));
    let mut inner = Vec::new();
    let settings = by_name(&definition["properties"]);
    for (key, setting) in settings.into_iter().filter(|(_, setting)| setting["const"].is_null()) {
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

fn assert_documented(file: &str, schema: &Value) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    let (head, rest) = text.split_once(BEGIN).unwrap();
    let (listed, tail) = rest.split_once(END).unwrap();
    let now = settings(schema);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, format!("{head}{BEGIN}{now}{END}{tail}")).unwrap();
        return;
    }
    let differs = listed.lines().zip(now.lines()).find(|(listed, now)| listed != now);
    assert!(
        listed == now,
        "docs/{file} is out of date; run this test with UPDATE_DOCS=1: {differs:?}"
    );
}

#[test]
fn the_documented_settings_are_those_of_the_schema() {
    assert_documented("scenario-format.md", &scenarios::schema());
}

#[test]
fn the_documented_experiments_are_those_of_the_schema() {
    assert_documented("experiment-format.md", &scenarios::experiment::experiment_schema());
}
