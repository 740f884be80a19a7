//! Effects judged by textbook values, by models whose effects are known, and by brute force.

use domain::dist::standard_normal_quantile;
use domain::rng::{Purpose, Stream, Streams};
use toml::Value;

use super::{Effects, EffectsError, Missing, Term, analyse};
use crate::design::{Design, Factor, Fraction, Level, latin_hypercube};

fn factor(name: &str, levels: &[Value]) -> Factor {
    let levels = levels.iter().map(Level::of).collect();
    let setting = format!("x.{name}");
    Factor { name: name.into(), settings: vec![setting.clone()], setting, levels }
}

fn numbers(name: &str, count: i64) -> Factor {
    factor(name, &(0..count).map(Value::Integer).collect::<Vec<_>>())
}

fn words(name: &str, levels: &[&str]) -> Factor {
    factor(name, &levels.iter().map(|word| Value::String((*word).into())).collect::<Vec<_>>())
}

fn stream(entity: u64) -> Stream {
    Streams::new(5, 0).open(Purpose::Test, entity)
}

fn normal(stream: &mut Stream) -> f64 {
    standard_normal_quantile(stream.uniform())
}

/// Responses of a model with noise that all cells of a replication share.
fn with_common_noise(
    design: &Design,
    replications: usize,
    model: impl Fn(&[usize]) -> f64,
) -> Vec<Vec<f64>> {
    let mut stream = stream(1);
    let shared: Vec<f64> = (0..replications).map(|_| 100.0 * normal(&mut stream)).collect();
    design
        .cells
        .iter()
        .map(|cell| shared.iter().map(|s| s + model(&cell.levels)).collect())
        .collect()
}

fn term<'a>(effects: &'a Effects, name: &str) -> &'a Term {
    effects.terms.iter().find(|term| term.name == name).unwrap_or_else(|| panic!("{name}"))
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9 * (1.0 + a.abs().max(b.abs()))
}

#[test]
fn the_pilot_plant_has_its_textbook_effects() {
    // Box, Hunter & Hunter (2005), section 5.3: a 2^3 design, temperature varying fastest.
    let design = Design::factorial(vec![
        words("catalyst", &["A", "B"]),
        factor("concentration", &[Value::Integer(20), Value::Integer(40)]),
        factor("temperature", &[Value::Integer(160), Value::Integer(180)]),
    ]);
    let yields = [60.0, 72.0, 54.0, 68.0, 52.0, 83.0, 45.0, 80.0];
    let effects = analyse(&design, &yields.map(|y| vec![y]), 0.95).unwrap();
    assert!(close(effects.centre.estimate, 64.25));
    for (name, effect) in [
        ("temperature", 23.0),
        ("concentration", -5.0),
        ("catalyst", 1.5),
        ("concentration × temperature", 1.5),
        ("catalyst × temperature", 10.0),
        ("catalyst × concentration", 0.0),
    ] {
        let term = term(&effects, name);
        assert_eq!(term.contrasts.len(), 1);
        assert!(close(term.contrasts[0].contrast.estimate, effect), "{name}: {term:?}");
        // Eight runs: a sum of squares is 8/4 of the squared effect; the book's total is 1317.5.
        assert!(close(term.share.unwrap(), 2.0 * effect * effect / 1317.5), "{name}");
    }
    assert_eq!(term(&effects, "temperature").contrasts[0].label, "180 against 160");
    assert_eq!(effects.tornado[0].name, "temperature");
    assert!(close(effects.tornado[0].low.response, 52.75));
    assert!(close(effects.tornado[0].high.response, 75.75));
    assert_eq!(effects.tornado[0].swing.half_width, None, "one replication has no interval");
}

#[test]
fn noise_that_all_cells_share_widens_no_interval() {
    let design = Design::factorial(vec![numbers("a", 2), numbers("b", 2), numbers("c", 2)]);
    let sign = |level: usize| 2.0 * level as f64 - 1.0;
    let values = with_common_noise(&design, 8, |l| {
        4.0 + 3.0 * sign(l[0]) - sign(l[1]) + 0.5 * sign(l[0]) * sign(l[2])
    });
    let effects = analyse(&design, &values, 0.95).unwrap();
    for (name, effect) in [("a", 6.0), ("b", -2.0), ("c", 0.0), ("a × c", 1.0), ("a × b", 0.0)] {
        let contrast = term(&effects, name).contrasts[0].contrast;
        assert!((contrast.estimate - effect).abs() < 1e-9, "{name}: {contrast:?}");
        // The same in every replication: an interval of zero about none, and none about an effect.
        let expected = (effect == 0.0).then_some(0.0);
        assert_eq!(contrast.half_width.map(f64::round), expected, "{name}: {contrast:?}");
    }
    let certain = term(&effects, "a").contrasts[0].contrast;
    assert!(!certain.is_distinguishable, "no spread is no certainty: {certain:?}");
    assert!(effects.centre.half_width.unwrap() > 10.0, "the mean itself is as noisy as ever");
    let order: Vec<&str> = effects.tornado.iter().map(|swing| swing.name.as_str()).collect();
    assert_eq!(order, ["a", "b", "c"]);
}

#[test]
fn a_fraction_measures_the_sum_of_what_it_cannot_tell_apart() {
    let fraction = Fraction::standard(4, 4).unwrap();
    let design =
        Design::fractional(["A", "B", "C", "D"].map(|name| numbers(name, 2)).into(), fraction);
    assert_eq!(design.cells.len(), 8);
    let sign = |level: usize| 2.0 * level as f64 - 1.0;
    let values = with_common_noise(&design, 5, |l| {
        let [a, b, c, d] = [sign(l[0]), sign(l[1]), sign(l[2]), sign(l[3])];
        10.0 + 3.0 * a + 2.0 * d + 1.5 * a * b + 0.25 * c * d - b * c
    });
    let effects = analyse(&design, &values, 0.95).unwrap();
    // D = ABC: main effects stand alone among pairs; AB = CD, AC = BD, AD = BC.
    for (name, aliases, effect) in [
        ("A", &[][..], 6.0),
        ("B", &[], 0.0),
        ("D", &[], 4.0),
        ("A × B", &["C × D"], 3.5),
        ("A × C", &["B × D"], 0.0),
        ("A × D", &["B × C"], -2.0),
    ] {
        let term = term(&effects, name);
        assert_eq!(term.aliases, aliases);
        assert!((term.contrasts[0].contrast.estimate - effect).abs() < 1e-9, "{name}: {term:?}");
    }
    assert_eq!(effects.terms.len(), 7, "all columns of eight runs");
    let shares: f64 = effects.terms.iter().filter_map(|term| term.share).sum();
    assert!(close(shares, 1.0), "{shares}");
}

#[test]
fn effects_of_several_levels_are_those_of_the_tables_of_means() {
    let design = Design::factorial(vec![numbers("a", 3), words("b", &["x", "y"]), numbers("c", 4)]);
    let mut noise = stream(2);
    let values: Vec<Vec<f64>> =
        design.cells.iter().map(|_| (0..3).map(|_| normal(&mut noise)).collect()).collect();
    let effects = analyse(&design, &values, 0.9).unwrap();
    let mean = |keep: &dyn Fn(&[usize]) -> bool| {
        let cells = design.cells.iter().zip(&values).filter(|(cell, _)| keep(&cell.levels));
        let all: Vec<f64> = cells.flat_map(|(_, row)| row.clone()).collect();
        all.iter().sum::<f64>() / all.len() as f64
    };
    let grand = mean(&|_| true);
    for (level, told) in term(&effects, "a").contrasts.iter().enumerate() {
        assert_eq!(told.label, format!("{level} against the mean"));
        assert!(close(told.contrast.estimate, mean(&|l| l[0] == level) - grand));
    }
    let b = &term(&effects, "b").contrasts;
    assert!(close(b[0].contrast.estimate, mean(&|l| l[1] == 1) - mean(&|l| l[1] == 0)));
    let both = &term(&effects, "a × c").contrasts;
    assert_eq!(both.len(), 12);
    for (at, told) in both.iter().enumerate() {
        let (a, c) = (at / 4, at % 4);
        let by_force =
            mean(&|l| l[0] == a && l[2] == c) - mean(&|l| l[0] == a) - mean(&|l| l[2] == c) + grand;
        assert!(close(told.contrast.estimate, by_force), "{}", told.label);
    }
    // With two factors nothing is left over.
    let two = Design::factorial(vec![numbers("a", 3), numbers("b", 4)]);
    let effects = analyse(&two, &values[..12], 0.95).unwrap();
    let shares: f64 = effects.terms.iter().filter_map(|term| term.share).sum();
    assert!(close(shares, 1.0), "{shares}");
}

/// A design whose cells take the points of a Latin hypercube, the last factor a word of three.
fn sampled(cells: u32) -> Design {
    let points = latin_hypercube(cells, 3, 3, 100);
    let level = |u: f64, count: u32| (u * f64::from(count)) as usize;
    let rows =
        points.iter().map(|p| vec![level(p[0], cells), level(p[1], 6), level(p[2], 3)]).collect();
    let factors =
        vec![numbers("a", i64::from(cells)), numbers("b", 6), words("c", &["x", "y", "z"])];
    Design::of("latin_hypercube", factors, rows)
}

#[test]
fn regression_recovers_a_linear_model() {
    let design = sampled(24);
    let words = [0.0, 5.0, -3.0];
    let values = with_common_noise(&design, 6, |l| {
        7.0 + 0.5 * l[0] as f64 - 2.0 * l[1] as f64 + words[l[2]]
    });
    let effects = analyse(&design, &values, 0.95).unwrap();
    let slope = |name: &str, at: usize| term(&effects, name).contrasts[at].contrast;
    for (told, known) in
        [(slope("a", 0), 0.5), (slope("b", 0), -2.0), (slope("c", 0), 5.0), (slope("c", 1), -3.0)]
    {
        assert!((told.estimate - known).abs() < 1e-9, "{told:?}");
        assert!(told.half_width.is_none() && !told.is_distinguishable, "no spread: {told:?}");
    }
    assert_eq!(term(&effects, "c").contrasts[1].label, "z against x");
    let fit = effects.fit.unwrap();
    assert!(close(fit.r_squared.unwrap(), 1.0));
    assert_eq!(fit.residual_cells, 24 - 5);
    // Swings: a from 0 to 23, b from 0 to 5, c from z to y, chosen among three pairs.
    let swings: Vec<(&str, &str, &str, usize)> = effects
        .tornado
        .iter()
        .map(|s| (s.name.as_str(), s.low.label.as_str(), s.high.label.as_str(), s.pairs))
        .collect();
    assert_eq!(swings, [("a", "0", "23", 1), ("b", "0", "5", 1), ("c", "z", "y", 3)]);
    for (swing, width) in effects.tornado.iter().zip([11.5, -10.0, 8.0]) {
        assert!((swing.swing.estimate - width).abs() < 1e-9);
        assert!(close(swing.high.response - swing.low.response, width));
    }
}

#[test]
fn a_curve_in_one_factor_is_no_slope_of_another() {
    // Chance is the same in all cells, so replications know every mean without error; the second
    // factor does nothing, and the first is not a line.
    let (points, mut false_alarms) = (12, 0);
    let all = 40;
    for seed in 0..all {
        let points = latin_hypercube(points, 2, seed, 0);
        let rows = points.iter().map(|point| point.iter().map(|u| (u * 12.0) as usize).collect());
        let design =
            Design::of("latin_hypercube", vec![numbers("x", 12), numbers("y", 12)], rows.collect());
        let curve = |levels: &[usize]| libm::exp(levels[0] as f64 / 2.0);
        let effects = analyse(&design, &with_common_noise(&design, 10, curve), 0.95).unwrap();
        let idle = &term(&effects, "y").contrasts[0].contrast;
        false_alarms += usize::from(idle.p_value.unwrap() < 0.05);
        assert!(idle.half_width.unwrap() > 0.0);
    }
    // Student's interval over replications alone would be wrong every time.
    assert!(false_alarms <= 6, "{false_alarms} of {all}");
}

#[test]
fn what_regression_leaves_is_orthogonal_to_every_factor() {
    let design = sampled(18);
    let mut noise = stream(4);
    let values: Vec<Vec<f64>> = design.cells.iter().map(|_| vec![normal(&mut noise)]).collect();
    let effects = analyse(&design, &values, 0.95).unwrap();
    let slope = |name: &str, at: usize| term(&effects, name).contrasts[at].contrast.estimate;
    let columns: Vec<Vec<f64>> = design
        .cells
        .iter()
        .map(|cell| {
            let l = &cell.levels;
            let is = |level| f64::from(u8::from(l[2] == level));
            vec![1.0, l[0] as f64, l[1] as f64, is(1), is(2)]
        })
        .collect();
    let slopes = [0.0, slope("a", 0), slope("b", 0), slope("c", 0), slope("c", 1)];
    let raw: Vec<f64> = columns
        .iter()
        .zip(&values)
        .map(|(x, y)| y[0] - x.iter().zip(slopes).map(|(x, b)| x * b).sum::<f64>())
        .collect();
    let constant = raw.iter().sum::<f64>() / 18.0;
    for at in 0..5 {
        let product: f64 = columns.iter().zip(&raw).map(|(x, r)| x[at] * (r - constant)).sum();
        assert!(product.abs() < 1e-9, "column {at}: {product}");
    }
    // R² is one less the share that is left.
    let left: f64 = raw.iter().map(|r| (r - constant) * (r - constant)).sum();
    let mean = values.iter().map(|y| y[0]).sum::<f64>() / 18.0;
    let total: f64 = values.iter().map(|y| (y[0] - mean) * (y[0] - mean)).sum();
    assert!(close(effects.fit.unwrap().r_squared.unwrap(), 1.0 - left / total));
    // A standardised slope is the slope times the spread of x over that of y.
    let spread = |xs: &[f64]| {
        let mean = xs.iter().sum::<f64>() / 18.0;
        xs.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>().sqrt()
    };
    let a: Vec<f64> = columns.iter().map(|x| x[1]).collect();
    let standardised = term(&effects, "a").contrasts[0].standardised.unwrap();
    assert!(close(standardised, slope("a", 0) * spread(&a) / total.sqrt()));
}

#[test]
fn single_changes_are_differences_from_the_base() {
    // Base a = 1, b = x; then a = 0, a = 2, b = y.
    let a = factor("a", &[Value::Integer(1), Value::Integer(0), Value::Integer(2)]);
    let rows = vec![vec![0, 0], vec![1, 0], vec![2, 0], vec![0, 1]];
    let design = Design::of("one_at_a_time", vec![a, words("b", &["x", "y"])], rows);
    let values = with_common_noise(&design, 4, |l| [10.0, 7.0, 11.0][l[0]] + 2.5 * l[1] as f64);
    let effects = analyse(&design, &values, 0.95).unwrap();
    let told: Vec<(&str, f64)> = effects
        .terms
        .iter()
        .flat_map(|term| &term.contrasts)
        .map(|c| (c.label.as_str(), (c.contrast.estimate * 1e6).round() / 1e6))
        .collect();
    assert_eq!(told, [("0 against 1", -3.0), ("2 against 1", 1.0), ("y against x", 2.5)]);
    let ends: Vec<(&str, &str)> =
        effects.tornado.iter().map(|s| (s.low.label.as_str(), s.high.label.as_str())).collect();
    assert_eq!(ends, [("0", "2"), ("x", "y")]);
    assert!(close(effects.tornado[0].swing.estimate, 4.0));
}

#[test]
fn replications_with_a_missing_value_are_left_out_and_told() {
    let design = Design::factorial(vec![numbers("a", 2)]);
    let values = vec![vec![1.0, f64::NAN, 3.0, 9.0], vec![2.0, 5.0, 4.0]];
    let effects = analyse(&design, &values, 0.95).unwrap();
    assert_eq!(effects.replications, 2);
    assert_eq!(effects.missing, [Missing { cell: 0, replication: 1 }]);
    assert!(close(term(&effects, "a").contrasts[0].contrast.estimate, 1.0));
    let never = vec![vec![1.0, f64::INFINITY], vec![f64::NAN, f64::NAN]];
    let Err(error) = analyse(&design, &never, 0.95) else { panic!("nothing was complete") };
    assert_eq!(
        error,
        EffectsError::NoCompleteReplication { cell: "a=1".into(), missing: 2, replications: 2 }
    );
    assert!(matches!(
        analyse(&design, &[vec![1.0]], 0.95),
        Err(EffectsError::Shape { cells: 2, given: 1 })
    ));
}

#[test]
fn a_regression_that_cannot_be_is_refused() {
    let fit = |rows: Vec<Vec<usize>>| {
        let values: Vec<Vec<f64>> = rows.iter().map(|_| vec![0.0]).collect();
        let design = Design::of("sobol", vec![numbers("a", 4), numbers("b", 4)], rows);
        analyse(&design, &values, 0.95).unwrap_err()
    };
    let name = |factor: &str| factor.to_owned();
    assert_eq!(
        fit(vec![vec![0, 1], vec![1, 1], vec![2, 1]]),
        EffectsError::Constant { factor: name("b") }
    );
    assert_eq!(
        fit(vec![vec![0, 1], vec![1, 0]]),
        EffectsError::TooFewCells { cells: 2, effects: 2 }
    );
    assert_eq!(
        fit(vec![vec![0, 3], vec![1, 2], vec![2, 1], vec![3, 0]]),
        EffectsError::Collinear { factor: name("b") }
    );
}

#[test]
fn a_family_without_effects_is_marked_no_oftener_than_claimed() {
    let fraction = Fraction::standard(4, 4).unwrap();
    let design =
        Design::fractional(["A", "B", "C", "D"].map(|name| numbers(name, 2)).into(), fraction);
    let (trials, replications) = (1_000, 6);
    let mut noise = stream(9);
    let (mut marked, mut covered) = (0, 0);
    for _ in 0..trials {
        let shared: Vec<f64> = (0..replications).map(|_| 5.0 * normal(&mut noise)).collect();
        let values: Vec<Vec<f64>> = design
            .cells
            .iter()
            .map(|_| shared.iter().map(|s| s + normal(&mut noise)).collect())
            .collect();
        let effects = analyse(&design, &values, 0.9).unwrap();
        let contrasts: Vec<_> =
            effects.terms.iter().flat_map(|term| &term.contrasts).map(|c| c.contrast).collect();
        marked += u32::from(contrasts.iter().any(|c| c.is_distinguishable));
        let holds = contrasts.iter().filter(|c| c.estimate.abs() <= c.half_width.unwrap()).count();
        covered += holds as u32;
    }
    let share = f64::from(marked) / f64::from(trials);
    let error = (0.1 * 0.9 / f64::from(trials)).sqrt();
    // Holm's first step is Bonferroni's, nearly exact for seven independent contrasts: 1 - (1 - 0.1/7)^7.
    assert!((share - 0.0959).abs() < 4.0 * error, "{share}");
    let share = f64::from(covered) / f64::from(7 * trials);
    assert!((share - 0.9).abs() < 4.0 * error / 7.0_f64.sqrt(), "{share}");
}

/// A figure is the same in all cells of a replication, but for its last digits.
#[test]
fn a_figure_that_no_factor_touches_has_no_effect() {
    let three = |name| numbers(name, 3);
    let designs = [
        Design::factorial(vec![three("a"), three("b"), three("c")]),
        Design::factorial(vec![numbers("a", 2), numbers("b", 2), numbers("c", 2)]),
        sampled(8),
        sampled(16),
    ];
    for design in designs {
        for size in [0.1, 16.1, 482.0, 1e9] {
            let mut rng = stream(9);
            let of_replication: Vec<f64> = (0..5).map(|_| size * (1.0 + rng.uniform())).collect();
            let last_digit = |value: f64, up: bool| if up { value.next_up() } else { value };
            let values: Vec<Vec<f64>> = (0..design.cells.len())
                .map(|_| of_replication.iter().map(|v| last_digit(*v, rng.chance(0.5))).collect())
                .collect();
            let effects = analyse(&design, &values, 0.95).unwrap();
            let contrasts = effects.terms.iter().flat_map(|term| &term.contrasts);
            let swings = effects.tornado.iter().map(|swing| &swing.swing);
            for contrast in contrasts.map(|one| &one.contrast).chain(swings) {
                assert_eq!((contrast.estimate, contrast.half_width), (0.0, Some(0.0)));
                assert_eq!((contrast.p_value, contrast.p_adjusted), (Some(1.0), Some(1.0)));
                assert!(!contrast.is_distinguishable);
            }
            assert!(effects.terms.iter().all(|term| term.share.is_none()));
            assert!(effects.fit.is_none_or(|fit| fit.r_squared.is_none()));
        }
    }
}

/// Shares of variance are shares, however small the variance beside the figure.
#[test]
fn lines_never_explain_more_than_all() {
    let mut rng = stream(10);
    for trial in 0..300 {
        let design = sampled(6 + trial % 5);
        let scale = libm::pow(10.0, -f64::from(trial % 13));
        let values: Vec<Vec<f64>> = (0..design.cells.len())
            .map(|_| (0..3).map(|_| 480.0 + scale * rng.uniform()).collect())
            .collect();
        let effects = analyse(&design, &values, 0.95).unwrap();
        let share = effects.fit.and_then(|fit| fit.r_squared);
        assert!(share.is_none_or(|share| (0.0..=1.0).contains(&share)), "{share:?} at {scale}");
    }
}
