//! Programs that answer, and all the ways in which they do not.
#![cfg(unix)]

use std::time::{Duration, Instant};

use domain::decision::dispatch::{Dispatch, DispatchPlan, DispatchQuestion};
use domain::decision::{Decision as _, MemoryError, Named};
use domain::ids::StoreId;
use domain::rng::{Purpose, Streams};
use domain::units::{Grams, Millilitres, Millis, SimTime};
use solvers::external::Command;
use solvers::registry::{self, Choice, Choices};

const LONG: Duration = Duration::from_secs(20);

/// A dispatch solver that runs a shell script.
fn script(text: &str, timeout: Duration) -> Named<dyn Dispatch> {
    let command = Command::parse(&format!("sh -c '{text}'"), timeout).unwrap();
    let mut choices = Choices::default();
    choices.set_external("dispatch", command).unwrap();
    registry::policies(&choices).unwrap().dispatch
}

/// Asks `times` times; the answers up to the first failure, and the failure.
fn ask(named: &mut Named<dyn Dispatch>, times: usize) -> (Vec<DispatchPlan>, Option<String>) {
    let question = DispatchQuestion {
        now: SimTime(36_000_000),
        store: StoreId(3),
        orders: Vec::new().into(),
        riders: Vec::new().into(),
        capacity_weight: Grams(20_000),
        capacity_volume: Millilitres(80_000),
        max_orders_per_trip: 3,
        door_time: Millis(120_000),
        door_to_door_m_per_s: 5.0,
        sla: Millis(600_000),
    };
    let mut stream = Streams::new(1, 0).open(Purpose::Test, 0);
    let mut plans = Vec::new();
    for _ in 0..times {
        let plan = named.solver.ask(&question, &mut stream);
        if let Some(failure) = named.solver.failure() {
            assert_eq!(named.solver.failure(), None, "a failure is told once");
            return (plans, Some(failure.to_string()));
        }
        plans.push(plan);
    }
    (plans, None)
}

fn failure(text: &str, timeout: Duration) -> String {
    let (_, failure) = ask(&mut script(text, timeout), 3);
    failure.expect("a failure")
}

#[test]
fn questions_are_numbered_lines_of_json_that_name_their_decision() {
    // Says when to be asked again by what it read: the number of the question and its line.
    let echo = r#"n=0; while read -r line; do
        case "$line" in "{\"decision\":\"dispatch\",\"number\":$n,\"seed\":"*",\"question\":{\"now\":36000000,"*"}")
            n=$((n + 1)); echo "{\"assignments\": [], \"ask_again\": $n}";;
        esac; done"#;
    let (plans, failure) = ask(&mut script(echo, LONG), 3);
    assert_eq!(failure, None);
    let told: Vec<_> = plans.iter().map(|plan| plan.ask_again).collect();
    assert_eq!(told, [1, 2, 3].map(|n| Some(SimTime(n))));
}

#[test]
fn a_crash_tells_how_the_program_ended_and_its_last_words() {
    let said = failure("read -r q; echo first >&2; echo out of luck >&2; exit 3", LONG);
    assert!(said.contains("ended with exit status: 3"), "{said}");
    assert!(said.ends_with("the end of its standard error:\nfirst\nout of luck"), "{said}");
    let said = failure("kill -9 $$", LONG);
    assert!(said.contains("signal: 9") && said.contains("nothing to standard error"), "{said}");
    // After good answers too.
    let once = "read -r q; echo \"{\\\"assignments\\\":[]}\"; exit 0";
    let (plans, said) = ask(&mut script(once, LONG), 3);
    assert_eq!(plans, [DispatchPlan::default()]);
    assert!(said.unwrap().contains("ended with exit status: 0"));
}

#[test]
fn a_program_that_is_too_slow_is_ended_with_all_it_started() {
    let mark = format!("{}", 100_000 + std::process::id());
    let began = Instant::now();
    let said = failure(&format!("read -r q; sleep {mark}; echo late"), Duration::from_millis(200));
    assert!(said.contains("did not answer within 0.2 s"), "{said}");
    assert!(began.elapsed() < LONG);
    // The sleeping child is of the program's group and ends with it.
    let until = Instant::now() + LONG;
    let sleeps = || {
        let listed = std::process::Command::new("ps").args(["-eo", "args"]).output().ok();
        listed.is_some_and(|ps| {
            String::from_utf8_lossy(&ps.stdout).contains(&format!("sleep {mark}"))
        })
    };
    while sleeps() {
        assert!(Instant::now() < until, "the program's child lives on");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn what_is_no_answer_is_quoted() {
    let said = failure("echo hello; cat > /dev/null", LONG);
    assert!(said.contains("`hello`"), "{said}");
    let said = failure("read -r q; echo hello; cat > /dev/null", LONG);
    assert!(said.contains("answered `hello`, which is not JSON: expected value"), "{said}");
    let said = failure("read -r q; echo \"{\\\"assignment\\\":[]}\"; cat > /dev/null", LONG);
    assert!(said.contains("which is no answer to dispatch: unknown field `assignment`"), "{said}");
    let long = "read -r q; head -c 5000 /dev/zero | tr \"\\\\000\" x; echo; cat > /dev/null";
    let said = failure(long, LONG);
    assert!(said.contains("xxx`... (5000 characters)") && said.len() < 600, "{said}");
}

#[test]
fn a_line_that_nobody_asked_for_is_not_taken_for_an_answer() {
    let chatty = "read -r q; echo \"{\\\"assignments\\\":[]}\"; echo \"{\\\"assignments\\\":[]}\"; \
        echo >&2; cat > /dev/null";
    let mut named = script(chatty, LONG);
    let (plans, said) = ask(&mut named, 1);
    assert_eq!((plans.len(), said), (1, None));
    std::thread::sleep(Duration::from_millis(300));
    let said = ask(&mut named, 1).1.unwrap();
    assert!(said.contains("wrote `{\"assignments\":[]}` before it was asked"), "{said}");
}

#[test]
fn a_program_may_write_as_much_to_standard_error_as_it_likes() {
    let loud = "while read -r q; do head -c 1000000 /dev/zero >&2; echo \"{\\\"assignments\\\":[]}\"; done";
    let (plans, said) = ask(&mut script(loud, LONG), 3);
    assert_eq!((plans.len(), said), (3, None));
}

#[test]
fn a_program_that_reads_nothing_blocks_nobody() {
    let mut named = script("sleep 60", Duration::from_millis(100));
    assert!(ask(&mut named, 1).1.unwrap().contains("did not answer within 0.1 s"));
}

#[test]
fn a_program_that_there_is_none_of_is_named() {
    let command = Command::parse("no-such-program --fast", LONG).unwrap();
    let mut choices = Choices::default();
    choices.set_external("dispatch", command).unwrap();
    let mut named = registry::policies(&choices).unwrap().dispatch;
    let said = ask(&mut named, 1).1.unwrap();
    assert!(said.starts_with("cannot start `no-such-program --fast`: "), "{said}");
}

#[test]
fn what_a_program_knows_cannot_be_saved() {
    let named = script("cat", LONG);
    assert_eq!(named.solver.memory(), Err(MemoryError::Outside));
}

#[test]
fn a_scenario_cannot_choose_a_program() {
    let mut choices = Choices::default();
    choices.set("dispatch", Choice::named("external")).unwrap();
    let error = registry::policies(&choices).err().unwrap().to_string();
    let expected = "`external` for `dispatch` needs a program from the command line: a scenario cannot start programs";
    assert_eq!(error, expected);
    // A program for another decision does not help.
    choices.set_external("bagging", Command::parse("cat", LONG).unwrap()).unwrap();
    assert_eq!(registry::policies(&choices).err().unwrap().to_string(), expected);
    choices.set_external("dispatch", Command::parse("cat", LONG).unwrap()).unwrap();
    assert_eq!(registry::policies(&choices).unwrap().dispatch.name, "external");
    let error = choices.set_external("weather", Command::parse("cat", LONG).unwrap());
    assert!(error.unwrap_err().to_string().starts_with("unknown decision `weather`"));
}
