//! Which decisions' questions to capture, and how many of them.

use std::str::FromStr;

macro_rules! capturable {
    (
        run { $($(#[$doc:meta])* $stream:literal $name:ident: $Trait:ident::$ask:ident,)* }
        before { $($early:tt)* }
    ) => {
        /// Decisions that can be captured: name, and number of the stream.
        const DECISIONS: &[(&str, usize)] = &[$((stringify!($name), $stream)),*];
    };
}

domain::decisions!(capturable);

/// Most questions of a sample.
const SAMPLE_LIMIT: u64 = 1_000_000_000;

/// The decisions to capture, each with the size of its sample.
///
/// Written `dispatch,pick_route:100`: all questions of dispatch, a sample of 100 pick routes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Selection(Vec<Chosen>);

/// One decision of a selection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Chosen {
    /// Which decision.
    pub(super) decision: &'static str,
    /// Its position, which names its stream.
    pub(super) position: usize,
    /// Size of the sample over all replications; `None` keeps every question.
    pub(super) at_most: Option<usize>,
}

/// Why a text is no selection.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SelectionError {
    /// No decision has this name.
    #[error("unknown decision `{0}`, expected one of {known}", known = known())]
    Decision(String),
    /// A decision is named twice.
    #[error("`{0}` is named twice")]
    Twice(&'static str),
    /// The size of a sample is none.
    #[error("`{0}` questions of `{1}`, allowed 1 to {SAMPLE_LIMIT}")]
    Count(String, &'static str),
}

fn known() -> String {
    let names = DECISIONS.iter().map(|(decision, _)| format!("`{decision}`"));
    names.collect::<Vec<_>>().join(", ")
}

impl Selection {
    pub(super) fn chosen(&self) -> &[Chosen] {
        &self.0
    }
}

impl FromStr for Selection {
    type Err = SelectionError;

    fn from_str(text: &str) -> Result<Self, SelectionError> {
        let mut all: Vec<Chosen> = Vec::new();
        for part in text.split(',') {
            let (name, count) = match part.split_once(':') {
                Some((name, count)) => (name.trim(), Some(count.trim())),
                None => (part.trim(), None),
            };
            let (decision, position) = DECISIONS
                .iter()
                .copied()
                .find(|(decision, _)| *decision == name)
                .ok_or_else(|| SelectionError::Decision(name.into()))?;
            if all.iter().any(|chosen| chosen.decision == decision) {
                return Err(SelectionError::Twice(decision));
            }
            let number = |count: &str| match count.parse() {
                Ok(number) if (1..=SAMPLE_LIMIT).contains(&number) => Ok(number as usize),
                _ => Err(SelectionError::Count(count.into(), decision)),
            };
            let at_most = count.map(number).transpose()?;
            all.push(Chosen { decision, position, at_most });
        }
        Ok(Self(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selection_names_decisions_and_sample_sizes() {
        let selection: Selection = "dispatch, pick_route:100".parse().unwrap();
        let read: Vec<_> = selection.chosen().iter().map(|c| (c.decision, c.at_most)).collect();
        assert_eq!(read, [("dispatch", None), ("pick_route", Some(100))]);
    }

    #[test]
    fn what_is_no_selection_is_refused_with_what_is_allowed() {
        for (text, complaint) in [
            ("", "unknown decision ``, expected one of `store_choice`, `promise`"),
            ("dispach", "unknown decision `dispach`, expected one of"),
            ("dispatch,", "unknown decision ``"),
            ("dispatch,dispatch:3", "`dispatch` is named twice"),
            ("bagging:0", "`0` questions of `bagging`, allowed 1 to 1000000000"),
            ("bagging:-1", "`-1` questions"),
            ("bagging:many", "`many` questions"),
        ] {
            let error = text.parse::<Selection>().unwrap_err().to_string();
            assert!(error.contains(complaint), "{text}: {error}");
        }
    }
}
