//! From a city to a layout of stores that can be defended: asked, priced, held against others.

mod answered;
mod chart;
mod colouring;
mod curve;
mod economics;
mod error;
mod fragment;
mod freed;
mod frontier;
mod geojson;
mod inquiry;
mod layout;
mod map;
mod neighbours;
mod overlap;
mod page;
mod phased;
pub(crate) mod picture;
mod refine;
mod refined;
mod robust;
mod study;
mod table;
mod view;

pub use answered::{Answered, Asker};
pub use chart::{curve_svg, frontier_svg};
pub use curve::{Step, asked_again, curve, informed};
pub use economics::margin_inr;
pub use error::SitingError;
pub use fragment::fragment;
pub use freed::{Freed, freed};
pub use frontier::{Budget, even_budgets, front, fronted, within_budgets};
pub use geojson::geojson;
pub use inquiry::{Examined, Inquiry};
pub use layout::{Layout, Served, StoreFigures};
pub use map::map_svg;
pub use neighbours::neighbourly;
pub use overlap::overlap;
pub use page::page;
pub use phased::{Phase, phased};
pub use refine::{NEARLY, RefineConfig, diverse, refine};
pub use refined::Refined;
pub use robust::{Forced, Judged, Robustness, Verdict, judged};
pub use study::{Findings, Study, Terms};
pub use table::{curve_csv, frontier_csv, json, overlap_csv, phased_csv, sites_csv, stores_csv};

#[cfg(test)]
mod picture_tests;
#[cfg(test)]
mod siting_tests;
