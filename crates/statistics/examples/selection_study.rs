//! Measures how often selection procedures and the integer search are right, as Markdown tables.
//!
//! `cargo run --release -p statistics --example selection_study`

use std::convert::Infallible;

use domain::dist::standard_normal_quantile;
use domain::rng::{Purpose, Streams};
use rayon::prelude::*;
use statistics::optimize::{
    Axis, CleanUpConfig, Neighbourhood, Point, SearchConfig, Space, search,
};
use statistics::selection::{
    ConstrainedConfig, Constraint, Direction, FeasibilityConfig, KnppConfig, Objective, OcbaConfig,
    Sampler, Sense, Status, TwoStageConfig, Variance, Verdict, allocate, check_feasibility,
    select_best, select_constrained, select_in_two_stages,
};

const TRIALS: u32 = 4_000;

/// How responses spread around their means, at standard deviation 1.
#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Normal,
    /// An exponential less its mean: skewness 2.
    Exponential,
}

/// Systems with known means, noise shared in part.
#[derive(Clone)]
struct Systems<F> {
    truth: F,
    correlation: f64,
    shape: Shape,
    seed: u64,
}

impl<F> Systems<F> {
    fn row<S>(&self, system: &S, name: u64, replication: u32) -> Vec<f64>
    where
        F: Fn(&S) -> Vec<(f64, f64)>,
    {
        let streams = Streams::new(self.seed, replication);
        let normal =
            |entity| standard_normal_quantile(streams.open(Purpose::Test, entity).uniform());
        let responses = (self.truth)(system).into_iter().enumerate();
        responses
            .map(|(response, (mean, sd))| {
                let response = response as u64;
                let own = normal((name + 1) * 64 + response);
                let shared = self.correlation;
                let mixed = shared.sqrt() * normal(response) + (1.0 - shared).sqrt() * own;
                let noise = match self.shape {
                    Shape::Normal => mixed,
                    Shape::Exponential => {
                        -(0.5 * libm::erfc(mixed / std::f64::consts::SQRT_2)).ln() - 1.0
                    }
                };
                mean + sd * noise
            })
            .collect()
    }
}

impl<F: Fn(&usize) -> Vec<(f64, f64)>> Sampler<usize> for Systems<F> {
    type Error = Infallible;

    fn sample(&mut self, requests: &[(usize, u32)]) -> Result<Vec<Vec<f64>>, Infallible> {
        Ok(requests.iter().map(|(system, r)| self.row(system, *system as u64, *r)).collect())
    }
}

/// The same for points of an integer space.
struct Points<F>(Systems<F>);

impl<F: Fn(&Point) -> Vec<(f64, f64)>> Sampler<Point> for Points<F> {
    type Error = Infallible;

    fn sample(&mut self, requests: &[(Point, u32)]) -> Result<Vec<Vec<f64>>, Infallible> {
        let name = |point: &Point| point.iter().fold(0, |name, &x| name * 1_000 + x as u64);
        Ok(requests.iter().map(|(point, r)| self.0.row(point, name(point), *r)).collect())
    }
}

/// Shares of trials that were right and sums of replications.
struct Tally {
    right: u32,
    replications: u64,
    trials: u32,
}

/// Runs `trial` for every seed; it says whether it was right and what it used.
fn tally(trials: u32, trial: impl Fn(u64) -> (bool, u64) + Sync) -> Tally {
    let each: Vec<(bool, u64)> =
        (0..trials).into_par_iter().map(|seed| trial(seed.into())).collect();
    Tally {
        right: each.iter().map(|(right, _)| u32::from(*right)).sum(),
        replications: each.iter().map(|(_, used)| used).sum(),
        trials,
    }
}

impl Tally {
    /// The share with Wilson's 95 % interval.
    fn share(&self) -> String {
        let (n, z) = (f64::from(self.trials), 1.959_964);
        let p = f64::from(self.right) / n;
        let centre = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
        let half = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
        format!("{p:.3} ({:.3} to {:.3})", centre - half, centre + half)
    }

    fn replications(&self, systems: usize) -> f64 {
        self.replications as f64 / f64::from(self.trials) / systems as f64
    }
}

fn cost() -> Objective {
    Objective { name: "cost".to_owned(), response: 0, direction: Direction::Minimise }
}

fn knpp(variance: Variance, batch: u32) -> KnppConfig {
    KnppConfig {
        objective: cost(),
        delta: 1.0,
        alpha: 0.05,
        first_stage: 10,
        batch,
        cap: 1_000_000,
        variance,
        first_replication: 0,
    }
}

/// One configuration of the selection problem.
struct Case {
    name: &'static str,
    means: Vec<f64>,
    sds: Vec<f64>,
    correlation: f64,
    shape: Shape,
}

fn cases() -> Vec<Case> {
    let slippage = |k: usize| (0..k).map(|i| f64::from(u8::from(i > 0))).collect::<Vec<f64>>();
    let rising = |k: usize| (0..k).map(|i| 1.0 + 2.0 * i as f64 / (k - 1) as f64).collect();
    let falling = |k: usize| (0..k).map(|i| 3.0 - 2.0 * i as f64 / (k - 1) as f64).collect();
    let case = |name, means, sds, correlation, shape| Case { name, means, sds, correlation, shape };
    let (normal, exponential) = (Shape::Normal, Shape::Exponential);
    vec![
        case("k = 2, slippage", slippage(2), vec![2.0; 2], 0.0, normal),
        case("k = 5, slippage", slippage(5), vec![2.0; 5], 0.0, normal),
        case("k = 5, slippage, CRN 0.8", slippage(5), vec![2.0; 5], 0.8, normal),
        case("k = 5, slippage, best least variable", slippage(5), rising(5), 0.0, normal),
        case("k = 5, slippage, best most variable", slippage(5), falling(5), 0.0, normal),
        case("k = 20, slippage", slippage(20), vec![2.0; 20], 0.0, normal),
        case("k = 20, slippage, CRN 0.8", slippage(20), vec![2.0; 20], 0.8, normal),
        case("k = 20, evenly apart", (0..20).map(f64::from).collect(), vec![2.0; 20], 0.0, normal),
        case("k = 5, slippage, exponential", slippage(5), vec![2.0; 5], 0.0, exponential),
        case("k = 5, slippage, exponential, CRN 0.8", slippage(5), vec![2.0; 5], 0.8, exponential),
    ]
}

fn systems(case: &Case, seed: u64) -> Systems<impl Fn(&usize) -> Vec<(f64, f64)> + '_> {
    let truth = |&i: &usize| vec![(case.means[i], case.sds[i])];
    Systems { truth, correlation: case.correlation, shape: case.shape, seed }
}

fn selection() {
    println!("| configuration | procedure | promised | measured | replications per system |");
    println!("| --- | --- | ---: | ---: | ---: |");
    for case in cases() {
        let all: Vec<usize> = (0..case.means.len()).collect();
        let print = |name: &str, tally: &Tally| {
            let used = tally.replications(all.len());
            println!("| {} | {name} | 0.95 | {} | {used:.1} |", case.name, tally.share());
        };
        for (name, variance, batch) in [
            ("KN", Variance::FirstStage, 1),
            ("KN, looks every 8", Variance::FirstStage, 8),
            ("KN++", Variance::Updated, 1),
            ("KN++, looks every 8", Variance::Updated, 8),
        ] {
            let tally = tally(TRIALS, |seed| {
                let found = select_best(&all, &knpp(variance, batch), &mut systems(&case, seed));
                found
                    .map(|found| (found.chosen == 0, found.replications))
                    .expect("settings are good")
            });
            print(name, &tally);
        }
        let tally = tally(TRIALS, |seed| {
            let KnppConfig { objective, delta, alpha, first_stage, cap, first_replication, .. } =
                knpp(Variance::FirstStage, 1);
            let config =
                TwoStageConfig { objective, delta, alpha, first_stage, cap, first_replication };
            let found = select_in_two_stages(&all, &config, &mut systems(&case, seed));
            found.map(|found| (found.chosen == 0, found.replications)).expect("settings are good")
        });
        print("two stages (Clark-Yang)", &tally);
    }
}

fn near_the_best() {
    println!(
        "\n| configuration | procedure | within delta of the best | replications per system |"
    );
    println!("| --- | --- | ---: | ---: |");
    let case = Case {
        name: "5 within delta, 5 just beyond",
        means: (0..10).map(|i| if i < 5 { 0.2 * f64::from(i) } else { 1.01 }).collect(),
        sds: vec![2.0; 10],
        correlation: 0.0,
        shape: Shape::Normal,
    };
    let all: Vec<usize> = (0..10).collect();
    for (name, variance) in [("KN", Variance::FirstStage), ("KN++", Variance::Updated)] {
        let tally = tally(TRIALS, |seed| {
            let found = select_best(&all, &knpp(variance, 1), &mut systems(&case, seed));
            found.map(|found| (found.chosen < 5, found.replications)).expect("settings are good")
        });
        println!("| {} | {name} | {} | {:.1} |", case.name, tally.share(), tally.replications(10));
    }
}

fn level(response: usize, bound: f64, tolerance: f64) -> Constraint {
    Constraint { name: "on time".to_owned(), response, sense: Sense::AtLeast, bound, tolerance }
}

fn feasibility() {
    println!(
        "\n| problem | responses | first stage | variance | promised | measured | replications per system |"
    );
    println!("| --- | --- | ---: | --- | ---: | ---: | ---: |");
    // Cost, then a share that should be 0.9: cheap ones below by the tolerance, others above.
    let truth = |&i: &usize| {
        let (cost, share) = [(-2.0, 0.88), (-2.0, 0.88), (0.0, 0.92), (1.0, 0.92), (1.0, 0.92)][i];
        vec![(cost, 2.0), (share, 0.05)]
    };
    let all = [0, 1, 2, 3, 4];
    for (shape, correlation, first_stage, responses) in [
        (Shape::Normal, 0.0, 10, "normal"),
        (Shape::Normal, 0.8, 10, "normal, CRN 0.8"),
        (Shape::Exponential, 0.0, 10, "exponential"),
        (Shape::Exponential, 0.0, 30, "exponential"),
        (Shape::Exponential, 0.0, 60, "exponential"),
    ] {
        for (variance, of) in
            [(Variance::FirstStage, "first stage"), (Variance::Updated, "updated")]
        {
            let systems = |seed| Systems { truth, correlation, shape, seed };
            let checked = tally(TRIALS, |seed| {
                let config = FeasibilityConfig {
                    constraints: vec![level(1, 0.9, 0.02)],
                    alpha: 0.05,
                    first_stage,
                    batch: 1,
                    cap: 1_000_000,
                    variance,
                    first_replication: 0,
                };
                let found = check_feasibility(&all, &config, &mut systems(seed))
                    .expect("settings are good");
                (found.with(Verdict::Feasible).eq(&[2, 3, 4]), found.replications)
            });
            let selected = tally(TRIALS, |seed| {
                let config = ConstrainedConfig {
                    objective: cost(),
                    constraints: vec![level(1, 0.9, 0.02)],
                    delta: 1.0,
                    alpha: 0.05,
                    feasibility_share: 0.5,
                    first_stage,
                    batch: 1,
                    cap: 1_000_000,
                    variance,
                    first_replication: 0,
                };
                let found = select_constrained(&all, &config, &mut systems(seed))
                    .expect("settings are good");
                (found.chosen == Some(2), found.replications)
            });
            for (problem, tally) in [("feasibility", checked), ("constrained selection", selected)]
            {
                println!(
                    "| {problem} | {responses} | {first_stage} | {of} | 0.95 | {} | {:.1} |",
                    tally.share(),
                    tally.replications(all.len())
                );
            }
        }
    }
}

fn budgets() {
    println!("\n| budget | correlation | equal shares | OCBA | its mean APCS | with correlation |");
    println!("| ---: | ---: | ---: | ---: | ---: | ---: |");
    let all: Vec<usize> = (0..10).collect();
    let truth = |&i: &usize| vec![(i as f64, 4.0)];
    for (budget, correlation) in [(200, 0.0), (300, 0.0), (600, 0.0), (300, 0.6)] {
        let run = |first_stage, seed| {
            let config = OcbaConfig {
                objective: cost(),
                first_stage,
                increment: 10,
                budget,
                delta: 0.0,
                first_replication: 0,
            };
            let mut systems = Systems { truth, correlation, shape: Shape::Normal, seed };
            allocate(&all, &config, &mut systems).expect("settings are good")
        };
        let right = |first| tally(TRIALS, |seed| (run(first, seed).chosen == 0, budget)).share();
        let estimates: Vec<(f64, f64)> = (0..TRIALS)
            .into_par_iter()
            .map(|seed| run(10, seed.into()))
            .map(|found| (found.apcs, found.apcs_paired))
            .collect();
        let mean = |of: &dyn Fn(&(f64, f64)) -> f64| {
            estimates.iter().map(of).sum::<f64>() / f64::from(TRIALS)
        };
        println!(
            "| {budget} | {correlation} | {} | {} | {:.3} | {:.3} |",
            right(budget as u32 / 10),
            right(10),
            mean(&|estimate| estimate.0),
            mean(&|estimate| estimate.1)
        );
    }
}

/// Probability that a customer of M/M/c waits at most `t`, by Erlang's C formula.
fn waits_at_most(t: f64, load: f64, servers: i64) -> f64 {
    let c = servers as f64;
    if load >= c {
        return 0.0;
    }
    let blocked = (1..=servers).fold(1.0, |b, n| load * b / (n as f64 + load * b));
    let delayed = blocked / (1.0 - load / c * (1.0 - blocked));
    1.0 - delayed * libm::exp(-(c - load) * t)
}

fn searches() {
    println!(
        "\n| problem | points | search budget | promised | optimum found | status selected | \
         points visited | replications |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    let quadratic = |x: &Point| {
        let (a, b) = ((x[0] - 43) as f64, (x[1] - 9) as f64);
        vec![(a * a + b * b + a * b / 2.0, 4.0)]
    };
    // Stations of 8.5 and 5.5 Erlang, 90 % of all customers to be served within 0.2.
    let stations = |x: &Point| {
        let (first, second) = (waits_at_most(0.2, 8.5, x[0]), waits_at_most(0.2, 5.5, x[1]));
        let on_time = (8.5 * first + 5.5 * second) / 14.0;
        vec![(3.0 * x[0] as f64 + 2.0 * x[1] as f64, 0.0), (on_time, 0.03)]
    };
    let on_time = || vec![level(1, 0.9, 0.01)];
    study("noisy quadratic, 61 x 61", (0, 60), 6_000, vec![], &[43, 9], quadratic);
    study("two M/M/c stations, 40 x 40", (1, 40), 4_000, on_time(), &[12, 9], stations);
    study("the same, small budget", (1, 40), 400, on_time(), &[12, 9], stations);
    study("two M/M/c stations, 20 x 20, all", (1, 20), 10_000, on_time(), &[12, 9], stations);
}

fn study(
    name: &str,
    (low, high): (i64, i64),
    budget: u64,
    constraints: Vec<Constraint>,
    optimum: &[i64],
    truth: impl Fn(&Point) -> Vec<(f64, f64)> + Copy + Sync,
) {
    let trials = 500;
    let axis = |name: &str| Axis { name: name.to_owned(), low, high, step: 1 };
    let space = Space::new(vec![axis("first"), axis("second")]).expect("the box is good");
    let config = SearchConfig {
        objective: cost(),
        constraints,
        neighbourhood: Neighbourhood::Pairs,
        starts: 4,
        first_sample: 5,
        growth: 2.0,
        most_sample: 40,
        budget,
        first_replication: 0,
        clean_up: CleanUpConfig {
            finalists: 6,
            delta: 1.0,
            alpha: 0.05,
            feasibility_share: 0.5,
            first_stage: 10,
            batch: 10,
            cap: 2_000,
            variance: Variance::FirstStage,
            confirmation: 20,
        },
    };
    let run = |seed| {
        let systems = Systems { truth, correlation: 0.7, shape: Shape::Normal, seed };
        search(&space, &config, &mut Points(systems)).expect("settings are good")
    };
    let found: Vec<_> = (0..trials).into_par_iter().map(|seed| run(seed.into())).collect();
    let count = |test: &dyn Fn(usize) -> bool| {
        let right = (0..found.len()).filter(|&i| test(i)).count() as u32;
        Tally { right, replications: 0, trials }.share()
    };
    let mean = |of: &dyn Fn(usize) -> u64| {
        (0..found.len()).map(of).sum::<u64>() as f64 / f64::from(trials)
    };
    println!(
        "| {name} | {} | {budget} | 0.95 | {} | {} | {:.0} | {:.0} |",
        space.size(),
        count(&|i| found[i].chosen.as_deref() == Some(optimum)),
        count(&|i| found[i].status == Status::Selected),
        mean(&|i| found[i].visited.len() as u64),
        mean(&|i| found[i].spent.total())
    );
}

fn main() {
    selection();
    near_the_best();
    feasibility();
    budgets();
    searches();
}
