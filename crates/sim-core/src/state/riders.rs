//! Riders: on or off duty, at the bay, on the road or called.

use arrayvec::ArrayVec;
use domain::ids::{OrderId, TripId};
use domain::units::{Millis, SimTime};
use serde::{Deserialize, Serialize};

use super::experience::FadingMean;

/// What a rider is doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Doing {
    /// Off duty, on a break or, for gig riders, not called.
    Away,
    /// Waiting at the bay.
    Idle,
    /// Told to load: a gig rider on the way to the bay, or a rider who turns to the bags.
    Called,
    /// Loading for a trip.
    Loading(TripId),
    /// On the way to doors.
    Out(TripId),
    /// On the way back.
    Back(TripId),
}

/// A rider's day so far.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RiderState {
    /// What they are doing.
    pub doing: Doing,
    /// Between the begin and the end of the shift, breaks included.
    pub in_shift: bool,
    /// A break is due or under way.
    pub wants_rest: bool,
    /// Shortages of the timetable that keep the rider away now.
    pub absences: u32,
    /// Counted among the store's riders: in the shift and not kept away.
    pub is_present: bool,
    /// Since when on duty; `None` while not.
    pub on_since: Option<SimTime>,
    /// Orders to take on the next trip, in order of visiting.
    pub next: Vec<OrderId>,
    /// When they are expected back at the bay.
    pub expected_back: SimTime,
    /// What customers think of them.
    pub rating: FadingMean,
    /// The latest deliveries, oldest first.
    recent: ArrayVec<SimTime, 16>,
}

impl Default for RiderState {
    fn default() -> Self {
        Self {
            doing: Doing::Away,
            in_shift: false,
            wants_rest: false,
            absences: 0,
            is_present: false,
            on_since: None,
            next: Vec::new(),
            expected_back: SimTime::ZERO,
            rating: FadingMean::default(),
            recent: ArrayVec::new(),
        }
    }
}

impl RiderState {
    /// Off duty, with this rating.
    #[must_use]
    pub fn new(rating: FadingMean) -> Self {
        Self { rating, ..Self::default() }
    }

    /// Notes a delivery.
    pub fn delivered(&mut self, at: SimTime) {
        if self.recent.is_full() {
            self.recent.remove(0);
        }
        self.recent.push(at);
    }

    /// Deliveries in the hour before `now` (at most 16 are remembered).
    #[must_use]
    pub fn deliveries_last_hour(&self, now: SimTime) -> u32 {
        self.recent.iter().filter(|at| now.since(**at) < Millis::HOUR).count() as u32
    }

    /// Should be working now.
    #[must_use]
    pub fn is_wanted(&self) -> bool {
        self.in_shift && !self.wants_rest && self.absences == 0
    }
}
