//! Whether a slotting question that was read from outside can be answered.

use super::answer::lie;
use super::question::SlottingQuestion;
use crate::decision::BadQuestion;
use crate::decision::pick_route::PickRouteQuestion;
use crate::store::Aisles;

impl SlottingQuestion<'_> {
    /// Whether the question can be answered.
    ///
    /// # Errors
    /// Names what is wrong and what is allowed.
    pub(super) fn admit(&self) -> Result<(), BadQuestion> {
        self.admit_floor()?;
        lie(&self.today(), self)
            .map_err(|fault| BadQuestion::new(format!("as goods lie today, {fault}")))?;
        self.admit_baskets("training", &self.training)?;
        self.admit_baskets("judged", &self.judged)
    }

    fn admit_floor(&self) -> Result<(), BadQuestion> {
        let Aisles { count, length, blocks, .. } = self.aisles;
        BadQuestion::unless(matches!(blocks, 1 | 2), || {
            format!("{blocks} blocks, allowed 1 or 2")
        })?;
        let bays = self.bays.iter().map(|bay| bay.slot);
        for (at, slot) in [self.depot].into_iter().chain(bays).enumerate() {
            BadQuestion::unless(slot.aisle < count && slot.depth <= length, || {
                let name = at.checked_sub(1).map_or("the depot".into(), |bay| format!("bay {bay}"));
                format!(
                    "{name} {} mm into aisle {}, allowed: 0 to {} in aisles below {count}",
                    slot.depth.0, slot.aisle, length.0
                )
            })?;
        }
        Ok(())
    }

    fn admit_baskets(&self, which: &str, baskets: &[Vec<u32>]) -> Result<(), BadQuestion> {
        let count = self.goods.len();
        let mut last_in = vec![usize::MAX; count];
        for (number, basket) in baskets.iter().enumerate() {
            let (lines, most) = (basket.len(), PickRouteQuestion::MOST_STOPS);
            BadQuestion::unless((1..=most).contains(&lines), || {
                format!("{which} basket {number} has {lines} lines, allowed 1 to {most}")
            })?;
            for goods in basket {
                let seen = last_in.get_mut(*goods as usize).ok_or_else(|| {
                    BadQuestion::new(format!(
                        "{which} basket {number} holds SKU {goods}, there are {count}"
                    ))
                })?;
                BadQuestion::unless(*seen != number, || {
                    format!("{which} basket {number} holds SKU {goods} twice")
                })?;
                *seen = number;
            }
        }
        Ok(())
    }
}
