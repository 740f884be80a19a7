//! A saved day under another timetable: rain, disturbances and riders that lie after the saved time
//! may be others than were planned.

use domain::decision::Policies;
use domain::disruption::Disruption;
use domain::fleet::{Fleet, Rider};
use domain::ids::RiderId;
use domain::instance::Instance;
use domain::rng::Streams;
use domain::store::Shift;
use domain::units::SimTime;

use crate::draw::sky::Sky;
use crate::event::Event;
use crate::flow::disruption::stays_away;
use crate::simulation::Simulation;
use crate::snapshot::{Snapshot, SnapshotError};
use crate::trace::Witness;
use crate::world::World;

/// The world `after` as one that was `before` until `at`: what began by then keeps its number, what
/// was planned for later and is no more becomes empty, what is new comes last.
///
/// Riders on duty at `at` stay until their shift ends. Where `after` has more of a store on duty
/// then, those missing begin at `at`; where it has fewer, nobody is sent home.
#[must_use]
pub fn revised(before: &Instance, after: Instance, at: SimTime) -> Instance {
    let disruptions = disruptions(&before.disruptions, &after.disruptions, at);
    let riders = riders(&before.fleet.riders, &after.fleet.riders, at);
    Instance { disruptions, fleet: Fleet { riders, ..after.fleet }, ..after }
}

fn disruptions(before: &[Disruption], after: &[Disruption], at: SimTime) -> Vec<Disruption> {
    let is_later = |disruption: &&Disruption| disruption.span().0 >= at;
    let mut wanted: Vec<Disruption> = after.iter().filter(is_later).copied().collect();
    let kept = before.iter().map(|planned| {
        if planned.span().0 < at {
            return *planned;
        }
        match wanted.iter().position(|wanted| wanted == planned) {
            Some(place) => wanted.remove(place),
            None => nothing(*planned),
        }
    });
    let mut merged: Vec<Disruption> = kept.collect();
    merged.append(&mut wanted);
    merged
}

/// The disturbance without any time.
fn nothing(mut disruption: Disruption) -> Disruption {
    match &mut disruption {
        Disruption::StoreClosure { start, end, .. }
        | Disruption::RiderShortage { start, end, .. } => *end = *start,
    }
    disruption
}

fn riders(before: &[Rider], after: &[Rider], at: SimTime) -> Vec<Rider> {
    let nobody = Shift { start: at, end: at };
    let is_same = |a: &Rider, b: &Rider| Rider { yesterday: a.yesterday, ..*b } == *a;
    let mut wanted: Vec<Rider> =
        after.iter().filter(|rider| rider.shift.start >= at).copied().collect();
    let mut merged: Vec<Rider> = before
        .iter()
        .map(|planned| {
            if planned.shift.start < at {
                return *planned;
            }
            match wanted.iter().position(|wanted| is_same(planned, wanted)) {
                Some(place) => {
                    wanted.remove(place);
                    *planned
                }
                None => Rider { shift: nobody, rest: nobody, ..*planned },
            }
        })
        .collect();
    let is_on = |rider: &&Rider| rider.shift.start < at && at < rider.shift.end;
    // By store and kind, in their order: the first are those who are there already.
    let mut there: Vec<Rider> = before.iter().filter(is_on).copied().collect();
    for rider in after.iter().filter(is_on) {
        let alike = |other: &Rider| (other.store, other.kind) == (rider.store, rider.kind);
        match there.iter().position(alike) {
            Some(place) => drop(there.remove(place)),
            None => {
                let rest = if rider.rest.start < at { nobody } else { rider.rest };
                let shift = Shift { start: at, ..rider.shift };
                merged.push(Rider { shift, rest, yesterday: None, ..*rider });
            }
        }
    }
    merged.extend(wanted.into_iter().map(|rider| Rider { yesterday: None, ..rider }));
    merged
}

impl<'a> Simulation<'a> {
    /// Goes on from `snapshot`, a state of `before`, in `instance`, a [`revised`] world of it.
    ///
    /// # Errors
    /// As [`Self::resume`]; and where it did not rain in `instance` as it did until the saved time.
    pub fn resume_revised(
        before: &Instance,
        instance: &'a Instance,
        policies: Policies,
        snapshot: &Snapshot,
        future: Option<Streams>,
        witness: &'a mut dyn Witness,
    ) -> Result<Self, SnapshotError> {
        let known = before.fleet.riders.len();
        let mut simulation = Self::go_on(instance, policies, snapshot, future, witness, known)?;
        simulation.world.replan(before, snapshot.at())?;
        Ok(simulation)
    }
}

impl World<'_> {
    /// Puts the timetable from `at` on in the place of that of `before`.
    fn replan(&mut self, before: &Instance, at: SimTime) -> Result<(), SnapshotError> {
        let until = |sky: &Sky| -> Vec<_> {
            sky.rain.iter().copied().take_while(|(from, _)| *from < at).collect()
        };
        if until(&Sky::draw(before, &self.course)) != until(&self.sky) {
            return Err(SnapshotError::OtherPast { at });
        }
        let is_timetable = |event: &Event| {
            matches!(
                event,
                Event::RainChanges(_)
                    | Event::DisruptionBegins(_)
                    | Event::DisruptionEnds(_)
                    | Event::RiderOn(_)
                    | Event::RiderOff(_)
                    | Event::RestBegins(_)
                    | Event::RestEnds(_)
            )
        };
        let planned: Vec<_> = self
            .calendar
            .ahead()
            .filter(|(.., event)| is_timetable(event))
            .map(|(_, ticket, _)| ticket)
            .collect();
        for ticket in planned {
            self.calendar.cancel(ticket);
        }
        // In the order in which a day is planned, so that ties fall as they would have.
        for (index, rider) in self.instance.fleet.riders.iter().enumerate() {
            let id = RiderId::from(index);
            self.plan_span(rider.shift, at, Event::RiderOn(id), Event::RiderOff(id));
            self.plan_span(rider.rest, at, Event::RestBegins(id), Event::RestEnds(id));
        }
        for (index, (from, _)) in self.sky.rain.iter().enumerate() {
            if *from >= at {
                self.calendar.schedule(*from, Event::RainChanges(index as u32));
            }
        }
        for (index, disruption) in self.instance.disruptions.iter().enumerate() {
            let (start, end) = disruption.span();
            let number = index as u32;
            if start < at && at <= end {
                // It goes on: who comes anew may be one of those whom it keeps away.
                for rider in self.riders.keys().skip(before.fleet.riders.len()) {
                    if stays_away(self, number, rider) {
                        self.riders[rider].absences += 1;
                    }
                }
            }
            let (begins, ends) = (Event::DisruptionBegins(number), Event::DisruptionEnds(number));
            self.plan_span(Shift { start, end }, at, begins, ends);
        }
        Ok(())
    }

    /// What of a span lies ahead at `at`; an empty one is none.
    fn plan_span(&mut self, span: Shift, at: SimTime, begins: Event, ends: Event) {
        if span.start >= span.end {
            return;
        }
        if span.start >= at {
            self.calendar.schedule(span.start, begins);
        }
        if span.end >= at {
            self.calendar.schedule(span.end, ends);
        }
    }
}
