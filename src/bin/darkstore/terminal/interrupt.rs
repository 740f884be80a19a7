//! Ctrl-C: the first asks for an end, the second is one.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use indicatif::ProgressBar;

use crate::terminal::failure::Failure;
use crate::terminal::progress::Progress;
use crate::terminal::telling::tell;

/// What the handler sets, and the bar beside which it speaks.
struct Listening {
    stop: Arc<AtomicBool>,
    bar: Mutex<ProgressBar>,
}

/// A process can listen only once.
static LISTENING: OnceLock<Listening> = OnceLock::new();

impl Listening {
    fn bar(&self) -> MutexGuard<'_, ProgressBar> {
        self.bar.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn interrupted(&self) {
        if self.stop.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
        let bar = self.bar().clone();
        bar.suspend(|| {
            tell("interrupted: finishing what is under way, Ctrl-C again to stop now\n");
        });
    }
}

/// What the first Ctrl-C sets, so that the command ends after what is under way; the second ends
/// the program at once. A command that asks again gets the same, with its new bar.
pub(crate) fn stop_on_interrupt(progress: &Progress) -> Result<Arc<AtomicBool>, Failure> {
    if let Some(known) = LISTENING.get() {
        *known.bar() = progress.bar();
        return Ok(Arc::clone(&known.stop));
    }
    let listening = LISTENING
        .get_or_init(|| Listening { stop: Arc::default(), bar: Mutex::new(progress.bar()) });
    match ctrlc::set_handler(|| listening.interrupted()) {
        Ok(()) => Ok(Arc::clone(&listening.stop)),
        Err(error) => Err(Failure::input(format!("cannot listen for Ctrl-C: {error}"), None)),
    }
}
