//! Numbered jobs on a few threads, handed back as they finish.

use std::any::Any;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, mpsc};

use crate::error::ExperimentError;

/// What a job came to, or its panic.
type Finished<R> = Result<R, Box<dyn Any + Send>>;

/// How many jobs have been taken care of; keeps the threads from running far ahead of it.
struct Window {
    settled: Mutex<usize>,
    moved: Condvar,
    width: usize,
}

impl Window {
    /// Waits until `job` is near enough; `false` where the work is being stopped.
    fn admits(&self, job: usize, stop: &dyn Fn() -> bool) -> bool {
        let mut settled = self.settled.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        while !stop() && job >= *settled + self.width {
            settled = self.moved.wait(settled).unwrap_or_else(std::sync::PoisonError::into_inner);
        }
        !stop()
    }

    /// Moves to `settled`, and wakes everybody to see whether the work is being stopped.
    fn move_to(&self, settled: usize) {
        let mut now = self.settled.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *now = settled.max(*now);
        drop(now);
        self.moved.notify_all();
    }
}

/// Lets waiting threads go, however the work ends.
struct Release<'a> {
    broken: &'a AtomicBool,
    window: &'a Window,
}

impl Drop for Release<'_> {
    fn drop(&mut self) {
        self.broken.store(true, Ordering::Relaxed);
        self.window.move_to(0);
    }
}

/// Does jobs `0..jobs` on `threads` threads and hands each result to `settle` on this thread, in
/// the order in which they finish, together with the number of all settled jobs before it.
///
/// A job begins at most 2 `threads` after the number of those before it that `settle` says are
/// dealt with. No job begins after `stop` is set or `settle` breaks; those under way are finished
/// and handed over.
///
/// # Errors
/// When the threads cannot be started.
///
/// # Panics
/// Passes on the panic of the first job, by number, that panicked.
pub(crate) fn each_finished<R: Send>(
    threads: usize,
    jobs: usize,
    stop: &AtomicBool,
    job: &(dyn Fn(usize) -> R + Sync),
    settle: &mut dyn FnMut(usize, R) -> ControlFlow<(), usize>,
) -> Result<(), ExperimentError> {
    let threads = threads.clamp(1, jobs.max(1));
    let next = AtomicUsize::new(0);
    let broken = AtomicBool::new(false);
    let stopped = || stop.load(Ordering::Relaxed) || broken.load(Ordering::Relaxed);
    let window = Window { settled: Mutex::new(0), moved: Condvar::new(), width: 2 * threads };
    let (sender, receiver) = mpsc::channel::<(usize, Finished<R>)>();
    let mut panicked: Option<(usize, Box<dyn Any + Send>)> = None;
    // Threads of their own and not of a pool: a job may itself wait for a pool, which must not then
    // begin another job on the waiting thread.
    let started = std::thread::scope(|scope| {
        let release = Release { broken: &broken, window: &window };
        let mut started = Ok(());
        for _ in 0..threads {
            let sender = sender.clone();
            let (next, window, stopped) = (&next, &window, &stopped);
            let thread = std::thread::Builder::new().spawn_scoped(scope, move || {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= jobs || !window.admits(number, stopped) {
                        return;
                    }
                    let finished = catch_unwind(AssertUnwindSafe(|| job(number)));
                    if sender.send((number, finished)).is_err() {
                        return;
                    }
                }
            });
            if let Err(error) = thread {
                broken.store(true, Ordering::Relaxed);
                window.move_to(0);
                started = Err(ExperimentError::Threads { threads, reason: error.to_string() });
                break;
            }
        }
        drop(sender);
        for (number, finished) in receiver {
            let settled = match finished {
                Ok(result) => settle(number, result),
                Err(panic) => {
                    if panicked.as_ref().is_none_or(|(first, _)| number < *first) {
                        panicked = Some((number, panic));
                    }
                    ControlFlow::Break(())
                }
            };
            match settled {
                ControlFlow::Continue(settled) => window.move_to(settled),
                ControlFlow::Break(()) => {
                    broken.store(true, Ordering::Relaxed);
                    window.move_to(0);
                }
            }
        }
        drop(release);
        started
    });
    started?;
    match panicked {
        Some((_, panic)) => resume_unwind(panic),
        None => Ok(()),
    }
}
