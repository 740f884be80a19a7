//! Damaged files by the million, without a nightly compiler.
//!
//! `cargo run --release -p fuzzing --example fuzz_readers -- --reader tsplib --mutants 1000000`;
//! `--from N` begins at a later mutant, `--list` names the readers. A file on which a reader panics
//! is written beside the program's temporary files, and the exit code is 1.

use std::process::ExitCode;

use fuzzing::{Trial, clean_up, limit_memory, readers};

/// Memory that a reader may take, bytes.
const MEMORY: u64 = 3 << 30;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let value = |flag: &str| {
        let at = arguments.iter().position(|argument| argument == flag)?;
        arguments.get(at + 1).cloned()
    };
    let number = |flag: &str, otherwise: u64| match value(flag) {
        None => Some(otherwise),
        Some(text) => text.parse().ok(),
    };
    let (Some(from), Some(mutants)) = (number("--from", 0), number("--mutants", 10_000)) else {
        eprintln!("--from and --mutants expect a whole number");
        return ExitCode::from(2);
    };
    let all = readers();
    if arguments.iter().any(|argument| argument == "--list") {
        all.iter().for_each(|reader| println!("{}", reader.name));
        return ExitCode::SUCCESS;
    }
    let wanted = value("--reader");
    let chosen: Vec<_> =
        all.iter().filter(|one| wanted.as_ref().is_none_or(|name| *name == one.name)).collect();
    if chosen.is_empty() {
        eprintln!("no reader `{}`, see --list", wanted.unwrap_or_default());
        return ExitCode::from(2);
    }
    limit_memory(MEMORY);
    let mut code = ExitCode::SUCCESS;
    for reader in chosen {
        match Trial::of(reader, from..from + mutants) {
            Ok(Trial { read, refused, longest }) => {
                let name = &reader.name;
                println!("{name:<24} {read} read, {refused} refused, at most {longest:?} for one");
            }
            Err(fault) => {
                let file = format!("{}-{}", fault.reader, fault.number);
                let file = std::env::temp_dir().join(file);
                let written = std::fs::write(&file, &fault.file);
                let place = written.map_or_else(|e| e.to_string(), |()| file.display().to_string());
                println!("{:<24} panics on mutant {}: {place}", fault.reader, fault.number);
                code = ExitCode::FAILURE;
            }
        }
    }
    clean_up();
    code
}
