//! Format `tsplib`: points of TSPLIB, each a customer of weight 1 and a site.
//!
//! `KEY : VALUE` lines, then `NODE_COORD_SECTION` and lines `id x y`, numbers also as `1.5e+04`. For
//! the p-median and the other models that sum distances up these are straight lines rounded down to
//! whole numbers, neither exact nor rounded to the nearest as TSPLIB has it; for the p-center and
//! the covering models they are exact.
//!
//! Source: Reinelt (1991), doi:10.1287/ijoc.3.4.376; García, Labbé & Marín (2011),
//! doi:10.1287/ijoc.1100.0418, for rounding down.

use std::collections::BTreeSet;

use domain::decision::placement::{Candidate, Distances, Metric, Model, PlacementQuestion, Plane};

use super::asking::{Asking, Instance};
use super::error::FormatError;
use super::format::Format;
use super::lines::{fields, lines, unless_counted};
use super::numbers;
use super::tsplib_head::Head;

/// In the list of formats.
pub const FORMAT: Format = Format {
    name: "tsplib",
    summary: "TSPLIB points: NODE_COORD_SECTION and lines `id x y`; distances of the p-median are \
              rounded down, of the p-center and covering exact.",
    model: Some("p_median"),
    read,
};

fn read(text: &str, asking: &Asking) -> Result<PlacementQuestion<'static>, FormatError> {
    let mut rest = lines(text);
    let (head, section) = Head::of(&mut rest, &["NODE_COORD_SECTION"])?;
    if let Some((line, kind)) = head.value("EDGE_WEIGHT_TYPE")
        && kind != "EUC_2D"
    {
        return Err(FormatError::new(line, format!("distances of type {kind}, expected EUC_2D")));
    }
    let dimension = head.dimension(section, usize::MAX)?;
    let mut last = head.line;
    let (mut at, mut ids) = (Vec::new(), BTreeSet::new());
    for (line, text) in rest {
        if text == "EOF" {
            break;
        }
        last = line;
        let [id, x, y] = fields(line, text, "`id x y`")?;
        let id = numbers::whole(id, line, &"the id of a point")?;
        if !ids.insert(id) {
            return Err(FormatError::new(line, format!("id {id} again, expected each id once")));
        }
        at.push([numbers::number(x, line, &"x")?, numbers::number(y, line, &"y")?]);
    }
    unless_counted(at.len(), dimension, "points", last)?;
    let model = asking.model().map_err(|error| FormatError::new(1, error.to_string()))?;
    let is_exact =
        matches!(model, Model::PCenter | Model::SetCovering { .. } | Model::MaxCovering { .. });
    asking.question(Instance {
        candidates: vec![Candidate::default(); dimension],
        weights: vec![1.0; dimension],
        sizes: Vec::new(),
        distances: Distances::Plane(Plane {
            sites: at.clone().into(),
            demand: at.into(),
            metric: if is_exact { Metric::Euclidean } else { Metric::EuclideanFloor },
        }),
        sites: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "NAME : three\nTYPE: TSP\nDIMENSION : 3\nEDGE_WEIGHT_TYPE : EUC_2D\n";

    fn asking(model: &str, radius: Option<f64>) -> Asking {
        Asking { model: Some(model.into()), sites: Some(1), radius, ..Asking::default() }
    }

    #[test]
    fn the_p_median_rounds_down_and_the_p_center_does_not() {
        let text = format!("{HEAD}NODE_COORD_SECTION\n1 1e+00 0\n3 2.0 1.0\n2 4 4\nEOF\n");
        let median = FORMAT.read(&text, &asking("p_median", None)).unwrap();
        median.admit().unwrap();
        assert_eq!((median.distance(0, 1), median.distance(0, 2)), (Some(1.0), Some(5.0)));
        for (model, radius) in [("p_center", None), ("max_covering", Some(1.0))] {
            let exact = FORMAT.read(&text, &asking(model, radius)).unwrap();
            assert_eq!(exact.distance(0, 1), Some(2.0_f64.sqrt()), "{model}");
        }
    }

    #[test]
    fn faults_name_their_line() {
        let points = |text: &str| {
            let text = format!("{HEAD}NODE_COORD_SECTION\n{text}");
            let error = FORMAT.read(&text, &Asking::default()).unwrap_err();
            (error.line, error.message)
        };
        let counted = "2 points, expected 3 as the head says";
        assert_eq!(points("1 0 0\n2 0 0\nEOF\n"), (7, counted.into()));
        assert_eq!(points("1 0 0\n1 0 0\n"), (7, "id 1 again, expected each id once".into()));
        assert_eq!(points("1 0\n"), (6, "2 fields, expected 3: `id x y`".into()));
        assert_eq!(points("1 0 nan\n"), (6, "`nan`, expected y, a number".into()));
        let read = |text: &str| FORMAT.read(text, &Asking::default()).unwrap_err();
        assert_eq!(read(HEAD), FormatError::new(4, "the file ends, expected NODE_COORD_SECTION"));
        let geographic = format!("{HEAD}NODE_COORD_SECTION\n").replace("EUC_2D", "GEO");
        assert!(read(&geographic).message.contains("type GEO, expected EUC_2D"));
    }
}
