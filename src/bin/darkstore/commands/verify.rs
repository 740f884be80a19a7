//! `darkstore verify`: check layouts and the proofs of their bounds, trusting no solver.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;

use experiments::solve::{Certified, unpacked};

use crate::terminal::failure::Failure;
use crate::terminal::printing::print;

/// What to check.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// File that `darkstore solve --certificate` wrote
    file: PathBuf,
}

/// Checks every line of the file.
pub(crate) fn verify(args: &Args) -> Result<(), Failure> {
    let shown = args.file.display();
    let cannot = |reason: String| Failure::input(format!("cannot read `{shown}`: {reason}"), None);
    let file = File::open(&args.file).map_err(|error| cannot(error.to_string()))?;
    let file = unpacked(Box::new(BufReader::new(file))).map_err(|error| cannot(error.message))?;
    let mut is_empty = true;
    for (line, text) in (1..).zip(file.lines()) {
        let text = text.map_err(|error| cannot(error.to_string()))?;
        if text.trim().is_empty() {
            continue;
        }
        is_empty = false;
        let certified: Certified = serde_json::from_str(&text).map_err(|error| {
            let message = format!("{shown}:{line}: no certificate: {error}");
            let help = "expected what `darkstore solve placement --certificate FILE` writes";
            Failure::input(message, Some(help.into()))
        })?;
        let proved = experiments::verify::verify(&certified).map_err(|refuted| {
            Failure::internal(format!("{shown}:{line}: `{}`: {refuted}", certified.instance))
        })?;
        let Certified { instance, solver, question, .. } = &certified;
        let model = question.model.name();
        let [instance, solver] = [instance, solver].map(|name| domain::shown::shown(name));
        print(&format!("{instance} ({model}, by {solver})\n  {}\n", proved.sentence()))?;
    }
    if is_empty {
        return Err(Failure::input(format!("no certificate in `{shown}`"), None));
    }
    Ok(())
}
