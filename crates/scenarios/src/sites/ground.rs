//! A scenario's streets, people and stores, before it is decided where stores stand.

use domain::geo::{Plane, Point};
use domain::travel::RoadClass;
use domain::units::Millimeters;
use domain::weather::Rain;
use roads::shortest_path::Streets;
use roads::snap::Snapper;
use roads::stops::Stop;

use super::land::Land;
use crate::build::{self, City, OFF_STREET_M};
use crate::error::ScenarioError;
use crate::scenario::Scenario;

/// Wednesday, whose traffic is the usual.
const WEDNESDAY: usize = 2;

/// What placement looks at.
pub struct Ground<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Streets and zones.
    pub city: City,
    /// Streets for searches.
    pub streets: Streets,
    /// What land costs.
    pub land: Land,
    /// The scenario's stores, listed and placed: name and position.
    pub stores: Vec<(String, Point)>,
    pub(super) snapper: Snapper,
}

impl<'a> Ground<'a> {
    /// Builds streets, zones and stores of a scenario. The same scenario gives the same ground.
    ///
    /// # Errors
    /// As [`Scenario::build`], as far as streets, wards and stores go.
    pub fn of(scenario: &'a Scenario) -> Result<Self, ScenarioError> {
        let mut city = scenario.city()?;
        let stores = build::standing(&scenario.spec, &mut city)
            .map_err(|fault| scenario.source.point(fault))?;
        let snapper = Snapper::new(&city.network);
        let land = Land::of(&scenario.spec.economics, &city.zones);
        let streets = Streets::new(&city.network);
        Ok(Self { scenario, city, streets, land, stores, snapper })
    }

    /// The junctions on the streets nearest to places, made where there are none.
    pub(super) fn stop_at(&mut self, places: &[Point]) -> Vec<Option<Stop>> {
        let reach = Millimeters::from_m(OFF_STREET_M);
        let stops = self.city.network.stop_at(places, reach);
        self.snapper = Snapper::new(&self.city.network);
        self.streets = Streets::new(&self.city.network);
        stops
    }

    /// How the plane lies on the globe.
    #[must_use]
    pub fn plane(&self) -> &Plane {
        &self.city.network.plane
    }

    /// Speeds of a two-wheeler (mm/s) on a dry Wednesday at this hour of day, as the scenario has
    /// them.
    #[must_use]
    pub fn speeds(&self, hour: usize) -> [u64; RoadClass::COUNT] {
        let usual = roads::speeds::default_two_wheeler();
        let table = build::speeds(&self.scenario.spec.travel, usual);
        table.speeds(WEDNESDAY * 24 + hour % 24, Rain::Dry, 1.0)
    }
}
