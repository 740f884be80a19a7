//! Key figures by the names that users give.

use experiments::lab::Lab;
use experiments::{ExperimentError, KeyFigure};
use sim_core::kpi::KPIS;

use crate::flags::vary::split;
use crate::terminal::failure::Failure;

/// The key figure of a name, of all or of a part.
pub(crate) fn figure(name: &str) -> Result<KeyFigure, Failure> {
    KeyFigure::named(name).map_err(|(message, help)| Failure::input(message, help))
}

/// Names set apart by commas, but for commas in brackets.
pub(crate) fn figures(texts: &[String]) -> Result<Vec<KeyFigure>, Failure> {
    let names = texts.iter().flat_map(|text| split(text));
    let figures: Vec<KeyFigure> = names.map(|name| figure(&name)).collect::<Result<_, _>>()?;
    let twice = figures.iter().enumerate().find(|(at, one)| figures[..*at].contains(one));
    match twice {
        Some((_, figure)) => {
            Err(Failure::input(format!("--kpis: `{}` is named twice", figure.name), None))
        }
        None => Ok(figures),
    }
}

/// Position of a key figure that is of all; what is wrong, and advice, where there is none of that
/// name.
pub(crate) fn position(name: &str) -> Result<usize, (String, Option<String>)> {
    KeyFigure::named(name)?;
    let known = KPIS.iter().position(|kpi| kpi.name == name);
    known.ok_or_else(|| (format!("`{name}` is of a part, expected a figure of all"), None))
}

/// Refuses figures of stores that no cell has.
pub(crate) fn check_stores(lab: &Lab<'_>, figures: &[KeyFigure]) -> Result<(), Failure> {
    if figures.iter().all(|figure| figure.store().is_none()) {
        return Ok(());
    }
    let layouts = (0..lab.cells().len()).map(|cell| lab.layout(cell));
    let layouts = layouts.collect::<Result<Vec<_>, ExperimentError>>()?;
    let names = || layouts.iter().flat_map(|layout| &layout.sites).map(|site| site.name.as_str());
    refuse_missing(figures.iter(), names())
}

/// Refuses figures of stores that are not among these.
pub(crate) fn refuse_missing<'a>(
    mut figures: impl Iterator<Item = &'a KeyFigure>,
    stores: impl Iterator<Item = &'a str> + Clone,
) -> Result<(), Failure> {
    match figures.find_map(|figure| figure.missing_store(stores.clone())) {
        Some((message, help)) => Err(Failure::input(message, help)),
        None => Ok(()),
    }
}
