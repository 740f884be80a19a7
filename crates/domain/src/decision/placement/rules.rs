//! The rules that an answer to placement keeps.

use super::answer::{Placed, Service};
use super::limits::keeps;
use super::model::Model;
use super::price::price;
use super::question::{PlacementQuestion, Standing};
use crate::decision::BrokenAnswer;

impl Placed {
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
            unless(keeps(spent, budget), || {
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
        price(self, question).map(drop)
    }
}

fn unless(holds: bool, text: impl FnOnce() -> String) -> Result<(), BrokenAnswer> {
    BrokenAnswer::unless(holds, text)
}
