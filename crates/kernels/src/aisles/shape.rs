//! What a walk looks like at the frontier between the aisles done and those to come, as tables.
//!
//! A walk is a connected multigraph on the aisles in which only its two ends have an odd degree
//! (none, if it ends where it began); of the part built so far it matters only which cross-aisle
//! corners of the current aisle it touches, with which parity, and which of them it connects.
//!
//! Source: Ratliff & Rosenthal (1983), doi:10.1287/opre.31.3.507, for one block; Roodbergen & de
//! Koster (2001), doi:10.1016/S0377-2217(00)00177-6, for two. Ends inside the walk, shapes with an
//! odd number of odd corners, are an addition.

use std::sync::LazyLock;

/// Shapes on a floor of one block.
pub(super) const ONE_BLOCK: usize = 13;
/// Shapes on a floor of two blocks.
pub(super) const TWO_BLOCKS: usize = 70;

/// Degree of a corner.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Degree {
    Zero,
    Even,
    Odd,
}

/// Degrees of the corners and which of them are connected: by the least corner of their part.
/// On a floor of one block the third corner is never touched.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Shape {
    degree: [Degree; 3],
    part: [usize; 3],
}

/// Which of the edges of an aisle between two cross aisles are left out. The edges are those
/// between neighbouring stops; all others are walked, once or twice as parity has it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Cut {
    /// None is: the aisle connects both corners.
    Nothing,
    /// The first, at the lower corner.
    First,
    /// The last, at the upper corner.
    Last,
    /// The longest in between.
    Inside,
    /// All are.
    All,
}

/// What a walk does between two neighbouring cross aisles of an aisle.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Effect {
    /// Whether the lower corner's parity changes.
    pub(super) lower: bool,
    /// Whether the upper corner's parity changes.
    pub(super) upper: bool,
    pub(super) cut: Cut,
}

const fn effect(lower: bool, upper: bool, cut: Cut) -> Effect {
    Effect { lower, upper, cut }
}

/// All that can be worth doing: first what leaves parities as they are, or changes both (with no
/// end of the walk in the aisle, or two), from [`ONE_END`] on what changes one (with one end).
pub(super) const EFFECTS: [Effect; 13] = [
    effect(false, false, Cut::All),
    effect(true, true, Cut::Nothing),
    effect(false, false, Cut::Nothing),
    effect(false, false, Cut::First),
    effect(false, false, Cut::Last),
    effect(false, false, Cut::Inside),
    effect(true, true, Cut::Inside),
    effect(true, false, Cut::Nothing),
    effect(true, false, Cut::Last),
    effect(true, false, Cut::Inside),
    effect(false, true, Cut::Nothing),
    effect(false, true, Cut::First),
    effect(false, true, Cut::Inside),
];
/// The first effect that belongs to one end in the aisle.
pub(super) const ONE_END: usize = 7;

/// From one shape to another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Move {
    pub(super) from: u8,
    pub(super) to: u8,
}

/// To the next aisle, walking `times` the pitch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Across {
    pub(super) from: u8,
    pub(super) to: u8,
    pub(super) times: u8,
}

/// What can become of the shapes with a given number of ends of the walk behind the frontier.
#[derive(Clone, Debug)]
pub(super) struct Moves {
    /// By block and effect.
    pub(super) block: [[Vec<Move>; EFFECTS.len()]; 2],
    /// Nothing changes.
    pub(super) stay: Vec<Move>,
    /// By corner: it is visited.
    pub(super) touch: [Vec<Move>; 3],
    /// By corner: one end of the walk is put there.
    pub(super) toggle: [Vec<Move>; 3],
    /// On to the next aisle.
    pub(super) across: Vec<Across>,
    /// Shapes with which the walk can be over: connected and all even.
    pub(super) complete: Vec<u8>,
}

/// The tables of a floor.
#[derive(Clone, Debug)]
pub(super) struct Tables {
    /// By the number of ends of the walk behind the frontier: 0, 1 or 2.
    pub(super) moves: [Moves; 3],
    /// By shape and corner, how often the cross aisle up to there was walked.
    pub(super) times: Vec<[u8; 3]>,
}

/// The shape of a walk that has not begun.
pub(super) const EMPTY: u8 = 0;

/// The tables of a floor with this many shapes, made once.
pub(super) fn tables(shapes: usize) -> &'static Tables {
    static ONE: LazyLock<Tables> = LazyLock::new(|| build(2));
    static TWO: LazyLock<Tables> = LazyLock::new(|| build(3));
    if shapes == ONE_BLOCK { &ONE } else { &TWO }
}

fn build(corners: usize) -> Tables {
    let shapes = all(corners);
    assert_eq!(shapes.len(), if corners == 2 { ONE_BLOCK } else { TWO_BLOCKS });
    let times = |degree: Degree| match degree {
        Degree::Zero => 0,
        Degree::Odd => 1,
        Degree::Even => 2,
    };
    Tables {
        moves: [0, 1, 2].map(|ends| moves(&shapes, corners, ends)),
        times: shapes.iter().map(|shape| shape.degree.map(times)).collect(),
    }
}

/// All shapes, the empty one first. With `ends` ends behind the frontier, a part of the walk has
/// an odd number of odd corners if and only if it holds one of the ends.
fn all(corners: usize) -> Vec<Shape> {
    use Degree::{Even, Odd, Zero};
    let third: &[Degree] = if corners == 2 { &[Zero] } else { &[Zero, Even, Odd] };
    let mut shapes = Vec::new();
    for &back in third {
        for degree in [Zero, Even, Odd].map(|a| [Zero, Even, Odd].map(|b| [a, b, back])).concat() {
            for part in [[0, 1, 2], [0, 0, 2], [0, 1, 0], [0, 1, 1], [0, 0, 0]] {
                let shape = Shape { degree, part };
                let is_one =
                    (0..3).all(|c| part[c] == c || shape.touches(c) && shape.touches(part[c]));
                if is_one && shape.odd_parts() <= 2 {
                    shapes.push(shape);
                }
            }
        }
    }
    shapes
}

fn moves(shapes: &[Shape], corners: usize, ends: usize) -> Moves {
    // Two ends can be in one part, none in a part alone.
    let allowed = |shape: &Shape| match ends {
        2 => shape.odd_parts() != 1,
        _ => shape.odd_parts() == ends,
    };
    let index = |shape: Shape| shapes.iter().position(|other| *other == shape);
    let from = || (0..).zip(shapes).filter(|(_, shape)| allowed(shape));
    let list = |step: &dyn Fn(&Shape) -> Option<Shape>| -> Vec<Move> {
        let to = |shape: &Shape| step(shape).and_then(index);
        from().filter_map(|(at, shape)| Some(Move { from: at, to: to(shape)? as u8 })).collect()
    };
    let has = |corner: usize| corner < corners;
    Moves {
        block: [0, 1].map(|block| {
            EFFECTS.map(|effect| {
                list(&|shape| has(block + 1).then(|| shape.walked(block, effect)).flatten())
            })
        }),
        stay: list(&|shape| Some(*shape)),
        touch: [0, 1, 2].map(|corner| list(&|shape| has(corner).then(|| shape.touched(corner)))),
        toggle: [0, 1, 2].map(|corner| list(&|shape| has(corner).then(|| shape.toggled(corner)))),
        across: from()
            .flat_map(|(at, shape)| {
                (0..1_u8 << corners).filter_map(move |kept| {
                    let (next, times) = shape.across(kept, corners)?;
                    Some(Across { from: at, to: index(next)? as u8, times })
                })
            })
            .collect(),
        complete: from().filter(|(_, shape)| shape.is_complete()).map(|(at, _)| at).collect(),
    }
}

impl Shape {
    fn touches(&self, corner: usize) -> bool {
        self.degree[corner] != Degree::Zero
    }

    /// Parts with an odd number of odd corners.
    fn odd_parts(&self) -> usize {
        let odd = |part: usize| {
            (0..3).filter(|&c| self.part[c] == part && self.degree[c] == Degree::Odd).count() % 2
        };
        (0..3).map(odd).sum()
    }

    fn is_complete(&self) -> bool {
        let mut touched = (0..3).filter(|&c| self.touches(c));
        touched.next().is_some_and(|first| touched.all(|c| self.part[c] == self.part[first]))
            && !self.degree.contains(&Degree::Odd)
    }

    /// Visited at a corner.
    fn touched(mut self, corner: usize) -> Self {
        if !self.touches(corner) {
            self.degree[corner] = Degree::Even;
        }
        self
    }

    /// One edge more at a corner.
    fn toggled(mut self, corner: usize) -> Self {
        self.degree[corner] = match self.degree[corner] {
            Degree::Odd => Degree::Even,
            Degree::Zero | Degree::Even => Degree::Odd,
        };
        self
    }

    /// After an effect between the corners `block` and `block + 1`; `None` if it is not worth it:
    /// walking twice between corners that are connected anyway.
    fn walked(mut self, block: usize, effect: Effect) -> Option<Self> {
        let (lower, upper) = (block, block + 1);
        if !matches!(effect.cut, Cut::First | Cut::All) {
            self = self.touched(lower);
        }
        if !matches!(effect.cut, Cut::Last | Cut::All) {
            self = self.touched(upper);
        }
        if effect.lower {
            self = self.toggled(lower);
        }
        if effect.upper {
            self = self.toggled(upper);
        }
        if effect.cut == Cut::Nothing {
            let (a, b) = (self.part[lower], self.part[upper]);
            if a == b && !(effect.lower && effect.upper) {
                return None;
            }
            self.part = self.part.map(|part| if part == a || part == b { a.min(b) } else { part });
        }
        Some(self)
    }

    /// In the next aisle, walking twice along the cross aisles of the even corners in `kept`, once
    /// along those of the odd ones; `None` where a part would be left behind.
    fn across(&self, kept: u8, corners: usize) -> Option<(Self, u8)> {
        let mut next = Self { degree: [Degree::Zero; 3], part: [0, 1, 2] };
        let mut times = 0;
        for corner in 0..corners {
            let is_kept = kept >> corner & 1 == 1;
            match self.degree[corner] {
                Degree::Zero if is_kept => return None,
                Degree::Odd if !is_kept => return None,
                Degree::Even if is_kept => times += 2,
                Degree::Odd => times += 1,
                Degree::Zero | Degree::Even => {}
            }
            if is_kept {
                next.degree[corner] = self.degree[corner];
            }
        }
        for corner in (0..corners).filter(|&c| self.touches(c)) {
            let mut kept = (0..3).filter(|&c| self.part[c] == self.part[corner] && next.touches(c));
            let first = kept.next()?;
            if next.touches(corner) {
                next.part[corner] = first;
            }
        }
        Some((next, times))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_closed_walks_there_are_the_states_of_the_literature() {
        // Ratliff & Rosenthal: seven with the finished walk; Roodbergen & de Koster: 25 with it.
        // Here the finished walk is no state.
        let even = |corners| all(corners).iter().filter(|shape| shape.odd_parts() == 0).count();
        assert_eq!(even(2), 6);
        assert_eq!(even(3), 24);
        assert!(all(3)[0].degree.iter().all(|degree| *degree == Degree::Zero));
    }

    #[test]
    fn steps_keep_the_number_of_odd_parts_in_step_with_the_ends() {
        let shapes = all(3);
        for ends in 0..3 {
            let moves = &tables(TWO_BLOCKS).moves[ends];
            let odd = |shape: u8| shapes[usize::from(shape)].odd_parts();
            for block in &moves.block {
                for (at, list) in block.iter().enumerate() {
                    let more = usize::from(at >= ONE_END);
                    assert!(list.iter().all(|m| (odd(m.from) + odd(m.to) + more) % 2 == 0));
                }
            }
            assert!(moves.across.iter().all(|m| odd(m.from) == odd(m.to)));
            assert!(moves.complete.iter().all(|&shape| odd(shape) == 0));
            assert_eq!(moves.complete.is_empty(), ends == 1);
        }
    }
}
