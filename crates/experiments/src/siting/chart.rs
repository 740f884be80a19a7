//! The curve of value against number of stores, and the front of value against rent.

use std::ops::Range;

use domain::decision::Sense;
use plotters::chart::SeriesLabelPosition;
use plotters::element::DashedPathElement;
use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use super::curve::Step;
use super::error::SitingError;
use super::picture::{Area, COLOURS, Drawn, GRID, INK, drawn, heading, letters};
use super::study::{Findings, Study};
use crate::report::number;

const WIDTH: u32 = 1000;
/// Room for the numbers and the name of the upright axis.
const LEFT: u32 = 110;
/// Half the width of a bar, in stores.
const HALF_BAR: f64 = 0.36;
/// Most numbers along the axis of stores.
const MOST_NUMBERS: usize = 26;
const LAKH: f64 = 1e5;
/// Least distance of two numbers beside the points of the front.
const APART: i32 = 26;

/// Value and bound by number of stores above, the worth of one more below.
///
/// # Errors
/// Drawing fails.
pub fn curve_svg(study: &Study<'_>, findings: &Findings) -> Result<String, SitingError> {
    drawn((WIDTH, 760), |area| {
        heading(area, "What one more store is worth", &of_the_last(study, findings))?;
        let (_, area) = area.split_vertically(84);
        let (upper, lower) = area.split_vertically(400);
        values(&upper, study, findings)?;
        worths(&lower, findings)
    })
}

/// What the last store of the layout adds, in words.
fn of_the_last(study: &Study<'_>, findings: &Findings) -> String {
    let name = &study.ground.scenario.name;
    let asked = findings.best.placed.open.len();
    let at = findings.curve.iter().find(|step| step.sites as usize == asked);
    match at.and_then(|step| step.marginal) {
        Some(worth) => {
            let unit = study.value_unit();
            format!("{name}: store number {asked} {} {unit}", changed(findings, worth))
        }
        None => name.clone(),
    }
}

/// A gain in words of the objective's sense.
fn changed(findings: &Findings, worth: f64) -> String {
    let word = match findings.best.objective.sense {
        Sense::Most => "adds",
        Sense::Least => "saves",
    };
    format!("{word} {}", number(worth, if worth.abs() < 20.0 { 1 } else { 0 }))
}

fn values(area: &Area<'_>, study: &Study<'_>, findings: &Findings) -> Drawn {
    let curve = &findings.curve;
    let of_step = |step: &Step| [Some(step.best.objective.value), step.best.bound];
    let high = curve.iter().flat_map(of_step).flatten();
    let (x, counts) = stores(curve);
    let y = from_nothing(high);
    let mut chart = ChartBuilder::on(area)
        .margin_left(20)
        .margin_right(30)
        .x_label_area_size(36)
        .y_label_area_size(LEFT)
        .build_cartesian_2d(x, y.clone())?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(WHITE)
        .bold_line_style(GRID)
        .axis_style(INK)
        .y_desc(study.value_unit())
        .y_labels(7)
        .x_labels(counts)
        .x_label_formatter(&whole)
        .y_label_formatter(&|y| number(*y, decimals(&y_span(findings))))
        .label_style(letters(16, INK, HPos::Center, FontStyle::Normal))
        .axis_desc_style(letters(17, INK, HPos::Center, FontStyle::Normal))
        .draw()?;
    let bounds: Vec<(f64, f64)> =
        curve.iter().filter_map(|step| Some((f64::from(step.sites), step.best.bound?))).collect();
    if bounds.len() > 1 {
        let words = match findings.best.objective.sense {
            Sense::Most => "bound: no layout is above",
            Sense::Least => "bound: no layout is below",
        };
        chart
            .draw_series(DashedLineSeries::new(bounds, 8, 6, COLOURS[5].stroke_width(2)))?
            .label(words)
            .legend(|(x, y)| {
                DashedPathElement::new([(x, y), (x + 30, y)], 8, 6, COLOURS[5].stroke_width(3))
            });
    }
    let phases: Vec<(f64, f64)> = findings
        .phased
        .iter()
        .map(|phase| (f64::from(phase.sites), phase.best.objective.value))
        .filter(|phase| y.contains(&phase.1))
        .collect();
    if phases.len() > 1 {
        chart
            .draw_series(LineSeries::new(phases, COLOURS[2].stroke_width(2)))?
            .label("opened one after another, none moved")
            .legend(|(x, y)| key(x, y, COLOURS[2]));
    }
    let line = || curve.iter().map(|step| (f64::from(step.sites), step.best.objective.value));
    chart
        .draw_series(LineSeries::new(line(), COLOURS[0].stroke_width(3)).point_size(4))?
        .label("best layout found")
        .legend(|(x, y)| key(x, y, COLOURS[0]));
    let place = match findings.best.objective.sense {
        Sense::Most => SeriesLabelPosition::LowerRight,
        Sense::Least => SeriesLabelPosition::UpperRight,
    };
    chart
        .configure_series_labels()
        .position(place)
        .margin(14)
        .legend_area_size(40)
        .background_style(WHITE)
        .border_style(GRID)
        .label_font(("sans-serif", 16).into_font().color(&INK))
        .draw()?;
    Ok(())
}

fn y_span(findings: &Findings) -> Range<f64> {
    from_nothing(findings.curve.iter().map(|step| step.best.objective.value))
}

fn key(x: i32, y: i32, colour: RGBColor) -> PathElement<(i32, i32)> {
    PathElement::new([(x, y), (x + 30, y)], colour.stroke_width(3))
}

fn worths(area: &Area<'_>, findings: &Findings) -> Drawn {
    let curve = &findings.curve;
    let asked = findings.best.placed.open.len();
    let (x, counts) = stores(curve);
    let y = from_nothing(curve.iter().filter_map(|step| step.marginal));
    let digits = decimals(&y);
    let word = match findings.best.objective.sense {
        Sense::Most => "one more adds",
        Sense::Least => "one more saves",
    };
    let mut chart = ChartBuilder::on(area)
        .margin_left(20)
        .margin_right(30)
        .margin_top(16)
        .margin_bottom(8)
        .x_label_area_size(58)
        .y_label_area_size(LEFT)
        .build_cartesian_2d(x, y)?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(WHITE)
        .bold_line_style(GRID)
        .axis_style(INK)
        .x_desc(format!("number of stores ({asked} in the layout)"))
        .y_desc(word)
        .y_labels(5)
        .x_labels(counts)
        .x_label_formatter(&whole)
        .y_label_formatter(&|y| number(*y, digits))
        .label_style(letters(16, INK, HPos::Center, FontStyle::Normal))
        .axis_desc_style(letters(17, INK, HPos::Center, FontStyle::Normal))
        .draw()?;
    chart.draw_series(curve.iter().filter_map(|step| {
        let at = f64::from(step.sites);
        let colour = if step.sites as usize == asked { COLOURS[5] } else { COLOURS[4] };
        let corners = [(at - HALF_BAR, 0.0), (at + HALF_BAR, step.marginal?)];
        Some(Rectangle::new(corners, colour.filled()))
    }))?;
    Ok(())
}

/// Value against monthly rent, the layouts that none is better and no dearer than.
///
/// # Errors
/// Drawing fails.
pub fn frontier_svg(study: &Study<'_>, findings: &Findings) -> Result<String, SitingError> {
    let front = &findings.frontier;
    let below = format!(
        "{}: each step is the best layout found for that rent; numbers are stores",
        study.ground.scenario.name
    );
    drawn((WIDTH, 620), |area| {
        heading(area, "What can be had for how much rent", &below)?;
        let (_, area) = area.split_vertically(84);
        let spent = |budget: &super::frontier::Budget| budget.spent / LAKH;
        let (x, y) = (
            from_nothing(front.iter().map(spent)),
            from_nothing(front.iter().map(|budget| budget.best.objective.value)),
        );
        let (across, up) = (decimals(&x), decimals(&y));
        let mut chart = ChartBuilder::on(&area)
            .margin_left(20)
            .margin_right(40)
            .margin_top(10)
            .margin_bottom(8)
            .x_label_area_size(58)
            .y_label_area_size(LEFT)
            .build_cartesian_2d(x, y)?;
        chart
            .configure_mesh()
            .light_line_style(WHITE)
            .bold_line_style(GRID)
            .axis_style(INK)
            .x_desc("rent, INR lakh (100,000) a month")
            .y_desc(study.front_unit())
            .x_label_formatter(&|x| number(*x, across))
            .y_label_formatter(&|y| number(*y, up))
            .label_style(letters(16, INK, HPos::Center, FontStyle::Normal))
            .axis_desc_style(letters(17, INK, HPos::Center, FontStyle::Normal))
            .draw()?;
        let mut stairs: Vec<(f64, f64)> = Vec::new();
        for budget in front.iter().filter(|budget| !budget.is_dominated) {
            stairs.extend(stairs.last().map(|last| (spent(budget), last.1)));
            stairs.push((spent(budget), budget.best.objective.value));
        }
        chart.draw_series(LineSeries::new(stairs, COLOURS[0].stroke_width(3)))?;
        let bold = || letters(16, INK, HPos::Right, FontStyle::Bold);
        let mut last = i32::MIN;
        for budget in front.iter().filter(|budget| !budget.is_chosen) {
            let at = (spent(budget), budget.best.objective.value);
            chart.draw_series(std::iter::once(Circle::new(at, 5, COLOURS[0].filled())))?;
            // Numbers that would lie over each other are left out.
            let place = chart.backend_coord(&at).0;
            if place >= last.saturating_add(APART) {
                last = place;
                let count = budget.best.placed.open.len().to_string();
                let words = EmptyElement::at(at) + Text::new(count, (-8, -14), bold());
                chart.draw_series(std::iter::once(words))?;
            }
        }
        for budget in front.iter().filter(|budget| budget.is_chosen) {
            let words = format!("the layout: {}", budget.best.placed.open.len());
            let words = if budget.is_dominated { words + ", dominated" } else { words };
            let at = (spent(budget), budget.best.objective.value);
            // Beside the step below, on the side where there is room.
            let has_room = chart.backend_coord(&at).0 < WIDTH as i32 - 220;
            let (x, hold) = if has_room { (10, HPos::Left) } else { (-10, HPos::Right) };
            let mark = EmptyElement::at(at)
                + Circle::new((0, 0), 8, COLOURS[5].filled())
                + Text::new(words, (x, 22), letters(16, COLOURS[5], hold, FontStyle::Bold));
            chart.draw_series(std::iter::once(mark))?;
        }
        Ok(())
    })
}

/// The axis of stores, and how many of them are numbered at most.
fn stores(curve: &[Step]) -> (Range<f64>, usize) {
    let ends = curve.first().zip(curve.last());
    let (first, last) =
        ends.map_or((0.0, 1.0), |(first, last)| (f64::from(first.sites), f64::from(last.sites)));
    (first - 0.6..last + 0.6, (curve.len() + 1).min(MOST_NUMBERS))
}

/// A whole number of stores; marks between two have no name.
fn whole(stores: &f64) -> String {
    if stores.fract() == 0.0 { number(*stores, 0) } else { String::new() }
}

/// From nothing, or the least where that is below, to a little above the most.
fn from_nothing(values: impl Iterator<Item = f64>) -> Range<f64> {
    let finite = values.filter(|value| value.is_finite());
    let (low, high) = finite.fold((0.0_f64, 0.0_f64), |(l, h), v| (l.min(v), h.max(v)));
    if high > low { low..high + (high - low) * 0.06 } else { 0.0..1.0 }
}

/// Digits behind the point that tell marks apart.
fn decimals(range: &Range<f64>) -> usize {
    match range.end - range.start {
        wide if wide > 20.0 => 0,
        wide if wide > 1.5 => 1,
        _ => 2,
    }
}
