//! Suites run and judged: what is worse fails, what is not does not.

use std::sync::atomic::AtomicBool;

use scenarios::suite::{Suite, parse_suite, read_shipped_suite, shipped_suites};

use solvers::external::Commands;

use quick_xml::events::Event;

use super::*;

fn run_on(suite: &Suite, threads: usize) -> Results {
    let plan = Plan::new(suite, &Commands::default()).unwrap();
    let conditions = Conditions {
        threads,
        stop: &AtomicBool::new(false),
        done: &|_| {},
        policies: &|choices| solvers::policies(choices).map_err(Into::into),
    };
    run(&plan, &conditions).unwrap()
}

fn small() -> Suite {
    read_shipped_suite(&shipped_suites()[0]).unwrap()
}

/// The results as a baseline, read back from its text after `change`.
fn baseline(results: &Results, change: impl Fn(String) -> String) -> Baseline {
    Baseline::read("then.toml", &change(Baseline::write(results))).unwrap()
}

/// Results whose key figure `kpi` of the first solver of the first block of days is changed.
fn changed(results: &Results, kpi: usize, change: impl Fn(usize, f64) -> f64) -> Results {
    let mut results = results.clone();
    for (replication, value) in results.simulate[0].solvers[0].results[kpi].iter_mut().enumerate() {
        *value = change(replication, *value);
    }
    results
}

fn verdicts(results: &Results, baseline: &Baseline) -> Vec<(String, Verdict)> {
    let judgement = judge(results, Some(baseline), "then.toml").unwrap();
    let told = judgement.items.iter().filter(|item| item.verdict != Verdict::Same);
    told.map(|item| (format!("{} {}", item.solver, item.measure), item.verdict)).collect()
}

#[test]
fn results_do_not_depend_on_threads_and_equal_their_own_baseline() {
    let (one, four) = (run_on(&small(), 1), run_on(&small(), 4));
    let text = Baseline::write(&one);
    assert_eq!(text, Baseline::write(&four));
    let then = baseline(&one, |text| text);
    let [a, b] = [&one, &four].map(|results| judge(results, Some(&then), "then.toml").unwrap());
    assert_eq!(a, b);
    assert!(a.items.iter().all(|item| item.verdict == Verdict::Same), "{:?}", a.items);
    for report in [super::text, json, markdown, junit] {
        assert_eq!(report(&one, &a), report(&four, &b));
    }
    assert!(super::text(&one, &a).lines().all(|line| line.chars().count() <= 100));
}

#[test]
fn the_committed_baseline_is_what_the_shipped_suite_comes_to() {
    let committed = include_str!("../../../../scenarios/suites/small.baseline.toml");
    assert_eq!(Baseline::write(&run_on(&small(), 2)), committed);
}

#[test]
fn a_worse_mean_objective_and_a_lost_proof_fail_and_a_better_mean_does_not() {
    let now = run_on(&small(), 2);
    let instance = &now.solve[0].instances[0];
    let value = now.solve[0].solvers[0].results[0].objective.unwrap();
    let line = format!("\"{instance}\" = {{ objective = {value:?} }}");
    let with = |new: String| baseline(&now, |text| text.replacen(&line, &new, 1));
    let lower = with(format!("\"{instance}\" = {{ objective = {:?} }}", value - 1.0));
    assert_eq!(verdicts(&now, &lower), [("reference objective".into(), Verdict::Worse)]);
    let higher = with(format!("\"{instance}\" = {{ objective = {:?} }}", value + 1.0));
    assert_eq!(verdicts(&now, &higher), [("reference objective".into(), Verdict::Better)]);
    let proved = with(format!("\"{instance}\" = {{ objective = {value:?}, is_proved = true }}"));
    assert_eq!(verdicts(&now, &proved), [("reference objective".into(), Verdict::Worse)]);
    let mut lenient = now.clone();
    lenient.solve[0].tolerance = 0.01;
    assert_eq!(verdicts(&lenient, &lower), []);
    let junit = junit(&now, &judge(&now, Some(&lower), "").unwrap());
    assert_eq!(junit.matches("<failure ").count(), 1);
    assert!(junit.contains("<testcase name=\"reference: objective\""), "{junit}");
    assert_eq!(faults(&junit), Vec::<String>::new());
    let suites = "<testsuites name=\"it\" skipped=\"1\"><failure/></testsuites>";
    assert_eq!(faults(suites).len(), 2);
}

/// What the schema of JUnit files that Jenkins' xUnit plugin publishes (`junit-10.xsd`) does not
/// allow: elements in others, and attributes.
fn faults(junit: &str) -> Vec<String> {
    const OUTCOMES: &[&str] = &["error", "failure", "skipped", "system-err", "system-out"];
    let rules: [(&str, &[&str], &[&str]); 6] = [
        ("testsuites", &["testsuite"], &["errors", "failures", "name", "tests", "time"]),
        (
            "testsuite",
            &["properties", "system-err", "system-out", "testcase", "testsuite"],
            &["errors", "failures", "hostname", "name", "skipped", "tests", "time", "timestamp"],
        ),
        ("testcase", OUTCOMES, &["assertions", "classname", "file", "line", "name", "time"]),
        ("failure", &[], &["message", "type"]),
        ("skipped", &[], &["message", "type"]),
        ("system-out", &[], &[]),
    ];
    let mut reader = quick_xml::Reader::from_str(junit);
    let (mut within, mut faults): (Vec<String>, Vec<String>) = Default::default();
    loop {
        let (element, is_open) = match reader.read_event().expect("XML") {
            Event::Start(element) => (element, true),
            Event::Empty(element) => (element, false),
            Event::End(_) => {
                within.pop();
                continue;
            }
            Event::Eof => return faults,
            _ => continue,
        };
        let name = element.name().as_ref().to_owned();
        let rule = |name: &str| rules.iter().find(|(of, ..)| *of == name);
        let parent = within.last().map_or("", |parent| &**parent);
        let is_allowed = match rule(parent) {
            Some((_, children, _)) => children.contains(&&*name),
            None => name == "testsuites" && parent.is_empty(),
        };
        if !is_allowed {
            faults.push(format!("<{name}> in <{parent}>"));
        }
        for attribute in element.attributes() {
            let key = attribute.expect("an attribute").key.as_ref().to_owned();
            if !rule(&name).is_some_and(|(.., known)| known.contains(&&*key)) {
                faults.push(format!("{key} of <{name}>"));
            }
        }
        if is_open {
            within.push(name);
        }
    }
}

#[test]
fn days_are_worse_where_the_paired_interval_says_so() {
    let now = run_on(&small(), 2);
    let then = baseline(&now, |text| text);
    // Click to door, of which a second more is allowed.
    let of = |change: &dyn Fn(usize, f64) -> f64| verdicts(&changed(&now, 1, change), &then);
    let item = |verdict| vec![("reference click_to_door_s_mean".to_owned(), verdict)];
    // The same shift in every replication, so that the spread is none but for rounding.
    assert_eq!(of(&|_, value| value + 2.0), item(Verdict::Worse));
    assert_eq!(of(&|_, value| value + 0.5), []);
    assert_eq!(of(&|_, value| value - 2.0), item(Verdict::Better));
    // Noise about no shift, about one that shows, and about one that does not exceed what may be.
    let noise = |replication: usize| if replication.is_multiple_of(2) { 3.0 } else { -3.0 };
    assert_eq!(of(&|r, value| value + noise(r)), []);
    assert_eq!(of(&|r, value| value + 20.0 + noise(r)), item(Verdict::Worse));
    assert_eq!(of(&|r, value| value + 1.5 + noise(r)), []);
    assert_eq!(of(&|r, value| if r == 3 { f64::NAN } else { value }), item(Verdict::Worse));
    let detail = judge(&changed(&now, 1, |_, value| value + 2.0), Some(&then), "").unwrap();
    let detail = &detail.worse().next().unwrap().detail;
    assert!(detail.contains("2.00 s above the baseline"), "{detail}");
}

/// With 6 items at 95 %, each interval is at 99.17 %: t(0.99583, 9) = 3.3642.
#[test]
fn intervals_hold_jointly_over_all_simulated_items() {
    let now = run_on(&small(), 2);
    let then = baseline(&now, |text| text);
    let noise = |r: usize| if r.is_multiple_of(2) { 3.0 } else { -3.0 };
    let judged = judge(&changed(&now, 1, |r, value| value + noise(r)), Some(&then), "").unwrap();
    assert!((judged.each.alpha() - 0.05 / 6.0).abs() < 1e-15);
    let item = judged.items.iter().find(|item| item.measure == "click_to_door_s_mean").unwrap();
    // Ten values of ±3: standard error 3 / √9.
    let [low, high] = item.interval.unwrap();
    assert!(((high - low) / 2.0 - statrs_t(0.05 / 12.0, 9)).abs() < 1e-6, "{low} {high}");
}

/// Student's quantile from an independent library.
fn statrs_t(upper: f64, degrees: usize) -> f64 {
    use statrs::distribution::{ContinuousCDF as _, StudentsT};
    StudentsT::new(0.0, 1.0, degrees as f64).unwrap().inverse_cdf(1.0 - upper)
}

#[test]
fn what_is_new_or_gone_is_said_and_fails_nothing() {
    let now = run_on(&small(), 2);
    let renamed =
        baseline(&now, |text| text.replace("solver = \"as_listed\"", "solver = \"older\""));
    assert_eq!(
        verdicts(&now, &renamed),
        [("as_listed objective".into(), Verdict::New), ("older objective".into(), Verdict::Gone)]
    );
}

#[test]
fn a_baseline_of_something_else_is_refused_saying_what_differs() {
    let now = run_on(&small(), 2);
    for (from, to, complaint) in [
        ("suite = \"small\"", "suite = \"large\"", "suite: `large` in the baseline, `small` now"),
        ("seed = 1", "seed = 2", "seed of `dispatch on tiny`: `2` in the baseline, `1` now"),
        ("settings = \"", "settings = \"x", "checksum of the settings of `dispatch on tiny`"),
    ] {
        let then = baseline(&now, |text| text.replace(from, to));
        let error = judge(&now, Some(&then), "then.toml").unwrap_err().to_string();
        assert!(error.starts_with("`then.toml` is the baseline of something else"), "{error}");
        assert!(error.contains(complaint), "{error}");
    }
    let text = Baseline::write(&now);
    for (from, to, complaint) in [
        ("format = 1", "format = 9", "format: 9 in the file, 1 in this program"),
        ("replications = 10", "replications = 9", "has 10 values, expected one for each of 9"),
        ("suite = ", "suit = ", "unknown field `suit`"),
        ("[[solve]]", "[[solve", "not TOML"),
    ] {
        let error = Baseline::read("then.toml", &text.replace(from, to)).unwrap_err().to_string();
        assert!(error.contains(complaint), "{error}");
    }
}

#[test]
fn unknown_names_are_pointed_at() {
    let days = "[suite]\nname = \"days\"\n[[simulate]]\nscenario = \"tiny\"\n\
        decision = \"dispatch\"\nsolvers = [\"reference\"]\nkpis = [\"sla_hit_rate\"]\n";
    let solve = "[suite]\nname = \"solve\"\n[[solve]]\ndecision = \"bagging\"\n\
        instances = [\"$DARKSTORE_DATA/none.jsonl\"]\nsolvers = [\"reference\"]\n\
        format = \"captured\"\n";
    for (text, from, to, line, complaint) in [
        (days, "\"dispatch\"", "\"dispach\"", 5, "unknown decision `dispach`"),
        (days, "\"reference\"", "\"refrence\"", 6, "unknown solver `refrence`"),
        (
            days,
            "\"reference\"",
            "{ name = \"first_come\", x = 1 }",
            6,
            "parameters of `first_come`",
        ),
        (days, "\"sla_hit_rate\"", "\"sla_hit_rat\"", 7, "unknown key figure `sla_hit_rat`"),
        (days, "\"sla_hit_rate\"", "\"sessions\"", 7, "`sessions` cannot be judged"),
        (solve, "\"bagging\"", "\"baging\"", 4, "unknown decision `baging`"),
        (solve, "\"reference\"", "\"external\"", 6, "external"),
        (solve, "\"captured\"", "\"capture\"", 7, "unknown format `capture`"),
        (solve, "$DARKSTORE_DATA/", "", 5, "there is no file `none.jsonl`"),
    ] {
        let suite = parse_suite("suite", &text.replace(from, to)).unwrap();
        let Err(BenchError::Input(error)) = Plan::new(&suite, &Commands::default()).map(drop)
        else {
            panic!("{to} is accepted")
        };
        assert!(error.message.contains(complaint), "{to}: {}", error.message);
        assert_eq!(error.line(), Some(line), "{to}: {}", error.message);
    }
    if std::env::var_os("DARKSTORE_DATA").is_none() {
        let plan_of = parse_suite("suite", solve).unwrap();
        let plan = Plan::new(&plan_of, &Commands::default()).unwrap();
        assert_eq!(plan.skipped[0].reason, "DARKSTORE_DATA is not set");
        assert_eq!(plan.size(), 0);
        let absent = days.replace("\"tiny\"", "\"$DARKSTORE_DATA/day.toml\"");
        let plan_of = parse_suite("suite", &absent).unwrap();
        let plan = Plan::new(&plan_of, &Commands::default()).unwrap();
        assert_eq!(plan.skipped[0].block, "dispatch on $DARKSTORE_DATA/day.toml");
        assert_eq!(plan.size(), 0);
        let typo = parse_suite("suite", &absent.replace("refer", "refre")).unwrap();
        assert!(Plan::new(&typo, &Commands::default()).is_err());
    }
}

#[test]
fn an_optimum_that_is_beaten_is_refused() {
    let suite = small();
    let mut plan = Plan::new(&suite, &Commands::default()).unwrap();
    plan.solve[0].best_known[0].as_mut().unwrap().objective += 1_000.0;
    let conditions = Conditions {
        threads: 2,
        stop: &AtomicBool::new(false),
        done: &|_| {},
        policies: &|choices| solvers::policies(choices).map_err(Into::into),
    };
    let error = run(&plan, &conditions).map(drop).unwrap_err();
    assert!(matches!(error, BenchError::Refuted { .. }), "{error}");
}

/// The error of a baseline read after `change`, and its line.
fn refused(change: impl Fn(String) -> String) -> (String, Option<usize>) {
    let text = change(include_str!("../../../../scenarios/suites/small.baseline.toml").to_owned());
    match Baseline::read("then.toml", &text) {
        Err(BenchError::Input(error)) => (error.message.clone(), error.line()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_baseline_is_refused_at_the_line_of_what_is_no_number() {
    let text = include_str!("../../../../scenarios/suites/small.baseline.toml");
    let line_of = |part: &str| text.lines().position(|line| line.contains(part)).map(|at| at + 1);
    let objective = "tiny-r0-pick_route-000020\" = { objective = ";
    for value in ["nan", "inf", "-inf"] {
        let change = |text: String| text.replacen("= 16.6 }", &format!("= {value} }}"), 1);
        let (message, line) = refused(change);
        assert!(message.contains("the objective of `tiny-r0-pick_route-000020` by"), "{message}");
        assert_eq!(line, line_of(objective), "{value}");
    }
    let key = "click_to_door_s_mean = [";
    let line = line_of(key);
    let (message, found) = refused(|text| text.replacen(key, "click_to_door_s_mean = [inf, ", 1));
    assert!(message.contains("has 11 values, expected one for each of 10"), "{message}");
    assert_eq!(found, line);
    let (message, found) = refused(|text| {
        let (before, after) = text.split_once(key).unwrap();
        format!("{before}{key}-inf,{}", after.split_once(',').unwrap().1)
    });
    assert!(message.contains("is -inf in replication 0, allowed finite numbers"), "{message}");
    assert_eq!(found, line);
    let (message, line) = refused(|text| text.replace("format = 1\n", ""));
    assert_eq!((&*message, line), ("a baseline begins with `format = 1`", Some(1)));
    let (message, line) = refused(|text| text.replace("format = 1\n", "format = \"1\"\n"));
    assert_eq!((&*message, line), ("a baseline begins with `format = 1`", Some(2)));
    assert!(refused(|_| "\n".into()).0.starts_with("`then.toml` is empty"));
}

#[test]
fn a_value_that_is_lost_is_worse_and_one_that_is_found_is_told() {
    let now = run_on(&small(), 2);
    let then = baseline(&now, |text| text);
    let lost = changed(&now, 1, |r, value| if r == 3 { f64::NAN } else { value });
    let judged = judge(&lost, Some(&then), "").unwrap();
    let detail = &judged.worse().next().unwrap().detail;
    assert_eq!(detail, "replication 3 has no value any more");
    // The other way round.
    let found = judge(&now, Some(&baseline(&lost, |text| text)), "").unwrap();
    assert_eq!(found.worse().count(), 0);
    let item = found.items.iter().find(|item| item.measure == "click_to_door_s_mean").unwrap();
    assert_eq!((&item.new[..], item.verdict), (&["3".to_owned()][..], Verdict::Same));
    assert!(item.detail.ends_with("; 1 replication is new: `3`"), "{}", item.detail);
    for report in [super::text, markdown] {
        assert!(report(&now, &found).contains("replication is new"));
    }
    let mut lost = now.clone();
    lost.solve[0].solvers[0].results[2].objective = None;
    let judged = judge(&lost, Some(&then), "").unwrap();
    let detail = &judged.worse().next().unwrap().detail;
    assert_eq!(*detail, format!("`{}` has no value any more", now.solve[0].instances[2]));
    let found = judge(&now, Some(&baseline(&lost, |text| text)), "").unwrap();
    assert_eq!(found.worse().count(), 0);
    assert_eq!(found.items[0].new, [now.solve[0].instances[2].clone()]);
}

#[test]
fn instances_that_are_new_or_gone_are_named_and_fail_nothing() {
    let now = run_on(&small(), 2);
    let name = now.solve[0].instances[0].clone();
    let then = baseline(&now, |text| text.replace(&name, "older"));
    let judged = judge(&now, Some(&then), "").unwrap();
    assert_eq!(judged.worse().count(), 0);
    for item in &judged.items[..now.solve[0].solvers.len()] {
        assert_eq!((&item.new[..], &*item.gone), (&[name.clone()][..], &["older".to_owned()][..]));
        let told = format!("; 1 instance is new: `{name}`; 1 instance is gone: `older`");
        assert!(item.detail.ends_with(&told), "{}", item.detail);
    }
    assert!(super::text(&now, &judged).contains("instance is gone"));
}
