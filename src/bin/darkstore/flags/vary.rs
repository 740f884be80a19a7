//! `--vary PATH=A,B`: settings that take several values in turn.

use scenarios::ScenarioError;

/// A setting and the values it takes.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Vary {
    path: String,
    values: Vec<String>,
}

impl Vary {
    /// The setting.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Whether it takes this value.
    pub(crate) fn takes(&self, value: &str) -> bool {
        self.values.iter().any(|taken| taken == value)
    }
}

/// Reads `fleet.riders_per_store=8,10,12`; commas inside brackets or quotes separate nothing.
pub(crate) fn vary(text: &str) -> Result<Vary, String> {
    let example = "e.g. policies.dispatch=reference,first_come";
    let (path, values) =
        text.split_once('=').ok_or_else(|| format!("expected PATH=VALUE,VALUE, {example}"))?;
    let values = split(values);
    if path.trim().is_empty() || values.iter().any(String::is_empty) {
        return Err(format!("expected PATH=VALUE,VALUE, {example}"));
    }
    if let Some(twice) = values.iter().enumerate().find(|(i, v)| values[..*i].contains(v)) {
        return Err(format!("`{}` is given twice", twice.1));
    }
    Ok(Vary { path: path.trim().to_owned(), values })
}

/// Parts set apart by commas outside brackets and quotes.
pub(crate) fn split(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let (mut depth, mut quote) = (0_i32, None);
    for c in text.chars() {
        match (c, quote) {
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            ('[' | '{', None) => depth += 1,
            (']' | '}', None) => depth -= 1,
            _ => {}
        }
        if c == ',' && depth == 0 && quote.is_none() {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts.iter().map(|part| part.trim().to_owned()).collect()
}

/// Every combination of the values, the last setting varying fastest; one empty one for none.
pub(crate) fn combinations(varied: &[Vary]) -> Vec<Vec<(String, String)>> {
    varied.iter().fold(vec![Vec::new()], |combinations, Vary { path, values }| {
        let extended = combinations.iter().flat_map(|settings: &Vec<(String, String)>| {
            values.iter().map(move |value| {
                let mut settings = settings.clone();
                settings.push((path.clone(), value.clone()));
                settings
            })
        });
        extended.collect()
    })
}

/// A short name of a combination: the last part of each path, and its value.
pub(crate) fn label(settings: &[(String, String)]) -> String {
    let short = |path: &str| path.rsplit('.').next().unwrap_or(path).to_owned();
    let parts: Vec<String> =
        settings.iter().map(|(path, value)| format!("{}={value}", short(path))).collect();
    parts.join(" ")
}

/// Lets errors about settings name the flag they were given by.
pub(crate) fn named_after_flag(mut error: ScenarioError, varied: &[Vary]) -> ScenarioError {
    let path = error.file.strip_prefix("--set ").map(str::to_owned);
    if let Some(path) = path.filter(|path| varied.iter().any(|vary| vary.path == *path)) {
        error.file = format!("--vary {path}");
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_split_outside_brackets_and_quotes() {
        assert_eq!(split("a,b"), ["a", "b"]);
        assert_eq!(split("[1, 2],[3]"), ["[1, 2]", "[3]"]);
        assert_eq!(split("\"x,y\", z"), ["\"x,y\"", "z"]);
        assert!(vary("fleet=").is_err() && vary("fleet").is_err() && vary("a=1,1").is_err());
    }

    #[test]
    fn combinations_run_over_all_values() {
        let varied = [vary("a.b=1,2").unwrap(), vary("c=x,y").unwrap()];
        let labels: Vec<String> = combinations(&varied).iter().map(|s| label(s)).collect();
        assert_eq!(labels, ["b=1 c=x", "b=1 c=y", "b=2 c=x", "b=2 c=y"]);
        assert_eq!(combinations(&[]), [vec![]]);
    }
}
