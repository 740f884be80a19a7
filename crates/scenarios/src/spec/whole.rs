//! A whole scenario file as typed data.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::access::AccessSpec;
use super::basket::BasketSpec;
use super::calendar::CalendarSpec;
use super::catalog::CatalogSpec;
use super::city::CitySpec;
use super::demand::DemandSpec;
use super::disruptions::DisruptionsSpec;
use super::economics::EconomicsSpec;
use super::fleet::FleetSpec;
use super::floor::FloorSpec;
use super::handling::HandlingSpec;
use super::loyalty::LoyaltySpec;
use super::policies::PoliciesSpec;
use super::refunds::RefundsSpec;
use super::service::ServiceSpec;
use super::stores::StoresSpec;
use super::supply::SupplySpec;
use super::travel::TravelSpec;
use super::weather::WeatherSpec;
use super::work::WorkSpec;

/// A scenario. Every section may be left out, and every setting in it; an empty file is a day of a
/// generated city with six stores.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Spec {
    /// Scenario that this one starts from: the name of one that comes with the program, or a file,
    /// relative to this one. What this file does not say is as it is there; lists, distributions
    /// and policies are replaced whole. Default: none.
    pub base: Option<String>,
    /// Streets, zones and people.
    pub city: CitySpec,
    /// Days simulated.
    pub calendar: CalendarSpec,
    /// Sessions and choices.
    pub demand: DemandSpec,
    /// What is sold.
    pub catalog: CatalogSpec,
    /// How baskets are filled.
    pub basket: BasketSpec,
    /// Dark stores.
    pub stores: StoresSpec,
    /// Floor plan of the stores.
    pub floor: FloorSpec,
    /// Times of work inside a store.
    pub work: WorkSpec,
    /// What is picked first and last, and what never shares a bag.
    pub handling: HandlingSpec,
    /// Riders.
    pub fleet: FleetSpec,
    /// Speeds and traffic.
    pub travel: TravelSpec,
    /// Rain.
    pub weather: WeatherSpec,
    /// The last 50 metres.
    pub access: AccessSpec,
    /// Suppliers and opening stock.
    pub supply: SupplySpec,
    /// Promise and limits.
    pub service: ServiceSpec,
    /// Solvers of the online decisions.
    pub policies: PoliciesSpec,
    /// What goes wrong.
    pub disruptions: DisruptionsSpec,
    /// Money.
    pub economics: EconomicsSpec,
    /// What customers get back.
    pub refunds: RefundsSpec,
    /// Whether customers come back.
    pub loyalty: LoyaltySpec,
}
