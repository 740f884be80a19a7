//! Flags that several commands have, and how numbers on the command line are read.

use domain::rng::Streams;

use crate::terminal::failure::Failure;
use crate::terminal::printing::print;

/// How replications are run.
#[derive(Clone, Copy, clap::Args)]
pub(crate) struct HowArgs {
    /// Seed of all randomness: the same seed gives the same results, to the byte
    /// [default: 1, or that of the experiment]
    #[arg(long, value_name = "N", value_parser = seed, allow_negative_numbers = true)]
    pub(crate) seed: Option<u64>,
    #[command(flatten)]
    pub(crate) threads: ThreadsArgs,
}

/// How much is done at a time.
#[derive(Clone, Copy, clap::Args)]
pub(crate) struct ThreadsArgs {
    /// Replications at a time; results do not depend on it [default: one per processor]
    #[arg(long, value_name = "T", value_parser = threads, allow_negative_numbers = true)]
    pub(crate) threads: Option<usize>,
}

impl ThreadsArgs {
    /// As many as asked for, or one per processor.
    pub(crate) fn count(self) -> usize {
        self.threads.unwrap_or_else(processors)
    }
}

/// What is shown.
#[derive(Clone, Copy, clap::Args)]
pub(crate) struct ShowArgs {
    /// Print one JSON object instead of the page
    #[arg(long)]
    pub(crate) json: bool,
    /// Print no page and no progress, only errors
    #[arg(long, short, conflicts_with = "json")]
    pub(crate) quiet: bool,
}

impl ShowArgs {
    /// Shows the answer as the user asked for it.
    pub(crate) fn show(
        self,
        json: impl FnOnce() -> String,
        page: impl FnOnce() -> String,
    ) -> Result<(), Failure> {
        if self.json {
            print(&json())
        } else if self.quiet {
            Ok(())
        } else {
            print(&page())
        }
    }
}

/// A whole number within bounds.
pub(crate) fn whole(text: &str, low: u64, high: u64) -> Result<u64, String> {
    let wrong = || format!("expected a whole number from {low} to {high}");
    let number: u64 = text.parse().map_err(|_| wrong())?;
    if (low..=high).contains(&number) { Ok(number) } else { Err(wrong()) }
}

pub(crate) fn seed(text: &str) -> Result<u64, String> {
    whole(text, 0, u64::MAX)
}

pub(crate) fn replications(text: &str) -> Result<u32, String> {
    whole(text, 1, u64::from(Streams::MAX_REPLICATIONS)).map(|number| number as u32)
}

pub(crate) fn threads(text: &str) -> Result<usize, String> {
    whole(text, 1, 1024).map(|number| number as usize)
}

/// Threads where none are asked for: one per processor.
pub(crate) fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}
