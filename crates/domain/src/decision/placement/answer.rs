//! The answer of placement: which sites open, and who serves whom.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::Model;
use super::question::{PlacementQuestion, Standing};
use crate::decision::BrokenAnswer;

/// A layout.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Placed {
    /// The open sites, ascending.
    pub open: Vec<u32>,
    /// Who serves whom.
    #[serde(default)]
    pub service: Service,
}

/// Who serves whom.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// Every demand point's nearest open site serves it.
    #[default]
    Nearest,
    /// The site that serves each demand point.
    Single(Vec<u32>),
    /// Who serves which share of whom.
    Split(Vec<Share>),
}

/// A share of a demand point's demand.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// The demand point.
    pub point: u32,
    /// Who serves it.
    pub site: u32,
    /// How much of it, above 0 to 1.
    pub share: f64,
}

impl Placed {
    /// These sites, every demand point served by its nearest.
    #[must_use]
    pub fn nearest(mut open: Vec<u32>) -> Self {
        open.sort_unstable();
        Self { open, service: Service::Nearest }
    }

    /// The open sites keep the limits: known, ascending, none banned, no kept one left out, no
    /// more than may be, within the budget. Who serves whom is checked when it is priced.
    ///
    /// # Errors
    /// Names the broken rule.
    pub fn check(&self, question: &PlacementQuestion<'_>) -> Result<(), BrokenAnswer> {
        let sites = question.candidates.len();
        unless(!self.open.is_empty(), || "no site is open".into())?;
        unless(self.open.windows(2).all(|pair| pair[0] < pair[1]), || {
            "the open sites are not ascending".into()
        })?;
        unless(self.open.iter().all(|site| (*site as usize) < sites), || {
            format!("an open site is not among the {sites} candidates")
        })?;
        let mut is_open = vec![false; sites];
        for site in &self.open {
            is_open[*site as usize] = true;
        }
        for (site, candidate) in question.candidates.iter().enumerate() {
            match candidate.standing {
                Standing::Free => {}
                Standing::Kept => unless(is_open[site], || format!("kept site {site} is closed"))?,
                Standing::Banned => {
                    unless(!is_open[site], || format!("banned site {site} is open"))?;
                }
            }
        }
        let most = question.most_sites();
        unless(self.open.len() <= most, || {
            format!("{} sites are open, at most {most} may be", self.open.len())
        })?;
        if let Some(budget) = question.budget {
            let cost = |site: &u32| question.candidates[*site as usize].opening_cost;
            let spent: f64 = self.open.iter().map(cost).sum();
            unless(super::keeps(spent, budget), || {
                format!("opening costs {spent}, the budget is {budget}")
            })?;
        }
        let is_served = matches!(
            (&question.model, &self.service),
            (Model::Capacitated, Service::Single(_) | Service::Split(_))
                | (Model::SingleSource, Service::Single(_))
        );
        unless(is_served != matches!(self.service, Service::Nearest), || {
            format!("`{}` does not say who serves whom in this way", question.model.name())
        })?;
        unless(is_served == question.model.is_capacitated(), || {
            format!("`{}` needs to know who serves whom", question.model.name())
        })?;
        super::price(self, question).map(drop)
    }
}

fn unless(holds: bool, text: impl FnOnce() -> String) -> Result<(), BrokenAnswer> {
    BrokenAnswer::unless(holds, text)
}
