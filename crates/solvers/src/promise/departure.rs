//! When a rider takes an order, from the queues as they stand: pickers, stations and riders work
//! through what is ahead at their expected pace, and nobody new comes.

use domain::decision::promise::{OrderAhead, Progress, PromiseQuestion};
use domain::fleet::RiderKind;

/// Least time that work under way is still expected to take, seconds: who is late is nearly done.
const NEARLY_DONE_S: f64 = 5.0;

/// What is expected of the steps.
pub(super) struct Expected<'a> {
    pub(super) processing_s: f64,
    /// A picker's time by lines and units.
    pub(super) picking_s: &'a dyn Fn(u16, u16) -> f64,
    /// A station's time by lines and units.
    pub(super) packing_s: &'a dyn Fn(u16, u16) -> f64,
    pub(super) trip_s: f64,
    /// Wait after which a gig rider is called.
    pub(super) gig_after_s: f64,
}

/// An order on its way through the store; times count from the quote.
#[derive(Clone, Copy, Debug)]
struct Job {
    at: f64,
    lines: u16,
    units: u16,
    is_premium: bool,
    is_own: bool,
}

/// The lists that a forecast fills, kept to spare allocations.
#[derive(Clone, Debug, Default)]
pub(super) struct Outlook {
    to_pick: Vec<Job>,
    to_pack: Vec<Job>,
    to_ride: Vec<Job>,
    free: Vec<f64>,
    gig: Vec<f64>,
}

impl Outlook {
    /// Seconds from the click until a rider begins to load the order.
    ///
    /// First come first served by expectation, premium customers first where they wait for the
    /// same thing; a rider who has gone out with an order is back after a mean trip. O(n log n)
    /// for n orders ahead and people at work.
    pub(super) fn taken_s(&mut self, asked: &PromiseQuestion<'_>, expected: &Expected<'_>) -> f64 {
        self.sort_by_progress(asked, expected);
        self.pick(asked, expected);
        self.pack(asked, expected);
        self.ride(asked, expected)
    }

    /// Every order ahead, and the own, goes to the queue it comes to next.
    fn sort_by_progress(&mut self, asked: &PromiseQuestion<'_>, expected: &Expected<'_>) {
        self.to_pick.clear();
        self.to_pack.clear();
        self.to_ride.clear();
        self.free.clear();
        let job = |at: f64, order: &OrderAhead| Job {
            at,
            lines: order.lines,
            units: order.units,
            is_premium: order.is_premium,
            is_own: false,
        };
        for order in asked.ahead.iter() {
            let spent = asked.now.since(order.since).as_s();
            let left = |whole: f64| (whole - spent).max(NEARLY_DONE_S);
            match order.progress {
                Progress::Processing => {
                    self.to_pick.push(job(left(expected.processing_s), order));
                }
                Progress::PickQueue => self.to_pick.push(job(0.0, order)),
                Progress::Picking => {
                    let at = left((expected.picking_s)(order.lines, order.units));
                    self.free.push(at);
                    self.to_pack.push(job(at, order));
                }
                Progress::PackQueue => self.to_pack.push(job(0.0, order)),
                Progress::Packing => {
                    let at = left((expected.packing_s)(order.lines, order.units));
                    self.to_ride.push(job(at, order));
                }
                Progress::Ready => self.to_ride.push(job(0.0, order)),
                Progress::Given => {}
            }
        }
        self.to_pick.push(Job {
            at: expected.processing_s,
            lines: asked.lines,
            units: asked.units,
            is_premium: asked.is_premium,
            is_own: true,
        });
    }

    /// Who waits is taken up by the picker who is free first. Where pickers carry several orders,
    /// those in hand are spread over the pickers at work.
    fn pick(&mut self, asked: &PromiseQuestion<'_>, expected: &Expected<'_>) {
        let busy = asked.pickers.saturating_sub(asked.idle_pickers).max(1) as usize;
        self.free.sort_unstable_by(f64::total_cmp);
        while self.free.len() > busy {
            // Of a tour for several, the last order set down ends it.
            self.free.remove(0);
        }
        self.free.extend(std::iter::repeat_n(0.0, asked.idle_pickers as usize));
        if self.free.is_empty() {
            // Nobody is on duty: who comes first is not known, and is hoped for soon.
            self.free.push(0.0);
        }
        by_time(&mut self.to_pick);
        while let Some((place, at, job)) = next(&mut self.to_pick, &self.free) {
            let end = at + (expected.picking_s)(job.lines, job.units);
            self.free[place] = end;
            self.to_pack.push(Job { at: end, ..job });
        }
    }

    fn pack(&mut self, asked: &PromiseQuestion<'_>, expected: &Expected<'_>) {
        self.free.clear();
        self.free.extend(self.to_ride.iter().filter(|job| job.at > 0.0).map(|job| job.at));
        let stations = asked.stations.max(1) as usize;
        self.free.truncate(stations);
        self.free.resize(stations, 0.0);
        by_time(&mut self.to_pack);
        while let Some((place, at, job)) = next(&mut self.to_pack, &self.free) {
            let end = at + (expected.packing_s)(job.lines, job.units);
            self.free[place] = end;
            self.to_ride.push(Job { at: end, ..job });
        }
    }

    /// When the own order is taken. Dedicated riders first; a gig rider where none of them is back
    /// in time.
    fn ride(&mut self, asked: &PromiseQuestion<'_>, expected: &Expected<'_>) -> f64 {
        self.free.clear();
        self.gig.clear();
        for rider in asked.riders.iter() {
            match rider.kind {
                // Who is back only after the end of the shift carries nothing more.
                RiderKind::Dedicated if rider.free_in <= rider.shift_left => {
                    self.free.push(rider.free_in.as_s());
                }
                RiderKind::Dedicated => {}
                RiderKind::Gig => self.gig.push(rider.free_in.as_s()),
            }
        }
        by_time(&mut self.to_ride);
        while !self.to_ride.is_empty() {
            let (own, gig) = (earliest(&self.free), earliest(&self.gig));
            // Without any rider nobody knows; a trip's time is as good a guess as any.
            let own_at = own.map_or(f64::INFINITY, |place| self.free[place]);
            let first = self.to_ride[0].at;
            let patience = first + expected.gig_after_s;
            let gig_at = gig.map_or(f64::INFINITY, |place| patience.max(first + self.gig[place]));
            let is_gig = own_at > patience && gig_at < own_at;
            let at = if is_gig { gig_at } else { own_at.max(first) };
            if at == f64::INFINITY {
                let own = self.to_ride.iter().find(|job| job.is_own);
                return own.map_or(first, |job| job.at) + expected.trip_s;
            }
            if take(&mut self.to_ride, at).is_own {
                return at;
            }
            match (own, gig) {
                (_, Some(gig)) if is_gig => {
                    self.gig.swap_remove(gig);
                }
                (Some(own), _) => self.free[own] = at + expected.trip_s,
                _ => {}
            }
        }
        unreachable!("the own order is among those that wait for a rider")
    }
}

/// Who came first by the list stays first among those who come at the same time.
fn by_time(jobs: &mut [Job]) {
    jobs.sort_by(|a, b| a.at.total_cmp(&b.at));
}

/// The server who is free first, when that one begins, and with whom.
fn next(jobs: &mut Vec<Job>, free: &[f64]) -> Option<(usize, f64, Job)> {
    let (first, place) = (jobs.first()?, earliest(free)?);
    let at = free[place].max(first.at);
    Some((place, at, take(jobs, at)))
}

/// Whose turn it is at `at`: a premium customer's, or that of who came first.
fn take(jobs: &mut Vec<Job>, at: f64) -> Job {
    let mut there = jobs.iter().take_while(|job| job.at <= at);
    let place = there.position(|job| job.is_premium).unwrap_or(0);
    jobs.remove(place)
}

fn earliest(free: &[f64]) -> Option<usize> {
    (0..free.len()).min_by(|a, b| free[*a].total_cmp(&free[*b]))
}
