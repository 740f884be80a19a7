//! A reader on trial: mutants of its files, one after the other, under watch.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use mutation::Mutator;

use crate::reader::Reader;

/// Wall time after which a file counts as one that hangs.
const HANGS: Duration = Duration::from_secs(30);

/// A reader's failing: a file that it neither reads nor refuses.
#[derive(Debug)]
pub struct Fault {
    /// The reader.
    pub reader: String,
    /// Which of the mutants.
    pub number: u64,
    /// The file.
    pub file: Vec<u8>,
}

/// How a trial went.
#[derive(Clone, Copy, Debug, Default)]
pub struct Trial {
    /// Mutants that were read.
    pub read: u64,
    /// Mutants that were refused.
    pub refused: u64,
    /// Longest time that one took.
    pub longest: Duration,
}

impl Trial {
    /// Gives a reader the mutants of these numbers, always the same for a number.
    ///
    /// # Errors
    /// The first file on which it panics. A file on which it hangs ends the process, which says
    /// which it was; one that takes too much memory does so where [`limit_memory`] was called.
    pub fn of(reader: &Reader, numbers: std::ops::Range<u64>) -> Result<Self, Fault> {
        let mut trial = Self::default();
        if reader.seeds.is_empty() {
            return Ok(trial);
        }
        let watch = Watch::over(&reader.name);
        for number in numbers {
            let file = mutant(reader, number);
            watch.begins(number);
            let began = Instant::now();
            let answer = catch_unwind(AssertUnwindSafe(|| (reader.read)(&file)));
            trial.longest = trial.longest.max(began.elapsed());
            match answer {
                Ok(true) => trial.read += 1,
                Ok(false) => trial.refused += 1,
                Err(_) => return Err(Fault { reader: reader.name.clone(), number, file }),
            }
        }
        Ok(trial)
    }
}

/// The mutant of a number.
fn mutant(reader: &Reader, number: u64) -> Vec<u8> {
    let name = reader.name.bytes().fold(0_u64, |sum, byte| sum.wrapping_mul(31) + u64::from(byte));
    let mut mutator = Mutator::new(name ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mutator.mutant(&reader.seeds[number as usize % reader.seeds.len()])
}

/// Ends the process where one file takes too long.
struct Watch {
    /// Number of the mutant under way, and one more than it when all are done.
    now: Arc<AtomicU64>,
}

impl Watch {
    fn over(name: &str) -> Self {
        let now = Arc::new(AtomicU64::new(u64::MAX - 1));
        let (seen, name) = (Arc::clone(&now), name.to_owned());
        std::thread::spawn(move || {
            let (mut last, mut since) = (u64::MAX - 1, Instant::now());
            loop {
                std::thread::sleep(Duration::from_millis(200));
                let number = seen.load(Ordering::Relaxed);
                if number == u64::MAX {
                    return;
                }
                if number != last {
                    (last, since) = (number, Instant::now());
                } else if since.elapsed() > HANGS && number != u64::MAX - 1 {
                    eprintln!("reader `{name}` hangs on mutant {number}");
                    std::process::exit(101);
                }
            }
        });
        Self { now }
    }

    fn begins(&self, number: u64) {
        self.now.store(number, Ordering::Relaxed);
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.now.store(u64::MAX, Ordering::Relaxed);
    }
}

/// Lets this process take so much memory and no more: what claims more ends it.
///
/// # Panics
/// Where the system does not allow that.
pub fn limit_memory(bytes: u64) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = Rlimit { current: Some(bytes), maximum: getrlimit(Resource::As).maximum };
    setrlimit(Resource::As, limit).expect("a limit of memory");
}
