//! Two floors as heat maps: how often pickers reach into each bay, before and after.

use domain::decision::slotting::Bay;
use domain::shown::shown;
use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use super::study::{Contender, Study};
use crate::report::number;
use crate::siting::SitingError;
use crate::siting::picture::{Area, COLOURS, Drawn, FAINT, INK, drawn, heading, letters};

/// Widest a floor is drawn, points.
const WIDEST: usize = 640;
/// Greatest width and height of a bay.
const BAY: [i32; 2] = [58, 36];
/// Bays narrower than this bear no number.
const LEGIBLE: i32 = 34;
const MARGIN: i32 = 24;
/// Room above the floors: heading and the names of the floors.
const ABOVE: i32 = 130;
/// Room below them: aisles and scale.
const BELOW: i32 = 108;
/// Steps of the colour scale.
const STEPS: i32 = 24;

/// A floor's place in the picture.
struct Frame {
    left: i32,
    bay: [i32; 2],
    aisles: i32,
    rows: i32,
}

/// The floor as it is and the layout found, as SVG: bays in the colour of their picks in the judged
/// baskets.
///
/// # Errors
/// Drawing fails.
pub fn floor_svg(study: &Study<'_>) -> Result<String, SitingError> {
    let bays = &study.question.bays;
    let aisles = i32::from(study.question.aisles.count);
    let of_aisle = |aisle| bays.iter().filter(|bay| i32::from(bay.slot.aisle) == aisle).count();
    let rows = (0..aisles).map(of_aisle).max().unwrap_or(0) as i32;
    let width = (WIDEST as i32 / aisles.max(1)).clamp(2, BAY[0]);
    let bay = [width, (WIDEST as i32 / rows.max(1)).clamp(2, BAY[1])];
    let floors = [study.today(), study.found()];
    let picks = floors.map(|contender| picks(study, contender));
    let most = picks.iter().flatten().copied().fold(0.0, f64::max);
    let step = (aisles * bay[0]).max(340) + 2 * MARGIN;
    let size = ((2 * step) as u32, (ABOVE + rows * bay[1] + BELOW) as u32);
    drawn(size, |area| {
        let saved = study.saved(study.found());
        let before = study.today().walk().mean;
        let share = if before > 0.0 { 100.0 * saved.mean / before } else { 0.0 };
        let title = format!(
            "{}: {} m a basket instead of {} ({} % less)",
            shown(&study.scenario.name),
            number(study.found().walk().mean, 1),
            number(before, 1),
            number(share, 1)
        );
        let below = "Picks from each bay, a hundred baskets; the stations are at the front left";
        heading(area, &title, below)?;
        for (at, (contender, picks)) in floors.iter().zip(&picks).enumerate() {
            let left = MARGIN + at as i32 * step;
            let frame = Frame { left, bay, aisles, rows };
            let name = letters(19, INK, HPos::Left, FontStyle::Bold);
            area.draw_text(&shown(&contender.name), &name, (left, ABOVE - 26))?;
            floor(area, &frame, bays, picks, most)?;
        }
        scale(area, most, size.1 as i32 - 34)
    })
}

/// Lines of a hundred judged baskets that are picked from each bay.
fn picks(study: &Study<'_>, contender: &Contender) -> Vec<f64> {
    let question = &study.question;
    let mut picks = vec![0.0; question.bays.len()];
    for sku in question.judged.iter().flatten() {
        picks[contender.slotted.bays[*sku as usize] as usize] += 1.0;
    }
    let hundreds = question.judged.len().max(1) as f64 / 100.0;
    picks.iter().map(|picks| picks / hundreds).collect()
}

fn floor(area: &Area<'_>, frame: &Frame, bays: &[Bay], picks: &[f64], most: f64) -> Drawn {
    let Frame { left, bay: [width, height], aisles, rows } = *frame;
    let foot = ABOVE + rows * height;
    let mut row = vec![0; aisles as usize];
    for (bay, picks) in bays.iter().zip(picks) {
        let aisle = usize::from(bay.slot.aisle);
        let x = left + aisle as i32 * width;
        let y = foot - (row[aisle] + 1) * height;
        row[aisle] += 1;
        let share = if most > 0.0 { (picks / most).sqrt() } else { 0.0 };
        let corners = [(x + 1, y + 1), (x + width - 1, y + height - 1)];
        area.draw(&Rectangle::new(corners, shade(share).filled()))?;
        let edge = if bay.is_cold { COLOURS[4] } else { RGBColor(214, 214, 214) };
        area.draw(&Rectangle::new(corners, edge.stroke_width(1 + u32::from(bay.is_cold))))?;
        if width >= LEGIBLE && height >= 18 {
            let colour = if share > 0.55 { WHITE } else { INK };
            let style = letters(14, colour, HPos::Center, FontStyle::Normal);
            let digits = usize::from(*picks < 9.95);
            area.draw_text(&number(*picks, digits), &style, (x + width / 2, y + height / 2))?;
        }
    }
    let plain = letters(14, FAINT, HPos::Center, FontStyle::Normal);
    if width >= 18 {
        for aisle in 0..aisles {
            area.draw_text(
                &aisle.to_string(),
                &plain,
                (left + aisle * width + width / 2, foot + 14),
            )?;
        }
    }
    let words = letters(14, FAINT, HPos::Left, FontStyle::Normal);
    area.draw_text("aisle, front below", &words, (left, foot + 34))?;
    Ok(())
}

/// From white to dark blue.
fn shade(share: f64) -> RGBColor {
    let mix = |from: f64, to: f64| (from + (to - from) * share.clamp(0.0, 1.0)).round() as u8;
    RGBColor(mix(250.0, 8.0), mix(251.0, 48.0), mix(253.0, 107.0))
}

fn scale(area: &Area<'_>, most: f64, y: i32) -> Drawn {
    let style = letters(14, INK, HPos::Left, FontStyle::Normal);
    area.draw_text("0", &style, (MARGIN, y))?;
    let left = MARGIN + 16;
    for step in 0..STEPS {
        let corners = [(left + step * 8, y - 8), (left + step * 8 + 8, y + 8)];
        let share = (f64::from(step) + 0.5) / f64::from(STEPS);
        area.draw(&Rectangle::new(corners, shade(share).filled()))?;
    }
    let right = left + STEPS * 8;
    let most = format!("{} picks a hundred baskets", number(most, 0));
    area.draw_text(&most, &style, (right + 8, y))?;
    let box_at = right + 260;
    let corners = [(box_at, y - 8), (box_at + 22, y + 8)];
    area.draw(&Rectangle::new(corners, COLOURS[4].stroke_width(2)))?;
    area.draw_text("cold room", &style, (box_at + 30, y))?;
    Ok(())
}
