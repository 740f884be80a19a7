//! The setting that somebody who mistyped a key most likely meant.

/// Endings that name a unit, longest first.
const UNITS: [&str; 24] = [
    "_m_per_s",
    "_per_floor",
    "_per_day",
    "_share",
    "_factor",
    "_paise",
    "_kmh",
    "_inr",
    "_min",
    "_km2",
    "_day",
    "_km",
    "_kg",
    "_ms",
    "_mm",
    "_ml",
    "_pct",
    "_h",
    "_s",
    "_m",
    "_g",
    "_l",
    "_d",
    "_c",
];

/// A key without the unit that ends it.
fn stem(key: &str) -> (&str, &str) {
    UNITS
        .iter()
        .find_map(|unit| Some((key.strip_suffix(unit).filter(|s| !s.is_empty())?, *unit)))
        .unwrap_or((key, ""))
}

/// Advice for a key that is not among `known`; `elsewhere` are (section, key) of other sections.
pub(crate) fn advice(key: &str, known: &[&str], elsewhere: &[(String, String)]) -> Option<String> {
    let (name, unit) = stem(key);
    let same_stem = known.iter().find(|k| stem(k).0 == name && **k != key);
    if let Some(meant) = same_stem {
        let right = stem(meant).1.trim_start_matches('_');
        return Some(if right.is_empty() || unit.is_empty() {
            format!("did you mean `{meant}`?")
        } else {
            let wrong = unit.trim_start_matches('_');
            format!("did you mean `{meant}`? It is given in `{right}`, not in `{wrong}`")
        });
    }
    let near = nearest(key, known.iter().copied());
    if let Some(meant) = near {
        return Some(format!("did you mean `{meant}`?"));
    }
    if let Some((section, _)) = elsewhere.iter().find(|(_, k)| k == key) {
        return Some(format!("`{key}` belongs in `[{section}]`"));
    }
    if known.is_empty() || known.len() > 30 {
        return None;
    }
    let list = known.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(", ");
    Some(format!("known here: {list}"))
}

/// The candidate fewest typing errors away, at most a third of the key's length.
#[must_use]
pub fn nearest<'a>(key: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .map(|candidate| (typing_errors(key, candidate), candidate))
        .filter(|(errors, candidate)| *errors * 3 <= key.len().max(candidate.len()))
        .min()
        .map(|(_, candidate)| candidate)
}

/// Letters inserted, left out, replaced or swapped with their neighbour. O(nm).
///
/// Source: the optimal string alignment distance (Damerau 1964, doi:10.1145/363958.363994).
fn typing_errors(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let mut best = replaced.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    best = best.min(rows[i - 2][j - 2] + 1);
                }
                best
            };
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_unit_is_told_from_a_typing_error() {
        let known = ["radius_km", "sla_min", "riders_per_store"];
        let told = advice("radius_m", &known, &[]).unwrap();
        assert!(told.contains("`radius_km`") && told.contains("in `km`, not in `m`"), "{told}");
        let told = advice("rider_per_stoer", &known, &[]).unwrap();
        assert_eq!(told, "did you mean `riders_per_store`?");
        let told = advice("seed", &known, &[("city".into(), "seed".into())]).unwrap();
        assert_eq!(told, "`seed` belongs in `[city]`");
    }

    #[test]
    fn typing_errors_are_counted() {
        for (a, b, errors) in [
            ("", "abc", 3),
            ("abc", "abc", 0),
            ("abc", "acb", 1),
            ("abc", "abd", 1),
            ("ab", "b", 1),
        ] {
            assert_eq!(typing_errors(a, b), errors, "{a} {b}");
        }
    }
}
