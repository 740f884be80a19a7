//! How long exact bags take: percentiles over grocery baskets, one core.
//!
//! Baskets of `$DARKSTORE_DATA/packing/bags`, proved values compared, where that is set; generated
//! ones otherwise.

use std::hint::black_box;
use std::time::Instant;

use domain::decision::Solver;
use domain::decision::bagging::{self, Bagging, BaggingQuestion};
use domain::rng::{Purpose, Streams};
use solvers::bagging::exact::{Config, Exact};
use solvers::formats;

#[path = "../benches/cases/baskets.rs"]
mod baskets;

fn main() {
    let mut rng = Streams::new(6, 0).open(Purpose::Test, 0);
    let generated: Vec<_> = (0..3_000).map(|_| baskets::basket(&mut rng)).collect();
    measure("generated", &generated);
    let Some(data) = std::env::var_os("DARKSTORE_DATA") else { return };
    let file = std::path::Path::new(&data).join("packing/bags/baskets.txt");
    let text = std::fs::read_to_string(&file).expect("the baskets can be read");
    let read = (formats::bags::FORMAT.read)(&text).expect("the baskets keep to their format");
    let read: Vec<_> = read.into_iter().map(|instance| instance.question).collect();
    measure("packing/bags", &read);
}

fn measure(name: &str, baskets: &[BaggingQuestion<'_>]) {
    let mut rng = Streams::new(1, 0).open(Purpose::Test, 0);
    let mut solver = Exact::new(Config::default());
    let (mut bags, mut proved) = (0, 0);
    let mut micros: Vec<f64> = Vec::new();
    for question in baskets {
        // The shortest of three times, since another program may have had the core.
        let times = (0..3).map(|_| {
            let begun = Instant::now();
            black_box(solver.pack(black_box(question), &mut rng));
            begun.elapsed().as_secs_f64() * 1e6
        });
        micros.push(times.fold(f64::INFINITY, f64::min));
        let answer = solver.pack(question, &mut rng);
        bagging::check(&answer, question).expect("an exact answer keeps the rules");
        bags += answer.len();
        proved += usize::from(solver.bound() == Some(answer.len() as f64));
    }
    micros.sort_by(f64::total_cmp);
    let at = |share: f64| micros[(share * (micros.len() - 1) as f64) as usize];
    println!(
        "{name}: {} baskets, {bags} bags, {proved} proved fewest, p50 {:.1} us, p99 {:.1} us, most {:.1} us",
        baskets.len(),
        at(0.5),
        at(0.99),
        at(1.0)
    );
}
