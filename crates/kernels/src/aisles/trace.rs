//! From the costs of a solved chain back to the order in which its walk passes the places.

use super::chain::{Chain, Hop, Kind, Leg};
use super::shape::EFFECTS;
use super::trail::Trail;

/// What a walk does at a step, and which ends of the leg lie there.
#[derive(Clone, Copy, Debug)]
struct Deed {
    step: usize,
    /// Whether the start lies before, as in [`Hop`].
    begun: usize,
    hop: Hop,
    start: Option<usize>,
    end: Option<usize>,
}

/// Room for tracing walks.
#[derive(Clone, Debug, Default)]
pub(super) struct Trace {
    deeds: Vec<Deed>,
    trail: Trail,
    /// By vertex of the trail, the stop that is there, if there is one.
    stop: Vec<Option<usize>>,
}

impl Trace {
    /// The stops of all classes in the order of a shortest walk, as positions in
    /// [`Chain::places`].
    pub(super) fn order<const N: usize>(&mut self, chain: &Chain<N>, order: &mut Vec<usize>) {
        order.clear();
        let mut end = chain.home;
        let mut cost = chain.length.saturating_sub(chain.costs.get(end).copied().unwrap_or(0));
        for leg in chain.legs.iter().rev() {
            end = match chain.line(leg, end) {
                Some((line, start)) if line == cost => {
                    straight(chain, leg, [start, end], order);
                    start
                }
                _ => {
                    let start = self.find(chain, leg, end, cost);
                    self.follow(chain, leg, order);
                    start
                }
            };
            cost = chain.costs[end];
        }
        order.reverse();
    }

    /// Finds what the walk of this cost does on its last leg; returns where the leg begins.
    fn find<const N: usize>(
        &mut self,
        chain: &Chain<N>,
        leg: &Leg,
        end: usize,
        cost: u64,
    ) -> usize {
        self.deeds.clear();
        let mut steps = leg.steps.clone();
        let step = steps.find(|&at| chain.steps[at].ends.contains(&end));
        let step = step.expect("the end of a leg lies on it");
        let joint = joint(chain, leg, step, end, cost).expect("a walk of this cost exists");
        let (mut shape, mut begun) = (joint.hop.from, joint.begun);
        for step in (leg.steps.start..step).rev() {
            let deed = before(chain, leg, step, shape, begun).expect("every cost has its reason");
            (shape, begun) = (deed.hop.from, deed.begun);
            self.deeds.push(deed);
        }
        self.deeds.push(joint);
        let (mut shape, mut begun) = (joint.hop.to, joint.hop.begun);
        for step in steps {
            let is_over = begun == 1 && chain.tables.moves[2].complete.contains(&shape);
            if is_over && matches!(chain.steps[step].kind, Kind::Across { may_end: true }) {
                break;
            }
            let deed = after(chain, leg, step, shape, begun).expect("every cost has its reason");
            (shape, begun) = (deed.hop.to, deed.hop.begun);
            self.deeds.push(deed);
        }
        let mut starts = self.deeds.iter().filter_map(|deed| deed.start);
        starts.next().expect("the start of a leg lies on it")
    }

    /// Appends the stops of the leg in the order in which the walk last passes them, backwards.
    fn follow<const N: usize>(&mut self, chain: &Chain<N>, leg: &Leg, order: &mut Vec<usize>) {
        let corners = chain.floor.cross().len();
        let (first, last) = (&chain.steps[leg.steps.start], &chain.steps[leg.steps.end - 1]);
        let vertices = corners * (last.aisle - first.aisle + 1) as usize;
        self.trail.clear(vertices);
        self.stop.clear();
        self.stop.resize(vertices, None);
        let mut from = 0;
        for deed in &self.deeds {
            let step = &chain.steps[deed.step];
            let corner = (step.aisle - first.aisle) as usize * corners;
            match step.kind {
                Kind::Corner { corner: at } => {
                    self.stop[corner + at] = step.stops.clone().next();
                    if deed.start.is_some() {
                        from = corner + at;
                    }
                }
                Kind::Across { .. } => {
                    let times = chain.tables.times[usize::from(deed.hop.to)];
                    for (at, &times) in times[..corners].iter().enumerate() {
                        for _ in 0..times {
                            self.trail.edge(corner + at, corner + corners + at);
                        }
                    }
                }
                Kind::Block { block } => {
                    let ends = [deed.start, deed.end].map(|end| end.map(|at| chain.places[at]));
                    let both = [ends[0].or(ends[1]), ends[1]].map(Option::unwrap_or_default);
                    let count = ends.iter().flatten().count();
                    let block_of = chain.block(step, block, &both[..count]);
                    let mut stops = step.stops.clone().peekable();
                    let mut at = corner + block;
                    for (edge, times) in block_of.walked(EFFECTS[deed.hop.effect]) {
                        let next = if edge.to == block_of.upper {
                            corner + block + 1
                        } else {
                            self.stop.push(stops.next_if(|&s| chain.places[s].at == edge.to));
                            self.trail.vertex()
                        };
                        if ends[0].is_some_and(|start| start.at == edge.to) {
                            from = next;
                        }
                        for _ in 0..times {
                            self.trail.edge(at, next);
                        }
                        at = next;
                    }
                }
            }
        }
        let stop = &mut self.stop;
        self.trail.backwards(from, |vertex| order.extend(stop[vertex].take()));
    }
}

/// What joins the beginning of a walk to its completion at the step where its end lies.
fn joint<const N: usize>(
    chain: &Chain<N>,
    leg: &Leg,
    step: usize,
    end: usize,
    cost: u64,
) -> Option<Deed> {
    let (before, after) = chain.frames(leg, step);
    let mut found = None;
    for begun in [0, 1] {
        chain.last_hops(step, begun, end, |hop, start| {
            let sum = before.cost(begun, hop.from) + hop.cost + after.cost(hop.begun, hop.to);
            if sum == cost && found.is_none() {
                found = Some(Deed { step, begun, hop, start, end: Some(end) });
            }
        });
    }
    found
}

/// What leads to a shape after a step, the end being yet to come.
fn before<const N: usize>(
    chain: &Chain<N>,
    leg: &Leg,
    step: usize,
    shape: u8,
    begun_after: usize,
) -> Option<Deed> {
    let [before, after] = [step, step + 1].map(|at| &chain.forward[at + leg.shift]);
    let mut found = None;
    for begun in 0..=begun_after {
        chain.hops(step, begun, begun, |hop| {
            let is_it = hop.to == shape
                && hop.begun == begun_after
                && before.cost(begun, hop.from) + hop.cost == after.cost(begun_after, shape);
            if is_it && found.is_none() {
                found = Some(Deed { step, begun, hop, start: None, end: None });
            }
        });
    }
    found.map(|deed| with_start(chain, deed))
}

/// What leads on from a shape before a step, the end being placed.
fn after<const N: usize>(
    chain: &Chain<N>,
    leg: &Leg,
    step: usize,
    shape: u8,
    begun: usize,
) -> Option<Deed> {
    let [before, after] = [step, step + 1].map(|at| &chain.backward[at + leg.shift]);
    let mut found = None;
    chain.hops(step, begun, begun + 1, |hop| {
        let is_it = hop.from == shape
            && hop.cost + after.cost(hop.begun, hop.to) == before.cost(begun, shape);
        if is_it && found.is_none() {
            found = Some(Deed { step, begun, hop, start: None, end: None });
        }
    });
    found.map(|deed| with_start(chain, deed))
}

/// Which of the starts at a step was placed, if one was.
fn with_start<const N: usize>(chain: &Chain<N>, mut deed: Deed) -> Deed {
    if deed.begun < deed.hop.begun {
        let step = &chain.steps[deed.step];
        deed.start = step.starts.clone().find(|&start| match step.kind {
            Kind::Block { block } => {
                let costs = chain.block_costs(step, block, &[chain.places[start]]);
                chain.costs[start] + costs[deed.hop.effect] == deed.hop.cost
            }
            Kind::Corner { .. } | Kind::Across { .. } => true,
        });
    }
    deed
}

/// Appends the stops of a leg that stays in one aisle, backwards: from its start away from its end
/// as far as need be, then the other way, then back to the end.
fn straight<const N: usize>(
    chain: &Chain<N>,
    leg: &Leg,
    [start, end]: [usize; 2],
    order: &mut Vec<usize>,
) {
    let [from, to] = [start, end].map(|at| chain.places[at].at);
    let split = chain.places[leg.stops.clone()].partition_point(|place| place.at < from);
    let (low, high) =
        (leg.stops.start..leg.stops.start + split, leg.stops.start + split..leg.stops.end);
    if from <= to {
        order.extend(high.rev());
        order.extend(low);
    } else {
        order.extend(low);
        order.extend(high.rev());
    }
}
