//! Wrong files are refused with the thing, the range and the line.

use scenarios::{Scenario, ScenarioError, load, parse};

fn read(text: &str, set: &[(&str, &str)]) -> Result<Scenario, ScenarioError> {
    let set: Vec<(String, String)> =
        set.iter().map(|(path, value)| ((*path).into(), (*value).into())).collect();
    parse("case", text, &set)
}

fn refused(text: &str) -> ScenarioError {
    match read(text, &[]) {
        Err(error) => error,
        Ok(_) => panic!("not refused: {text}"),
    }
}

/// The part of the text that an error points at.
fn at(error: &ScenarioError) -> &str {
    error.span.clone().map_or("", |span| &error.text[span])
}

#[test]
fn an_unknown_key_is_refused_with_its_line_and_the_nearest_key() {
    let error = refused("[fleet]\n# so many\nrider_per_store = 12\n");
    assert_eq!((error.line(), error.column()), (Some(3), Some(1)));
    assert_eq!(at(&error), "rider_per_store");
    assert_eq!(error.message, "`rider_per_store` is not a setting of `fleet`");
    assert_eq!(error.help.as_deref(), Some("did you mean `riders_per_store`?"));
}

#[test]
fn an_unknown_section_is_refused() {
    let error = refused("[flete]\n");
    assert_eq!(error.message, "`flete` is not a section");
    assert_eq!(error.help.as_deref(), Some("did you mean `fleet`?"));
    assert_eq!(error.line(), Some(1));
}

#[test]
fn a_key_in_the_wrong_unit_is_told_the_right_one() {
    let error = refused("[service]\nradius_m = 2000\n");
    assert_eq!(error.line(), Some(2));
    let help = error.help.unwrap();
    assert!(help.contains("`radius_km`") && help.contains("not in `m`"), "{help}");
}

#[test]
fn a_key_of_another_section_is_told_where_it_belongs() {
    let error = refused("[stores]\ngig_share = 0.3\n");
    assert_eq!(error.help.as_deref(), Some("`gig_share` belongs in `[fleet]`"));
}

#[test]
fn values_out_of_range_are_refused_with_the_range() {
    for (text, message, line) in [
        (
            "[demand]\nsessions_per_day = -5\n",
            "`demand.sessions_per_day` is -5, allowed 0 to 20000000",
            2,
        ),
        (
            "[demand]\n\nsessions_per_day = nan",
            "`demand.sessions_per_day` is nan, allowed 0 to 20000000",
            3,
        ),
        ("[fleet]\nshift_h = inf", "`fleet.shift_h` is inf, allowed 1 to 16", 2),
        ("[stores]\npacking_stations = -1", "`stores.packing_stations` is -1, allowed 1 to 100", 2),
        (
            "[stores]\nbusy_queue = 99999999999",
            "`stores.busy_queue` is 99999999999, allowed 1 to 100000",
            2,
        ),
        ("[calendar]\ndays = 1.5", "`calendar.days` must be a whole number, not a number", 2),
        (
            "fleet.riders_per_store = \"12\"",
            "`fleet.riders_per_store` must be a number, not a string",
            1,
        ),
        ("demand.weekday = [1, 1]", "`demand.weekday` has 2 entries, allowed 7", 1),
        (
            "demand.weekday = [1, 1, 1,\n -1, 1, 1, 1]",
            "`demand.weekday[3]` is -1, allowed 0 to 1000000",
            2,
        ),
        ("calendar.first_weekday = \"fryday\"", "`calendar.first_weekday` must be one of", 1),
        (
            "[access.parking_s]\nkind = \"normal\"\nmean = 3.0\nsd = -1.0",
            "`access.parking_s`: `mean` and `sd`",
            1,
        ),
        (
            "[access]\nparking_s = { kind = \"lognormal\", median = 3.0 }",
            "`access.parking_s` must be a table with a `kind`",
            2,
        ),
        (
            "[access]\nparking_s = { kind = \"log_normal\", median = 3.0 }",
            "`access.parking_s` needs `sigma`",
            2,
        ),
        ("[[stores.site]]\nx_km = 1\ny_km = 1", "`stores.site[0]` needs `name`", 1),
        (
            "[service]\nradius_km = 5",
            "`service.radius_max_km` is 3, allowed at least `service.radius_km`, which is 5",
            1,
        ),
        (
            "[[weather.spell]]\nstart_h = 9\nend_h = 8\nrain = \"heavy\"",
            "`end_h` is 8, allowed more than `start_h`",
            3,
        ),
        ("[[stores.site]]\nname = \"a\"\nx_km = 1\nlat = 2", "a position is either", 1),
        ("city.wards = \"w.kml\"", "`city.wards` needs `city.roads`", 1),
        ("[fleet\n", "not TOML", 1),
        ("[fleet]\nshift_h = 8\nshift_h = 9\n", "not TOML", 3),
    ] {
        let error = refused(text);
        assert!(error.message.starts_with(message), "{text}\n{}", error.message);
        assert_eq!(error.line(), Some(line), "{text}\n{error:?}");
    }
}

#[test]
fn the_first_fault_of_a_file_is_told() {
    let error = refused("[supply]\nshort_share = 2\n[access]\nfailed_share = 2\n");
    assert_eq!(error.line(), Some(2));
}

#[test]
fn an_override_wins_and_its_faults_point_at_it() {
    let file = "[fleet]\nshift_h = 8\n";
    let set = read(file, &[("fleet.shift_h", "6"), ("policies.dispatch", "first_come")]).unwrap();
    assert_eq!(set.spec.fleet.shift_h, 6.0);
    assert_eq!(set.spec.policies.dispatch.name, "first_come");
    let again = read(&set.text, &[]).unwrap();
    assert_eq!(again.spec, set.spec, "the resolved text is the scenario");
    for (path, value, message) in [
        ("fleet.shift_h", "60", "`fleet.shift_h` is 60, allowed 1 to 16"),
        ("fleet.shift_hours", "6", "`shift_hours` is not a setting of `fleet`"),
        ("fleet", "6", "`fleet` must be a table, not a number"),
        ("fleet.shift_h.x", "6", "`fleet.shift_h` is a value"),
        ("demand.sessions_per_day", "[1", "`[1` is not a TOML value"),
    ] {
        let error = read(file, &[(path, value)]).unwrap_err();
        assert!(error.message.starts_with(message), "{}", error.message);
        assert_eq!(error.file, format!("--set {path}"));
        assert!(error.text.starts_with(path) && error.span.is_some(), "{error:?}");
    }
}

#[test]
fn policies_are_names_or_tables_with_parameters() {
    let text =
        "[policies]\npromise = \"fixed\"\n[policies.dispatch]\nname = \"batch\"\nhold_s = 20\n";
    let scenario = read(text, &[("policies.radius.step", "2")]).unwrap();
    let rows = scenario.policy_choices();
    let row = |decision: &str| rows.iter().find(|row| row.0 == decision).unwrap();
    assert_eq!(row("promise").1, "fixed");
    assert_eq!(row("dispatch").1, "batch");
    assert_eq!(row("dispatch").2["hold_s"].as_integer(), Some(20));
    assert_eq!(row("radius").1, "reference");
    assert_eq!(row("radius").2["step"].as_integer(), Some(2));
    assert_eq!(read("", &[]).unwrap().policy_choices()[0].3, None);
    assert_eq!(rows.len(), 9);
    let error = scenario.error_at("policies.promise", "no such solver", None);
    assert_eq!((error.line(), at(&error)), (Some(2), "\"fixed\""));
    let error = refused("[policies]\ndispatch = 3\n");
    assert_eq!(error.message, "`policies.dispatch` must be a string or a table, not a number");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let error = load(std::path::Path::new("no/such/day.toml"), &[]).unwrap_err();
    assert!(error.message.contains("no/such/day.toml"), "{error}");
    let scenario = read("\n[city]\nroads = \"no/such.osm.pbf\"\n", &[]).unwrap();
    let Err(error) = scenario.build() else { panic!("built without streets") };
    assert!(error.message.contains("no/such.osm.pbf"), "{error}");
    assert_eq!(error.line(), Some(3));
    assert_eq!(at(&error), "\"no/such.osm.pbf\"");
}

#[test]
fn a_cut_street_file_is_refused_by_name() {
    let folder = std::env::temp_dir().join(format!("scenarios-cut-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    // A blob header that announces 1,000 bytes, and then nothing.
    std::fs::write(folder.join("cut.osm.pbf"), [0, 0, 3, 232, 10, 9, 79, 83, 77]).unwrap();
    let file = folder.join("day.toml");
    std::fs::write(&file, "[city]\nroads = \"cut.osm.pbf\"\n").unwrap();
    let error = load(&file, &[]).unwrap().city().expect_err("a cut file is refused");
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(error.message.contains("cut.osm.pbf"), "{error}");
    assert_eq!((error.line(), at(&error)), (Some(2), "\"cut.osm.pbf\""));
}

#[test]
fn a_store_off_the_streets_is_named_with_its_line() {
    let small = "[city]\nwidth_km = 2\nheight_km = 2\n";
    let text = format!("{small}\n[[stores.site]]\nname = \"sea\"\nx_km = 30\ny_km = 0\n");
    let Err(error) = read(&text, &[]).unwrap().build() else { panic!("a store in the sea") };
    assert!(error.message.starts_with("store `sea` lies 2"), "{error}");
    assert!(error.message.ends_with("allowed at most 0.3 km"), "{error}");
    assert_eq!(error.line(), Some(5));
    assert!(error.help.unwrap().starts_with("the city spans `x_km`"));
    let text = format!("{small}\n[[stores.site]]\nname = \"sea\"\nlon = 3\nlat = 4\n");
    let Err(error) = read(&text, &[]).unwrap().build() else { panic!("a store in the sea") };
    assert!(error.help.unwrap().starts_with("the city spans `lon`"));
}

#[test]
fn a_disruption_of_an_unknown_store_is_refused() {
    let text = "city.width_km = 2\ncity.height_km = 2\nstores.count = 1\n[[disruptions.store_closure]]\n\
        store = \"store l\"\nstart_h = 9\nend_h = 10\n";
    let Err(error) = read(text, &[]).unwrap().build() else { panic!("closed a store unknown") };
    assert_eq!(error.message, "there is no store `store l`");
    assert_eq!(error.help.as_deref(), Some("did you mean `store 1`?"));
    assert_eq!(error.line(), Some(5));
}
