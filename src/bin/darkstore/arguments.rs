//! How numbers on the command line are read, the same for all commands.

use domain::rng::Streams;

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
