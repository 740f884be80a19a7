//! The reference design's dispatch: a score per rider, a threshold, and pairs of near doors.

use domain::decision::Solver;
use domain::decision::dispatch::{
    Assignment, Dispatch, DispatchPlan, DispatchQuestion, ReadyOrder, RiderOption,
};
use domain::fleet::RiderKind;
use domain::rng::Stream;
use domain::units::{Millimeters, Millis, SimTime};

use crate::{Entry, entry, settings};

/// In the registry.
pub const ENTRY: Entry<dyn Dispatch> = entry!(
    "reference",
    "The rider with the best score for each order, oldest first; near doors share a trip; \
              poor matches wait a little; gig riders only as overflow.",
    Reference::new(Config)
);

settings! {
    /// Weights of the score and conditions of batching.
    pub struct Config {
        /// Points of a rider at the bay.
        distance_points: f64 = 100.0, 0.0..=1000.0;
        /// Points lost per minute until the rider is at the bay, down to none.
        distance_points_per_min: f64 = 10.0, 0.0..=1000.0;
        /// Weight of the distance points in the score.
        distance_weight: f64 = 0.35, 0.0..=10.0;
        /// Doors nearer than this to the rider's last door earn the higher batch points, metres.
        batch_near_m: f64 = 300.0, 0.0..=100_000.0;
        /// Batch points for a near door.
        batch_near_points: f64 = 30.0, 0.0..=1000.0;
        /// Doors nearer than this earn the lower batch points, metres. Without effect until
        /// `batch_within_m` allows such batches.
        batch_far_m: f64 = 500.0, 0.0..=100_000.0;
        /// Batch points for a door that is not quite near.
        batch_far_points: f64 = 15.0, 0.0..=1000.0;
        /// Weight of the batch points in the score.
        batch_weight: f64 = 0.25, 0.0..=10.0;
        /// Points per star of the rider's mean rating.
        rating_points: f64 = 10.0, 0.0..=1000.0;
        /// Weight of the rating points in the score.
        rating_weight: f64 = 0.20, 0.0..=10.0;
        /// A shift that ends sooner than this costs `shift_soon_points`, minutes.
        shift_soon_min: f64 = 20.0, 0.0..=1440.0;
        /// Taken off the score shortly before the end of the shift.
        shift_soon_points: f64 = 30.0, 0.0..=1000.0;
        /// A shift that ends sooner than this costs `shift_last_points` instead, minutes.
        shift_last_min: f64 = 10.0, 0.0..=1440.0;
        /// Taken off the score at the very end of the shift.
        shift_last_points: f64 = 50.0, 0.0..=1000.0;
        /// Taken off the score per delivery in the last hour.
        delivery_points: f64 = 2.0, 0.0..=1000.0;
        /// Riders who score less are not sent. Our choice; the design names no number.
        threshold_points: f64 = 20.0, -1000.0..=1000.0;
        /// An order that has waited at the bay this long takes the best rider whatever the score,
        /// seconds. Our choice; the design says "briefly".
        wait_at_most_s: f64 = 60.0, 0.0..=86_400.0;
        /// How soon to ask again while an order waits for a better score, seconds.
        retry_s: f64 = 15.0, 1.0..=86_400.0;
        /// Gig riders are considered where no good dedicated rider is at the bay within this time,
        /// seconds. Our choice; the design says "overflow".
        gig_after_s: f64 = 120.0, 0.0..=86_400.0;
        /// Most orders on a trip: 1 never batches.
        orders_per_trip: u8 = 2, 1..=2;
        /// Two orders share a trip when their doors are nearer than this, metres.
        batch_within_m: f64 = 300.0, 0.0..=100_000.0;
        /// ... and were packed within this time of each other, seconds.
        batch_ready_within_s: f64 = 120.0, 0.0..=86_400.0;
        /// ... and each customer is served within this time of the click, minutes.
        batch_total_min: f64 = 12.0, 0.0..=1440.0;
    } refused by contradiction
}

fn contradiction(config: &Config) -> Option<&'static str> {
    if config.shift_last_min > config.shift_soon_min {
        return Some("`shift_last_min` must not exceed `shift_soon_min`");
    }
    (config.batch_near_m > config.batch_far_m)
        .then_some("`batch_near_m` must not exceed `batch_far_m`")
}

/// The scoring dispatcher. O(orders x riders) per question.
#[derive(Clone, Debug)]
pub struct Reference {
    config: Config,
    wait_at_most: Millis,
    retry: Millis,
    gig_after: Millis,
    batch_within: Millimeters,
    batch_ready_within: Millis,
    batch_total: Millis,
    /// Score of each rider without batch points; `None` once named in the plan.
    standing: Vec<Option<f64>>,
    /// Whether each order is given out.
    given: Vec<bool>,
}

impl Reference {
    /// A solver with these settings.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self {
            wait_at_most: Millis::from_s(config.wait_at_most_s),
            retry: Millis::from_s(config.retry_s),
            gig_after: Millis::from_s(config.gig_after_s),
            batch_within: Millimeters::from_m(config.batch_within_m),
            batch_ready_within: Millis::from_s(config.batch_ready_within_s),
            batch_total: Millis::from_s(config.batch_total_min * 60.0),
            config,
            standing: Vec::new(),
            given: Vec::new(),
        }
    }

    /// Points for being near, below zero for who is very far.
    fn distance_points(&self, option: &RiderOption) -> f64 {
        self.config.distance_points - self.config.distance_points_per_min * option.eta.as_min()
    }

    /// The rider's score apart from batch points.
    fn score_alone(&self, option: &RiderOption) -> f64 {
        let config = &self.config;
        // The shorter time first: tested the other way round it would never be reached.
        let shift_left = option.shift_left.as_min();
        let shift = if shift_left < config.shift_last_min {
            config.shift_last_points
        } else if shift_left < config.shift_soon_min {
            config.shift_soon_points
        } else {
            0.0
        };
        self.distance_points(option).max(0.0) * config.distance_weight
            + option.rating * config.rating_points * config.rating_weight
            - shift
            - config.delivery_points * f64::from(option.deliveries_last_hour)
    }

    /// Batch points for a door this far from the rider's last one.
    fn batch_points(&self, between: Millimeters) -> f64 {
        let config = &self.config;
        if between.as_m() < config.batch_near_m {
            config.batch_near_points
        } else if between.as_m() < config.batch_far_m {
            config.batch_far_points
        } else {
            0.0
        }
    }

    /// The rider's score for this order; `None` where the order may not join the rider's load.
    fn score(
        &self,
        question: &DispatchQuestion<'_>,
        ready: &ReadyOrder,
        option: &RiderOption,
        standing: f64,
    ) -> Option<f64> {
        let Some(load) = option.load else { return Some(standing) };
        let between = load.door.distance(ready.door);
        let fits = load.weight + ready.weight <= question.capacity_weight
            && load.volume + ready.volume <= question.capacity_volume;
        let ready_apart = Millis(load.ready.0.abs_diff(ready.ready.0));
        let total = question.now.since(ready.clicked)
            + option.eta
            + load.ride
            + question.door_time
            + question.ride_between(load.door, ready.door)
            + question.door_time;
        let joins = load.orders < self.most_orders(question)
            && !ready.is_premium
            && !load.has_premium
            && fits
            && between < self.batch_within
            && ready_apart <= self.batch_ready_within
            && total < self.batch_total;
        joins.then(|| standing + self.batch_points(between) * self.config.batch_weight)
    }

    fn most_orders(&self, question: &DispatchQuestion<'_>) -> u8 {
        self.config.orders_per_trip.min(question.max_orders_per_trip)
    }

    /// The best rider for this order, by position, if one is good enough.
    ///
    /// A patient order takes nobody below the threshold. An order whose patience has ended takes
    /// the best there is, and there ten minutes away is better than forty: the score's floor at
    /// zero distance points, harmless above a threshold, would call them equal.
    fn best_rider(&self, question: &DispatchQuestion<'_>, ready: &ReadyOrder) -> Option<usize> {
        let is_patient = question.now < self.patience_ends(ready);
        let mut dedicated: Option<(f64, usize)> = None;
        let mut gig: Option<(f64, usize)> = None;
        let mut dedicated_soon = false;
        for (position, option) in question.riders.iter().enumerate() {
            let Some(standing) = self.standing[position] else { continue };
            let Some(mut score) = self.score(question, ready, option, standing) else { continue };
            if !is_patient {
                score += self.distance_points(option).min(0.0) * self.config.distance_weight;
            } else if score < self.config.threshold_points {
                continue;
            }
            let best = match option.kind {
                RiderKind::Dedicated => {
                    dedicated_soon |= option.eta <= self.gig_after;
                    &mut dedicated
                }
                RiderKind::Gig => &mut gig,
            };
            if best.is_none_or(|(highest, _)| score > highest) {
                *best = Some((score, position));
            }
        }
        let best = match (dedicated, gig) {
            (Some(own), Some(hired)) if !dedicated_soon && hired.0 > own.0 => hired,
            (Some(own), _) => own,
            (None, hired) => hired?,
        };
        Some(best.1)
    }

    /// The waiting order that best shares a trip with order `first` on this rider, by position.
    fn partner(&self, question: &DispatchQuestion<'_>, first: usize, eta: Millis) -> Option<usize> {
        let one = &question.orders[first];
        if one.is_premium || self.most_orders(question) < 2 {
            return None;
        }
        let mut nearest: Option<(Millimeters, usize)> = None;
        for (position, other) in question.orders.iter().enumerate() {
            let ready_apart = Millis(one.ready.0.abs_diff(other.ready.0));
            if position == first
                || self.given[position]
                || other.is_premium
                || ready_apart > self.batch_ready_within
                || one.weight + other.weight > question.capacity_weight
                || one.volume + other.volume > question.capacity_volume
            {
                continue;
            }
            let between = one.door.distance(other.door);
            if between < self.batch_within
                && nearest.is_none_or(|(least, _)| between < least)
                && self.serves_both_in_time(question, one, other, eta)
            {
                nearest = Some((between, position));
            }
        }
        nearest.map(|(_, position)| position)
    }

    /// Whether each of the two is expected to have the goods in time after the click.
    fn serves_both_in_time(
        &self,
        question: &DispatchQuestion<'_>,
        one: &ReadyOrder,
        other: &ReadyOrder,
        eta: Millis,
    ) -> bool {
        let (first, second) = if other.ride < one.ride { (other, one) } else { (one, other) };
        let first_done = eta + first.ride + question.door_time;
        let second_done =
            first_done + question.ride_between(first.door, second.door) + question.door_time;
        question.now.since(first.clicked) + first_done < self.batch_total
            && question.now.since(second.clicked) + second_done < self.batch_total
    }

    /// When an order stops waiting for a better rider.
    fn patience_ends(&self, ready: &ReadyOrder) -> SimTime {
        ready.ready + self.wait_at_most
    }
}

impl Solver for Reference {}

impl Dispatch for Reference {
    fn plan(&mut self, question: &DispatchQuestion<'_>, _rng: &mut Stream) -> DispatchPlan {
        self.standing.clear();
        for option in question.riders.iter() {
            let score = self.score_alone(option);
            self.standing.push(Some(score));
        }
        self.given.clear();
        self.given.resize(question.orders.len(), false);
        let mut plan = DispatchPlan::default();
        let mut riders_left = question.riders.len();
        // Who pays for priority first, then whoever has waited longest.
        let first = |is_premium| {
            let orders = question.orders.iter().enumerate();
            orders.filter(move |(_, ready)| ready.is_premium == is_premium)
        };
        for (position, ready) in first(true).chain(first(false)) {
            if self.given[position] {
                continue;
            }
            if riders_left == 0 {
                break;
            }
            let Some(rider) = self.best_rider(question, ready) else { continue };
            let option = &question.riders[rider];
            self.given[position] = true;
            self.standing[rider] = None;
            riders_left -= 1;
            let mut orders = vec![ready.order];
            if option.load.is_none()
                && let Some(partner) = self.partner(question, position, option.eta)
            {
                self.given[partner] = true;
                let other = &question.orders[partner];
                orders.insert(usize::from(other.ride >= ready.ride), other.order);
            }
            plan.assignments.push(Assignment { rider: option.rider, orders });
        }
        if riders_left > 0 {
            let waiting = question.orders.iter().zip(&self.given).filter(|(_, given)| !**given);
            plan.ask_again = waiting
                .map(|(ready, _)| self.patience_ends(ready))
                .filter(|&end| end > question.now)
                .min()
                .map(|end| end.min(question.now + self.retry));
        }
        plan
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dispatch::cases::{At as _, Case, Loaded as _, order, rider};
    use domain::decision::dispatch::Load;

    fn reference() -> Reference {
        Reference::new(Config::default())
    }

    fn minutes(minutes: f64) -> Millis {
        Millis::from_s(minutes * 60.0)
    }

    #[test]
    fn the_score_adds_up_as_the_design_writes_it() {
        let option = RiderOption { eta: minutes(3.0), deliveries_last_hour: 4, ..rider(0) };
        // (100 - 3 * 10) * 0.35 + 4.5 * 10 * 0.2 - 2 * 4.
        assert!((reference().score_alone(&option) - 25.5).abs() < 1e-9);
        let far = RiderOption { eta: minutes(30.0), ..rider(0) };
        assert!(
            (reference().score_alone(&far) - 9.0).abs() < 1e-9,
            "distance never counts against"
        );
    }

    #[test]
    fn the_last_ten_minutes_of_a_shift_weigh_more_than_the_last_twenty() {
        let left = |left: f64| {
            reference().score_alone(&RiderOption { shift_left: minutes(left), ..rider(0) })
        };
        // 44 at the bay with 4.5 stars.
        for (minutes, score) in
            [(30.0, 44.0), (20.0, 44.0), (19.0, 14.0), (10.0, 14.0), (9.0, -6.0)]
        {
            assert!((left(minutes) - score).abs() < 1e-9, "{minutes} minutes left");
        }
    }

    #[test]
    fn batch_points_come_in_two_tiers() {
        let points = |meters: f64| reference().batch_points(Millimeters::from_m(meters));
        assert_eq!(
            [points(299.9), points(300.0), points(499.9), points(500.0)],
            [30.0, 15.0, 15.0, 0.0]
        );
    }

    #[test]
    fn a_near_door_joins_the_rider_who_is_loading() {
        let case =
            Case { orders: vec![order(1).at(250.0)], riders: vec![rider(0), rider(1).loaded(0.0)] };
        assert_eq!(case.given(&mut reference()), [(1, vec![1])]);
        let far = Case { orders: vec![order(1).at(310.0)], ..case };
        assert_eq!(far.given(&mut reference()), [(0, vec![1])]);
    }

    #[test]
    fn every_condition_of_the_batching_matrix_can_forbid_joining() {
        let join = |change: fn(&mut ReadyOrder, &mut Load)| {
            let (mut held, mut new) = (rider(1).loaded(0.0), order(1).at(100.0));
            if let Some(load) = &mut held.load {
                change(&mut new, load);
            }
            Case { orders: vec![new], riders: vec![rider(0), held] }.given(&mut reference())
        };
        let (joined, alone) = ([(1, vec![1])], [(0, vec![1])]);
        assert_eq!(join(|_, _| {}), joined);
        assert_eq!(join(|_, load| load.orders = 2), alone);
        assert_eq!(join(|new, _| *new = new.at(300.0)), alone);
        assert_eq!(join(|_, load| load.ready = SimTime(load.ready.0 - 121_000)), alone);
        assert_eq!(join(|new, _| new.is_premium = true), alone);
        assert_eq!(join(|_, load| load.has_premium = true), alone);
        assert_eq!(join(|_, load| load.weight.0 = 19_500), alone);
        assert_eq!(join(|_, load| load.volume.0 = 79_500), alone);
        // 10:50 after the click, as for a pair; only the order that joins counts.
        assert_eq!(join(|new, _| new.clicked = SimTime(new.clicked.0 - 60_000)), joined);
        assert_eq!(join(|new, _| new.clicked = SimTime(new.clicked.0 - 70_000)), alone);
    }

    #[test]
    fn two_waiting_orders_share_a_trip_nearer_door_first() {
        let near = ReadyOrder { ride: minutes(2.0), ..order(2).at(200.0) };
        let case =
            Case { orders: vec![order(1), order(5).at(290.0), near], riders: vec![rider(0)] };
        assert_eq!(case.given(&mut reference()), [(0, vec![2, 1])]);
    }

    #[test]
    fn every_condition_of_the_batching_matrix_can_forbid_a_pair() {
        let pair = |change: &dyn Fn(&mut ReadyOrder)| {
            let mut other = order(2).at(100.0);
            change(&mut other);
            let riders = vec![rider(0), rider(1)];
            Case { orders: vec![order(1), other], riders }.given(&mut reference())
        };
        let apart = [(0, vec![1]), (1, vec![2])];
        assert_eq!(pair(&|_| {}), [(0, vec![1, 2])]);
        assert_eq!(pair(&|o| *o = o.at(300.0)), apart);
        assert_eq!(pair(&|o| o.ready = SimTime(o.ready.0 - 121_000)), apart);
        // Who pays for priority goes first.
        assert_eq!(pair(&|o| o.is_premium = true), [(0, vec![2]), (1, vec![1])]);
        assert_eq!(pair(&|o| o.weight.0 = 19_500), apart);
        assert_eq!(pair(&|o| o.volume.0 = 79_500), apart);
        // Clicked 4 minutes ago, ride 2.5, door 2, 100 m at 5 m/s, door 2: 10:50 after the click.
        assert_eq!(pair(&|o| o.clicked = SimTime(o.clicked.0 - 60_000)), [(0, vec![1, 2])]);
        assert_eq!(pair(&|o| o.clicked = SimTime(o.clicked.0 - 70_000)), apart);
        // Visited first after 2.4 minutes, door 2: the older order counts as well.
        let first = |o: &mut ReadyOrder, earlier: u64| {
            *o = ReadyOrder { ride: minutes(2.4), clicked: SimTime(o.clicked.0 - earlier), ..*o };
        };
        assert_eq!(pair(&|o| first(o, 210_000)), [(0, vec![2, 1])]);
        assert_eq!(pair(&|o| first(o, 220_000)), apart);
    }

    #[test]
    fn no_trip_carries_more_orders_than_allowed() {
        let orders: Vec<ReadyOrder> = (1..=3).map(order).collect();
        let case = Case { orders, riders: vec![rider(0)] };
        assert_eq!(case.given(&mut reference())[0].1.len(), 2);
        let single = Config { orders_per_trip: 1, ..Config::default() };
        assert_eq!(case.given(&mut Reference::new(single)), [(0, vec![1])]);
        let joining = Case { orders: vec![order(1)], riders: vec![rider(0).loaded(0.0)] };
        assert_eq!(joining.given(&mut Reference::new(single)), []);
    }

    #[test]
    fn a_poor_match_waits_briefly_and_no_longer() {
        // 14 points: below the threshold of 20.
        let tired = RiderOption { shift_left: minutes(15.0), ..rider(0) };
        let case = Case { orders: vec![order(1)], riders: vec![tired] };
        let question = case.question();
        let plan = case.plan(&mut reference());
        assert_eq!(plan.assignments, []);
        // Packed 30 s ago, so patience ends in 30 s; the first retry comes before.
        assert_eq!(plan.ask_again, Some(question.now + Millis(15_000)));
        let waited = ReadyOrder { ready: SimTime(question.now.0 - 60_000), ..order(1) };
        let case = Case { orders: vec![waited], riders: vec![tired] };
        assert_eq!(case.given(&mut reference()), [(0, vec![1])]);
    }

    #[test]
    fn an_order_out_of_patience_takes_the_nearer_of_two_far_riders() {
        let waited = ReadyOrder { ready: SimTime(order(1).ready.0 - 60_000), ..order(1) };
        let near = RiderOption { eta: minutes(11.0), rating: 4.0, ..rider(0) };
        let far = RiderOption { eta: minutes(40.0), rating: 5.0, ..rider(1) };
        let case = Case { orders: vec![waited], riders: vec![near, far] };
        assert_eq!(case.given(&mut reference()), [(0, vec![1])]);
        let patient = Case { orders: vec![order(1)], ..case };
        assert_eq!(patient.given(&mut reference()), []);
    }

    #[test]
    fn gig_riders_ride_only_when_no_good_dedicated_rider_is_near() {
        let gig = RiderOption { kind: RiderKind::Gig, rating: 5.0, ..rider(1) };
        let case = |eta: f64| Case {
            orders: vec![order(1)],
            riders: vec![RiderOption { eta: minutes(eta), ..rider(0) }, gig],
        };
        assert_eq!(case(2.0).given(&mut reference()), [(0, vec![1])]);
        assert_eq!(case(2.1).given(&mut reference()), [(1, vec![1])]);
        let tired = RiderOption { shift_left: minutes(15.0), ..rider(0) };
        let case = Case { orders: vec![order(1)], riders: vec![tired, gig] };
        assert_eq!(case.given(&mut reference()), [(1, vec![1])]);
    }

    #[test]
    fn who_pays_for_priority_rides_first() {
        let premium = ReadyOrder { is_premium: true, ..order(2).at(5_000.0) };
        let case = Case { orders: vec![order(1), premium], riders: vec![rider(0)] };
        assert_eq!(case.given(&mut reference()), [(0, vec![2])]);
    }

    #[test]
    fn without_riders_nothing_is_asked_again() {
        let case = Case { orders: vec![order(1)], riders: vec![] };
        assert_eq!(case.plan(&mut reference()), DispatchPlan::default());
    }
}
