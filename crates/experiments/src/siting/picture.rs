//! What all pictures have in common: size, colours, words, and how a drawing becomes SVG text.

use domain::shown::shown_within;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::error::SitingError;

/// Where a picture is drawn.
pub(crate) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
/// What drawing may fail with; writing to memory does not.
pub(crate) type Drawn = Result<(), Box<dyn std::error::Error>>;

/// Colours that colour-blind readers tell apart: blue, orange, green, purple, sky, vermilion.
///
/// Source: Okabe & Ito (2008), "Color Universal Design", without yellow and black.
pub(crate) const COLOURS: [RGBColor; 6] = [
    RGBColor(0, 114, 178),
    RGBColor(230, 159, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(86, 180, 233),
    RGBColor(213, 94, 0),
];
/// Words and lines.
pub(crate) const INK: RGBColor = RGBColor(34, 34, 34);
/// What stands back.
pub(crate) const FAINT: RGBColor = RGBColor(138, 138, 138);
/// Lines of a grid.
pub(crate) const GRID: RGBColor = RGBColor(226, 226, 226);

/// A picture of so many points as SVG text. Letters are named by family and left to who shows it.
pub(crate) fn drawn(
    size: (u32, u32),
    draw: impl FnOnce(&Area<'_>) -> Drawn,
) -> Result<String, SitingError> {
    let mut text = String::new();
    let whole = |text: &mut String| -> Drawn {
        let area = SVGBackend::with_string(text, size).into_drawing_area();
        area.fill(&WHITE)?;
        draw(&area)?;
        area.present()?;
        Ok(())
    };
    whole(&mut text).map_err(|error| SitingError::Picture { reason: error.to_string() })?;
    Ok(text)
}

/// Letters of a height, held at a point.
pub(crate) fn letters(
    size: u32,
    colour: RGBColor,
    hold: HPos,
    style: FontStyle,
) -> TextStyle<'static> {
    let font = FontDesc::new(FontFamily::SansSerif, f64::from(size), style);
    font.color(&colour).pos(Pos::new(hold, VPos::Center))
}

/// A heading and the sentence below it, above the picture's left edge.
pub(crate) fn heading(area: &Area<'_>, title: &str, below: &str) -> Drawn {
    let of = |size, style| letters(size, INK, HPos::Left, style);
    area.draw_text(title, &of(26, FontStyle::Bold), (24, 30))?;
    area.draw_text(below, &of(17, FontStyle::Normal), (24, 60))?;
    Ok(())
}

/// The first characters of a name that is too long.
pub(crate) fn shortened(name: &str, most: usize) -> String {
    shown_within(name, most).into_owned()
}
