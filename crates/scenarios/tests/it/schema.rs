//! The published schema tells all there is to know about every setting.

use serde_json::Value;

/// Calls `visit` with the path and schema of every setting of every table.
fn settings<'a>(schema: &'a Value, path: &str, visit: &mut impl FnMut(&str, &'a Value, bool)) {
    for (key, inner) in schema["properties"].as_object().into_iter().flatten() {
        let path = format!("{path}.{key}");
        let required = schema["required"].as_array().is_some_and(|r| r.iter().any(|k| k == key));
        visit(&path, inner, required);
    }
}

#[test]
fn every_setting_is_described_with_its_default() {
    let schema = scenarios::schema();
    let mut told = 0;
    let sections: Vec<&str> = schema["properties"]
        .as_object()
        .unwrap()
        .values()
        .filter_map(|section| section["$ref"].as_str()?.strip_prefix("#/$defs/"))
        .collect();
    assert_eq!(sections.len(), 20);
    for (name, definition) in schema["$defs"].as_object().unwrap() {
        if name == "Dist" || definition["properties"].is_null() {
            continue;
        }
        settings(definition, name, &mut |path, inner, required| {
            let text = inner["description"].as_str().unwrap_or_default();
            let settled = text.contains("Default:") || (required && text.contains("Required."));
            let nested = text.contains("as `[") || name == "PolicyChoice";
            assert!(settled || nested, "{path}: {text}");
            told += 1;
        });
        let strict = definition["additionalProperties"] == false;
        assert!(strict || name == "PolicyChoice", "{name} takes unknown keys");
    }
    assert!(told > 150, "{told} settings");
}

#[test]
fn every_number_of_a_section_has_a_range() {
    let schema = scenarios::schema();
    for (name, definition) in schema["$defs"].as_object().unwrap() {
        if name == "Dist" || name == "CitySpec" {
            continue;
        }
        settings(definition, name, &mut |path, inner, _| {
            let is_number = |s: &Value| {
                let one = |t: &Value| t == "number" || t == "integer";
                one(&s["type"]) || s["type"].as_array().is_some_and(|a| a.iter().any(one))
            };
            let target = if is_number(&inner["items"]) { &inner["items"] } else { inner };
            let bounded = !target["minimum"].is_null() && !target["maximum"].is_null();
            assert!(!is_number(target) || bounded, "{path} has no range");
        });
    }
}

#[test]
fn the_defaults_of_the_schema_are_the_defaults() {
    let schema = scenarios::schema();
    let empty = scenarios::parse("empty", "", &[]).unwrap().spec;
    let spec = serde_json::to_value(&empty).unwrap();
    for (section, value) in spec.as_object().unwrap() {
        assert_eq!(&schema["properties"][section]["default"], value, "{section}");
    }
}
