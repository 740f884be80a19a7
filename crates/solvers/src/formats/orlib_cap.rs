//! Format `orlib-cap`: warehouse location of OR-Library, customer by customer.
//!
//! `m n` (sites, customers); `m` pairs `capacity opening-cost`; then for each customer its demand
//! and `m` costs, each of serving all of its demand from the site. Numbers run over line ends. The
//! capacity can be a placeholder, 0 or the word `capacity`. The numbers are as many as in a
//! `sscflp` file: nothing but the format's name tells the two apart.
//!
//! Source: Beasley (1988), doi:10.1016/0377-2217(88)90175-0.

use std::fmt::Display;

use domain::decision::placement::{Candidate, Distances, PlacementQuestion, Table};

use super::asking::{Asking, Instance};
use super::error::FormatError;
use super::format::Format;
use super::numbers::{self, Numbers};

/// In the list of formats.
pub const FORMAT: Format = Format {
    name: "orlib-cap",
    summary: "OR-Library warehouse location: `m n`, m times `capacity cost`, then each customer's \
              demand and its m costs.",
    model: None,
    read,
};

fn read(text: &str, asking: &Asking) -> Result<PlacementQuestion<'static>, FormatError> {
    let mut numbers = Numbers::of(text);
    let sites = numbers.count("the number of sites")?;
    let customers = numbers.count("the number of customers")?;
    let candidates = warehouses(&mut numbers, sites)?;
    let (mut sizes, mut rows) = (Vec::new(), Vec::new());
    for customer in 0..customers {
        sizes.push(numbers.amount(format_args!("the demand of customer {customer}"))?);
        for site in 0..sites {
            let what = format_args!("the cost of customer {customer} from site {site}");
            rows.push(numbers.amount(what)?);
        }
    }
    numbers.end()?;
    asking.question(Instance {
        candidates,
        weights: vec![1.0; customers],
        sizes,
        distances: Distances::Table(Table { rows: rows.into() }),
        sites: None,
    })
}

/// Capacity and opening cost of each site.
pub(super) fn warehouses(
    numbers: &mut Numbers<'_>,
    sites: usize,
) -> Result<Vec<Candidate>, FormatError> {
    let mut candidates = Vec::new();
    for site in 0..sites {
        let what: &dyn Display = &format_args!("the capacity of site {site}").to_string();
        let capacity = match numbers.word(what)? {
            "capacity" => 0.0,
            word => numbers::amount(word, numbers.line(), what)?,
        };
        let opening_cost = numbers.number(format_args!("the opening cost of site {site}"))?;
        candidates.push(Candidate { opening_cost, capacity, ..Candidate::default() });
    }
    Ok(candidates)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = " 2 3\n 10 7500.\n 0 0.\n 4\n 1.5 2\n 3\n 3.0\n 4 5\n 5 6\n";

    fn asking(model: &str) -> Asking {
        Asking { model: Some(model.into()), ..Asking::default() }
    }

    #[test]
    fn costs_stand_customer_by_customer_and_demand_takes_capacity_only() {
        let question = FORMAT.read(TEXT, &asking("capacitated")).unwrap();
        question.admit().unwrap_err();
        assert_eq!(&*question.sizes, [4.0, 3.0, 5.0]);
        assert_eq!(&*question.weights, [1.0; 3]);
        assert_eq!((question.distance(0, 1), question.distance(2, 0)), (Some(2.0), Some(5.0)));
        assert_eq!(question.candidates[0].opening_cost, 7500.0);
        let uncapacitated = FORMAT.read(TEXT, &asking("uncapacitated")).unwrap();
        uncapacitated.admit().unwrap();
        assert!(uncapacitated.candidates[1].capacity.is_infinite());
        let over = Asking { capacity: Some(12.0), ..asking("single_source") };
        let over = FORMAT.read(TEXT, &over).unwrap();
        over.admit().unwrap();
        assert_eq!(over.candidates[1].capacity, 12.0);
    }

    #[test]
    fn placeholders_need_a_capacity_and_several_models_a_name() {
        let text = "1 1\n capacity 5\n 3 4\n";
        let error = FORMAT.read(text, &asking("capacitated")).unwrap_err();
        assert!(error.message.contains("a placeholder"), "{error}");
        FORMAT.read(text, &asking("uncapacitated")).unwrap().admit().unwrap();
        let error = FORMAT.read(text, &Asking::default()).unwrap_err();
        assert!(error.message.contains("name the model"), "{error}");
        let error = FORMAT.read("2 3\n 10 7500", &asking("uncapacitated")).unwrap_err();
        assert_eq!(error, FormatError::new(2, "the file ends, expected the capacity of site 1"));
    }
}
