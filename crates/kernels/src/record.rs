//! A proof that is being written: a tree of cases, each a step that is reserved before it is known.

/// The steps so far; given up when they hold too many numbers to be kept.
#[derive(Clone, Debug)]
pub(crate) struct Record<S> {
    steps: Vec<Option<S>>,
    /// Numbers in it.
    numbers: usize,
    most: usize,
    is_kept: bool,
}

/// A place in a proof that is being written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    steps: usize,
    numbers: usize,
}

impl<S> Record<S> {
    /// Of at most that many numbers.
    pub(crate) fn of(most: usize) -> Self {
        Self { steps: Vec::new(), numbers: 0, most, is_kept: true }
    }

    /// Whether it is still worth writing to.
    pub(crate) const fn is_kept(&self) -> bool {
        self.is_kept
    }

    /// Makes room for a step.
    pub(crate) fn reserve(&mut self) -> u32 {
        self.steps.push(None);
        self.steps.len() as u32 - 1
    }

    /// Writes a step of that many numbers, in the place of what was written there.
    pub(crate) fn write(&mut self, step: u32, numbers: usize, what: impl FnOnce() -> S) {
        self.numbers += numbers;
        if self.numbers > self.most && self.is_kept {
            self.give_up();
        }
        if self.is_kept {
            self.steps[step as usize] = Some(what());
        }
    }

    /// Forgets all of it: something cannot be told.
    pub(crate) fn give_up(&mut self) {
        self.is_kept = false;
        self.steps.iter_mut().for_each(|step| *step = None);
    }

    /// The place after the steps reserved so far.
    pub(crate) fn mark(&self) -> Mark {
        Mark { steps: self.steps.len(), numbers: self.numbers }
    }

    /// Forgets the steps reserved since; what was open then is open again.
    pub(crate) fn rewind(&mut self, to: Mark) {
        self.steps.truncate(to.steps);
        self.numbers = to.numbers;
        if let Some(last) = self.steps.last_mut() {
            *last = None;
        }
    }

    /// The steps, if all were kept.
    pub(crate) fn take(self) -> Option<Vec<S>> {
        self.is_kept.then(|| self.steps.into_iter().flatten().collect())
    }
}
