//! The question of placement: candidate sites, demand, distances, limits.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::distances::Distances;
use super::limits::{LEAST_SIZE, MOST, keeps};
use super::model::{Coverage, Model};
use crate::decision::BadQuestion;

/// Where to open stores.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlacementQuestion<'a> {
    /// What a layout is judged by.
    pub model: Model,
    /// Where a store can stand.
    pub candidates: Cow<'a, [Candidate]>,
    /// What each demand point weighs in the objective: orders a day, people, or 1.
    pub weights: Cow<'a, [f64]>,
    /// What each demand point takes of a site's capacity; empty where sites have none.
    pub sizes: Cow<'a, [f64]>,
    /// How far demand points are from sites.
    pub distances: Distances<'a>,
    /// Most sites open, kept ones included; `None` leaves their number to the costs.
    pub sites: Option<u32>,
    /// Most that the open sites' opening costs may sum to, kept ones included.
    pub budget: Option<f64>,
}

/// A place where a store can stand.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Candidate {
    /// What opening it costs, in the unit of the objective where the model pays for opening and of
    /// the budget.
    pub opening_cost: f64,
    /// Most demand it can serve; infinite where it has no limit.
    #[serde(with = "unlimited")]
    #[schemars(with = "Option<f64>")]
    pub capacity: f64,
    /// Whether there is a choice.
    pub standing: Standing,
    /// What the weighted score of the reference design looks at besides demand.
    pub traits: Option<Traits>,
}

/// Infinity as null: JSON has no number for it.
mod unlimited {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(value: &f64, to: S) -> Result<S::Ok, S::Error> {
        value.is_finite().then_some(*value).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
        Ok(Option::deserialize(from)?.unwrap_or(f64::INFINITY))
    }
}

impl Default for Candidate {
    fn default() -> Self {
        Self { opening_cost: 0.0, capacity: f64::INFINITY, standing: Standing::Free, traits: None }
    }
}

/// Whether a candidate may, must or must not open.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It may open.
    #[default]
    Free,
    /// A store stands there and stays.
    Kept,
    /// No store may open there.
    Banned,
}

/// What the weighted score looks at besides demand.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Traits {
    /// Where it is, metres east and north of the city's origin.
    pub at_m: [f64; 2],
    /// To the nearest store of a competitor, km; `None` where there is none.
    pub competitor_km: Option<f64>,
    /// Monthly rent over the highest that is acceptable, 0 and more.
    pub rent_share: f64,
    /// How well riders get away from it, 0 to 1.
    pub road_access: f64,
}

impl PlacementQuestion<'_> {
    /// How many sites may be open at most.
    #[must_use]
    pub fn most_sites(&self) -> usize {
        self.sites.map_or(self.candidates.len(), |sites| sites as usize)
    }

    /// The distance from a demand point to a site; `None` where it cannot be served from there.
    #[must_use]
    pub fn distance(&self, point: usize, site: usize) -> Option<f64> {
        self.distances.between(point, site, self.candidates.len())
    }

    /// Whether the question makes sense and is not plainly without an answer.
    ///
    /// # Errors
    /// Names what is wrong and what is allowed.
    pub fn admit(&self) -> Result<(), BadQuestion> {
        let (points, sites) = (self.weights.len(), self.candidates.len());
        unless(sites > 0, || "no candidate site, at least 1 needed".into())?;
        unless(points > 0, || "no demand point, at least 1 needed".into())?;
        self.admit_shapes()?;
        self.admit_numbers()?;
        unless(self.weights.iter().any(|weight| *weight > 0.0), || {
            "no demand: all weights are zero, at least one must be above".into()
        })?;
        self.admit_limits()?;
        self.admit_model()
    }

    fn admit_shapes(&self) -> Result<(), BadQuestion> {
        let (points, sites) = (self.weights.len(), self.candidates.len());
        match &self.distances {
            Distances::Table(table) => unless(table.rows.len() == points * sites, || {
                format!("{} distances, expected {points} x {sites}", table.rows.len())
            }),
            Distances::Plane(plane) => {
                let found = (plane.demand.len(), plane.sites.len());
                unless(found == (points, sites), || {
                    format!(
                        "coordinates of {} demand points and {} sites, expected {points} and {sites}",
                        found.0, found.1
                    )
                })
            }
            Distances::Links(links) => {
                let ends = links.starts.len() == points + 1
                    && links.starts.first() == Some(&0)
                    && links.starts.last().map(|end| *end as usize) == Some(links.sites.len())
                    && links.starts.is_sorted()
                    && links.sites.len() == links.distances.len();
                unless(ends, || format!("links do not fit {points} demand points"))?;
                unless(links.sites.iter().all(|site| (*site as usize) < sites), || {
                    format!("a link leads to a site that is not among the {sites}")
                })?;
                let ordered = |point| {
                    let mut last = (f32::NEG_INFINITY, None);
                    links.of(point).all(|(site, distance)| {
                        let next = (distance, Some(site));
                        next > std::mem::replace(&mut last, next)
                    })
                };
                unless((0..points).all(ordered), || {
                    "links must be nearest first, ties by site, no site twice".into()
                })?;
                let farthest = links.distances.iter().fold(0.0, |most: f32, d| most.max(*d));
                unless(links.beyond.is_none_or(|beyond| beyond >= f64::from(farthest)), || {
                    format!("`beyond` is below the greatest listed distance {farthest}")
                })
            }
        }
    }

    fn admit_numbers(&self) -> Result<(), BadQuestion> {
        let is_amount = |value: f64| (0.0..=MOST).contains(&value);
        for (point, weight) in self.weights.iter().enumerate() {
            unless(is_amount(*weight), || {
                format!("the weight of demand point {point} is {weight}, allowed 0 to {MOST:e}")
            })?;
        }
        for (site, candidate) in self.candidates.iter().enumerate() {
            unless(candidate.opening_cost.abs() <= MOST, || {
                let cost = candidate.opening_cost;
                format!("the opening cost of site {site} is {cost}, allowed -{MOST:e} to {MOST:e}")
            })?;
            unless(candidate.capacity >= 0.0, || {
                format!("the capacity of site {site} is {}, allowed 0 and more", candidate.capacity)
            })?;
        }
        let finite = |what: &str, values: &[[f64; 2]]| {
            let is_number = |value: &f64| value.abs() <= MOST;
            let wrong = values.iter().position(|at| !at.iter().all(is_number));
            unless(wrong.is_none(), || {
                let at = wrong.unwrap_or_default();
                format!("the coordinates of {what} {at} are not numbers from -{MOST:e} to {MOST:e}")
            })
        };
        match &self.distances {
            Distances::Table(table) => {
                let wrong = table.rows.iter().position(|value| !is_amount(*value));
                unless(wrong.is_none(), || {
                    let at = wrong.unwrap_or_default();
                    let (point, site) = (at / self.candidates.len(), at % self.candidates.len());
                    format!(
                        "the distance from demand point {point} to site {site} is {}, allowed 0 \
                         to {MOST:e}",
                        table.rows[at]
                    )
                })
            }
            Distances::Links(links) => {
                unless(links.distances.iter().all(|d| is_amount(f64::from(*d))), || {
                    format!("the distance of a link is not a number from 0 to {MOST:e}")
                })?;
                unless(links.beyond.is_none_or(is_amount), || {
                    format!("`beyond` is not a number from 0 to {MOST:e}")
                })
            }
            Distances::Plane(plane) => {
                finite("demand point", &plane.demand)?;
                finite("site", &plane.sites)
            }
        }
    }

    fn admit_limits(&self) -> Result<(), BadQuestion> {
        let sites = self.candidates.len();
        let count = |standing| {
            self.candidates.iter().filter(|candidate| candidate.standing == standing).count()
        };
        let (kept, banned) = (count(Standing::Kept), count(Standing::Banned));
        let open = sites - banned;
        unless(open > 0, || format!("all {sites} sites are banned, at least 1 must be allowed"))?;
        if let Some(most) = self.sites {
            let most = most as usize;
            unless((1..=open).contains(&most), || {
                format!("{most} sites are to open, allowed 1 to {open}, the candidates there are")
            })?;
            unless(kept <= most, || {
                format!("{kept} sites are kept, but at most {most} may be open")
            })?;
        }
        if let Some(budget) = self.budget {
            unless(self.candidates.iter().all(|site| site.opening_cost >= 0.0), || {
                "an opening cost is below 0, which a budget does not allow".into()
            })?;
            let of = |standing| self.candidates.iter().filter(move |c| c.standing == standing);
            let spent: f64 = of(Standing::Kept).map(|site| site.opening_cost).sum();
            let cheapest = of(Standing::Free).map(|site| site.opening_cost);
            let needed = match kept {
                0 => cheapest.fold(f64::INFINITY, f64::min),
                _ => spent,
            };
            unless(keeps(needed, budget), || {
                format!("the budget is {budget}, but the least that can be spent is {needed}")
            })?;
        }
        Ok(())
    }

    fn admit_model(&self) -> Result<(), BadQuestion> {
        let name = self.model.name();
        let needs_limit =
            matches!(self.model, Model::PMedian | Model::PCenter | Model::MaxCovering { .. });
        unless(!needs_limit || self.sites.is_some() || self.budget.is_some(), || {
            format!("`{name}` needs a number of sites or a budget")
        })?;
        if let Model::MaxCovering { radius, .. } | Model::SetCovering { radius } = self.model {
            unless(radius >= 0.0 && radius.is_finite(), || {
                format!("the radius is {radius}, allowed 0 and more")
            })?;
        }
        if let Model::MaxCovering { radius, coverage } = self.model {
            match coverage {
                Coverage::Whole => {}
                Coverage::Partial { reach } => {
                    unless(reach > radius && reach.is_finite(), || {
                        format!("the reach is {reach}, allowed above the radius {radius}")
                    })?;
                }
                Coverage::Backup { share } => unless((0.0..=0.5).contains(&share), || {
                    format!("the backup share is {share}, allowed 0 to 0.5")
                })?,
            }
        }
        if let Model::SetCovering { radius } = self.model {
            self.admit_cover(radius)?;
        }
        if self.model.is_capacitated() {
            let points = self.weights.len();
            unless(self.sizes.len() == points, || {
                format!("{} sizes of demand points, expected {points}", self.sizes.len())
            })?;
            let is_amount = |value: &f64| *value == 0.0 || (LEAST_SIZE..=MOST).contains(value);
            unless(self.sizes.iter().all(is_amount), || {
                format!(
                    "the size of a demand point is neither 0 nor from {LEAST_SIZE:e} to {MOST:e}"
                )
            })?;
            self.admit_capacity()?;
        }
        Ok(())
    }

    fn admit_cover(&self, radius: f64) -> Result<(), BadQuestion> {
        let free = |site: &usize| self.candidates[*site].standing != Standing::Banned;
        for point in 0..self.weights.len() {
            let near = |distance: f64| self.is_within(distance, radius);
            let covered = self.weights[point] == 0.0
                || match &self.distances {
                    Distances::Links(links) => {
                        links.beyond.is_some_and(near)
                            || links
                                .of(point)
                                .any(|(site, d)| near(f64::from(d)) && free(&(site as usize)))
                    }
                    _ => (0..self.candidates.len())
                        .filter(free)
                        .any(|site| self.distance(point, site).is_some_and(near)),
                };
            unless(covered, || {
                format!("no cover: demand point {point} has no site within {radius}")
            })?;
        }
        Ok(())
    }

    fn admit_capacity(&self) -> Result<(), BadQuestion> {
        let free = self.candidates.iter().filter(|c| c.standing != Standing::Banned);
        let mut capacities: Vec<f64> = free.map(|candidate| candidate.capacity).collect();
        capacities.sort_by(|a, b| b.total_cmp(a));
        let most: f64 = capacities.iter().take(self.most_sites()).sum();
        let needed: f64 = self.sizes.iter().sum();
        unless(keeps(needed, most), || {
            format!("demand of {needed} exceeds {most}, the most that the sites can serve")
        })?;
        let largest = self.sizes.iter().copied().fold(0.0, f64::max);
        let fits = self.model != Model::SingleSource || keeps(largest, capacities[0]);
        unless(fits, || format!("a demand point of size {largest} exceeds every site's capacity"))
    }
}

fn unless(holds: bool, text: impl FnOnce() -> String) -> Result<(), BadQuestion> {
    BadQuestion::unless(holds, text)
}
