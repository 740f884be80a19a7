//! The curve of value against number of stores, and the front of value against rent.

use domain::decision::Sense;

use super::study::{Findings, Study};
use super::svg::{Anchor, COLOURS, FAINT, INK, Svg};
use crate::report::number;

const WIDTH: f64 = 900.0;
const LEFT: f64 = 96.0;
const RIGHT: f64 = 30.0;

/// A rectangle on the page and what its sides stand for.
struct Axes {
    top: f64,
    bottom: f64,
    x: [f64; 2],
    y: [f64; 2],
}

impl Axes {
    fn at(&self, x: f64, y: f64) -> [f64; 2] {
        let share = |value: f64, [low, high]: [f64; 2]| (value - low) / (high - low);
        [
            LEFT + share(x, self.x) * (WIDTH - LEFT - RIGHT),
            self.bottom - share(y, self.y) * (self.bottom - self.top),
        ]
    }

    /// Lines and numbers at round values of y, and the names of both sides.
    fn draw(&self, svg: &mut Svg, x_name: &str, y_name: &str, x_ticks: &[f64], per_x: f64) {
        for value in ticks(self.y) {
            let [_, y] = self.at(self.x[0], value);
            svg.line([LEFT, y], [WIDTH - RIGHT, y], "#e6e6e6", 1.0);
            let step = number(value, if self.y[1] - self.y[0] < 5.0 { 1 } else { 0 });
            svg.words([LEFT - 8.0, y + 4.0], 12.0, Anchor::End, INK, &step);
        }
        for value in x_ticks {
            let [x, _] = self.at(*value, self.y[0]);
            svg.line([x, self.bottom], [x, self.bottom + 5.0], INK, 1.0);
            let decimals = if per_x == 1.0 || self.x[1] / per_x > 20.0 { 0 } else { 1 };
            let words = number(value / per_x, decimals);
            svg.words([x, self.bottom + 20.0], 12.0, Anchor::Middle, INK, &words);
        }
        svg.line([LEFT, self.bottom], [WIDTH - RIGHT, self.bottom], INK, 1.0);
        let middle = (LEFT + WIDTH - RIGHT) / 2.0;
        svg.words([middle, self.bottom + 40.0], 13.0, Anchor::Middle, INK, x_name);
        svg.upward([22.0, (self.top + self.bottom) / 2.0], 13.0, y_name);
    }
}

/// Round values between two, about six.
fn ticks([low, high]: [f64; 2]) -> Vec<f64> {
    let raw = ((high - low) / 6.0).max(1e-9);
    let power = libm::pow(10.0, libm::floor(libm::log10(raw)));
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().find(|m| m * power >= raw).unwrap_or(10.0) * power;
    let first = libm::ceil(low / step - 1e-9) as i64;
    (first..).map(|at| at as f64 * step).take_while(|value| *value <= high + step * 1e-9).collect()
}

fn padded(values: impl Iterator<Item = f64>) -> [f64; 2] {
    let (low, high) = values
        .filter(|value| value.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
    if low > high {
        return [0.0, 1.0];
    }
    let low = if low > 0.0 { 0.0 } else { low };
    [low, if high > low { high + (high - low) * 0.05 } else { low + 1.0 }]
}

/// Value and bound by number of stores above, the worth of one more below; empty without steps.
#[must_use]
pub fn curve_svg(study: &Study<'_>, findings: &Findings) -> String {
    let curve = &findings.curve;
    let mut svg = Svg::new(WIDTH, 680.0);
    let asked = findings.best.placed.open.len();
    svg.bold([24.0, 32.0], 20.0, Anchor::Start, INK, "What one more store is worth");
    let unit = study.value_unit();
    let (Some(first), Some(last)) = (curve.first(), curve.last()) else {
        return svg.finish();
    };
    let marginal = curve.iter().filter_map(|step| step.marginal);
    let below = match curve.iter().find(|step| step.sites as usize == asked) {
        Some(step) if step.marginal.is_some() => format!(
            "{}: store number {asked} adds {} {unit}",
            study.ground.scenario.name,
            number(step.marginal.unwrap_or_default(), 0)
        ),
        _ => study.ground.scenario.name.clone(),
    };
    svg.words([24.0, 54.0], 14.0, Anchor::Start, INK, &below);
    let x = [f64::from(first.sites) - 0.6, f64::from(last.sites) + 0.6];
    let of_step = |step: &super::curve::Step| [Some(step.best.objective.value), step.best.bound];
    let upper =
        Axes { top: 96.0, bottom: 370.0, x, y: padded(curve.iter().flat_map(of_step).flatten()) };
    let every = (curve.len() / 24 + 1).max(1);
    let counts: Vec<f64> = curve.iter().step_by(every).map(|step| f64::from(step.sites)).collect();
    upper.draw(&mut svg, "", &unit, &counts, 1.0);
    let bounds: Vec<[f64; 2]> = curve
        .iter()
        .filter_map(|step| Some(upper.at(f64::from(step.sites), step.best.bound?)))
        .collect();
    let has_bounds = bounds.len() > 1;
    if has_bounds {
        svg.path(&bounds, COLOURS[5], 2.0, "6 4");
    }
    let values: Vec<[f64; 2]> = curve
        .iter()
        .map(|step| upper.at(f64::from(step.sites), step.best.objective.value))
        .collect();
    svg.path(&values, COLOURS[0], 2.5, "");
    values.iter().for_each(|at| svg.circle(*at, 3.5, COLOURS[0], "white"));
    let phases: Vec<[f64; 2]> = findings
        .phased
        .iter()
        .filter(|phase| (x[0]..=x[1]).contains(&f64::from(phase.sites)))
        .map(|phase| upper.at(f64::from(phase.sites), phase.best.objective.value))
        .collect();
    if phases.len() > 1 {
        svg.path(&phases, COLOURS[2], 2.0, "2 3");
    }
    let mut key = 340.0;
    let mut entry = |svg: &mut Svg, colour: &str, dash: &str, words: &str| {
        svg.path(&[[key, 82.0], [key + 28.0, 82.0]], colour, 2.5, dash);
        svg.words([key + 34.0, 86.0], 12.0, Anchor::Start, INK, words);
        key += 44.0 + words.len() as f64 * 6.4;
    };
    entry(&mut svg, COLOURS[0], "", "best layout found");
    if has_bounds {
        let words = match findings.best.objective.sense {
            Sense::Most => "no layout is above",
            Sense::Least => "no layout is below",
        };
        entry(&mut svg, COLOURS[5], "6 4", words);
    }
    if phases.len() > 1 {
        entry(&mut svg, COLOURS[2], "2 3", "opened one after another");
    }
    let lower = Axes { top: 440.0, bottom: 610.0, x, y: padded(marginal) };
    lower.draw(&mut svg, "number of stores", "one more adds", &counts, 1.0);
    for step in curve {
        let Some(worth) = step.marginal else { continue };
        let half = 0.36;
        let [left, top] = lower.at(f64::from(step.sites) - half, worth.max(lower.y[0]));
        let [right, bottom] = lower.at(f64::from(step.sites) + half, 0.0);
        let colour = if step.sites as usize == asked { COLOURS[5] } else { COLOURS[4] };
        svg.rect([left, top], [right - left, (bottom - top).max(0.0)], colour);
    }
    svg.finish()
}

/// Value against monthly rent, the layouts that none is better and no dearer than.
#[must_use]
pub fn frontier_svg(study: &Study<'_>, findings: &Findings) -> String {
    let front = &findings.frontier;
    let mut svg = Svg::new(WIDTH, 560.0);
    svg.bold([24.0, 32.0], 20.0, Anchor::Start, INK, "What can be had for how much rent");
    let words = format!(
        "{}: no layout found is both cheaper and better than one on the line; numbers are stores",
        study.ground.scenario.name
    );
    svg.words([24.0, 54.0], 14.0, Anchor::Start, INK, &words);
    let lakh = 1e5;
    let x = padded(front.iter().map(|budget| budget.spent));
    let y = padded(front.iter().map(|budget| budget.best.objective.value));
    let axes = Axes { top: 84.0, bottom: 490.0, x, y };
    let unit = study.value_unit();
    axes.draw(&mut svg, "rent, INR lakh a month", &unit, &ticks(x), lakh);
    let mut way: Vec<[f64; 2]> = Vec::new();
    for budget in front {
        let at = axes.at(budget.spent, budget.best.objective.value);
        if let Some(last) = way.last().copied() {
            way.push([at[0], last[1]]);
        }
        way.push(at);
    }
    svg.path(&way, COLOURS[0], 2.0, "");
    for budget in front {
        let at = axes.at(budget.spent, budget.best.objective.value);
        svg.circle(at, 4.5, COLOURS[0], "white");
        let stores = budget.best.placed.open.len().to_string();
        svg.words([at[0] - 8.0, at[1] - 8.0], 12.0, Anchor::End, INK, &stores);
    }
    if front.is_empty() {
        svg.words([LEFT, 200.0], 14.0, Anchor::Start, FAINT, "no budget was asked for");
    }
    svg.finish()
}
