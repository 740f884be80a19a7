//! Experiments from the command line: killed at any moment and gone on with, and refused in time.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

const SWEEP: &str = r#"
[experiment]
scenario = "tiny"
replications = 24
kpis = ["sla_hit_rate", "click_to_door_s_mean"]
set = { "demand.sessions_per_day" = 250, "stores.count" = 1 }

[design]
kind = "factorial"

[[factor]]
setting = "fleet.riders_per_store"
levels = [4, 6, 8]

[[factor]]
setting = "policies.dispatch"
levels = ["reference", "first_come"]
"#;

const OPTIMIZE: &str = r#"
[experiment]
scenario = "tiny"
kpis = ["sla_hit_rate"]
set = { "demand.sessions_per_day" = 250, "stores.count" = 1 }

[[factor]]
setting = "fleet.riders_per_store"
low = 3
high = 8
step = 1

[optimize]
objective = "minimise rider_cost_per_order_inr"
constraints = ["sla_hit_rate >= 0.7 ± 0.03"]
method = "search"
indifference = 1
budget = 150
first_stage = 5
"#;

/// A directory of its own for a test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("darkstore-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn darkstore(command: &str, experiment: &Path, out: &Path, more: &[&str]) -> Command {
    let mut darkstore = Command::new(env!("CARGO_BIN_EXE_darkstore"));
    darkstore.arg(command).arg(experiment).arg("--out").arg(out).arg("--quiet").args(more);
    darkstore.env("NO_COLOR", "1").stdout(Stdio::piped()).stderr(Stdio::piped());
    darkstore
}

/// Runs to the end, successfully.
fn run(command: &str, experiment: &Path, out: &Path, more: &[&str]) {
    let output = darkstore(command, experiment, out, more).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Runs and is refused as wrong input; what it says.
fn refused(command: &str, experiment: &Path, out: &Path, more: &[&str]) -> String {
    let Output { status, stderr, .. } = darkstore(command, experiment, out, more).output().unwrap();
    assert_eq!(status.code(), Some(2));
    // The page breaks lines where it likes.
    let text = String::from_utf8(stderr).unwrap();
    text.replace('│', " ").split_whitespace().collect::<Vec<&str>>().join(" ")
}

fn size(journal: &Path) -> u64 {
    std::fs::metadata(journal).map_or(0, |data| data.len())
}

/// Waits until the journal has grown by so many bytes, then kills; whether it came in time.
fn kill_after(mut child: Child, journal: &Path, before: u64, bytes: u64) -> bool {
    let deadline = Instant::now() + Duration::from_secs(60);
    while size(journal) < before + bytes {
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        assert!(Instant::now() < deadline, "the journal does not grow");
        std::thread::sleep(Duration::from_millis(1));
    }
    let was_running = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    was_running
}

fn assert_same_results(a: &Path, b: &Path) {
    for name in ["results.json", "replications.csv"] {
        let read = |folder: &Path| std::fs::read(folder.join(name)).unwrap();
        assert!(read(a) == read(b), "{name} differs");
        assert!(read(a).len() > 100, "{name} is not empty");
    }
}

#[test]
fn a_sweep_killed_ten_times_ends_in_the_same_bytes() {
    let folder = Folder::new("kill");
    let experiment = folder.file("small.toml", SWEEP);
    let (whole, broken) = (folder.path("whole"), folder.path("broken"));
    run("sweep", &experiment, &whole, &["--threads", "2"]);
    let journal = broken.join("journal");
    let record = size(&whole.join("journal")) / (6 * 24);
    for kill in 0..10 {
        let before = size(&journal);
        // A few records, and some bytes more or less: in the middle of the next one.
        let bytes = 1 + record * (kill % 4) + record * kill / 10;
        let threads = if kill % 2 == 0 { "1" } else { "2" };
        let child = darkstore("sweep", &experiment, &broken, &["--resume", "--threads", threads])
            .spawn()
            .unwrap();
        assert!(kill_after(child, &journal, before, bytes), "kill {kill} came too late");
        assert!(!broken.join("results.json").exists(), "no results before the end");
    }
    assert!(size(&journal) < size(&whole.join("journal")));
    run("sweep", &experiment, &broken, &["--resume", "--threads", "3"]);
    assert_same_results(&whole, &broken);
    assert_eq!(size(&journal), size(&whole.join("journal")), "nothing was run twice");
}

#[test]
fn a_search_killed_and_gone_on_with_chooses_the_same() {
    let folder = Folder::new("kill-search");
    let experiment = folder.file("small.toml", OPTIMIZE);
    let (whole, broken) = (folder.path("whole"), folder.path("broken"));
    run("optimize", &experiment, &whole, &["--threads", "2"]);
    let journal = broken.join("journal");
    let record = size(&whole.join("journal")) / 100;
    for kill in 0..3 {
        let before = size(&journal);
        let child =
            darkstore("optimize", &experiment, &broken, &["--resume", "--threads", "1"]).spawn();
        let bytes = 1 + record * (3 + 5 * kill);
        assert!(kill_after(child.unwrap(), &journal, before, bytes), "kill {kill} came too late");
    }
    run("optimize", &experiment, &broken, &["--resume", "--threads", "1"]);
    assert_same_results(&whole, &broken);
}

#[test]
fn a_torn_tail_and_a_corrupt_byte_cost_replications_and_change_no_result() {
    let folder = Folder::new("torn");
    let experiment = folder.file("small.toml", SWEEP);
    let (whole, broken) = (folder.path("whole"), folder.path("broken"));
    let few = ["--replications", "4"];
    run("sweep", &experiment, &whole, &few);
    let intact = std::fs::read(whole.join("journal")).unwrap();
    let (last, middle) = (intact.len() - 3, intact.len() * 2 / 3);
    let mut torn = intact.clone();
    torn.truncate(last);
    let mut corrupt = intact.clone();
    corrupt[middle] ^= 0x10;
    let mut garbage = intact.clone();
    garbage.extend([7; 11]);
    let nothing_finished = intact[..20].to_vec();
    for damaged in [torn, corrupt, garbage, nothing_finished, Vec::new()] {
        let _ = std::fs::remove_dir_all(&broken);
        std::fs::create_dir(&broken).unwrap();
        std::fs::write(broken.join("journal"), &damaged).unwrap();
        run("sweep", &experiment, &broken, &[&few[..], &["--resume"]].concat());
        assert_same_results(&whole, &broken);
        // A record that is damaged stays where it is, and its replication is appended anew.
        let longest = intact.len() as u64 * 5 / 4;
        assert!((intact.len() as u64..longest).contains(&size(&broken.join("journal"))));
    }
}

#[test]
fn a_journal_of_something_else_is_refused_saying_what_differs() {
    let folder = Folder::new("other");
    let experiment = folder.file("small.toml", SWEEP);
    let out = folder.path("out");
    let few = ["--replications", "1"];
    run("sweep", &experiment, &out, &few);
    let said = refused("sweep", &experiment, &out, &few);
    assert!(said.contains("holds the results of an earlier run"), "{said}");
    assert!(said.contains("--resume goes on with it"), "{said}");
    let with = |more: &[&str]| {
        refused("sweep", &experiment, &out, &[&few[..], &["--resume"], more].concat())
    };
    let said = with(&["--seed", "2"]);
    assert!(said.contains("seed: `1` in the journal, `2` now"), "{said}");
    let said = with(&["--set", "stores.pickers_per_store=4"]);
    assert!(said.contains("scenario: `pickers_per_store = 3"), "{said}");
    let other = folder.file("other.toml", &SWEEP.replace("[4, 6, 8]", "[4, 6, 9]"));
    let said = refused("sweep", &other, &out, &[&few[..], &["--resume"]].concat());
    let differs = "factors: `fleet.riders_per_store = 4, 6, 8` in the journal, \
                   `fleet.riders_per_store = 4, 6, 9` now";
    assert!(said.contains(differs), "{said}");
    let said = refused("optimize", &folder.file("optimize.toml", OPTIMIZE), &out, &["--resume"]);
    assert!(said.contains("command: `sweep` in the journal, `optimize` now"), "{said}");
}

#[test]
fn more_replications_go_on_from_the_journal() {
    let folder = Folder::new("more");
    let experiment = folder.file("small.toml", SWEEP);
    let (out, once) = (folder.path("out"), folder.path("once"));
    run("sweep", &experiment, &out, &["--replications", "1"]);
    let after_one = size(&out.join("journal"));
    run("sweep", &experiment, &out, &["--replications", "2", "--resume"]);
    run("sweep", &experiment, &once, &["--replications", "2"]);
    assert_same_results(&out, &once);
    assert!(size(&out.join("journal")) < 2 * after_one, "the first were not run again");
}

#[test]
fn an_impossible_level_is_refused_at_its_line_before_anything_is_run() {
    let folder = Folder::new("level");
    for (text, file, line, message) in [
        (
            SWEEP.replace("[4, 6, 8]", "[4, 6, 80000]"),
            "sweep",
            13,
            "`fleet.riders_per_store` is 80000",
        ),
        (
            SWEEP.replace("\"first_come\"", "\"first_com\""),
            "sweep",
            17,
            "did you mean `first_come`?",
        ),
        (
            SWEEP.replace("click_to_door_s_mean", "click_to_door"),
            "sweep",
            5,
            "`click_to_door` is no key figure",
        ),
        (OPTIMIZE.replace("low = 3", "low = -3"), "optimize", 9, "`fleet.riders_per_store` is -3"),
        (OPTIMIZE.replace("budget = 150", "budget = 14"), "optimize", 18, "allowed at least 15"),
    ] {
        let experiment = folder.file("case.toml", &text);
        let out = folder.path("out");
        let said = refused(file, &experiment, &out, &[]);
        assert!(said.contains(message), "{said}");
        assert!(said.contains(&format!("case.toml:{line}:")), "{line}: {said}");
        assert!(!out.exists(), "nothing is begun");
    }
}

#[test]
fn results_that_cannot_be_written_are_shown_all_the_same() {
    for (command, text) in [("sweep", SWEEP), ("optimize", OPTIMIZE)] {
        let folder = Folder::new(&format!("unwritable-{command}"));
        let experiment = folder.file("experiment.toml", text);
        let out = folder.path("out");
        // Nothing can take the place of a directory that is not empty.
        std::fs::create_dir_all(out.join("results.json/taken")).unwrap();
        let mut shown = Command::new(env!("CARGO_BIN_EXE_darkstore"));
        shown.arg(command).arg(&experiment).arg("--out").arg(&out).arg("--json");
        let Output { status, stdout, stderr } = shown.env("NO_COLOR", "1").output().unwrap();
        let stderr = String::from_utf8_lossy(&stderr);
        assert_eq!(status.code(), Some(2), "{stderr}");
        assert!(stderr.contains("results.json"), "{stderr}");
        let page = String::from_utf8(stdout).unwrap();
        assert!(page.starts_with('{') && page.trim_end().ends_with('}'), "{page}\n{stderr}");
    }
}
