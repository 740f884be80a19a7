//! The fields that programs outside see, in docs/external-policies.md, are those of the types.
//!
//! With `UPDATE_DOCS=1` the list is written anew.

use std::path::Path;

use domain::decision::shapes;
use domain::rng::Streams;
use domain::units::SimTime;
use serde_json::Value;
use sim_core::simulate;
use sim_core::trace::{Asked, Fact, Witness};
use solvers::{Choices, policies};

use crate::shipped::instance;

const BEGIN: &str = "<!-- fields: begin -->\n";
const END: &str = "<!-- fields: end -->";

/// Units of the quantities that JSON gives as whole numbers.
const UNITS: [(&str, &str); 6] = [
    ("Millis", "ms"),
    ("SimTime", "ms since the first midnight"),
    ("Millimeters", "mm"),
    ("Grams", "g"),
    ("Millilitres", "ml"),
    ("Paise", "paise"),
];

/// The fields of all decisions.
fn fields() -> String {
    let mut text = String::new();
    for shape in shapes() {
        let (question, answer) = (shape.question.to_value(), shape.answer.to_value());
        text.push_str(&format!("\n### `{}`\n\n{}\n", shape.decision, described(&question)));
        let mut inner = Vec::new();
        table(&question, "question", &mut inner, &mut text);
        if is_plain(&answer) {
            let title = answer["title"].as_str().unwrap_or_default();
            let unit = UNITS.iter().find(|(quantity, _)| *quantity == title);
            let answer =
                unit.map_or_else(|| kind(&answer, &mut inner), |(_, unit)| (*unit).to_owned());
            text.push_str(&format!("\nThe answer: {answer}.\n"));
        } else {
            table(&answer, "answer", &mut inner, &mut text);
        }
        let mut told = 0;
        while told < inner.len() {
            let name = inner[told].clone();
            told += 1;
            let definition = [&question, &answer]
                .into_iter()
                .find_map(|schema| schema["$defs"].get(&name))
                .unwrap_or_else(|| panic!("{name} is defined"));
            let told_as = format!("`{name}`: {}", described(definition));
            table(definition, &told_as, &mut inner, &mut text);
        }
    }
    text
}

/// Whether it is one value, not a record of several.
fn is_plain(schema: &Value) -> bool {
    schema["properties"].is_null() && schema["oneOf"].is_null()
}

/// The fields of a record, or its alternatives.
fn table(schema: &Value, title: &str, inner: &mut Vec<String>, text: &mut String) {
    text.push_str(&format!("\n| {title} | | |\n| --- | --- | --- |\n"));
    if let Some(alternatives) = schema["oneOf"].as_array() {
        for alternative in alternatives {
            let described = described(alternative);
            if let Some(word) = alternative["const"].as_str() {
                text.push_str(&format!("| `\"{word}\"` | | {described} |\n"));
            } else {
                for (key, value) in members(alternative) {
                    let kind = kind(value, inner);
                    text.push_str(&format!("| `{key}` | {kind} | {described} |\n"));
                }
            }
        }
        return;
    }
    for (key, value) in members(schema) {
        let kind = kind(value, inner);
        text.push_str(&format!("| `{key}` | {kind} | {} |\n", described(value)));
    }
}

/// Members by name, however the JSON library keeps them.
fn members(schema: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let mut members: Vec<(&str, &Value)> = schema["properties"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, value)| (key.as_str(), value))
        .collect();
    members.sort_unstable_by_key(|(key, _)| *key);
    members.into_iter()
}

/// What a value is, in a few words; records are told of later, by name.
fn kind(schema: &Value, inner: &mut Vec<String>) -> String {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.trim_start_matches("#/$defs/");
        if let Some((_, unit)) = UNITS.iter().find(|(quantity, _)| *quantity == name) {
            return (*unit).to_owned();
        }
        if let Some(thing) = name.strip_suffix("Id") {
            return format!("{} id", thing.to_lowercase());
        }
        if !inner.iter().any(|known| known == name) {
            inner.push(name.to_owned());
        }
        return format!("`{name}`");
    }
    if let Some(options) = schema["anyOf"].as_array() {
        let options: Vec<String> = options.iter().map(|option| kind(option, inner)).collect();
        return options.join(" or ");
    }
    if let Some(each) = schema["prefixItems"].as_array() {
        let each: Vec<String> = each.iter().map(|item| kind(item, inner)).collect();
        return format!("[{}]", each.join(", "));
    }
    let one = |name: &str, inner: &mut Vec<String>| match name {
        "array" if schema["items"].is_object() => match schema["minItems"].as_u64() {
            Some(count) => format!("{count} of {}", kind(&schema["items"], inner)),
            None => format!("list of {}", kind(&schema["items"], inner)),
        },
        "object" => {
            let fields: Vec<String> = members(schema)
                .map(|(key, value)| format!("`{key}`: {}", kind(value, inner)))
                .collect();
            format!("{{ {} }}", fields.join(", "))
        }
        "integer" => "whole number".to_owned(),
        "boolean" => "true or false".to_owned(),
        "null" => "null".to_owned(),
        other => other.to_owned(),
    };
    match &schema["type"] {
        Value::String(name) => one(name, inner),
        Value::Array(names) => {
            let names = names.iter().filter_map(Value::as_str);
            names.map(|name| one(name, inner)).collect::<Vec<_>>().join(" or ")
        }
        _ => panic!("a kind: {schema}"),
    }
}

/// The description on one line.
fn described(schema: &Value) -> String {
    let description = schema["description"].as_str().unwrap_or_default();
    let words: Vec<&str> = description.split_whitespace().collect();
    words.join(" ").replace('|', "\\|")
}

#[test]
fn the_listed_fields_are_those_of_the_types() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/external-policies.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(BEGIN).expect("where the list begins");
    let (_, after) = rest.split_once(END).expect("where the list ends");
    let written = format!("{before}{BEGIN}{}\n{END}{after}", fields());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &written).unwrap();
    }
    assert!(page == written || std::env::var_os("UPDATE_DOCS").is_some(), "run with UPDATE_DOCS=1");
}

/// What is wrong with a value by a schema whose definitions are in `root`.
fn fault(value: &Value, schema: &Value, root: &Value) -> Option<String> {
    if let Some(name) = schema["$ref"].as_str() {
        let definition = &root["$defs"][name.trim_start_matches("#/$defs/")];
        return fault(value, definition, root);
    }
    for alternatives in ["anyOf", "oneOf"] {
        if let Some(options) = schema[alternatives].as_array() {
            let fits = options.iter().any(|option| fault(value, option, root).is_none());
            return (!fits).then(|| format!("{value} is none of {schema}"));
        }
    }
    if !schema["const"].is_null() {
        return (schema["const"] != *value).then(|| format!("{value} is not {}", schema["const"]));
    }
    let named = |name: &str| match &schema["type"] {
        Value::Array(names) => names.iter().any(|known| known == name),
        known => known == name,
    };
    let fits = match value {
        Value::Null => named("null"),
        Value::Bool(_) => named("boolean"),
        Value::Number(number) => named("number") || (number.as_f64().is_some() && named("integer")),
        Value::String(_) => named("string"),
        Value::Array(_) => named("array"),
        Value::Object(_) => named("object"),
    };
    if !fits {
        return Some(format!("{value} is no {}", schema["type"]));
    }
    match value {
        Value::Array(items) => {
            let each = |item| fault(item, &schema["items"], root);
            let listed = schema["items"].is_object();
            items.iter().filter(|_| listed).find_map(each)
        }
        Value::Object(members) => {
            let properties = schema["properties"].as_object()?;
            let missing = properties.keys().find(|key| !members.contains_key(*key));
            missing.map(|key| format!("`{key}` is missing")).or_else(|| {
                members.iter().find_map(|(key, member)| match properties.get(key) {
                    Some(property) => fault(member, property, root),
                    None => Some(format!("`{key}` is not listed")),
                })
            })
        }
        _ => None,
    }
}

/// Holds every question and answer of a day against the schemas.
struct Held {
    shapes: Vec<(&'static str, Value, Value)>,
    seen: std::collections::BTreeSet<&'static str>,
}

impl Witness for Held {
    fn note(&mut self, _at: SimTime, _fact: &Fact) {}

    fn decided(&mut self, _at: SimTime, asked: &Asked<'_>) {
        let (_, question, answer) =
            self.shapes.iter().find(|(name, ..)| *name == asked.decision).expect(asked.decision);
        for (told, schema) in [(asked.question, question), (asked.answer, answer)] {
            let value = serde_json::to_value(told).unwrap();
            let fault = fault(&value, schema, schema);
            assert_eq!(fault, None, "{}: {value}", asked.decision);
        }
        self.seen.insert(asked.decision);
    }
}

#[test]
fn what_a_day_asks_and_answers_has_the_listed_fields() {
    let shapes = shapes().into_iter();
    let shapes = shapes.map(|s| (s.decision, s.question.to_value(), s.answer.to_value()));
    let mut held = Held { shapes: shapes.collect(), seen: Default::default() };
    let world = instance("tiny", &[("demand.sessions_per_day", "200")]);
    let policies = policies(&Choices::default()).unwrap();
    simulate(&world, policies, Streams::new(1, 0), &mut held).unwrap();
    assert_eq!(held.seen.len(), 9, "{:?}", held.seen);
}
