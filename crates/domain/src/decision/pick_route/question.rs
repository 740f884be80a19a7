//! A pick list on a floor, and the rules of handling that its order of visits has to keep.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ground::{DistanceTable, GatedAisles, Ground};
use crate::decision::BadQuestion;
use crate::store::{FloorZone, Slot};
use crate::units::{Grams, Millimeters};

/// A place where goods of the pick list lie.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PickStop {
    /// Where the goods lie.
    pub slot: Slot,
    /// Zone of the slot.
    pub zone: FloorZone,
    /// Weight of one unit.
    pub unit_weight: Grams,
    /// Units to take; where the goods are scattered, units that lie here.
    pub quantity: u16,
    /// Comes from the cold room.
    pub is_cold: bool,
    /// Must not lie under weight.
    pub is_fragile: bool,
    /// All stops of a lower turn are visited before any of a higher one.
    #[serde(default)]
    pub turn: u8,
    /// Which line of the pick list this serves, where goods are scattered.
    #[serde(default)]
    pub line: u16,
}

/// A pick list on a floor.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PickRouteQuestion<'a> {
    /// Where the picker walks, from the depot and back to it.
    pub ground: Ground<'a>,
    /// The stops.
    pub stops: Cow<'a, [PickStop]>,
    /// Pairs of stops of which the first is visited before the second.
    #[serde(default)]
    pub precedences: Cow<'a, [(u16, u16)]>,
    /// Units wanted of each line, where the goods of a line lie in several places: stops are
    /// visited until there are enough. Empty where every stop is to be visited.
    #[serde(default)]
    pub wanted: Cow<'a, [u16]>,
    /// Other pickers in each aisle now.
    pub pickers_in_aisle: Cow<'a, [u16]>,
    /// Walking speed in each aisle as the store has learnt it, per mille of the typical one; empty
    /// where all aisles count as alike.
    #[serde(default)]
    pub aisle_pace: Cow<'a, [u16]>,
}

impl<'a> PickRouteQuestion<'a> {
    /// Most stops that can be asked.
    pub const MOST_STOPS: usize = 60_000;

    /// Every stop is to be visited, in any order of those within a turn.
    #[must_use]
    pub fn of(ground: Ground<'a>, stops: impl Into<Cow<'a, [PickStop]>>) -> Self {
        Self {
            ground,
            stops: stops.into(),
            precedences: Cow::Borrowed(&[]),
            wanted: Cow::Borrowed(&[]),
            pickers_in_aisle: Cow::Borrowed(&[]),
            aisle_pace: Cow::Borrowed(&[]),
        }
    }
}

impl PickRouteQuestion<'_> {
    /// Shortest walk from one stop to another, `None` for the depot; `None` where there is no way.
    #[inline]
    #[must_use]
    pub fn walk(&self, from: Option<u16>, to: Option<u16>) -> Option<Millimeters> {
        match &self.ground {
            Ground::Aisles { plan, depot } => {
                let slot =
                    |stop: Option<u16>| stop.map_or(*depot, |at| self.stops[usize::from(at)].slot);
                Some(plan.walk(slot(from), slot(to)))
            }
            Ground::Gated(aisles) => {
                let slot = |stop: u16| self.stops[usize::from(stop)].slot;
                Some(aisles.walk(from.map(slot), to.map(slot)))
            }
            Ground::Distances(table) => {
                let place = |stop: Option<u16>| stop.map_or(0, |at| usize::from(at) + 1);
                table.walk(self.stops.len() + 1, place(from), place(to))
            }
        }
    }

    /// Length of the walk from the depot through the stops in this order and back; `None` where
    /// there is no way.
    #[must_use]
    pub fn length(&self, route: &[u16]) -> Option<Millimeters> {
        let mut at = None;
        let mut length = Millimeters::ZERO;
        for next in route.iter().map(|stop| Some(*stop)).chain([None]) {
            length += self.walk(at, next)?;
            at = next;
        }
        Some(length)
    }

    /// Whether every stop is to be visited.
    #[must_use]
    pub fn visits_all(&self) -> bool {
        self.wanted.is_empty()
    }

    /// Whether the question can be answered.
    ///
    /// # Errors
    /// Names what is wrong and what is allowed.
    pub(super) fn admit(&self) -> Result<(), BadQuestion> {
        let count = self.stops.len();
        BadQuestion::unless(count <= Self::MOST_STOPS, || {
            format!("{count} stops, allowed up to {}", Self::MOST_STOPS)
        })?;
        self.admit_ground()?;
        self.admit_lines()?;
        self.admit_precedences()
    }

    fn admit_ground(&self) -> Result<(), BadQuestion> {
        match &self.ground {
            Ground::Aisles { plan, depot } => {
                BadQuestion::unless(matches!(plan.blocks, 1 | 2), || {
                    format!("{} blocks, allowed 1 or 2", plan.blocks)
                })?;
                admit_slot(*depot, plan.count, plan.length, || "the depot".into())?;
                self.admit_aisles(plan.count, plan.length)
            }
            Ground::Gated(aisles) => {
                admit_gates(aisles)?;
                let count = u16::try_from(aisles.gates.len()).unwrap_or(u16::MAX);
                self.admit_aisles(count, aisles.cross.last().copied().unwrap_or_default())
            }
            Ground::Distances(table) => {
                let places = self.stops.len() + 1;
                BadQuestion::unless(table.cells.len() == places * places, || {
                    let (cells, wanted) = (table.cells.len(), places * places);
                    format!("{cells} distances, expected {wanted} for {places} places")
                })?;
                let is_way = |cell: &u32| *cell != DistanceTable::NO_WAY;
                for place in 1..places {
                    let others = || (0..places).filter(|other| *other != place);
                    let is_reached =
                        others().any(|other| is_way(&table.cells[other * places + place]));
                    let is_left =
                        others().any(|other| is_way(&table.cells[place * places + other]));
                    BadQuestion::unless(is_reached && is_left, || {
                        format!("stop {} cannot be reached and left", place - 1)
                    })?;
                }
                Ok(())
            }
        }
    }

    /// Every stop lies in one of `count` aisles of this length.
    fn admit_aisles(&self, count: u16, length: Millimeters) -> Result<(), BadQuestion> {
        for (at, stop) in self.stops.iter().enumerate() {
            admit_slot(stop.slot, count, length, || format!("stop {at}"))?;
        }
        let (aisles, counted) = (usize::from(count), self.pickers_in_aisle.len());
        BadQuestion::unless(counted == 0 || counted == aisles, || {
            format!("pickers counted in {counted} aisles, expected {aisles} or none")
        })?;
        let known = self.aisle_pace.len();
        BadQuestion::unless(known == 0 || known == aisles, || {
            format!("the pace of {known} aisles, expected {aisles} or none")
        })?;
        let is_still = self.aisle_pace.iter().position(|pace| *pace == 0);
        is_still.map_or(Ok(()), |aisle| {
            Err(BadQuestion::new(format!("a pace of 0 in aisle {aisle}, allowed from 1 on")))
        })
    }

    fn admit_lines(&self) -> Result<(), BadQuestion> {
        if self.visits_all() {
            return Ok(());
        }
        let mut there = vec![0_u64; self.wanted.len()];
        for (at, stop) in self.stops.iter().enumerate() {
            let lines = self.wanted.len();
            let line = there.get_mut(usize::from(stop.line)).ok_or_else(|| {
                BadQuestion::new(format!(
                    "stop {at} serves line {}, allowed 0 to {}",
                    stop.line,
                    lines - 1
                ))
            })?;
            *line += u64::from(stop.quantity);
        }
        for (line, (there, wanted)) in there.iter().zip(self.wanted.iter()).enumerate() {
            BadQuestion::unless(*there >= u64::from(*wanted), || {
                format!("{wanted} units wanted of line {line}, {there} there")
            })?;
        }
        Ok(())
    }

    /// Precedences name stops, agree with the turns, and do not run in a circle.
    fn admit_precedences(&self) -> Result<(), BadQuestion> {
        let count = self.stops.len();
        let mut before = vec![0_u32; count];
        let mut after: Vec<Vec<u16>> = vec![Vec::new(); count];
        for &(first, second) in self.precedences.iter() {
            let named = |at: u16| {
                self.stops.get(usize::from(at)).ok_or_else(|| {
                    BadQuestion::new(format!("a precedence names stop {at}, there are {count}"))
                })
            };
            let (earlier, later) = (named(first)?, named(second)?);
            BadQuestion::unless(earlier.turn <= later.turn, || {
                format!(
                    "stop {first} has turn {} and must precede stop {second} of turn {}",
                    earlier.turn, later.turn
                )
            })?;
            before[usize::from(second)] += 1;
            after[usize::from(first)].push(second);
        }
        let mut free: Vec<u16> =
            (0_u16..).zip(&before).filter(|(_, before)| **before == 0).map(|(at, _)| at).collect();
        let mut placed = 0;
        while let Some(stop) = free.pop() {
            placed += 1;
            for &next in &after[usize::from(stop)] {
                before[usize::from(next)] -= 1;
                if before[usize::from(next)] == 0 {
                    free.push(next);
                }
            }
        }
        BadQuestion::unless(placed == count, || {
            let stuck = before.iter().position(|before| *before > 0).unwrap_or_default();
            format!("the precedences run in a circle at or before stop {stuck}")
        })
    }
}

fn admit_slot(
    slot: Slot,
    aisles: u16,
    length: Millimeters,
    name: impl Fn() -> String,
) -> Result<(), BadQuestion> {
    let (name, Slot { aisle, depth }) = (&name, slot);
    BadQuestion::unless(aisle < aisles, || {
        let last = aisles.saturating_sub(1);
        format!("{} in aisle {aisle}, allowed: aisles 0 to {last} of {aisles}", name())
    })?;
    BadQuestion::unless(depth <= length, || {
        format!("{} {} mm into its aisle, allowed 0 to {}", name(), depth.0, length.0)
    })
}

/// There are two or three cross aisles, one after the other, and nothing is won by walking through
/// the depot.
fn admit_gates(aisles: &GatedAisles<'_>) -> Result<(), BadQuestion> {
    let (cross, gates) = (&aisles.cross, &aisles.gates);
    let is_rising = cross.windows(2).all(|pair| pair[0] < pair[1]);
    let is_in_front = cross.first() == Some(&Millimeters::ZERO);
    BadQuestion::unless(matches!(cross.len(), 2 | 3) && is_in_front && is_rising, || {
        "cross aisles must be two or three, the first at 0 and each behind the one before".into()
    })?;
    for (first, one) in (0..).zip(gates.iter()) {
        for (second, other) in (0..).zip(gates.iter()).skip(first as usize + 1) {
            BadQuestion::unless(*one + *other >= aisles.pitch * (second - first), || {
                format!("aisles {first} and {second} are nearer by way of the depot")
            })?;
        }
    }
    Ok(())
}
