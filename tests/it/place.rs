//! `darkstore place` from outside: what it leaves on disk, interrupted or asked again.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// A small question of `tiny`.
const SMALL: [&str; 12] = [
    "place",
    "tiny",
    "--stores",
    "2",
    "--candidates",
    "20",
    "--demand-points",
    "100",
    "--work-m",
    "20",
    "--examine",
    "2",
];

fn folder(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("darkstore-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&path);
    path
}

fn darkstore(args: &[&str]) -> Command {
    let mut darkstore = Command::new(env!("CARGO_BIN_EXE_darkstore"));
    darkstore.args(args).env("NO_COLOR", "1").stdout(Stdio::piped()).stderr(Stdio::piped());
    darkstore
}

fn files(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_directory_used_again_holds_the_new_answer_and_nothing_of_the_old_one() {
    let out = folder("place-again");
    let place = |more: &[&str]| {
        let status = darkstore(&SMALL[..10]).args(more).arg("--out").arg(&out).status().unwrap();
        assert!(status.success());
    };
    place(&["--phased", "--examine", "2"]);
    let whole = files(&out);
    for name in ["curve.csv", "layout.toml", "map.svg", "pareto.csv", "phased.csv", "sites.csv"] {
        assert!(whole.iter().any(|found| found == name), "{name} of {whole:?}");
    }
    std::fs::write(out.join("mine.txt"), "a file of the user's").unwrap();
    place(&["--brief", "--replace"]);
    let expected = [
        ".darkstore.json",
        "layout.geojson",
        "layout.toml",
        "map.svg",
        "mine.txt",
        "overlap.csv",
        "place.json",
        "place.txt",
        "stores.csv",
    ];
    assert_eq!(files(&out), expected);
    std::fs::remove_dir_all(&out).unwrap();
}

#[cfg(unix)]
#[test]
fn an_interrupt_while_the_simulator_judges_keeps_the_layout() {
    let out = folder("place-interrupted");
    // However slow the machine, at one of these moments the layout is found; the simulator would
    // be at work for hours.
    for wait_s in [2, 4, 8, 16, 32, 64] {
        let mut command = darkstore(&SMALL);
        command
            .args(["--tolerance", "0.3", "--refine", "900000", "--replace"])
            .arg("--out")
            .arg(&out);
        let child = command.spawn().unwrap();
        std::thread::sleep(Duration::from_secs(wait_s));
        let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        assert!(killed.unwrap().success());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130));
        let page = String::from_utf8(output.stdout).unwrap();
        if !page.contains("--refine: interrupted after") {
            continue;
        }
        assert!(page.contains("2 of 20 candidate sites open"), "{page}");
        let json = std::fs::read_to_string(out.join("place.json")).unwrap();
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["stores"].as_array().unwrap().len(), 2);
        assert!(json["refined"].is_null());
        assert!(json["notes"][0].as_str().unwrap().contains("interrupted"));
        assert!(out.join("layout.toml").exists());
        std::fs::remove_dir_all(&out).unwrap();
        return;
    }
    panic!("the simulator was never at work");
}

#[cfg(unix)]
#[test]
fn an_error_that_nobody_can_be_told_ends_with_its_code_all_the_same() {
    for args in [["place", "nowhere"], ["solve", "placement"], ["run", "nowhere"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let status = darkstore(&args).stderr(writer).status().unwrap();
        assert_eq!(status.code(), Some(2), "{args:?}");
    }
}

#[cfg(unix)]
#[test]
fn output_that_nobody_reads_any_more_ends_quietly() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = darkstore(&SMALL[..10]).arg("--brief").stdout(writer).output().unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success());
}

#[test]
fn a_brief_answer_opens_the_same_stores_and_moves_with_its_base() {
    let folder = folder("place-brief");
    std::fs::create_dir_all(folder.join("plans")).unwrap();
    std::fs::write(folder.join("town.toml"), "base = \"tiny\"\n").unwrap();
    let town = folder.join("town.toml");
    let town = town.to_str().unwrap();
    let stores = |more: &[&str]| {
        let mut args = vec!["place", town, "--candidates", "60", "--stores", "5", "--work-m", "1"];
        args.extend(["--model", "p_median", "--keep", "store 1", "--json"]);
        let output = darkstore(&args).args(more).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        json["stores"].as_array().unwrap().iter().map(|s| s["name"].clone()).collect::<Vec<_>>()
    };
    let out = folder.join("plans/layout");
    let brief = stores(&["--brief", "--out", out.to_str().unwrap()]);
    assert_eq!(brief, stores(&[]));
    let layout = std::fs::read_to_string(out.join("layout.toml")).unwrap();
    assert!(layout.contains("base = \"../../town.toml\""), "{layout}");
    let moved = std::env::temp_dir().join(format!("darkstore-moved-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&moved);
    std::fs::rename(&folder, &moved).unwrap();
    let check = |scenario: &Path| {
        let output = darkstore(&["check", scenario.to_str().unwrap()]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    check(&moved.join("plans/layout/layout.toml"));
    std::fs::remove_dir_all(&moved).unwrap();
}
