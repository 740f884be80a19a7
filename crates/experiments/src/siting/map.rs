//! A layout as a map: streets, demand in the colour of its store, stores by number.

use std::collections::BTreeMap;

use domain::geo::Point;
use domain::shown::shown;
use domain::travel::RoadClass;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use super::colouring::{coloured, meetings};
use super::error::SitingError;
use super::layout::Served;
use super::picture::{Area, COLOURS, Drawn, FAINT, INK, drawn, heading, letters, shortened};
use super::study::{Findings, Study};
use crate::report::number;

/// Longer side of the map itself, points.
const MAP: f64 = 1400.0;
const MARGIN: u32 = 24;
/// Room above the map for the title.
const TITLE: u32 = 84;
/// Room below it for the scale.
const SCALE: u32 = 52;
/// Least width of the legend beside the map.
const LEGEND: u32 = 420;
/// Characters of a store's name that are shown.
const NAME: usize = 60;
/// Room for a character of the legend, of the line below the title, and of the title: more than
/// the usual fonts take on average.
const WIDE: [u32; 3] = [10, 10, 16];
/// A line of the legend.
const LINE: i32 = 24;
/// Stores named in the legend.
const NAMED: usize = 45;
/// Radius of a store's mark.
const MARK: i32 = 15;
/// Demand that no store covers.
const UNCOVERED: RGBColor = RGBColor(150, 150, 150);

/// Stores of competitors.
const RIVAL: RGBColor = RGBColor(240, 228, 66);

type Map<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

fn km(point: Point) -> (f64, f64) {
    (point.x_mm as f64 / 1e6, point.y_mm as f64 / 1e6)
}

/// The map as SVG.
///
/// # Errors
/// Drawing fails.
pub fn map_svg(study: &Study<'_>, findings: &Findings) -> Result<String, SitingError> {
    let [low, high] = study.ground.city.network.bounds().unwrap_or_default().map(km);
    let span = [(high.0 - low.0).max(0.1), (high.1 - low.1).max(0.1)];
    let per_km = MAP / span[0].max(span[1]);
    let [width, height] = span.map(|km| (km * per_km).ceil() as u32);
    let lines = 9 + findings.layout.stores.len().min(NAMED) as u32;
    let beside = TITLE + lines * LINE as u32;
    let legend_width = legend_width(study, findings);
    let [title, below] = titles(study, findings);
    let of_text = |text: &str, wide: u32| text.chars().count() as u32 * wide + 2 * MARGIN;
    let across = (width + legend_width + 3 * MARGIN)
        .max(of_text(&title, WIDE[2]))
        .max(of_text(&below, WIDE[1]));
    let size = (across, (TITLE + height + SCALE).max(beside + SCALE));
    drawn(size, |area| {
        heading(area, &title, &below)?;
        let frame = area.margin(TITLE, size.1 - TITLE - height, MARGIN, size.0 - MARGIN - width);
        // Equal scales both ways: the frame has the shape of the city.
        let mut map = ChartBuilder::on(&frame)
            .build_cartesian_2d(low.0..low.0 + span[0], low.1..low.1 + span[1])?;
        streets(&mut map, study)?;
        let colours = colours(study, findings);
        let room = f64::from(width) * f64::from(height);
        demand(&mut map, study, findings, &colours, room)?;
        rivals(&mut map, study)?;
        stores(&mut map, study, findings)?;
        scale_bar(area, per_km, (TITLE + height) as i32 + 26)?;
        let corner = ((MARGIN * 2 + width) as i32, TITLE as i32 + 10);
        legend(area, study, findings, &colours, (corner, legend_width as i32))
    })
}

fn legend_width(study: &Study<'_>, findings: &Findings) -> u32 {
    let stores = findings.layout.stores.iter().take(NAMED);
    let letters =
        stores.map(|store| study.candidates[store.site as usize].name.chars().count().min(NAME));
    // A mark before the name, a number of orders behind it.
    (letters.max().unwrap_or(0) as u32 * WIDE[0] + 180).max(LEGEND)
}

/// The title, and the line below it.
fn titles(study: &Study<'_>, findings: &Findings) -> [String; 2] {
    let layout = &findings.layout;
    let time = if study.is_of_an_hour { "hour" } else { "day" };
    let covered = layout.covered / layout.total * 100.0;
    let title = format!(
        "{}: {} stores reach {} % of orders within {} {}",
        shown(&study.ground.scenario.name),
        layout.stores.len(),
        number(covered, 1),
        number(study.radius, 1),
        study.unit
    );
    let rent = study.rent(&findings.best.placed.open);
    let below = format!(
        "{} of {} orders a {time}, {} {} away on average; rent INR {} lakh a month; {} candidates",
        number(study.orders(layout.covered), 0),
        number(study.orders(layout.total), 0),
        number(layout.mean, 1),
        study.unit,
        number(rent / 1e5, 1),
        study.candidates.len()
    );
    [title, below]
}

/// Through roads and collectors; the streets between them are left out.
fn streets(map: &mut Map<'_, '_>, study: &Study<'_>) -> Drawn {
    let graph = &study.ground.city.network.graph;
    for (classes, colour, width) in [
        ([RoadClass::Tertiary, RoadClass::Secondary], RGBColor(222, 222, 222), 1),
        ([RoadClass::Primary, RoadClass::Trunk], RGBColor(196, 196, 196), 3),
    ] {
        let mut ends: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for edge in graph.raw_edges().iter().filter(|edge| classes.contains(&edge.weight.class)) {
            let (a, b) = (edge.source().index(), edge.target().index());
            ends.entry(a.min(b)).or_default().push(a.max(b));
        }
        let at: Vec<(f64, f64)> = graph.node_weights().map(|node| km(node.point)).collect();
        let ways = ways(ends);
        map.draw_series(ways.into_iter().map(|way| {
            let points: Vec<(f64, f64)> = way.into_iter().map(|node| at[node]).collect();
            PathElement::new(points, colour.stroke_width(width))
        }))?;
    }
    Ok(())
}

/// Joins pieces of street, each from a lower junction to higher ones, into long lines.
fn ways(mut ends: BTreeMap<usize, Vec<usize>>) -> Vec<Vec<usize>> {
    let mut all = Vec::new();
    while let Some((start, _)) = ends.first_key_value() {
        let mut way = vec![*start];
        let mut at = *start;
        while let Some(others) = ends.get_mut(&at) {
            let next = others.pop();
            if others.is_empty() {
                ends.remove(&at);
            }
            let Some(next) = next else { break };
            way.push(next);
            at = next;
        }
        all.push(way);
    }
    all
}

/// Each store's colour: none that the store of a catchment beside it has.
pub(super) fn colours(study: &Study<'_>, findings: &Findings) -> Vec<RGBColor> {
    let [low, high] = study.ground.city.network.bounds().unwrap_or_default();
    let span_mm = (high.x_mm - low.x_mm).max(high.y_mm - low.y_mm);
    let stores = &findings.layout.stores;
    let at: Vec<Point> =
        stores.iter().map(|store| study.candidates[store.site as usize].point).collect();
    let points = study.demand.points.iter().zip(&findings.layout.served);
    let members: Vec<(Point, usize)> = points
        .filter_map(|(point, served)| Some((point.point, covering(findings, served)?)))
        .collect();
    let meetings = meetings(stores.len(), &members, span_mm);
    coloured(&meetings, &at, COLOURS.len()).into_iter().map(|colour| COLOURS[colour]).collect()
}

/// The position of the store that covers a demand point.
fn covering(findings: &Findings, served: &Option<Served>) -> Option<usize> {
    let near = served.filter(|served| served.is_near)?;
    findings.best.placed.open.binary_search(&near.site).ok()
}

fn demand(
    map: &mut Map<'_, '_>,
    study: &Study<'_>,
    findings: &Findings,
    colours: &[RGBColor],
    room: f64,
) -> Drawn {
    let points = &study.demand.points;
    let mean = study.demand.orders() / points.len().max(1) as f64;
    // The average point covers about its share of the map.
    let usual = (room / points.len().max(1) as f64 / 9.0).sqrt().clamp(2.0, 14.0);
    map.draw_series(points.iter().zip(&findings.layout.served).map(|(point, served)| {
        let radius = usual * (point.orders / mean).sqrt().clamp(0.3, 2.5);
        let style = match covering(findings, served) {
            Some(store) => colours[store].filled(),
            None => UNCOVERED.stroke_width(1),
        };
        Circle::new(km(point.point), radius.round().max(1.0) as i32, style)
    }))?;
    Ok(())
}

/// A cross for each store of a competitor.
fn rivals(map: &mut Map<'_, '_>, study: &Study<'_>) -> Drawn {
    map.draw_series(study.rivals.iter().map(|at| Cross::new(km(*at), 9, INK.stroke_width(5))))?;
    map.draw_series(study.rivals.iter().map(|at| Cross::new(km(*at), 8, RIVAL.stroke_width(3))))?;
    Ok(())
}

fn stores(map: &mut Map<'_, '_>, study: &Study<'_>, findings: &Findings) -> Drawn {
    for (number, store) in (1_u32..).zip(&findings.layout.stores) {
        let candidate = &study.candidates[store.site as usize];
        let half = if candidate.is_store { MARK - 1 } else { 0 };
        let round = if candidate.is_store { 0 } else { MARK };
        let mark = EmptyElement::at(km(candidate.point))
            + Circle::new((0, 0), round + i32::from(round > 0) * 2, WHITE.filled())
            + Circle::new((0, 0), round, INK.filled())
            + Rectangle::new([(-half, -half), (half, half)], INK.filled())
            + Text::new(
                number.to_string(),
                (0, 0),
                letters(if number < 100 { 18 } else { 14 }, WHITE, HPos::Center, FontStyle::Bold),
            );
        map.draw_series(std::iter::once(mark))?;
    }
    Ok(())
}

fn scale_bar(area: &Area<'_>, per_km: f64, y: i32) -> Drawn {
    let km = [0.5, 1.0, 2.0, 5.0, 10.0].into_iter().find(|km| km * per_km > 110.0).unwrap_or(20.0);
    let (left, right) = (MARGIN as i32, MARGIN as i32 + (km * per_km).round() as i32);
    for way in
        [[(left, y), (right, y)], [(left, y - 7), (left, y + 7)], [(right, y - 7), (right, y + 7)]]
    {
        area.draw(&PathElement::new(way, INK.stroke_width(2)))?;
    }
    let words = format!("{km} km, north is up");
    area.draw_text(&words, &letters(17, INK, HPos::Left, FontStyle::Normal), (right + 12, y))?;
    Ok(())
}

fn legend(
    area: &Area<'_>,
    study: &Study<'_>,
    findings: &Findings,
    colours: &[RGBColor],
    ((x, mut y), width): ((i32, i32), i32),
) -> Drawn {
    let layout = &findings.layout;
    let plain = letters(17, INK, HPos::Left, FontStyle::Normal);
    let text = x + 30;
    area.draw(&Circle::new((x + 10, y), 8, COLOURS[0].filled()))?;
    area.draw_text("orders covered, coloured by store", &plain, (text, y))?;
    y += LINE;
    area.draw(&Circle::new((x + 10, y), 7, UNCOVERED.stroke_width(1)))?;
    let out = (1.0 - layout.covered / layout.total) * 100.0;
    let words = format!("orders that no store covers ({} %)", number(out, 1));
    area.draw_text(&words, &plain, (text, y))?;
    y += LINE;
    area.draw(&Circle::new((x + 10, y), 9, INK.filled()))?;
    area.draw_text("new store", &plain, (text, y))?;
    let is_standing =
        |store: &super::layout::StoreFigures| study.candidates[store.site as usize].is_store;
    if layout.stores.iter().any(is_standing) {
        area.draw(&Rectangle::new([(x + 146, y - 8), (x + 162, y + 8)], INK.filled()))?;
        area.draw_text("store that stands", &plain, (x + 172, y))?;
    }
    if !study.rivals.is_empty() {
        y += LINE;
        area.draw(&Cross::new((x + 10, y), 8, INK.stroke_width(5)))?;
        area.draw(&Cross::new((x + 10, y), 7, RIVAL.stroke_width(3)))?;
        area.draw_text("store of a competitor", &plain, (text, y))?;
    }
    y += 2 * LINE;
    let right = x + width - 10;
    let time = if study.is_of_an_hour { "orders/hour" } else { "orders/day" };
    area.draw_text("Store", &letters(17, INK, HPos::Left, FontStyle::Bold), (x, y))?;
    area.draw_text(time, &letters(17, INK, HPos::Right, FontStyle::Bold), (right, y))?;
    y += LINE;
    for (at, store) in layout.stores.iter().enumerate().take(NAMED) {
        let candidate = &study.candidates[store.site as usize];
        area.draw(&Circle::new((x + 10, y), 8, colours[at].filled()))?;
        let words = format!("{}. {}", at + 1, shortened(&candidate.name, NAME));
        area.draw_text(&words, &plain, (text, y))?;
        let orders = number(study.orders(store.covered), 0);
        area.draw_text(&orders, &letters(17, INK, HPos::Right, FontStyle::Normal), (right, y))?;
        y += LINE;
    }
    let left_out = layout.stores.len().saturating_sub(NAMED);
    if left_out > 0 {
        area.draw_text(&format!("and {left_out} more"), &plain, (text, y))?;
        y += LINE;
    }
    if study.ground.scenario.spec.city.roads.is_some() {
        let credit = "Streets © OpenStreetMap contributors, ODbL 1.0";
        area.draw_text(credit, &letters(15, FAINT, HPos::Left, FontStyle::Normal), (x, y + LINE))?;
    }
    Ok(())
}
