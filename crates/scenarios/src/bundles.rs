//! Solvers of several decisions under one name: `policies = "recommended"`.

use toml::{Table, Value};

use crate::suggest::nearest;

/// A named choice of solvers; decisions that it does not name keep `reference`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bundle {
    /// Its name.
    pub name: &'static str,
    /// One sentence.
    pub sentence: &'static str,
    /// Decision and solver.
    pub choices: &'static [(&'static str, &'static str)],
}

/// All bundles. What `recommended` is worth is measured in `docs/results/policies.md`.
pub const BUNDLES: &[Bundle] = &[
    Bundle {
        name: "reference",
        sentence: "The rules of the reference design, against which all others are measured.",
        choices: &[],
    },
    Bundle {
        name: "recommended",
        sentence: "What an operator should run: the solvers that measurably keep more promises.",
        choices: &[
            ("store_choice", "nearest"),
            ("pick_route", "aisle_dp"),
            ("dispatch", "first_come"),
        ],
    },
];

/// Key of the section that names a bundle beside choices of its own.
const KEY: &str = "bundle";

/// Puts the solvers of a bundle in the place of its name: `policies = "recommended"`, or the key
/// `bundle` of the section, beside which other choices stand; whether there was any.
///
/// # Errors
/// There is no such bundle: the path, what is wrong, and advice.
pub(crate) fn unfold(table: &mut Table) -> Result<bool, (&'static str, String, String)> {
    let (path, name) = match table.get_mut("policies") {
        Some(Value::String(name)) => ("policies", std::mem::take(name)),
        Some(Value::Table(section)) => match section.get(KEY) {
            Some(Value::String(name)) => ("policies.bundle", name.clone()),
            _ => return Ok(false),
        },
        _ => return Ok(false),
    };
    let Some(bundle) = BUNDLES.iter().find(|bundle| bundle.name == name) else {
        let names = || BUNDLES.iter().map(|bundle| bundle.name);
        let help = match nearest(&name, names()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("there are {}", names().collect::<Vec<_>>().join(", ")),
        };
        return Err((path, format!("no bundle of policies is called `{name}`"), help));
    };
    let mut section = match table.remove("policies") {
        Some(Value::Table(section)) => section,
        _ => Table::new(),
    };
    section.remove(KEY);
    for (decision, solver) in bundle.choices {
        section.entry(*decision).or_insert_with(|| Value::String((*solver).into()));
    }
    table.insert("policies".into(), Value::Table(section));
    Ok(true)
}

#[cfg(test)]
mod tests {
    use crate::parse;

    fn chosen(text: &str, settings: &[(&str, &str)]) -> Vec<String> {
        let settings: Vec<(String, String)> =
            settings.iter().map(|(path, value)| ((*path).into(), (*value).into())).collect();
        let scenario = parse("case", text, &settings).unwrap();
        let again = parse("again", &scenario.text, &[]).unwrap();
        assert_eq!(
            again.spec.policies, scenario.spec.policies,
            "what is resolved stands by itself"
        );
        let policies = scenario.spec.policies;
        vec![policies.pick_route.name, policies.dispatch.name]
    }

    #[test]
    fn a_bundle_chooses_what_is_not_chosen_otherwise() {
        let whole = "policies = \"recommended\"\n";
        let beside = "[policies]\nbundle = \"recommended\"\ndispatch = \"reference\"\n";
        assert_eq!(chosen(whole, &[]), ["aisle_dp", "first_come"]);
        assert_eq!(chosen(beside, &[]), ["aisle_dp", "reference"]);
        let set = [("policies", "recommended"), ("policies.dispatch", "reference")];
        let own = "[policies]\npick_route = \"nearest\"\n";
        assert_eq!(chosen(own, &set), ["aisle_dp", "reference"]);
        assert_eq!(chosen(whole, &[("policies", "reference")]), ["reference", "reference"]);
        let set = [("policies.pick_route", "nearest")];
        assert_eq!(chosen(whole, &set), ["nearest", "first_come"]);
        let typo = parse("case", "policies = \"recomended\"\n", &[]).unwrap_err();
        assert_eq!(typo.help.as_deref(), Some("did you mean `recommended`?"));
        assert_eq!(typo.line(), Some(1));
        let set = [("policies".to_owned(), "best".to_owned())];
        let error = parse("case", "", &set).unwrap_err();
        assert!(error.message.contains("no bundle of policies is called `best`"));
        assert_eq!(error.file, "--set policies");
    }
}
