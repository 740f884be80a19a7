//! No dead setting: each one of the published schema changes a day in which it can.

use std::collections::{BTreeMap, BTreeSet};

use domain::rng::Streams;
use experiments::Summary;
use rayon::prelude::*;
use scenarios::spec::Spec;
use serde_json::Value as Json;
use sim_core::simulate;
use solvers::{Choice, Choices, policies};

/// A small town in which most settings make a difference.
const WORLD: &[(&str, &str)] = &[
    ("calendar.first_day_of_month", "10"),
    ("city.width_km", "2"),
    ("city.height_km", "2"),
    ("city.customer_share", "0.004"),
    ("demand.sessions_per_day", "220"),
    ("catalog.sku_count", "150"),
    ("stores.count", "1"),
    ("stores.pickers_per_store", "2"),
    ("stores.packing_stations", "1"),
    ("fleet.riders_per_store", "3"),
    ("weather.drawn", "false"),
];

/// Settings that name files or things, choose solvers, or only speak of a file that is not there.
const ELSEWHERE: &[(&str, &str)] = &[
    ("base", "the file that this one starts from"),
    ("policies", "solvers; their settings are tested with the solvers"),
    ("basket.unlisted", "speaks of observed baskets, which are read from a file"),
];

const RAIN: (&str, &str) = (
    "weather.spell",
    "[{start_h = 8, end_h = 15, rain = 'light'}, {start_h = 15, end_h = 22, rain = 'heavy'}]",
);
const HURRY: &[(&str, &str)] = &[
    ("fleet.riders_per_store", "1"),
    ("fleet.gig_share", "0"),
    ("demand.choice.patience_min", "{kind = 'uniform', low = 5, high = 30}"),
    ("stores.busy_orders_per_rider", "6"),
];
/// Six minutes are promised, and most orders take longer.
const LATE: &[(&str, &str)] = &[
    ("fleet.riders_per_store", "1"),
    ("fleet.gig_share", "0"),
    ("demand.choice.patience_min", "{kind = 'uniform', low = 5, high = 30}"),
    ("stores.busy_orders_per_rider", "6"),
    ("policies.promise", "{name = 'fixed', promise_min = 6}"),
];
/// Pairs of doors share trips, though some could not in time, and all riders are out.
const SHARING: &[(&str, &str)] = &[
    ("demand.sessions_per_day", "700"),
    ("fleet.riders_per_store", "4"),
    ("fleet.gig_share", "0"),
    ("stores.busy_orders_per_rider", "6"),
    ("demand.choice.premium_share", "0"),
    ("policies.dispatch", "{name = 'reference', batch_within_m = 900, batch_total_min = 25}"),
];
/// Several riders are idle at a time, and customers rate them for being late.
const RATED: &[(&str, &str)] = &[
    ("demand.sessions_per_day", "700"),
    ("fleet.riders_per_store", "6"),
    ("fleet.gig_share", "0"),
    ("policies.promise", "{name = 'fixed', promise_min = 6}"),
];
const TWO_DAYS: &[(&str, &str)] = &[("calendar.days", "2")];
/// Goods lie in all aisles.
const FULL_FLOOR: &[(&str, &str)] =
    &[("catalog.sku_count", "1500"), ("policies.pick_route", "'aisle_dp'")];
const LEARNING: &[(&str, &str)] = &[
    ("work.learn_from_walks", "true"),
    ("catalog.sku_count", "1500"),
    ("work.aisle_pace_sigma", "0.6"),
    ("floor.second_faces", "100"),
    ("work.second_face_empty_share", "0.4"),
    ("policies.pick_route", "'aisle_dp'"),
    ("demand.sessions_per_day", "500"),
];
const CROWD: &[(&str, &str)] = &[
    ("demand.sessions_per_day", "1500"),
    ("stores.pickers_per_store", "8"),
    ("floor.aisles", "4"),
    ("floor.aisle_length_m", "30"),
    ("floor.cold_aisles", "1"),
];

/// What else a setting, or a group of them, needs to make a difference; the longest path wins.
const WHERE: &[(&str, &[(&str, &str)])] = &[
    ("access.light_rain_parking_factor", &[RAIN]),
    ("access.heavy_rain_parking_factor", &[RAIN]),
    ("calendar.drain_h", &[("fleet.riders_per_store", "1"), ("fleet.gig_share", "0")]),
    ("catalog", &[("catalog.sku_count", "400")]),
    ("city.centre_lat", &[("stores.site", "[{name = 'one', lon = 77.59, lat = 12.97}]")]),
    ("city.centre_lon", &[("stores.site", "[{name = 'one', lon = 77.59, lat = 12.97}]")]),
    ("demand.choice.priority_per_ten_inr", &[("economics.priority_inr", "40")]),
    ("demand.choice.subscribing_per_ten_inr", &[("economics.subscription_month_inr", "99")]),
    ("demand.heavy_rain_factor", &[RAIN]),
    ("demand.light_rain_factor", &[RAIN]),
    ("demand.month_end_factor", &[("calendar.first_day_of_month", "26")]),
    ("demand.month_start_factor", &[("calendar.first_day_of_month", "3")]),
    ("demand.event", TWO_DAYS),
    ("disruptions", TWO_DAYS),
    ("weather.spell", TWO_DAYS),
    ("fleet.rating_memory", RATED),
    ("fleet.rating_prior", RATED),
    ("fleet.stars_per_late_min", RATED),
    ("loyalty.announced_share", HURRY),
    ("fleet.max_orders_per_trip", SHARING),
    ("fleet.overdue_s", SHARING),
    ("fleet.capacity_kg", SHARING),
    ("fleet.capacity_l", SHARING),
    ("fleet.gig_arrival_s", &[("fleet.riders_per_store", "1"), ("fleet.gig_share", "3")]),
    ("fleet.rating_high", &[("fleet.rating_low", "1"), ("demand.sessions_per_day", "500")]),
    ("floor", FULL_FLOOR),
    ("handling", FULL_FLOOR),
    ("loyalty", LATE),
    ("loyalty.failed_share", &[("access.failed_share", "0.3")]),
    ("loyalty.turned_away_share", &[("stores.busy_orders_per_rider", "0.5")]),
    ("loyalty.voucher_holds_share", LATE),
    ("refunds", LATE),
    ("refunds.failed_share", &[("access.failed_share", "0.3")]),
    ("refunds.missing_share", &[("work.misplaced_share", "0.2")]),
    ("service.radius_max_km", &[("fleet.riders_per_store", "9")]),
    ("service.radius_min_km", SHARING),
    ("service.control_interval_min", HURRY),
    ("stores.busy_queue", &[("demand.sessions_per_day", "900"), ("stores.pickers_per_store", "1")]),
    ("stores.count", &[("city.width_km", "4"), ("city.height_km", "4")]),
    ("stores.picker_short_shift_h", &[("stores.pickers_per_store", "8")]),
    ("stores.edge_km", &[("city.width_km", "4"), ("city.height_km", "4"), ("stores.count", "6")]),
    (
        "stores.spacing_km",
        &[("city.width_km", "4"), ("city.height_km", "4"), ("stores.count", "3")],
    ),
    (
        "stores.scale_with_demand",
        &[("city.width_km", "4"), ("city.height_km", "4"), ("stores.count", "2")],
    ),
    ("supply", &[("calendar.days", "2"), ("demand.sessions_per_day", "400")]),
    ("supply.expiry_check_h", &[("calendar.days", "4"), ("supply.opening_cover_days", "9")]),
    ("supply.opening_old_share", &[("calendar.days", "4"), ("supply.opening_cover_days", "9")]),
    ("travel.light_rain_factor", &[RAIN]),
    ("travel.heavy_rain_factor", &[RAIN]),
    ("travel.door_detour_factor", SHARING),
    ("weather.wet_share", &[("weather.drawn", "true")]),
    ("weather.persistence", &[("weather.drawn", "true"), ("calendar.days", "2")]),
    ("weather.heavy_share", &[("weather.drawn", "true"), ("weather.wet_share", "0.9")]),
    (
        "work.cart_totes",
        &[("policies.pick_batch", "{name = 'first_come', orders_per_tour = 9, window_s = 200}")],
    ),
    ("work.congestion_s", CROWD),
    ("work.crowding_share", CROWD),
    ("work.correction_s", &[("work.wrong_item_share", "0.3")]),
    ("work.find_prior_looks", LEARNING),
    ("work.find_prior_share", LEARNING),
    (
        "work.learn_from_walks",
        &[
            ("work.aisle_pace_sigma", "0.6"),
            ("floor.second_faces", "100"),
            ("work.second_face_empty_share", "0.4"),
            ("demand.sessions_per_day", "500"),
        ],
    ),
    ("work.pace_prior_s", LEARNING),
    ("work.second_face_empty_share", &[("floor.second_faces", "60")]),
    ("work.recheck_min", &[("work.misplaced_share", "0.2"), ("demand.sessions_per_day", "500")]),
    ("work.search_s", &[("work.misplaced_share", "0.2")]),
];

/// Values to try where there is no default or none near it does anything.
const VALUES: &[(&str, &[&str])] = &[
    ("catalog.class_a_skus", &["40"]),
    ("catalog.class_b_skus", &["100"]),
    ("catalog.class_pick_shares", &["[0.55, 0.27, 0.18]"]),
    ("city.centre_lat", &["12.971"]),
    ("city.centre_lon", &["77.591"]),
    ("demand.choice.patience_min", &["{kind = 'constant', value = 6}"]),
    ("demand.sessions_per_1000_people", &["5"]),
    ("handling.crush_kg", &["0.3"]),
    ("handling.heavy_first_kg", &["0.3"]),
    ("service.radius_max_km", &["2.1"]),
    ("service.radius_min_km", &["1.9"]),
    ("stores.count", &["2"]),
    ("stores.edge_km", &["0", "0.4", "1.5"]),
    ("supply.review_h", &["[3, 18]"]),
    ("weather.drawn", &["true"]),
    ("travel.free_flow_kmh", &["[40, 35, 30, 20, 15, 10]"]),
];

/// An entry of each list of tables, and the keys that stand for others of it.
const ENTRIES: &[(&str, &[(&str, &str)])] = &[
    (
        "demand.event",
        &[
            ("name", "'match'"),
            ("day", "0"),
            ("start_h", "10"),
            ("end_h", "15"),
            ("factor", "4"),
            ("x_km", "0"),
            ("y_km", "0"),
            ("radius_km", "0.8"),
        ],
    ),
    (
        "disruptions.road_closure",
        &[
            ("x_km", "0"),
            ("y_km", "0"),
            ("radius_km", "0.5"),
            ("speed_factor", "0.1"),
            ("day", "0"),
            ("start_h", "8"),
            ("end_h", "20"),
        ],
    ),
    (
        "disruptions.store_closure",
        &[("store", "'store 1'"), ("day", "0"), ("start_h", "10"), ("end_h", "14")],
    ),
    (
        "disruptions.rider_shortage",
        &[("share", "0.6"), ("day", "0"), ("start_h", "10"), ("end_h", "20")],
    ),
    (
        "stores.site",
        &[
            ("name", "'one'"),
            ("x_km", "0"),
            ("y_km", "0"),
            ("pickers", "3"),
            ("riders", "4"),
            ("packing_stations", "2"),
        ],
    ),
    ("weather.spell", &[("day", "0"), ("start_h", "10"), ("end_h", "15"), ("rain", "'heavy'")]),
];

/// Places of an entry in degrees, for those given in kilometres.
const DEGREES: [(&str, &str); 2] = [("lon", "77.59"), ("lat", "12.97")];

type Overrides = Vec<(String, String)>;

fn with(base: &[(&str, &str)], more: &[(&str, &str)]) -> Overrides {
    let mut all: BTreeMap<&str, &str> = base.iter().copied().collect();
    all.extend(more.iter().copied());
    all.into_iter().map(|(path, value)| (path.to_owned(), value.to_owned())).collect()
}

/// All that a day comes to: the hash of what happened, and every key figure; `None` where the
/// settings contradict each other.
fn day(settings: &Overrides) -> Option<(u64, Vec<u64>, String)> {
    let scenario = scenarios::parse("settings", "", settings).ok()?;
    let instance = scenario.build().ok()?;
    let mut choices = Choices::default();
    for (decision, name, params, _) in scenario.policy_choices() {
        choices.set(decision, Choice { name, params }).expect("a decision of the schema");
    }
    let policies = policies(&choices).expect("registered solvers");
    let run = simulate(&instance, policies, Streams::new(5, 0), &mut ()).expect("a sound day");
    let summary = Summary::of(&run, &instance);
    let figures = summary.kpis.iter().map(|figure| figure.to_bits()).collect();
    Some((summary.fingerprint.value(), figures, format!("{:?}", summary.phases)))
}

/// A setting: its path, its schema, and its default.
struct Setting {
    path: String,
    values: Vec<String>,
    world: Overrides,
}

fn resolved<'a>(root: &'a Json, schema: &'a Json) -> (&'a Json, &'a str) {
    match schema["$ref"].as_str() {
        Some(name) => {
            let name = name.trim_start_matches("#/$defs/");
            (&root["$defs"][name], name)
        }
        None => match schema["anyOf"].as_array() {
            Some(choices) => {
                let some = choices.iter().find(|choice| choice["type"] != "null");
                resolved(root, some.expect("an optional setting has a type"))
            }
            None => (schema, ""),
        },
    }
}

fn has_type(schema: &Json, wanted: &str) -> bool {
    match &schema["type"] {
        Json::String(one) => one == wanted,
        Json::Array(several) => several.iter().any(|one| one == wanted),
        _ => false,
    }
}

/// Other values of a setting, those most likely to matter first; none for names and files.
fn others(schema: &Json, kind: &str, default: &Json) -> Vec<String> {
    if kind == "Dist" {
        let mean = |dist: &Json| {
            let dist: domain::dist::Dist = serde_json::from_value(dist.clone()).expect("a default");
            dist.mean()
        };
        let mean = if default.is_null() { 1.0 } else { mean(default) };
        return [3.0, 0.3]
            .map(|factor| format!("{{kind = 'constant', value = {:?}}}", mean * factor))
            .into();
    }
    if let Some(words) = schema["oneOf"].as_array() {
        let words = words.iter().filter_map(|word| word["const"].as_str());
        return words.filter(|word| default != word).map(|word| format!("'{word}'")).collect();
    }
    if has_type(schema, "boolean") {
        return vec![(!default.as_bool().unwrap_or(false)).to_string()];
    }
    if has_type(schema, "integer") || has_type(schema, "number") {
        return numbers(schema, default.as_f64());
    }
    if has_type(schema, "array")
        && let Some(items) = default.as_array()
    {
        let mut numbers: Vec<f64> = items.iter().filter_map(Json::as_f64).collect();
        if numbers.len() < 2 {
            return Vec::new();
        }
        let is_whole = has_type(&schema["items"], "integer");
        let written = |numbers: &[f64]| {
            let one = |number: &f64| {
                if is_whole { format!("{}", *number as i64) } else { format!("{number:?}") }
            };
            format!("[{}]", numbers.iter().map(one).collect::<Vec<_>>().join(", "))
        };
        let last = numbers.len() - 1;
        let mut scaled = numbers.clone();
        scaled[last] *= 2.0;
        numbers.swap(0, last);
        let mut middle = numbers.clone();
        middle.swap(last / 2, last);
        return vec![written(&numbers), written(&scaled), written(&middle)];
    }
    Vec::new()
}

fn numbers(schema: &Json, default: Option<f64>) -> Vec<String> {
    let is_whole = has_type(schema, "integer");
    let low = schema["minimum"].as_f64().unwrap_or(0.0);
    let high = schema["maximum"].as_f64().unwrap_or(low + 1000.0);
    let usual = default.unwrap_or(low + (high - low) * 0.3);
    let mut tried = Vec::new();
    let wanted = [usual * 2.0 + 1.0, usual * 0.4, usual, low, (usual + low) / 2.0, high];
    for number in wanted.map(|number| number.clamp(low, high)) {
        let number = if is_whole { number.round() } else { number };
        let written = if is_whole { format!("{}", number as i64) } else { format!("{number:?}") };
        if default != Some(number) && !tried.contains(&written) {
            tried.push(written);
        }
    }
    tried
}

/// What stands in a table of paths for the longest one that `path` begins with.
fn of<'a, T: ?Sized>(table: &[(&str, &'a T)], path: &str) -> Option<&'a T> {
    let fits = |known: &str| path == known || path.starts_with(&format!("{known}."));
    let found = table.iter().filter(|(known, _)| fits(known));
    found.max_by_key(|(known, _)| known.len()).map(|(_, what)| *what)
}

/// Every setting of the schema that is a number, a choice, a distribution or a list.
fn settings() -> (Vec<Setting>, BTreeSet<String>) {
    let root = scenarios::schema();
    let defaults = serde_json::to_value(Spec::default()).expect("a plain default");
    let (mut found, mut paths) = (Vec::new(), BTreeSet::new());
    let mut open = vec![(String::new(), &root, &defaults)];
    while let Some((path, schema, default)) = open.pop() {
        for (key, inner) in schema["properties"].as_object().into_iter().flatten() {
            let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            paths.insert(path.clone());
            if ELSEWHERE.iter().any(|(known, _)| *known == path) {
                continue;
            }
            let (inner, kind) = resolved(&root, inner);
            let default = &default[key];
            if !inner["properties"].is_null() && kind != "Dist" {
                open.push((path, inner, default));
                continue;
            }
            let (item, _) = resolved(&root, &inner["items"]);
            if !item["properties"].is_null() {
                found.extend(entries(&root, item, &path));
                paths.extend(entry_paths(item, &path));
                continue;
            }
            let mut values = of(VALUES, &path).unwrap_or_default().to_vec();
            let others = others(inner, kind, default);
            values.extend(others.iter().map(String::as_str));
            if !values.is_empty() {
                let values = values.into_iter().map(str::to_owned).collect();
                let world = with(WORLD, of(WHERE, &path).unwrap_or_default());
                found.push(Setting { path, values, world });
            }
        }
    }
    (found, paths)
}

fn entry_paths(item: &Json, path: &str) -> Vec<String> {
    let keys = item["properties"].as_object().into_iter().flat_map(|keys| keys.keys());
    keys.map(|key| format!("{path}.{key}")).collect()
}

/// The settings of an entry of a list of tables: each is changed in an entry that has them all.
fn entries(root: &Json, item: &Json, path: &str) -> Vec<Setting> {
    let entry = of(ENTRIES, path).unwrap_or_else(|| panic!("`{path}` has an entry to be changed"));
    let mut found = Vec::new();
    for (key, schema) in item["properties"].as_object().into_iter().flatten() {
        let mut entry: BTreeMap<&str, String> =
            entry.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
        if matches!(key.as_str(), "lon" | "lat") {
            entry.retain(|key, _| !matches!(*key, "x_km" | "y_km"));
            entry.extend(DEGREES.map(|(key, value)| (key, value.to_owned())));
        }
        let Some(now) = entry.get(key.as_str()).cloned() else { continue };
        let (schema, kind) = resolved(root, schema);
        let number: Option<f64> = now.parse().ok();
        let values = match key.as_str() {
            "lon" | "lat" | "x_km" | "y_km" => {
                let near = number.expect("a place is a number");
                vec![format!("{:?}", near + if key.len() == 3 { 0.003 } else { 0.4 })]
            }
            _ => match number {
                Some(number) => others(schema, kind, &Json::from(number)),
                None => others(schema, kind, &Json::from(now.trim_matches('\''))),
            },
        };
        let write = |entry: &BTreeMap<&str, String>| {
            let keys = entry.iter().map(|(key, value)| format!("{key} = {value}"));
            format!("[{{{}}}]", keys.collect::<Vec<_>>().join(", "))
        };
        let mut world = with(WORLD, of(WHERE, path).unwrap_or_default());
        world.push((path.to_owned(), write(&entry)));
        let values = values.into_iter().map(|value| {
            entry.insert(key, value);
            write(&entry)
        });
        let values: Vec<String> = values.collect();
        if !values.is_empty() {
            found.push(Setting { path: format!("{path}.{key}"), values, world });
        }
    }
    found
}

/// Whether some other value of a setting changes the day.
fn is_alive(setting: &Setting, usual: &(u64, Vec<u64>, String)) -> bool {
    let lists: Vec<&str> = ENTRIES.iter().map(|(path, _)| *path).collect();
    let list = lists.into_iter().find(|list| setting.path.starts_with(&format!("{list}.")));
    let key = list.unwrap_or(&setting.path);
    let changed = |value: &str| {
        let mut world = setting.world.clone();
        world.retain(|(path, _)| path != key);
        world.push((key.to_owned(), value.to_owned()));
        day(&world)
    };
    let mut others = setting.values.iter().filter_map(|value| changed(value));
    others.any(|other| other != *usual)
}

#[test]
fn every_setting_changes_a_day() {
    let (settings, paths) = settings();
    assert!(settings.len() > 150, "{} settings", settings.len());
    let tables = WHERE.iter().map(|(path, _)| path).chain(VALUES.iter().map(|(path, _)| path));
    for path in tables.chain(ELSEWHERE.iter().map(|(path, _)| path)) {
        assert!(paths.contains(*path), "`{path}` is no setting of the schema");
    }
    let worlds: BTreeSet<&Overrides> = settings.iter().map(|setting| &setting.world).collect();
    let days: BTreeMap<&Overrides, _> = worlds
        .into_par_iter()
        .map(|world| {
            (world, day(world).unwrap_or_else(|| panic!("a world to start from: {world:?}")))
        })
        .collect();
    let dead: Vec<&str> = settings
        .par_iter()
        .filter(|setting| !is_alive(setting, &days[&setting.world]))
        .map(|setting| setting.path.as_str())
        .collect();
    assert!(
        dead.is_empty(),
        "settings that nothing reads, or that need a world of their own: {dead:#?}"
    );
}

#[test]
fn substitution_is_refused_until_there_is_any() {
    for setting in ["substitute_always_share", "substitute_never_share"] {
        let path = format!("demand.choice.{setting}");
        let refused = scenarios::parse("old", "", &[(path, "0.3".into())]);
        let told = format!("{}", refused.expect_err("no such setting"));
        assert!(told.contains(setting), "{told}");
    }
}
