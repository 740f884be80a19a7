//! A box of named integer variables, each with its step.

use serde::{Deserialize, Serialize};

/// One value per variable, in the order of the axes.
pub type Point = Vec<i64>;

/// A variable and the values it may take: `low`, `low + step`, ... up to `high`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Axis {
    /// Its name.
    pub name: String,
    /// Smallest value.
    pub low: i64,
    /// Largest value; counted down to a multiple of `step` above `low`.
    pub high: i64,
    /// Distance of neighbouring values; at least 1, by default 1.
    #[serde(default = "one")]
    pub step: i64,
}

fn one() -> i64 {
    1
}

impl Axis {
    /// Number of values.
    fn count(&self) -> u64 {
        (self.high.abs_diff(self.low)) / self.step.unsigned_abs() + 1
    }
}

/// Why a list of axes is no space.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SpaceError {
    /// Nothing to vary.
    #[error("no variables; at least one is needed")]
    Empty,
    /// Two variables of one name.
    #[error("variable `{name}` is named twice")]
    Twice {
        /// Which.
        name: String,
    },
    /// Bounds in the wrong order or too far out.
    #[error(
        "variable `{name}` goes from {low} to {high}; `low` must be at most `high`, and both \
         within -10^15 and 10^15"
    )]
    Bounds {
        /// Which.
        name: String,
        /// Its lower bound.
        low: i64,
        /// Its upper bound.
        high: i64,
    },
    /// A step that leads nowhere.
    #[error("the step of variable `{name}` is {step}; it must be at least 1")]
    Step {
        /// Which.
        name: String,
        /// Its step.
        step: i64,
    },
}

/// Which points count as next to each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Neighbourhood {
    /// One step in one variable: at most 2d points.
    Single,
    /// One step in one or two variables: at most 2d² points. Finds exchanges, one more of this
    /// for one less of that, which constraints often call for.
    Pairs,
}

impl Neighbourhood {
    /// In words.
    pub(super) fn describe(self) -> &'static str {
        match self {
            Self::Single => "one step in one variable",
            Self::Pairs => "one step in one or two variables",
        }
    }
}

/// The integer points of a box.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Space {
    axes: Vec<Axis>,
}

impl Space {
    /// The box spanned by `axes`.
    ///
    /// # Errors
    /// No axes, a name that repeats, bounds in the wrong order, or a step below 1.
    pub fn new(axes: Vec<Axis>) -> Result<Self, SpaceError> {
        const MOST: i64 = 1_000_000_000_000_000;
        if axes.is_empty() {
            return Err(SpaceError::Empty);
        }
        for (i, axis) in axes.iter().enumerate() {
            let name = axis.name.clone();
            let (low, high, step) = (axis.low, axis.high, axis.step);
            if axes[..i].iter().any(|other| other.name == axis.name) {
                return Err(SpaceError::Twice { name });
            }
            if low > high || low < -MOST || high > MOST {
                return Err(SpaceError::Bounds { name, low, high });
            }
            if step < 1 {
                return Err(SpaceError::Step { name, step });
            }
        }
        Ok(Self { axes })
    }

    /// Its variables.
    #[must_use]
    pub fn axes(&self) -> &[Axis] {
        &self.axes
    }

    /// Number of points, at most `u64::MAX`.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.axes.iter().fold(1, |size, axis| size.saturating_mul(axis.count()))
    }

    /// Whether `point` lies in the box and on its steps.
    #[must_use]
    pub fn contains(&self, point: &[i64]) -> bool {
        point.len() == self.axes.len()
            && self.axes.iter().zip(point).all(|(axis, &value)| {
                (axis.low..=axis.high).contains(&value) && (value - axis.low) % axis.step == 0
            })
    }

    /// All points, the last variable fastest.
    pub fn points(&self) -> impl Iterator<Item = Point> {
        let mut next = Some(self.axes.iter().map(|axis| axis.low).collect::<Point>());
        std::iter::from_fn(move || {
            let point = next.take()?;
            let mut after = point.clone();
            for (value, axis) in after.iter_mut().zip(&self.axes).rev() {
                *value += axis.step;
                if *value <= axis.high {
                    next = Some(after);
                    break;
                }
                *value = axis.low;
            }
            Some(point)
        })
    }

    /// The points next to `point`, in a fixed order.
    #[must_use]
    pub fn neighbours(&self, point: &[i64], neighbourhood: Neighbourhood) -> Vec<Point> {
        let step = |from: &[i64], axis: usize, sign: i64| {
            let mut to = from.to_vec();
            to[axis] += sign * self.axes[axis].step;
            to
        };
        let mut found = Vec::new();
        for first in 0..self.axes.len() {
            for sign in [-1, 1] {
                let one = step(point, first, sign);
                if !self.contains(&one) {
                    continue;
                }
                if neighbourhood == Neighbourhood::Pairs {
                    for second in first + 1..self.axes.len() {
                        for sign in [-1, 1] {
                            let two = step(&one, second, sign);
                            if self.contains(&two) {
                                found.push(two);
                            }
                        }
                    }
                }
                found.push(one);
            }
        }
        found
    }

    /// Point `index` of an evenly spread sequence that begins at the centre.
    ///
    /// An additive recurrence on the powers of the root of x^(d+1) = x + 1.
    pub(super) fn spread(&self, index: u32) -> Point {
        let dimension = self.axes.len() as i32;
        let mut root = 2.0;
        for _ in 0..64 {
            root = libm::pow(1.0 + root, 1.0 / f64::from(dimension + 1));
        }
        let mut share = 1.0;
        self.axes
            .iter()
            .map(|axis| {
                share /= root;
                let place = (0.5 + share * f64::from(index)).fract();
                let count = axis.count();
                let cell = ((place * count as f64) as u64).min(count - 1);
                axis.low + cell as i64 * axis.step
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn space(bounds: &[(i64, i64, i64)]) -> Space {
        let axes = bounds.iter().enumerate().map(|(i, &(low, high, step))| Axis {
            name: format!("x{i}"),
            low,
            high,
            step,
        });
        Space::new(axes.collect()).unwrap()
    }

    #[test]
    fn every_point_is_listed_once() {
        let space = space(&[(-1, 1, 1), (10, 25, 5), (3, 3, 2)]);
        let mut points: Vec<Point> = space.points().collect();
        assert_eq!(points.len() as u64, space.size());
        assert_eq!(space.size(), 12);
        assert!(points.iter().all(|point| space.contains(point)));
        points.dedup();
        assert_eq!(points.len(), 12);
        assert!(!space.contains(&[0, 11, 3]));
    }

    #[test]
    fn neighbours_are_the_points_within_one_step() {
        let space = space(&[(0, 4, 1), (0, 20, 5), (0, 2, 2)]);
        for point in space.points() {
            for (kind, most) in [(Neighbourhood::Single, 1), (Neighbourhood::Pairs, 2)] {
                let mut found = space.neighbours(&point, kind);
                found.sort();
                let near = space.points().filter(|other| {
                    let steps: Vec<i64> = (0..3)
                        .map(|i| (other[i] - point[i]).abs() / space.axes()[i].step)
                        .collect();
                    let moved = steps.iter().filter(|&&s| s > 0).count();
                    steps.iter().all(|&s| s <= 1) && (1..=most).contains(&moved)
                });
                assert_eq!(found, near.collect::<Vec<_>>(), "{point:?}");
            }
        }
    }

    #[test]
    fn starting_points_begin_at_the_centre_and_do_not_repeat() {
        let space = space(&[(0, 100, 1), (0, 100, 1)]);
        assert_eq!(space.spread(0), [50, 50]);
        let mut starts: Vec<Point> = (0..50).map(|i| space.spread(i)).collect();
        assert!(starts.iter().all(|point| space.contains(point)));
        starts.sort();
        starts.dedup();
        assert_eq!(starts.len(), 50);
        // Every quarter of the box gets its share.
        let low = |value: i64| value < 50;
        let corner = starts.iter().filter(|point| low(point[0]) && low(point[1])).count();
        assert!((8..=17).contains(&corner), "{corner}");
    }

    #[test]
    fn impossible_boxes_are_refused() {
        let axis = |name: &str, low, high, step| Axis { name: name.to_owned(), low, high, step };
        let message = |axes| Space::new(axes).unwrap_err().to_string();
        assert!(message(vec![]).contains("at least one"));
        assert!(message(vec![axis("a", 2, 1, 1)]).contains("from 2 to 1"));
        assert!(message(vec![axis("a", 0, 1, 0)]).contains("at least 1"));
        assert!(message(vec![axis("a", 0, 1, 1), axis("a", 0, 1, 1)]).contains("twice"));
    }
}
