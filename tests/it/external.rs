//! A program of the user's decides in a run, or stops it and leaves its question to be replayed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A directory that is removed in the end.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let place = std::env::temp_dir().join(format!("darkstore-{name}-{}", std::process::id()));
        fs::create_dir_all(&place).unwrap();
        Self(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // The system clears what is left.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn darkstore(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_darkstore"))
        .current_dir(directory)
        .env("NO_COLOR", "1")
        .args(arguments)
        .output()
        .unwrap()
}

fn has_python() -> bool {
    let found = Command::new("python3").arg("--version").output();
    let found = found.is_ok_and(|output| output.status.success());
    if !found {
        println!("skipped: there is no python3");
    }
    found
}

/// The fingerprint of three days of `tiny`.
fn fingerprint(arguments: &[&str]) -> String {
    let mut all = vec!["run", "tiny", "--replications", "3", "--json"];
    all.extend(arguments);
    let output = darkstore(Path::new(env!("CARGO_MANIFEST_DIR")), &all);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let results: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    results["fingerprint"].as_str().unwrap().to_owned()
}

#[test]
fn the_example_in_python_decides_as_the_same_rule_in_rust_on_any_number_of_threads() {
    if !has_python() {
        return;
    }
    let example = "dispatch=python3 examples/external/nearest_rider.py";
    let in_rust = fingerprint(&["--set", "policies.dispatch=first_come"]);
    assert_ne!(in_rust, fingerprint(&[]), "the rule matters");
    for threads in ["1", "2"] {
        assert_eq!(fingerprint(&["--external", example, "--threads", threads]), in_rust);
    }
}

/// Runs a program that fails, and asks its question again: by it and by another solver.
#[cfg(unix)]
fn stopped(name: &str, program: &str, complaint: &str) {
    let place = Place::new(name);
    fs::write(place.0.join("fail.sh"), program).unwrap();
    let program = ["--external", "dispatch=sh fail.sh", "--external-timeout", "5"];
    let told = |arguments: &[&str]| {
        let output = darkstore(&place.0, arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        // Messages are broken to the width of the page.
        let words = String::from_utf8_lossy(&output.stderr).replace('│', " ");
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let run =
        |further: &[&str]| told(&[&["run", "tiny", "--seed", "7"], &program[..], further].concat());
    let said = run(&[]);
    assert!(said.contains("replication 0 stopped: dispatch solver `external` gave"), "{said}");
    assert!(said.contains(complaint), "{name}: {said}");
    let replay = "replay: darkstore solve dispatch question-dispatch.jsonl \
        --external 'dispatch=sh fail.sh' --external-timeout 5";
    assert!(said.ends_with(replay), "{said}");
    let saved = place.0.join("question-dispatch.jsonl");
    let first = fs::read(&saved).unwrap();

    let again = told(&[&["solve", "dispatch", "question-dispatch.jsonl"], &program[..]].concat());
    assert!(again.contains("question-dispatch.jsonl:1:") && again.contains(complaint), "{again}");
    let solve =
        ["solve", "dispatch", "question-dispatch.jsonl", "--solver", "first_come", "--json"];
    let output = darkstore(&place.0, &solve);
    assert!(output.status.success());
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["instance"], "tiny-r0-dispatch-stopped");
    assert!(!answer["solution"]["assignments"].as_array().unwrap().is_empty());

    // Again, and nothing is overwritten; with a directory of results the question lies there.
    run(&[]);
    assert_eq!(fs::read(&saved).unwrap(), first);
    assert_eq!(fs::read(place.0.join("question-dispatch-2.jsonl")).unwrap(), first);
    run(&["--out", "results"]);
    assert_eq!(fs::read(place.0.join("results/question-dispatch.jsonl")).unwrap(), first);
}

#[cfg(unix)]
#[test]
fn a_crash_stops_the_run_and_leaves_its_question() {
    let program = "read -r question; echo 'no such rider' >&2; exit 4";
    stopped("crash", program, "ended with exit status: 4; the end of its standard error: no such");
}

#[cfg(unix)]
#[test]
fn a_program_that_hangs_stops_the_run_and_leaves_its_question() {
    let place = Place::new("hang");
    let run = [
        "run",
        "tiny",
        "--external",
        "dispatch=sh -c 'exec sleep 600'",
        "--external-timeout",
        "0.3",
    ];
    let output = darkstore(&place.0, &run);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("not answer within 0.3 s"), "{said}");
    let replay = said.lines().last().unwrap();
    assert!(
        replay.ends_with("\"dispatch=sh -c 'exec sleep 600'\" --external-timeout 0.3"),
        "{replay}"
    );
    assert!(place.0.join("question-dispatch.jsonl").is_file());
}

#[cfg(unix)]
#[test]
fn a_malformed_answer_stops_the_run_and_leaves_its_question() {
    let program = "while read -r question; do echo 'rider 1'; done";
    stopped("malformed", program, "answered `rider 1`, which is not JSON");
}

#[cfg(unix)]
#[test]
fn an_invalid_answer_stops_the_run_and_leaves_its_question() {
    let program = r#"while read -r question; do
        echo '{"assignments": [{"rider": 99999, "orders": [0]}], "ask_again": null}'
    done"#;
    stopped("invalid", program, "breaks a rule: rider 99999 unknown or named twice");
}
