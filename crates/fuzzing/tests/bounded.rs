//! Every reader answers a bounded number of damaged files.

use fuzzing::{Trial, clean_up, limit_memory, readers};

/// Mutants of each reader.
const MUTANTS: u64 = 1_000;

/// Mutants of readers whose files are large or go by the disk.
const OF_LARGE: u64 = 100;

/// Memory that all of this may take, bytes.
const MEMORY: u64 = 3 << 30;

#[test]
fn no_reader_panics_hangs_or_takes_memory_that_a_file_only_claims() {
    let readers = readers();
    limit_memory(MEMORY);
    let mut unsound = Vec::new();
    for reader in &readers {
        let is_refused = |(at, seed): (usize, &Vec<u8>)| (!(reader.read)(seed)).then_some(at);
        let refused: Vec<usize> = reader.seeds.iter().enumerate().filter_map(is_refused).collect();
        if !refused.is_empty() || reader.seeds.is_empty() {
            unsound.push(format!("`{}`: {refused:?}", reader.name));
        }
    }
    assert!(unsound.is_empty(), "files to begin from that are refused, or none: {unsound:?}");
    for reader in &readers {
        let is_large = reader.seeds.iter().any(|seed| seed.len() > 20_000);
        let count = if is_large { OF_LARGE } else { MUTANTS };
        let trial = Trial::of(reader, 0..count).unwrap_or_else(|fault| {
            let file = String::from_utf8_lossy(&fault.file);
            panic!("`{}` panics on mutant {}:\n{file}", fault.reader, fault.number)
        });
        println!("{:<24} {trial:?}", reader.name);
        assert!(trial.refused > 0, "damage goes unnoticed by `{}`", reader.name);
    }
    clean_up();
}
