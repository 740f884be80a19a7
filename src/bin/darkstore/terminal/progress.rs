//! A progress bar on a terminal, for runs longer than a second.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar that appears after a second, and never where standard error is not a terminal.
pub(crate) struct Progress {
    bar: ProgressBar,
    ended: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// A bar over replications; none if `is_quiet`.
    pub(crate) fn over(replications: u32, is_quiet: bool) -> Self {
        Self::counting(u64::from(replications), "replications", is_quiet)
    }

    /// A bar over so many of something; none if `is_quiet`.
    pub(crate) fn counting(count: u64, what: &str, is_quiet: bool) -> Self {
        let bar = ProgressBar::with_draw_target(Some(count), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template(&format!(
            "{{elapsed_precise}} {{bar:40}} {{pos}} of {{len}} {what} {{msg}}"
        ));
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        if is_quiet {
            return Self { bar, ended: None };
        }
        let (sender, receiver) = channel();
        let late = bar.clone();
        let thread = std::thread::spawn(move || {
            if receiver.recv_timeout(Duration::from_secs(1)) == Err(RecvTimeoutError::Timeout) {
                late.set_draw_target(ProgressDrawTarget::stderr());
                late.enable_steady_tick(Duration::from_millis(200));
            }
        });
        Self { bar, ended: Some((sender, thread)) }
    }

    /// There will be so many replications.
    pub(crate) fn lengthen(&self, replications: u32) {
        self.bar.set_length(u64::from(replications));
    }

    /// So many replications are done.
    pub(crate) fn done(&self, replications: u32) {
        self.bar.set_position(u64::from(replications));
    }

    /// A handle with which another thread can say something beside the bar.
    pub(crate) fn bar(&self) -> ProgressBar {
        self.bar.clone()
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.ended.take() {
            drop(sender);
            // The thread only waits; there is nothing to learn from how it ended.
            let _ = thread.join();
        }
        self.bar.finish_and_clear();
    }
}
