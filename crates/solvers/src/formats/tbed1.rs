//! Format `sscflp-tbed1`: the capacitated test bed with costs for each unit of demand.
//!
//! `m n` (sites, customers); `n` demands; `m` capacities; `m` opening costs; then `m` rows of `n`
//! costs, each of serving one unit of customer j's demand from site i.
//!
//! Source: Avella & Boccia (2009), doi:10.1007/s10589-007-9125-x.

use domain::decision::placement::{Candidate, Distances, PlacementQuestion, Table};

use super::asking::{Asking, Instance};
use super::error::FormatError;
use super::format::Format;
use super::numbers::Numbers;
use super::sscflp::{by_site, demands};

/// In the list of formats.
pub const FORMAT: Format = Format {
    name: "sscflp-tbed1",
    summary: "Capacitated location: `m n`, n demands, m capacities, m costs, then m rows of n \
              costs of one unit of demand.",
    model: Some("single_source"),
    read,
};

fn read(text: &str, asking: &Asking) -> Result<PlacementQuestion<'static>, FormatError> {
    let mut numbers = Numbers::of(text);
    let sites = numbers.count("the number of sites")?;
    let customers = numbers.count("the number of customers")?;
    let sizes = demands(&mut numbers, customers)?;
    let mut candidates = Vec::new();
    for site in 0..sites {
        let capacity = numbers.amount(format_args!("the capacity of site {site}"))?;
        candidates.push(Candidate { capacity, ..Candidate::default() });
    }
    for (site, candidate) in candidates.iter_mut().enumerate() {
        candidate.opening_cost = numbers.number(format_args!("the opening cost of site {site}"))?;
    }
    let rows = by_site(&mut numbers, sites, customers)?;
    numbers.end()?;
    asking.question(Instance {
        candidates,
        weights: sizes.clone(),
        sizes,
        distances: Distances::Table(Table { rows: rows.into() }),
        sites: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::decision::placement::{Placed, Service, price};

    #[test]
    fn costs_are_of_one_unit_of_demand() {
        let text = "2 3\n\n4 3 5\n\n10 20\n50 60\n1 2 3\n4 5 6\n";
        let question = FORMAT.read(text, &Asking::default()).unwrap();
        question.admit().unwrap();
        let placed = Placed { open: vec![0, 1], service: Service::Single(vec![0, 1, 0]) };
        placed.check(&question).unwrap();
        let cost = 50.0 + 60.0 + 4.0 * 1.0 + 3.0 * 5.0 + 5.0 * 3.0;
        assert_eq!(price(&placed, &question).unwrap().value, cost);
    }

    #[test]
    fn faults_name_their_line() {
        let read = |text| FORMAT.read(text, &Asking::default()).unwrap_err();
        assert_eq!(
            read("2 1\n4\n10 20\n50"),
            FormatError::new(4, "the file ends, expected the opening cost of site 1")
        );
        assert!(read("1 1\n4\n-10\n").message.contains("`-10`, expected the capacity of site 0"));
    }
}
