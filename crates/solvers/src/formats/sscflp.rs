//! Formats `sscflp-holmberg`, `sscflp-yang` and `cflp-orlib`: capacitated location, site by site.
//!
//! `m n` (sites, customers); `m` pairs `capacity opening-cost`; `n` demands; then `m` rows of `n`
//! costs: row i, column j is what it costs to serve all of customer j's demand from site i. The
//! numbers are as many as in an `orlib-cap` file: nothing but the format's name tells them apart.
//!
//! Source: Holmberg, Rönnqvist & Yuan (1999), doi:10.1016/S0377-2217(98)00008-3; Yang, Chu & Chen,
//! European Journal of Operational Research 221 (2012), 521-532.

use domain::decision::placement::{Distances, PlacementQuestion, Table};

use super::asking::{Asking, Instance};
use super::error::FormatError;
use super::format::Format;
use super::numbers::Numbers;
use super::orlib_cap::warehouses;

const SUMMARY: &str =
    "Capacitated location: `m n`, m times `capacity cost`, n demands, then m rows of n costs.";

/// In the list of formats.
pub const HOLMBERG: Format =
    Format { name: "sscflp-holmberg", summary: SUMMARY, model: Some("single_source"), read };

/// In the list of formats.
pub const YANG: Format = Format { name: "sscflp-yang", ..HOLMBERG };

/// In the list of formats.
pub const ORLIB: Format = Format { name: "cflp-orlib", model: Some("capacitated"), ..HOLMBERG };

fn read(text: &str, asking: &Asking) -> Result<PlacementQuestion<'static>, FormatError> {
    let mut numbers = Numbers::of(text);
    let sites = numbers.count("the number of sites")?;
    let customers = numbers.count("the number of customers")?;
    let candidates = warehouses(&mut numbers, sites)?;
    let sizes = demands(&mut numbers, customers)?;
    let rows = by_site(&mut numbers, sites, customers)?;
    numbers.end()?;
    asking.question(Instance {
        candidates,
        weights: vec![1.0; customers],
        sizes,
        distances: Distances::Table(Table { rows: rows.into() }),
        sites: None,
    })
}

/// The demand of each customer.
pub(super) fn demands(
    numbers: &mut Numbers<'_>,
    customers: usize,
) -> Result<Vec<f64>, FormatError> {
    let demand = |customer| numbers.amount(format_args!("the demand of customer {customer}"));
    (0..customers).map(demand).collect()
}

/// Costs that stand site by site, customer by customer.
pub(super) fn by_site(
    numbers: &mut Numbers<'_>,
    sites: usize,
    customers: usize,
) -> Result<Vec<f64>, FormatError> {
    let mut costs = Vec::new();
    for site in 0..sites {
        for customer in 0..customers {
            let what = format_args!("the cost of customer {customer} from site {site}");
            costs.push(numbers.amount(what)?);
        }
    }
    let of = |customer| (0..sites).map(move |site| site * customers + customer);
    Ok((0..customers).flat_map(of).map(|at| costs[at]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_stand_site_by_site_and_are_of_the_whole_demand() {
        let text = "2 3\n10 50\n20 60\n4 3 5\n1 2 3\n4 5 6\n";
        let question = HOLMBERG.read(text, &Asking::default()).unwrap();
        question.admit().unwrap();
        assert_eq!(question.model.name(), "single_source");
        assert_eq!(&*question.sizes, [4.0, 3.0, 5.0]);
        assert_eq!(&*question.weights, [1.0; 3]);
        assert_eq!((question.distance(2, 0), question.distance(0, 1)), (Some(3.0), Some(4.0)));
        assert_eq!(
            (question.candidates[1].capacity, question.candidates[1].opening_cost),
            (20.0, 60.0)
        );
    }

    #[test]
    fn faults_name_their_line() {
        let read = |text| HOLMBERG.read(text, &Asking::default()).unwrap_err();
        assert_eq!(
            read("1 2\n10 50\n4 3\n1\n"),
            FormatError::new(4, "the file ends, expected the cost of customer 1 from site 0")
        );
        assert_eq!(read("1 2\n10 50\n4 3\n1 2\n3\n").line, 5);
        assert!(read("1 2\n10 50\n4 3\n1 -2\n").message.contains("`-2`, expected the cost"));
        assert!(read("1 2\n10 50\n4 x\n1 2\n").message.contains("the demand of customer 1"));
        assert!(read("0 2\n").message.contains("the number of sites, a whole number from 1"));
    }
}
