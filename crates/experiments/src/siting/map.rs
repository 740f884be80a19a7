//! A layout as a map: streets, demand in the colour of its store, stores by number.

use domain::geo::Point;
use domain::travel::RoadClass;

use super::study::{Findings, Study};
use super::svg::{Anchor, COLOURS, FAINT, INK, Svg, shortened};
use crate::report::number;

/// Longer side of the map itself, points.
const MAP: f64 = 900.0;
const MARGIN: f64 = 24.0;
/// Room above the map for the title.
const TITLE: f64 = 74.0;
/// Width of the legend beside the map.
const LEGEND: f64 = 330.0;
/// Stores named in the legend.
const NAMED: usize = 40;
/// Demand that no store covers.
const UNCOVERED: &str = "#b8b8b8";

/// From the plane to the page.
struct Frame {
    low: Point,
    high: Point,
    per_mm: f64,
}

impl Frame {
    fn size(&self) -> [f64; 2] {
        [
            (self.high.x_mm - self.low.x_mm) as f64 * self.per_mm,
            (self.high.y_mm - self.low.y_mm) as f64 * self.per_mm,
        ]
    }

    fn at(&self, point: Point) -> [f64; 2] {
        [
            MARGIN + (point.x_mm - self.low.x_mm) as f64 * self.per_mm,
            TITLE + (self.high.y_mm - point.y_mm) as f64 * self.per_mm,
        ]
    }
}

/// The map as SVG.
#[must_use]
pub fn map_svg(study: &Study<'_>, findings: &Findings) -> String {
    let [low, high] = study.ground.city.network.bounds().unwrap_or_default();
    let span = (high.x_mm - low.x_mm).max(high.y_mm - low.y_mm).max(1) as f64;
    let frame = Frame { low, high, per_mm: MAP / span };
    let [width, height] = frame.size();
    let mut svg = Svg::new(width + LEGEND + 3.0 * MARGIN, (height + TITLE + 40.0).max(520.0));
    title(&mut svg, study, findings);
    streets(&mut svg, study, &frame);
    let colours = colours(study, findings);
    demand(&mut svg, study, findings, &frame, &colours);
    for (number, store) in (1..).zip(&findings.layout.stores) {
        let candidate = &study.candidates[store.site as usize];
        let at = frame.at(candidate.point);
        if candidate.is_store {
            svg.rect([at[0] - 11.0, at[1] - 11.0], [22.0, 22.0], INK);
        } else {
            svg.circle(at, 11.0, INK, "white");
        }
        let number: u32 = number;
        svg.bold([at[0], at[1] + 4.5], 12.0, Anchor::Middle, "white", &number.to_string());
    }
    scale_bar(&mut svg, &frame, TITLE + height + 22.0);
    legend(&mut svg, study, findings, &colours, MARGIN * 2.0 + width);
    svg.finish()
}

fn title(svg: &mut Svg, study: &Study<'_>, findings: &Findings) {
    let layout = &findings.layout;
    let time = if study.is_of_an_hour { "hour" } else { "day" };
    let covered = layout.covered / layout.total * 100.0;
    let title = format!(
        "{}: {} stores reach {} % of the demand within {} {}",
        study.ground.scenario.name,
        layout.stores.len(),
        number(covered, 1),
        number(study.radius, 1),
        study.unit
    );
    svg.bold([MARGIN, 34.0], 22.0, Anchor::Start, INK, &title);
    let rent: f64 = findings
        .best
        .placed
        .open
        .iter()
        .map(|site| study.candidates[*site as usize].month_inr)
        .sum();
    let below = format!(
        "{} of {} orders a {time}, {} {} away on average; rent INR {} lakh a month; {} candidates",
        number(study.orders(layout.covered), 0),
        number(study.orders(layout.total), 0),
        number(layout.mean, 1),
        study.unit,
        number(rent / 1e5, 1),
        study.candidates.len()
    );
    svg.words([MARGIN, 58.0], 14.0, Anchor::Start, INK, &below);
}

/// Through roads and collectors; the streets between them are left out.
fn streets(svg: &mut Svg, study: &Study<'_>, frame: &Frame) {
    let graph = &study.ground.city.network.graph;
    for (classes, colour, width) in [
        ([RoadClass::Tertiary, RoadClass::Secondary], "#e4e4e4", 0.8),
        ([RoadClass::Primary, RoadClass::Trunk], "#cfcfcf", 1.8),
    ] {
        let mut way = String::new();
        for edge in graph.raw_edges() {
            let (a, b) = (edge.source(), edge.target());
            let is_second = a > b && graph.find_edge(b, a).is_some();
            if !classes.contains(&edge.weight.class) || is_second {
                continue;
            }
            let [[ax, ay], [bx, by]] = [a, b].map(|end| frame.at(graph[end].point));
            way += &format!("M{ax:.1} {ay:.1}L{bx:.1} {by:.1}");
        }
        svg.raw(&format!(
            "<path d=\"{way}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\"/>"
        ));
    }
}

/// Each store's colour: the first that none of the nearer half-dozen stores before it has.
fn colours(study: &Study<'_>, findings: &Findings) -> Vec<&'static str> {
    let stores = &findings.layout.stores;
    let at = |store: usize| study.candidates[stores[store].site as usize].point;
    let mut chosen: Vec<usize> = Vec::new();
    for store in 0..stores.len() {
        let mut before: Vec<usize> = (0..store).collect();
        before.sort_by_key(|other| (at(*other).distance(at(store)), *other));
        before.truncate(COLOURS.len() - 1);
        let free = (0..COLOURS.len())
            .map(|step| (store + step) % COLOURS.len())
            .find(|colour| before.iter().all(|other| chosen[*other] != *colour));
        chosen.push(free.unwrap_or(0));
    }
    chosen.into_iter().map(|colour| COLOURS[colour]).collect()
}

fn demand(svg: &mut Svg, study: &Study<'_>, findings: &Findings, frame: &Frame, colours: &[&str]) {
    let points = &study.demand.points;
    let [width, height] = frame.size();
    let mean = study.demand.orders() / points.len().max(1) as f64;
    // The average point covers about its share of the map.
    let usual = (width * height / points.len().max(1) as f64 / 9.0).sqrt().clamp(1.2, 9.0);
    for (point, served) in points.iter().zip(&findings.layout.served) {
        let radius = usual * (point.orders / mean).sqrt().clamp(0.3, 2.5);
        let near = served.filter(|served| served.is_near);
        let store = near.and_then(|near| findings.best.placed.open.binary_search(&near.site).ok());
        let at = frame.at(point.point);
        match store {
            Some(store) => svg.circle(at, radius, colours[store], "none"),
            None => svg.circle(at, radius, "none", UNCOVERED),
        }
    }
}

fn scale_bar(svg: &mut Svg, frame: &Frame, y: f64) {
    let km = [0.5, 1.0, 2.0, 5.0, 10.0].into_iter().find(|km| km * 1e6 * frame.per_mm > 70.0);
    let km = km.unwrap_or(20.0);
    let length = km * 1e6 * frame.per_mm;
    svg.line([MARGIN, y], [MARGIN + length, y], INK, 2.0);
    for x in [MARGIN, MARGIN + length] {
        svg.line([x, y - 5.0], [x, y + 5.0], INK, 2.0);
    }
    svg.words([MARGIN + length + 8.0, y + 5.0], 13.0, Anchor::Start, INK, &format!("{km} km"));
}

fn legend(svg: &mut Svg, study: &Study<'_>, findings: &Findings, colours: &[&str], x: f64) {
    let mut y = TITLE + 10.0;
    let text = x + 26.0;
    svg.circle([x + 8.0, y - 4.0], 5.0, COLOURS[0], "none");
    svg.words([text, y], 13.0, Anchor::Start, INK, "demand covered, in the colour of its store");
    y += 22.0;
    svg.circle([x + 8.0, y - 4.0], 5.0, "none", FAINT);
    let layout = &findings.layout;
    let out = (1.0 - layout.covered / layout.total) * 100.0;
    let words = format!("demand that no store covers ({} %)", number(out, 1));
    svg.words([text, y], 13.0, Anchor::Start, INK, &words);
    y += 22.0;
    svg.circle([x + 8.0, y - 4.0], 7.0, INK, "none");
    svg.words([text, y], 13.0, Anchor::Start, INK, "new store");
    svg.rect([x + 121.0, y - 11.0], [14.0, 14.0], INK);
    svg.words([x + 142.0, y], 13.0, Anchor::Start, INK, "store that stands");
    y += 34.0;
    let time = if study.is_of_an_hour { "orders/hour" } else { "orders/day" };
    svg.bold([x, y], 13.0, Anchor::Start, INK, "Store");
    svg.bold([x + LEGEND - 10.0, y], 13.0, Anchor::End, INK, time);
    y += 20.0;
    let step = if layout.stores.len() > 30 { 16.0 } else { 20.0 };
    for (at, store) in layout.stores.iter().enumerate().take(NAMED) {
        let candidate = &study.candidates[store.site as usize];
        svg.circle([x + 8.0, y - 4.0], 5.0, colours[at], "none");
        let words = format!("{}  {}", at + 1, shortened(&candidate.name, 30));
        svg.words([text - 6.0, y], 12.0, Anchor::Start, INK, &words);
        let orders = number(study.orders(store.covered), 0);
        svg.words([x + LEGEND - 10.0, y], 12.0, Anchor::End, INK, &orders);
        y += step;
    }
    let left_out = layout.stores.len().saturating_sub(NAMED);
    if left_out > 0 {
        svg.words([text, y], 12.0, Anchor::Start, INK, &format!("and {left_out} more"));
        y += step;
    }
    if study.ground.scenario.spec.city.roads.is_some() {
        let credit = "Streets © OpenStreetMap contributors, ODbL 1.0";
        svg.words([x, y + 16.0], 11.0, Anchor::Start, FAINT, credit);
    }
}
