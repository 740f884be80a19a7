//! `base`: the scenario that another one starts from.

use std::path::Path;

use toml::{Table, Value};

use crate::error::ScenarioError;
use crate::fault::Fault;
use crate::scenario::Scenario;
use crate::shipped::shipped;
use crate::source::Source;
use crate::suggest::nearest;
use crate::text::Text;

/// Most scenarios that may start from each other; more are a circle.
const DEEPEST: usize = 8;
/// Keys of a table that is one value of a kind: it is replaced whole.
const TAGS: [&str; 2] = ["kind", "name"];

/// Puts the base's settings under those of `table`, which `read` reads; whether it names one.
///
/// # Errors
/// There is no such scenario, it is at fault itself, or scenarios start from each other in a
/// circle.
pub(crate) fn on_base(
    source: &Source,
    table: &mut Table,
    beside: &Path,
    above: usize,
    read: &dyn Fn(Text) -> Result<Scenario, ScenarioError>,
) -> Result<bool, ScenarioError> {
    let Some(named) = table.get("base") else { return Ok(false) };
    let fault = |message: String| source.point(Fault::new("base", message));
    let Some(name) = named.as_str() else {
        return Err(fault("`base` is the name or the path of a scenario".into()));
    };
    if above == DEEPEST {
        let message =
            format!("more than {DEEPEST} scenarios start from each other, or in a circle");
        return Err(fault(message));
    }
    let text = match shipped().iter().find(|shipped| shipped.name == name) {
        Some(shipped) => Text::given(shipped.name, shipped.text),
        None => Text::open(&beside.join(name), "base").map_err(|error| {
            source.point(Fault::new("base", error.message).help(meant(name, beside)))
        })?,
    };
    let mut whole = read(text)?.portable();
    table.remove("base");
    lay_over(&mut whole, std::mem::take(table));
    *table = whole;
    Ok(true)
}

/// Advice on a base that there is none of: what looks like it among the scenarios that come with the
/// program and the files beside the one that names it.
fn meant(name: &str, beside: &Path) -> String {
    let folder = if beside.as_os_str().is_empty() { Path::new(".") } else { beside };
    let files = std::fs::read_dir(folder).into_iter().flatten().filter_map(|entry| {
        let name = entry.ok()?.file_name().into_string().ok()?;
        name.ends_with(".toml").then_some(name)
    });
    let mut files: Vec<String> = files.collect();
    files.sort();
    let names = shipped().iter().map(|shipped| shipped.name);
    let alike = nearest(name, names.clone().chain(files.iter().map(String::as_str)));
    match alike {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("with the program come {}", names.collect::<Vec<_>>().join(", ")),
    }
}

/// Settings of `over` replace those of `under`, section by section and setting by setting.
fn lay_over(under: &mut Table, over: Table) {
    for (key, value) in over {
        match (under.get_mut(&key), value) {
            (Some(Value::Table(under)), Value::Table(over)) if is_section(under, &over) => {
                lay_over(under, over);
            }
            (_, value) => _ = under.insert(key, value),
        }
    }
}

/// Whether neither table is a policy with its parameters or a distribution.
fn is_section(under: &Table, over: &Table) -> bool {
    !TAGS.iter().any(|tag| under.contains_key(*tag) || over.contains_key(*tag))
}

#[cfg(test)]
mod tests {
    use crate::{load, parse};

    #[test]
    fn what_a_scenario_does_not_say_is_its_bases() {
        let text =
            "base = \"tiny\"\n[stores]\ncount = 3\n[policies.dispatch]\nname = \"first_come\"";
        let (tiny, ours) = (parse("tiny", "base = \"tiny\"", &[]).unwrap(), parse("x", text, &[]));
        let ours = ours.unwrap();
        assert_eq!(ours.spec.stores.count, Some(3));
        assert_eq!(ours.spec.demand, tiny.spec.demand);
        assert_eq!(ours.spec.city, tiny.spec.city);
        let shipped = crate::shipped().iter().find(|shipped| shipped.name == "tiny").unwrap();
        assert_eq!(tiny.spec, parse("tiny", shipped.text, &[]).unwrap().spec);
        assert!(!ours.text.contains("base"), "what is resolved stands by itself");
    }

    #[test]
    fn a_base_that_is_missing_at_fault_or_in_a_circle_is_refused_where_it_is_named() {
        let folder = std::env::temp_dir().join(format!("darkstore-base-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let circle = file("circle.toml", "# A circle.\nbase = \"circle.toml\"\n");
        let missing = file("missing.toml", "base = \"nowhere.toml\"\n");
        let number = file("number.toml", "base = 7\n");
        file("typo.toml", "[stores]\ncuont = 1\n");
        let typo = file("child.toml", "base = \"typo.toml\"\n");
        for (path, words, line) in [
            (circle, "circle", 2),
            (missing, "nowhere.toml", 1),
            (number, "name or the path", 1),
            (typo, "cuont", 2),
        ] {
            let error = load(&path, &[]).unwrap_err();
            assert!(error.message.contains(words), "{}", error.message);
            assert_eq!(error.line(), Some(line), "{}", error.message);
        }
        file("town.toml", "base = \"tiny\"\n");
        for (name, meant) in [("quikstart", "quickstart"), ("twon.toml", "town.toml")] {
            let child = file("child.toml", &format!("base = \"{name}\"\n"));
            let help = load(&child, &[]).unwrap_err().help;
            assert_eq!(help, Some(format!("did you mean `{meant}`?")));
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
