//! Directories of results from the command line: one process at a time, one question at a time,
//! nothing stale; and Ctrl-C, after which what is known is told and written.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// A directory of its own for a test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("darkstore-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).unwrap();
    }

    /// Names in a directory of results, hidden ones apart.
    fn names(&self, out: &str) -> Vec<String> {
        let mut names = self.all_names(out);
        names.retain(|name| !name.starts_with('.'));
        names
    }

    fn all_names(&self, out: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.join(out)).into_iter().flatten();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn command(&self, line: &str) -> Command {
        let mut darkstore = Command::new(env!("CARGO_BIN_EXE_darkstore"));
        darkstore.args(line.split_whitespace()).current_dir(&self.0).env("NO_COLOR", "1");
        darkstore.stdout(Stdio::piped()).stderr(Stdio::piped());
        darkstore
    }

    fn start(&self, line: &str) -> Child {
        self.command(line).spawn().unwrap()
    }

    /// Runs a command to its end; exit code, page and what was told.
    fn run(&self, line: &str) -> (Option<i32>, String, String) {
        told(self.command(line).output().unwrap())
    }

    fn succeeds(&self, line: &str) -> String {
        let (code, page, told) = self.run(line);
        assert_eq!(code, Some(0), "{line}: {told}");
        page
    }

    fn is_refused(&self, line: &str, says: &[&str]) {
        let (code, _, told) = self.run(line);
        assert_eq!(code, Some(2), "{line}: {told}");
        for says in says {
            assert!(told.contains(says), "{line}: `{says}` is not in: {told}");
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Lines are broken where the page likes.
fn told(output: Output) -> (Option<i32>, String, String) {
    let text = String::from_utf8(output.stderr).unwrap().replace(['│', '×'], " ");
    let text = text.split_whitespace().collect::<Vec<&str>>().join(" ");
    (output.status.code(), String::from_utf8(output.stdout).unwrap(), text)
}

fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !is_so() {
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// A small town whose days take a moment.
const SMALL: &str = "--set demand.sessions_per_day=250 --set stores.count=1";

const SWEEP: &str = r#"
experiment = { scenario = "tiny", replications = 2, kpis = ["sla_hit_rate"] }
design = { kind = "factorial" }
[[factor]]
setting = "fleet.riders_per_store"
levels = [4, 8]
"#;

const OPTIMIZE: &str = r#"
experiment = { scenario = "tiny" }
design = { kind = "factorial" }
optimize = { objective = "maximise sla_hit_rate", method = "ocba", budget = 40 }
[[factor]]
setting = "fleet.riders_per_store"
levels = [4, 8]
"#;

/// Every command that writes a directory, with as little to do as it can have.
fn commands() -> Vec<String> {
    vec![
        format!("run tiny {SMALL} --out out"),
        format!("compare tiny --vary fleet.riders_per_store=4,8 -r 2 {SMALL} --out out"),
        format!("sweep sweep.toml {SMALL} --out out"),
        format!("optimize optimize.toml {SMALL} --out out"),
        "place tiny --stores 1 --brief --quick --work-m 1 --out out".into(),
        "slot tiny --solver abc --baskets 20 --out out".into(),
        format!("run tiny {SMALL} --capture dispatch:1 --out out"),
    ]
}

fn town(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.file("sweep.toml", SWEEP);
    folder.file("optimize.toml", OPTIMIZE);
    folder
}

#[test]
#[cfg(unix)]
fn of_two_processes_on_one_directory_the_second_is_refused_and_the_first_whole() {
    let folder = town("two");
    for command in commands() {
        let _ = std::fs::remove_dir_all(folder.0.join("out"));
        let mut first = folder.start(&format!("run tiny -r 100000 --quiet {SMALL} --out out"));
        // So far that its tables are begun and a replication is finished.
        let finished = folder.0.join("out/.finished/replication-00000000");
        wait_until("the first has finished a replication", || finished.exists());
        let mut says = vec!["`out` is being written by darkstore run, process"];
        if !command.contains("place") && !command.contains("slot") {
            says.push("--resume goes on with what it left");
        }
        folder.is_refused(&command, &says);
        if says.len() > 1 && !command.contains("--capture") {
            folder.is_refused(&format!("{command} --resume"), &says[..1]);
        }
        folder.is_refused(&format!("{command} --replace"), &says[..1]);
        interrupt(&first);
        let code = first.wait().unwrap().code();
        assert_eq!(code, Some(130), "the first ends as it would alone");
        let (_, _, said) = told(first.wait_with_output().unwrap());
        assert!(!said.contains("cannot"), "{said}");
        assert_eq!(folder.names("out").len(), 8, "{:?}", folder.names("out"));
    }
}

#[cfg(unix)]
fn interrupt(child: &Child) {
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

#[test]
fn results_stay_unless_they_are_gone_on_with_or_replaced() {
    let folder = town("stay");
    for command in commands() {
        let _ = std::fs::remove_dir_all(folder.0.join("out"));
        folder.succeeds(&command);
        let first = folder.names("out");
        let says = ["`out` holds the results of an earlier run (`darkstore ", "--replace puts new"];
        folder.is_refused(&command, &says);
        let other = &commands()[usize::from(command.starts_with("run"))];
        folder.is_refused(other, &says[..1]);
        if !command.starts_with("run") {
            folder.is_refused(&format!("{other} --resume"), &["of another experiment: command"]);
        }
        folder.file("out/own.txt", "");
        folder.succeeds(&format!("{command} --replace"));
        assert!(folder.0.join("out/own.txt").exists(), "what no command wrote stays");
        std::fs::remove_file(folder.0.join("out/own.txt")).unwrap();
        assert_eq!(folder.names("out"), first);
        // Another command leaves nothing of the first.
        let (other, left) = match command.starts_with("slot") {
            true => (format!("run tiny {SMALL} --out out --replace"), "slots.csv"),
            false => {
                ("slot tiny --solver abc --baskets 20 --out out --replace".into(), "results.json")
            }
        };
        folder.succeeds(&other);
        assert!(!folder.0.join("out").join(left).exists());
        assert!(!folder.0.join("out/orders.parquet").exists() || command.starts_with("slot"));
    }
}

#[test]
fn a_run_goes_on_for_more_replications_and_for_nothing_else() {
    let folder = Folder::new("goes-on");
    let run_in = |out, more| format!("run tiny {SMALL} --quiet --out {out} {more}");
    let run = |more| run_in("out", more);
    folder.succeeds(&run("-r 3 --facts"));
    let scenario =
        "run tiny --set demand.sessions_per_day=260 --set stores.count=1 --out out --resume";
    folder.is_refused(scenario, &["scenario: `sessions_per_day = 250", "--replace puts new"]);
    folder.is_refused(&run("-r 3 --seed 2 --resume"), &["seed: `1` in the journal, `2` now"]);
    folder.is_refused(&run("-r 2 --resume"), &["3 replications are finished, --replications 2"]);
    folder.succeeds(&run("-r 5 --resume"));
    folder.succeeds(&run_in("once", "-r 5 --facts"));
    for file in folder.names("once").iter().filter(|name| name.ends_with("parquet")) {
        let read = |out: &str| std::fs::read(folder.0.join(out).join(file)).unwrap();
        assert!(read("out") == read("once"), "{file}: as five at once, facts gone on with too");
    }
    let page = folder.succeeds(&format!("run tiny {SMALL} --out out --resume"));
    assert!(
        page.contains("5 replications"),
        "as many as there are where no number is named: {page}"
    );
    folder.succeeds(&run("-r 1 --replace"));
    assert!(!folder.0.join("out/facts.parquet").exists(), "no table of an earlier run remains");
    folder.is_refused(&run("-r 2 --facts --resume"), &["finished replications kept no facts"]);
    folder.succeeds(&run("-r 1 --capture dispatch:1 --replace"));
    folder.is_refused(&run("-r 2 --resume"), &["cannot be gone on with: it kept no replications"]);
}

#[test]
fn a_world_that_cannot_be_built_leaves_nothing_behind() {
    let folder = Folder::new("refused");
    let far = r#"
base = "tiny"
[[stores.site]]
name = "far"
x_km = 50.0
y_km = 50.0
"#;
    folder.file("town.toml", far);
    let commands = [
        "run town.toml --out out",
        "compare town.toml --vary fleet.riders_per_store=4,8 -r 1 --out out",
    ];
    for command in commands {
        folder.file("town.toml", far);
        folder.is_refused(command, &["far"]);
        assert!(!folder.0.join("out").exists(), "{:?}", folder.all_names("out"));
        folder.file("town.toml", "base = \"tiny\"\n[demand]\nsessions_per_day = 250\n");
        folder.succeeds(command);
        std::fs::remove_dir_all(folder.0.join("out")).unwrap();
    }
}

#[test]
fn a_solver_that_fails_at_once_leaves_its_question_and_no_claim_on_the_directory() {
    let folder = Folder::new("stopped");
    let run = |program: &str| {
        let mut command =
            folder.command("run tiny --set stores.count=1 --quiet --out out --external");
        command.arg(format!("dispatch={program}"));
        told(command.output().unwrap())
    };
    assert_eq!(run("false").0, Some(1));
    assert_eq!(folder.all_names("out"), ["question-dispatch.jsonl"]);
    folder.succeeds(&format!("run tiny {SMALL} --quiet --out out"));
}

#[test]
fn tables_that_cannot_be_written_are_named_and_so_are_those_that_can() {
    let folder = Folder::new("unwritable");
    std::fs::create_dir_all(folder.0.join("out/rider_legs.parquet/taken")).unwrap();
    let (code, page, said) = folder.run(&format!("run tiny {SMALL} --out out"));
    // Refused before anything is run: nothing can take the place of a directory.
    assert_eq!((code, &*page), (Some(2), ""));
    assert!(said.contains("rider_legs.parquet") && !said.contains("whole"), "{said}");
}

/// Starts a command, interrupts it after `begun`, and gives what it came to.
#[cfg(unix)]
fn interrupted(folder: &Folder, line: &str, begun: impl Fn() -> bool) -> (String, String) {
    let child = folder.start(line);
    wait_until(line, begun);
    interrupt(&child);
    let (code, page, said) = told(child.wait_with_output().unwrap());
    assert_eq!(code, Some(130), "{line}: {said}");
    (page, said)
}

#[cfg(unix)]
fn after(seconds: f64) -> impl Fn() -> bool {
    let since = Instant::now();
    move || since.elapsed().as_secs_f64() > seconds
}

#[test]
#[cfg(unix)]
fn slot_interrupted_tells_and_writes_the_best_it_has() {
    let folder = Folder::new("slot");
    let line =
        "slot tiny --baskets 20000 --solver-set work_m=900000 --solver-set kicks=100 --out out";
    let lock = folder.0.join("out/.darkstore.lock");
    let since = Instant::now();
    let begun = || lock.exists() && since.elapsed() > Duration::from_secs(3);
    let (page, _) = interrupted(&folder, line, begun);
    assert!(page.contains("Interrupted: the layout of `exact_route` is the best"), "{page}");
    assert_eq!(folder.names("out"), ["floor.svg", "slot.txt", "slots.csv", "slotted.toml"]);
}

#[test]
#[cfg(unix)]
fn explain_interrupted_tells_the_causes_it_knows() {
    let folder = Folder::new("explain");
    folder.succeeds("run tiny -r 60 --quiet --out run");
    let (page, said) = interrupted(&folder, "explain run --without all --threads 1", after(2.5));
    assert!(said.contains("interrupted"), "{said}");
    // How far it came depends on the machine; what it says must fit.
    match page.is_empty() {
        true => assert!(said.contains("before anything was known"), "{said}"),
        false => {
            assert!(page.contains("THE SAME DAYS"), "{page}");
            assert!(said.contains("not known is what it would be with"), "{said}");
        }
    }
}

#[test]
#[cfg(unix)]
fn bench_interrupted_tells_what_is_finished_and_writes_no_part_of_a_baseline() {
    let folder = Folder::new("bench");
    folder.file(
        "suite.toml",
        r#"
suite = { name = "long" }
[[simulate]]
name = "short"
decision = "dispatch"
scenario = "tiny"
replications = 2
kpis = ["sla_hit_rate"]
tolerance = { sla_hit_rate = 0.002 }
solvers = ["first_come"]
set = { "demand.sessions_per_day" = 250, "stores.count" = 1 }
[[simulate]]
decision = "dispatch"
scenario = "tiny"
replications = 5000
kpis = ["sla_hit_rate"]
tolerance = { sla_hit_rate = 0.002 }
solvers = ["first_come"]
set = { "demand.sessions_per_day" = 250, "stores.count" = 1 }
"#,
    );
    let line = "bench suite.toml --write text=page.txt --write-baseline base.toml";
    let (page, said) = interrupted(&folder, line, after(3.0));
    assert!(page.contains("interrupted"), "{page}\n{said}");
    assert!(said.contains("`base.toml` is not written"), "{said}");
    assert!(!folder.0.join("base.toml").exists());
    assert_eq!(std::fs::read_to_string(folder.0.join("page.txt")).unwrap(), page);
    assert!(!exists_with(&folder.0, ".partial"));
}

#[cfg(unix)]
fn exists_with(folder: &Path, ending: &str) -> bool {
    std::fs::read_dir(folder)
        .unwrap()
        .any(|entry| entry.unwrap().file_name().to_string_lossy().ends_with(ending))
}
