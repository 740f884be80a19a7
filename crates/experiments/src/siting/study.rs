//! A city's question of placement, and all that was found about it.

use domain::decision::placement::{
    Candidate as Site, Coverage, Distances, Links, Model, PlacementQuestion, Standing, Traits,
};
use domain::geo::Point;
use domain::ids::NodeId;
use roads::RoadsError;
use roads::catchments::{Catchments, Measure};
use scenarios::sites::{Candidate, Demand, Ground, MONTH_DAYS};

use super::answered::Answered;
use super::curve::Step;
use super::freed::Freed;
use super::frontier::Budget;
use super::layout::Layout;
use super::phased::Phase;
use super::refined::Refined;
use super::robust::Robustness;

/// A question about a city.
pub struct Study<'a> {
    /// The city.
    pub ground: &'a Ground<'a>,
    /// Candidates, as numbered in the question.
    pub candidates: Vec<Candidate>,
    /// Demand points, as numbered in the question.
    pub demand: Demand,
    /// The question.
    pub question: PlacementQuestion<'static>,
    /// What counts as near, in `unit`.
    pub radius: f64,
    /// Unit of the distances: `min` or `km`.
    pub unit: &'static str,
    /// Weight of an order in the question: 1, or INR per unit of distance where the model adds
    /// distance to money.
    pub per_order: f64,
    /// INR that an order earns before rent.
    pub margin_inr: f64,
    /// Whether demand is that of an hour and not of a day.
    pub is_of_an_hour: bool,
    /// Where competitors' stores stand, for those who look at them.
    pub rivals: Vec<Point>,
}

/// What is asked.
#[derive(Clone, PartialEq, Debug)]
pub struct Terms {
    /// What a layout is judged by.
    pub model: Model,
    /// What counts as near, in the unit of the measure.
    pub radius: f64,
    /// How distance is measured.
    pub measure: Measure,
    /// How far pairs are listed; those farther count as this far in the models of distance.
    pub reach: f64,
    /// Most sites open.
    pub sites: Option<u32>,
    /// Most that the open sites may cost a month, INR.
    pub budget_inr: Option<f64>,
    /// Most orders of a site in capacitated models, where it has no limit of its own.
    pub orders_max: f64,
    /// What an order costs per unit of distance, INR, where the model pays for opening.
    pub inr_per_unit: f64,
    /// INR that an order earns before rent.
    pub margin_inr: f64,
    /// Whether demand is that of an hour.
    pub is_of_an_hour: bool,
}

impl<'a> Study<'a> {
    /// Searches the streets and puts the question; `standing` is by candidate.
    ///
    /// # Errors
    /// Too many pairs within reach.
    pub fn new(
        ground: &'a Ground<'a>,
        candidates: Vec<Candidate>,
        demand: Demand,
        standing: &[Standing],
        terms: &Terms,
    ) -> Result<Self, RoadsError> {
        let sites: Vec<NodeId> = candidates.iter().map(|site| site.node).collect();
        let points: Vec<NodeId> = demand.points.iter().map(|point| point.node).collect();
        let found =
            Catchments::search(&ground.streets, &sites, &points, terms.measure, terms.reach)?;
        let model = terms.model;
        let pays = model.pays_to_open();
        let share_of_month = if pays { 1.0 / MONTH_DAYS } else { 1.0 };
        let site = |(candidate, standing): (&Candidate, &Standing)| Site {
            opening_cost: candidate.month_inr * share_of_month,
            capacity: match model.is_capacitated() {
                true => candidate.capacity.unwrap_or(terms.orders_max),
                false => f64::INFINITY,
            },
            standing: *standing,
            traits: Some(Traits {
                at_m: [candidate.point.x_mm as f64 / 1e3, candidate.point.y_mm as f64 / 1e3],
                competitor_km: candidate.competitor_km,
                rent_share: candidate.month_inr / ground.land.highest_inr(),
                road_access: candidate.road_access,
            }),
        };
        let per_order = if pays { terms.inr_per_unit } else { 1.0 };
        let orders = || demand.points.iter().map(|point| point.orders);
        let is_covering = matches!(model, Model::MaxCovering { .. } | Model::SetCovering { .. });
        let question = PlacementQuestion {
            model,
            candidates: candidates.iter().zip(standing).map(site).collect(),
            weights: orders().map(|orders| orders * per_order).collect(),
            sizes: if model.is_capacitated() { orders().collect() } else { Vec::new().into() },
            distances: Distances::Links(Links {
                starts: found.starts.into(),
                sites: found.sites.into(),
                distances: found.distances.into(),
                beyond: (!is_covering).then_some(terms.reach),
            }),
            sites: terms.sites,
            budget: terms.budget_inr.map(|budget| budget * share_of_month),
        };
        Ok(Self {
            ground,
            candidates,
            demand,
            question,
            radius: terms.radius,
            unit: if matches!(terms.measure, Measure::Minutes(_)) { "min" } else { "km" },
            per_order,
            margin_inr: terms.margin_inr,
            is_of_an_hour: terms.is_of_an_hour,
            rivals: Vec::new(),
        })
    }

    /// Pairs of site and demand point that are listed.
    #[must_use]
    pub fn links(&self) -> usize {
        match &self.question.distances {
            Distances::Links(links) => links.sites.len(),
            _ => 0,
        }
    }

    /// Orders of a weight.
    #[must_use]
    pub fn orders(&self, weight: f64) -> f64 {
        weight / self.per_order
    }

    /// What a value is measured in.
    #[must_use]
    pub fn value_unit(&self) -> String {
        let time = if self.is_of_an_hour { "hour" } else { "day" };
        match self.question.model {
            Model::MaxCovering { coverage: Coverage::Whole, .. } => {
                format!("orders/{time} covered")
            }
            Model::MaxCovering { .. } => format!("orders/{time} counted"),
            Model::PMedian => format!("order-{} a {time}", self.unit),
            Model::PCenter => self.unit.into(),
            Model::SetCovering { .. } => "stores".into(),
            Model::Uncapacitated | Model::Capacitated | Model::SingleSource => "INR/day".into(),
        }
    }

    /// Orders a day that a site needs to pay its rent; infinite where an order earns nothing.
    #[must_use]
    pub fn break_even(&self, site: u32) -> f64 {
        if self.margin_inr <= 0.0 {
            return f64::INFINITY;
        }
        self.candidates[site as usize].month_inr / MONTH_DAYS / self.margin_inr
    }

    /// What the front of value against rent is measured in.
    #[must_use]
    pub fn front_unit(&self) -> String {
        match self.question.model {
            Model::MaxCovering { .. } | Model::PMedian => self.value_unit(),
            _ if self.is_of_an_hour => "orders/hour covered".into(),
            _ => "orders/day covered".into(),
        }
    }

    /// What a layout costs a month, INR.
    #[must_use]
    pub fn rent(&self, open: &[u32]) -> f64 {
        open.iter().map(|site| self.candidates[*site as usize].month_inr).sum()
    }

    /// Free candidates with most demand near that no layout at hand opens, most first.
    #[must_use]
    pub fn contenders(&self, open: &[u32], most: usize) -> Vec<u32> {
        let mut near = vec![0.0; self.candidates.len()];
        if let Distances::Links(links) = &self.question.distances {
            for (point, weight) in self.question.weights.iter().enumerate() {
                for (site, distance) in links.of(point) {
                    if f64::from(distance) <= self.radius {
                        near[site as usize] += weight;
                    }
                }
            }
        }
        let is_free = |site: &u32| {
            self.question.candidates[*site as usize].standing == Standing::Free
                && open.binary_search(site).is_err()
        };
        let mut sites: Vec<u32> = (0..near.len() as u32).filter(is_free).collect();
        sites.sort_by(|a, b| near[*b as usize].total_cmp(&near[*a as usize]).then(a.cmp(b)));
        sites.truncate(most);
        sites
    }
}

/// What was found.
pub struct Findings {
    /// The best layout.
    pub best: Answered,
    /// Who serves whom in it.
    pub layout: Layout,
    /// Shares of catchments that lie over each other.
    pub overlap: Vec<Vec<f64>>,
    /// By number of stores.
    pub curve: Vec<Step>,
    /// By budget.
    pub frontier: Vec<Budget>,
    /// What sites are worth.
    pub robust: Robustness,
    /// The share of the best value within which layouts count as good.
    pub tolerance: f64,
    /// One after another.
    pub phased: Vec<Phase>,
    /// What the planner's own choices cost.
    pub freed: Vec<Freed>,
    /// What the simulator says of the good layouts, where it was asked.
    pub refined: Option<Refined>,
    /// What else there is to know: what was left out, and why.
    pub notes: Vec<String>,
}
