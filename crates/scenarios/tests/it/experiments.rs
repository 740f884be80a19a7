//! Experiment files are read as strictly as scenarios, with the line of every fault.

use scenarios::ScenarioError;
use scenarios::experiment::{
    DesignSpec, Experiment, Method, load_experiment, parse_experiment, shipped_experiments,
};

const HEAD: &str = "[experiment]\nscenario = \"tiny\"\n";
const FACTOR: &str = "[[factor]]\nsetting = \"fleet.riders_per_store\"\nlevels = [8, 10]\n";

fn read(text: &str) -> Result<Experiment, ScenarioError> {
    parse_experiment("case", text)
}

#[test]
fn every_shipped_experiment_loads_and_opens_with_a_sentence() {
    let shipped = shipped_experiments();
    let folder =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/experiments");
    let files = std::fs::read_dir(&folder).unwrap().count();
    assert_eq!(shipped.len(), files, "every file of the folder is listed");
    for one in shipped {
        let given =
            parse_experiment(one.name, one.text).unwrap_or_else(|e| panic!("{}: {e}", one.name));
        assert!(one.sentence.len() > 20 && one.sentence.ends_with('.'), "{}", one.sentence);
        let loaded = load_experiment(&folder.join(format!("{}.toml", one.name))).unwrap();
        assert_eq!((loaded.name.as_str(), &loaded.spec), (one.name, &given.spec));
    }
}

#[test]
fn a_minimal_file_has_the_documented_defaults() {
    let experiment = read(&format!("{HEAD}[design]\nkind = \"factorial\"\n{FACTOR}")).unwrap();
    let run = &experiment.spec.experiment;
    assert_eq!((run.seed, run.replications, run.confidence), (1, 10, 0.95));
    assert_eq!(run.kpis.len(), 3);
    assert_eq!(experiment.spec.factor[0].label(), "riders_per_store");
    let text = format!(
        "{HEAD}{FACTOR}[design]\nkind = \"factorial\"\n[optimize]\nobjective = \
         \"minimise sessions\"\nmethod = \"ocba\"\n"
    );
    let optimize = read(&text).unwrap().spec.optimize.unwrap();
    assert_eq!(
        (optimize.method, optimize.budget, optimize.first_stage, optimize.confidence),
        (Method::Ocba, 1_000, None, 0.95)
    );
}

#[test]
fn a_cell_is_its_scenario_with_fixed_settings_and_its_own() {
    let text = format!(
        "{HEAD}set = {{ \"demand.sessions_per_day\" = 300, stores.count = 3 }}\n\
         [design]\nkind = \"one_at_a_time\"\n{FACTOR}"
    );
    let experiment = read(&text).unwrap();
    assert_eq!(experiment.spec.design, Some(DesignSpec::OneAtATime {}));
    let set = [("fleet.riders_per_store".to_owned(), "12".to_owned())];
    let cell = experiment.scenario(&set).unwrap();
    assert_eq!(cell.spec.demand.sessions_per_day, 300.0);
    assert_eq!(cell.spec.stores.count, Some(3));
    assert_eq!(cell.spec.fleet.riders_per_store, 12.0);
    let base = experiment.base_value(0).unwrap();
    assert_eq!(base.as_float(), Some(8.0), "the scenario's own");
}

#[test]
fn wrong_files_are_refused_with_the_line() {
    let design = "[design]\nkind = \"factorial\"\n";
    let search =
        "[optimize]\nobjective = \"minimise sessions\"\nmethod = \"search\"\nindifference = 1\n";
    for (text, message, help, line) in [
        ("[design]\nkind = \"factorial\"\n".to_owned(), "the file needs `[experiment]`", "", 0),
        ("[experiment]\nseed = 1\n".into(), "`experiment` needs `scenario`", "", 1),
        (
            format!("{HEAD}replicatons = 3\n"),
            "`replicatons` is not a setting of `experiment`",
            "did you mean `replications`?",
            3,
        ),
        (
            format!("{HEAD}levels = [1]\n"),
            "`levels` is not a setting",
            "belongs in `[[factor]]`",
            3,
        ),
        (format!("{HEAD}budget = 1\n"), "`budget` is not a setting", "belongs in `[optimize]`", 3),
        (format!("{HEAD}[desing]\n"), "`desing` is not a section", "did you mean `design`?", 3),
        (
            format!("{HEAD}replications = 0\n"),
            "`experiment.replications` is 0, allowed 1 to",
            "",
            3,
        ),
        (format!("{HEAD}kpis = []\n"), "`experiment.kpis` has 0 entries, allowed 1 to 100", "", 3),
        (
            "experiment.scenario = \"tinny\"\n".to_owned() + design + FACTOR,
            "no scenario `tinny`",
            "did you mean `tiny`?",
            1,
        ),
        (
            format!("{HEAD}[design]\nkind = \"sobl\"\npoints = 4\n"),
            "`design` must be a table with a `kind`, one of",
            "did you mean `sobol`?",
            4,
        ),
        (format!("{HEAD}[design]\nkind = \"sobol\"\n"), "`design` needs `points`", "", 3),
        (
            format!("{HEAD}[design]\nkind = \"factorial\"\npoints = 3\n"),
            "`points` is not a setting of `design`",
            "",
            5,
        ),
        (format!("{HEAD}{design}"), "the experiment varies nothing", "", 1),
        (
            format!("{HEAD}{FACTOR}"),
            "the experiment needs `[design]`, `[optimize]`, or both",
            "",
            1,
        ),
        (
            format!(
                "{HEAD}{design}[[factor]]\nsetting = \"fleet.rider_per_store\"\nlevels = [1, 2]\n"
            ),
            "`rider_per_store` is not a setting of `fleet`",
            "did you mean `riders_per_store`?",
            6,
        ),
        (
            format!("{HEAD}{design}[[factor]]\nsetting = \"fleet.shift_h\"\nlevels = [8,\n 80]\n"),
            "`fleet.shift_h` is 80, allowed 1 to 16",
            "",
            8,
        ),
        (
            format!("{HEAD}{design}[[factor]]\nsetting = \"fleet.shift_h\"\nlow = 0.5\nhigh = 8\n"),
            "`fleet.shift_h` is 0.5, allowed 1 to 16",
            "",
            7,
        ),
        (
            format!(
                "{HEAD}{design}[[factor]]\nsetting = \"stores.packing_stations\"\nlow = 2\nhigh = 3\nstep = 0.5\n"
            ),
            "`stores.packing_stations` must be a whole number",
            "",
            9,
        ),
        (
            format!(
                "{HEAD}[design]\nkind = \"sobol\"\npoints = 4\n[[factor]]\nsetting = \"stores.packing_stations\"\nlow = 2\nhigh = 3\n"
            ),
            "`stores.packing_stations` must be a whole number",
            "`step = 1`",
            8,
        ),
        (
            format!("{HEAD}{design}[[factor]]\nsetting = \"fleet.shift_h\"\nlow = 9\nhigh = 8\n"),
            "`high` is 8, allowed more than `low`, which is 9",
            "",
            8,
        ),
        (
            format!(
                "{HEAD}{design}[[factor]]\nsetting = \"fleet.shift_h\"\nlow = 8\nhigh = 9\nstep = 0.3\n"
            ),
            "steps of 0.3 do not lead from 8 to 9",
            "",
            9,
        ),
        (
            format!("{HEAD}{design}[[factor]]\nsetting = \"fleet.shift_h\"\nlevels = [8, 8.0]\n"),
            "the level 8.0 is listed twice",
            "",
            7,
        ),
        (
            format!("{HEAD}{design}[[factor]]\nsetting = \"fleet.shift_h\"\nlow = 8\n"),
            "`low` needs `high`",
            "",
            7,
        ),
        (
            format!("{HEAD}{design}{FACTOR}{FACTOR}"),
            "`fleet.riders_per_store` replaces what the factor",
            "",
            9,
        ),
        (
            format!("{HEAD}{search}[[factor]]\nsetting = \"fleet.shift_h\"\nlow = 8\nhigh = 9\n"),
            "`search` needs `step` of `shift_h`",
            "",
            9,
        ),
        (format!("{HEAD}{design}{search}{FACTOR}"), "`[design]` is not used by `search`", "", 3),
        (
            format!(
                "{HEAD}{design}{FACTOR}[optimize]\nobjective = \"minimise x\"\nmethod = \"kn++\"\n"
            ),
            "`kn++` needs `indifference`",
            "",
            10,
        ),
        (
            format!(
                "{HEAD}{design}{FACTOR}[optimize]\nobjective = \"lessen x\"\nmethod = \"ocba\"\n"
            ),
            "`lessen x` is not `minimise <key figure>`",
            "",
            9,
        ),
        (
            format!("{HEAD}{FACTOR}{search}constraints = [\"sessions > 3\"]\n"),
            "`sessions > 3` is not `<key figure> >= <number>`",
            "",
            10,
        ),
        (
            format!(
                "{HEAD}{design}{FACTOR}[optimize]\nobjective = \"minimise sessions\"\n\
                 method = \"ocba\"\nconstraints = [\"sessions >= 3\"]\n"
            ),
            "`ocba` takes no constraints",
            "",
            11,
        ),
        (
            format!("{HEAD}precision = [\"sessions:2%\"]\n{design}{FACTOR}"),
            "`precision` needs `max_replications`",
            "",
            3,
        ),
        (
            format!("{HEAD}set = {{ \"fleet.shift_h\" = 80 }}\n{design}{FACTOR}"),
            "`fleet.shift_h` is 80, allowed 1 to 16",
            "",
            3,
        ),
        (
            format!("{HEAD}[experiment.set]\nfleet.shift_hours = 8\n{design}{FACTOR}"),
            "`shift_hours` is not a setting of `fleet`",
            "",
            4,
        ),
        (
            format!(
                "{HEAD}[design]\nkind = \"one_at_a_time\"\n[[factor]]\nsetting = \"city.roads\"\nlevels = [\"a\"]\n"
            ),
            "the scenario does not set `city.roads`",
            "",
            6,
        ),
        (
            format!(
                "{HEAD}[design]\nkind = \"one_at_a_time\"\n[[factor]]\nsetting = \"fleet.riders_per_store\"\nlevels = [8]\n"
            ),
            "factor `riders_per_store` has no level but its base",
            "",
            6,
        ),
    ] {
        let Err(error) = read(&text) else { panic!("not refused: {text}") };
        assert!(error.message.starts_with(message), "{text}\n{}", error.message);
        assert!(error.help.clone().unwrap_or_default().contains(help), "{text}\n{error:?}");
        assert_eq!(error.line().unwrap_or(0), line, "{text}\n{error:?}");
        assert_eq!(error.file, "case.toml");
    }
}

#[test]
fn settings_of_a_cell_that_contradict_one_another_point_at_a_level() {
    let text = format!(
        "{HEAD}[design]\nkind = \"factorial\"\n\
         [[factor]]\nsetting = \"service.radius_max_km\"\nlevels = [2.5, 3]\n\
         [[factor]]\nsetting = \"service.radius_km\"\nlevels = [2, 2.9]\n"
    );
    let experiment = read(&text).unwrap();
    let cell = |max: &str, radius: &str| {
        let set = [("service.radius_max_km", max), ("service.radius_km", radius)];
        experiment.scenario(&set.map(|(path, value)| (path.to_owned(), value.to_owned())))
    };
    assert!(cell("3", "2.9").is_ok());
    let error = cell("2.5", "2.9").unwrap_err();
    assert!(error.message.contains("`service.radius_max_km` is 2.5"), "{error}");
    assert_eq!((error.file.as_str(), error.line()), ("case.toml", Some(7)));
}

#[test]
fn a_scenario_beside_the_file_is_found() {
    let folder = std::env::temp_dir().join(format!("experiments-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("town.toml"), "[stores]\ncount = 2\n").unwrap();
    let text =
        format!("experiment.scenario = \"town.toml\"\ndesign.kind = \"factorial\"\n{FACTOR}");
    std::fs::write(folder.join("riders.toml"), text).unwrap();
    let experiment = load_experiment(&folder.join("riders.toml"));
    let missing = load_experiment(&folder.join("no.toml")).unwrap_err();
    std::fs::remove_dir_all(&folder).unwrap();
    let experiment = experiment.unwrap();
    assert_eq!(experiment.name, "riders");
    assert_eq!(experiment.scenario(&[]).unwrap().spec.stores.count, Some(2));
    assert!(missing.message.starts_with("cannot read the experiment file"), "{missing}");
}

#[test]
fn settings_that_change_together_are_rows_under_their_names() {
    let file = |factor: &str| {
        format!("{HEAD}[design]\nkind = \"one_at_a_time\"\n[[factor]]\nname = \"size\"\n{factor}")
    };
    let rows = "settings = [\"service.radius_km\", \"fleet.riders_per_store\"]\n\
                levels = [[1.5, 8], [2.0, 10]]\n";
    let experiment = read(&file(rows)).unwrap();
    let factor = &experiment.spec.factor[0];
    assert_eq!(factor.paths(), ["service.radius_km", "fleet.riders_per_store"]);
    assert_eq!(factor.parts(&factor.levels[1])[1].as_integer(), Some(10));
    let base = experiment.base_value(0).unwrap();
    assert_eq!(base.as_array().map(Vec::len), Some(2), "both of the scenario's own: {base}");
    for (factor, line, message) in [
        (rows.replace("[2.0, 10]", "[2.0]"), 8, "no list of 2 values"),
        (rows.replace("2.0, 10", "2.0, 10000"), 8, "10000"),
        (rows.replace("radius_km", "radius_mm"), 7, "radius_mm"),
        (rows.replace("service.radius_km", "fleet.riders_per_store"), 7, "replaces what"),
        (format!("setting = \"stores.count\"\n{rows}"), 7, "not both"),
    ] {
        let error = read(&file(&factor)).unwrap_err();
        assert!(error.message.contains(message), "{factor}: {}", error.message);
        assert_eq!(error.line(), Some(line), "{factor}: {}", error.message);
    }
    let nameless = read(&file(rows).replace("name = \"size\"\n", "")).unwrap_err();
    assert!(nameless.message.contains("needs a `name`"), "{}", nameless.message);
}
