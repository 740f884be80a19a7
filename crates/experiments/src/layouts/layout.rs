//! What a layout offers: its stores, whom they reach, and who works there.

use domain::fleet::RiderKind;
use domain::geo::Point;
use domain::instance::Instance;
use domain::store::Shift;

/// A store of a layout.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Site {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub point: Point,
}

/// The stores of a scenario with what they have to do and who is to do it.
#[derive(Clone, PartialEq, Debug)]
pub struct Layout {
    /// The stores, by id.
    pub sites: Vec<Site>,
    /// Sessions of each zone on an ordinary day.
    pub sessions_per_day: Vec<f64>,
    /// Hours that pickers are on duty, per day.
    pub picker_hours: f64,
    /// Hours that dedicated riders are on duty, per day, breaks left out.
    pub rider_hours: f64,
    /// Gig riders who can be called, per day.
    pub gig_riders: f64,
    /// Packing stations.
    pub stations: u32,
}

impl Layout {
    /// The layout of a world.
    #[must_use]
    pub fn of(instance: &Instance) -> Self {
        let days = f64::from(instance.calendar.days);
        let hours = |shift: &Shift| shift.end.since(shift.start).as_min() / 60.0;
        let riders = |kind| instance.fleet.riders.iter().filter(move |rider| rider.kind == kind);
        let on_duty = |rider: &domain::fleet::Rider| hours(&rider.shift) - hours(&rider.rest);
        let pickers = instance.stores.iter().flat_map(|store| &store.pickers);
        Self {
            sites: instance
                .stores
                .iter()
                .map(|store| Site { name: store.name.clone(), point: store.point })
                .collect(),
            sessions_per_day: instance
                .demand
                .zones
                .iter()
                .map(|zone| zone.sessions_per_day)
                .collect(),
            picker_hours: pickers.map(|picker| hours(&picker.shift)).sum::<f64>() / days,
            rider_hours: riders(RiderKind::Dedicated).map(on_duty).sum::<f64>() / days,
            gig_riders: riders(RiderKind::Gig).count() as f64 / days,
            stations: instance.stores.iter().map(|s| u32::from(s.packing_stations)).sum(),
        }
    }

    /// Sessions of the whole city on an ordinary day.
    #[must_use]
    pub fn sessions(&self) -> f64 {
        self.sessions_per_day.iter().sum()
    }

    /// Whether a zone that both serve has other customers here than there, so that their sessions
    /// are not the same ones.
    #[must_use]
    pub fn moves_demand(&self, other: &Self) -> bool {
        let pairs = self.sessions_per_day.iter().zip(&other.sessions_per_day);
        self.sessions_per_day.len() != other.sessions_per_day.len()
            || pairs.into_iter().any(|(a, b)| *a > 0.0 && *b > 0.0 && (a - b).abs() > 1e-9 * a)
    }
}
