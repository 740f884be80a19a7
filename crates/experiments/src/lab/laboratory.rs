//! Runs replications of cells, each once: what the journal holds is not run again.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::decision::Policies;
use domain::instance::Instance;
use sim_core::trace::Witness;

use super::cell::Cell;
use super::journal::{Entry, Identity, Journal};
use super::worlds::Worlds;
use crate::error::ExperimentError;
use crate::layouts::{Layout, Watching};
use crate::runner::PoliciesError;
use crate::start::Start;
use crate::summary::{Summary, counted_days};
use crate::workers::each_finished;

/// Builds the policies of a cell.
pub type MakePolicies<'a> =
    dyn Fn(&solvers::registry::Choices) -> Result<Policies, PoliciesError> + Sync + 'a;

/// What was taken over from a journal.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Taken {
    /// Finished replications.
    pub replications: usize,
    /// Replications whose records are damaged: they are run again.
    pub damaged: usize,
    /// Bytes of a last record that was cut short.
    pub torn: usize,
}

/// A replication of a cell.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Job {
    /// Position of the cell.
    pub cell: usize,
    /// Which replication; the same number means the same chance in every cell.
    pub replication: u32,
}

/// How replications are run.
pub struct Settings<'a> {
    /// Seed of all streams.
    pub seed: u64,
    /// Where replications begin, and how they are drawn.
    pub start: Start,
    /// Replications at a time.
    pub threads: usize,
    /// Set to begin no further replication.
    pub stop: &'a AtomicBool,
    /// Told how many replications are done, those of the journal included.
    pub done: &'a (dyn Fn(usize) + Sync),
    /// Builds policies, fresh for each replication.
    pub policies: &'a MakePolicies<'a>,
}

/// A laboratory: cells, what their replications came to, and the journal.
pub struct Lab<'a> {
    settings: Settings<'a>,
    cells: Vec<Cell>,
    /// Their names in the journal.
    keys: Vec<String>,
    worlds: Worlds,
    results: BTreeMap<String, BTreeMap<u32, Summary>>,
    journal: Option<Journal>,
    keeps_served: bool,
}

impl<'a> Lab<'a> {
    /// An empty laboratory that keeps no journal.
    #[must_use]
    pub fn new(settings: Settings<'a>) -> Self {
        let capacity = settings.threads.max(8);
        Self {
            settings,
            cells: Vec::new(),
            keys: Vec::new(),
            worlds: Worlds::new(capacity),
            results: BTreeMap::new(),
            journal: None,
            keeps_served: false,
        }
    }

    /// Has every summary tell which store served whom, as a ledger of layouts needs it. What a
    /// journal holds without it is run again.
    pub fn keep_served(&mut self) {
        self.keeps_served = true;
    }

    /// What the stores of a cell offer.
    ///
    /// # Errors
    /// When its world cannot be built.
    pub fn layout(&self, cell: usize) -> Result<Layout, ExperimentError> {
        Ok(Layout::of(&*world(&self.worlds, &self.cells[cell], &self.settings.start)?))
    }

    /// Days of a cell that count in its figures.
    ///
    /// # Errors
    /// When its world cannot be built.
    pub fn counted_days(&self, cell: usize) -> Result<f64, ExperimentError> {
        Ok(counted_days(&*world(&self.worlds, &self.cells[cell], &self.settings.start)?))
    }

    /// Keeps a journal in `directory`, or goes on with the one there; what was taken over.
    ///
    /// # Errors
    /// When a journal is there that was not to be gone on with, or one of another experiment.
    pub fn keep_journal(
        &mut self,
        directory: &Path,
        identity: &Identity,
        resume: bool,
    ) -> Result<Taken, ExperimentError> {
        let mut taken = Taken::default();
        if resume {
            let (journal, entries) = Journal::resume(directory, identity)?;
            self.journal = Some(journal);
            taken.replications = entries.whole.len();
            taken.damaged = entries.damaged;
            taken.torn = entries.torn;
            for Entry { cell, replication, summary } in entries.whole {
                self.results.entry(cell).or_default().insert(replication, summary);
            }
        } else {
            self.journal = Some(Journal::create(directory, identity)?);
        }
        Ok(taken)
    }

    /// Adds a cell; its position.
    pub fn add(&mut self, cell: Cell) -> usize {
        self.keys.push(cell.key());
        self.cells.push(cell);
        self.cells.len() - 1
    }

    /// The cells, in the order they were added.
    #[must_use]
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// Replications known by now, over all cells.
    #[must_use]
    pub fn finished(&self) -> usize {
        self.results.values().map(BTreeMap::len).sum()
    }

    /// What jobs came to, in the order given; those not known yet are run.
    ///
    /// # Errors
    /// The first failure, by position among the jobs; [`ExperimentError::Interrupted`] when `stop`
    /// was set. What was finished is in the journal in any case.
    pub fn run(&mut self, jobs: &[Job]) -> Result<Vec<Summary>, ExperimentError> {
        let mut seen = BTreeSet::new();
        let is_missing = |job: &Job| self.known(*job).is_none() && seen.insert(*job);
        let missing: Vec<Job> = jobs.iter().copied().filter(is_missing).collect();
        self.run_missing(&missing)?;
        let known = jobs.iter().map(|job| self.known(*job).cloned());
        known.collect::<Option<Vec<Summary>>>().ok_or(ExperimentError::Interrupted)
    }

    /// Summaries of the first `replications` replications of every cell, by cell.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub fn run_all(&mut self, replications: u32) -> Result<Vec<Vec<Summary>>, ExperimentError> {
        // Replication by replication, so that an early end leaves complete blocks.
        let cells = self.cells.len();
        let jobs: Vec<Job> = (0..replications)
            .flat_map(|replication| (0..cells).map(move |cell| Job { cell, replication }))
            .collect();
        let mut by_cell = vec![Vec::with_capacity(replications as usize); cells];
        for (job, summary) in jobs.iter().zip(self.run(&jobs)?) {
            by_cell[job.cell].push(summary);
        }
        Ok(by_cell)
    }

    fn known(&self, job: Job) -> Option<&Summary> {
        let known = self.results.get(&self.keys[job.cell])?.get(&job.replication)?;
        (known.served.is_some() || !self.keeps_served).then_some(known)
    }

    fn run_missing(&mut self, jobs: &[Job]) -> Result<(), ExperimentError> {
        let Self { settings, cells, keys, worlds, results, journal, keeps_served } = self;
        let mut known: usize = results.values().map(BTreeMap::len).sum();
        (settings.done)(known);
        if jobs.is_empty() {
            return Ok(());
        }
        let mut failure: Option<(usize, ExperimentError)> = None;
        let mut finished = 0;
        let work = |number: usize| -> Result<Summary, ExperimentError> {
            let job = jobs[number];
            replicate(settings, &cells[job.cell], worlds, job.replication, *keeps_served)
        };
        let mut settle = |number: usize, result: Result<Summary, ExperimentError>| {
            let Job { cell, replication } = jobs[number];
            let cell = &*keys[cell];
            let noted = result.and_then(|summary| {
                let entry = Entry { cell: cell.to_owned(), replication, summary };
                if let Some(journal) = journal.as_mut() {
                    journal.note(&entry)?;
                }
                Ok(entry.summary)
            });
            match noted {
                Ok(summary) => {
                    let of_cell = results.entry(cell.to_owned()).or_default();
                    known += usize::from(of_cell.insert(replication, summary).is_none());
                    finished += 1;
                    (settings.done)(known);
                    ControlFlow::Continue(finished)
                }
                Err(error) => {
                    if failure.as_ref().is_none_or(|(first, _)| number < *first) {
                        failure = Some((number, error));
                    }
                    ControlFlow::Break(())
                }
            }
        };
        each_finished(settings.threads, jobs.len(), settings.stop, &work, &mut settle)?;
        match failure {
            Some((_, error)) => Err(error),
            None if settings.stop.load(Ordering::Relaxed) => Err(ExperimentError::Interrupted),
            None => Ok(()),
        }
    }
}

fn world(worlds: &Worlds, cell: &Cell, start: &Start) -> Result<Arc<Instance>, ExperimentError> {
    worlds.get(&cell.scenario, start).map_err(|source| ExperimentError::World {
        cell: cell.label.clone(),
        source: Box::new(source),
    })
}

fn replicate(
    settings: &Settings<'_>,
    cell: &Cell,
    worlds: &Worlds,
    replication: u32,
    keeps_served: bool,
) -> Result<Summary, ExperimentError> {
    let instance = world(worlds, cell, &settings.start)?;
    let policies = (settings.policies)(&cell.choices).map_err(ExperimentError::Policies)?;
    let mut nobody = ();
    let mut watching = Watching::over(&instance);
    let witness: &mut dyn Witness = if keeps_served { &mut watching } else { &mut nobody };
    let simulation =
        settings.start.begin(&instance, policies, settings.seed, replication, witness)?;
    let run = simulation
        .finish()
        .map_err(|source| ExperimentError::Simulation { replication, source })?;
    let mut summary = Summary::of(&run, &instance);
    summary.served = keeps_served.then(|| watching.served());
    Ok(summary)
}
