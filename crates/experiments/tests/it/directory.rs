//! Directories of results: whole files, or none.

use std::fs;
use std::path::Path;

use experiments::ExperimentError;
use experiments::record::{FileEntry, Finished, Output, Unwritten};

use crate::world::{Place, reference, simulate};

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn listed(files: &[FileEntry]) -> String {
    files.iter().map(|entry| format!("{} {}\n", entry.file, entry.rows)).collect()
}

#[test]
fn files_are_the_same_on_any_number_of_threads() {
    let write = |threads| {
        let place = Place::new(&format!("threads-{threads}"));
        let mut output = Output::create(place.path(), true).unwrap();
        simulate(&reference, 4, threads, Some(&mut output)).unwrap();
        let files = output.finish(listed).unwrap();
        files
            .iter()
            .map(|file| (file.file_name().unwrap().to_owned(), fs::read(file).unwrap()))
            .collect()
    };
    let alone: Vec<_> = write(1);
    assert_eq!(alone.len(), 8, "seven tables and a summary");
    assert!(alone == write(3), "byte for byte");
}

#[test]
fn a_file_that_cannot_be_written_leaves_the_others_whole() {
    let place = Place::new("blocked");
    let mut output = Output::create(place.path(), false).unwrap();
    simulate(&reference, 1, 1, Some(&mut output)).unwrap();
    // A directory takes the name of one of the tables.
    fs::create_dir_all(place.path().join("rider_legs.parquet/taken")).unwrap();
    let Unwritten { failures, files } = output.finish(listed).unwrap_err();
    let [ExperimentError::Unwritable { file, .. }] = &failures[..] else {
        panic!("one failure, got {failures:?}")
    };
    assert!(file.ends_with("rider_legs.parquet"));
    assert_eq!(files.len(), 6, "the others are whole, and said to be: {files:?}");
    let summary = fs::read_to_string(place.path().join("summary.json")).unwrap();
    assert!(summary.contains("orders.parquet") && !summary.contains("rider_legs"));
    assert!(names(place.path()).iter().all(|name| !name.contains("partial")));
}

#[test]
fn files_of_an_earlier_run_stay_until_the_new_ones_are_whole() {
    let place = Place::new("earlier");
    let file = place.path().join("orders.parquet");
    fs::write(&file, "earlier").unwrap();
    let mut output = Output::create(place.path(), false).unwrap();
    simulate(&reference, 1, 1, Some(&mut output)).unwrap();
    drop(output);
    assert_eq!(fs::read_to_string(&file).unwrap(), "earlier");
    assert_eq!(names(place.path()), ["orders.parquet"]);
}

#[test]
fn a_directory_that_cannot_be_made_is_found_at_once() {
    let place = Place::new("file");
    let file = place.path().join("file");
    fs::write(&file, "").unwrap();
    let error = Output::create(&file.join("below"), false).err().unwrap();
    assert!(matches!(error, ExperimentError::Unwritable { .. }), "{error}");
}

#[test]
fn a_killed_run_goes_on_and_ends_in_the_same_bytes() {
    let (whole, killed) = (Place::new("whole"), Place::new("killed"));
    let identity = |seed: &str| vec![("seed".to_owned(), seed.to_owned())];
    let listed = |files: &[FileEntry]| format!("{files:?}");
    let mut output = Output::create(whole.path(), true).unwrap();
    simulate(&reference, 5, 2, Some(&mut output)).unwrap();
    output.finish(listed).unwrap();

    // Dropped before it is finished, as a kill would.
    let mut output = Output::create(killed.path(), true).unwrap();
    output.keep(Finished::begin(killed.path(), &identity("3"), false).unwrap()).unwrap();
    simulate(&reference, 4, 2, Some(&mut output)).unwrap();
    drop(output);
    let kept = killed.path().join(".finished");
    let damaged = kept.join("replication-00000001");
    let mut bytes = fs::read(&damaged).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&damaged, bytes).unwrap();
    fs::write(kept.join(".replication-00000003.partial"), "cut short").unwrap();

    let refused = |seed: &str, resume| Finished::begin(killed.path(), &identity(seed), resume);
    assert!(matches!(refused("3", false), Err(ExperimentError::JournalExists { .. })));
    assert!(matches!(refused("4", true), Err(ExperimentError::OtherJournal { .. })));

    let mut output = Output::create(killed.path(), true).unwrap();
    output.keep(Finished::begin(killed.path(), &identity("3"), true).unwrap()).unwrap();
    simulate(&reference, 5, 3, Some(&mut output)).unwrap();
    output.finish(listed).unwrap();
    same_tables(&whole, &killed);
    assert_eq!(names(&kept), [".replication-00000003.partial", "run.json", "tabled"]);

    // Whole, and gone on with for more: the first five are not run again.
    let (longer, more) = (Place::new("longer"), &killed);
    let mut output = Output::create(longer.path(), true).unwrap();
    simulate(&reference, 7, 2, Some(&mut output)).unwrap();
    output.finish(listed).unwrap();
    let mut output = Output::create(more.path(), true).unwrap();
    output.keep(Finished::begin(more.path(), &identity("3"), true).unwrap()).unwrap();
    assert_eq!(output.tabled(), 5);
    simulate(&reference, 7, 2, Some(&mut output)).unwrap();
    output.finish(listed).unwrap();
    same_tables(&longer, more);

    // Tables that are not those of the replications are refused.
    fs::write(more.path().join("chain.parquet"), "").unwrap();
    let mut output = Output::create(more.path(), true).unwrap();
    let refused = output.keep(Finished::begin(more.path(), &identity("3"), true).unwrap());
    assert!(matches!(refused, Err(ExperimentError::Unreadable { .. })));
}

fn same_tables(a: &Place, b: &Place) {
    for file in
        ["orders", "order_phases", "last_mile", "rider_legs", "store_minutes", "chain", "facts"]
    {
        let file = format!("{file}.parquet");
        let [a, b] = [a, b].map(|place| fs::read(place.path().join(&file)).unwrap());
        assert!(a == b, "{file}");
    }
}
