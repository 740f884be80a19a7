//! `darkstore list`: policies, scenarios, key figures and settings to choose from.

use clap::ValueEnum;
use serde_json::{Value, json};
use sim_core::kpi::{Better, KPIS};

use crate::flags::scenario::nearest;
use crate::terminal::failure::Failure;
use crate::terminal::printing::print;

/// What to list.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// What to list
    what: What,
    /// Print the file of a scenario, experiment or suite instead, to be copied and changed
    #[arg(long, value_name = "NAME", conflicts_with = "json")]
    show: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    /// Solvers by decision, with their parameters
    Policies,
    /// Scenarios that come with the program
    Scenarios,
    /// Experiments that come with the program
    Experiments,
    /// Suites that come with the program, for `darkstore bench`
    Suites,
    /// Key figures of a run
    Kpis,
    /// Settings of a scenario file
    Settings,
}

/// The bundle that an operator should run.
const RECOMMENDED: &str = "recommended";
/// Columns of a listing.
const WIDTH: usize = 96;

/// Prints the listing.
pub(crate) fn list(args: &Args) -> Result<(), Failure> {
    if let Some(name) = &args.show {
        return print(shown(args.what, name)?);
    }
    let (rows, text) = match args.what {
        What::Policies => policies(),
        What::Scenarios => scenarios(),
        What::Experiments => experiments(),
        What::Suites => suites(),
        What::Kpis => kpis(),
        What::Settings => settings(),
    };
    if args.json { print(&format!("{rows:#}\n")) } else { print(&text) }
}

/// The file of something that comes with the program.
fn shown(what: What, name: &str) -> Result<&'static str, Failure> {
    let (thing, files): (&str, Vec<(&str, &'static str)>) = match what {
        What::Scenarios => {
            let all = scenarios::shipped().iter().map(|one| (one.name, one.text));
            ("scenario", all.collect())
        }
        What::Experiments => {
            let all = scenarios::experiment::shipped_experiments().iter();
            ("experiment", all.map(|one| (one.name, one.text)).collect())
        }
        What::Suites => {
            let all = scenarios::suite::shipped_suites().iter().map(|one| (one.name, one.text));
            ("suite", all.collect())
        }
        What::Policies | What::Kpis | What::Settings => {
            let message = "--show is for scenarios, experiments and suites";
            return Err(Failure::input(message, None));
        }
    };
    if let Some((_, text)) = files.iter().find(|(known, _)| *known == name) {
        return Ok(text);
    }
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    let help = match nearest(name, &names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("with the program come {}", names.join(", ")),
    };
    Err(Failure::input(format!("no {thing} `{name}` comes with the program"), Some(help)))
}

fn policies() -> (Value, String) {
    let listing = solvers::registry::listing();
    let mut text = String::new();
    let mut decision = "";
    let bundle = scenarios::BUNDLES.iter().find(|bundle| bundle.name == RECOMMENDED);
    for listed in &listing {
        if listed.decision != decision {
            decision = listed.decision;
            let gap = if text.is_empty() { "" } else { "\n" };
            text.push_str(&format!("{gap}{decision}\n"));
        }
        let is_recommended =
            bundle.is_some_and(|bundle| bundle.choices.contains(&(listed.decision, listed.name)));
        let mark = if is_recommended { " (recommended)" } else { "" };
        let summary = format!("{}{mark}", listed.summary);
        text.push_str(&entry(&format!("  {}", listed.name), 20, &summary));
        for parameter in &listed.parameters {
            let line = format!("{} [{}; {}]", parameter.doc, parameter.default, parameter.allowed);
            text.push_str(&entry(&format!("    {}", parameter.name), 38, &line));
        }
    }
    text.push_str("\nIn square brackets: default; allowed values.\n");
    text.push_str(
        "`reference` is the default: the rules of the reference design, which every other solver is\n\
         measured against, and not the best there are. Run the recommended ones with\n\
         --set policies=recommended, or policies = \"recommended\" in a scenario; single decisions\n\
         may be chosen otherwise beside it. docs/results/policies.md has what they are worth.\n",
    );
    text.push_str(
        "Any decision can also be taken by a program, see --external of `darkstore run`.\n",
    );
    (json!(listing), text)
}

fn scenarios() -> (Value, String) {
    let shipped = scenarios::shipped();
    let rows = shipped.iter().map(|s| json!({"name": s.name, "sentence": s.sentence}));
    let text = shipped.iter().map(|s| entry(s.name, 12, s.sentence)).collect();
    (rows.collect(), text)
}

fn experiments() -> (Value, String) {
    let shipped = scenarios::experiment::shipped_experiments();
    let rows = shipped.iter().map(|s| json!({"name": s.name, "sentence": s.sentence}));
    let text = shipped.iter().map(|s| entry(s.name, 20, s.sentence)).collect();
    (rows.collect(), text)
}

fn suites() -> (Value, String) {
    let shipped = scenarios::suite::shipped_suites();
    let rows = shipped.iter().map(|s| json!({"name": s.name, "sentence": s.sentence}));
    let text = shipped.iter().map(|s| entry(s.name, 12, s.sentence)).collect();
    (rows.collect(), text)
}

fn kpis() -> (Value, String) {
    let better = |better: Better| match better {
        Better::Higher => "higher",
        Better::Lower => "lower",
        Better::Neutral => "neutral",
    };
    let rows = KPIS.iter().map(|kpi| {
        json!({"name": kpi.name, "unit": kpi.unit, "better": better(kpi.better), "summary": kpi.summary})
    });
    let lines =
        KPIS.iter().map(|kpi| entry(&format!("{:<32}{}", kpi.name, kpi.unit), 40, kpi.summary));
    (rows.collect(), lines.collect())
}

fn settings() -> (Value, String) {
    let schema = scenarios::schema();
    let mut rows = Vec::new();
    settings_of(&schema, &schema, "", &mut rows);
    let lines = rows.iter().map(|(path, doc)| entry(path, 40, doc));
    let text = lines.collect();
    (rows.iter().map(|(path, doc)| json!({"path": path, "doc": doc})).collect(), text)
}

/// Collects path and description of every setting below `node`, in the order of the schema.
fn settings_of(schema: &Value, node: &Value, path: &str, rows: &mut Vec<(String, String)>) {
    let node = resolve(schema, node);
    if let Some(items) = node.get("items") {
        return settings_of(schema, items, &format!("{path}[]"), rows);
    }
    for (name, property) in node["properties"].as_object().into_iter().flatten() {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        let before = rows.len();
        settings_of(schema, property, &path, rows);
        if rows.len() == before {
            let doc = property
                .get("description")
                .or_else(|| resolve(schema, property).get("description"));
            let doc = doc.and_then(Value::as_str).unwrap_or_default().replace('\n', " ");
            rows.push((path, doc));
        }
    }
}

/// Follows a reference of a schema to what it refers to.
fn resolve<'a>(schema: &'a Value, node: &'a Value) -> &'a Value {
    let reference = node.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix('#'));
    reference.and_then(|pointer| schema.pointer(pointer)).unwrap_or(node)
}

/// A name and, from column `indent` on, what it stands for, wrapped.
fn entry(name: &str, indent: usize, text: &str) -> String {
    let mut lines = vec![format!("{name:<indent$}")];
    if name.chars().count() >= indent {
        lines.push(" ".repeat(indent));
    }
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is a first line");
        let is_empty = line.chars().count() <= indent;
        if !is_empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(format!("{:indent$}{word}", ""));
        } else {
            if !is_empty {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}
