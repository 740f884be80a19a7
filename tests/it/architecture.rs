//! Who imports whom: no circles of files, and none of the imports that never happen.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The rooms that are looked at: folders of one crate each.
const ROOMS: [&str; 9] = [
    "crates/domain/src",
    "crates/statistics/src",
    "crates/kernels/src",
    "crates/sim-core/src",
    "crates/solvers/src",
    "crates/roads/src",
    "crates/scenarios/src",
    "crates/experiments/src",
    "src/bin/darkstore",
];

/// A module by its path, such as `flow::picking`; the crate's root is empty.
type Module = Vec<String>;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The modules of a room with their files' text, without what is for tests alone.
fn modules(room: &str) -> BTreeMap<Module, String> {
    let mut found = BTreeMap::new();
    let start = root().join(room);
    let mut folders = vec![start.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&start).unwrap().with_extension("");
            let is_test = name.iter().any(|part| part.to_string_lossy().contains("tests"));
            if path.extension().is_none_or(|ending| ending != "rs") || is_test {
                continue;
            }
            let mut module: Module =
                name.iter().map(|part| part.to_string_lossy().into_owned()).collect();
            if matches!(module.last().map(String::as_str), Some("lib" | "main" | "mod")) {
                module.pop();
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
            let lines = code.lines().map(|line| line.split("//").next().unwrap_or_default());
            found.insert(module, lines.collect::<Vec<_>>().join("\n"));
        }
    }
    found
}

/// The paths inside the crate that a text names, as seen from `module`: `crate::a::b`,
/// `super::super::c`, and those in braces after them.
fn named(module: &Module, text: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for (at, _) in text.match_indices("crate::").chain(text.match_indices("super::")) {
        let before = text[..at].chars().next_back();
        let goes_on = before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':');
        if goes_on {
            continue;
        }
        let mut rest = &text[at..];
        let mut from = if rest.starts_with("crate::") { Vec::new() } else { module.clone() };
        rest = rest.strip_prefix("crate::").unwrap_or(rest);
        while let Some(above) = rest.strip_prefix("super::") {
            from.pop();
            rest = above;
        }
        paths.extend(listed(&from, rest));
    }
    paths
}

/// The paths of `a::b::{c, d::e}` behind `from`.
fn listed(from: &[String], text: &str) -> Vec<Vec<String>> {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
    let (head, rest) = text.split_at(end.unwrap_or(text.len()));
    let parts = head.split("::").filter(|part| !part.is_empty()).map(str::to_owned);
    let path: Vec<String> = from.iter().cloned().chain(parts).collect();
    let Some(inner) = rest.strip_prefix('{').filter(|_| head.is_empty() || head.ends_with("::"))
    else {
        return vec![path];
    };
    let (mut depth, mut begun, mut all) = (0, 0, Vec::new());
    for (at, c) in inner.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                let one = inner[begun..at].trim();
                if !one.is_empty() {
                    all.extend(listed(&path, one));
                }
                begun = at + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    all
}

/// Which module each imports: the longest part of a named path that is one.
fn imports(modules: &BTreeMap<Module, String>) -> BTreeMap<Module, BTreeSet<Module>> {
    let of = |module: &Module, text: &String| -> BTreeSet<Module> {
        let paths = named(module, text).into_iter();
        let targets = paths.filter_map(|mut path| {
            while !path.is_empty() && !modules.contains_key(&path) {
                path.pop();
            }
            (!path.is_empty() && path != *module).then_some(path)
        });
        targets.collect()
    };
    modules.iter().map(|(module, text)| (module.clone(), of(module, text))).collect()
}

/// A circle of imports, if there is one; a module and those inside it may name each other.
fn circle(imports: &BTreeMap<Module, BTreeSet<Module>>) -> Option<Vec<Module>> {
    let is_family = |a: &Module, b: &Module| a.starts_with(b) || b.starts_with(a);
    // Whoever imports nobody that is left is in no circle.
    let mut left: BTreeMap<&Module, BTreeSet<&Module>> = imports
        .iter()
        .map(|(module, of)| (module, of.iter().filter(|to| !is_family(module, to)).collect()))
        .collect();
    loop {
        let done: Vec<&Module> =
            left.iter().filter(|(_, of)| of.is_empty()).map(|(module, _)| *module).collect();
        if done.is_empty() {
            break;
        }
        for module in done {
            left.remove(module);
            for of in left.values_mut() {
                of.remove(module);
            }
        }
    }
    // From anywhere, on and on until somebody is met again.
    let mut way: Vec<&Module> = vec![*left.keys().next()?];
    loop {
        let next = *left[way[way.len() - 1]].first()?;
        if let Some(met) = way.iter().position(|module| *module == next) {
            return Some(way[met..].iter().map(|module| (*module).clone()).collect());
        }
        way.push(next);
    }
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let mut found = Vec::new();
    for room in ROOMS {
        let imports = imports(&modules(room));
        let seen: usize = imports.values().map(BTreeSet::len).sum();
        assert!(seen > 20, "{room}: {seen} imports are seen");
        if let Some(circle) = circle(&imports) {
            let circle: Vec<String> = circle.iter().map(|module| module.join("::")).collect();
            found.push(format!("{room}: {}", circle.join(" -> ")));
        }
    }
    assert_eq!(found, [""; 0]);
}

#[test]
fn circles_are_found_where_there_are_some() {
    let module = |name: &str| -> Module { name.split("::").map(str::to_owned).collect() };
    let files = |of: &[(&str, &str)]| -> BTreeMap<Module, String> {
        of.iter().map(|(name, text)| (module(name), (*text).to_owned())).collect()
    };
    let ring = files(&[
        ("a", "use crate::b::{self, X, y::Z};"),
        ("b", "use super::c::Thing;"),
        ("c", "fn f() { crate::a::g() }"),
        ("d", "use crate::a;"),
    ]);
    let found = circle(&imports(&ring)).unwrap();
    assert_eq!(found, [module("a"), module("b"), module("c")]);
    let family = files(&[
        ("a", "mod b; pub use b::X; use crate::a::b::Y;"),
        ("a::b", "use super::T; use super::super::c::U;"),
        ("c", "use xcrate::a::b;"),
    ]);
    assert_eq!(circle(&imports(&family)), None);
    assert_eq!(imports(&family)[&module("a::b")], BTreeSet::from([module("a"), module("c")]));
}

/// The crates of this project that a crate needs, for tests or not.
fn needs(manifest: &str) -> BTreeSet<String> {
    let text = std::fs::read_to_string(root().join(manifest)).unwrap();
    let table: toml::Table = text.parse().unwrap();
    let own = [
        "domain",
        "statistics",
        "kernels",
        "sim-core",
        "solvers",
        "roads",
        "scenarios",
        "experiments",
    ];
    let needed = table["dependencies"].as_table().unwrap().keys();
    needed.filter(|name| own.contains(&name.as_str())).cloned().collect()
}

#[test]
fn what_never_happens_does_not() {
    let needs = |name: &str| needs(&format!("crates/{name}/Cargo.toml"));
    let only = |names: &[&str]| -> BTreeSet<String> { names.iter().map(|n| (*n).into()).collect() };
    assert_eq!(needs("domain"), only(&[]));
    assert_eq!(needs("kernels"), only(&["domain"]));
    assert_eq!(needs("statistics"), only(&["domain"]));
    assert_eq!(needs("sim-core"), only(&["domain"]));
    assert_eq!(needs("solvers"), only(&["domain", "kernels"]));
    assert_eq!(needs("roads"), only(&["domain"]));
    assert_eq!(needs("scenarios"), only(&["domain", "roads"]));

    // Mathematics without groceries.
    let pure: [(&str, &[&str]); 2] =
        [("kernels", &["rng"]), ("statistics", &["rng", "dist", "better"])];
    for (name, allowed) in pure {
        for (module, text) in modules(&format!("crates/{name}/src")) {
            for (at, _) in text.match_indices("domain::") {
                let named = &text[at + "domain::".len()..];
                let is_allowed = allowed.iter().any(|allowed| named.starts_with(allowed));
                assert!(is_allowed, "{name}: {}", module.join("::"));
            }
        }
    }
    let sim = imports(&modules("crates/sim-core/src"));
    for (module, of) in &sim {
        let is_step = |module: &Module| module.len() == 2 && module[0] == "flow";
        let other = of.iter().find(|to| is_step(module) && is_step(to));
        assert_eq!(other, None, "a step calls another: {}", module.join("::"));
        let is_kpi = module[0..].first().is_some_and(|first| first == "kpi");
        assert!(!is_kpi || !of.contains(&vec!["world".to_owned()]), "kpi -> world");
    }
    for (module, text) in modules("crates/experiments/src") {
        let is_verify = module.first().is_some_and(|first| first == "verify");
        assert!(!is_verify || !text.contains("solvers::"), "{}", module.join("::"));
    }
}
