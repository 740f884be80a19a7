//! How often the intervals of `statistics` cover the truth, as Markdown tables.
//!
//! `cargo run --release -p statistics --example coverage` prints all, and with names of studies
//! after `--` only those; the tables are explained in `docs/validation-statistics.md`.

use domain::better::Better;
use domain::dist::Dist;
use domain::rng::Stream;
use statistics::*;

#[path = "../src/samples.rs"]
mod samples;

use samples::{Covered, Source, normal, stream};

/// Samples for each row where an estimate is cheap.
const TRIALS: u32 = 20_000;

const NORMAL: Source = Source::Normal { mean: 10.0, sd: 3.0 };
const EXPONENTIAL: Source = Source::Exponential { mean: 1.0 };

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let studies: [(&str, fn()); 11] = [
        ("means", means),
        ("proportions", proportions),
        ("order-statistics", order_statistics),
        ("bootstraps", bootstraps),
        ("sections", sections),
        ("batches", batches),
        ("warm-ups", warm_ups),
        ("stopping", stopping),
        ("pairs", pairs),
        ("joint", joint),
        ("variance-reduction", variance_reduction),
    ];
    if let Some(unknown) = wanted.iter().find(|w| studies.iter().all(|(name, _)| name != w)) {
        let names = studies.map(|(name, _)| name).join(", ");
        eprintln!("there is no study `{unknown}`; there are {names}");
        std::process::exit(2);
    }
    for (_, study) in
        studies.iter().filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|w| w == name))
    {
        study();
    }
}

fn name(source: Source) -> String {
    match source {
        Source::Normal { .. } => "normal".into(),
        Source::Exponential { .. } => "exponential".into(),
        Source::LogNormal => "log-normal".into(),
        Source::Autoregressive { phi } => format!("AR(1), {phi}"),
        Source::Waiting { load } => format!("M/M/1 wait, {load}"),
    }
}

fn table(title: &str, columns: &str) {
    let rules = columns.split('|').map(|_| "---:").collect::<Vec<_>>().join(" | ");
    println!("\n## {title}\n\n| {columns} |\n| {rules} |");
}

/// `94.9 ± 0.2 %`: share and Monte Carlo standard error; counts where most samples are refused.
fn measured(covered: &Covered) -> String {
    if covered.refused() > 0.9 {
        let (hits, trials) = covered.counts();
        return format!("{hits} of {trials}");
    }
    format!("{:.1} ± {:.1} %", covered.share() * 100.0, covered.error() * 100.0)
}

/// Draws samples and counts how often `interval` covers `truth`.
fn cover(
    trials: u32,
    seed: u64,
    truth: f64,
    mut interval: impl FnMut(&mut Stream) -> Option<[f64; 2]>,
) -> Covered {
    let mut draws = stream(seed, 0);
    let mut covered = Covered::default();
    for _ in 0..trials {
        covered.count(interval(&mut draws), truth);
    }
    covered
}

fn means() {
    table("Mean, Student's t", "distribution | n | nominal | measured | mean half width");
    for source in [NORMAL, EXPONENTIAL, Source::LogNormal] {
        for n in [5, 10, 20, 50, 200] {
            for level in [Level::P90, Level::P95] {
                let covered = cover(TRIALS, 1, source.mean(), |draws| {
                    Estimate::at(&source.sample(n, draws), level).interval()
                });
                println!(
                    "| {} | {n} | {level} | {} | {:.3} |",
                    name(source),
                    measured(&covered),
                    covered.half_width()
                );
            }
        }
    }
}

fn proportions() {
    table("Proportion", "interval | share | n | nominal | measured | mean half width");
    type Interval = fn(&Proportion, Level) -> [f64; 2];
    let kinds: [(&str, Interval); 2] =
        [("Wilson", Proportion::wilson), ("Clopper-Pearson", Proportion::clopper_pearson)];
    for (kind, interval) in kinds {
        for share in [0.02, 0.3, 0.5] {
            for n in [20_u64, 100, 1_000] {
                // Every number of successes once; the draws only choose among them.
                let intervals: Vec<[f64; 2]> = (0..=n)
                    .map(|hits| {
                        let proportion = Proportion::new(hits, n).expect("hits are at most n");
                        interval(&proportion, Level::P95)
                    })
                    .collect();
                let covered = cover(TRIALS, 2, share, |draws| {
                    let hits = (0..n).filter(|_| draws.chance(share)).count();
                    Some(intervals[hits])
                });
                println!(
                    "| {kind} | {share} | {n} | 95 % | {} | {:.4} |",
                    measured(&covered),
                    covered.half_width()
                );
            }
        }
    }
}

fn order_statistics() {
    table(
        "Quantile of independent values, order statistics",
        "distribution | p | n | nominal | attained by formula | measured | mean half width",
    );
    for source in [NORMAL, EXPONENTIAL, Source::LogNormal] {
        for (p, n) in [(0.5, 6), (0.5, 30), (0.9, 60), (0.95, 59), (0.95, 300)] {
            let mut attained = 0.0;
            let covered = cover(TRIALS, 3, source.quantile(p), |draws| {
                let sample = source.sample(n, draws);
                let found = order_statistic_interval(&sample, p, Level::P95).expect("p is a share");
                found.map(|found| {
                    attained = found.attained;
                    found.interval
                })
            });
            println!(
                "| {} | {p} | {n} | 95 % | {:.1} % | {} | {:.3} |",
                name(source),
                attained * 100.0,
                measured(&covered),
                covered.half_width()
            );
        }
    }
}

fn variance(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (values.len() - 1) as f64
}

fn bootstraps() {
    table(
        "Bootstrap, 1999 resamples",
        "statistic | distribution | n | nominal | percentile | BCa | half width | BCa half width",
    );
    type Statistic = fn(&[f64]) -> f64;
    let mean: Statistic = |values| values.iter().sum::<f64>() / values.len() as f64;
    for (kind, statistic, source, truth) in [
        ("mean", mean, NORMAL, 10.0),
        ("mean", mean, EXPONENTIAL, 1.0),
        ("variance", variance as Statistic, NORMAL, 9.0),
        ("variance", variance, EXPONENTIAL, 1.0),
    ] {
        for n in [20, 80] {
            let mut draws = stream(4, n as u64);
            let [mut percentile, mut bca] = [Covered::default(); 2];
            for _ in 0..1_500 {
                let sample = source.sample(n, &mut draws);
                let found = Bootstrap::draw(&sample, statistic, 1_999, &mut draws);
                percentile.count(found.as_ref().and_then(|b| b.percentile(Level::P90)), truth);
                bca.count(found.as_ref().and_then(|b| b.bca(Level::P90)), truth);
            }
            println!(
                "| {kind} | {} | {n} | 90 % | {} | {} | {:.3} | {:.3} |",
                name(source),
                measured(&percentile),
                measured(&bca),
                percentile.half_width(),
                bca.half_width()
            );
        }
    }
}

fn sections() {
    table(
        "Quantile of one series, 10 sections",
        "series | p | observations | nominal | measured | mean half width",
    );
    for (source, p) in [
        (Source::Autoregressive { phi: 0.5 }, 0.95),
        (Source::Autoregressive { phi: 0.9 }, 0.95),
        (Source::Waiting { load: 0.5 }, 0.95),
        (Source::Waiting { load: 0.8 }, 0.95),
    ] {
        for n in [4_000, 16_000, 64_000] {
            let covered = cover(1_000, 5, source.quantile(p), |draws| {
                let series = source.sample(n, draws);
                sectioned_quantile(&series, p, 10, Level::P95).ok()?.interval()
            });
            println!(
                "| {} | {p} | {n} | 95 % | {} | {:.3} |",
                name(source),
                measured(&covered),
                covered.half_width()
            );
        }
    }
}

fn batches() {
    table(
        "Batch means",
        "series | observations | nominal | measured | refused | mean half width | \
         effective size, mean",
    );
    for source in [
        NORMAL,
        Source::Autoregressive { phi: 0.5 },
        Source::Autoregressive { phi: 0.9 },
        Source::Waiting { load: 0.5 },
        Source::Waiting { load: 0.8 },
        Source::Waiting { load: 0.9 },
    ] {
        for n in [4_096, 16_384, 65_536] {
            let trials = 400;
            let mut sizes = 0.0;
            let covered = cover(trials, 6, source.mean(), |draws| {
                let series = source.sample(n, draws);
                sizes += effective_sample_size(&series).unwrap_or(f64::NAN) / f64::from(trials);
                batch_means(&series, Level::P95).ok()?.estimate.interval()
            });
            println!(
                "| {} | {n} | 95 % | {} | {:.0} % | {:.3} | {sizes:.0} |",
                name(source),
                measured(&covered),
                covered.refused() * 100.0,
                covered.half_width()
            );
        }
    }
}

fn warm_ups() {
    table(
        "Warm-up, MSER-5: a queue that starts with a wait of 50",
        "load | replications averaged | customers | mean cut | refused | mean wait, whole | \
         mean wait, cut | truth",
    );
    for (load, customers) in [(0.5, 2_000), (0.7, 4_000), (0.8, 8_000), (0.8, 2_000)] {
        for replications in [1, 10] {
            let mut draws = stream(7, replications);
            let (trials, mut kept) = (300, 0.0);
            let [mut cut, mut whole, mut rest] = [0.0; 3];
            for _ in 0..trials {
                let runs: Vec<Vec<f64>> =
                    (0..replications).map(|_| crowded_queue(load, customers, &mut draws)).collect();
                let average = average_over_replications(&runs).expect("there are replications");
                whole += average.iter().sum::<f64>() / average.len() as f64 / f64::from(trials);
                if let Ok(found) = mser5(&average) {
                    kept += 1.0;
                    cut += found.cut as f64;
                    rest += found.mean;
                }
            }
            println!(
                "| {load} | {replications} | {customers} | {:.0} | {:.0} % | {whole:.3} | {:.3} | \
                 {:.3} |",
                cut / kept,
                (1.0 - kept / f64::from(trials)) * 100.0,
                rest / kept,
                Source::Waiting { load }.mean()
            );
        }
    }
}

fn crowded_queue(load: f64, customers: usize, draws: &mut Stream) -> Vec<f64> {
    let (service, gap) = (Dist::Exponential { mean: 1.0 }, Dist::Exponential { mean: 1.0 / load });
    let mut wait = 50.0_f64;
    (0..customers)
        .map(|_| {
            let now = wait;
            wait = (wait + service.draw(draws) - gap.draw(draws)).max(0.0);
            now
        })
        .collect()
}

fn stopping() {
    table(
        "Stopping rule, cap 100000",
        "distribution | precision | minimum n | asked | nominal | measured | mean n | \
         mean half width",
    );
    let relative =
        |share: f64| (Precision::Relative(share), format!("{} % of mean", share * 100.0));
    let absolute = |half: f64| (Precision::Absolute(half), format!("± {half}"));
    let cases = [
        (EXPONENTIAL, relative(0.2)),
        (NORMAL, absolute(2.0)),
        (NORMAL, absolute(1.0)),
        (NORMAL, absolute(0.5)),
    ];
    for (source, (precision, label)) in cases {
        for (least, one_by_one) in [(5, true), (10, true), (5, false), (10, false), (30, false)] {
            let rule = StoppingRule::new(precision, Level::P95, least, 100_000)
                .expect("the rule is sensible");
            let trials = 3_000;
            let mut total = 0.0;
            let covered = cover(trials, 8, source.mean(), |draws| {
                let mut values = Vec::new();
                while let Decision::More(count) = rule.decide(&values) {
                    let count = if one_by_one { 1 } else { count };
                    values.extend(source.sample(count, draws));
                }
                total += values.len() as f64 / f64::from(trials);
                Estimate::of(&values).interval()
            });
            println!(
                "| {} | {label} | {least} | {} | 95 % | {} | {total:.0} | {:.3} |",
                name(source),
                if one_by_one { "after each" } else { "as suggested" },
                measured(&covered),
                covered.half_width()
            );
        }
    }
}

/// `systems` values that share a part: standard deviation 2 in common, 1 each of its own.
fn systems(truth: &[f64], n: usize, skewed: bool, draws: &mut Stream) -> Vec<Vec<f64>> {
    let mut values = vec![Vec::new(); truth.len()];
    let draw = |draws: &mut Stream| {
        if skewed { Dist::Exponential { mean: 1.0 }.draw(draws) - 1.0 } else { normal(draws) }
    };
    for _ in 0..n {
        let common = 2.0 * draw(draws);
        for (values, mean) in values.iter_mut().zip(truth) {
            values.push(mean + common + draw(draws));
        }
    }
    values
}

fn pairs() {
    table(
        "Paired differences on common random numbers",
        "quantity | distribution | n | nominal | measured | mean half width",
    );
    for skewed in [false, true] {
        let label = if skewed { "exponential" } else { "normal" };
        for n in [5, 10, 30] {
            let mut draws = stream(9, n as u64);
            let [mut difference, mut factor] = [Covered::default(); 2];
            for _ in 0..TRIALS {
                let both = systems(&[3.0, 1.0], n, skewed, &mut draws);
                let paired = Paired::of(&both[0], &both[1], Level::P95).expect("as many of each");
                difference.count(paired.difference.interval(), 2.0);
                // (4 + 1 + 4 + 1) / (1 + 1)
                factor.count(paired.variance_reduction.and_then(|v| v.interval), 5.0);
            }
            for (quantity, covered) in
                [("difference", difference), ("variance reduction factor", factor)]
            {
                println!(
                    "| {quantity} | {label} | {n} | 95 % | {} | {:.3} |",
                    measured(&covered),
                    covered.half_width()
                );
            }
        }
    }
}

fn joint() {
    table(
        "Joint statements on 5 systems, common random numbers",
        "statement | true means | distribution | n | nominal | measured, all at once | \
         the best found",
    );
    for truth in [[0.0; 5], [0.0, 0.5, 1.0, 1.5, 2.0], [0.0, 0.0, 0.0, 0.0, 2.0]] {
        for skewed in [false, true] {
            for n in [10, 30] {
                let mut draws = stream(10, n as u64);
                let [mut all, mut best] = [Covered::default(); 2];
                let (trials, mut found_best) = (4_000, 0.0);
                for _ in 0..trials {
                    let values = systems(&truth, n, skewed, &mut draws);
                    let pairs = all_pairs(&values, Level::P95).expect("as many of each");
                    let is_covered = pairs.iter().all(|pair| {
                        let [low, high] = pair.paired.difference.interval().expect("n is above 1");
                        (low..=high).contains(&(truth[pair.a] - truth[pair.b]))
                    });
                    all.count(Some([-0.5, 0.5]), if is_covered { 0.0 } else { 1.0 });
                    let against = compare_with_best(&values, Better::Higher, Level::P95)
                        .expect("more is better");
                    let is_covered = against.iter().enumerate().all(|(s, system)| {
                        let others = (0..truth.len()).filter(|other| *other != s);
                        let rest = others.map(|o| truth[o]).fold(f64::NEG_INFINITY, f64::max);
                        let [low, high] = system.interval;
                        (low..=high).contains(&(truth[s] - rest))
                    });
                    best.count(Some([-0.5, 0.5]), if is_covered { 0.0 } else { 1.0 });
                    let is_found = against[4].is_best_certain;
                    found_best += f64::from(u8::from(is_found)) / f64::from(trials);
                }
                let label = if skewed { "exponential" } else { "normal" };
                let means = truth.map(|mean| mean.to_string()).join(", ");
                println!(
                    "| all pairs, Bonferroni | {means} | {label} | {n} | 95 % | {} | |",
                    measured(&all)
                );
                println!(
                    "| with the best | {means} | {label} | {n} | 95 % | {} | {:.0} % |",
                    measured(&best),
                    found_best * 100.0
                );
            }
        }
    }
}

fn variance_reduction() {
    table(
        "Control variates and antithetic pairs",
        "estimator | distribution | n | nominal | measured | mean half width | \
         half width without | variance saved: mean estimate | truth",
    );
    for skewed in [false, true] {
        let label = if skewed { "exponential" } else { "normal" };
        for (n, q) in [(10, 1_usize), (10, 3), (30, 1), (30, 3)] {
            let trials = TRIALS / 2;
            let (mut saved, mut plain) = (0.0, Covered::default());
            let covered = cover(trials, 11, 0.0, |draws| {
                // The figure is the common part and its own; each control sees the common part
                // through noise of its own.
                let values = systems(&vec![0.0; q + 1], n, skewed, draws);
                let controls: Vec<Control<'_>> =
                    values[1..].iter().map(|values| Control { values, mean: 0.0 }).collect();
                let found = control_variates(&values[0], &controls, Level::P95).ok()?;
                saved += found.variance_saved / f64::from(trials);
                plain.count(found.plain.interval(), 0.0);
                found.estimate.interval()
            });
            // Figure: variance 5. q controls with noise 1 leave 4 / (1 + 4 q) of the common 4.
            let left = (1.0 + 4.0 / (1.0 + 4.0 * q as f64)) / 5.0;
            let loss = (n - 2) as f64 / (n - q - 2) as f64;
            println!(
                "| {q} controls | {label} | {n} | 95 % | {} | {:.3} | {:.3} | {saved:.3} | {:.3} |",
                measured(&covered),
                covered.half_width(),
                plain.half_width(),
                1.0 - left * loss
            );
        }
    }
    for n in [10, 40] {
        let trials = TRIALS / 2;
        let exponential = Dist::Exponential { mean: 1.0 };
        let mut saved = 0.0;
        let covered = cover(trials, 12, 1.0, |draws| {
            let values: Vec<f64> = (0..n / 2)
                .flat_map(|_| {
                    let u = draws.uniform();
                    [exponential.quantile(u), exponential.quantile(1.0 - u)]
                })
                .collect();
            let found = antithetic(&values, Level::P95).expect("the number is even");
            saved += found.variance_saved.unwrap_or(f64::NAN) / f64::from(trials);
            found.estimate.interval()
        });
        let plain =
            cover(trials, 13, 1.0, |draws| Estimate::of(&EXPONENTIAL.sample(n, draws)).interval());
        println!(
            "| antithetic | exponential | {n} | 95 % | {} | {:.3} | {:.3} | {saved:.3} | {:.3} |",
            measured(&covered),
            covered.half_width(),
            plain.half_width(),
            std::f64::consts::PI.powi(2) / 6.0 - 1.0
        );
    }
}
