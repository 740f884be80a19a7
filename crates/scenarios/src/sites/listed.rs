//! Candidates and competitors that a CSV file names, each on the street nearest to it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use csv::StringRecord;
use domain::geo::Point;
use domain::ids::NodeId;
use domain::units::Millimeters;
use roads::stops::Stop;

use super::ground::Ground;
use crate::build::{OFF_STREET_M, exchanged, point};
use crate::error::ScenarioError;
use crate::text::Text;

/// A candidate as listed.
#[derive(Clone, PartialEq, Debug)]
pub struct Listed {
    /// Name.
    pub name: String,
    /// The junction on the street nearest to it, made there where none was near.
    pub node: NodeId,
    /// What a store there costs a month, INR, where the file says so.
    pub month_inr: Option<f64>,
    /// Most orders a day, where the file says so.
    pub capacity: Option<f64>,
}

/// A line of the file.
struct Row {
    name: String,
    at: Point,
    /// As the file gives it, longitude first.
    globe: [Option<f64>; 2],
    month_inr: Option<f64>,
    capacity: Option<f64>,
    line: u64,
    span: Option<Range<usize>>,
}

/// The columns that are understood.
const COLUMNS: [&str; 7] = ["name", "lon", "lat", "x_km", "y_km", "rent_inr", "orders_max"];

/// Reads candidates: `name`, then `lon` and `lat` or `x_km` and `y_km`, and where known `rent_inr`
/// (a month) and `orders_max` (a day).
///
/// # Errors
/// The file cannot be read, a column is unknown or missing, a value is not a number, a name or a
/// junction is listed twice, or a place lies off the streets. Points at the line.
pub fn listed(file: &Path, ground: &mut Ground<'_>) -> Result<Vec<Listed>, ScenarioError> {
    let rows = rows(file, "candidate", ground)?;
    Ok(rows.into_iter().map(|(listed, _)| listed).collect())
}

/// Reads where competitors' stores are: `name`, then `lon` and `lat` or `x_km` and `y_km`. Several
/// may stand at one junction.
///
/// # Errors
/// As [`listed`].
pub fn competitors(file: &Path, ground: &mut Ground<'_>) -> Result<Vec<Point>, ScenarioError> {
    let rows = rows(file, "competitor", ground)?;
    Ok(rows.into_iter().map(|(_, at)| at).collect())
}

fn rows(
    file: &Path,
    kind: &str,
    ground: &mut Ground<'_>,
) -> Result<Vec<(Listed, Point)>, ScenarioError> {
    let text = Text::open(file, &format!("{kind}s"))?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.text.as_bytes());
    let fault = |span: Option<Range<usize>>, message: String, help: Option<String>| ScenarioError {
        message,
        file: text.file.clone(),
        text: text.text.clone(),
        span,
        help,
    };
    let wrong = |error: &csv::Error| fault(None, format!("not CSV: {error}"), None);
    let head = reader.headers().map_err(|error| wrong(&error))?.clone();
    let columns = "expected name, lon and lat or x_km and y_km, and rent_inr, orders_max if known";
    let first_line = || Some(0..text.text.find('\n').unwrap_or(text.text.len()));
    if let Some(unknown) = head.iter().find(|name| !COLUMNS.contains(&name.trim())) {
        return Err(fault(
            first_line(),
            format!("unknown column `{unknown}`"),
            Some(columns.into()),
        ));
    }
    let column = |name: &str| head.iter().position(|found| found.trim() == name);
    let has = |name| column(name).is_some();
    if !has("name") || !(has("lon") && has("lat") || has("x_km") && has("y_km")) {
        return Err(fault(
            first_line(),
            format!("a {kind} needs a name and a place"),
            Some(columns.into()),
        ));
    }
    let mut rows: Vec<Row> = Vec::new();
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| wrong(&error))? {
        let (line, begin) = record.position().map_or((0, 0), |at| (at.line(), at.byte() as usize));
        let rest = text.text.get(begin..).unwrap_or_default();
        let span = Some(begin..begin + rest.find('\n').unwrap_or(rest.len()));
        let value = |name: &str| column(name).and_then(|at| record.get(at)).map(str::trim);
        let number = |name: &str| match value(name).filter(|text| !text.is_empty()) {
            None => Ok(None),
            Some(text) => match text.parse::<f64>() {
                Ok(number) if number.is_finite() => Ok(Some(number)),
                _ => Err(fault(span.clone(), format!("`{name}` is `{text}`, not a number"), None)),
            },
        };
        let amount = |name: &str| match number(name)? {
            Some(below) if below < 0.0 => {
                Err(fault(span.clone(), format!("`{name}` is {below}, allowed 0 and more"), None))
            }
            other => Ok(other),
        };
        let name = value("name").unwrap_or_default().to_owned();
        if name.is_empty() {
            return Err(fault(span, format!("a {kind} without a name"), None));
        }
        let globe = [number("lon")?, number("lat")?];
        let [lon, lat] = globe;
        let at = point(ground.plane(), number("x_km")?, number("y_km")?, lon, lat);
        let at = at.ok_or_else(|| {
            fault(span.clone(), format!("{kind} `{name}` has no place"), Some(columns.into()))
        })?;
        let (month_inr, capacity) = (amount("rent_inr")?, amount("orders_max")?);
        rows.push(Row { name, at, globe, month_inr, capacity, line, span });
    }
    if rows.is_empty() {
        return Err(fault(None, format!("no {kind}, at least 1 needed"), None));
    }
    let places: Vec<Point> = rows.iter().map(|row| row.at).collect();
    let stops = ground.stop_at(&places);
    let mut found: Vec<(Listed, Point)> = Vec::new();
    let (mut lines, mut names) = (BTreeMap::<NodeId, u64>::new(), BTreeMap::<String, u64>::new());
    for (row, stop) in rows.into_iter().zip(stops) {
        let Row { name, at, globe, month_inr, capacity, line, span } = row;
        let Some(Stop { node, away }) = stop else {
            return Err(fault(None, "the city has no streets".into(), None));
        };
        if away > Millimeters::from_m(OFF_STREET_M) {
            let (km, allowed) = (away.as_km(), OFF_STREET_M / 1e3);
            let message = format!(
                "{kind} `{name}` lies {km:.1} km from the nearest street, allowed at most \
                 {allowed} km"
            );
            let help = exchanged(&ground.city.network, globe).or_else(|| extent(ground));
            return Err(fault(span, message, help));
        }
        if let Some(earlier) = names.insert(name.clone(), line) {
            let message = format!("{kind} `{name}` is listed twice, first in line {earlier}");
            return Err(fault(span, message, None));
        }
        if let Some(earlier) = lines.insert(node, line).filter(|_| kind == "candidate") {
            let message =
                format!("candidate `{name}` is at the same junction as the one in line {earlier}");
            return Err(fault(span, message, Some("keep one of the two".into())));
        }
        found.push((Listed { name, node, month_inr, capacity }, at));
    }
    Ok(found)
}

/// How far the streets reach.
fn extent(ground: &Ground<'_>) -> Option<String> {
    let [low, high] = ground.city.network.bounds()?;
    let [west, east] = [low, high].map(|at| ground.plane().unproject(at));
    Some(format!(
        "the streets span lon {:.4} to {:.4} and lat {:.4} to {:.4}, that is x_km {:.2} to {:.2} \
         and y_km {:.2} to {:.2}",
        west.lon,
        east.lon,
        west.lat,
        east.lat,
        low.x_mm as f64 / 1e6,
        high.x_mm as f64 / 1e6,
        low.y_mm as f64 / 1e6,
        high.y_mm as f64 / 1e6
    ))
}
