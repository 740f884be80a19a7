//! Format `tsplib` of picker routing: symmetric and asymmetric travelling salesman files.
//!
//! The first node is the depot, every other a stop; a distance of 1 is a metre. Distances are
//! rounded as TSPLIB 95 says, so that the length of a route is that of the published tour.
//!
//! Source: Reinelt (1991), doi:10.1287/ijoc.3.4.376, and the description of TSPLIB 95.

use std::collections::BTreeSet;

use domain::decision::pick_route::PickRouteQuestion;

use super::error::FormatError;
use super::lines::{fields, lines, unless_counted};
use super::listing::{Instance, Listing};
use super::numbers;
use super::picking::{self, MOST_NODES};
use super::tsplib_head::Head;

/// In the list of formats.
pub const FORMAT: Listing<PickRouteQuestion<'static>> = Listing {
    name: "tsplib",
    summary: "TSPLIB travelling salesman: EUC_2D, CEIL_2D, GEO, ATT or an EXPLICIT matrix; the first \
              node is the depot.",
    read,
};

const POINTS: &str = "NODE_COORD_SECTION";
const WEIGHTS: &str = "EDGE_WEIGHT_SECTION";
const DISPLAY: &str = "DISPLAY_DATA_SECTION";

fn read(text: &str) -> Result<Vec<Instance<PickRouteQuestion<'static>>>, FormatError> {
    let mut rest = lines(text);
    let (head, section) = Head::of(&mut rest, &[POINTS, WEIGHTS])?;
    if let Some((line, kind)) = head.value("TYPE")
        && !matches!(kind.split_whitespace().next(), Some("TSP" | "ATSP"))
    {
        return Err(FormatError::new(
            line,
            format!("a problem of type {kind}, expected TSP or ATSP"),
        ));
    }
    let nodes = head.dimension(section, MOST_NODES)?;
    let Some((line, kind)) = head.value("EDGE_WEIGHT_TYPE") else {
        return Err(FormatError::new(head.line, format!("no EDGE_WEIGHT_TYPE before {section}")));
    };
    let distances = if kind == "EXPLICIT" {
        let shape = Shape::of(&head)?;
        if section != WEIGHTS {
            let message = format!("{section}, expected {WEIGHTS} of an EXPLICIT matrix");
            return Err(FormatError::new(head.line, message));
        }
        matrix(nodes, shape, rest, head.line)?
    } else {
        let metric = metric(kind, line)?;
        if section != POINTS {
            let message = format!("{section}, expected {POINTS} for distances of type {kind}");
            return Err(FormatError::new(head.line, message));
        }
        let points = points(nodes, rest, head.line)?;
        let pair = |at: usize| metric(points[at / nodes], points[at % nodes]);
        let distance = |at| if at / nodes == at % nodes { 0.0 } else { pair(at) };
        let whole = |at| picking::metres(distance(at), head.line);
        (0..nodes * nodes).map(whole).collect::<Result<_, _>>()?
    };
    Ok(Instance::whole(picking::question(distances, nodes - 1, Vec::new())))
}

/// A rule by which two points have a distance, a whole number.
type MetricRule = fn([f64; 2], [f64; 2]) -> f64;

fn metric(kind: &str, line: usize) -> Result<MetricRule, FormatError> {
    match kind {
        "EUC_2D" => Ok(|a, b| nearest(straight(a, b))),
        "CEIL_2D" => Ok(|a, b| straight(a, b).ceil()),
        "ATT" => Ok(pseudo_euclidean),
        "GEO" => Ok(geographic),
        _ => {
            let message =
                format!("distances of type {kind}, expected EUC_2D, CEIL_2D, GEO, ATT or EXPLICIT");
            Err(FormatError::new(line, message))
        }
    }
}

fn straight(a: [f64; 2], b: [f64; 2]) -> f64 {
    let [x, y] = [a[0] - b[0], a[1] - b[1]];
    (x * x + y * y).sqrt()
}

/// TSPLIB's `nint` of numbers from 0.
fn nearest(value: f64) -> f64 {
    (value + 0.5).floor()
}

fn pseudo_euclidean(a: [f64; 2], b: [f64; 2]) -> f64 {
    let [x, y] = [a[0] - b[0], a[1] - b[1]];
    let exact = ((x * x + y * y) / 10.0).sqrt();
    let whole = nearest(exact);
    if whole < exact { whole + 1.0 } else { whole }
}

/// On the idealised sphere of TSPLIB; coordinates are degrees with minutes behind the point.
fn geographic(a: [f64; 2], b: [f64; 2]) -> f64 {
    /// As TSPLIB has it: published lengths hang on it.
    #[allow(clippy::approx_constant)]
    const PI: f64 = 3.141592;
    const RADIUS: f64 = 6_378.388;
    let radians = |value: f64| {
        let degrees = value.trunc();
        PI * (degrees + 5.0 * (value - degrees) / 3.0) / 180.0
    };
    let [[a_lat, a_lon], [b_lat, b_lon]] = [a, b].map(|point| point.map(radians));
    let q1 = libm::cos(a_lon - b_lon);
    let q2 = libm::cos(a_lat - b_lat);
    let q3 = libm::cos(a_lat + b_lat);
    (RADIUS * libm::acos(0.5 * ((1.0 + q1) * q2 - (1.0 - q1) * q3)) + 1.0).floor()
}

/// Lines `id x y` up to the end.
fn points<'a>(
    nodes: usize,
    rest: impl Iterator<Item = (usize, &'a str)>,
    head: usize,
) -> Result<Vec<[f64; 2]>, FormatError> {
    let (mut at, mut ids, mut last) = (Vec::new(), BTreeSet::new(), head);
    for (line, text) in rest {
        if matches!(text, "EOF" | DISPLAY) {
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
    unless_counted(at.len(), nodes, "points", last)?;
    Ok(at)
}

/// Which half of a matrix a file holds, row by row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Shape {
    Full,
    Upper { has_diagonal: bool },
    Lower { has_diagonal: bool },
}

impl Shape {
    /// A half by columns is the other half by rows.
    fn of(head: &Head<'_>) -> Result<Self, FormatError> {
        let Some((line, name)) = head.value("EDGE_WEIGHT_FORMAT") else {
            let message = format!("no EDGE_WEIGHT_FORMAT before {WEIGHTS}");
            return Err(FormatError::new(head.line, message));
        };
        match name {
            "FULL_MATRIX" => Ok(Self::Full),
            "UPPER_ROW" | "LOWER_COL" => Ok(Self::Upper { has_diagonal: false }),
            "LOWER_ROW" | "UPPER_COL" => Ok(Self::Lower { has_diagonal: false }),
            "UPPER_DIAG_ROW" | "LOWER_DIAG_COL" => Ok(Self::Upper { has_diagonal: true }),
            "LOWER_DIAG_ROW" | "UPPER_DIAG_COL" => Ok(Self::Lower { has_diagonal: true }),
            _ => {
                let message = format!(
                    "a matrix as {name}, expected FULL_MATRIX, UPPER_ROW, LOWER_ROW, \
                     UPPER_DIAG_ROW or LOWER_DIAG_ROW"
                );
                Err(FormatError::new(line, message))
            }
        }
    }

    /// The columns of a row that are in the file.
    fn columns(self, row: usize, nodes: usize) -> std::ops::Range<usize> {
        match self {
            Self::Full => 0..nodes,
            Self::Upper { has_diagonal } => row + usize::from(!has_diagonal)..nodes,
            Self::Lower { has_diagonal } => 0..row + usize::from(has_diagonal),
        }
    }
}

/// The numbers of a matrix, as many as its shape needs, which run over line ends.
fn matrix<'a>(
    nodes: usize,
    shape: Shape,
    rest: impl Iterator<Item = (usize, &'a str)>,
    head: usize,
) -> Result<Vec<u32>, FormatError> {
    let mut last = head;
    let mut words = rest.flat_map(|(line, text)| text.split_whitespace().map(move |w| (line, w)));
    // As the file has them: what the head claims takes no memory before it is there.
    let mut listed = Vec::new();
    for row in 0..nodes {
        for column in shape.columns(row, nodes) {
            let word = words.next().filter(|(_, word)| !matches!(*word, "EOF" | DISPLAY));
            let Some((line, word)) = word else {
                let message = format!("the matrix ends before row {} of {nodes} does", row + 1);
                return Err(FormatError::new(last, message));
            };
            last = line;
            let distance = numbers::number(word, line, &"a distance")?;
            // Nobody walks from a node to itself: some files forbid it by a large number.
            listed.push(if row == column { 0 } else { picking::metres(distance, line)? });
        }
    }
    match words.next() {
        Some((line, word)) if !matches!(word, "EOF" | DISPLAY) => {
            let message = format!("`{word}` after the last row of the matrix, expected the end");
            Err(FormatError::new(line, message))
        }
        _ => Ok(spread(&listed, nodes, shape)),
    }
}

/// All cells of a matrix, from those that a file lists.
fn spread(listed: &[u32], nodes: usize, shape: Shape) -> Vec<u32> {
    let mut cells = vec![0; nodes * nodes];
    let mut listed = listed.iter();
    for row in 0..nodes {
        for (column, cell) in shape.columns(row, nodes).zip(&mut listed) {
            cells[row * nodes + column] = *cell;
            if shape != Shape::Full {
                cells[column * nodes + row] = *cell;
            }
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(head: &str, body: &str) -> Result<PickRouteQuestion<'static>, FormatError> {
        let read = (FORMAT.read)(&format!("NAME: a\nTYPE : TSP\n{head}\n{body}\n"));
        read.map(|mut read| read.remove(0).question)
    }

    fn metres(head: &str, body: &str, from: Option<u16>, to: Option<u16>) -> f64 {
        question(head, body).unwrap().walk(from, to).unwrap().as_m()
    }

    #[test]
    fn distances_are_rounded_as_tsplib_says() {
        let of = |kind: &str, body: &str| {
            let head = format!("DIMENSION : 2\nEDGE_WEIGHT_TYPE : {kind}\nNODE_COORD_SECTION");
            metres(&head, body, None, Some(0))
        };
        assert_eq!(of("EUC_2D", "1 0 0\n2 1 1\nEOF"), 1.0);
        assert_eq!(of("EUC_2D", "1 0 0\n2 1.5 0"), 2.0);
        assert_eq!(of("CEIL_2D", "1 0 0\n2 1.0 1.0"), 2.0);
        assert_eq!(of("ATT", "1 0 0\n2 10 0"), 4.0);
        assert_eq!(of("ATT", "1 0 0\n2 1e1 30"), 10.0);
        // The first two of burma14, by hand: 152.6 km and the one that TSPLIB adds.
        assert_eq!(of("GEO", "1 16.47 96.10\n2 16.47 94.44"), 153.0);
    }

    #[test]
    fn every_half_of_a_matrix_is_the_same_matrix() {
        let shapes = [
            ("FULL_MATRIX", "0 1 2\n1 0 3 2 3 0\nEOF"),
            ("UPPER_ROW", "1 2\n3\nDISPLAY_DATA_SECTION\n1 0 0\n2 0 1\n3 4 4\nEOF"),
            ("LOWER_ROW", "1 2 3"),
            ("UPPER_DIAG_ROW", "0 1 2 0\n3 0"),
            ("LOWER_DIAG_ROW", "0\n1 0\n2 3 0\nEOF"),
        ];
        for (shape, body) in shapes {
            let head = format!(
                "DIMENSION: 3\nEDGE_WEIGHT_TYPE: EXPLICIT\nEDGE_WEIGHT_FORMAT: {shape} \n\
                 EDGE_WEIGHT_SECTION :"
            );
            for (from, to, far) in
                [(None, Some(0), 1.0), (None, Some(1), 2.0), (Some(1), Some(0), 3.0)]
            {
                assert_eq!(metres(&head, body, from, to), far, "{shape}");
            }
        }
    }

    #[test]
    fn the_diagonal_is_not_read_whatever_it_says() {
        let head = "DIMENSION: 3\nEDGE_WEIGHT_TYPE: EXPLICIT\nEDGE_WEIGHT_FORMAT: FULL_MATRIX\n\
                    EDGE_WEIGHT_SECTION";
        for diagonal in ["0", "9999", "100000000", "1e30", "-1"] {
            let body = format!("{diagonal} 1 2\n3 {diagonal} 4 5 6 {diagonal}");
            assert_eq!(metres(head, &body, None, Some(1)), 2.0, "{diagonal}");
            assert_eq!(metres(head, &body, Some(1), None), 5.0, "{diagonal}");
        }
        assert!(question(head, "x 1 2 1 0 3 2 3 0").is_err());
    }

    #[test]
    fn faults_name_their_line_and_what_is_allowed() {
        let fault = |head: &str, body: &str| {
            let error = question(head, body).unwrap_err();
            (error.line, error.message)
        };
        let points = "DIMENSION: 2\nEDGE_WEIGHT_TYPE: EUC_2D\nNODE_COORD_SECTION";
        assert_eq!(fault(points, "1 0 0"), (6, "1 points, expected 2 as the head says".into()));
        assert_eq!(fault(points, "1 0 0\n1 0 1").0, 7);
        let far = fault(points, "1 0 0\n2 1e9 0");
        assert!(far.1.contains("allowed 0 to 4294967"), "{}", far.1);
        let (line, message) = fault(&points.replace("2\n", "5001\n"), "1 0 0");
        assert_eq!((line, message.as_str()), (3, "DIMENSION 5001, allowed 1 to 5000"));
        assert!(fault(&points.replace("EUC_2D", "XRAY1"), "").1.contains("type XRAY1, expected"));
        let matrix = "DIMENSION: 2\nEDGE_WEIGHT_TYPE: EXPLICIT\nEDGE_WEIGHT_FORMAT: FULL_MATRIX\n\
                      EDGE_WEIGHT_SECTION";
        let ends = "the matrix ends before row 2 of 2 does";
        assert_eq!(fault(matrix, "0 1 1\nEOF"), (7, ends.into()));
        assert_eq!(fault(matrix, "0 1\n1 0 7").0, 8);
        assert!(fault(matrix, "0 -1 1 0").1.contains("-1"));
    }
}
