//! `darkstore completions`: a completion script for a shell.

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::Cli;
use crate::terminal::failure::Failure;
use crate::terminal::printing::print_raw;

/// Which shell.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Shell to complete for
    shell: Shell,
}

/// Prints the script.
pub(crate) fn completions(args: &Args) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "darkstore", &mut script);
    print_raw(&String::from_utf8_lossy(&script))
}
