//! Claims about questions posed of scenarios, and about the files a layout is written to.

use std::sync::Arc;

use domain::decision::Decision as _;
use domain::decision::slotting::Slotting;
use scenarios::Scenario;
use solvers::registry::Choice;

use super::{Count, Study, floor_svg, fragment, page, question, slots_csv};

fn tiny() -> Scenario {
    scenarios::parse("tiny", "base = \"tiny\"", &[]).unwrap()
}

#[test]
fn the_question_is_the_floor_as_it_is_and_baskets_that_differ() {
    let scenario = tiny();
    let shop = scenario.shop().unwrap();
    let question = question(&scenario, &shop, Count(40));
    <dyn Slotting>::admit(&question).unwrap();
    for (slot, bay) in shop.floor.slots.iter().zip(question.today()) {
        assert_eq!(question.bays[bay as usize].slot, *slot);
    }
    assert_eq!((question.training.len(), question.judged.len()), (40, 40));
    assert_ne!(question.training, question.judged);
    let again = super::question(&scenario, &shop, Count(40));
    assert_eq!(again, question);
}

#[test]
fn a_layout_is_a_scenario_whose_goods_lie_where_the_solver_says() {
    let scenario = tiny();
    let shop = scenario.shop().unwrap();
    let choices = [Choice::named("planogram"), Choice::named("abc")];
    let study = Study::new(&scenario, &shop, Count(100), &choices, &Arc::default()).unwrap();
    let folder = std::env::temp_dir().join(format!("slotted-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("slots.csv"), slots_csv(&study)).unwrap();
    std::fs::write(folder.join("slotted.toml"), fragment(&study, Some(&folder))).unwrap();
    let slotted = scenarios::load(&folder.join("slotted.toml"), &[]).unwrap();
    let laid = slotted.shop().unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let found = study.found().slotted.bays.iter();
    let found: Vec<_> = found.map(|bay| study.question.bays[*bay as usize].slot).collect();
    assert_eq!(laid.floor.slots, found);
    assert_ne!(laid.floor.slots, shop.floor.slots);
    assert_eq!(slotted.spec.city, scenario.spec.city);
}

#[test]
fn page_and_picture_name_what_they_show() {
    let scenario = tiny();
    let shop = scenario.shop().unwrap();
    let study =
        Study::new(&scenario, &shop, Count(50), &[Choice::named("random")], &Arc::default())
            .unwrap();
    let page = page(&study);
    assert!(page.starts_with("tiny: where goods lie\n"), "{page}");
    assert!(page.contains("\nas it is ") && page.contains("\nrandom "), "{page}");
    let picture = floor_svg(&study).unwrap();
    assert!(picture.contains("m a basket instead of") && picture.contains("cold room"));
    let mut reader = quick_xml::Reader::from_str(&picture);
    while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
    assert!(!picture.contains("NaN"));
}
