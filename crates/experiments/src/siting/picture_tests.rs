//! What is written for other programs, read with their eyes: GeoJSON, SVG, scenario files.

use ::geojson::{FeatureCollection, GeoJson, GeometryValue};
use domain::decision::placement::{Coverage, Model, Standing};
use roads::catchments::Measure;
use scenarios::sites::{Candidates, Ground};
use solvers::registry::Choice;

use super::{
    Asker, Findings, Layout, Study, Terms, curve, curve_svg, even_budgets, fragment, front,
    frontier_svg, geojson, judged, map_svg, overlap, page, within_budgets,
};

const TOWN: &str = "base = \"tiny\"\n[city]\nwidth_km = 3\nheight_km = 3\n";
const STORES: u32 = 3;
const RADIUS_KM: f64 = 0.8;

/// Lets a test look at a small town and the layout found for it.
fn in_town(look: impl FnOnce(&Study<'_>, &Findings)) {
    let scenario = scenarios::parse("town & <co>", TOWN, &[]).unwrap();
    let ground = Ground::of(&scenario).unwrap();
    let candidates = ground.candidates(&Candidates::Number(20), &[]);
    let terms = Terms {
        model: Model::MaxCovering { radius: RADIUS_KM, coverage: Coverage::Whole },
        radius: RADIUS_KM,
        measure: Measure::RoadKm,
        reach: RADIUS_KM,
        sites: Some(STORES),
        budget_inr: None,
        orders_max: 1500.0,
        inr_per_unit: 1.0,
        margin_inr: 40.0,
        is_of_an_hour: false,
    };
    let standing = vec![Standing::Free; candidates.len()];
    let study =
        Study::new(&ground, candidates, ground.demand(None, 150), &standing, &terms).unwrap();
    let asker = Asker::of(Choice::named("exact")).within(10);
    let question = &study.question;
    let best = asker.ask(question).unwrap();
    let budgets = even_budgets(question, 2.5e6, 6);
    let budgets = within_budgets(question, &budgets, &asker).unwrap();
    let findings = Findings {
        layout: Layout::of(question, &best.placed, RADIUS_KM),
        overlap: overlap(question, &best.placed, RADIUS_KM),
        curve: curve(question, 1, 6, &asker).unwrap(),
        frontier: front(question, budgets, &[], Some(&best.placed)),
        robust: judged(question, &best, &[0, 1], &[], (0.01, 1), &asker).unwrap(),
        tolerance: 0.01,
        phased: Vec::new(),
        freed: Vec::new(),
        refined: None,
        notes: Vec::new(),
        best,
    };
    look(&study, &findings);
}

#[test]
fn the_geojson_is_whole_and_says_who_serves_whom() {
    in_town(|study, findings| {
        let text = geojson(study, findings);
        let GeoJson::FeatureCollection(FeatureCollection { features, .. }) = text.parse().unwrap()
        else {
            panic!("a feature collection")
        };
        let of = |kind: &str| {
            let is = |f: &&::geojson::Feature| f.property("kind").unwrap().as_str() == Some(kind);
            features.iter().filter(is).cloned().collect::<Vec<_>>()
        };
        assert_eq!(of("store").len(), STORES as usize);
        let demand = of("demand");
        assert_eq!(demand.len(), study.demand.points.len());
        let mut covered = 0.0;
        for (feature, served) in demand.iter().zip(&findings.layout.served) {
            let orders = feature.property("orders").unwrap().as_f64().unwrap();
            let is_covered = feature.property("is_covered").unwrap().as_bool().unwrap();
            covered += if is_covered { orders } else { 0.0 };
            let name = served.map(|served| study.candidates[served.site as usize].name.as_str());
            assert_eq!(feature.property("store").unwrap().as_str(), name);
        }
        assert!((covered - findings.layout.covered).abs() < 1e-6 * covered);
        for feature in of("catchment") {
            assert_eq!(feature.property("shape").unwrap().as_str(), Some("hull"));
            let GeometryValue::Polygon { coordinates } = feature.geometry.unwrap().value else {
                panic!("a polygon")
            };
            let ring = &coordinates[0];
            assert!(ring.len() >= 4 && ring.first() == ring.last());
            let area: f64 = ring.windows(2).map(|e| e[0][0] * e[1][1] - e[1][0] * e[0][1]).sum();
            assert!(area > 0.0, "an outer ring is counterclockwise");
            assert!(ring.iter().all(|at| at[0].abs() <= 180.0 && at[1].abs() <= 90.0));
        }
    });
}

#[test]
fn pictures_are_xml_and_name_what_they_show() {
    in_town(|study, findings| {
        for (picture, words) in [
            (map_svg(study, findings), "3 stores reach"),
            (curve_svg(study, findings), "number of stores (3 in the layout)"),
            (frontier_svg(study, findings), "rent, INR lakh"),
        ] {
            let picture = picture.unwrap();
            assert!(picture.contains(words), "{words}");
            let mut reader = quick_xml::Reader::from_str(&picture);
            let mut elements = 0;
            loop {
                match reader.read_event().unwrap() {
                    quick_xml::events::Event::Eof => break,
                    _ => elements += 1,
                }
            }
            assert!(elements > 20 && !picture.contains("NaN"));
        }
    });
}

#[test]
fn the_layout_is_a_scenario_of_as_many_stores_wherever_it_is_read() {
    in_town(|study, findings| {
        let text = fragment(study, &findings.best.placed.open, None);
        let scenario =
            scenarios::parse_in("layout", &text, std::path::Path::new("/"), &[]).unwrap();
        let world = scenario.build().unwrap();
        let names: Vec<&str> = world.stores.iter().map(|store| store.name.as_str()).collect();
        let opened = findings.best.placed.open.iter();
        let opened: Vec<&str> =
            opened.map(|site| study.candidates[*site as usize].name.as_str()).collect();
        assert_eq!(names, opened);
        assert_eq!(scenario.spec.city, study.ground.scenario.spec.city);
        assert!(page(study, findings).contains("3 of 20 candidate sites open"));
    });
}
