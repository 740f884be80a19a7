//! A changed scenario as a file that says what differs from the scenario it starts from.

use std::path::{Component, Path, PathBuf};

use scenarios::Scenario;
use toml::{Table, Value};

/// What a scenario's changed settings say beyond the scenario, which they name as their `base`; the
/// whole where it has no place that could be named. The base is named from the directory `beside`,
/// where the file is to lie, so that both can be moved together; without one, from anywhere.
pub(crate) fn over_base(scenario: &Scenario, whole: Table, beside: Option<&Path>) -> Table {
    let Some(base) = scenario.reference() else { return whole };
    let Some(mut table) = against(&base, &whole) else { return whole };
    let near = beside.filter(|_| Path::new(&base).is_absolute());
    if let Some(relative) = near.and_then(|beside| relative(beside, Path::new(&base))) {
        table.insert("base".into(), Value::String(relative));
    }
    table
}

/// The way from a directory to a file; `None` where there is none that can be written down.
fn relative(directory: &Path, file: &Path) -> Option<String> {
    let directory = std::fs::canonicalize(directory).ok()?;
    let (from, to): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (directory.components().collect(), file.components().collect());
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return None;
    }
    // From the place itself, so that no file is taken for a scenario that comes with the program.
    let up = if shared == from.len() { vec![Component::CurDir] } else { Vec::new() };
    let up = up.into_iter().chain(from[shared..].iter().map(|_| Component::ParentDir));
    let path: PathBuf = up.chain(to[shared..].iter().copied()).collect();
    path.to_str().map(str::to_owned)
}

/// What `whole` says beyond `base`, with its name; `None` where that does not give `whole` back.
fn against(base: &str, whole: &Table) -> Option<Table> {
    let text = format!("base = {base:?}\n");
    let under = scenarios::parse_in("base", &text, Path::new(""), &[]).ok()?.portable();
    let mut differing = beyond(&under, whole);
    differing.insert("base".into(), Value::String(base.into()));
    let text = toml::to_string(&differing).ok()?;
    let again = scenarios::parse_in("base", &text, Path::new(""), &[]).ok()?;
    (again.portable() == *whole).then_some(differing)
}

/// What is not the same in both.
fn beyond(under: &Table, whole: &Table) -> Table {
    let mut differing = Table::new();
    for (key, value) in whole {
        match (under.get(key), value) {
            (Some(known), value) if known == value => {}
            (Some(Value::Table(known)), Value::Table(value)) => {
                let is_one = ["kind", "name"].iter().any(|tag| value.contains_key(*tag));
                let inner = if is_one { value.clone() } else { beyond(known, value) };
                differing.insert(key.clone(), Value::Table(inner));
            }
            (_, value) => _ = differing.insert(key.clone(), value.clone()),
        }
    }
    differing
}

#[cfg(test)]
mod tests {
    use super::relative;

    #[test]
    fn the_way_to_a_file_goes_up_as_far_as_it_must() {
        let folder = std::env::temp_dir().join(format!("darkstore-way-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("a/b")).unwrap();
        let folder = std::fs::canonicalize(folder).unwrap();
        let way = |from: &str, to: &str| relative(&folder.join(from), &folder.join(to)).unwrap();
        assert_eq!(way("a/b", "town.toml"), "../../town.toml");
        assert_eq!(way("a", "a/tiny"), "./tiny");
        assert_eq!(way("a", "a/b/tiny"), "./b/tiny");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
