//! From experiment files to cells that can be run.

use experiments::design::{check_figures, design};
use scenarios::experiment::{Experiment, parse_experiment, shipped_experiments};
use solvers::registry::{self, Choice, Choices};

fn read(text: &str) -> Experiment {
    let text = format!("[experiment]\nscenario = \"tiny\"\n{text}");
    parse_experiment("case", &text).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn every_cell_of_the_shipped_experiments_is_a_scenario_with_solvers_that_there_are() {
    for shipped in shipped_experiments() {
        let experiment = parse_experiment(shipped.name, shipped.text).unwrap();
        check_figures(&experiment).unwrap();
        if experiment.spec.design.is_none() {
            continue;
        }
        let design = design(&experiment).unwrap();
        assert!(design.cells.len() >= 2, "{}", shipped.name);
        for cell in &design.cells {
            let scenario = experiment.scenario(&cell.overrides);
            let scenario = scenario.unwrap_or_else(|error| panic!("{}: {error}", cell.label));
            let mut choices = Choices::default();
            for (decision, name, params, _) in scenario.policy_choices() {
                choices.set(decision, Choice { name, params }).unwrap();
            }
            registry::policies(&choices).unwrap();
        }
    }
}

#[test]
fn cells_are_named_and_set_by_their_factors() {
    let experiment = read(
        "[design]\nkind = \"factorial\"\n\
         [[factor]]\nsetting = \"fleet.riders_per_store\"\nname = \"riders\"\nlow = 8\nhigh = 12\nstep = 2\n\
         [[factor]]\nsetting = \"policies.dispatch\"\n\
         levels = [\"first_come\", { name = \"reference\", rider_review_s = 20 }]\n",
    );
    let design = design(&experiment).unwrap();
    assert_eq!(design.cells.len(), 6);
    assert_eq!(design.cells[0].label, "riders=8 dispatch=first_come");
    let overrides = &design.cells[5].overrides;
    assert_eq!(overrides[0], ("fleet.riders_per_store".into(), "12".into()));
    assert_eq!(overrides[1].0, "policies.dispatch");
    let scenario = experiment.scenario(overrides).unwrap();
    assert_eq!(scenario.spec.fleet.riders_per_store, 12.0);
    let dispatch = &scenario.spec.policies.dispatch;
    assert_eq!(dispatch.name, "reference");
    assert_eq!(dispatch.params["rider_review_s"].as_integer(), Some(20));
    assert_eq!(design.cells[5].levels, [2, 1]);
}

#[test]
fn sampled_cells_cover_steps_words_and_ranges() {
    for kind in ["sobol", "latin_hypercube"] {
        let experiment = read(&format!(
            "[design]\nkind = \"{kind}\"\npoints = 16\n\
             [[factor]]\nsetting = \"fleet.riders_per_store\"\nlow = 5\nhigh = 8\nstep = 1\n\
             [[factor]]\nsetting = \"policies.dispatch\"\nlevels = [\"reference\", \"first_come\"]\n\
             [[factor]]\nsetting = \"fleet.shift_h\"\nlow = 6\nhigh = 10\n",
        ));
        let design = design(&experiment).unwrap();
        assert_eq!(design.cells.len(), 16);
        // 16 points are even over 4 steps, 2 words and 16 parts of the range.
        for (factor, levels) in [(0, 4), (1, 2), (2, 16)] {
            let about = &design.factors[factor];
            assert_eq!(about.levels.len(), levels, "{kind} {}", about.name);
            for level in 0..levels {
                let cells = design.cells.iter().filter(|cell| cell.levels[factor] == level);
                assert_eq!(cells.count(), 16 / levels, "{kind} {}", about.name);
            }
        }
        let hours: Vec<f64> =
            design.factors[2].levels.iter().filter_map(|level| level.number).collect();
        assert!(hours.is_sorted() && hours[0] >= 6.0 && hours[15] <= 10.0, "{hours:?}");
        assert!(design.cells.iter().all(|cell| experiment.scenario(&cell.overrides).is_ok()));
    }
}

#[test]
fn the_base_cell_is_the_scenario_as_it_is() {
    let experiment = read(
        "[design]\nkind = \"one_at_a_time\"\n\
         [[factor]]\nsetting = \"fleet.riders_per_store\"\nlevels = [6, 8, 10]\n\
         [[factor]]\nsetting = \"policies.dispatch\"\nlevels = [\"first_come\"]\n",
    );
    let design = design(&experiment).unwrap();
    let labels: Vec<&str> = design.cells.iter().map(|cell| cell.label.as_str()).collect();
    assert_eq!(
        labels,
        [
            "riders_per_store=8 dispatch=reference",
            "riders_per_store=6 dispatch=reference",
            "riders_per_store=10 dispatch=reference",
            "riders_per_store=8 dispatch=first_come",
        ]
    );
    let base = experiment.scenario(&design.cells[0].overrides).unwrap();
    assert_eq!(base.spec, experiment.scenario(&[]).unwrap().spec);
}

#[test]
fn what_does_not_suit_a_design_is_refused_at_its_line() {
    let two = "[[factor]]\nsetting = \"fleet.shift_h\"\nlevels = [8, 9]\n";
    let three = "[[factor]]\nsetting = \"fleet.riders_per_store\"\nlevels = [6, 8, 10]\n";
    for (text, message, line) in [
        (
            format!("[design]\nkind = \"fractional\"\n{two}{three}"),
            "factor `riders_per_store` has 3 levels, a fractional design takes 2",
            9,
        ),
        (
            format!("[design]\nkind = \"fractional\"\ngenerators = [\n\"B = A\"]\n{two}"),
            "`B = A` is not a factor and a product",
            6,
        ),
        (
            "[design]\nkind = \"factorial\"\n[[factor]]\nsetting = \"fleet.shift_h\"\nlevels = [8]\n"
                .to_owned(),
            "factor `shift_h` has one level",
            7,
        ),
        (
            "[design]\nkind = \"factorial\"\n\
             [[factor]]\nsetting = \"fleet.shift_h\"\nlow = 1\nhigh = 16\nstep = 0.01\n\
             [[factor]]\nsetting = \"fleet.riders_per_store\"\nlow = 1\nhigh = 100\nstep = 1\n"
                .to_owned(),
            "the factors' levels make 150100 cells, allowed at most 10000",
            3,
        ),
    ] {
        let error = design(&read(&text)).unwrap_err();
        assert!(error.message.starts_with(message), "{text}\n{error}");
        assert_eq!(error.line(), Some(line), "{text}");
    }
}

#[test]
fn a_misspelt_key_figure_is_refused_with_the_one_meant() {
    let factor = "[[factor]]\nsetting = \"fleet.shift_h\"\nlow = 8\nhigh = 9\nstep = 1\n";
    for (text, line, meant) in [
        (
            format!(
                "kpis = [\"sessions\",\n\"sla_hitrate\"]\n[design]\nkind = \"factorial\"\n{factor}"
            ),
            4,
            "sla_hit_rate",
        ),
        (
            format!(
                "{factor}[optimize]\nmethod = \"search\"\nindifference = 1\nobjective = \"minimise ride_km_per_ordr\"\n"
            ),
            11,
            "ride_km_per_order",
        ),
        (
            format!(
                "{factor}[optimize]\nmethod = \"search\"\nindifference = 1\nobjective = \"minimise sessions\"\nconstraints = [\"fillrate >= 1\"]\n"
            ),
            12,
            "fill_rate",
        ),
    ] {
        let error = check_figures(&read(&text)).unwrap_err();
        assert_eq!(error.line(), Some(line), "{error:?}");
        assert_eq!(error.help, Some(format!("did you mean `{meant}`?")));
    }
}
