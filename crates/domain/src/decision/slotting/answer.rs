//! The answer of slotting: a bay for every SKU, and the walks that price it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::question::SlottingQuestion;
use crate::decision::{BrokenAnswer, Objective};
use crate::units::Millimeters;

/// A layout of goods.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Slotted {
    /// The bay of each SKU.
    pub bays: Vec<u32>,
    /// For each judged basket its lines in the order of visiting.
    pub routes: Vec<Vec<u16>>,
}

impl Slotted {
    /// Every SKU lies in a bay of its temperature, fixed ones where they are today, no bay holds
    /// more than its room, and each route visits its basket, turn after turn.
    ///
    /// # Errors
    /// Names the broken rule.
    pub fn check(&self, question: &SlottingQuestion<'_>) -> Result<(), BrokenAnswer> {
        lie(&self.bays, question)?;
        for (sku, (goods, bay)) in question.goods.iter().zip(&self.bays).enumerate() {
            BrokenAnswer::unless(!goods.is_fixed || goods.bay == *bay, || {
                format!("SKU {sku} is fixed in bay {} and lies in bay {bay}", goods.bay)
            })?;
        }
        let (routes, baskets) = (self.routes.len(), question.judged.len());
        BrokenAnswer::unless(routes == baskets, || {
            format!("{routes} routes of {baskets} baskets")
        })?;
        let routed = self.routes.iter().zip(question.judged.iter());
        for (number, (route, basket)) in routed.enumerate() {
            visits(route, basket, question).map_err(|rule| {
                BrokenAnswer::new(format!("the route of basket {number} {rule}"))
            })?;
        }
        Ok(())
    }

    /// Length of each judged basket's walk.
    #[must_use]
    pub fn lengths(&self, question: &SlottingQuestion<'_>) -> Vec<Millimeters> {
        let routed = question.judged.iter().zip(&self.routes);
        routed.map(|(basket, route)| question.length(&self.bays, basket, route)).collect()
    }

    /// Metres walked a judged basket; 0 where there are none.
    #[must_use]
    pub fn price(&self, question: &SlottingQuestion<'_>) -> Objective {
        let walked: u64 = self.lengths(question).iter().map(|length| length.0).sum();
        let baskets = question.judged.len().max(1) as f64;
        Objective::least(Millimeters(walked).as_m() / baskets, "m")
    }
}

/// Every SKU lies in a bay of its temperature, and no bay holds more than its room.
pub(super) fn lie(bays: &[u32], question: &SlottingQuestion<'_>) -> Result<(), BrokenAnswer> {
    let (placed, count) = (bays.len(), question.goods.len());
    BrokenAnswer::unless(placed == count, || format!("bays of {placed} SKUs for {count}"))?;
    let mut taken = vec![0_u64; question.bays.len()];
    for (sku, (goods, at)) in question.goods.iter().zip(bays).enumerate() {
        let bay = question.bays.get(*at as usize).ok_or_else(|| {
            BrokenAnswer::new(format!("SKU {sku} lies in bay {at}, there are {}", taken.len()))
        })?;
        BrokenAnswer::unless(bay.is_cold == goods.is_cold, || match goods.is_cold {
            true => format!("cold SKU {sku} lies in bay {at} outside the cold room"),
            false => format!("SKU {sku} is not cold and lies in bay {at} of the cold room"),
        })?;
        taken[*at as usize] += u64::from(goods.space);
    }
    for (at, (bay, taken)) in question.bays.iter().zip(taken).enumerate() {
        BrokenAnswer::unless(taken <= u64::from(bay.room), || {
            format!("bay {at} holds {taken}, its room is {}", bay.room)
        })?;
    }
    Ok(())
}

fn visits(route: &[u16], basket: &[u32], question: &SlottingQuestion<'_>) -> Result<(), String> {
    let mut is_visited = vec![false; basket.len()];
    let mut turn = 0;
    for line in route {
        let seen = is_visited.get_mut(usize::from(*line)).filter(|seen| !**seen);
        *seen.ok_or_else(|| format!("has line {line} twice, or there is no such line"))? = true;
        let next = question.goods[basket[usize::from(*line)] as usize].turn;
        if next < turn {
            return Err(format!("has line {line} of turn {next} after one of turn {turn}"));
        }
        turn = next;
    }
    let (visited, lines) = (route.len(), basket.len());
    if visited == lines { Ok(()) } else { Err(format!("visits {visited} of {lines} lines")) }
}
