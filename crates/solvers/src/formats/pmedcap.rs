//! Format `pmedcap`: the capacitated p-median of OR-Library.
//!
//! First the number of the problem and the best value known, then `n p capacity`, then `n` lines
//! `id x y demand`. Every point is a customer and a site. Distance is the straight line rounded
//! down, and counts once for each customer, whatever its demand.
//!
//! Source: Osman & Christofides, International Transactions in Operational Research 1 (1994),
//! 317-336.

use std::collections::BTreeSet;

use domain::decision::placement::{Candidate, Distances, Metric, PlacementQuestion, Plane};

use super::asking::{Asking, Instance};
use super::error::FormatError;
use super::format::Format;
use super::numbers::Numbers;

/// In the list of formats.
pub const FORMAT: Format = Format {
    name: "pmedcap",
    summary: "OR-Library capacitated p-median: `number best`, `n p capacity`, then n lines \
              `id x y demand`; distances are rounded down.",
    model: Some("single_source"),
    read,
};

fn read(text: &str, asking: &Asking) -> Result<PlacementQuestion<'static>, FormatError> {
    let mut numbers = Numbers::of(text);
    numbers.number("the number of the problem")?;
    numbers.number("the best value known")?;
    let points = numbers.count("the number of points")?;
    let sites = numbers.whole("the number of medians")?;
    let capacity = numbers.amount("the capacity")?;
    let (mut at, mut sizes, mut ids) = (Vec::new(), Vec::new(), BTreeSet::new());
    for point in 1..=points {
        let id = numbers.whole(format_args!("the id of point {point} of {points}"))?;
        if !ids.insert(id) {
            let message = format!("id {id} again, expected each id once");
            return Err(FormatError::new(numbers.line(), message));
        }
        let mut axis = |axis| numbers.number(format_args!("{axis} of point {point} of {points}"));
        at.push([axis("x")?, axis("y")?]);
        sizes.push(numbers.amount(format_args!("the demand of point {point} of {points}"))?);
    }
    numbers.end()?;
    asking.question(Instance {
        candidates: vec![Candidate { capacity, ..Candidate::default() }; points],
        weights: vec![1.0; points],
        sizes,
        distances: Distances::Plane(Plane {
            sites: at.clone().into(),
            demand: at.into(),
            metric: Metric::EuclideanFloor,
        }),
        sites: Some(sites),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_rounded_down_and_do_not_weigh_demand() {
        let text = " 1 713\r\n 3 2 12\r\n 1 0 0 3\r\n 2 1 1 4\r\n 3 5 5 9\r\n";
        let question = FORMAT.read(text, &Asking::default()).unwrap();
        question.admit().unwrap();
        assert_eq!((question.sites, question.candidates[2].capacity), (Some(2), 12.0));
        assert_eq!((question.distance(0, 1), question.distance(0, 2)), (Some(1.0), Some(7.0)));
        assert_eq!((&*question.sizes, &*question.weights), (&[3.0, 4.0, 9.0][..], &[1.0; 3][..]));
    }

    #[test]
    fn faults_name_their_line() {
        let read = |text| FORMAT.read(text, &Asking::default()).unwrap_err();
        assert_eq!(
            read("1 9\n2 1 9\n1 0 0 1\n1 0 0 1\n"),
            FormatError::new(4, "id 1 again, expected each id once")
        );
        assert!(read("1 9\n2 1 9\n1 0 0 1\n").message.contains("the id of point 2 of 2"));
        assert_eq!(read("1 9\n1 1 9\n1 0 0 1\n7 8\n").line, 4);
    }
}
