//! The best values known of a set of instances, from a CSV file.

use std::collections::BTreeMap;

use scenarios::nearest;
use serde::Deserialize;

/// The best value known of an instance.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct BestKnown {
    /// The value.
    pub objective: f64,
    /// Whether it is known to be optimal.
    pub is_proved: bool,
    /// What is proved that no value can be better than, where the file says it.
    pub bound: Option<f64>,
    /// By how much rounding may have changed the value.
    pub rounding: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    instance: String,
    objective: f64,
    #[serde(default)]
    is_proved: Option<bool>,
}

/// Headings that a file may have; the last may be left out.
const HEADINGS: [&str; 3] = ["instance", "objective", "is_proved"];

/// Reads `instance,objective[,is_proved]` of the instances `asked`. A name that is not among them
/// is refused: as a typo, it would hide the gap of the instance that was meant.
///
/// # Errors
/// The line, counted from 1, and what is wrong with it.
pub(super) fn read(
    text: &str,
    asked: &[&str],
) -> Result<BTreeMap<String, BestKnown>, (usize, String)> {
    let expected = "expected instance,objective[,is_proved]";
    let mut best = BTreeMap::new();
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|error| (1, error.to_string()))?.clone();
    let missing = HEADINGS[..2].iter().find(|known| !headers.iter().any(|head| head == **known));
    if let Some(missing) = missing {
        return Err((1, format!("no heading `{missing}`; {expected}")));
    }
    if let Some(other) = headers.iter().find(|head| !HEADINGS.contains(head)) {
        return Err((1, format!("unknown heading `{other}`; {expected}")));
    }
    let mut record = csv::StringRecord::new();
    loop {
        let line = reader.position().line() as usize;
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return Ok(best),
            Err(_) => return Err((line, "expected as many fields as there are headings".into())),
        }
        let line = record.position().map_or(line, |position| position.line() as usize);
        let Row { instance, objective, is_proved } =
            record.deserialize(Some(&headers)).map_err(|error| {
                let csv::ErrorKind::Deserialize { err, .. } = error.kind() else {
                    return (line, error.to_string());
                };
                (line, format!("{}; {expected}", err.kind()))
            })?;
        if !objective.is_finite() {
            return Err((line, format!("`{instance}` has {objective}, allowed finite numbers")));
        }
        if !asked.contains(&&*instance) {
            let meant = nearest(&instance, asked.iter().copied());
            let meant = meant.map_or(String::new(), |meant| format!("; did you mean `{meant}`?"));
            return Err((line, format!("no instance is named `{instance}`{meant}")));
        }
        let is_proved = is_proved.unwrap_or(false);
        let known = BestKnown { objective, is_proved, bound: None, rounding: 0.0 };
        if best.insert(instance.clone(), known).is_some() {
            return Err((line, format!("`{instance}` is listed twice")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_by_instance_and_faults_have_their_line() {
        let read = |text| read(text, &["a", "b", "route-17"]);
        let best = read("instance,objective,is_proved\na, 3.5, true\nb,4,false\n").unwrap();
        let exact = BestKnown { objective: 3.5, is_proved: true, bound: None, rounding: 0.0 };
        assert_eq!(best["a"], exact);
        assert!(!best["b"].is_proved);
        assert!(!read("instance,objective\na,1\n").unwrap()["a"].is_proved);
        for (text, line, complaint) in [
            ("instance,objective\na,1\na,2\n", 3, "`a` is listed twice"),
            ("instance,objective\na,much\n", 2, "expected instance,objective"),
            ("instance,objective\na,inf\n", 2, "allowed finite numbers"),
            ("instance,objective\na\n", 2, "as many fields"),
            ("instance,value\na,1\n", 1, "no heading `objective`; expected instance,objective"),
            ("instance,objective,proved\na,1,true\n", 1, "unknown heading `proved`"),
            ("garbage\n", 1, "no heading `instance`"),
            ("", 1, "no heading `instance`"),
            ("\0\u{1}\n\u{2}", 1, "no heading `instance`"),
            ("instance,objective\na,1\nroute-71,2\n", 3, "no instance is named `route-71`"),
            ("instance,objective\nroute_17,2\n", 2, "did you mean `route-17`?"),
        ] {
            let (found, message) = read(text).unwrap_err();
            assert!(message.contains(complaint), "{text}: {message}");
            assert_eq!(found, line, "{text}");
        }
    }
}
