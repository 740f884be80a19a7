//! The immutable world of one scenario, checked and ready to simulate.

use crate::access::AccessModel;
use crate::catalog::Catalog;
use crate::demand::Demand;
use crate::disruption::Disruption;
use crate::economics::Economics;
use crate::fleet::Fleet;
use crate::handling::Handling;
use crate::loyalty::Loyalty;
use crate::order::Line;
use crate::store::{FloorPlan, Store, StoreWork};
use crate::supply::Supply;
use crate::travel::{Incident, SpeedTable, Travel};
use crate::units::{Millimeters, Millis, Paise, SimTime};
use crate::weather::{RainModel, RainSpell};

/// The days that are simulated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Calendar {
    /// Weekday of the first day, 0 is Monday.
    pub first_weekday: u8,
    /// Day of the month of the first day, 1 to 31.
    pub first_day_of_month: u8,
    /// Number of days in which sessions arrive.
    pub days: u16,
    /// How long after the last midnight open orders may still be finished.
    pub drain: Millis,
    /// Sessions before this time shape the state but count in no figure.
    pub warmup: Millis,
}

impl Calendar {
    /// No session begins at or after this time.
    #[must_use]
    pub fn arrivals_end(&self) -> SimTime {
        SimTime(u64::from(self.days) * Millis::DAY.0)
    }

    /// Nothing happens after this time.
    #[must_use]
    pub fn end(&self) -> SimTime {
        self.arrivals_end() + self.drain
    }

    /// Hour of the week, 0 is Monday 00:00.
    #[must_use]
    pub fn hour_of_week(&self, at: SimTime) -> usize {
        ((u64::from(self.first_weekday) * 24 + at.hour()) % 168) as usize
    }
}

/// How traffic differs from typical speeds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct TrafficModel {
    /// Spread of the day's factor, shared by all trips (sigma of the logarithm).
    pub day_sigma: f64,
    /// Spread of the hour's factor around the day's, shared by all trips.
    pub hour_sigma: f64,
    /// Correlation of neighbouring hours' factors, 0 to below 1.
    pub hour_correlation: f64,
    /// Spread of one trip's own factor.
    pub trip_sigma: f64,
    /// Streets between two doors over the straight line, as dispatch is told.
    pub door_detour_factor: f64,
}

/// Limits and targets that the platform sets.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Service {
    /// The delivery promise that the SLA counts: ten minutes.
    pub sla: Millis,
    /// Budget of order processing, picking and packing, dispatch and last mile; sums to the SLA.
    pub budget: [Millis; 4],
    /// Delivery radius as the day begins.
    pub default_radius: Millimeters,
    /// Bounds that a radius policy keeps to.
    pub radius_bounds: [Millimeters; 2],
    /// How often the radius is reconsidered, a whole number of minutes.
    pub control_interval: Millis,
    /// Baskets below this value are refused.
    pub min_order: Paise,
}

/// The world of one scenario.
pub struct Instance {
    /// Scenario name.
    pub name: String,
    /// Seed of all that belongs to the city and not to the day: people and buildings.
    pub city_seed: u64,
    /// Days simulated.
    pub calendar: Calendar,
    /// What is sold.
    pub catalog: Catalog,
    /// Floor plans that stores refer to.
    pub floors: Vec<FloorPlan>,
    /// Stores by id.
    pub stores: Vec<Store>,
    /// Work inside every store.
    pub work: StoreWork,
    /// What is picked first and last, and what never shares a bag.
    pub handling: Handling,
    /// Riders.
    pub fleet: Fleet,
    /// Demand.
    pub demand: Demand,
    /// Suppliers and opening stock.
    pub supply: Supply,
    /// Typical speeds.
    pub speeds: SpeedTable,
    /// How traffic varies.
    pub traffic: TrafficModel,
    /// Rain as it is drawn.
    pub rain: RainModel,
    /// Rain as the timetable says.
    pub rain_spells: Vec<RainSpell>,
    /// Closed or blocked streets.
    pub incidents: Vec<Incident>,
    /// Other disturbances.
    pub disruptions: Vec<Disruption>,
    /// The last 50 metres.
    pub access: AccessModel,
    /// Money.
    pub economics: Economics,
    /// Whether customers come back.
    pub loyalty: Loyalty,
    /// Promise and limits.
    pub service: Service,
    /// Travel times on the city's streets.
    pub travel: Box<dyn Travel>,
}

impl Instance {
    /// Whether a rider can carry a basket.
    #[must_use]
    pub fn carries(&self, basket: impl IntoIterator<Item = Line>) -> bool {
        let (mut grams, mut millilitres) = (0, 0);
        for line in basket {
            let sku = self.catalog.sku(line.sku);
            grams += u64::from(sku.weight.0) * u64::from(line.quantity);
            millilitres += u64::from(sku.volume.0) * u64::from(line.quantity);
        }
        grams <= u64::from(self.fleet.capacity_weight.0)
            && millilitres <= u64::from(self.fleet.capacity_volume.0)
    }
}
