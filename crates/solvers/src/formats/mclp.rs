//! Formats `mclp` and `mclp-latlon`: customers and weights of maximal covering.
//!
//! The first line begins with the number of points; then lines `x y weight`, every point a customer
//! and a site. With `F id x y cost` and `C id x y demand` lines in their place the first line is
//! `sites customers`. In `mclp` distances are straight lines; in `mclp-latlon` the lines are
//! `latitude longitude weight` in degrees and distances are metres along the great circle. Nothing
//! in the files tells the two apart.
//!
//! Source: Cordeau, Furini & Ljubić (2019), doi:10.1016/j.ejor.2018.12.021, for the `F` and `C`
//! lines; Lorena & Pereira (2002) for the others.

use std::collections::BTreeSet;

use domain::decision::placement::{Candidate, Distances, Metric, PlacementQuestion, Plane};

use super::asking::{Asking, Instance};
use super::error::FormatError;
use super::format::Format;
use super::lines::{fields, lines, unless_counted};
use super::numbers::{amount, count, number, whole};

/// In the list of formats.
pub const FORMAT: Format = Format {
    name: "mclp",
    summary: "Maximal covering: the number of points, then lines `x y weight`; or `sites \
              customers`, then lines `F id x y cost` and `C id x y demand`.",
    model: Some("max_covering"),
    read: |text, asking| read(text, asking, Metric::Euclidean),
};

/// In the list of formats.
pub const LATLON: Format = Format {
    name: "mclp-latlon",
    summary: "Maximal covering on the globe: the number of points, then lines `latitude longitude \
              weight`; distances are metres.",
    model: Some("max_covering"),
    read: |text, asking| read(text, asking, Metric::GreatCircle { radius_m: RADIUS_M }),
};

/// Radius of the earth as the files' values have it: that of the equator, rounded.
const RADIUS_M: f64 = 6_378_100.0;

fn read(
    text: &str,
    asking: &Asking,
    metric: Metric,
) -> Result<PlacementQuestion<'static>, FormatError> {
    let mut rest = lines(text);
    let Some((line, head)) = rest.next() else {
        return Err(FormatError::new(1, "the file ends, expected the number of points"));
    };
    let begins = |kind| move |(_, text): (usize, &str)| text.starts_with(kind);
    let in_kinds =
        rest.clone().next().is_some_and(|first| begins('F')(first) || begins('C')(first));
    if in_kinds && metric == Metric::Euclidean {
        let [sites, customers] = fields(line, head, "`sites customers`")?;
        let sites = count(sites, line, &"the number of sites")?;
        let customers = count(customers, line, &"the number of customers")?;
        return in_two_kinds(rest, (sites, customers), line, asking);
    }
    let word = head.split_whitespace().next().unwrap_or_default();
    let points = count(word, line, &"the number of points")?;
    let (mut at, mut weights, mut last) = (Vec::new(), Vec::new(), line);
    for (line, text) in rest {
        last = line;
        if metric == Metric::Euclidean {
            let [x, y, weight] = fields(line, text, "`x y weight`")?;
            at.push([number(x, line, &"x")?, number(y, line, &"y")?]);
            weights.push(amount(weight, line, &"the weight")?);
        } else {
            let [latitude, longitude, weight] = fields(line, text, "`latitude longitude weight`")?;
            let latitude = degrees(latitude, line, "latitude", 90.0)?;
            at.push([degrees(longitude, line, "longitude", 180.0)?, latitude]);
            weights.push(amount(weight, line, &"the weight")?);
        }
    }
    unless_counted(at.len(), points, "points", last)?;
    asking.question(Instance {
        candidates: vec![Candidate::default(); points],
        weights,
        sizes: Vec::new(),
        distances: Distances::Plane(Plane { sites: at.clone().into(), demand: at.into(), metric }),
        sites: None,
    })
}

fn degrees(word: &str, line: usize, what: &str, most: f64) -> Result<f64, FormatError> {
    let value = number(word, line, &what)?;
    if value.abs() > most {
        let message = format!("{what} {value}, allowed -{most} to {most} degrees");
        return Err(FormatError::new(line, message));
    }
    Ok(value)
}

/// Lines of sites, `F id x y cost`, and of customers, `C id x y demand`.
fn in_two_kinds<'a>(
    rest: impl Iterator<Item = (usize, &'a str)>,
    (sites, customers): (usize, usize),
    mut last: usize,
    asking: &Asking,
) -> Result<PlacementQuestion<'static>, FormatError> {
    let (mut stand, mut candidates, mut site_ids) = (Vec::new(), Vec::new(), BTreeSet::new());
    let (mut live, mut weights, mut customer_ids) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (line, text) in rest {
        last = line;
        let [kind, id, x, y, value] = fields(line, text, "`F id x y cost` or `C id x y demand`")?;
        let id = whole(id, line, &"the id")?;
        let at = [number(x, line, &"x")?, number(y, line, &"y")?];
        let is_new = match kind {
            "F" => {
                let opening_cost = amount(value, line, &"the opening cost")?;
                candidates.push(Candidate { opening_cost, ..Candidate::default() });
                stand.push(at);
                site_ids.insert(id)
            }
            "C" => {
                weights.push(amount(value, line, &"the demand")?);
                live.push(at);
                customer_ids.insert(id)
            }
            _ => return Err(FormatError::new(line, format!("`{kind}`, expected F or C"))),
        };
        if !is_new {
            let message = format!("{kind} {id} again, expected each id once");
            return Err(FormatError::new(line, message));
        }
    }
    unless_counted(stand.len(), sites, "sites", last)?;
    unless_counted(live.len(), customers, "customers", last)?;
    asking.question(Instance {
        candidates,
        weights,
        sizes: Vec::new(),
        distances: Distances::Plane(Plane {
            sites: stand.into(),
            demand: live.into(),
            metric: Metric::Euclidean,
        }),
        sites: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking() -> Asking {
        Asking { sites: Some(1), radius: Some(5.0), ..Asking::default() }
    }

    fn fault(format: &Format, text: &str) -> (usize, String) {
        let error = format.read(text, &asking()).unwrap_err();
        (error.line, error.message)
    }

    #[test]
    fn points_are_customers_and_sites_a_straight_line_apart() {
        let question =
            FORMAT.read("3\t9999\tp\tS\r\n0\t0\t50\t\r\n3 4 7\n9 9 1\n", &asking()).unwrap();
        question.admit().unwrap();
        assert_eq!(question.model.name(), "max_covering");
        assert_eq!(question.distance(0, 1), Some(5.0));
        assert_eq!(&*question.weights, [50.0, 7.0, 1.0]);
    }

    #[test]
    fn sites_and_customers_can_be_lines_of_their_own() {
        let text = "1\t2\t\nC 0 0 0 5\nF 0 3 4 2\nC 1 3 4 6\n";
        let question = FORMAT.read(text, &asking()).unwrap();
        question.admit().unwrap();
        assert_eq!((question.candidates.len(), question.weights.len()), (1, 2));
        assert_eq!(question.candidates[0].opening_cost, 2.0);
        assert_eq!((question.distance(0, 0), question.distance(1, 0)), (Some(5.0), Some(0.0)));
    }

    #[test]
    fn on_the_globe_a_degree_along_the_equator_is_111_km() {
        let question = LATLON.read("2 9999\n0 10 1\n0 11 1\n", &asking()).unwrap();
        let degree = std::f64::consts::TAU * 6_378_100.0 / 360.0;
        assert!((question.distance(0, 1).unwrap() - degree).abs() < 1e-6);
        // At 60 degrees north it is half as long, but for the bend of the great circle.
        let north = LATLON.read("2 9999\n60 10 1\n60 11 1\n", &asking()).unwrap();
        assert!((north.distance(0, 1).unwrap() / degree - 0.5).abs() < 1e-4);
    }

    #[test]
    fn faults_name_their_line() {
        assert_eq!(
            fault(&FORMAT, "2\n0 0 1\n"),
            (2, "1 points, expected 2 as the head says".into())
        );
        assert_eq!(fault(&FORMAT, "1\n0 0\n").1, "2 fields, expected 3: `x y weight`");
        assert_eq!(fault(&FORMAT, "1\n0 0 -1\n").1, "`-1`, expected the weight, a number from 0");
        assert_eq!(fault(&LATLON, "1\n91 0 1\n").1, "latitude 91, allowed -90 to 90 degrees");
        assert_eq!(
            fault(&FORMAT, "1 1\nF 0 0 0 1\nF 0 0 0 1\n"),
            (3, "F 0 again, expected each id once".into())
        );
        assert_eq!(fault(&FORMAT, "1 1\nF 0 0 0 1\nG 0 0 0 1\n").1, "`G`, expected F or C");
        assert_eq!(
            fault(&FORMAT, "1 1\nF 0 0 0 1\n").1,
            "0 customers, expected 1 as the head says"
        );
    }
}
