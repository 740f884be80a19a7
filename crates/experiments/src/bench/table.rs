//! Instances that are rows of a table: what is asked of which file, and the best value known.

use scenarios::suite::{AskSpec, ColumnsSpec};
use solvers::formats::Asking;

use super::best_known::BestKnown;

/// A row: an instance, what is asked, and what is known.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Row {
    /// Name of the file, without folder and endings.
    pub(super) file: String,
    /// Its name.
    pub(super) instance: String,
    /// What is asked of the file.
    pub(super) asking: Asking,
    /// The best value known; `None` where the table has none.
    pub(super) best: Option<BestKnown>,
}

impl Row {
    /// A file of which no table says anything.
    pub(super) fn of(file: &str, asking: &Asking) -> Self {
        let p = asking.sites.map_or_else(String::new, |sites| format!(" p={sites}"));
        let instance = format!("{file}{p}");
        Self { file: file.into(), instance, asking: asking.clone(), best: None }
    }
}

/// What a block asks of each of its files: once for each number of sites.
pub(super) fn askings(spec: &AskSpec) -> Vec<Asking> {
    let once = Asking {
        model: spec.model.clone(),
        sites: None,
        radius: spec.radius,
        reach: spec.reach,
        backup: spec.backup,
        capacity: spec.capacity,
        budget: spec.budget,
        ..Asking::default()
    };
    if spec.p.is_empty() {
        return vec![once];
    }
    spec.p.iter().map(|sites| Asking { sites: Some(*sites), ..once.clone() }).collect()
}

/// Reads a table whose columns the suite names. What a row does not say is as `asking` has it.
///
/// # Errors
/// The line, counted from 1, and what is wrong with it.
pub(super) fn read(
    text: &str,
    columns: &ColumnsSpec,
    asking: &Asking,
) -> Result<Vec<Row>, (usize, String)> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|error| (1, error.to_string()))?.clone();
    let column = |name: &Option<String>| {
        let Some(name) = name else { return Ok(None) };
        let at = headers.iter().position(|head| head == name);
        at.map(Some).ok_or_else(|| (1, format!("no heading `{name}`")))
    };
    let named = |name: &str| column(&Some(name.to_owned()));
    let instance = named(columns.instance.as_deref().unwrap_or("instance"))?;
    let (file, objective) = (column(&columns.file)?.or(instance), named(&columns.objective)?);
    let (p, radius, capacity) =
        (column(&columns.p)?, column(&columns.radius)?, column(&columns.capacity)?);
    let (bound, status) = (column(&columns.bound)?, column(&columns.status)?);
    let mut rows: Vec<Row> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(1, |position| position.line() as usize);
            (line, "expected as many fields as there are headings".to_owned())
        })?;
        let line = record.position().map_or(1, |position| position.line() as usize);
        let field = |at: Option<usize>| at.and_then(|at| record.get(at)).filter(|f| !f.is_empty());
        let value = |at: Option<usize>| {
            let Some(text) = field(at) else { return Ok(None) };
            let value: Option<f64> = text.parse().ok().filter(|value: &f64| value.is_finite());
            let head = at.and_then(|at| headers.get(at)).unwrap_or_default();
            value.map(Some).ok_or_else(|| (line, format!("`{head}` is `{text}`, not a number")))
        };
        let mut asking = asking.clone();
        let mut name = field(instance).unwrap_or_default().to_owned();
        if let Some(sites) = value(p)? {
            asking.sites = Some(sites as u32);
            name.push_str(&format!(" p={sites}"));
        }
        asking.radius = value(radius)?.or(asking.radius);
        asking.capacity = value(capacity)?.or(asking.capacity);
        let is_proved = match field(status) {
            Some(status) => matches!(status, "proven" | "proved" | "optimal"),
            None => columns.is_proved,
        };
        let (rounding, bound) = (columns.rounding, value(bound)?);
        let known = |objective| BestKnown { objective, is_proved, bound, rounding };
        rows.push(Row {
            file: crate::solve::name_of(field(file).unwrap_or_default()),
            instance: name,
            asking,
            best: value(objective)?.map(known),
        });
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_say_what_is_asked_of_which_file_and_what_is_known() {
        let columns = ColumnsSpec {
            file: Some("file".into()),
            p: Some("p".into()),
            capacity: Some("cap".into()),
            objective: "value".into(),
            status: Some("status".into()),
            rounding: 0.5,
            ..ColumnsSpec::default()
        };
        let text = "instance,file,p,cap,value,status\n\
            a,../x/big.txt.gz,5,,10,proven\na,../x/big.txt.gz,6,7.5,9,best-known\n";
        let rows = read(text, &columns, &Asking::default()).unwrap();
        assert_eq!((rows[0].file.as_str(), rows[0].instance.as_str()), ("big", "a p=5"));
        assert_eq!((rows[0].asking.sites, rows[0].asking.capacity), (Some(5), None));
        assert_eq!((rows[1].asking.sites, rows[1].asking.capacity), (Some(6), Some(7.5)));
        let best = |row: &Row| row.best.map(|best| (best.objective, best.is_proved, best.rounding));
        assert_eq!(best(&rows[0]), Some((10.0, true, 0.5)));
        assert_eq!(best(&rows[1]), Some((9.0, false, 0.5)));
        let fault = |text| read(text, &columns, &Asking::default()).unwrap_err();
        assert_eq!(fault("instance,file\n"), (1, "no heading `value`".into()));
        let bad = "instance,file,p,cap,value,status\na,b,x,,1,proven\n";
        assert_eq!(fault(bad), (2, "`p` is `x`, not a number".into()));
    }
}
