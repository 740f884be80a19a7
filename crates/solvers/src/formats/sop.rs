//! Format `sop`: sequential ordering problems of TSPLIB.
//!
//! A full matrix, its size in front. The walk leads from the first node to the last. An entry of
//! -1 says that the node of its column comes before that of its row, one of 1000000 that there is
//! no way; a distance of 1 is a metre.
//!
//! Source: Reinelt (1991), doi:10.1287/ijoc.3.4.376; Ascheuer, Jünger & Reinelt (2000),
//! doi:10.1023/A:1008779125567.

use domain::decision::pick_route::{DistanceTable, PickRouteQuestion};

use super::error::FormatError;
use super::lines::lines;
use super::listing::{Instance, Listing};
use super::numbers;
use super::picking::{self, MOST_NODES};
use super::tsplib_head::Head;

/// In the list of formats.
pub const FORMAT: Listing<PickRouteQuestion<'static>> = Listing {
    name: "sop",
    summary: "Sequential ordering (TSPLIB): a full matrix in which -1 is a precedence; from the \
              first node to the last.",
    read,
};

const WEIGHTS: &str = "EDGE_WEIGHT_SECTION";

/// Where there is no way.
const FORBIDDEN: f64 = 1_000_000.0;

fn read(text: &str) -> Result<Vec<Instance<PickRouteQuestion<'static>>>, FormatError> {
    let mut rest = lines(text);
    let (head, _) = Head::of(&mut rest, &[WEIGHTS])?;
    let nodes = head.dimension(WEIGHTS, MOST_NODES)?;
    let mut last = head.line;
    let mut words = rest
        .flat_map(|(line, text)| text.split_whitespace().map(move |word| (line, word)))
        .take_while(|(_, word)| *word != "EOF");
    let mut next = |what: &dyn std::fmt::Display| {
        let (line, word) = words
            .next()
            .ok_or_else(|| FormatError::new(last, format!("the matrix ends, expected {what}")))?;
        last = line;
        Ok::<_, FormatError>((numbers::number(word, line, what)?, line))
    };
    let (size, line) = next(&"the number of nodes again")?;
    if size != nodes as f64 || nodes < 2 {
        let message =
            format!("a matrix of {size} nodes, expected {nodes} as the head says, 2 or more");
        return Err(FormatError::new(line, message));
    }
    let end = nodes - 1;
    // Row by row: what the head claims takes no memory before it is there.
    let mut cells = Vec::new();
    let mut precedences = Vec::new();
    for row in 0..nodes {
        if row != end {
            cells.resize((row + 1) * end, DistanceTable::NO_WAY);
        }
        for column in 0..nodes {
            let (entry, line) = next(&format_args!("row {} of {nodes}", row + 1))?;
            if row == column {
                continue;
            }
            if entry == -1.0 {
                if row == 0 || column == end {
                    let message = format!(
                        "node {} before node {}, expected the first before all and the last after",
                        column + 1,
                        row + 1
                    );
                    return Err(FormatError::new(line, message));
                }
                if column != 0 && row != end {
                    precedences.push((column as u16 - 1, row as u16 - 1));
                }
            } else if entry < FORBIDDEN && row != end && column != 0 {
                let to = if column == end { 0 } else { column };
                cells[row * end + to] = picking::metres(entry, line)?;
            }
        }
    }
    if let Some((line, word)) = words.next() {
        let message = format!("`{word}` after the last row of the matrix, expected the end");
        return Err(FormatError::new(line, message));
    }
    Ok(Instance::whole(picking::question(cells, nodes - 2, precedences)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "NAME: a\nTYPE: SOP\nDIMENSION: 4\nEDGE_WEIGHT_TYPE: EXPLICIT\n\
                        EDGE_WEIGHT_FORMAT: FULL_MATRIX \nEDGE_WEIGHT_SECTION\n";

    #[test]
    fn a_path_from_the_first_node_to_the_last_is_a_walk() {
        let matrix = "4\n0 5 6 1000000\n-1 0 -1 1\n-1 7 0 2\n-1 -1 -1 0\nEOF\n";
        let question = (FORMAT.read)(&format!("{HEAD}{matrix}")).unwrap().remove(0).question;
        assert_eq!(*question.precedences, [(1, 0)]);
        assert_eq!(question.length(&[1, 0]).unwrap().as_m(), 6.0 + 7.0 + 1.0);
        assert_eq!((question.length(&[0, 1]), question.length(&[])), (None, None));
    }

    #[test]
    fn faults_name_their_line() {
        let fault = |matrix: &str| {
            let error = (FORMAT.read)(&format!("{HEAD}{matrix}")).unwrap_err();
            (error.line, error.message)
        };
        assert_eq!(fault("4\n0 5 6 7\n-1 0"), (9, "the matrix ends, expected row 2 of 4".into()));
        assert_eq!(fault("5\n0").0, 7);
        assert_eq!(fault("4\n0 -1 6 7\n").0, 8);
        assert_eq!(fault("4\n0 -2 6 7\n").0, 8);
        let whole = "4\n0 5 6 0\n-1 0 -1 1\n-1 7 0 2\n-1 -1 -1 0\n";
        assert_eq!(fault(&format!("{whole}3\n")).0, 12);
    }
}
