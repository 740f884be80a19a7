//! What has been observed of each system, so that nothing is asked for twice.

use std::collections::BTreeMap;
use std::ops::Range;

use super::error::SelectionError;
use super::sampler::{Sampler, System};

/// Rows of responses by system, from replication `first` without gaps.
#[derive(Debug)]
pub(crate) struct Observations<S> {
    first: u32,
    responses: Vec<usize>,
    rows: BTreeMap<S, Vec<Vec<f64>>>,
}

impl<S: System> Observations<S> {
    /// Nothing observed yet; `responses` are those that must be there and finite.
    pub(crate) fn new(first: u32, responses: impl IntoIterator<Item = usize>) -> Self {
        Self { first, responses: responses.into_iter().collect(), rows: BTreeMap::new() }
    }

    /// Refuses a `first` replication that leaves no numbers for `most` replications.
    pub(crate) fn check_numbers<E: std::error::Error + 'static>(
        first: u32,
        most: u32,
    ) -> Result<(), SelectionError<E>> {
        let allowed = format!("at most {} to leave numbers for {most}", u32::MAX - most);
        SelectionError::require(first <= u32::MAX - most, "first_replication", first, allowed)
    }

    /// Refuses an empty list of systems and one that repeats itself.
    pub(crate) fn check_systems<E: std::error::Error + 'static>(
        systems: &[S],
    ) -> Result<(), SelectionError<E>> {
        if systems.is_empty() {
            return Err(SelectionError::NoSystems);
        }
        let mut sorted: Vec<&S> = systems.iter().collect();
        sorted.sort();
        match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(SelectionError::Twice { system: format!("{:?}", pair[0]) }),
            None => Ok(()),
        }
    }

    /// Observes what is missing for each system to have as many replications as its target says.
    pub(crate) fn extend<P: Sampler<S>>(
        &mut self,
        sampler: &mut P,
        targets: impl IntoIterator<Item = (S, u32)>,
    ) -> Result<(), SelectionError<P::Error>> {
        let mut requests = Vec::new();
        for (system, target) in targets {
            let have = self.count(&system);
            requests.extend((have..target).map(|r| (system.clone(), self.first + r)));
        }
        if requests.is_empty() {
            return Ok(());
        }
        let rows = sampler.sample(&requests).map_err(SelectionError::Sampler)?;
        if rows.len() != requests.len() {
            return Err(SelectionError::Rows { asked: requests.len(), answered: rows.len() });
        }
        for ((system, replication), row) in requests.into_iter().zip(rows) {
            for &response in &self.responses {
                let name = || format!("{system:?}");
                match row.get(response) {
                    None => {
                        let answered = row.len();
                        let system = name();
                        return Err(SelectionError::NoResponse {
                            system,
                            replication,
                            response,
                            answered,
                        });
                    }
                    Some(&value) if !value.is_finite() => {
                        let system = name();
                        return Err(SelectionError::NotFinite {
                            system,
                            replication,
                            response,
                            value,
                        });
                    }
                    Some(_) => {}
                }
            }
            self.rows.entry(system).or_default().push(row);
        }
        Ok(())
    }

    /// Replications observed of `system`.
    pub(crate) fn count(&self, system: &S) -> u32 {
        self.rows.get(system).map_or(0, |rows| rows.len() as u32)
    }

    /// Replications observed of all systems together.
    pub(crate) fn total(&self) -> u64 {
        self.rows.values().map(|rows| rows.len() as u64).sum()
    }

    /// Most replications observed of any system.
    pub(crate) fn longest(&self) -> u32 {
        self.rows.values().map(|rows| rows.len() as u32).max().unwrap_or(0)
    }

    /// Systems observed, in order.
    pub(crate) fn systems(&self) -> impl Iterator<Item = &S> {
        self.rows.keys()
    }

    /// One response of `system`, replication by replication.
    pub(crate) fn values(&self, system: &S, response: usize) -> impl Iterator<Item = f64> {
        self.values_in(system, response, 0..u32::MAX)
    }

    /// The same for the replications in `range`, counted from the first observed.
    pub(crate) fn values_in(
        &self,
        system: &S,
        response: usize,
        range: Range<u32>,
    ) -> impl Iterator<Item = f64> {
        let rows = self.rows.get(system).map_or(&[][..], Vec::as_slice);
        let end = (range.end as usize).min(rows.len());
        let start = (range.start as usize).min(end);
        rows[start..end].iter().map(move |row| row[response])
    }
}
