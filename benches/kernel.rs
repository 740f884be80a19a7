//! The kernel alone: a single-server queue, and the hold model at several sizes.

use divan::Bencher;
use divan::counter::ItemsCount;
use domain::rng::{Purpose, Streams};
use domain::units::{Millis, SimTime};
use sim_core::calendar::{Calendar, Classed};
use sim_core::state::station::Station;

fn main() {
    divan::main();
}

#[derive(Clone, Copy)]
enum Customer {
    Arrives,
    Leaves,
}

impl Classed for Customer {
    fn class(&self) -> u8 {
        match self {
            Self::Leaves => 0,
            Self::Arrives => 1,
        }
    }
}

const ARRIVALS: u64 = 500_000;

/// M/M/1 at 80 % load: calendar, station, two random streams. Counted in events.
#[divan::bench(sample_count = 20)]
fn m_m_1(bencher: Bencher<'_, '_>) {
    bencher.counter(ItemsCount::new(2 * ARRIVALS)).bench(|| {
        let streams = Streams::new(1, 0);
        let mut between = streams.open(Purpose::Test, 0);
        let mut service = streams.open(Purpose::Test, 1);
        let mut draw = |mean_ms: f64, of: usize| {
            let stream = if of == 0 { &mut between } else { &mut service };
            Millis((-mean_ms * libm::log(stream.uniform())) as u64)
        };
        let mut calendar = Calendar::new();
        let mut station = Station::new(1);
        let (mut arrived, mut left) = (0, 0);
        calendar.schedule(SimTime::ZERO, Customer::Arrives);
        while let Some((now, event)) = calendar.pop() {
            match event {
                Customer::Arrives => {
                    arrived += 1;
                    if arrived < ARRIVALS {
                        calendar.schedule(now + draw(50_000.0, 0), Customer::Arrives);
                    }
                    if station.arrive(()).is_some() {
                        calendar.schedule(now + draw(40_000.0, 1), Customer::Leaves);
                    }
                }
                Customer::Leaves => {
                    left += 1;
                    if station.leave().is_some() {
                        calendar.schedule(now + draw(40_000.0, 1), Customer::Leaves);
                    }
                }
            }
        }
        assert_eq!(left, ARRIVALS);
    });
}

#[derive(Clone, Copy)]
struct Hold;

impl Classed for Hold {
    fn class(&self) -> u8 {
        0
    }
}

const HOLDS: u64 = 1_000_000;

/// The hold model: take the next event, schedule one an exponential time later. Counted in holds.
#[divan::bench(args = [100, 1_000, 10_000, 100_000], sample_count = 20)]
fn hold(bencher: Bencher<'_, '_>, pending: usize) {
    bencher.counter(ItemsCount::new(HOLDS)).bench(|| {
        let mut stream = Streams::new(1, 0).open(Purpose::Test, 2);
        let delays: Vec<u64> =
            (0..4096).map(|_| (-60_000.0 * libm::log(stream.uniform())) as u64).collect();
        let mut calendar = Calendar::new();
        for number in 0..pending {
            calendar.schedule(SimTime(delays[number % 4096] + number as u64), Hold);
        }
        let mut last = SimTime::ZERO;
        for number in 0..HOLDS as usize {
            let Some((now, event)) = calendar.pop() else { unreachable!("events are pending") };
            calendar.schedule(now + Millis(delays[number % 4096]), event);
            last = now;
        }
        last
    });
}

/// Opening a named stream and four draws from it. Counted in streams.
#[divan::bench(sample_count = 20)]
fn stream_and_four_draws(bencher: Bencher<'_, '_>) {
    const STREAMS: u64 = 100_000;
    let streams = Streams::new(1, 0);
    bencher.counter(ItemsCount::new(STREAMS)).bench(|| {
        (0..STREAMS).fold(0.0, |sum, entity| {
            let mut stream = streams.open(Purpose::Test, entity);
            sum + stream.uniform() + stream.uniform() + stream.uniform() + stream.uniform()
        })
    });
}
